package sim

import (
	"math/bits"
	"time"
)

// Instant is a point of virtual time: nanoseconds since the world began.
type Instant int64

// Never is later than every instant that a world reaches.
const Never Instant = 1<<63 - 1

// Add returns the instant d later, saturating at [Never].
func (t Instant) Add(d time.Duration) Instant {
	sum := t + Instant(d)
	if d > 0 && sum < t {
		return Never
	}
	return sum
}

// Sub returns the time from u to t.
func (t Instant) Sub(u Instant) time.Duration { return time.Duration(t - u) }

// Event is what a [Timer] does when its instant has come.
type Event interface{ Fire() }

// Func makes an [Event] of a function.
type Func func()

// Fire calls f.
func (f Func) Fire() { f() }

// Context says why something happens. Cause is the trace event that triggered
// it (the message that arrived, the action that was done); For is the operation
// that it serves (the look-up, the mail being delivered). Both are identifiers
// of trace events; zero means none.
type Context struct {
	Cause uint64
	For   uint64
}

// Timer is an event's place in the queue. The zero Timer is idle and ready to be
// armed; it may be armed again and again, so that whoever sends a million
// frames embeds one Timer in each reusable frame and allocates nothing.
type Timer struct {
	kernel *Kernel
	event  Event
	at     Instant
	seq    uint64
	ctx    Context
	slot   int32 // its cell of the ready lane
	place  place
	weak   bool
}

// place is where a timer stands.
type place uint8

const (
	idle place = iota
	inNear
	inFar
	inLane // the ready lane
)

// Pending reports whether the timer is armed and has not fired.
func (t *Timer) Pending() bool { return t.place != idle }

// At returns the instant for which the timer was last armed.
func (t *Timer) At() Instant { return t.at }

// entry is a heap cell. The key stands in the cell itself so that comparing
// does not follow pointers.
type entry struct {
	at  Instant // never negative
	seq uint64
	t   *Timer
}

// dead reports whether the timer was cancelled or armed anew since.
func (e *entry) dead() bool { return e.t.seq != e.seq || e.t.place == idle }

// before returns 1 if e fires before o, and 0 otherwise. It is the borrow of a
// subtraction of 128 bits: whether a timer fires before another is as good as
// random, so that a branch would be predicted wrongly half of the time, and that
// is what a heap's time goes into.
func (e *entry) before(o *entry) int {
	_, borrow := bits.Sub64(e.seq, o.seq, 0)
	_, borrow = bits.Sub64(uint64(e.at), uint64(o.at), borrow)
	return int(borrow)
}

// eventHeap is a 4-ary heap of timers ordered by (at, seq). A cancelled timer
// leaves its cell behind, dead, until it comes to the top or the dead are in the
// majority: nothing has to know where in the heap a timer stands, and moving
// cells touches no timer. A dead cell is never popped as an event: positions
// count what fired.
type eventHeap struct {
	cells []entry
	live  int // cells that are not dead
}

// soon is how far ahead an event is at most when it is armed to be kept apart from those that
// are further away. Those are mostly timers against what hardly ever happens (a segment that
// is lost, a server that says nothing) and would only be in the way: what comes soon is what
// is popped, and popping costs the less the fewer there are.
const soon = Instant(4 * time.Millisecond)

// fewDead is a number of dead cells that is not worth a sweep.
const fewDead = 64

func (h *eventHeap) push(e entry) {
	h.live++
	h.cells = append(h.cells, e)
	h.up(len(h.cells)-1, e)
}

// peek returns the first cell that is not dead, or nil.
func (h *eventHeap) peek() *entry {
	for len(h.cells) > 0 {
		if first := &h.cells[0]; !first.dead() {
			return first
		}
		h.drop()
	}
	return nil
}

// cancelled takes notice that a timer has left its cell.
func (h *eventHeap) cancelled() {
	h.live--
	if dead := len(h.cells) - h.live; dead > h.live+fewDead {
		h.sweep()
	}
}

// pop takes the first cell out, which is not dead.
func (h *eventHeap) pop() {
	h.live--
	h.drop()
}

// drop takes the first cell out. The hole that it leaves sinks to the bottom, as
// the last cell, which shall fill it, nearly always belongs there.
func (h *eventHeap) drop() {
	last := len(h.cells) - 1
	e := h.cells[last]
	h.cells[last] = entry{}
	h.cells = h.cells[:last]
	if last > 0 {
		h.up(h.sink(0), e)
	}
}

// sink moves the hole at i to the bottom and returns where it is then.
func (h *eventHeap) sink(i int) int {
	cells := h.cells
	for {
		first := 4*i + 1
		if first+4 > len(cells) {
			break
		}
		c := cells[first : first+4 : first+4]
		a := c[1].before(&c[0])
		b := 2 + c[3].before(&c[2])
		least := a + (b-a)*c[b&3].before(&c[a&3])
		cells[i] = c[least&3]
		i = first + least
	}
	// At most one cell of the heap has some children, but not four.
	if first := 4*i + 1; first < len(cells) {
		least := first
		for c := first + 1; c < len(cells); c++ {
			least += (c - least) * cells[c].before(&cells[least])
		}
		cells[i] = cells[least]
		i = least
	}
	return i
}

// up puts e into the hole at i, or as far above as it belongs.
func (h *eventHeap) up(i int, e entry) {
	for i > 0 {
		parent := (i - 1) / 4
		if e.before(&h.cells[parent]) == 0 {
			break
		}
		h.cells[i] = h.cells[parent]
		i = parent
	}
	h.cells[i] = e
}

// sweep takes all dead cells out.
func (h *eventHeap) sweep() {
	cells := h.cells
	h.cells = h.cells[:0]
	for _, e := range cells {
		if !e.dead() {
			h.cells = append(h.cells, e)
			h.up(len(h.cells)-1, e)
		}
	}
	clear(cells[len(h.cells):])
}

// readyLane is a ring of timers armed for the present instant, in the order in
// which they were armed. Waking a fiber is the commonest event of all; this
// lane spares it the heap. A cancelled timer leaves a nil behind.
type readyLane struct {
	ring []*Timer // length a power of two
	head int
	size int // cells in use, nils among them
	live int // timers among them
}

func (l *readyLane) push(t *Timer) {
	if l.size == len(l.ring) {
		l.grow()
	}
	i := (l.head + l.size) & (len(l.ring) - 1)
	l.ring[i] = t
	t.slot = int32(i)
	l.size++
	l.live++
}

func (l *readyLane) grow() {
	bigger := make([]*Timer, max(64, 2*len(l.ring)))
	for i := range l.size {
		t := l.ring[(l.head+i)&(len(l.ring)-1)]
		bigger[i] = t
		if t != nil {
			t.slot = int32(i)
		}
	}
	l.ring, l.head = bigger, 0
}

// peek returns the first timer that was not cancelled, or nil.
func (l *readyLane) peek() *Timer {
	for l.size > 0 {
		if t := l.ring[l.head]; t != nil {
			return t
		}
		l.skip()
	}
	return nil
}

// remove takes a timer out. The first in line is taken out with its cell.
func (l *readyLane) remove(t *Timer) {
	i := int(t.slot)
	l.ring[i] = nil
	l.live--
	if i == l.head {
		l.skip()
	}
}

func (l *readyLane) skip() {
	l.head = (l.head + 1) & (len(l.ring) - 1)
	l.size--
}
