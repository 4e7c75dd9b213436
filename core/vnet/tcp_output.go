package vnet

import (
	"playnet/core/sim"
	"playnet/core/trace"
)

// output sends whatever may be sent now.
func (c *TCPConn) output() {
	switch c.state {
	case StateEstablished, StateCloseWait, StateFinWait1, StateClosing, StateLastAck:
	default:
		return
	}
	if c.snd.nxt == c.snd.una && c.snd.buf.size > 0 && c.m.net.k.Now().Sub(c.snd.last) > c.rto.rto {
		c.cc.idle()
	}
	for c.sendNext() {
	}
	if c.snd.nxt == c.snd.una && c.snd.end().after(c.snd.nxt) {
		c.persist() // the peer's window, or the wish not to send crumbs, holds it back
	}
}

// sendNext sends the next segment, if one may be sent. It reports whether there
// may be another.
func (c *TCPConn) sendNext() bool {
	s := &c.snd
	left := s.end().since(s.nxt)
	if left < 0 || left == 0 && !s.closing {
		return false // all is sent, FIN included
	}
	fresh := !s.nxt.before(s.max)
	n := min(left, s.mss, max(c.usable(fresh), 0))
	if !fresh {
		// A segment holds either what was sent before or what was not, so that it can
		// be told how much was sent again.
		n = min(n, s.max.since(s.nxt))
	}
	fin := s.closing && n == left
	if n < left && n < s.mss && !c.worthwhile(n, fresh) || n == left && n > 0 && !fin && c.nagles(n) {
		return false
	}
	if n == 0 && !fin {
		return false
	}
	c.transmit(s.nxt, n, fin)
	return !fin
}

// usable returns how many more bytes congestion control and the peer's window let
// out.
func (c *TCPConn) usable(fresh bool) int {
	window := min(c.cc.window(fresh), c.snd.wnd)
	return window - c.snd.nxt.since(c.snd.una)
}

// worthwhile reports whether a segment of n bytes is to be sent although it is
// neither full nor the last.
//
// RFC 9293 §3.8.6.2.1 avoids the silly window syndrome: send "if a maximum-sized
// segment can be sent", or "if at least a fraction Fs of the maximum window can be
// sent", Fs = 1/2.
func (c *TCPConn) worthwhile(n int, fresh bool) bool {
	if !fresh && c.snd.nxt.plus(n) == c.snd.max {
		return true
	}
	return n > 0 && n >= c.snd.most/2
}

// nagles reports whether the last bytes have to wait, because they are few and
// some are out already. It is off unless the program turns it on, as in package
// net.
//
// RFC 9293 §3.7.4: "If there is unacknowledged data (i.e., SND.NXT > SND.UNA), then
// the sending TCP endpoint buffers all user data (regardless of the PSH bit) until
// the outstanding data has been acknowledged or until the TCP endpoint can send a
// full-sized segment".
func (c *TCPConn) nagles(n int) bool {
	return c.snd.nagle && n < c.snd.mss && c.snd.nxt != c.snd.una
}

// transmit sends n bytes from a sequence number on, and FIN behind them.
func (c *TCPConn) transmit(from seqnum, n int, fin bool) {
	s := &c.snd
	h := TCPHeader{Flags: ACK}
	offset := from.since(s.base)
	if n > 0 && offset+n == s.buf.size {
		h.Flags |= PSH // (RFC 9293 §3.9.1.2: the last of what was written is pushed)
	}
	op := s.finOp
	if fin {
		h.Flags |= FIN
	}
	if n > 0 {
		op = s.buf.operation(offset)
	}
	end := from.plus(n)
	if fin {
		end++
	}
	k := c.m.net.k
	now, before := k.Now(), k.Context()
	h.Retransmission = from.before(s.max)
	if h.Retransmission {
		c.rto.retransmitted()
		c.sayRetransmit(from, n, op)
	} else {
		c.rto.sent(end, now)
	}
	k.SetContext(sim.Context{Cause: k.Context().Cause, For: op})
	f := c.m.net.newFrame()
	if f.lent, f.skip = s.buf.borrow(offset, n); f.lent != nil {
		f.data = f.lent[f.skip : f.skip+n : f.skip+n]
	} else {
		f.data = s.buf.read(f.room(n), offset, n)
	}
	id := c.emit(f, h, from)
	k.SetContext(before)
	s.last = now
	s.nxt, s.max = latest(s.nxt, end), latest(s.max, end)
	if c.timerUse != forRetransmission {
		c.armRetransmission(uint64(id))
	}
}

// sayRetransmit records that something is sent again, and makes that the cause of
// what is sent.
func (c *TCPConn) sayRetransmit(from seqnum, n int, op uint64) {
	m := c.m
	b := &m.net.bodies.retransmit
	b.Local, b.Remote, b.Len, b.Reason = c.local.addrPort(), c.remote.addrPort(), n, c.snd.again
	b.RelSeq, _ = c.relative(from, 0)
	ctx := sim.Context{Cause: m.net.k.Context().Cause, For: op}
	ctx.Cause = uint64(m.net.emit(m.id, ctx, b))
	m.net.k.SetContext(ctx)
}

// sendSYN sends SYN, or SYN and ACK, for the first time or again.
func (c *TCPConn) sendSYN() {
	h := TCPHeader{Flags: SYN, MSS: maxSegment, Scaling: true, Scale: windowScale}
	if c.state == StateSynReceived {
		h.Flags |= ACK
		h.Scaling, h.Scale = c.rcv.scale > 0, c.rcv.scale // RFC 7323 §2.2: only if the SYN had it
	}
	k := c.m.net.k
	before := k.Context()
	op := c.opened.For
	h.Retransmission = c.snd.max != c.snd.iss
	if h.Retransmission {
		c.rto.retransmitted()
		c.rto.retriedSYN = true
		c.snd.again = byTimeout
		c.sayRetransmit(c.snd.iss, 0, op)
	} else {
		c.rto.sent(c.snd.iss+1, k.Now())
	}
	k.SetContext(sim.Context{Cause: k.Context().Cause, For: op})
	id := c.emit(c.m.net.newFrame(), h, c.snd.iss)
	k.SetContext(before)
	c.snd.nxt, c.snd.max = c.snd.iss+1, c.snd.iss+1
	c.snd.last = k.Now()
	if c.timerUse != forRetransmission {
		c.armRetransmission(uint64(id))
	}
}

// sendACK sends an acknowledgment and nothing else.
func (c *TCPConn) sendACK() {
	// From behind all that was sent: what is out of the peer's window would not be
	// looked at.
	c.emit(c.m.net.newFrame(), TCPHeader{Flags: ACK}, c.snd.max)
}

// sendReset ends the connection on the peer's side.
func (c *TCPConn) sendReset() {
	h := TCPHeader{Flags: RST | ACK}
	c.emit(c.m.net.newFrame(), h, c.snd.max)
}

// emit fills in what each segment of the connection says, and sends it. Whatever
// acknowledgment is owed goes with it.
func (c *TCPConn) emit(f *frame, h TCPHeader, from seqnum) trace.ID {
	h.Seq = uint32(from)
	h.RelSeq, _ = c.relative(from, 0)
	if h.Flags&ACK != 0 {
		h.Ack = uint32(c.rcv.nxt)
		_, h.RelAck = c.relative(0, c.rcv.nxt)
	}
	switch {
	case h.Flags&SYN != 0:
		h.Window = uint16(c.synWindow())
	case h.Flags&RST == 0:
		h.Window, h.Scale = c.announce(), c.rcv.scale
	}
	if h.Flags&ACK != 0 {
		c.rcv.acked = c.rcv.nxt
		c.rcv.ackNow, c.rcv.ackLater, c.rcv.ackPure = false, false, false
		c.ackTimer.Cancel()
	}
	if c.way.wiring != c.m.net.wiring {
		c.way = c.m.pathTo(c.remote.ip)
	}
	f.conn, f.mate = c, c.mate
	return c.m.sendTCP(f, &h, c.way, c.local, c.remote)
}

// sendTCP puts a frame that holds a segment's data onto its way.
func (m *Machine) sendTCP(f *frame, h *TCPHeader, way *path, src, dst endpoint) trace.ID {
	f.proto, f.src, f.dst, f.tcp = TCP, src, dst, *h
	if !m.up {
		m.net.release(f)
		return 0
	}
	return m.net.launch(f, m, way, h.size())
}

// resetStray answers a segment that belongs to no connection.
//
// RFC 9293 §3.10.7.1: "all data in the incoming segment is discarded. An incoming
// segment containing a RST is discarded. An incoming segment not containing a RST
// causes a RST to be sent in response." "If the ACK bit is off, sequence number zero
// is used, <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>. If the ACK bit is on,
// <SEQ=SEG.ACK><CTL=RST>."
func (m *Machine) resetStray(f *frame) {
	in := &f.tcp
	if in.Flags&RST != 0 {
		return
	}
	h := TCPHeader{Flags: RST, Seq: in.Ack, RelSeq: in.RelAck}
	if in.Flags&ACK == 0 {
		octets := uint32(in.octets(len(f.data)))
		h = TCPHeader{Flags: RST | ACK, RelSeq: 1, Ack: in.Seq + octets, RelAck: in.RelSeq + octets}
	}
	m.sendTCP(m.net.newFrame(), &h, m.pathTo(f.src.ip), f.dst, f.src)
}
