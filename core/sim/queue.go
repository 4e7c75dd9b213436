package sim

import "time"

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
	slot   int32 // its place + 1 in the heap or in the ready lane; 0: idle
	ready  bool  // the place is one in the ready lane
	weak   bool
}

// Pending reports whether the timer is armed and has not fired.
func (t *Timer) Pending() bool { return t.slot != 0 }

// At returns the instant for which the timer was last armed.
func (t *Timer) At() Instant { return t.at }

// entry is a heap cell. The key stands in the cell itself so that comparing
// does not follow pointers.
type entry struct {
	at  Instant
	seq uint64
	t   *Timer
}

func (e *entry) before(o *entry) bool {
	return e.at < o.at || e.at == o.at && e.seq < o.seq
}

// eventHeap is a 4-ary heap of timers ordered by (at, seq). Each timer knows its
// slot, so that cancelling is O(log n) and leaves no corpse behind: a position
// counts popped events, and a cancelled one must not be among them.
type eventHeap struct{ cells []entry }

func (h *eventHeap) push(e entry) {
	h.cells = append(h.cells, e)
	h.up(len(h.cells) - 1)
}

func (h *eventHeap) removeAt(i int) {
	last := len(h.cells) - 1
	h.cells[i].t.slot = 0
	if i != last {
		moved := h.cells[last]
		h.cells[last] = entry{}
		h.cells = h.cells[:last]
		h.cells[i] = moved
		moved.t.slot = int32(i + 1)
		if !h.up(i) {
			h.down(i)
		}
		return
	}
	h.cells[last] = entry{}
	h.cells = h.cells[:last]
}

// up moves the cell at i towards the root and reports whether it moved.
func (h *eventHeap) up(i int) bool {
	e := h.cells[i]
	start := i
	for i > 0 {
		parent := (i - 1) / 4
		if !e.before(&h.cells[parent]) {
			break
		}
		h.cells[i] = h.cells[parent]
		h.cells[i].t.slot = int32(i + 1)
		i = parent
	}
	h.cells[i] = e
	e.t.slot = int32(i + 1)
	return i != start
}

func (h *eventHeap) down(i int) {
	e := h.cells[i]
	n := len(h.cells)
	for {
		first := 4*i + 1
		if first >= n {
			break
		}
		least := first
		for c := first + 1; c < first+4 && c < n; c++ {
			if h.cells[c].before(&h.cells[least]) {
				least = c
			}
		}
		if !h.cells[least].before(&e) {
			break
		}
		h.cells[i] = h.cells[least]
		h.cells[i].t.slot = int32(i + 1)
		i = least
	}
	h.cells[i] = e
	e.t.slot = int32(i + 1)
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
	t.ready, t.slot = true, int32(i+1)
	l.size++
	l.live++
}

func (l *readyLane) grow() {
	bigger := make([]*Timer, max(64, 2*len(l.ring)))
	for i := range l.size {
		t := l.ring[(l.head+i)&(len(l.ring)-1)]
		bigger[i] = t
		if t != nil {
			t.slot = int32(i + 1)
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
	i := int(t.slot) - 1
	l.ring[i] = nil
	t.ready, t.slot = false, 0
	l.live--
	if i == l.head {
		l.skip()
	}
}

func (l *readyLane) skip() {
	l.head = (l.head + 1) & (len(l.ring) - 1)
	l.size--
}
