package vnet

import "playnet/core/linked"

// coalesceBehind is how many segments may wait for the reader before small ones
// are put together, so that a writer of crumbs does not fill the memory.
const coalesceBehind = 64

// text takes the data of a segment, and its FIN (RFC 9293 §3.10.7.4, "seventh,
// process the segment text"). It reports whether the frame was kept.
func (c *TCPConn) text(f *frame) (kept bool) {
	h := &f.tcp
	r := &c.rcv
	if h.octets(len(f.data)) == 0 {
		return false
	}
	if r.ended {
		c.answerOld()
		return false
	}
	start := seqnum(h.Seq)
	if over := start.plus(len(f.data)).since(r.wire); over > 0 { // beyond the window
		within := max(len(f.data)-over, 0)
		f.data = f.data[:within:within] // what is put behind it must not stand in what was lent
		h.Flags &^= FIN
		r.ackNow = true
	}
	end := start.plus(h.octets(len(f.data)))
	switch {
	case !end.after(r.nxt):
		r.ackNow = true // nothing new: perhaps our acknowledgment was lost
		return false
	case start.after(r.nxt):
		// RFC 5681 §4.2: "A TCP receiver SHOULD send an immediate duplicate ACK when an
		// out-of-order segment arrives."
		r.ackNow, r.ackPure = true, true
		return c.keepEarly(f)
	case c.closed && len(f.data) > 0:
		// RFC 9293 §3.6.1: "if new data is received after CLOSE is called, its TCP
		// implementation SHOULD send a RST to show that data was lost."
		c.sendReset()
		c.end()
		return false
	}
	filled := r.early.First() != nil
	kept = c.take(f)
	c.takeEarly()
	// RFC 5681 §4.2: "an ACK SHOULD be generated for at least every second full-sized
	// segment". Here one is for each, so that the sender's slow start doubles its
	// window each round-trip time, as the textbook has it; what is less waits a
	// while for an answer to go with. "A TCP receiver SHOULD send an immediate ACK when
	// the incoming segment fills in all or part of a gap in the sequence space."
	if filled || r.nxt.since(r.acked) >= c.snd.mss {
		r.ackNow = true
	} else {
		r.ackLater = true
	}
	return kept
}

// take takes a segment that continues what has come. It reports whether the frame
// was kept.
func (c *TCPConn) take(f *frame) (kept bool) {
	r := &c.rcv
	f.taken = r.nxt.since(seqnum(f.tcp.Seq))
	if n := len(f.data) - f.taken; n > 0 {
		r.nxt = r.nxt.plus(n)
		r.unread += n
		kept = c.store(f, n)
		c.news |= newsData
	}
	if f.tcp.Flags&FIN != 0 {
		r.nxt++
		c.gotFIN()
	}
	return kept
}

// store puts a segment with n new bytes behind what waits for the reader.
func (c *TCPConn) store(f *frame, n int) (kept bool) {
	r := &c.rcv
	if last := r.inbox.Last(); r.inbox.Len() >= coalesceBehind && len(last.data)+n <= maxSegment {
		last.data = append(last.data, f.data[f.taken:]...)
		last.delivered, last.ctx = f.delivered, f.ctx
		return false
	}
	r.inbox.Append(&f.place, f)
	return true
}

// keepEarly keeps a segment before which something is missing, in order. It
// reports whether the frame was kept.
func (c *TCPConn) keepEarly(f *frame) bool {
	start := seqnum(f.tcp.Seq)
	early := &c.rcv.early
	at, behind := early.Last(), (*frame)(nil)
	for at != nil && seqnum(at.tcp.Seq).after(start) {
		at, behind = at.place.Prev(), at
	}
	if at != nil && seqnum(at.tcp.Seq) == start {
		if at.tcp.octets(len(at.data)) >= f.tcp.octets(len(f.data)) {
			return false
		}
		early.Remove(&at.place)
		c.m.net.release(at)
	}
	if behind != nil {
		early.InsertBefore(&behind.place, &f.place, f)
	} else {
		early.Append(&f.place, f)
	}
	return true
}

// takeEarly takes the segments that were early and are not any more.
func (c *TCPConn) takeEarly() {
	r := &c.rcv
	for f := r.early.First(); f != nil && !seqnum(f.tcp.Seq).after(r.nxt); f = r.early.First() {
		r.early.Remove(&f.place)
		if r.ended || !seqnum(f.tcp.Seq).plus(f.tcp.octets(len(f.data))).after(r.nxt) || !c.take(f) {
			c.m.net.release(f)
		}
	}
}

// read copies what has come to b, lets go of it and sets the reader's context. It
// returns 0 if nothing is there.
func (c *TCPConn) read(b []byte) int {
	r := &c.rcv
	total := 0
	for f := r.inbox.First(); f != nil && total < len(b); f = r.inbox.First() {
		n := copy(b[total:], f.data[f.taken:])
		total += n
		f.taken += n
		c.m.net.k.SetContext(f.because())
		if f.taken == len(f.data) {
			c.consumed(f)
		}
	}
	r.unread -= total
	return total
}

// consumed lets go of the first segment that waits for the reader.
func (c *TCPConn) consumed(f *frame) {
	c.rcv.inbox.Remove(&f.place)
	c.m.net.release(f)
}

// forgetReceived lets go of all that has come.
func (c *TCPConn) forgetReceived() {
	r := &c.rcv
	for _, l := range [...]*linked.List[frame]{&r.inbox, &r.early} {
		for f := l.First(); f != nil; f = l.First() {
			l.Remove(&f.place)
			c.m.net.release(f)
		}
	}
	r.unread = 0
}

// synWindow is the window that a SYN announces, which is not scaled.
func (c *TCPConn) synWindow() int { return min(c.rcv.limit, 0xffff) }

// announce returns the window field of a segment that is about to be sent.
//
// RFC 9293 §3.8.6.2.2: the receiver avoids "advancing the right window edge RCV.NXT
// + RCV.WND in small increments": only by "min(Fr * RCV.BUFF, Eff.snd.MSS)", Fr = 1/2.
func (c *TCPConn) announce() uint16 {
	r := &c.rcv
	if c.widening() >= min(r.limit/2, c.snd.mss) {
		r.edge = r.edge.plus(c.widening())
	}
	// Neither the edge nor what rounding has added to it before is taken back: a
	// window that is announced as closed takes no more bytes. But rounding adds so
	// much again with each segment that is no multiple of the unit: at some point it
	// has to be downwards, or a writer of crumbs would never be stopped.
	window := max(r.edge.since(r.nxt), r.wire.since(r.nxt), 0)
	field := (window + 1<<r.scale - 1) >> r.scale
	if r.nxt.plus(field<<r.scale).since(r.edge) > r.limit/8 {
		field = window >> r.scale
	}
	field = min(field, 0xffff)
	r.wire = latest(r.wire, r.nxt.plus(field<<r.scale))
	return uint16(field)
}

// widening returns by how many bytes the window could be moved on. There is room
// for a quarter more than is ever announced, so that what the reader is just
// about to take does not move the window to and fro: an acknowledgment with another
// window would not count as a duplicate.
func (c *TCPConn) widening() int {
	r := &c.rcv
	room := r.limit + r.limit/4 - r.unread
	return r.nxt.plus(min(room, r.limit)).since(r.edge)
}

// openUp announces the window anew if the sender knows of little more, and the
// reader has made at least so much room again.
func (c *TCPConn) openUp() {
	r := &c.rcv
	known := r.edge.since(r.nxt)
	if known >= r.limit/8 || r.ended || c.state == StateClosed {
		return
	}
	if w := c.widening(); w >= min(r.limit/2, c.snd.mss) && w >= known {
		c.sendACK()
	}
}
