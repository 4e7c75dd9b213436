package vnet

import "playnet/core/sim"

// receiveTCP hands a segment to its connection, or to the socket that welcomes new
// ones.
func (m *Machine) receiveTCP(f *frame) {
	n := m.net
	n.delivered(f)
	if c := m.tcp.of(f); c != nil {
		c.segment(f)
		return
	}
	if l := m.tcp.listening(f.dst); l != nil {
		l.segment(f)
	} else {
		m.resetStray(f)
	}
	n.release(f)
}

// segment takes a segment, and does what follows from it.
func (c *TCPConn) segment(f *frame) {
	kept := false
	if c.state == StateSynSent {
		c.answered(f)
	} else {
		kept = c.arrived(f)
	}
	if !kept {
		c.m.net.release(f)
	}
	c.react()
}

// react does what a segment made possible or necessary: send, tell the program,
// acknowledge, in this order, so that the acknowledgment goes with data if there
// are any.
func (c *TCPConn) react() {
	if c.rcv.ackPure {
		c.sendACK()
	}
	c.output()
	c.notify()
	if c.state == StateClosed {
		return
	}
	if c.rcv.ackNow {
		c.sendACK()
	} else if c.rcv.ackLater && !c.ackTimer.Pending() {
		k := c.m.net.k
		k.Arm(&c.ackTimer, k.Now().Add(delayedAck), (*connAckTimer)(c))
	}
}

// answered takes what comes in SYN-SENT (RFC 9293 §3.10.7.3).
func (c *TCPConn) answered(f *frame) {
	h := &f.tcp
	ack := h.Flags&ACK != 0
	// "If SEG.ACK =< ISS or SEG.ACK > SND.NXT, send a reset (unless the RST bit is
	// set, if so drop the segment and return)".
	if a := seqnum(h.Ack); ack && (!a.after(c.snd.iss) || a.after(c.snd.nxt)) {
		c.m.resetStray(f)
		return
	}
	if h.Flags&RST != 0 {
		if ack {
			c.fail(errRefused) // "signal to the user 'error: connection reset'"; package net says refused
		}
		return
	}
	if h.Flags&SYN == 0 {
		return // "if neither of the SYN or RST bits is set, then drop the segment and return"
	}
	c.learn(h)
	c.snd.wnd, c.snd.wl1, c.snd.wl2 = h.bytesAhead(), seqnum(h.Seq), seqnum(h.Ack)
	c.snd.most = c.snd.wnd
	if !ack {
		// "Otherwise, enter SYN-RECEIVED, form a SYN,ACK segment": both sides open at
		// once.
		c.become(StateSynReceived)
		c.unset()
		c.rto.retransmitted()
		c.snd.max = c.snd.iss // SYN and ACK were not sent before
		c.sendSYN()
		return
	}
	c.takeAck(seqnum(h.Ack))
	c.rcv.ackNow = true
	c.establish()
}

// establish enters ESTABLISHED.
func (c *TCPConn) establish() {
	c.unset()
	if c.rto.established() {
		c.cc.lostSYN()
	}
	c.stood = true
	k := c.m.net.k
	c.opened.Cause = k.Context().Cause
	if c.opened.For == 0 {
		c.opened.For = k.Context().For
	}
	c.become(StateEstablished)
	if c.snd.closing { // the program had nothing more to say before it could speak
		c.become(StateFinWait1)
	}
	c.news |= newsOpen
	c.opening.WakeAll()
	if c.listener != nil {
		c.listener.ripe(c)
	}
}

// arrived takes what comes in any state from SYN-RECEIVED on (RFC 9293
// §3.10.7.4), check after check. It reports whether the frame was kept.
func (c *TCPConn) arrived(f *frame) (kept bool) {
	h := &f.tcp
	if c.timerUse == forProbe {
		c.progress = c.m.net.k.Now() // the peer is alive
	}
	if c.state == StateSynReceived && h.Flags&(SYN|ACK) == SYN && seqnum(h.Seq) == c.rcv.irs {
		return false // the peer's SYN again: our answer is under way, or will be sent again in time
	}
	if !c.acceptable(f) {
		c.unacceptable(f)
		return false
	}
	switch {
	case h.Flags&RST != 0:
		c.gotReset(h)
		return false
	case h.Flags&SYN != 0:
		c.challenge() // RFC 5961 §4.2, unless it is the one that was waited for
		return false
	case h.Flags&ACK == 0:
		return false // "if the ACK bit is off, drop the segment and return"
	}
	if c.state == StateSynReceived && !c.completed(h) {
		c.m.resetStray(f)
		return false
	}
	if !c.acknowledged(f) {
		return false
	}
	if c.state == StateClosed {
		return false // that was the acknowledgment of our FIN in LAST-ACK
	}
	return c.text(f)
}

// acceptable: "A segment is judged to occupy a portion of valid receive sequence
// space if RCV.NXT =< SEG.SEQ < RCV.NXT+RCV.WND or RCV.NXT =< SEG.SEQ+SEG.LEN-1 <
// RCV.NXT+RCV.WND." With what the RFC adds, and stacks in use do: what ends where we
// are and what begins where the window ends will do, so that acknowledgments and
// FIN pass when the window is closed. What lies outside of it is cut off later.
func (c *TCPConn) acceptable(f *frame) bool {
	start := seqnum(f.tcp.Seq)
	end := start.plus(f.tcp.octets(len(f.data)))
	return !end.before(c.rcv.nxt) && !start.after(latest(c.rcv.wire, c.rcv.nxt))
}

// unacceptable answers what lies outside of the window.
//
// RFC 9293 §3.10.7.4: "If an incoming segment is not acceptable, an acknowledgment
// should be sent in reply (unless the RST bit is set, if so drop the segment and
// return)".
func (c *TCPConn) unacceptable(f *frame) {
	h := &f.tcp
	switch {
	case h.Flags&RST != 0:
	case h.octets(len(f.data)) > 0:
		c.answerOld()
	default:
		c.challenge()
	}
}

// answerOld acknowledges again what has come before: the acknowledgment was lost.
func (c *TCPConn) answerOld() {
	c.rcv.ackNow = true
	if c.state == StateTimeWait {
		// RFC 9293 §3.10.7.4: "The only thing that can arrive in this state is a
		// retransmission of the remote FIN. Acknowledge it, and restart the 2 MSL
		// timeout."
		c.timeWait()
	}
}

// challenge acknowledges what is out of place, but not too often.
func (c *TCPConn) challenge() {
	now := c.m.net.k.Now()
	if now.Sub(c.challenged) >= challengeInterval {
		c.challenged = now
		c.rcv.ackNow = true
	}
}

// gotReset: RFC 5961 §3.2: "If the RST bit is set and the sequence number exactly
// matches the next expected sequence number (RCV.NXT), then TCP MUST reset the
// connection"; if it is only in the window, "TCP MUST send an acknowledgment
// (challenge ACK)".
func (c *TCPConn) gotReset(h *TCPHeader) {
	if seqnum(h.Seq) != c.rcv.nxt {
		c.challenge()
		return
	}
	switch c.state {
	case StateSynReceived:
		if c.listener == nil { // both sides had opened
			c.fail(errRefused)
			return
		}
		c.fail(errReset)
	case StateCloseWait:
		c.fail(errPipe)
	case StateTimeWait:
		c.become(StateClosed)
	default:
		c.fail(errReset)
	}
}

// completed takes the acknowledgment that ends the handshake in SYN-RECEIVED: "If
// SND.UNA < SEG.ACK =< SND.NXT, then enter ESTABLISHED state". If it is none, "form
// a reset segment".
func (c *TCPConn) completed(h *TCPHeader) bool {
	a := seqnum(h.Ack)
	if !a.after(c.snd.una) || a.after(c.snd.nxt) {
		return false
	}
	c.takeAck(a)
	c.snd.wnd, c.snd.wl1, c.snd.wl2 = h.bytesAhead(), seqnum(h.Seq), a
	c.snd.most = max(c.snd.most, c.snd.wnd)
	c.establish()
	return true
}

// finAcknowledged takes note that the peer has our FIN.
func (c *TCPConn) finAcknowledged() {
	switch c.state {
	case StateFinWait1:
		c.become(StateFinWait2)
		if c.closed {
			c.set(forFinWait2, finWait2Timeout, true)
		}
	case StateClosing:
		c.become(StateTimeWait)
		c.timeWait()
		c.news |= newsDone
	case StateLastAck:
		c.news |= newsDone
		c.become(StateClosed)
	}
}

// gotFIN takes note that the peer will send nothing more.
func (c *TCPConn) gotFIN() {
	c.rcv.ended = true
	c.rcv.ackNow = true
	c.rcv.eof = c.m.net.k.Context()
	c.news |= newsEnd
	switch c.state {
	case StateEstablished:
		c.become(StateCloseWait)
	case StateFinWait1: // our FIN is not acknowledged, or we would be further
		c.become(StateClosing)
	case StateFinWait2:
		c.become(StateTimeWait)
		c.timeWait()
		c.news |= newsDone
	}
	c.readers.WakeAll()
}

// fail ends the connection with an error.
func (c *TCPConn) fail(e *errno) {
	c.err, c.broken = e, true
	c.opened.Cause = c.m.net.k.Context().Cause
	c.end()
}

// end enters CLOSED and lets everybody know.
func (c *TCPConn) end() {
	if c.state == StateClosed {
		return
	}
	c.news |= newsDone
	c.become(StateClosed)
	if c.listener != nil { // nobody has heard of it yet
		c.list.remove(c)
		c.listener = nil
	}
	c.opening.WakeAll()
	c.readers.WakeAll()
	c.writers.WakeAll()
	c.turn.WakeAll()
}

// vanish forgets the connection: its machine is off.
func (c *TCPConn) vanish() {
	c.handler = nil
	c.broken = true
	c.end()
}

// because returns the context of what came with a frame.
func (f *frame) because() sim.Context { return sim.Context{Cause: uint64(f.delivered), For: f.ctx.For} }
