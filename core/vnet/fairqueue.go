package vnet

import (
	"playnet/core/linked"
	"playnet/core/sim"
	"playnet/core/slab"
)

// fairQueue holds the frames that wait before a line. Each flow (the frames of one
// conversation in one direction) has a queue of its own, and they take turns by
// deficit round robin (Shreedhar and Varghese, 1995; the scheduler of RFC 8290):
// so that connections share a line evenly, whatever their round-trip times are. In
// a single queue they don't: on a line of 10 Mbit/s with 64 KiB before it ten
// connections over equally long ways came to a Jain index of 0.80, because two of
// them always found the queue full, and over ways of different lengths to 0.65.
//
// A single flow sees a plain queue that drops the tail. So does everybody where the link
// is said to have no such turns: a flood under ever new source addresses is as many flows
// as frames, and turns are no help against it.
type fairQueue struct {
	single bool // all are one flow
	bytes  int64
	flows  flowTable
	turns  linked.List[flow] // the flows, in the order of their turns
	pool   *flowPool
}

// flowPool holds the memory of flows, which come and go all the time, for all queues of a network.
type flowPool struct {
	spare []*flow
	room  slab.Slab[flow]
}

func (p *flowPool) get() *flow {
	last := len(p.spare) - 1
	if last < 0 {
		return p.room.New()
	}
	l := p.spare[last]
	p.spare = p.spare[:last]
	return l
}

func (p *flowPool) put(l *flow) { p.spare = append(p.spare, l) }

// flowKey tells flows apart.
type flowKey struct {
	src, dst endpoint
	proto    Protocol
}

// flow is the part of a queue that belongs to one flow. It exists while frames of
// it wait.
type flow struct {
	key        flowKey
	frames     linked.List[frame]
	bytes      int64
	credit     int   // how many bytes it may send before its turn is over
	came, left int64 // bytes that have come and gone since it exists
	turn       linked.Place[flow]
	chain      *flow // next in the table
}

// quantum is how many bytes a flow may send in a turn: a full frame.
const quantum = ethernetHeader + 1500

// add puts a frame behind those of its flow.
func (q *fairQueue) add(f *frame) {
	l := q.flowOf(f)
	if l == nil {
		l = q.open(q.keyOf(f))
	}
	f.flow = l
	l.frames.Append(&f.inFlow, f)
	l.bytes += int64(f.size)
	l.came += int64(f.size)
	f.mark = l.came
	q.bytes += int64(f.size)
}

func (q *fairQueue) keyOf(f *frame) flowKey {
	if q.single {
		return flowKey{}
	}
	return flowKey{f.src, f.dst, f.proto}
}

// flowOf returns the frame's flow if other frames of it wait, or nil.
func (q *fairQueue) flowOf(f *frame) *flow { return q.flows.get(q.keyOf(f)) }

func (q *fairQueue) open(key flowKey) *flow {
	l := q.pool.get()
	*l = flow{key: key, credit: quantum}
	q.flows.put(l)
	q.turns.Append(&l.turn, l)
	return l
}

// remove takes a frame out.
func (q *fairQueue) remove(f *frame) {
	l := f.flow
	if f == l.frames.First() {
		l.left += int64(f.size)
	} else { // out of turn: it was lost
		l.came -= int64(f.size)
		for b := f.inFlow.Next(); b != nil; b = b.inFlow.Next() {
			b.mark -= int64(f.size)
		}
	}
	l.frames.Remove(&f.inFlow)
	f.flow = nil
	l.bytes -= int64(f.size)
	q.bytes -= int64(f.size)
	if l.frames.Len() == 0 {
		q.turns.Remove(&l.turn)
		q.flows.remove(l)
		q.pool.put(l)
	}
}

// take takes out the frame whose turn it is, or returns nil.
func (q *fairQueue) take() *frame {
	for l := q.turns.First(); l != nil; l = q.turns.First() {
		if l.credit > 0 {
			f := l.frames.First()
			l.credit -= f.size
			q.remove(f)
			return f
		}
		l.credit += quantum
		q.turns.Remove(&l.turn)
		q.turns.Append(&l.turn, l)
	}
	return nil
}

// longest returns the flow with the most bytes, or nil if it is the frame's own,
// the frame counted in.
func (q *fairQueue) longest(f *frame) *flow {
	own := q.flowOf(f)
	most := int64(f.size)
	if own != nil {
		most += own.bytes
	}
	var longest *flow
	for l := q.turns.First(); l != nil; l = l.turn.Next() {
		if l != own && l.bytes > most {
			longest, most = l, l.bytes
		}
	}
	return longest
}

// before returns how many bytes will be sent up to a frame's end, if nothing else
// comes: what its own flow has before it, and as much of each other flow.
func (q *fairQueue) before(f *frame) int64 {
	own := f.mark - f.flow.left
	sum := own
	for l := q.turns.First(); l != nil; l = l.turn.Next() {
		if l != f.flow {
			sum += min(l.bytes, own)
		}
	}
	return sum
}

// enter lets a frame onto the line, or before it. It returns when the frame's last
// bit will have left; ok is false if it waits now, or is lost.
//
// A frame that finds the line busy and the queue full is lost, unless another flow
// has more bytes waiting: then that flow's last frame is.
func (l *line) enter(f *frame, now sim.Instant) (sent sim.Instant, ok bool) {
	q := &l.waiting
	if q.bytes > 0 && l.free <= now {
		l.Fire() // who waits goes first
	}
	if l.free <= now {
		return l.send(f, now), true
	}
	n, own := f.net, f.path.legs[f.next-1]
	if limit := l.link.config.Queue; limit > 0 {
		for q.bytes+int64(f.size) > limit {
			longest := q.longest(f)
			if longest == nil || int64(f.size) > limit {
				n.lose(f, own, f.ctx, QueueFull)
				return 0, false
			}
			last := longest.frames.Last()
			n.lose(last, last.path.legs[last.next-1], last.ctx, QueueFull)
		}
	}
	q.add(f)
	if !l.timer.Pending() {
		n.k.Arm(&l.timer, l.free, l)
	}
	return 0, false
}

// send begins to send a frame, and returns when its last bit will have left.
func (l *line) send(f *frame, now sim.Instant) sim.Instant {
	l.free = now + serialise(f.size, l.rate)
	return l.free
}

// Fire sends the next frame that waits: the line has become free.
func (l *line) Fire() {
	l.timer.Cancel() // it may be early by a few events of this instant
	f := l.waiting.take()
	if f == nil {
		return
	}
	n := f.net
	sent := l.send(f, n.k.Now())
	if l.waiting.bytes > 0 {
		n.k.Arm(&l.timer, l.free, l)
	}
	before := n.k.Context()
	n.k.SetContext(f.ctx)
	if at, on := n.leave(f, f.path.legs[f.next-1], sent); on {
		n.move(f, at)
	}
	n.k.SetContext(before)
}

// estimate returns when the last bit of a frame that waits will have left, as
// things stand.
func (l *line) estimate(f *frame) sim.Instant {
	if l.rate == 0 {
		return l.free
	}
	return l.free + sim.Instant((l.waiting.before(f)*8*1e9+l.rate-1)/l.rate)
}
