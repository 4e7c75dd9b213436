package lab

import (
	"playnet/core/filter"
	"playnet/core/lab/fields"
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
func (w *World) StepMessage(more func() bool) bool { return w.StepMessageUpTo(anyPosition, more) }

// StepMessageUpTo is [World.StepMessage], but pops no more than p events in all.
func (w *World) StepMessageUpTo(p uint64, more func() bool) bool {
	w.run.framesMoved = false
	return w.advance(target{position: p, instant: w.end(), idle: true, message: true}, more)
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

// blockBack is how many events are held against a filter at once on the way back.
const blockBack = 256

// FindMatch goes on looking backwards for an event that a filter chooses. It returns
// done false if more interrupted it, found false if there is none, and otherwise where
// to go.
func (b *Back) FindMatch(w *World, f *filter.Filter, more func() bool) (to Goal, found, done bool) {
	if fields.NeedsHistory(f.Uses()) && !w.run.history.CatchUp(w.run.trace, more) {
		return Goal{}, false, false
	}
	if !b.begun {
		b.begun, b.next = true, w.lastBefore()
	}
	r := w.record()
	for b.next > 0 {
		first, last := trace.ID(1), trace.ID(0)
		if b.next > blockBack {
			first = b.next - blockBack + 1
		}
		w.run.trace.Scan(first, func(e trace.Event) bool {
			if e.ID > b.next {
				return false
			}
			if r.Set(e); f.Match(r) {
				last = e.ID
			}
			return true
		})
		if last > 0 {
			return AfterEvent(last), true, true
		}
		if b.next = first - 1; more != nil && !more() {
			return Goal{}, false, false
		}
	}
	return Goal{}, false, true
}
