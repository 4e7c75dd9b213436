package vnet

import (
	"playnet/core/sim"
	"playnet/core/trace"
)

// Sizes of headers, in bytes.
const (
	ethernetHeader = 14
	ipHeader       = 20 // without options (RFC 791 §3.1)
	udpHeader      = 8  // RFC 768
)

// defaultTTL is the time to live that hosts send with. (RFC 1700: "The current
// recommended default time to live (TTL) for the Internet Protocol (IP) is 64.")
const defaultTTL = 64

// send puts a frame with a copy of data onto the way from a machine. transport
// is the size of the transport header that is not part of data. It returns the
// frame's id.
func (n *Network) send(from *Machine, p *path, proto Protocol, src, dst endpoint, transport int, data []byte) trace.ID {
	f := n.newFrame()
	f.proto, f.src, f.dst = proto, src, dst
	f.carry(data)
	return n.launch(f, from, p, transport)
}

// launch is send for a frame that holds its protocol, endpoints and data already.
func (n *Network) launch(f *frame, from *Machine, p *path, transport int) trace.ID {
	f.from, f.path = from, p
	f.ttl, f.ipID, f.sentAt = defaultTTL, from.nextIPID(), n.k.Now()
	f.size = ethernetHeader + ipHeader + transport + len(f.data)

	ctx := n.k.Context()
	f.id, f.nth = n.emit(from.id, ctx, n.bodies.sentBody(f)), n.count()
	f.ctx = sim.Context{Cause: uint64(f.id), For: ctx.For}
	from.traffic.sent(f)
	n.flight.add(f)
	n.move(f, f.sentAt)
	return f.id
}

// count returns the number of a new frame.
func (n *Network) count() uint32 {
	n.frames++
	return n.frames - 1
}

func (b *bodies) sentBody(f *frame) *FrameSent {
	s := &b.sent
	s.Proto, s.Src, s.Dst = f.proto, f.src.addrPort(), f.dst.addrPort()
	s.Size, s.IPID, s.TTL, s.Data = f.size, f.ipID, f.ttl, f.data
	s.To, s.TCP, s.Forged, s.Lent, s.From = "", nil, f.forged, f.lent, f.skip
	if f.path.to != nil {
		s.To = f.path.to.name
	}
	s.Conn = 0
	if f.conn != nil {
		s.Conn = f.conn.number
	}
	if f.proto == TCP {
		s.TCP = &f.tcp
	}
	return s
}

// move takes a frame, which is at the beginning of leg next at an instant, as
// far as nothing can happen to it, and arms its timer for where something can.
func (n *Network) move(f *frame, at sim.Instant) {
	legs := f.path.legs
	for int(f.next) < len(legs) {
		f.at[f.next] = at
		l := legs[f.next]
		cut := l.line != nil && l.line.link.cut
		if l.plain && !cut {
			at = at.Add(l.delay)
			f.next++
			continue
		}
		if at > n.k.Now() {
			break // it enters this leg when the timer fires
		}
		if cut {
			n.lose(f, l, f.ctx, LinkCut)
			return
		}
		if l.line != nil && l.line.link.watched() {
			if why := n.filtered(f, l); why != 0 {
				n.lose(f, l, f.ctx, why)
				return
			}
			if !n.tapped(f, l) {
				return
			}
		}
		f.next++
		if l.line != nil && l.line.rate > 0 {
			var ok bool
			if at, ok = l.line.enter(f, at); !ok {
				return
			}
		}
		var on bool
		if at, on = n.leave(f, l, at); !on {
			return
		}
	}
	f.at[f.next] = at
	n.k.Arm(&f.timer, at, f)
}

// leave lets a frame, whose last bit leaves the line at an instant, cross the rest
// of a leg. It returns when the frame is at its end; on is false if somebody else
// moves it on.
func (n *Network) leave(f *frame, l *leg, sent sim.Instant) (at sim.Instant, on bool) {
	at = sent.Add(l.delay)
	if !l.plain && n.dice(f, l, &at) {
		return at, false
	}
	if f.doomed {
		f.at[f.next] = at
		n.k.Arm(&f.timer, at, f)
		return at, false
	}
	return at, true
}

// dice decides what a leg does to a frame that will leave it at an instant. It
// reports whether the frame, and its duplicate, have been moved on.
func (n *Network) dice(f *frame, l *leg, at *sim.Instant) (moved bool) {
	if l.loss > 0 && l.rng.Float64() < l.loss {
		f.doomed = true
		return false
	}
	behind := *at
	duplicate := l.duplicate > 0 && l.rng.Float64() < l.duplicate
	if l.reorder > 0 && l.rng.Float64() < l.reorder {
		*at = at.Add(l.reorderDelay)
	}
	if !duplicate {
		return false
	}
	second := n.duplicate(f, f.ctx, l.where)
	second.at, second.first, second.next = f.at, f.next-1, f.next
	n.move(f, *at)
	n.move(second, behind)
	return true
}

// duplicate makes a second frame of one that is under way, which is still to be
// put somewhere.
func (n *Network) duplicate(f *frame, ctx sim.Context, where string) *frame {
	b := &n.bodies.duplicated
	b.Frame, b.Where = f.id, where
	d := n.newFrame()
	d.id, d.nth = n.emit(f.from.id, ctx, b), n.count()
	d.ctx = sim.Context{Cause: uint64(d.id), For: f.ctx.For}
	d.proto, d.src, d.dst, d.from, d.path = f.proto, f.src, f.dst, f.from, f.path
	d.ttl, d.ipID, d.sentAt, d.size, d.tcp = f.ttl, f.ipID, f.sentAt, f.size, f.tcp
	d.forged, d.injector = f.forged, f.injector
	d.carry(f.data)
	n.flight.add(d)
	if f.wire != nil {
		n.inherit(d, f, where)
	}
	return d
}

// Fire goes on with the frame when its timer has come.
func (f *frame) Fire() {
	n := f.net
	n.k.SetContext(f.ctx)
	if f.held.aside {
		f.held.aside = false
		f.next-- // it comes before the line anew
	}
	switch {
	case f.doomed:
		n.lose(f, f.path.legs[f.next-1], f.ctx, LinkLoss)
	case int(f.next) < len(f.path.legs):
		n.move(f, n.k.Now())
	default:
		n.arrive(f)
	}
}

// arrive hands a frame that has come to the end of its way to its host.
func (n *Network) arrive(f *frame) {
	to := f.path.to
	n.flight.remove(f)
	switch {
	case to == nil:
		n.lost(f, 0, f.ctx, "cloud", NoSuchHost)
	case !to.up:
		n.lost(f, to.id, f.ctx, to.name, HostDown)
	case f.wire != nil:
		to.receiveChanged(f)
	default:
		to.receive(f)
	}
}

// delivered records that a frame has arrived. What happens next is due to that.
func (n *Network) delivered(f *frame) {
	f.path.to.traffic.received(f)
	b := &n.bodies.delivered
	b.Frame, b.Nth = f.id, f.nth
	f.delivered = n.emit(f.path.to.id, f.ctx, b)
	n.k.SetContext(sim.Context{Cause: uint64(f.delivered), For: f.ctx.For})
}

// lose ends a frame that is under way, on a leg.
func (n *Network) lose(f *frame, l *leg, ctx sim.Context, why Reason) {
	if l.line != nil {
		l.line.link.lost++
		if f.flow != nil {
			l.line.waiting.remove(f)
		}
	}
	n.flight.remove(f)
	n.lost(f, 0, ctx, l.where, why)
}

// lost records a loss and gives the frame, which stands in no list, back.
func (n *Network) lost(f *frame, host trace.HostID, ctx sim.Context, where string, why Reason) {
	f.timer.Cancel()
	f.countLost(host)
	b := &n.bodies.lost
	b.Frame, b.Nth, b.Where, b.Reason = f.id, f.nth, where, why
	n.emit(host, ctx, b)
	n.release(f)
}

// clearLink takes the frames off a link that was cut or whose host went down.
// Frames that would run into a cut later on have to stop there and look again:
// the link may be restored by then.
func (n *Network) clearLink(l *link, ctx sim.Context, why Reason) {
	now := n.k.Now()
	for f := range n.flight.all() {
		legs := f.path.legs
		for i := f.present(now); i < int(f.next); i++ {
			if legs[i].line == nil || legs[i].line.link != l {
				continue
			}
			if i == f.present(now) {
				n.lose(f, legs[i], sim.Context{Cause: ctx.Cause, For: f.ctx.For}, why)
			} else if why == LinkCut {
				f.next = int8(i)
				n.k.Arm(&f.timer, f.at[i], f)
			}
			break
		}
	}
	l.up.clear(now)
	l.down.clear(now)
}
