// Labrun runs a lab without a screen, to a virtual time, and writes what
// happened:
//
//	go tool labrun [-seed N] [-set ID=VALUE]… [-until DUR] [-do FILE.json] [-trace FILE]
//	               [-snapshot FILE] [-pcap FILE [-pcap-host HOST]] [-check] LAB
//	go tool labrun -sweep ID [-seed N] [-set ID=N] [-worlds N] [-o FILE] LAB
//	go tool labrun -link FRAGMENT [-trace FILE] [-snapshot FILE]
//	               [-pcap FILE [-pcap-host HOST]] [-check] [LAB]
//
// LAB is a path, or the id of a lab that is shipped. Without -until the world
// runs until only weak timers are left, or to the lab's own end. A lab that brings
// a run along (its member log.json) is run with that seed, and the run's actions are
// done again. With -link the run is the one that a link of the page, or the code
// in it, stands for, up to where it was shared; LAB takes the place of the lab that the
// link names. The exit status is 0; 1 when a check fails, or when the run is another
// than the one that was shared; 2 on bad input, with the reason.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

// The exit statuses.
const (
	exitOK          = 0
	exitCheckFailed = 1
	exitBadInput    = 2
)

// options are the command line.
type options struct {
	seed     uint64
	hasSeed  bool
	until    time.Duration
	hasUntil bool
	do       string
	link     string
	hasLink  bool
	trace    string
	snapshot string
	pcap     string
	pcapHost string
	check    bool
	set      values
	sweep    string
	worlds   int
	out      string
	lab      string
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the whole program, so that tests can call it.
func run(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		fmt.Fprintln(stderr, "labrun:", err)
		return exitBadInput
	}
	passed, err := do(o, stdout, stderr)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "labrun:", err)
		return exitBadInput
	case !passed:
		return exitCheckFailed
	}
	return exitOK
}

// do does what the command line asks for.
func do(o options, stdout, stderr io.Writer) (passed bool, err error) {
	if o.sweep != "" {
		return runSweep(o, stdout, stderr)
	}
	return execute(o, stdout)
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("labrun", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprintln(stderr, "usage: go tool labrun [flags] LAB\nLAB is a path, or the id of a shipped lab; with -link it can be left out.")
		f.PrintDefaults()
	}
	f.Uint64Var(&o.seed, "seed", 1, "the `number` from which all the world's dice derive")
	f.DurationVar(&o.until, "until", 0, "run to this virtual time (default: until nothing is left to happen, or the lab's own end)")
	f.StringVar(&o.do, "do", "", "`file` with actions to do: [{\"at\": \"1s\", \"do\": {\"op\": …}}, …]")
	f.StringVar(&o.link, "link", "", "open this link of the page, or its code (p1.…), and run to where it was shared")
	f.StringVar(&o.trace, "trace", "", "write the trace as JSON Lines to this `file` (-: standard output)")
	f.StringVar(&o.snapshot, "snapshot", "", "write the final snapshot as JSON to this `file` (-: standard output)")
	f.StringVar(&o.pcap, "pcap", "", "write a capture for Wireshark (pcapng) to this `file`: each frame once, at its sender's interface")
	f.StringVar(&o.pcapHost, "pcap-host", "", "let the capture be what this `host` saw")
	f.StringVar(&o.sweep, "sweep", "", "run the worlds of this `sweep` of the lab, in parallel, and write what was measured; -seed is the first world's")
	f.IntVar(&o.worlds, "worlds", 0, "how many `worlds` a sweep runs at each value (default: as the lab says)")
	f.StringVar(&o.out, "o", "-", "the `file` to which a sweep writes, a member of the lab (-: standard output)")
	f.BoolVar(&o.check, "check", false, "check the run, print a line for each check, and exit with 1 if one fails")
	f.Var(&o.set, "set", "give a parameter of the lab a value: `id=value`; may be repeated")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, err
		}
		return o, errors.New("see go tool labrun -help")
	}
	f.Visit(func(set *flag.Flag) {
		o.hasUntil = o.hasUntil || set.Name == "until"
		o.hasSeed = o.hasSeed || set.Name == "seed"
		o.hasLink = o.hasLink || set.Name == "link"
	})
	if o.hasUntil && o.until < 0 {
		return o, fmt.Errorf("-until %v lies before the world's beginning", o.until)
	}
	switch {
	case o.pcap == "-":
		return o, errors.New("-pcap - would mix bytes with the text of the standard output: name a file")
	case o.pcapHost != "" && o.pcap == "":
		return o, errors.New("-pcap-host needs -pcap")
	case o.sweep == "" && (o.worlds != 0 || o.out != "-"):
		return o, errors.New("-worlds and -o need -sweep")
	case o.worlds < 0 || o.worlds > 1000:
		return o, fmt.Errorf("-worlds %d: 1 to 1000 can be run", o.worlds)
	case o.sweep != "" && (o.hasLink || o.hasUntil || o.do != "" || o.check || o.trace != "" || o.snapshot != "" || o.pcap != ""):
		return o, errors.New("-sweep runs worlds of its own: of the other flags only -seed, -set, -worlds and -o go with it")
	case o.hasLink && (o.hasSeed || o.hasUntil || o.do != "" || o.set != nil):
		return o, errors.New("-link brings its own seed, actions and end: -seed, -set, -do and -until don't go with it")
	}
	if o.hasLink && f.NArg() == 0 {
		return o, nil
	}
	if f.NArg() != 1 {
		return o, fmt.Errorf("one LAB is needed, %d given; see go tool labrun -help", f.NArg())
	}
	o.lab = f.Arg(0)
	return o, nil
}
