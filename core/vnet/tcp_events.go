package vnet

import (
	"fmt"
	"net/netip"

	"playnet/core/trace"
)

// The kinds of events of TCP.
const (
	KindTCPState      trace.Kind = 0x0140
	KindTCPRetransmit trace.Kind = 0x0141
	KindTCPPhase      trace.Kind = 0x0142
)

func init() {
	trace.Register(trace.Spec{Kind: KindTCPState, Name: "tcp.state", Decode: decodeTCPStateChanged})
	trace.Register(trace.Spec{Kind: KindTCPRetransmit, Name: "tcp.retransmit", Decode: decodeTCPRetransmit})
	trace.Register(trace.Spec{Kind: KindTCPPhase, Name: "tcp.phase", Decode: decodeTCPPhaseChanged})
}

// TCPStateChanged says that a connection came into another state.
type TCPStateChanged struct {
	Local  netip.AddrPort `json:"local"`
	Remote netip.AddrPort `json:"remote"`
	From   TCPState       `json:"from"`
	To     TCPState       `json:"to"`
}

// Kind returns [KindTCPState].
func (*TCPStateChanged) Kind() trace.Kind { return KindTCPState }

// Text returns the event in one line.
func (b *TCPStateChanged) Text() string {
	return fmt.Sprintf("tcp %v > %v: %v, was %v", b.Local, b.Remote, b.To, b.From)
}

// Encode writes the fields.
func (b *TCPStateChanged) Encode(e *trace.Encoder) {
	e.AddrPort(b.Local)
	e.AddrPort(b.Remote)
	e.Uint(uint64(b.From))
	e.Uint(uint64(b.To))
}

func decodeTCPStateChanged(d *trace.Decoder) trace.Body {
	return &TCPStateChanged{Local: d.AddrPort(), Remote: d.AddrPort(), From: TCPState(d.Uint()), To: TCPState(d.Uint())}
}

// retransmitReason says why something is sent again.
type retransmitReason uint8

const (
	byTimeout    retransmitReason = iota + 1 // the retransmission timer has expired
	byDuplicates                             // duplicate acknowledgments told of a gap
)

var retransmitReasons = [...]string{byTimeout: "RTO", byDuplicates: "fast"}

// String returns the reason as the record has it.
func (r retransmitReason) String() string {
	if int(r) < len(retransmitReasons) && r > 0 {
		return retransmitReasons[r]
	}
	return fmt.Sprintf("reason %d", uint8(r))
}

// MarshalText returns [retransmitReason.String].
func (r retransmitReason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// TCPRetransmit says that a connection is about to send something again, in the
// frame whose cause this event is. Its own cause is what armed the timer that has
// expired, or the acknowledgment that told of the loss.
type TCPRetransmit struct {
	Local  netip.AddrPort   `json:"local"`
	Remote netip.AddrPort   `json:"remote"`
	RelSeq uint32           `json:"relSeq"` // first sequence number, counted from the initial one
	Len    int              `json:"len"`    // bytes of data
	Reason retransmitReason `json:"reason"`
}

// Kind returns [KindTCPRetransmit].
func (*TCPRetransmit) Kind() trace.Kind { return KindTCPRetransmit }

// Text returns the event in one line.
func (b *TCPRetransmit) Text() string {
	return fmt.Sprintf("tcp %v > %v: Seq=%d Len=%d is sent again (%v)", b.Local, b.Remote, b.RelSeq, b.Len, b.Reason)
}

// Encode writes the fields.
func (b *TCPRetransmit) Encode(e *trace.Encoder) {
	e.AddrPort(b.Local)
	e.AddrPort(b.Remote)
	e.Uint(uint64(b.RelSeq))
	e.Uint(uint64(b.Len))
	e.Uint(uint64(b.Reason))
}

func decodeTCPRetransmit(d *trace.Decoder) trace.Body {
	return &TCPRetransmit{Local: d.AddrPort(), Remote: d.AddrPort(), RelSeq: uint32(d.Uint()), Len: int(d.Uint()),
		Reason: retransmitReason(d.Uint())}
}

// TCPPhaseChanged says that a connection's congestion control came into another
// phase. Windows are in bytes.
type TCPPhaseChanged struct {
	Local    netip.AddrPort `json:"local"`
	Remote   netip.AddrPort `json:"remote"`
	Phase    Phase          `json:"phase"`
	Cwnd     int            `json:"cwnd"`     // congestion window
	Ssthresh int            `json:"ssthresh"` // slow start threshold
}

// Kind returns [KindTCPPhase].
func (*TCPPhaseChanged) Kind() trace.Kind { return KindTCPPhase }

// Text returns the event in one line.
func (b *TCPPhaseChanged) Text() string {
	return fmt.Sprintf("tcp %v > %v: %v, cwnd %d, ssthresh %d", b.Local, b.Remote, b.Phase, b.Cwnd, b.Ssthresh)
}

// Encode writes the fields.
func (b *TCPPhaseChanged) Encode(e *trace.Encoder) {
	e.AddrPort(b.Local)
	e.AddrPort(b.Remote)
	e.Uint(uint64(b.Phase))
	e.Uint(uint64(b.Cwnd))
	e.Uint(uint64(b.Ssthresh))
}

func decodeTCPPhaseChanged(d *trace.Decoder) trace.Body {
	return &TCPPhaseChanged{Local: d.AddrPort(), Remote: d.AddrPort(), Phase: Phase(d.Uint()), Cwnd: int(d.Uint()),
		Ssthresh: int(d.Uint())}
}
