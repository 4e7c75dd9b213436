package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/view"
	"playnet/public"
)

// execute runs the lab. It reports whether all checks passed; an error is the
// input's fault.
func execute(o options, stdout io.Writer) (passed bool, err error) {
	begin := runLab
	if o.hasLink {
		begin = runLink
	}
	world, passed, err := begin(o, stdout)
	if err != nil {
		return false, err
	}
	defer world.Close()
	if err := write(o, world, stdout); err != nil {
		return false, err
	}
	if o.check {
		passed = check(world.Check(), stdout) && passed
		questions, err := world.CheckQuestions()
		if err != nil {
			return false, err
		}
		passed = check(questions, stdout) && passed
	}
	fmt.Fprintf(stdout, "hash: %s\nevents: %d\nvirtual: %v\n",
		world.Hash(), world.EventCount(), time.Duration(world.Now()))
	return passed, nil
}

// runLab runs a lab as the flags say.
func runLab(o options, stdout io.Writer) (world *lab.World, passed bool, err error) {
	file, err := load(o.lab)
	if err != nil {
		return nil, false, err
	}
	if file.Run != nil && o.set != nil {
		return nil, false, errors.New("-set: the lab brings its own actions, in log.json")
	}
	set, err := file.With(o.set)
	if err != nil {
		return nil, false, fmt.Errorf("-set: %w", err)
	}
	script, err := loadScript(o, set)
	if err != nil {
		return nil, false, err
	}
	seed := o.seed
	if file.Run != nil && !o.hasSeed {
		seed = uint64(file.Run.Seed)
	}
	if world, err = lab.New(file, seed, lab.Options{}); err != nil {
		return nil, false, err
	}
	if file.Run != nil {
		world.Follow(lab.Entries(file.Run.Log))
	}
	if err := o.set.choose(world); err != nil {
		return nil, false, err
	}
	if err := play(world, script); err != nil {
		return nil, false, fmt.Errorf("%s: %w", o.do, err)
	}
	if o.hasUntil {
		world.RunUntil(sim.Instant(o.until), nil)
	} else {
		world.RunIdle(nil)
	}
	return world, check(checkLog(world), stdout), nil
}

// loadScript reads the file of -do.
func loadScript(o options, file *labfile.File) ([]labfile.Timed, error) {
	if o.do == "" {
		return nil, nil
	}
	if file.Run != nil {
		return nil, errors.New("-do: the lab brings its own actions, in log.json")
	}
	text, err := os.ReadFile(o.do)
	if err != nil {
		return nil, err
	}
	script, err := file.ParseActions(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.do, err)
	}
	return script, nil
}

// checkLog finds out whether a log that was brought along could be done; it has nothing to
// say when it could.
func checkLog(w *lab.World) []view.Check {
	if err := w.LogError(); err != nil {
		return []view.Check{{What: "the log can be done", Detail: err.Error()}}
	}
	return nil
}

// load reads a lab file, or a shipped lab by its id. A path wins.
func load(name string) (*labfile.File, error) {
	text, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		shipped, ok := public.Lab(name)
		if !ok {
			return nil, fmt.Errorf("%s is neither a file nor the id of a shipped lab", name)
		}
		text, err = []byte(shipped), nil
	}
	if err != nil {
		return nil, err
	}
	file, err := labfile.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return file, nil
}

// play does the actions of a script, each when it says.
func play(w *lab.World, script []labfile.Timed) error {
	for i, t := range script {
		if t.Pos != nil {
			w.RunToPosition(uint64(*t.Pos), nil)
		}
		if t.At != nil {
			w.RunUntil(sim.Instant(*t.At), nil)
		}
		if _, err := w.Do(t.Do); err != nil {
			return fmt.Errorf("[%d].do: %w", i, err)
		}
	}
	return nil
}

func write(o options, w *lab.World, stdout io.Writer) error {
	if o.trace != "" {
		if err := writeTo(o.trace, stdout, func(out io.Writer) error { return w.WriteTrace(out, nil) }); err != nil {
			return err
		}
	}
	if o.pcap != "" {
		err := writeTo(o.pcap, stdout, func(out io.Writer) error { return w.WritePcapng(out, o.pcapHost, nil) })
		if err != nil {
			return err
		}
	}
	if o.snapshot == "" {
		return nil
	}
	return writeTo(o.snapshot, stdout, func(out io.Writer) error {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(w.Snapshot())
	})
}

func writeTo(path string, stdout io.Writer, content func(io.Writer) error) error {
	if path == "-" {
		return content(stdout)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := content(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// check prints a line for each check and reports whether all hold.
func check(list []view.Check, stdout io.Writer) bool {
	passed := true
	for _, c := range list {
		verdict := "ok"
		if !c.OK {
			verdict, passed = "FAIL", false
		}
		fmt.Fprintf(stdout, "check: %s %s", verdict, c.What)
		if c.Detail != "" {
			fmt.Fprintf(stdout, ": %s", c.Detail)
		}
		fmt.Fprintln(stdout)
	}
	return passed
}
