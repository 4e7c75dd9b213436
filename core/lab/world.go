package lab

import (
	"io"

	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/trace"
)

// Entry is an action of the log: what was done, and when. The position decides
// where it stands among the queue's events; the instant says how far the clock
// had gone on from the last of these.
type Entry struct {
	Position uint64
	At       sim.Instant
	Do       labfile.Action
}

// Options set a world up.
type Options struct {
	// Untraced turns recording off, for sweeps over many worlds. Such a world
	// has no hash, no transfers and no story.
	Untraced bool
	// PayloadLimit is how many payload bytes the trace keeps; 0: its default.
	PayloadLimit int

	keyring  *keyring
	torrents *torrents
}

// World is a lab that runs. It belongs to one thread.
type World struct {
	file    *labfile.File
	seed    uint64
	options Options
	log     []Entry
	applied int // entries of the log that have been done in this run
	logErr  error
	run     *run

	replicas []*World // by position; see there
	reach    uint64   // the furthest position of this future
	why      answered
}

// New opens a lab: its world stands at instant zero and nothing has happened. Its
// parameters have the lab's own values until a log says otherwise.
func New(f *labfile.File, seed uint64, o Options) (*World, error) {
	f, err := f.With(nil)
	if err != nil {
		return nil, err
	}
	o.keyring, o.torrents = newKeyring(), newTorrents(f)
	return open(f, seed, o)
}

func open(f *labfile.File, seed uint64, o Options) (*World, error) {
	w := &World{file: f, seed: seed, options: o}
	var err error
	if w.run, err = newRun(f, seed, o); err != nil {
		return nil, err
	}
	return w, nil
}

// Close ends the world and unwinds its fibers. It returns the names of those
// that would not go: programs that recovered every panic meant to end them.
func (w *World) Close() []string {
	w.closeReplicas()
	var names []string
	for _, s := range w.run.net.Stop() {
		names = append(names, s.Fiber)
	}
	return names
}

// File returns the lab that the world was made from, with the values that its parameters have.
func (w *World) File() *labfile.File { return w.file }

// Seed returns the seed that the world was made with.
func (w *World) Seed() uint64 { return w.seed }

// Now returns the present instant.
func (w *World) Now() sim.Instant { return w.run.kernel.Now() }

// Position returns the number of queue events popped so far.
func (w *World) Position() uint64 { return w.run.kernel.Position() }

// End returns the instant at which the lab says its run ends, if it does.
func (w *World) End() (sim.Instant, bool) {
	if end := w.file.Lab.End; end != nil {
		return sim.Instant(*end), true
	}
	return 0, false
}

// Idle reports whether nothing but weak timers is left to happen.
func (w *World) Idle() bool {
	return !w.run.kernel.Alive() && w.applied == len(w.log)
}

// Log returns the actions done so far, and after a seek backwards also those
// that will be done again on the way forward.
func (w *World) Log() []Entry { return w.log }

// EventCount returns the number of trace events so far.
func (w *World) EventCount() int { return w.run.trace.Len() }

// Events decodes up to limit trace events from an ID on.
func (w *World) Events(from trace.ID, limit int) []trace.Event {
	var events []trace.Event
	w.run.trace.Scan(from, func(e trace.Event) bool {
		if len(events) == limit {
			return false
		}
		events = append(events, e)
		return true
	})
	return events
}

// AppendEventJSON appends one event of [World.Events] as a line of JSON.
func (w *World) AppendEventJSON(b []byte, e trace.Event) ([]byte, error) {
	return w.run.trace.AppendJSON(b, e)
}

// WriteTrace writes the trace as JSON Lines: all of it, or the events that only selects.
func (w *World) WriteTrace(out io.Writer, only func(trace.ID) bool) error {
	return w.run.trace.WriteJSON(out, only)
}

// HashOn goes on computing what [World.Hash] returns, until more says no, and reports whether
// nothing is left to compute.
func (w *World) HashOn(more func() bool) bool { return w.run.trace.HashOn(more) }

// Hash returns the digest of everything that has happened, in hexadecimal.
func (w *World) Hash() string { return w.run.trace.HashString() }
