// Rpl plays scenarios of the unbound resolver's test suite (files NAME.rpl) with our
// own resolver:
//
//	go tool rpl [-v] [-run PART] DIR
//
// A scenario says what each server of a small Internet answers, and when, what a
// client asks, and what it must be told. The resolver is the one of the labs, on a host
// of a virtual network; the servers are programs on other hosts that answer as the file
// says. A line is printed for each file: that it passed, the first difference, or why it
// was left out. The exit status is 0; 1 when a scenario fails; 2 on bad input.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The exit statuses.
const (
	exitOK       = 0
	exitFailed   = 1
	exitBadInput = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the whole program, so that tests can call it.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("rpl", flag.ContinueOnError)
	flags.SetOutput(stderr)
	verbose := flags.Bool("v", false, "print the dialogue of each scenario that is played")
	part := flags.String("run", "", "play only files whose names contain `PART`")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: go tool rpl [-v] [-run PART] DIR")
		flags.PrintDefaults()
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitBadInput
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return exitBadInput
	}
	files, err := filepath.Glob(filepath.Join(flags.Arg(0), "*.rpl"))
	if err != nil || len(files) == 0 {
		fmt.Fprintf(stderr, "rpl: no scenarios in %s\n", flags.Arg(0))
		return exitBadInput
	}
	slices.Sort(files)
	var total tally
	for _, path := range files {
		if !strings.Contains(filepath.Base(path), *part) {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(stderr, "rpl:", err)
			return exitBadInput
		}
		name := strings.TrimSuffix(filepath.Base(path), ".rpl")
		v := judge(name, string(text))
		fmt.Fprintf(stdout, "%-4s %s%s\n", v.word(), name, v.reasonShown())
		if *verbose {
			fmt.Fprint(stdout, v.dialogue)
		}
		total.add(v)
	}
	fmt.Fprintf(stdout, "%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped)
	if total.failed > 0 {
		return exitFailed
	}
	return exitOK
}

// tally counts verdicts.
type tally struct{ passed, failed, skipped int }

func (t *tally) add(v verdict) {
	switch {
	case v.skip != "":
		t.skipped++
	case v.difference != "":
		t.failed++
	default:
		t.passed++
	}
}

// verdict is what a scenario came to.
type verdict struct {
	skip       string // why it is left out
	difference string // the first
	note       string // where our resolver does otherwise on purpose
	dialogue   string
}

func (v verdict) word() string {
	switch {
	case v.skip != "":
		return "skip"
	case v.difference != "":
		return "FAIL"
	}
	return "pass"
}

func (v verdict) reasonShown() string {
	if v.difference != "" {
		return ": " + v.difference
	}
	if why := v.skip + v.difference + v.note; why != "" {
		return ": " + why
	}
	return ""
}

// judge plays one scenario.
func judge(name, text string) verdict {
	s, err := parse(text)
	if err != nil {
		return verdict{difference: err.Error()}
	}
	s.name = name
	settings, skip, err := configure(s)
	switch {
	case err != nil:
		return verdict{difference: err.Error()}
	case skip != "":
		return verdict{skip: skip}
	}
	v := play(s, settings)
	v.note = noted(name, s.steps)
	return v
}
