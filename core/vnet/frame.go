package vnet

import (
	"fmt"
	"math/bits"
	"slices"

	"playnet/core/linked"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
)

// frame is one frame under way, or a datagram that waits in a socket. Frames are
// used again: what holds one must own it.
//
// A hundred thousand may be under way, and each is looked at a few times: what is needed
// while it is moved on stands together.
type frame struct {
	timer sim.Timer

	net    *Network
	ctx    sim.Context // of what it causes: {id, the operation it serves}
	path   *path
	size   int   // bytes on the wire
	flow   *flow // while it waits before a line
	seat   int32 // among those under way
	first  int8
	next   int8
	doomed bool // dies at the end of leg next-1
	forged bool // its source address is not its sender's
	held   hold

	// While it waits before a line:
	inFlow linked.Place[frame]
	mark   int64 // bytes of its flow that came up to it

	src, dst endpoint
	proto    Protocol
	ttl      uint8
	ipID     uint16
	// at[i] is when the frame enters leg i of its path; next is the leg that it
	// enters when its timer fires, at[next] that instant. A duplicate begins
	// behind the leg that made it.
	at [maxLegs + 1]sim.Instant

	tcp  TCPHeader
	mate *TCPConn // for which its sender takes it to be; nil: not known
	conn *TCPConn // that sent it
	data []byte   // payload: in buf, or a part of lent
	lent []byte   // what never changes, of which data are a part; nil: they are in buf
	skip int      // so many bytes of lent stand before data
	buf  []byte   // memory of the frame's own, from the network's pool; nil: none
	id   trace.ID // of the event that sent it
	nth  uint32   // its number among the frames of the network, from 0 on
	from *Machine

	sentAt    sim.Instant
	delivered trace.ID            // event of its delivery, while it waits in a socket
	taken     int                 // bytes of data that a TCP reader already has
	place     linked.Place[frame] // among those in a socket
	injector  *process            // that sent it through host.Wire; nil for what sockets send

	// What somebody did to it by hand:
	wire    []byte   // the whole frame as it was changed; nil: as it was sent
	changed trace.ID // event of its last change
}

// keptData is the largest payload buffer that is kept for the next frame.
const keptData = 2048

// newFrame returns a frame to fill in.
func (n *Network) newFrame() *frame {
	last := len(n.spare) - 1
	if last < 0 {
		return &frame{net: n}
	}
	f := n.spare[last]
	n.spare = n.spare[:last]
	return f
}

// release gives a frame back that nobody needs any more.
func (n *Network) release(f *frame) {
	if len(f.buf) <= keptData {
		n.sending.rings.put(f.buf)
	}
	f.data, f.lent, f.buf, f.path, f.from, f.doomed, f.first, f.next, f.taken = nil, nil, nil, nil, nil, false, 0, 0, 0
	f.conn, f.mate = nil, nil
	f.wire, f.changed, f.held, f.forged, f.injector = nil, 0, hold{}, false, nil
	n.spare = append(n.spare, f)
}

// leastData is the least memory that a frame takes for its payload.
const leastData = 64

// room returns memory of the frame's own for n bytes.
func (f *frame) room(n int) []byte {
	if len(f.buf) < n {
		f.net.sending.rings.put(f.buf)
		f.buf = f.net.sending.rings.get(1 << bits.Len(uint(max(n, leastData)-1)))
	}
	return f.buf[:0]
}

// carry gives the frame a copy of a payload.
func (f *frame) carry(b []byte) { f.data = append(f.room(len(b)), b...) }

// present returns the leg on which the frame is.
func (f *frame) present(now sim.Instant) int {
	last := int(f.next) - 1
	for i := int(f.first); i < last; i++ {
		if now < f.at[i+1] {
			return i
		}
	}
	return max(last, 0)
}

// UnknownFrameError reports a frame that is not under way: it has arrived, was
// lost, or never was.
type UnknownFrameError uint64

func (e UnknownFrameError) Error() string {
	return fmt.Sprintf("frame %d is not under way", uint64(e))
}

// Drop takes a frame off the wire. If it is being sent, its turn on the line stays
// taken. The error is an [UnknownFrameError].
func (n *Network) Drop(id uint64) error {
	f := n.underWay(id)
	if f == nil {
		return UnknownFrameError(id)
	}
	if legs := f.path.legs; len(legs) > 0 {
		n.lose(f, legs[f.present(n.k.Now())], n.because(f), ByHand)
	} else {
		n.flight.remove(f)
		n.lost(f, f.from.id, n.because(f), f.from.name, ByHand)
	}
	return nil
}

// underWay returns the frame of an id, or nil if it is not under way.
func (n *Network) underWay(id uint64) *frame {
	for f := range n.flight.all() {
		if f.id == trace.ID(id) {
			return f
		}
	}
	return nil
}

// because returns the context of what somebody does to a frame: its cause is
// what is going on now, or else the frame itself.
func (n *Network) because(f *frame) sim.Context {
	ctx := n.k.Context()
	if ctx.Cause == 0 {
		return f.ctx
	}
	return sim.Context{Cause: ctx.Cause, For: f.ctx.For}
}

// Frames returns the frames under way, oldest first.
func (n *Network) Frames() []view.Frame { return n.AppendFrames([]view.Frame{}) }

// AppendFrames appends the frames under way to a list, oldest first: a picture of a thousand of
// them is drawn sixty times a second.
func (n *Network) AppendFrames(all []view.Frame) []view.Frame {
	all = slices.Grow(all, len(n.flight.frames)-n.flight.holes)
	for f := range n.flight.all() {
		all = append(all, n.viewOf(f))
	}
	return all
}

func (n *Network) viewOf(f *frame) view.Frame {
	now := n.k.Now()
	v := view.Frame{
		ID: uint64(f.id), From: f.from.name, Protocol: f.proto.String(),
		Size: f.size, SentAt: int64(f.sentAt), Leg: "host", LegStart: int64(f.sentAt), Forged: f.forged,
	}
	if c := f.conn; c != nil && f.wire == nil { // not changed by hand
		v.Src, v.Dst = c.texts()
	} else {
		v.Src, v.Dst = n.textOf(f.src, f.proto), n.textOf(f.dst, f.proto)
	}
	leaves := f.at[f.next]
	if f.flow != nil {
		l := f.path.legs[f.next-1]
		leaves = l.line.estimate(f).Add(l.delay)
	}
	v.LegEnd = int64(leaves)
	if f.path.to != nil {
		v.To = f.path.to.name
	}
	if len(f.path.legs) > 0 {
		i := f.present(now)
		v.Leg, v.LegStart = f.path.legs[i].name, int64(f.at[i])
		if i+1 < int(f.next) {
			v.LegEnd = int64(f.at[i+1])
		}
		v.LegFrom, v.LegTo = f.path.shares(i, f.size)
		f.held.show(&v, i, int64(f.at[i]))
	}
	arrives := leaves
	for i := int(f.next); i < len(f.path.legs); i++ {
		l := f.path.legs[i]
		if l.line != nil && l.line.rate > 0 {
			arrives += serialise(f.size, l.line.rate)
		}
		arrives = arrives.Add(l.delay)
	}
	v.ArrivesAt = int64(arrives)
	return v
}

// shares returns how much of the whole way lies before leg i and behind its end,
// 0 to 1, by the time that a frame of that size takes where nothing queues.
func (p *path) shares(i, size int) (from, to float64) {
	var before, through, whole sim.Instant
	for k := range p.legs {
		l := p.legs[k]
		takes := sim.Instant(0).Add(l.delay)
		if l.line != nil && l.line.rate > 0 {
			takes += serialise(size, l.line.rate)
		}
		whole += takes
		if k < i {
			before += takes
		}
		if k <= i {
			through += takes
		}
	}
	if whole == 0 {
		return 0, 1
	}
	return float64(before) / float64(whole), float64(through) / float64(whole)
}

// text returns an endpoint as a list shows it: without port where there is none.
// manyTexts bounds the memory of how ends read.
const manyTexts = 1 << 14

// textOf writes an end, as it was written for the last picture, if it was.
func (n *Network) textOf(e endpoint, p Protocol) string {
	key := endText{e, p == ICMP}
	text, ok := n.texts[key]
	if !ok {
		if text = e.text(p); n.texts == nil || len(n.texts) == manyTexts {
			n.texts = map[endText]string{}
		}
		n.texts[key] = text
	}
	return text
}

// texts writes the ends of a connection's segments, once for all of them.
func (c *TCPConn) texts() (src, dst string) {
	if c.src == "" {
		c.src, c.dst = c.m.net.textOf(c.local, TCP), c.m.net.textOf(c.remote, TCP)
	}
	return c.src, c.dst
}

// endText is what is written of an end: a port has no meaning where there are none.
type endText struct {
	end  endpoint
	bare bool
}

func (e endpoint) text(p Protocol) string {
	if p == ICMP {
		return e.ip.addr().String()
	}
	return e.String()
}
