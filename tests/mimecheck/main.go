// Mimecheck reads mails with our parser and compares what it makes of them with what another
// implementation did, stalwart's mail-parser:
//
//	go tool mimecheck [-v] [-run PART] DIR
//
// DIR holds mails, NAME.eml, each with its parse, NAME.json. Compared are the tree of parts
// with offsets and types, the fields of every header, with addresses, dates, subjects and
// parameters, and the decoded bodies, byte for byte. A line is printed for each file: that it
// passed, by which matter of taste (taste.go), or the first difference. The exit
// status is 0; 1 when a file fails; 2 on bad input.
package main

import (
	"encoding/json"
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
	flags := flag.NewFlagSet("mimecheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	verbose := flags.Bool("v", false, "print all differences of a file")
	part := flags.String("run", "", "read only files whose names contain `PART`")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: go tool mimecheck [-v] [-run PART] DIR")
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
	files, err := filepath.Glob(filepath.Join(flags.Arg(0), "*.eml"))
	if err != nil || len(files) == 0 {
		fmt.Fprintf(stderr, "mimecheck: no mails in %s\n", flags.Arg(0))
		return exitBadInput
	}
	slices.Sort(files)
	passed, failed, skipped := 0, 0, 0
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".eml")
		if !strings.Contains(name, *part) {
			continue
		}
		source, expected, err := read(path)
		switch {
		case errors.Is(err, os.ErrNotExist):
			fmt.Fprintf(stdout, "skip %s: there is no parse to compare with\n", name)
			skipped++
			continue
		case err != nil:
			fmt.Fprintln(stderr, "mimecheck:", err)
			return exitBadInput
		}
		v := judge(source, expected)
		fmt.Fprintf(stdout, "%s %s%s\n", v.word(), name, v.reason())
		if v.word() == "pass" {
			passed++
			continue
		}
		failed++
		if *verbose {
			for _, d := range v.differences {
				fmt.Fprintf(stdout, "     %s\n", d)
			}
		}
	}
	fmt.Fprintf(stdout, "%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if failed > 0 {
		return exitFailed
	}
	return exitOK
}

// read reads a mail and its parse.
func read(path string) (source []byte, expected message, err error) {
	if source, err = os.ReadFile(path); err != nil {
		return nil, expected, err
	}
	parse := strings.TrimSuffix(path, ".eml") + ".json"
	text, err := os.ReadFile(parse)
	if err != nil {
		return nil, expected, err
	}
	if err = json.Unmarshal(text, &expected); err != nil {
		err = fmt.Errorf("%s: %w", parse, err)
	}
	return source, expected, err
}
