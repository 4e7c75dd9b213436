package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/public"
)

// The exit statuses of realnet's own.
const (
	exitBadInput   = 2
	exitNotAllowed = 125
	exitNotStarted = 126
	exitNotFound   = 127
)

// options are the command line.
type options struct {
	lab     string
	only    []labfile.Name // nil: all
	as      labfile.Name
	verbose bool
	command []string
}

func main() {
	o, err := parse(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	var file *labfile.File
	if err == nil {
		file, err = load(&o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "realnet:", err)
		os.Exit(exitBadInput)
	}
	os.Exit(execute(&o, file))
}

// parse reads the command line. Flags stand before or after LAB.
func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	own := args
	if i := slices.Index(args, "--"); i >= 0 {
		own, o.command = args[:i], args[i+1:]
	}
	f := flag.NewFlagSet("realnet", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprintln(stderr, "usage: go tool realnet LAB [flags] -- COMMAND…\nLAB is a path, or the id of a shipped lab.")
		f.PrintDefaults()
	}
	f.Func("only", "run the services of these `hosts` alone: names, with commas between", func(list string) error {
		for _, name := range strings.Split(list, ",") {
			o.only = append(o.only, labfile.Name(name))
		}
		return nil
	})
	f.Func("as", "give COMMAND the source address and the resolvers of this `host`", func(name string) error {
		o.as = labfile.Name(name)
		return nil
	})
	f.BoolVar(&o.verbose, "v", false, "print the programs' events")
	var rest []string
	for len(own) > 0 { // package flag stops at LAB
		if err := f.Parse(own); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return o, err
			}
			return o, errors.New("see go tool realnet -help")
		}
		if own = f.Args(); len(own) > 0 {
			rest, own = append(rest, own[0]), own[1:]
		}
	}
	switch {
	case len(rest) != 1:
		return o, fmt.Errorf("one LAB is needed, %d given; see go tool realnet -help", len(rest))
	case len(o.command) == 0:
		return o, errors.New("a COMMAND is needed behind --; see go tool realnet -help")
	}
	o.lab = rest[0]
	return o, nil
}

// load reads the lab and checks the options against it.
func load(o *options) (*labfile.File, error) {
	text, err := os.ReadFile(o.lab)
	if os.IsNotExist(err) {
		shipped, ok := public.Lab(o.lab)
		if !ok {
			return nil, fmt.Errorf("%s is neither a file nor the id of a shipped lab", o.lab)
		}
		text, err = shipped, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := labfile.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.lab, err)
	}
	if file.NeedsWire() {
		return nil, fmt.Errorf("%s: its hosts forge addresses and listen on links, which real sockets don't let them", o.lab)
	}
	if file.HasAnycast() {
		return nil, fmt.Errorf("%s: its hosts share addresses, of which one machine can have but one", o.lab)
	}
	for _, name := range o.only {
		if file.Host(name) == nil {
			return nil, fmt.Errorf("-only %s: the lab has no such host", name)
		}
	}
	if o.as != "" && file.Host(o.as) == nil {
		return nil, fmt.Errorf("-as %s: the lab has no such host", o.as)
	}
	return file, nil
}
