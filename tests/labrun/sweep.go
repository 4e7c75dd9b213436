package main

import (
	"fmt"
	"io"
	"runtime"
	"sync"

	"playnet/core/lab/labfile"
	"playnet/core/lab/sweep"
)

// runSweep runs the worlds of one of the lab's sweeps, as many at a time as there are
// processors, and writes what was measured: a member that the lab can keep. It passes when
// every world could be run.
func runSweep(o options, stdout, stderr io.Writer) (passed bool, err error) {
	file, err := load(o.lab)
	if err != nil {
		return false, err
	}
	if file, err = file.With(o.set); err != nil {
		return false, fmt.Errorf("-set: %w", err)
	}
	plan, err := sweep.NewPlan(file, labfile.ID(o.sweep), o.seed)
	if err != nil {
		return false, fmt.Errorf("-sweep: %w", err)
	}
	if o.worlds > 0 {
		plan.Seeds = plan.Seeds[:0]
		for i := range o.worlds {
			plan.Seeds = append(plan.Seeds, o.seed+uint64(i))
		}
	}
	tally := runPlan(plan, runtime.GOMAXPROCS(0), func(done, total int) {
		fmt.Fprintf(stderr, "\r%d of %d worlds", done, total)
	})
	fmt.Fprintln(stderr)
	for _, why := range tally.Faults() {
		fmt.Fprintln(stderr, "labrun: a world could not be run:", why)
	}
	err = writeTo(o.out, stdout, func(out io.Writer) error {
		_, err := out.Write(sweep.AppendResults(nil, tally.Results()))
		return err
	})
	return len(tally.Faults()) == 0, err
}

// runPlan runs a plan's worlds, so many at a time, and tells after each how many are done.
// Worlds share nothing: each belongs to the goroutine that runs it.
func runPlan(plan *sweep.Plan, atOnce int, progress func(done, total int)) *sweep.Tally {
	jobs := plan.Jobs()
	tally := sweep.NewTally(plan)
	todo := make(chan sweep.Job)
	var mine sync.Mutex
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for job := range todo {
				t := plan.Begin(job)
				t.Run(nil)
				r := t.Result()
				t.Close()
				mine.Lock()
				tally.Add(r)
				progress(tally.Done(), len(jobs))
				mine.Unlock()
			}
		})
	}
	for i := range jobs {
		todo <- jobs[len(jobs)-1-i] // the largest worlds first: at the end all are busy
	}
	close(todo)
	all.Wait()
	return tally
}
