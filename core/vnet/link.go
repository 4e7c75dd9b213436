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
	taps     []*tap // programs that listen
	filters  [siteFilters]bool
}

// line is one direction of a link.
type line struct {
	link *link
	name string // "campus/up"
	rate int64  // bit/s; 0: unlimited
	rng  *rand.Rand

	leg     *leg // that it is in all paths of a wiring; nil: in none yet
	wiring  int
	free    sim.Instant // when what is being sent will have been sent
	timer   sim.Timer   // armed for that while others wait
	waiting fairQueue
}

func (n *Network) newLink(name string, c LinkConfig) *link {
	if c.ReorderDelay == 0 {
		c.ReorderDelay = DefaultReorderDelay
	}
	l := &link{name: name, config: c}
	l.up = line{link: l, name: name + "/up", rate: c.Up, rng: n.k.Rand("link/" + name + "/up")}
	l.down = line{link: l, name: name + "/down", rate: c.Down, rng: n.k.Rand("link/" + name + "/down")}
	l.up.waiting = fairQueue{single: c.FIFO, pool: &n.flows}
	l.down.waiting = fairQueue{single: c.FIFO, pool: &n.flows}
	return l
}

// serialise returns how long sending so many bytes takes, rounded up.
func serialise(size int, rate int64) sim.Instant {
	if rate == 0 { // unlimited, since somebody made it so under those who wait
		return 0
	}
	bits := int64(size) * 8 // below 2^20
	return sim.Instant((bits*1e9 + rate - 1) / rate)
}

// clear makes the line idle; nothing waits any more.
func (l *line) clear(now sim.Instant) {
	l.timer.Cancel()
	l.free = now
}

func (l *link) view() view.Link {
	c := l.config
	return view.Link{
		Up: c.Up, Down: c.Down, Delay: int64(c.Delay), Queue: c.Queue,
		Loss: c.Loss, Duplicate: c.Duplicate, Reorder: c.Reorder, ReorderDelay: int64(c.ReorderDelay),
		QueuedUp: l.up.waiting.bytes, QueuedDn: l.down.waiting.bytes,
		Cut: l.cut, Dropped: l.lost,
	}
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
	n.reroute()
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
		n.reroute()
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
