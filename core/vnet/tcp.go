package vnet

import (
	"net"
	"time"

	"playnet/core/host"
	"playnet/core/linked"
	"playnet/core/sim"
	"playnet/core/view"
)

// What this TCP is like.
const (
	// maxSegment is the MSS that every host announces: what an Ethernet frame of 1,500
	// bytes holds behind the headers of IP and TCP.
	maxSegment = 1500 - ipHeader - tcpHeader
	// defaultMSS is what holds if the peer announces nothing. (RFC 9293 §3.7.1: "If an
	// MSS Option is not received at connection setup, TCP implementations MUST assume a
	// default send MSS of 536".)
	defaultMSS = 536
	// windowScale is the shift of RFC 7323 that every host announces: windows are
	// multiples of 128 bytes, up to 8 MiB.
	windowScale = 7
	// streamBuffer is the largest window that a connection announces, unless told
	// otherwise.
	streamBuffer = 256 << 10
	// A connection takes as many bytes from its writer, before they are acknowledged,
	// as keep it busy, and no more: twice the congestion window, between these two,
	// unless told otherwise. Linux tunes itself alike.
	leastSendBuffer = 64 << 10
	mostSendBuffer  = 2 * streamBuffer
	// maxBuffer is the largest buffer of a connection.
	maxBuffer = 0xffff << windowScale
	// maxSegmentLifetime is MSL. A deviation: RFC 9293 §3.4.2 takes it "to be 2
	// minutes. This is an engineering choice". Here it is a second, so that TIME-WAIT
	// can be seen to end; nothing lives longer than that in a network where queues
	// drain in time.
	maxSegmentLifetime = time.Second
	// finWait2Timeout is how long a connection that its program has closed waits for
	// the peer to close, too: as in Linux (net.ipv4.tcp_fin_timeout). The RFC has no
	// limit.
	finWait2Timeout = time.Minute
	// delayedAck is how long an acknowledgment waits for data to go with it. RFC 5681
	// §4.2: "an ACK [...] MUST be generated within 500 ms of the arrival of the first
	// unacknowledged packet"; Linux begins with 40 ms.
	delayedAck = 40 * time.Millisecond
	// orphanProbes is how often the closed window of a connection is probed that its
	// program has closed: nobody is there any more to give it up (RFC 6429). Linux has
	// eight, too (net.ipv4.tcp_orphan_retries).
	orphanProbes = 8
	// How long something is sent again and again before the connection is given up:
	// the first expiry of the retransmission timer at or after R2. RFC 9293 §3.8.3:
	// "The value of R2 SHOULD correspond to at least 100 seconds"; "R2 for a SYN
	// segment MUST be set large enough to provide retransmission of the segment for at
	// least 3 minutes."
	giveUpAfter    = 100 * time.Second
	giveUpSYNAfter = 3 * time.Minute
	// challengeInterval limits acknowledgments that answer what is out of place, so
	// that two confused ends don't answer each other for ever (RFC 5961 §7).
	challengeInterval = 500 * time.Millisecond
)

// TCPConn is a TCP connection. It is a net.Conn and a host.HalfCloser, as
// *net.TCPConn is. A swarm has thousands of them: what refers to something stands
// first, for the collector of garbage looks no further.
type TCPConn struct {
	m        *Machine
	p        *process // whose it is; nil: nobody's yet, or no longer
	state    TCPState
	closed   bool // by its program
	stood    bool // it was established
	broken   bool // it has ended with an error
	reset    bool // Close resets (SO_LINGER 0)
	writing  bool // somebody's Write goes on
	news     news // what the handler has not heard yet
	timerUse timerUse
	local    endpoint
	remote   endpoint
	way      *path
	src, dst string   // see texts
	number   uint32   // among the ends of all connections of the network, from 1 on
	mate     *TCPConn // the one at the other end, as far as is known: see tcpTable.of

	handler  host.StreamHandler
	timer    sim.Timer // see timerUse
	ackTimer sim.Timer

	err *errno // how the connection ended, for whoever asks first

	opening  sim.WaitQueue // the fiber that dials
	listener *TCPListener  // that it came to, until it is accepted

	readers, writers sim.WaitQueue
	turn             sim.WaitQueue // writers that wait for another's Write to end

	twin  *TCPConn // next with the same key in the machine's table
	list  *connList
	place linked.Place[TCPConn] // in list

	rcv receiveSide
	snd sendSide
	cc  congestion
	rto rtoEstimator

	timerDue   sim.Instant // when it is really due: it is moved lazily
	timerCause uint64      // what armed it
	tries      int         // expiries in a row
	progress   sim.Instant // when the present wait for the peer began
	challenged sim.Instant // when an answer was last given to what was out of place

	readDeadline  sim.Instant
	writeDeadline sim.Instant
	opened        sim.Context
}

// sendSide holds the send sequence variables (RFC 9293 §3.3.1).
type sendSide struct {
	buf   sendBuffer
	iss   seqnum // initial send sequence number
	una   seqnum // send unacknowledged
	nxt   seqnum // send next; set back to una when the retransmission timer expires
	max   seqnum // behind all that was ever sent
	wl1   seqnum // segment sequence number used for last window update
	wl2   seqnum // segment acknowledgment number used for last window update
	base  seqnum // of the first byte in buf
	scale uint8
	again retransmitReason

	closing bool // FIN comes behind what is in buf
	nagle   bool
	probed  bool // a byte beyond the window was sent
	wnd     int  // send window, in bytes
	most    int  // largest window seen
	mss     int
	last    sim.Instant // when data was last sent
	limit   int         // of buf, for writers that block; 0: as much as is useful
	mark    int         // the level of buf at which a handler is told
	finOp   uint64      // the operation that closed
	probes  int         // sent since the window closed
}

// end returns the sequence number behind the last byte that was written.
func (s *sendSide) end() seqnum { return s.base.plus(s.buf.size) }

// finAcked reports whether the peer has our FIN.
func (s *sendSide) finAcked() bool { return s.closing && s.una.after(s.end()) }

// receiveSide holds the receive sequence variables.
type receiveSide struct {
	inbox linked.List[frame] // in order and not yet read
	early linked.List[frame] // out of order

	irs   seqnum // initial receive sequence number
	nxt   seqnum // receive next
	edge  seqnum // behind the window that is meant
	wire  seqnum // behind the window as announced, in units of its scale
	acked seqnum // the last acknowledgment sent
	scale uint8
	ended bool // FIN has come

	ackNow   bool // an acknowledgment is owed at once
	ackLater bool // or within delayedAck
	ackPure  bool // and by a segment of its own: it tells of a gap

	unread int // bytes in inbox
	limit  int // of unread
	eof    sim.Context
}

var (
	_ net.Conn        = (*TCPConn)(nil)
	_ host.HalfCloser = (*TCPConn)(nil)
)

// newTCP returns a connection in no state, with an initial sequence number, in
// the machine's table.
func (m *Machine) newTCP(local, remote endpoint, way *path) *TCPConn {
	m.net.ends++
	c := &TCPConn{
		m: m, number: m.net.ends, local: local, remote: remote, way: way, rto: newRTOEstimator(),
		readDeadline: sim.Never, writeDeadline: sim.Never, challenged: -sim.Instant(challengeInterval),
	}
	iss := seqnum(m.tcp.isn.Uint32())
	c.snd.iss, c.snd.una, c.snd.nxt, c.snd.max = iss, iss, iss, iss
	c.snd.base = iss + 1
	c.snd.buf.pool = &m.net.sending
	c.rcv.limit, c.snd.mark = streamBuffer, host.DrainMark
	c.snd.mss, c.rcv.scale = defaultMSS, windowScale
	m.tcp.add(c)
	return c
}

// learn takes over what the peer's SYN says.
func (c *TCPConn) learn(h *TCPHeader) {
	c.rcv.irs = seqnum(h.Seq)
	c.rcv.nxt = c.rcv.irs + 1
	c.rcv.acked = c.rcv.nxt
	c.rcv.edge = c.rcv.nxt.plus(c.synWindow())
	c.rcv.wire = c.rcv.edge
	if h.MSS != 0 {
		c.snd.mss = min(int(h.MSS), maxSegment)
	}
	if h.Scaling {
		// RFC 7323 §2.3: "If a Window Scale option is received with a shift.cnt value
		// larger than 14, the TCP SHOULD log the error but MUST use 14".
		c.snd.scale = min(h.Scale, 14)
	} else {
		c.rcv.scale = 0 // both sides scale, or none
	}
	c.cc = newCongestion(c.snd.mss, c.snd.iss)
}

// relative returns numbers as they count from the initial ones.
func (c *TCPConn) relative(s, a seqnum) (uint32, uint32) {
	return uint32(s - c.snd.iss), uint32(a - c.rcv.irs)
}

// view describes the socket.
func (c *TCPConn) view() view.Socket {
	v := view.Socket{
		Protocol: "tcp", State: c.state.String(), Local: c.local.String(), Remote: c.remote.String(),
		RecvQ: c.rcv.unread, SendQ: c.snd.buf.size,
	}
	if c.p != nil {
		v.Program = c.p.kind
	}
	return v
}
