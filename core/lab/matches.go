package lab

import (
	"playnet/core/filter"
	"playnet/core/lab/fields"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// matchEvery is how many events are held against a filter between two questions
// whether to go on: some milliseconds' worth where all are DNS messages.
const matchEvery = 128

// Matches are the frames that a filter chooses, in the order of their sending, each
// once, as in a capture: copies that a link makes of them are not among them. They
// grow with the run; where the world goes back, they are looked for anew.
type Matches struct {
	world   *World
	filter  *filter.Filter
	run     *run
	scanned trace.ID
	frames  []trace.ID
}

// Matches returns the frames that a filter chooses. None is known before the first
// [Matches.CatchUp].
func (w *World) Matches(f *filter.Filter) *Matches { return &Matches{world: w, filter: f} }

// Filter returns the filter.
func (m *Matches) Filter() *filter.Filter { return m.filter }

// CatchUp takes in what happened since the last time. It returns false if more,
// which may be nil, interrupted it; call it again to go on.
func (m *Matches) CatchUp(more func() bool) (done bool) {
	if m.run != m.world.run {
		*m = Matches{world: m.world, filter: m.filter, run: m.world.run}
	}
	next, done := m.world.match(m.filter, m.scanned+1, more, func(e trace.Event) bool {
		if e.Body.Kind() == vnet.KindFrameSent {
			m.frames = append(m.frames, e.ID)
		}
		return true
	})
	m.scanned = next - 1
	return done
}

// Len returns how many frames are known to match.
func (m *Matches) Len() int { return len(m.frames) }

// Frame returns the id of the i-th of them, from 0.
func (m *Matches) Frame(i int) trace.ID { return m.frames[i] }

// At returns the place of the i-th of them in the list of [World.Transfers].
func (m *Matches) At(i int) int {
	at, _ := m.world.TransferIndex(m.frames[i])
	return at
}

// match holds the events from an ID on against a filter, and gives those that it
// chooses to found until that returns false. next is where to go on; done is false
// if more, which may be nil, interrupted it.
func (w *World) match(f *filter.Filter, from trace.ID, more func() bool, found func(trace.Event) bool) (next trace.ID, done bool) {
	if fields.NeedsHistory(f.Uses()) && !w.run.history.CatchUp(w.run.trace, more) {
		return from, false
	}
	r := w.record()
	next, done = max(from, 1), true
	n := 0
	w.run.trace.Scan(next, func(e trace.Event) bool {
		if n++; n%matchEvery == 0 && more != nil && !more() {
			done = false
			return false
		}
		next = e.ID + 1
		r.Set(e)
		return !f.Match(r) || found(e)
	})
	return next, done
}

// record returns a record for this run's events.
func (w *World) record() *fields.Record {
	return fields.NewRecord(w.run.trace, w.file.Lab.Epoch.UnixNano(), &w.run.history, w.run.takeApart)
}

// FindEvent finds the first event from an ID on that a filter chooses. If more,
// which may be nil, interrupts it, done is false and id is where to go on.
func (w *World) FindEvent(f *filter.Filter, from trace.ID, more func() bool) (id trace.ID, found, done bool) {
	next, done := w.match(f, from, more, func(e trace.Event) bool {
		id, found = e.ID, true
		return false
	})
	if !found {
		id = next
	}
	return id, found, done
}

// MatchesEvent reports whether a filter chooses an event.
func (w *World) MatchesEvent(f *filter.Filter, id trace.ID) bool {
	e, ok := w.run.trace.Event(id)
	if !ok {
		return false
	}
	if fields.NeedsHistory(f.Uses()) {
		w.run.history.CatchUp(w.run.trace, nil)
	}
	r := w.record()
	r.Set(e)
	return f.Match(r)
}

// RunToMatch runs until something is recorded that the filter chooses, or nothing
// is left to happen. What was recorded before does not count. If more, which may be
// nil, interrupts it, done is false; call it again to go on.
func (w *World) RunToMatch(f *filter.Filter, more func() bool) (found, done bool) {
	next := trace.ID(w.EventCount()) + 1
	done = w.advance(target{position: anyPosition, instant: w.end(), idle: true, reached: func() bool {
		if w.EventCount() < int(next) {
			return false
		}
		next, _ = w.match(f, next, nil, func(trace.Event) bool {
			found = true
			return false
		})
		return found
	}}, more)
	return found, done
}
