package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// zone measures a zone of a million names: how long it takes to load, and what a name
// costs.
func (b *bench) zone() (*table, error) {
	program := filepath.Join(b.temp, "zonebench")
	if err := goBuild(nil, program, "./tests/bench/zonebench"); err != nil {
		return nil, err
	}
	out, err := output(program)
	if err != nil {
		return nil, err
	}
	t := &table{title: "A zone of 1,000,000 names, native", head: []string{"", "measured"}}
	for line := range strings.Lines(string(out)) {
		title, value, _ := strings.Cut(strings.TrimSpace(line), "\t")
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("zonebench printed %q", line)
		}
		t.add(title, strconv.FormatFloat(n, 'f', 2, 64))
	}
	return t, nil
}
