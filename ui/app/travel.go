package app

import (
	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/ui/text"
)

// travel is the way of the open world to another place of its run: see [lab.Seek].
type travel struct {
	app    *App
	goal   lab.Goal
	seek   *lab.Seek
	origin lab.Place // where the world stood before
	over   bool      // the learner has called it off
	back   bool      // and the world is on its way back
}

// towards returns the step of a job that takes the world to a place, backwards or
// forwards.
func (a *App) towards(goal lab.Goal) func(more func() bool) bool {
	t := &travel{app: a, goal: goal}
	return t.step
}

func (t *travel) step(more func() bool) bool {
	a := t.app
	if t.over {
		return true
	}
	if t.seek == nil {
		a.reached()
		t.seek, a.travel = a.world.SeekTo(t.goal), t
		t.origin = a.world.Place()
	}
	if !t.seek.Go(more) {
		return false
	}
	a.arrive()
	return true
}

// arrive forgets what was read of the world before it came elsewhere.
func (a *App) arrive() {
	a.travel = nil
	a.facts = facts{}
	a.stir()
}

// abandon ends a travel whose world is about to go. A job that is still there begins it
// anew.
func (a *App) abandon() {
	if t := a.travel; t != nil {
		t.seek.Cancel()
		t.seek, a.travel = nil, nil
	}
	a.search = nil
}

// Progress tells how much of the present work is done, from 0 to 1, and whether any is
// under way. Of work whose end nobody knows nothing is done until all of it is.
func (a *App) Progress() (share float64, busy bool) {
	if a.travel != nil {
		share = a.travel.seek.Share()
	}
	return share, a.Busy()
}

// CanCancel reports whether [App.CancelSeek] would do something.
func (a *App) CanCancel() bool {
	return a.travel != nil && !a.travel.back || a.search != nil
}

// CancelSeek calls the present seek or search off. The world stands where it stood before,
// or goes back there.
func (a *App) CancelSeek() {
	switch t := a.travel; {
	case !a.CanCancel():
		return
	case t != nil && t.seek.Cancel():
		t.over = true
		a.travel = nil
	case t != nil:
		t.seek, t.back = a.world.SeekTo(lab.AtPlace(t.origin)), true
	default:
		a.search.over = true
	}
	a.jobs[0].calledOff = true
}

// search is the looking for something in what has happened, or in what is yet to happen:
// then the world runs.
type search struct {
	over bool // the learner has called it off
}

// searching is the step of a job that looks for something. find looks on, and says
// whether it has found it, and whether it has looked at all. Where nothing is found the
// world goes back to where it was.
func (a *App) searching(find func(more func() bool) (to lab.Goal, found, done bool), none string) func(more func() bool) bool {
	s := &search{}
	var origin *lab.Place
	var go_ func(more func() bool) bool
	return func(more func() bool) bool {
		if go_ != nil {
			return go_(more)
		}
		if origin == nil {
			p := a.world.Place()
			origin, a.search = &p, s
		}
		to, found, done := lab.Goal{}, false, true
		if !s.over {
			to, found, done = find(more)
		}
		if !done {
			return false
		}
		a.search = nil
		if !found {
			to = lab.AtPlace(*origin)
			if !s.over && none != "" {
				a.Note(text.T(none), false)
			}
		}
		go_ = a.towards(to)
		return go_(more)
	}
}

// ahead makes a search of running on: run reports whether it has come to where it shall.
func (a *App) ahead(run func(more func() bool) (found, done bool)) func(more func() bool) (lab.Goal, bool, bool) {
	return func(more func() bool) (lab.Goal, bool, bool) {
		found, done := run(more)
		return lab.AtPlace(a.world.Place()), found, done
	}
}

// StepMessage pauses and goes on until a message has been sent, has arrived or is lost.
func (a *App) StepMessage() {
	if a.compareStep(false) {
		return
	}
	var stop uint64 // before a question, if the learner was not asked it yet
	a.command(false, a.searching(a.ahead(func(more func() bool) (bool, bool) {
		if !a.foresee(more) {
			return true, false
		}
		if stop == 0 {
			a.passQuestion()
			stop = a.nextStop()
		}
		return true, a.world.StepMessageUpTo(stop, more)
	}), ""), a.sayArrival)
}

// BackMessage goes back to where a message was sent or had its end before: it undoes
// StepMessage.
func (a *App) BackMessage() {
	if !a.compareStep(true) {
		a.command(false, a.backTo(lab.MovesFrame), a.sayStep)
	}
}

// StepHost pauses and goes on until something happens at a host.
func (a *App) StepHost(name string) {
	a.command(false, a.searching(a.ahead(func(more func() bool) (bool, bool) {
		return true, a.world.StepHost(name, more)
	}), ""), a.sayStep)
}

// BackHost goes back to where something happened at a host before: it undoes StepHost.
func (a *App) BackHost(name string) { a.command(false, a.backTo(lab.ActsAt(name)), a.sayStep) }

// JumpTo pauses and goes to the next event that a filter chooses, or to the one before.
// Where there is none the world stays where it is, and the learner is told.
func (a *App) JumpTo(f *filter.Filter, forward bool) {
	var back lab.Back
	find := func(more func() bool) (lab.Goal, bool, bool) { return back.FindMatch(a.world, f, more) }
	if forward {
		find = a.ahead(func(more func() bool) (bool, bool) { return a.world.RunToMatch(f, more) })
	}
	a.command(false, a.searching(find, "seek.none"), a.sayStep)
}

// backTo is the step of a job that goes back to where an event happened.
func (a *App) backTo(match func(trace.Head) bool) func(more func() bool) bool {
	var back lab.Back
	return a.searching(func(more func() bool) (lab.Goal, bool, bool) {
		to, done := back.Find(a.world, match, more)
		return to, true, done
	}, "")
}

// StepEvent pauses and lets one queue event happen.
func (a *App) StepEvent() {
	a.command(false, func(more func() bool) bool {
		if !a.foresee(more) {
			return false
		}
		a.passQuestion()
		a.world.Step()
		return true
	}, a.sayArrival)
}

// BackEvent goes back to before the last queue event.
func (a *App) BackEvent() {
	a.command(false, later(func() func(func() bool) bool {
		return a.towardsPosition(max(a.world.Position(), 1) - 1)
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

// ToStart goes to the beginning.
func (a *App) ToStart() { a.seekPosition(0, a.sayWhere) }

// SeekTime goes to an instant, backwards or forwards.
func (a *App) SeekTime(t sim.Instant) { a.seekTime(t, nil) }

// ToEnd runs on until nothing is left to happen.
func (a *App) ToEnd() {
	if c := a.compare; c != nil && c.ready {
		a.seekTime(c.end, a.sayWhere)
		return
	}
	a.command(true, a.searching(a.ahead(func(more func() bool) (bool, bool) {
		return true, a.world.RunIdle(more)
	}), ""), a.sayWhere)
}

func (a *App) seekTime(t sim.Instant, then func()) { a.command(true, a.towardsTime(t), then) }

func (a *App) seekPosition(p uint64, then func()) { a.command(true, a.towardsPosition(p), then) }

func (a *App) towardsTime(t sim.Instant) func(more func() bool) bool {
	return later(func() func(func() bool) bool { return a.towards(lab.AtInstant(a.within(t))) })
}

func (a *App) towardsPosition(p uint64) func(more func() bool) bool {
	return a.towards(lab.AtPosition(p))
}
