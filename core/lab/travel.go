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
	host     string      // stop when something has happened at this host
	event    trace.ID    // stop when this event has happened
	bounded  bool        // record nothing beyond the event known
	known    trace.ID
}

// met reports whether what the target waits for has happened.
func (to *target) met(r *run) bool {
	return to.message && r.framesMoved || to.host != "" && r.hostActed ||
		to.event > 0 && r.trace.At() >= to.event || to.exhausted(r) || to.reached != nil && to.reached()
}

func (to *target) exhausted(r *run) bool { return to.bounded && r.trace.At() >= to.known }

const anyPosition = 1<<64 - 1

// advance runs towards the target. It returns false if more, which may be nil,
// interrupted it; call it again to go on.
func (w *World) advance(to target, more func() bool) bool {
	k := w.run.kernel
	for n := 1; ; n++ {
		w.applyLog(to)
		if to.met(w.run) || k.Position() >= to.position {
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
		if n%checkEvery == 0 && more != nil && !more() {
			return false // before the event: a stop that it makes is not overlooked
		}
		before := w.run.trace.At()
		k.Step()
		w.run.stop = stop{Place{k.Position(), k.Now()}, before}
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
		if e.Position != w.Position() || e.At > to.instant || to.exhausted(w.run) {
			return
		}
		if e.At > w.Now() && to.met(w.run) {
			return // that is another place already
		}
		w.run.kernel.AdvanceTo(e.At)
		w.run.halt()
		// An action that this world has logged can be done again; one of a log that
		// came from elsewhere perhaps not.
		if _, err := w.run.perform(e.Do, byUser); err != nil {
			w.giveUpLog(err)
			return
		}
		w.applied++
	}
}

// halt notes that something is about to happen here beside the queue's events.
func (r *run) halt() {
	if p := (Place{r.kernel.Position(), r.kernel.Now()}); p != r.stop.place {
		r.stop = stop{p, r.trace.At()}
	}
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

// RunUntilPosition is [World.RunUntil], but pops no more than p events in all: where
// it is these that end it, the clock stays at the last of them.
func (w *World) RunUntilPosition(t sim.Instant, p uint64, more func() bool) bool {
	if !w.advance(target{position: p, instant: t}, more) {
		return false
	}
	if next, ok := w.Next(); w.Position() < p || !ok || next > t {
		w.run.kernel.AdvanceTo(t)
	}
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

// Replica returns another world of the same lab, seed and log so far, which stands
// at its beginning. Run ahead, it comes by where this one stands and goes on to
// what will be. Both have the same keys and torrents, which took a while to make.
func (w *World) Replica() (*World, error) {
	other, err := open(w.file, w.seed, w.options)
	if err != nil {
		return nil, err
	}
	other.log = append(other.log, w.log[:w.applied]...)
	return other, nil
}

// Do does an action now and enters it in the log. What the log still held for
// later is cut off: doing something else in the past makes another future. The
// event returned is the action's own. An action that can't be done changes
// nothing and is not logged.
func (w *World) Do(a labfile.Action) (trace.ID, error) {
	if p, ok := a.(labfile.LabParameter); ok {
		return w.choose(p)
	}
	entry := Entry{Position: w.Position(), At: w.Now(), Do: a}
	do, err := w.run.prepare(a)
	if err != nil {
		return 0, err
	}
	w.cutFuture()
	w.run.halt()
	id := w.run.enact(a, byUser, do)
	w.log = append(w.log[:w.applied:w.applied], entry)
	w.applied++
	return id, nil
}

// cutFuture forgets what is known of a future that will be another one.
func (w *World) cutFuture() {
	now := w.run.trace.At()
	if w.run.trace.Known() > now {
		w.run.index.cut(w.run.trace, now)
		w.run.flows.forget()
		w.run.trace.Cut()
	}
	w.prune(w.Place(), w.applied)
	w.reach = w.Position()
}
