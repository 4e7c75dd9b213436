package vnet

import (
	"time"

	"playnet/core/sim"
)

// Retransmission time-outs (RFC 6298).
const (
	// RFC 6298 §2.1: "Until a round-trip time (RTT) measurement has been made for a
	// segment sent between the sender and receiver, the sender SHOULD set RTO <- 1
	// second".
	initialRTO = time.Second
	// RFC 6298 §5.7: "If the timer expires awaiting the ACK of a SYN segment and the
	// TCP implementation is using an RTO less than 3 seconds, the RTO MUST be
	// re-initialized to 3 seconds when data transmission begins".
	rtoAfterLostSYN = 3 * time.Second
	// RFC 6298 §2.5: "A maximum value MAY be placed on RTO provided it is at least 60
	// seconds."
	maxRTO = 60 * time.Second
	// clockGranularity is G of RFC 6298 §2.3. A deviation: "Whenever RTO is computed,
	// if it is less than 1 second, then the RTO SHOULD be rounded up to 1 second."
	// Here, as in Linux, G is 200 ms instead: the time-out is at least that much
	// longer than the round-trip time, which is enough for a delayed acknowledgment,
	// and learners see a lost segment again while they still look.
	clockGranularity = 200 * time.Millisecond
)

// rtoEstimator computes the retransmission time-out. One segment at a time is
// timed.
//
// RFC 6298 §3: "RTT samples MUST NOT be made using segments that were
// retransmitted" (Karn's algorithm).
type rtoEstimator struct {
	srtt, rttvar time.Duration
	rto          time.Duration
	sampled      bool
	retriedSYN   bool

	timing bool // a segment is being timed
	until  seqnum
	began  sim.Instant
}

func newRTOEstimator() rtoEstimator { return rtoEstimator{rto: initialRTO} }

// sent starts timing if nothing is being timed. end is the sequence number behind
// the segment, which has not been sent before.
func (e *rtoEstimator) sent(end seqnum, now sim.Instant) {
	if !e.timing {
		e.timing, e.until, e.began = true, end, now
	}
}

// retransmitted forgets the segment that is being timed: it can't be told any
// more to which of its copies an acknowledgment answers.
func (e *rtoEstimator) retransmitted() { e.timing = false }

// acked takes a measurement if the timed segment is acknowledged.
func (e *rtoEstimator) acked(ack seqnum, now sim.Instant) {
	if e.timing && !ack.before(e.until) {
		e.timing = false
		e.sample(now.Sub(e.began))
	}
}

// sample takes in a measurement r.
//
// RFC 6298 §2.2: "SRTT <- R, RTTVAR <- R/2, RTO <- SRTT + max (G, K*RTTVAR)";
// §2.3: "RTTVAR <- (1 - beta) * RTTVAR + beta * |SRTT - R'|, SRTT <- (1 - alpha) *
// SRTT + alpha * R'", alpha=1/8, beta=1/4, K=4.
func (e *rtoEstimator) sample(r time.Duration) {
	if !e.sampled {
		e.srtt, e.rttvar, e.sampled = r, r/2, true
	} else {
		e.rttvar += ((e.srtt - r).Abs() - e.rttvar) / 4
		e.srtt += (r - e.srtt) / 8
	}
	e.rto = min(e.srtt+max(clockGranularity, 4*e.rttvar), maxRTO)
}

// established takes note that data transmission begins. It reports whether SYN had
// to be sent again.
func (e *rtoEstimator) established() (retried bool) {
	if e.retriedSYN {
		e.rto = rtoAfterLostSYN
	}
	return e.retriedSYN
}

// backOff doubles the time-out. It stays so until the next measurement.
//
// RFC 6298 §5.5: "The host MUST set RTO <- RTO * 2 ("back off the timer")."
func (e *rtoEstimator) backOff() { e.rto = min(2*e.rto, maxRTO) }
