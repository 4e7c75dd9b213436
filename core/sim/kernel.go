package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"playnet/core/linked"
)

// Kernel is the heart of one world: its clock, its queue and its fibers. It is
// not safe for use by several goroutines at once; a world belongs to one thread.
type Kernel struct {
	seed     uint64
	now      Instant
	seq      uint64
	position uint64
	near     eventHeap // what was armed for soon
	far      eventHeap // what was armed for later: most of it will be cancelled
	ready    readyLane
	strong   int // pending timers that are not weak
	ctx      Context
	running  *Fiber // the fiber that runs now, or nil
	fibers   linked.List[Fiber]
	stopped  bool
	onCrash  func(Crash)
	stuck    []Stuck
}

// New returns a kernel at instant zero whose random streams derive from seed.
func New(seed uint64) *Kernel { return &Kernel{seed: seed} }

// Now returns the present instant.
func (k *Kernel) Now() Instant { return k.now }

// Position returns the number of queue events popped so far.
func (k *Kernel) Position() uint64 { return k.position }

// Seed returns the seed that the kernel was made with.
func (k *Kernel) Seed() uint64 { return k.seed }

// Context returns the present context: what caused the code that runs now, and
// which operation it serves.
func (k *Kernel) Context() Context { return k.ctx }

// SetContext replaces the present context. It lasts until the running event
// ends, and for a fiber until the fiber changes it again.
func (k *Kernel) SetContext(c Context) { k.ctx = c }

// Alive reports whether anything but weak timers is pending.
func (k *Kernel) Alive() bool { return k.strong > 0 }

// Pending returns the number of armed timers, weak ones included.
func (k *Kernel) Pending() int { return k.near.live + k.far.live + k.ready.live }

// Arm puts t into the queue to fire e at the given instant, with the present
// context. An instant in the past means now. A timer that is already armed is
// moved. Events of one instant fire in the order in which they were armed. A
// timer armed for [Never] is cancelled: it would never fire.
func (k *Kernel) Arm(t *Timer, at Instant, e Event) { k.arm(t, at, e, false) }

// ArmWeak is [Kernel.Arm] for a timer that does not keep the world alive.
func (k *Kernel) ArmWeak(t *Timer, at Instant, e Event) { k.arm(t, at, e, true) }

func (k *Kernel) arm(t *Timer, at Instant, e Event, weak bool) {
	if t.Pending() {
		t.Cancel()
	}
	if k.stopped || at == Never {
		return
	}
	at = max(at, k.now)
	k.seq++
	t.kernel, t.event, t.at, t.seq, t.ctx, t.weak = k, e, at, k.seq, k.ctx, weak
	if !weak {
		k.strong++
	}
	if at == k.now {
		t.place = inLane
		k.ready.push(t)
		return
	}
	if at-k.now < soon {
		t.place = inNear
		k.near.push(entry{at, t.seq, t})
		return
	}
	t.place = inFar
	k.far.push(entry{at, t.seq, t})
}

// After runs f once, d from now, and returns the timer so that it can be
// cancelled. It allocates; embed a [Timer] where that matters.
func (k *Kernel) After(d time.Duration, f func()) *Timer {
	t := new(Timer)
	k.Arm(t, k.now.Add(d), Func(f))
	return t
}

// AfterWeak is [Kernel.After] for a timer that does not keep the world alive.
func (k *Kernel) AfterWeak(d time.Duration, f func()) *Timer {
	t := new(Timer)
	k.ArmWeak(t, k.now.Add(d), Func(f))
	return t
}

// Cancel takes the timer out of the queue and reports whether it was there.
func (t *Timer) Cancel() bool {
	k, was := t.kernel, t.place
	t.place = idle
	switch was {
	case idle:
		return false
	case inNear:
		k.near.cancelled()
	case inFar:
		k.far.cancelled()
	case inLane:
		k.ready.remove(t)
	}
	if !t.weak {
		k.strong--
	}
	return true
}

// first returns the timer that fires next, or nil.
func (k *Kernel) first() *Timer {
	r := k.ready.peek()
	h := k.near.peek()
	if f := k.far.peek(); h == nil || f != nil && f.before(h) == 1 {
		h = f
	}
	if h == nil {
		return r
	}
	// What stands in the ready lane was armed for an instant that was the
	// present then; the clock can't have moved past it.
	if r == nil || h.at < r.at || h.at == r.at && h.seq < r.seq {
		return h.t
	}
	return r
}

// Next returns the instant of the next event, or false if the queue is empty.
func (k *Kernel) Next() (Instant, bool) {
	t := k.first()
	if t == nil {
		return 0, false
	}
	return t.at, true
}

// Step pops one event: it moves the clock to the event's instant and fires it.
// It returns false, and does nothing, when the queue is empty.
func (k *Kernel) Step() bool {
	if k.running != nil {
		panic("sim: Step called from inside a fiber")
	}
	t := k.first()
	if t == nil {
		return false
	}
	switch t.place {
	case inNear:
		k.near.pop()
	case inFar:
		k.far.pop()
	case inLane:
		k.ready.remove(t)
	}
	t.place = idle
	if !t.weak {
		k.strong--
	}
	k.now = t.at
	k.position++
	k.ctx = t.ctx
	t.event.Fire()
	k.ctx = Context{}
	return true
}

// AdvanceTo moves the clock to an instant without popping anything. It stops
// short of the next event: time never passes an event that has not fired.
func (k *Kernel) AdvanceTo(at Instant) {
	if next, ok := k.Next(); ok {
		at = min(at, next)
	}
	k.now = max(k.now, at)
}

// Rand returns the random stream of a name. The same (seed, name) gives the same
// numbers whatever other streams exist and however much they are used. Decisions
// must not use NormFloat64 or ExpFloat64: they differ between machines.
func (k *Kernel) Rand(name string) *rand.Rand {
	var head [8]byte
	binary.BigEndian.PutUint64(head[:], k.seed)
	sum := sha256.Sum256(append(head[:], name...))
	return rand.New(rand.NewPCG(
		binary.BigEndian.Uint64(sum[:8]),
		binary.BigEndian.Uint64(sum[8:16])))
}
