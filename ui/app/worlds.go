package app

import (
	"encoding/json"
	"slices"

	"playnet/core/lab/labfile"
	"playnet/core/lab/sweep"
	"playnet/ui/text"
)

// SweepsChart is what a lab's own sweeps measure in many worlds: see [LabSweep].
const SweepsChart Chart = "sweeps"

// Workers run worlds beside the page. What they have to say comes through [App.HearWorker].
type Workers interface {
	// Start has workers come, and returns how many; 0: there are none here.
	Start() int
	// Post gives a worker that is ready an order, a [WorkerOrder] in JSON.
	Post(worker int, order string)
	// Stop ends them all, in the middle of whatever they do.
	Stop()
}

// WorkerOrder is what a worker is told: the sweep once, then job after job.
type WorkerOrder struct {
	Plan *WorkerPlan `json:"plan,omitempty"`
	Job  *sweep.Job  `json:"job,omitempty"`
}

// WorkerPlan is a [sweep.Plan] as it travels.
type WorkerPlan struct {
	Lab    string                                 `json:"lab"` // the lab's text
	Values map[labfile.ID]labfile.ParameterNumber `json:"values,omitempty"`
	Sweep  labfile.ID                             `json:"sweep"`
	Seed   labfile.Seed                           `json:"seed"` // of the first world
}

// Make makes the plan.
func (p *WorkerPlan) Make() (*sweep.Plan, error) {
	f, err := labfile.Parse([]byte(p.Lab))
	if err != nil {
		return nil, err
	}
	if f, err = f.With(p.Values); err != nil {
		return nil, err
	}
	return sweep.NewPlan(f, p.Sweep, uint64(p.Seed))
}

// WorkerAnswer is what a worker says: that it is ready, or what a job gave.
type WorkerAnswer struct {
	Ready  bool          `json:"ready,omitempty"`
	Result *sweep.Result `json:"result,omitempty"`
}

// LabSweep is a sweep of the open lab, as far as it has come.
type LabSweep struct {
	*labfile.Sweep
	Plan        *sweep.Plan  // nil before the first measurement
	Tally       *sweep.Tally // likewise
	Done, Total int          // worlds
	Running     bool
	Workers     int // that run it; 0: it runs in what is left of each frame
}

// labSweeps are the measurements of the open lab's sweeps. One at a time runs.
type labSweeps struct {
	workers Workers // nil: none in this place
	made    []*labSweep
	running *labSweep
	waiting []sweep.Job // that nobody has begun
	busy    []*sweep.Job
	ready   int // workers that have come
	trial   *sweep.Trial
}

type labSweep struct {
	plan  *sweep.Plan
	tally *sweep.Tally
	total int
}

// SetWorkers says who runs worlds beside the page.
func (a *App) SetWorkers(w Workers) { a.worldly.workers = w }

func (a *App) hasLabSweeps() bool { return len(a.world.File().Lab.Sweeps) > 0 }

// LabSweeps lists the open lab's sweeps.
func (a *App) LabSweeps() []LabSweep {
	f := a.world.File()
	var list []LabSweep
	for i := range f.Lab.Sweeps {
		s := LabSweep{Sweep: &f.Lab.Sweeps[i]}
		if m := a.measured(s.ID); m != nil {
			s.Plan, s.Tally, s.Done, s.Total = m.plan, m.tally, m.tally.Done(), m.total
			s.Running = m == a.worldly.running
			if s.Running {
				s.Workers = len(a.worldly.busy)
			}
		}
		list = append(list, s)
	}
	return list
}

// LabFile returns the open lab, with the values that its parameters have.
func (a *App) LabFile() *labfile.File { return a.world.File() }

// measured returns what was measured of a sweep, nil if nothing was. What was measured with
// other values of the lab's other parameters says nothing of this lab.
func (a *App) measured(id labfile.ID) *labSweep {
	for _, m := range a.worldly.made {
		if m.plan.Sweep.ID == id && sameBut(m.plan.File, a.world.File(), m.plan.Sweep.Axis.Parameter) {
			return m
		}
	}
	return nil
}

// sameBut reports whether two labs are one, with the same values of all parameters but one.
func sameBut(a, b *labfile.File, but labfile.ID) bool {
	if a.Digest != b.Digest {
		return false
	}
	return !slices.ContainsFunc(a.Lab.Parameters, func(p labfile.Parameter) bool {
		_, x := a.Parameter(p.ID)
		_, y := b.Parameter(p.ID)
		return p.ID != but && x != y
	})
}

// StartLabSweep begins a sweep of the open lab anew; another one that runs is called off. The
// first world has the open one's seed.
func (a *App) StartLabSweep(id labfile.ID) {
	if a.world == nil {
		return
	}
	plan, err := sweep.NewPlan(a.world.File(), id, a.Seed())
	if err != nil {
		return // nobody can press what is not there
	}
	a.StopLabSweep()
	w := &a.worldly
	w.made = slices.DeleteFunc(w.made, func(m *labSweep) bool { return m.plan.Sweep.ID == id })
	w.waiting = plan.Jobs()
	w.running = &labSweep{plan: plan, tally: sweep.NewTally(plan), total: len(w.waiting)}
	w.made = append(w.made, w.running)
	if w.workers != nil {
		w.busy = make([]*sweep.Job, w.workers.Start())
	}
	a.touch()
}

// StopLabSweep calls the sweep that runs off; what was measured stays.
func (a *App) StopLabSweep() {
	w := &a.worldly
	if w.running == nil {
		return
	}
	a.endLabSweep()
	a.touch()
}

func (a *App) endLabSweep() {
	w := &a.worldly
	if w.workers != nil {
		w.workers.Stop()
	}
	if w.trial != nil {
		w.trial.Close()
	}
	w.running, w.waiting, w.busy, w.ready, w.trial = nil, nil, nil, 0, nil
}

// forgetLabSweeps forgets what was measured, unless the lab that is opened is the same one
// again, with another seed or other values of its parameters.
func (a *App) forgetLabSweeps(f *labfile.File) {
	if a.world == nil || a.world.File().Digest != f.Digest {
		a.endLabSweep()
		a.worldly.made = nil
	}
}

// HearWorker takes what a worker says, a [WorkerAnswer] in JSON, or, where said is false, why
// it is gone. Where none of them comes, the page does the work itself.
func (a *App) HearWorker(worker int, said bool, words string) {
	w := &a.worldly
	if w.running == nil || worker < 0 || worker >= len(w.busy) {
		return // of a measurement that was called off
	}
	var answer WorkerAnswer
	if !said || json.Unmarshal([]byte(words), &answer) != nil {
		a.workerGone(worker, words)
		return
	}
	switch {
	case answer.Ready:
		w.ready++
		p := w.running.plan
		order := &WorkerPlan{Lab: string(p.File.Canonical()), Sweep: p.Sweep.ID, Seed: labfile.Seed(p.Seeds[0]),
			Values: map[labfile.ID]labfile.ParameterNumber{}}
		for _, q := range p.File.Lab.Parameters {
			_, order.Values[q.ID] = p.File.Parameter(q.ID)
		}
		a.order(worker, WorkerOrder{Plan: order})
	case answer.Result != nil:
		w.busy[worker] = nil
		a.take(*answer.Result)
	}
	a.employ(worker)
}

// employ gives a worker its next job.
func (a *App) employ(worker int) {
	w := &a.worldly
	if w.running == nil || len(w.waiting) == 0 {
		return
	}
	job := w.waiting[0]
	w.waiting, w.busy[worker] = w.waiting[1:], &job
	a.order(worker, WorkerOrder{Job: &job})
}

func (a *App) order(worker int, o WorkerOrder) {
	words, err := json.Marshal(o)
	if err != nil {
		panic(err) // plain data
	}
	a.worldly.workers.Post(worker, string(words))
}

// workerGone gives up a worker: that never came, and the page does its work; or that a world
// has cost its life, and that world is not tried again.
func (a *App) workerGone(worker int, why string) {
	w := &a.worldly
	if job := w.busy[worker]; job != nil {
		w.busy[worker] = nil
		a.take(sweep.Result{Job: *job, Error: text.T("worlds.gone", "why", why)})
		w.ready--
	}
	if w.running != nil && w.ready <= 0 {
		w.workers.Stop()
		w.busy = nil // from now on in slices
	}
	a.touch()
}

// take takes in what a world gave, and ends the sweep with the last one.
func (a *App) take(r sweep.Result) {
	w := &a.worldly
	w.running.tally.Add(r)
	if w.running.tally.Done() == w.running.total {
		a.endLabSweep()
		a.say(text.T("worlds.done"))
		a.touch()
		return
	}
	a.pointed++
}

// worldsOn runs worlds while more lets it, where no workers do.
func (a *App) worldsOn(more func() bool) {
	w := &a.worldly
	for w.running != nil && len(w.busy) == 0 && more() {
		if w.trial == nil {
			w.trial = w.running.plan.Begin(w.waiting[0])
			w.waiting = w.waiting[1:]
			continue // to open a world takes a while, too
		}
		if !w.trial.Run(more) {
			return
		}
		r := w.trial.Result()
		w.trial.Close()
		w.trial = nil
		a.take(r)
	}
}

// sweepsInSlices reports whether frames are wanted to run worlds in.
func (a *App) sweepsInSlices() bool { return a.worldly.running != nil && len(a.worldly.busy) == 0 }
