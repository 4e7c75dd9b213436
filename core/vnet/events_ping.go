package vnet

import (
	"fmt"
	"net/netip"
	"time"

	"playnet/core/trace"
)

// The kinds of events of a machine that pings.
const (
	KindPingReply   trace.Kind = 0x0150
	KindPingTimeout trace.Kind = 0x0151
	KindPingDone    trace.Kind = 0x0152
)

func init() {
	trace.Register(trace.Spec{Kind: KindPingReply, Name: "ping.reply", Decode: decodePingReply})
	trace.Register(trace.Spec{Kind: KindPingTimeout, Name: "ping.timeout", Decode: decodePingTimeout})
	trace.Register(trace.Spec{Kind: KindPingDone, Name: "ping.done", Decode: decodePingDone})
}

// PingReply says that the reply to an echo request came.
type PingReply struct {
	From netip.Addr    `json:"from"`
	Seq  uint16        `json:"seq"` // counts the requests from 1
	TTL  uint8         `json:"ttl"` // of the reply, as it came
	Took time.Duration `json:"took"`
}

// Kind returns [KindPingReply].
func (*PingReply) Kind() trace.Kind { return KindPingReply }

// Text returns the event in one line.
func (b *PingReply) Text() string {
	return fmt.Sprintf("echo reply from %v, seq=%d ttl=%d, after %v", b.From, b.Seq, b.TTL, b.Took)
}

// Encode writes the fields.
func (b *PingReply) Encode(e *trace.Encoder) {
	e.Addr(b.From)
	e.Uint(uint64(b.Seq))
	e.Uint(uint64(b.TTL))
	e.Int(int64(b.Took))
}

func decodePingReply(d *trace.Decoder) trace.Body {
	return &PingReply{From: d.Addr(), Seq: uint16(d.Uint()), TTL: uint8(d.Uint()), Took: time.Duration(d.Int())}
}

// PingTimeout says that no reply to an echo request came in time.
type PingTimeout struct {
	To     netip.Addr    `json:"to"`
	Seq    uint16        `json:"seq"`
	Waited time.Duration `json:"waited"`
}

// Kind returns [KindPingTimeout].
func (*PingTimeout) Kind() trace.Kind { return KindPingTimeout }

// Text returns the event in one line.
func (b *PingTimeout) Text() string {
	return fmt.Sprintf("no echo reply from %v, seq=%d, in %v", b.To, b.Seq, b.Waited)
}

// Encode writes the fields.
func (b *PingTimeout) Encode(e *trace.Encoder) {
	e.Addr(b.To)
	e.Uint(uint64(b.Seq))
	e.Int(int64(b.Waited))
}

func decodePingTimeout(d *trace.Decoder) trace.Body {
	return &PingTimeout{To: d.Addr(), Seq: uint16(d.Uint()), Waited: time.Duration(d.Int())}
}

// PingDone says that all echo requests were sent, and answered or given up.
type PingDone struct {
	To       netip.Addr `json:"to"`
	Sent     int        `json:"sent"`
	Received int        `json:"received"`
}

// Kind returns [KindPingDone].
func (*PingDone) Kind() trace.Kind { return KindPingDone }

// Text returns the event in one line.
func (b *PingDone) Text() string {
	return fmt.Sprintf("%v pinged: %d sent, %d received", b.To, b.Sent, b.Received)
}

// Encode writes the fields.
func (b *PingDone) Encode(e *trace.Encoder) {
	e.Addr(b.To)
	e.Uint(uint64(b.Sent))
	e.Uint(uint64(b.Received))
}

func decodePingDone(d *trace.Decoder) trace.Body {
	return &PingDone{To: d.Addr(), Sent: int(d.Uint()), Received: int(d.Uint())}
}
