package vnet

import (
	"math/rand/v2"

	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
)

// link is an access link: of a host to its site or the cloud, or of a site to
// the cloud.
type link struct {
	name     string // of the host or site
	config   LinkConfig
	up, down line
	cut      bool
	lost     uint64 // frames lost here so far
}

// line is one direction of a link.
type line struct {
	link *link
	name string // "campus/up"
	rate int64  // bit/s; 0: unlimited
	rng  *rand.Rand

	free    sim.Instant // when the last frame will have been sent
	waiting queue
}

func (n *Network) newLink(name string, c LinkConfig) *link {
	if c.ReorderDelay == 0 {
		c.ReorderDelay = DefaultReorderDelay
	}
	l := &link{name: name, config: c}
	l.up = line{link: l, name: name + "/up", rate: c.Up, rng: n.k.Rand("link/" + name + "/up")}
	l.down = line{link: l, name: name + "/down", rate: c.Down, rng: n.k.Rand("link/" + name + "/down")}
	return l
}

// accept puts a frame of a size onto the line and returns when its last bit has
// left. It refuses one that finds the queue full.
func (l *line) accept(now sim.Instant, size int) (sent sim.Instant, ok bool) {
	if l.rate == 0 {
		return now, true
	}
	start := max(now, l.free)
	if start > now {
		l.waiting.expire(now)
		if limit := l.link.config.Queue; limit > 0 && l.waiting.bytes+int64(size) > limit {
			return 0, false
		}
		l.waiting.push(start, size)
	}
	l.free = start + serialise(size, l.rate)
	return l.free, true
}

// serialise returns how long sending so many bytes takes, rounded up.
func serialise(size int, rate int64) sim.Instant {
	bits := int64(size) * 8 // below 2^20
	return sim.Instant((bits*1e9 + rate - 1) / rate)
}

// clear forgets what waits: the line is idle from now on.
func (l *line) clear(now sim.Instant) {
	l.waiting = queue{ring: l.waiting.ring}
	l.free = now
}

func (l *link) view(now sim.Instant) view.Link {
	c := l.config
	return view.Link{
		Up: c.Up, Down: c.Down, Delay: int64(c.Delay), Loss: c.Loss, Queue: c.Queue,
		QueuedUp: l.up.waiting.bytesAt(now), QueuedDn: l.down.waiting.bytesAt(now),
		Cut: l.cut, Dropped: l.lost,
	}
}

// queue remembers which frames wait before a line, by when each will start. As
// every start is known when a frame enters, the queue needs no events.
type queue struct {
	ring  []waiter // length a power of two
	head  int
	size  int
	bytes int64 // of all that are in the ring
}

type waiter struct {
	start sim.Instant
	size  int
}

func (q *queue) push(start sim.Instant, size int) {
	if q.size == len(q.ring) {
		bigger := make([]waiter, max(16, 2*len(q.ring)))
		for i := range q.size {
			bigger[i] = q.ring[(q.head+i)&(len(q.ring)-1)]
		}
		q.ring, q.head = bigger, 0
	}
	q.ring[(q.head+q.size)&(len(q.ring)-1)] = waiter{start, size}
	q.size++
	q.bytes += int64(size)
}

// expire takes out the frames whose sending has begun.
func (q *queue) expire(now sim.Instant) {
	for q.size > 0 && q.ring[q.head].start <= now {
		q.bytes -= int64(q.ring[q.head].size)
		q.head = (q.head + 1) & (len(q.ring) - 1)
		q.size--
	}
}

// bytesAt returns the bytes that wait, without changing anything.
func (q *queue) bytesAt(now sim.Instant) int64 {
	n := q.bytes
	for i := range q.size {
		w := q.ring[(q.head+i)&(len(q.ring)-1)]
		if w.start > now {
			break
		}
		n -= int64(w.size)
	}
	return n
}

// Cut cuts the link of a host or a site. Frames that are on it are lost. It does
// nothing if the link is cut already.
func (n *Network) Cut(name string) error {
	p, ok := n.byName[name]
	if !ok {
		return configError(name, "there is no host or site of this name")
	}
	l := p.access()
	if l.cut {
		return nil
	}
	ctx := n.k.Context()
	ctx.Cause = uint64(n.emit(n.hostOf(p), ctx, &LinkIsCut{Link: name}))
	l.cut = true
	n.clearLink(l, ctx, LinkCut)
	return nil
}

// Restore makes a link that was cut work again.
func (n *Network) Restore(name string) error {
	p, ok := n.byName[name]
	if !ok {
		return configError(name, "there is no host or site of this name")
	}
	if l := p.access(); l.cut {
		l.cut = false
		n.emit(n.hostOf(p), n.k.Context(), &LinkRestored{Link: name})
	}
	return nil
}

// hostOf returns the number under which events of a place are recorded.
func (n *Network) hostOf(p place) trace.HostID {
	if m, ok := p.(*Machine); ok {
		return m.id
	}
	return 0
}
