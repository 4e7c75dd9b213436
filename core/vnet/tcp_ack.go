package vnet

// acknowledged takes the ACK field of a segment, and the window (RFC 9293
// §3.10.7.4, "fifth, check the ACK field"). It reports whether the rest of the
// segment is to be looked at.
func (c *TCPConn) acknowledged(f *frame) bool {
	h := &f.tcp
	ack := seqnum(h.Ack)
	s := &c.snd
	if s.probed && ack == s.max+1 {
		// The byte of a probe found room.
		s.max++
		s.nxt = s.max
	}
	switch {
	case ack.after(s.max):
		// "If the ACK acks something not yet sent (SEG.ACK > SND.NXT), then send an ACK,
		// drop the segment, and return."
		c.rcv.ackNow = true
		return false
	case ack.after(s.una):
		c.newAck(ack)
	case ack == s.una && c.isDuplicate(f):
		c.duplicateAck()
	}
	if c.state != StateClosed {
		c.updateWindow(h)
	}
	return true
}

// isDuplicate: RFC 5681 §2: "An acknowledgment is considered a 'duplicate' [...] when
// (a) the receiver of the ACK has outstanding data, (b) the incoming acknowledgment
// carries no data, (c) the SYN and FIN bits are both off, (d) the acknowledgment
// number is equal to the greatest acknowledgment received on the given connection
// [...] and (e) the advertised window in the incoming acknowledgment equals the
// advertised window in the last incoming acknowledgment." The window that came with
// SYN was not scaled: another now means nothing.
func (c *TCPConn) isDuplicate(f *frame) bool {
	h := &f.tcp
	same := h.bytesAhead() == c.snd.wnd || c.snd.wl1 == c.rcv.irs
	return c.snd.max.after(c.snd.una) && len(f.data) == 0 && h.Flags&(SYN|FIN) == 0 && same
}

func (c *TCPConn) duplicateAck() {
	s := &c.snd
	before := c.cc.phase
	again := c.cc.duplicate(s.max.since(s.una), s.una, s.max)
	c.sayPhase(before)
	if again {
		s.again = byDuplicates
		c.resendFirst()
		c.armRetransmission(c.m.net.k.Context().Cause)
	}
}

// newAck takes an acknowledgment of something that was not acknowledged before.
func (c *TCPConn) newAck(ack seqnum) {
	s := &c.snd
	flight, n := s.nxt.since(s.una), ack.since(s.una)
	c.takeAck(ack)
	before := c.cc.phase
	again := c.cc.acked(n, flight, s.max.since(s.una), s.una)
	c.sayPhase(before)
	switch {
	case s.una == s.max:
		// RFC 6298 §5.2: "When all outstanding data has been acknowledged, turn off the
		// retransmission timer."
		c.unset()
	case !again:
		c.armRetransmission(c.m.net.k.Context().Cause)
	case c.cc.partials == 1:
		// RFC 6582 §3.2: "For the first partial ACK that arrives during fast recovery,
		// also reset the retransmit timer." Where many segments were lost, the timer
		// then expires and all are sent again, which is faster than one each
		// round-trip time.
		c.armRetransmission(c.m.net.k.Context().Cause)
	}
	if again {
		s.again = byDuplicates
		c.resendFirst()
	} else if c.cc.phase != FastRecovery {
		s.again = byTimeout
	}
	if s.finAcked() {
		c.finAcknowledged()
	}
}

// takeAck moves SND.UNA on and lets go of what was acknowledged.
func (c *TCPConn) takeAck(ack seqnum) {
	s := &c.snd
	if n := min(ack.since(s.base), s.buf.size); n > 0 {
		was := s.buf.size
		s.buf.drop(n)
		s.base = s.base.plus(n)
		if s.buf.size == 0 || was > s.mark && s.buf.size <= s.mark {
			c.news |= newsDrain
		}
	}
	s.una = ack
	s.nxt = latest(s.nxt, ack)
	s.probed = false
	c.rto.acked(ack, c.m.net.k.Now())
}

// updateWindow takes the window over from a segment that is not older than the
// one which brought the present one.
//
// RFC 9293 §3.10.7.4: "If (SND.WL1 < SEG.SEQ or (SND.WL1 = SEG.SEQ and SND.WL2 =<
// SEG.ACK)), set SND.WND <- SEG.WND".
func (c *TCPConn) updateWindow(h *TCPHeader) {
	s := &c.snd
	seq, ack := seqnum(h.Seq), seqnum(h.Ack)
	if s.wl1.before(seq) || s.wl1 == seq && !s.wl2.after(ack) {
		s.wnd, s.wl1, s.wl2 = h.bytesAhead(), seq, ack
		s.most = max(s.most, s.wnd)
		if s.wnd > 0 {
			s.probes = 0
		}
	}
}

// sayPhase records that congestion control came into another phase.
func (c *TCPConn) sayPhase(before Phase) {
	if c.cc.phase == before {
		return
	}
	m := c.m
	b := &m.net.bodies.phase
	b.Local, b.Remote = c.local.addrPort(), c.remote.addrPort()
	b.Phase, b.Cwnd, b.Ssthresh = c.cc.phase, c.cc.cwnd, c.cc.ssthresh
	m.net.emit(m.id, m.net.k.Context(), b)
}
