package vnet

// seqnum is a sequence number.
//
// RFC 9293 §3.4: "the actual sequence number space is finite, though large. This
// space ranges from 0 to 2^32 - 1. Since the space is finite, all arithmetic
// dealing with sequence numbers must be performed modulo 2^32." Go's unsigned
// numbers do so by themselves; two numbers compare by the sign of their distance.
type seqnum uint32

func (a seqnum) before(b seqnum) bool { return int32(a-b) < 0 }
func (a seqnum) after(b seqnum) bool  { return int32(a-b) > 0 }

// plus returns the number n octets further on; n may be negative.
func (a seqnum) plus(n int) seqnum { return a + seqnum(n) }

// since returns how many octets a lies behind b; negative if it lies before.
func (a seqnum) since(b seqnum) int { return int(int32(a - b)) }

// latest returns the number that lies further on.
func latest(a, b seqnum) seqnum {
	if a.after(b) {
		return a
	}
	return b
}
