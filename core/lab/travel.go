package lab

import (
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/trace"
)

// checkEvery is how many queue events are popped between two questions whether
// to go on: often enough for a frame's budget, seldom enough to cost nothing.
const checkEvery = 64

// target says how far to run.
type target struct {
	position uint64      // pop no more than this many events in all
	instant  sim.Instant // pop nothing later than this
	idle     bool        // stop when only weak timers are left
	message  bool        // stop when a frame has been sent, has arrived or is lost
	reached  func() bool // stop when it says so; nil: never
}

const anyPosition = 1<<64 - 1

// advance runs towards the target. It returns false if more, which may be nil,
// interrupted it; call it again to go on.
func (w *World) advance(to target, more func() bool) bool {
	k := w.run.kernel
	for n := 1; ; n++ {
		w.applyLog(to)
		if to.message && w.run.framesMoved || to.reached != nil && to.reached() || k.Position() >= to.position {
			return true
		}
		if to.idle && w.Idle() {
			return true
		}
		next, ok := k.Next()
		if pending := w.pendingEntry(); pending != nil && pending.Position == k.Position() {
			return true // its instant lies beyond the target's
		}
		if !ok || next > to.instant {
			return true
		}
		k.Step()
		if n%checkEvery == 0 && more != nil && !more() {
			return false
		}
	}
}

// pendingEntry returns the next entry of the log that is still to be done.
func (w *World) pendingEntry() *Entry {
	if w.applied < len(w.log) {
		return &w.log[w.applied]
	}
	return nil
}

// applyLog does the logged actions that are due at the present position.
func (w *World) applyLog(to target) {
	for {
		e := w.pendingEntry()
		if e == nil {
			return
		}
		if why := w.unreachable(e); why != nil {
			w.giveUpLog(why)
			return
		}
		if e.Position != w.Position() || e.At > to.instant {
			return
		}
		w.run.kernel.AdvanceTo(e.At)
		// An action that this world has logged can be done again; one of a log that
		// came from elsewhere perhaps not.
		if _, err := w.run.perform(e.Do, byUser); err != nil {
			w.giveUpLog(err)
			return
		}
		w.applied++
	}
}

// Step pops one queue event. It returns false when there is none.
func (w *World) Step() bool {
	before := w.Position()
	w.advance(target{position: before + 1, instant: sim.Never}, nil)
	return w.Position() > before
}

// StepMessage runs until the next frame has been sent, has arrived or is lost,
// or nothing is left to happen. It returns false if more interrupted it.
func (w *World) StepMessage(more func() bool) bool {
	w.run.framesMoved = false
	return w.advance(target{position: anyPosition, instant: w.end(), idle: true, message: true}, more)
}

// RunUntil pops every event up to the instant t and moves the clock there. It
// returns false if more interrupted it.
func (w *World) RunUntil(t sim.Instant, more func() bool) bool {
	if !w.advance(target{position: anyPosition, instant: t}, more) {
		return false
	}
	w.run.kernel.AdvanceTo(t)
	return true
}

// RunToPosition pops events until p have been popped in all, or the queue is
// empty, and does the logged actions of that position. It returns false if more
// interrupted it.
func (w *World) RunToPosition(p uint64, more func() bool) bool {
	return w.advance(target{position: p, instant: sim.Never}, more)
}

// RunIdle runs until only weak timers are left, or to the lab's own end. It
// returns false if more interrupted it.
func (w *World) RunIdle(more func() bool) bool {
	if end, ok := w.End(); ok {
		return w.RunUntil(end, more)
	}
	return w.advance(target{position: anyPosition, instant: sim.Never, idle: true}, more)
}

func (w *World) end() sim.Instant {
	if end, ok := w.End(); ok {
		return end
	}
	return sim.Never
}

// Next returns the instant of the next thing to happen: a queue event, or an
// action of the log.
func (w *World) Next() (sim.Instant, bool) {
	at, ok := w.run.kernel.Next()
	if e := w.pendingEntry(); e != nil && e.Position == w.Position() {
		return e.At, true
	}
	return at, ok
}

// Rewind takes the world back to its beginning: same lab, same seed, same log.
func (w *World) Rewind() {
	fresh, err := newRun(w.file, w.seed, w.options)
	if err != nil {
		panic("lab: a lab that opened once does not open again: " + err.Error())
	}
	w.Close()
	w.run, w.applied = fresh, 0
}

// Seek goes to a position, backwards or forwards.
func (w *World) Seek(p uint64) {
	if p < w.Position() {
		w.Rewind()
	}
	w.RunToPosition(p, nil)
}

// SeekTime goes to an instant, backwards or forwards.
func (w *World) SeekTime(t sim.Instant) {
	if t < w.Now() {
		w.Rewind()
	}
	w.RunUntil(t, nil)
}

// Fork returns another world that has come to the same point: it shares the
// log's head, and its tail is yet to be written.
func (w *World) Fork() (*World, error) {
	other, err := New(w.file, w.seed, w.options)
	if err != nil {
		return nil, err
	}
	other.goTo(w)
	return other, nil
}

// Replica returns another world of the same lab, seed and log so far, which stands
// at its beginning. Run ahead, it comes by where this one stands and goes on to
// what will be. Unlike [World.Fork] it takes no time at once.
func (w *World) Replica() (*World, error) {
	other, err := New(w.file, w.seed, w.options)
	if err != nil {
		return nil, err
	}
	other.log = append(other.log, w.log[:w.applied]...)
	return other, nil
}

// goTo brings a world that has just been made to where another of the same lab
// and seed stands, with that one's log so far.
func (w *World) goTo(there *World) {
	w.log = append(w.log, there.log[:there.applied]...)
	w.RunToPosition(there.Position(), nil)
	w.run.kernel.AdvanceTo(there.Now())
}

// Do does an action now and enters it in the log. What the log still held for
// later is cut off: doing something else in the past makes another future. The
// event returned is the action's own. An action that can't be done changes
// nothing and is not logged.
func (w *World) Do(a labfile.Action) (trace.ID, error) {
	entry := Entry{Position: w.Position(), At: w.Now(), Do: a}
	id, err := w.run.perform(a, byUser)
	if err != nil {
		return 0, err
	}
	w.log = append(w.log[:w.applied:w.applied], entry)
	w.applied++
	return id, nil
}
