package program

import (
	"fmt"
	"net/netip"
	"time"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindSendBegun trace.Kind = 0x0201
	KindSendEnded trace.Kind = 0x0202
)

func init() {
	trace.Register(trace.Spec{Kind: KindSendBegun, Name: "send.begun", Decode: func(d *trace.Decoder) trace.Body {
		return SendBegun{To: d.AddrPort(), Bytes: d.Int()}
	}})
	trace.Register(trace.Spec{Kind: KindSendEnded, Name: "send.ended", Decode: func(d *trace.Decoder) trace.Body {
		return SendEnded{To: d.AddrPort(), Sent: d.Int(), Received: d.Int(), State: SendState(d.Uint()), Took: time.Duration(d.Int())}
	}})
}

// SendBegun begins an operation: a [Sender] is about to open a connection.
type SendBegun struct {
	To    netip.AddrPort `json:"to"`
	Bytes int64          `json:"bytes"` // to be sent
}

// SendEnded ends it.
type SendEnded struct {
	To       netip.AddrPort `json:"to"`
	Sent     int64          `json:"sent"`     // bytes that TCP took
	Received int64          `json:"received"` // bytes that came back
	State    SendState      `json:"state"`
	Took     time.Duration  `json:"tookNS"`
}

// Kind returns [KindSendBegun].
func (SendBegun) Kind() trace.Kind { return KindSendBegun }

// Kind returns [KindSendEnded].
func (SendEnded) Kind() trace.Kind { return KindSendEnded }

// Text returns the event in one line.
func (e SendBegun) Text() string { return fmt.Sprintf("send %d bytes to %v", e.Bytes, e.To) }

// Text returns the event in one line.
func (e SendEnded) Text() string {
	return fmt.Sprintf("%d bytes sent to %v, %d received: %v, after %v", e.Sent, e.To, e.Received, e.State, e.Took)
}

// Encode writes the fields.
func (e SendBegun) Encode(to *trace.Encoder) {
	to.AddrPort(e.To)
	to.Int(e.Bytes)
}

// Encode writes the fields.
func (e SendEnded) Encode(to *trace.Encoder) {
	to.AddrPort(e.To)
	to.Int(e.Sent)
	to.Int(e.Received)
	to.Uint(uint64(e.State))
	to.Int(int64(e.Took))
}
