package lab

import (
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// Steps lead from one place at which something happened to the next or to the one
// before. Forwards and backwards they stop at the same places: a step back undoes a
// step ahead.

// Step pops one queue event. It returns false when there is none.
func (w *World) Step() bool {
	before := w.Position()
	w.advance(target{position: before + 1, instant: sim.Never}, nil)
	return w.Position() > before
}

// StepMessage runs to the next place at which a frame has been sent, has arrived or is
// lost, or until nothing is left to happen. It returns false if more interrupted it.
func (w *World) StepMessage(more func() bool) bool {
	w.run.framesMoved = false
	return w.advance(target{position: anyPosition, instant: w.end(), idle: true, message: true}, more)
}

// StepHost runs to the next place at which something has happened at a host, the
// sending and the arrival of frames included, or until nothing is left to happen. It
// returns false if more interrupted it.
func (w *World) StepHost(name string, more func() bool) bool {
	w.run.watched, w.run.hostActed = name, false
	return w.advance(target{position: anyPosition, instant: w.end(), idle: true, host: name}, more)
}

// Back looks backwards for an event of which match is true that happened before the
// present place; nil takes every event. Begin with the zero Back.
type Back struct {
	next  trace.ID
	begun bool
}

// Find goes on looking. It returns done false if more interrupted it, and otherwise
// where to go: to the event's place or, if there is none, to the beginning.
func (b *Back) Find(w *World, match func(trace.Head) bool, more func() bool) (to Goal, done bool) {
	if !b.begun {
		b.begun, b.next = true, w.lastBefore()
	}
	found, n := trace.ID(0), 0
	w.run.trace.SkimBack(b.next, func(h trace.Head) bool {
		if match == nil || match(h) {
			found = h.ID
			return false
		}
		b.next = h.ID - 1
		n++
		return n%checkEvery != 0 || more == nil || more()
	})
	switch {
	case found > 0:
		return AfterEvent(found), true
	case b.next > 0:
		return Goal{}, false
	}
	return AtPlace(Place{}), true
}

// lastBefore returns the last event that happened before the present place.
func (w *World) lastBefore() trace.ID {
	if w.Place() == w.run.stop.place {
		return w.run.stop.before
	}
	return w.run.trace.At()
}

// MovesFrame matches the events at which [World.StepMessage] stops.
func MovesFrame(h trace.Head) bool {
	return h.Kind == vnet.KindFrameSent || h.Kind == vnet.KindFrameDelivered || h.Kind == vnet.KindFrameLost
}

// ActsAt matches the events at which [World.StepHost] stops.
func ActsAt(name string) func(trace.Head) bool {
	return func(h trace.Head) bool { return h.Host == name }
}
