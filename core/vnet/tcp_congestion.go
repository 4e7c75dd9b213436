package vnet

import "fmt"

// Phase is what congestion control is about: the states of the textbook's
// automaton.
type Phase uint8

// The phases (RFC 5681 §3).
const (
	SlowStart           Phase = iota // the window doubles each round-trip time
	CongestionAvoidance              // the window grows by one segment each round-trip time
	FastRecovery                     // a segment was lost: it is repaired, and the window has been halved
)

var phaseNames = [...]string{"slow start", "congestion avoidance", "fast recovery"}

// String returns the phase's name.
func (p Phase) String() string {
	if int(p) < len(phaseNames) {
		return phaseNames[p]
	}
	return fmt.Sprintf("phase %d", uint8(p))
}

// MarshalText returns [Phase.String].
func (p Phase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// congestion decides how much may be under way: Reno with RFC 6582's recovery
// ("NewReno"), without selective acknowledgments. Windows are in bytes.
type congestion struct {
	mss      int
	cwnd     int
	ssthresh int
	phase    Phase
	dupacks  int
	// recover is the number behind all that was sent when the last loss was noticed.
	// Duplicate acknowledgments from before it tell of no other loss (RFC 6582 §3.2).
	recover  seqnum
	partials int // partial acknowledgments in this recovery
	counted  int // bytes acknowledged since the window last grew, in congestion avoidance
}

// dupThresh duplicate acknowledgments mean that a segment is lost, not late.
//
// RFC 5681 §3.2: "The fast retransmit algorithm uses the arrival of 3 duplicate
// ACKs [...] as an indication that a segment has been lost."
const dupThresh = 3

// unlimited is the first slow start threshold. RFC 5681 §3.1: "The initial value
// of ssthresh SHOULD be set arbitrarily high".
const unlimited = 1 << 30

// newCongestion starts with the initial window.
func newCongestion(mss int, iss seqnum) congestion {
	g := congestion{mss: mss, ssthresh: unlimited, recover: iss}
	g.cwnd = g.initialWindow()
	return g
}

// initialWindow returns IW of RFC 5681 §3.1.
func (g *congestion) initialWindow() int {
	switch {
	case g.mss > 2190:
		return 2 * g.mss
	case g.mss > 1095:
		return 3 * g.mss
	}
	return 4 * g.mss
}

// lostSYN: RFC 5681 §3.1: "if the SYN or SYN/ACK is lost, the initial window used
// by a sender after a correctly transmitted SYN MUST be one segment consisting of
// at most SMSS bytes."
func (g *congestion) lostSYN() { g.cwnd = g.mss }

// idle: RFC 5681 §4.1: "a TCP SHOULD set cwnd to no more than RW before beginning
// transmission if the TCP has not sent data in an interval exceeding the
// retransmission timeout", RW = min(IW, cwnd).
func (g *congestion) idle() { g.cwnd = min(g.cwnd, g.initialWindow()) }

// acked takes in an acknowledgment of n new bytes, up to una; flight bytes were
// out before it and left are after it. It reports whether the next segment has to
// be sent again.
func (g *congestion) acked(n, flight, left int, una seqnum) (again bool) {
	g.dupacks = 0
	if g.phase == FastRecovery {
		return g.recovering(n, left, una)
	}
	if g.cwnd < g.ssthresh {
		// The window grows only where it is what holds the sender back: one that was
		// never filled says nothing about what the network can bear.
		if g.cwnd < 2*flight {
			// RFC 5681 §3.1: "During slow start, a TCP increments cwnd by at most SMSS
			// bytes for each ACK received that cumulatively acknowledges new data."
			g.cwnd += min(n, g.mss)
		}
		if g.cwnd >= g.ssthresh {
			g.phase = CongestionAvoidance
		}
		return false
	}
	g.phase = CongestionAvoidance
	if g.cwnd < flight+g.mss {
		// RFC 5681 §3.1: "the RECOMMENDED way to increase cwnd during congestion
		// avoidance is to count the number of bytes that have been acknowledged by ACKs
		// for new data [...] When the number of bytes acknowledged reaches cwnd, then
		// cwnd can be incremented by up to SMSS bytes."
		g.counted += n
		if g.counted >= g.cwnd {
			g.counted -= g.cwnd
			g.cwnd += g.mss
		}
	}
	return false
}

// recovering takes in an acknowledgment of new data during fast recovery.
func (g *congestion) recovering(n, left int, una seqnum) (again bool) {
	if !una.before(g.recover) {
		// RFC 6582 §3.2 step 3: "Set cwnd to [...] min (ssthresh, max(FlightSize, SMSS) +
		// SMSS)": a full acknowledgment ends the recovery.
		g.cwnd = min(g.ssthresh, max(left, g.mss)+g.mss)
		g.phase = CongestionAvoidance
		g.counted = 0
		return false
	}
	// A partial one: the segment behind what it acknowledges was lost, too. "Deflate
	// the congestion window by the amount of new data acknowledged by the Cumulative
	// Acknowledgment field. If the partial ACK acknowledges at least one SMSS of new
	// data, then add back SMSS bytes to the congestion window."
	g.partials++
	g.cwnd -= n
	if n >= g.mss {
		g.cwnd += g.mss
	}
	g.cwnd = max(g.cwnd, g.mss)
	return true
}

// duplicate takes in a duplicate acknowledgment, while flight bytes up to sent are
// out. It reports whether the first segment has to be sent again.
func (g *congestion) duplicate(flight int, una, sent seqnum) (again bool) {
	if g.phase == FastRecovery {
		// RFC 5681 §3.2 step 4: "For each additional duplicate ACK received (after the
		// third), cwnd MUST be incremented by SMSS. This artificially inflates the
		// congestion window in order to reflect the additional segment that has left the
		// network."
		g.cwnd += g.mss
		return false
	}
	g.dupacks++
	if g.dupacks != dupThresh || !una.after(g.recover) {
		return false
	}
	g.ssthresh = g.half(flight)
	g.cwnd = g.ssthresh + dupThresh*g.mss
	g.recover, g.partials = sent, 0
	g.phase = FastRecovery
	return true
}

// half: RFC 5681 §3.1 (4): "ssthresh = max (FlightSize / 2, 2*SMSS)".
func (g *congestion) half(flight int) int { return max(flight/2, 2*g.mss) }

// timeout takes in that the retransmission timer has expired, for the same data
// once more or not.
//
// RFC 5681 §3.1: "upon a timeout [...] cwnd MUST be set to no more than the loss
// window, LW, which equals 1 full-sized segment"; "When a TCP sender detects
// segment loss using the retransmission timer and the given segment has already
// been retransmitted by way of the retransmission timer at least once, the value
// of ssthresh is held constant." It is held constant in fast recovery, too, as in
// Linux: it was halved for the losses of this very window, and what the duplicate
// acknowledgments told of has left the network, although flight still counts it.
func (g *congestion) timeout(flight int, sent seqnum, repeated bool) {
	if !repeated && g.phase != FastRecovery {
		g.ssthresh = g.half(flight)
	}
	g.cwnd = g.mss
	g.recover = sent
	g.dupacks, g.counted = 0, 0
	g.phase = SlowStart
}

// window returns how many bytes may be under way. fresh says that what would be
// sent next was not sent before.
//
// RFC 3042 §2 (limited transmit): on the first two duplicate acknowledgments a
// sender "SHOULD transmit a new segment", with "the congestion window (cwnd) plus
// two segments" as the limit.
func (g *congestion) window(fresh bool) int {
	if fresh && g.phase != FastRecovery && g.dupacks < dupThresh {
		return g.cwnd + g.dupacks*g.mss
	}
	return g.cwnd
}
