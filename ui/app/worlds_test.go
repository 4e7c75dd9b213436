package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"playnet/core/lab/labfile"
	"playnet/core/lab/sweep"
	"playnet/tests/labs"
	"playnet/ui/app"
)

// crew are workers that work when they are told to, in the test's own thread.
type crew struct {
	a       *app.App
	number  int
	plans   []*sweep.Plan
	orders  []order
	stopped int
}

type order struct {
	worker int
	words  string
}

func (c *crew) Start() int {
	c.plans = make([]*sweep.Plan, c.number)
	return c.number
}
func (c *crew) Post(worker int, words string) { c.orders = append(c.orders, order{worker, words}) }
func (c *crew) Stop()                         { c.stopped++ }

// work does one order; false: there is none.
func (c *crew) work(t *testing.T) bool {
	if len(c.orders) == 0 {
		return false
	}
	o := c.orders[0]
	c.orders = c.orders[1:]
	var read app.WorkerOrder
	if err := json.Unmarshal([]byte(o.words), &read); err != nil {
		t.Fatal(err)
	}
	if read.Plan != nil {
		var err error
		if c.plans[o.worker], err = read.Plan.Make(); err != nil {
			t.Fatal(err)
		}
	}
	if read.Job != nil {
		trial := c.plans[o.worker].Begin(*read.Job)
		trial.Run(nil)
		r := trial.Result()
		trial.Close()
		words, _ := json.Marshal(app.WorkerAnswer{Result: &r})
		c.a.HearWorker(o.worker, true, string(words))
	}
	return true
}

func openReaders(t *testing.T) *app.App {
	t.Helper()
	a := app.New(library{})
	text, _ := labs.Lab("readers")
	if err := a.OpenText("readers.lab", text, 101); err != nil {
		t.Fatal(err)
	}
	a.SetScoutAfter(time.Hour)
	return a
}

// sameAsBefore holds what was measured against what stands in the lab, whose worlds have the
// same seeds.
func sameAsBefore(t *testing.T, a *app.App) {
	t.Helper()
	s := a.LabSweeps()[0]
	if s.Running || s.Done != 16 || s.Total != 16 {
		t.Fatalf("in the end %d of %d worlds are done, running: %v", s.Done, s.Total, s.Running)
	}
	want, _ := a.LabFile().Member("sweeps/time.json", nil)
	if got := sweep.AppendResults(nil, s.Tally.Results()); string(got) != string(want) {
		t.Errorf("measured\n%s\nwant\n%s", got, want)
	}
}

func TestWorkersMeasureALabsSweep(t *testing.T) {
	a := openReaders(t)
	c := &crew{a: a, number: 3}
	a.SetWorkers(c)
	now := a.Now()
	a.StartLabSweep("time")
	if s := a.LabSweeps()[0]; !s.Running || s.Workers != 3 || a.Restless() && s.Done > 0 {
		t.Fatalf("begun: %+v", s)
	}
	slice(a, 1000)
	if s := a.LabSweeps()[0]; s.Done > 0 {
		t.Error("the page measures although there are workers")
	}
	for i := range c.number {
		c.a.HearWorker(i, true, `{"ready":true}`)
	}
	for c.work(t) {
	}
	sameAsBefore(t, a)
	if c.stopped == 0 || a.Now() != now {
		t.Errorf("workers stopped %d times; the world stands at %v", c.stopped, a.Now())
	}
}

func TestALabsSweepGoesOnInSlices(t *testing.T) {
	for what, begin := range map[string]func(*app.App){
		"no workers":       func(*app.App) {},
		"none come":        func(a *app.App) { a.SetWorkers(&crew{a: a}) },
		"they are refused": func(a *app.App) { a.SetWorkers(&crew{a: a, number: 2}) },
	} {
		t.Run(what, func(t *testing.T) {
			a := openReaders(t)
			begin(a)
			a.StartLabSweep("time")
			a.HearWorker(0, false, "refused") // where there are none nobody says so
			steps := 0
			for a.LabSweeps()[0].Running {
				if !a.Restless() {
					t.Fatal("no frames are asked for")
				}
				slice(a, 3)
				if steps++; steps > 20000 {
					t.Fatal("it does not end")
				}
			}
			if steps < 20 {
				t.Errorf("%d slices", steps)
			}
			sameAsBefore(t, a)
		})
	}
}

func TestALabsSweepIsCalledOff(t *testing.T) {
	a := openReaders(t)
	c := &crew{a: a, number: 1}
	a.SetWorkers(c)
	a.StartLabSweep("time")
	a.HearWorker(0, true, `{"ready":true}`)
	for range 4 {
		c.work(t)
	}
	a.StopLabSweep()
	c.work(t) // what a worker says afterwards
	s := a.LabSweeps()[0]
	if s.Running || s.Done != 3 || c.stopped == 0 {
		t.Errorf("after the end: %d worlds, running: %v, stopped %d times", s.Done, s.Running, c.stopped)
	}
	// Another value of the parameter that is swept changes nothing of it; of another one, all.
	if err := a.SetParameter("readers", 9); err != nil || a.LabSweeps()[0].Done != 3 {
		t.Errorf("with more readers: %v, %d worlds", err, a.LabSweeps()[0].Done)
	}
	if err := a.SetParameter("line", 500); err != nil || a.LabSweeps()[0].Done != 0 {
		t.Errorf("with other lines: %v, %d worlds", err, a.LabSweeps()[0].Done)
	}
	a.StartLabSweep(labfile.ID("time"))
	if err := a.OpenLab("dns-iterated", 7); err != nil || len(a.LabSweeps()) > 0 {
		t.Errorf("another lab: %v, %v", err, a.LabSweeps())
	}
}

// A world that costs a worker its life is given up; the others are measured.
func TestALabsSweepOutlivesAWorker(t *testing.T) {
	a := openReaders(t)
	c := &crew{a: a, number: 2}
	a.SetWorkers(c)
	a.StartLabSweep("time")
	a.HearWorker(0, true, `{"ready":true}`)
	a.HearWorker(1, true, `{"ready":true}`)
	a.HearWorker(0, false, "the program has ended")
	for c.orders[0].worker == 0 {
		c.orders = c.orders[1:] // it is dead
	}
	for c.work(t) {
	}
	s := a.LabSweeps()[0]
	if s.Running || s.Done != s.Total || len(s.Tally.Faults()) != 1 {
		t.Errorf("%d of %d worlds, faults %q", s.Done, s.Total, s.Tally.Faults())
	}
}
