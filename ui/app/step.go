package app

import "playnet/core/sim"

// job is work on the world that may take longer than a frame. It is done in slices; what
// comes after it waits for it.
type job struct {
	// step goes on until it is done or more says no, and reports whether it is done.
	step func(more func() bool) bool
	then func() // may be nil
	// seek marks a job that a later seek makes needless, as while the learner drags.
	seek bool
	// call marks a job of the embedding page: it stays when another lab is opened.
	call bool
}

// Work goes on with what was begun, and reports whether something of it is left.
func (a *App) Work(more func() bool) (busy bool) {
	for len(a.jobs) > 0 {
		j := a.jobs[0]
		if !j.step(more) {
			a.stir()
			return true
		}
		a.drop(func(other *job) bool { return other == j })
		if j.then != nil {
			j.then()
		}
		if len(a.jobs) > 0 && !more() {
			return true
		}
	}
	return false
}

// drop takes jobs out of the queue.
func (a *App) drop(which func(*job) bool) {
	var left []*job
	for _, j := range a.jobs {
		if !which(j) {
			left = append(left, j)
		}
	}
	a.jobs = left
}

// Busy reports whether work on the world is under way.
func (a *App) Busy() bool { return len(a.jobs) > 0 }

// begin enters a job.
func (a *App) begin(j *job) { a.jobs = append(a.jobs, j) }

// command pauses, and enters a job of the learner's hand.
func (a *App) command(seek bool, step func(more func() bool) bool, then func()) {
	if a.world == nil {
		return
	}
	a.Pause()
	if n := len(a.jobs); seek && n > 0 && a.jobs[n-1].seek {
		a.jobs = a.jobs[:n-1]
	}
	a.begin(&job{seek: seek, step: step, then: func() {
		a.stir()
		a.dropSelection()
		a.touch()
		if then != nil {
			then()
		}
	}})
}

// StepEvent pauses and lets one queue event happen.
func (a *App) StepEvent() {
	a.command(false, func(func() bool) bool { a.world.Step(); return true }, a.sayStep)
}

// StepMessage pauses and goes on until a message has been sent, has arrived or is lost.
func (a *App) StepMessage() {
	first := true
	a.command(false, func(more func() bool) bool {
		if first || !a.atEnd() {
			first = false
			return a.world.StepMessage(more)
		}
		return true
	}, a.sayStep)
}

// BackEvent goes back to before the last queue event.
func (a *App) BackEvent() {
	a.command(false, later(func() func(func() bool) bool {
		return a.towardsPosition(max(a.world.Position(), 1) - 1)
	}), a.sayStep)
}

// BackMessage goes back to the last instant at which a message was sent or had its end.
func (a *App) BackMessage() {
	a.command(false, later(func() func(func() bool) bool {
		return a.towardsTime(a.lastBoundary())
	}), a.sayStep)
}

// later makes the step of a job that finds out where to go only when its turn has come:
// the jobs before it move the world, too.
func later(begin func() func(more func() bool) bool) func(more func() bool) bool {
	var step func(more func() bool) bool
	return func(more func() bool) bool {
		if step == nil {
			step = begin()
		}
		return step(more)
	}
}

// lastBoundary returns the last instant before now at which a frame was sent or had its
// end; 0 if there is none.
func (a *App) lastBoundary() sim.Instant {
	_, list := a.Recent()
	last, now := int64(0), int64(a.world.Now())
	for _, t := range list {
		for _, at := range [2]int64{t.SentAt, t.EndAt} {
			if at < now && at > last {
				last = at
			}
		}
	}
	return sim.Instant(last)
}

// ToStart goes to the beginning.
func (a *App) ToStart() { a.seekPosition(0, a.sayWhere) }

// SeekTime goes to an instant, backwards or forwards.
func (a *App) SeekTime(t sim.Instant) { a.seekTime(t, nil) }

// ToEnd runs on until nothing is left to happen.
func (a *App) ToEnd() {
	a.command(true, func(more func() bool) bool { return a.world.RunIdle(more) }, a.sayWhere)
}

func (a *App) seekTime(t sim.Instant, then func()) { a.command(true, a.towardsTime(t), then) }

func (a *App) seekPosition(p uint64, then func()) { a.command(true, a.towardsPosition(p), then) }

// towardsTime returns the step of a job that goes to an instant.
func (a *App) towardsTime(t sim.Instant) func(more func() bool) bool {
	begun := false
	return func(more func() bool) bool {
		if !begun {
			begun = true
			if t < a.world.Now() {
				a.rewind()
			}
		}
		return a.world.RunUntil(a.within(t), more)
	}
}

// towardsPosition returns the step of a job that goes to a position.
func (a *App) towardsPosition(p uint64) func(more func() bool) bool {
	begun := false
	return func(more func() bool) bool {
		if !begun {
			begun = true
			// At the same position the clock may stand later than the last event.
			if p <= a.world.Position() {
				a.rewind()
			}
		}
		return a.world.RunToPosition(p, more)
	}
}

func (a *App) rewind() {
	a.world.Rewind()
	a.facts = facts{} // what was read belongs to the run that has gone
	a.stir()
}
