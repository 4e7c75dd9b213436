package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// values are what -set gives the lab's parameters; nil: nothing.
type values map[labfile.ID]labfile.ParameterNumber

// String implements flag.Value.
func (v *values) String() string { return fmt.Sprint(map[labfile.ID]labfile.ParameterNumber(*v)) }

// Set implements flag.Value.
func (v *values) Set(text string) error {
	id, number, _ := strings.Cut(text, "=")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return errors.New("wanted ID=VALUE, such as peers=12")
	}
	if *v == nil {
		*v = values{}
	}
	(*v)[labfile.ID(id)] = labfile.ParameterNumber(n)
	return nil
}

// choose gives the parameters of a world that has just begun their values.
func (v values) choose(w *lab.World) error {
	for _, id := range slices.Sorted(maps.Keys(v)) {
		if _, err := w.Do(labfile.LabParameter{Parameter: id, Value: v[id]}); err != nil {
			return fmt.Errorf("-set %s: %w", id, err)
		}
	}
	return nil
}
