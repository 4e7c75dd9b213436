package lab

import (
	"playnet/core/sim"
	"playnet/core/trace"
)

// Goal is a place of a run to go to, however it is named.
type Goal struct {
	target
	clock bool // the clock goes on to the target's instant
}

// AtPosition is where so many queue events have been popped, and the logged actions of
// that position done.
func AtPosition(p uint64) Goal { return Goal{target: target{position: p, instant: sim.Never}} }

// AtInstant is where everything up to an instant has happened.
func AtInstant(t sim.Instant) Goal {
	return Goal{target: target{position: anyPosition, instant: t}, clock: true}
}

// AtPlace is that very place: see [World.RunToPlace].
func AtPlace(p Place) Goal {
	return Goal{target: target{position: p.Position, instant: p.At}, clock: true}
}

// AfterEvent is the place at which an event of the trace has happened.
func AfterEvent(id trace.ID) Goal {
	return Goal{target: target{position: anyPosition, instant: sim.Never, event: id}}
}

// passed reports whether a world has come further than a goal, and has to go back.
func (g *Goal) passed(w *World) bool {
	switch r := w.run; {
	case g.event > 0 && r.trace.At() >= g.event:
		return g.event <= r.stop.before || w.Place() != r.stop.place
	case g.event > 0:
		return false
	case g.position == anyPosition:
		return w.Now() > g.instant
	case g.clock:
		return Place{g.position, g.instant}.Before(w.Place())
	default:
		// At the same position the clock may stand later than the last event.
		return w.Position() > g.position || w.Position() == g.position && w.Place() != r.stop.place
	}
}

// measure says how far a world is on the way to the goal, in a unit of its own.
func (g *Goal) measure(w *World) (done, all float64) {
	switch {
	case g.event > 0:
		return float64(w.run.trace.At()), float64(g.event)
	case g.position == anyPosition:
		return float64(w.Now()), float64(g.instant)
	}
	return float64(w.Position()), float64(g.position)
}

// Seek is a way of a world to a goal, done in slices. Back it is a replica that goes
// there, from the nearest place before the goal where one stands, or from the
// beginning; the world stays where it is until the replica has arrived and takes its
// place.
type Seek struct {
	world  *World
	goal   Goal
	origin Place
	runner *World // the replica that goes there; nil: the world itself
	began  float64
	done   bool
}

// SeekTo begins to go to a place, backwards or forwards. Nothing else may be done with
// the world until [Seek.Go] has said that it is there, or [Seek.Cancel] was called.
func (w *World) SeekTo(g Goal) *Seek {
	s := &Seek{world: w, goal: g, origin: w.Place()}
	s.runner = w.nearest(&g)
	s.began, _ = g.measure(s.mover())
	return s
}

func (s *Seek) mover() *World {
	if s.runner != nil {
		return s.runner
	}
	return s.world
}

// Go goes on until the world is there, which it reports, or more interrupts it.
func (s *Seek) Go(more func() bool) bool {
	for !s.done {
		w, to := s.world, s.goal.target
		if s.runner != nil {
			// A replica records nothing: it goes no further than what is on record.
			to.bounded, to.known = !w.options.Untraced, w.run.trace.Known()
		}
		if !s.mover().advance(to, more) {
			return false
		}
		if s.runner == nil {
			s.done = true
			break
		}
		if !w.canTakeOver(s.runner) { // payloads were dropped: it has to be recorded anew
			s.runner.Close()
			s.runner = nil
			w.renew()
			s.began = 0
			continue
		}
		w.takeOver(s.runner)
		s.runner = nil
	}
	if s.goal.clock {
		s.world.run.kernel.AdvanceTo(s.goal.instant)
	}
	return true
}

// Share tells how much of the way is done, from 0 to 1.
func (s *Seek) Share() float64 {
	done, all := s.goal.measure(s.mover())
	if s.done || all <= s.began {
		return 1
	}
	return min(max((done-s.began)/(all-s.began), 0), 1)
}

// Cancel ends a seek before it is there, and reports whether the world stands where it
// stood before. It does not where the world itself went forwards: then Origin says
// where it has to go back to.
func (s *Seek) Cancel() bool {
	if s.runner != nil {
		s.world.keep(s.runner)
		s.runner = nil
	}
	s.done = true
	return s.world.Place() == s.origin
}

// Origin returns where the world stood before.
func (s *Seek) Origin() Place { return s.origin }

// Seek goes to a position, backwards or forwards, in one go.
func (w *World) Seek(p uint64) { w.SeekTo(AtPosition(p)).Go(nil) }

// SeekTime goes to an instant, backwards or forwards, in one go.
func (w *World) SeekTime(t sim.Instant) { w.SeekTo(AtInstant(t)).Go(nil) }

// Rewind takes the world back to its beginning: same lab, same seed, same log.
func (w *World) Rewind() {
	replica := w.spare()
	if !w.canTakeOver(replica) {
		replica.Close()
		w.renew()
		return
	}
	w.takeOver(replica)
}

// renew begins the world's run anew, with a record of its own.
func (w *World) renew() {
	w.run.net.Stop()
	w.run, w.applied = w.mustRun(w.options), 0
}
