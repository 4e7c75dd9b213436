package vnet

import (
	"time"

	"playnet/core/sim"
)

// timerUse is what a connection's timer is for. It never needs two at once: while
// something is out it may have to be sent again, while the window is closed it is
// probed, and when all is said the connection waits to be gone.
type timerUse uint8

const (
	forNothing timerUse = iota
	forRetransmission
	forProbe
	forTimeWait
	forFinWait2
)

// connTimer and connAckTimer make events of a connection's two timers.
type (
	connTimer    TCPConn
	connAckTimer TCPConn
)

// set arms the timer anew.
func (c *TCPConn) set(use timerUse, d time.Duration, weak bool) {
	k := c.m.net.k
	c.timerUse, c.timerDue = use, k.Now().Add(d)
	if weak {
		k.ArmWeak(&c.timer, c.timerDue, (*connTimer)(c))
	} else {
		k.Arm(&c.timer, c.timerDue, (*connTimer)(c))
	}
}

func (c *TCPConn) unset() {
	c.timerUse = forNothing
	c.timer.Cancel()
}

// armRetransmission starts the retransmission timer, because of an event: of what
// was sent, or of what was acknowledged.
//
// RFC 6298 §5.1: "Every time a packet containing data is sent (including a
// retransmission), if the timer is not running, start it running so that it will
// expire after RTO seconds"; §5.3: "When an ACK is received that acknowledges new
// data, restart the retransmission timer so that it will expire after RTO
// seconds".
func (c *TCPConn) armRetransmission(cause uint64) {
	c.timerCause = cause
	c.tries = 0
	c.progress = c.m.net.k.Now()
	if c.timerUse == forRetransmission && c.timer.Pending() {
		due := c.progress.Add(c.rto.rto)
		if due >= c.timer.At() {
			// It is restarted with each acknowledgment, and hardly ever expires: rather
			// than moving it each time, see when it fires whether it is due.
			c.timerDue = due
			return
		}
	}
	c.set(forRetransmission, c.rto.rto, false)
}

// Fire does what the timer is for.
func (t *connTimer) Fire() {
	c := (*TCPConn)(t)
	k := c.m.net.k
	if now := k.Now(); now < c.timerDue {
		k.Arm(&c.timer, c.timerDue, t)
		return
	}
	use := c.timerUse
	c.timerUse = forNothing
	switch use {
	case forRetransmission:
		k.SetContext(sim.Context{Cause: c.timerCause, For: k.Context().For})
		c.expired()
	case forProbe:
		k.SetContext(sim.Context{Cause: c.timerCause, For: k.Context().For})
		c.probe()
	case forTimeWait, forFinWait2:
		c.become(StateClosed)
	}
	c.notify()
}

// expired sends the earliest unacknowledged segment again.
//
// RFC 6298 §5.4: "Retransmit the earliest segment that has not been acknowledged by
// the TCP receiver"; the others follow as acknowledgments let them.
func (c *TCPConn) expired() {
	limit := giveUpAfter
	if !c.state.synchronized() {
		limit = giveUpSYNAfter
	}
	if c.m.net.k.Now().Sub(c.progress) >= limit {
		c.fail(errTimedOut)
		return
	}
	c.tries++
	since, tries := c.progress, c.tries
	c.rto.backOff()
	c.snd.again = byTimeout
	if c.state.synchronized() {
		before := c.cc.phase
		c.cc.timeout(c.snd.max.since(c.snd.una), c.snd.max, c.tries > 1)
		c.sayPhase(before)
		c.snd.nxt = c.snd.una
		if c.snd.wnd == 0 { // (RFC 9293 §3.8.6.1: a closed window does not keep a retransmission back)
			c.resendFirst()
		} else {
			c.output()
		}
	} else {
		c.sendSYN()
	}
	if c.timerUse == forRetransmission { // the same wait goes on
		c.progress, c.tries = since, tries
	}
}

// resendFirst sends the first unacknowledged segment again.
func (c *TCPConn) resendFirst() {
	s := &c.snd
	n := min(s.buf.size, s.mss, s.max.since(s.una))
	fin := s.closing && n == s.buf.size && s.max.after(s.end())
	if n > 0 || fin {
		c.transmit(s.una, n, fin)
	}
}

// persist waits for the window to open, if nothing else is awaited.
//
// RFC 9293 §3.8.6.1: "The sending TCP peer must regularly transmit at least one
// octet of new data (if available), or retransmit to the receiving TCP peer even if
// the send window is zero, in order to 'probe' the window." "The transmitting host
// SHOULD send the first zero-window probe when a zero window has existed for the
// retransmission timeout period, and SHOULD increase exponentially the interval
// between successive probes."
func (c *TCPConn) persist() {
	if c.timerUse != forNothing {
		return
	}
	k := c.m.net.k
	c.timerCause = k.Context().Cause
	c.progress = k.Now()
	c.awaitProbe()
}

// awaitProbe arms the timer for the next probe. The first ones find a window that
// was opened and whose announcement was lost. When they have become rare, the
// reader has stopped: only what wakes it can change that, and a world does not go
// on for the probes alone.
func (c *TCPConn) awaitProbe() {
	interval := min(c.rto.rto<<min(c.snd.probes, 10), maxRTO)
	c.set(forProbe, interval, interval == maxRTO)
}

// probe asks a peer with a closed window whether it still is. As long as it
// answers, and the program has not closed the connection, this goes on for ever.
//
// RFC 9293 §3.8.6.1: "As long as the receiving TCP peer continues to send
// acknowledgments in response to the probe segments, the sending TCP peer MUST
// allow the connection to stay open."
func (c *TCPConn) probe() {
	k := c.m.net.k
	if k.Now().Sub(c.progress) >= giveUpAfter {
		c.fail(errTimedOut)
		return
	}
	s := &c.snd
	left := s.end().since(s.nxt)
	if n := min(left, c.usable(true), s.mss); n > 0 { // the crumb that was held back
		c.transmit(s.nxt, n, s.closing && n == left)
		return
	}
	if c.closed && s.probes == orphanProbes {
		c.sendReset()
		c.end()
		return
	}
	s.probes++
	c.sendProbe()
	c.awaitProbe()
}

// sendProbe sends the first byte that does not fit the window. It does not count
// as sent: there is nothing out that could get lost.
func (c *TCPConn) sendProbe() {
	s := &c.snd
	k := c.m.net.k
	before := k.Context()
	k.SetContext(sim.Context{Cause: before.Cause, For: s.buf.operation(s.nxt.since(s.base))})
	f := c.m.net.newFrame()
	f.data = s.buf.read(f.room(1), s.nxt.since(s.base), 1)
	c.emit(f, TCPHeader{Flags: ACK}, s.nxt)
	k.SetContext(before)
	s.probed = true
}

// timeWait makes sure that the peer has our last acknowledgment, and that nothing
// old is on the way when the two endpoints are used again. It keeps no world
// alive.
func (c *TCPConn) timeWait() { c.set(forTimeWait, 2*maxSegmentLifetime, true) }

// Fire sends an acknowledgment that waited in vain for data to go with.
func (t *connAckTimer) Fire() {
	c := (*TCPConn)(t)
	if c.rcv.ackLater {
		c.sendACK()
	}
}
