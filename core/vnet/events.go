package vnet

import (
	"fmt"
	"net/netip"

	"playnet/core/trace"
)

// The kinds of events of this package.
const (
	KindFrameSent       trace.Kind = 0x0101
	KindFrameDelivered  trace.Kind = 0x0102
	KindFrameLost       trace.Kind = 0x0103
	KindFrameDuplicated trace.Kind = 0x0104
	KindHostUp          trace.Kind = 0x0110
	KindHostDown        trace.Kind = 0x0111
	KindLinkCut         trace.Kind = 0x0112
	KindLinkRestored    trace.Kind = 0x0113
	KindProgramStarted  trace.Kind = 0x0120
	KindProgramEnded    trace.Kind = 0x0121
	KindProgramCrashed  trace.Kind = 0x0122
	KindSocketOpen      trace.Kind = 0x0130
	KindSocketClosed    trace.Kind = 0x0131
)

func init() {
	for _, s := range []trace.Spec{
		{Kind: KindFrameSent, Name: "frame.sent", Decode: decodeFrameSent},
		{Kind: KindFrameDelivered, Name: "frame.delivered", Decode: decodeFrameDelivered},
		{Kind: KindFrameLost, Name: "frame.lost", Decode: decodeFrameLost},
		{Kind: KindFrameDuplicated, Name: "frame.duplicated", Decode: decodeFrameDuplicated},
		{Kind: KindHostUp, Name: "host.up", Decode: func(*trace.Decoder) trace.Body { return &HostUp{} }},
		{Kind: KindHostDown, Name: "host.down", Decode: func(*trace.Decoder) trace.Body { return &HostIsDown{} }},
		{Kind: KindLinkCut, Name: "link.cut", Decode: decodeLinkCut},
		{Kind: KindLinkRestored, Name: "link.restored", Decode: decodeLinkRestored},
		{Kind: KindProgramStarted, Name: "program.started", Decode: decodeProgramStarted},
		{Kind: KindProgramEnded, Name: "program.ended", Decode: decodeProgramEnded},
		{Kind: KindProgramCrashed, Name: "program.crashed", Decode: decodeProgramCrashed},
		{Kind: KindSocketOpen, Name: "socket.open", Decode: decodeSocketOpen},
		{Kind: KindSocketClosed, Name: "socket.closed", Decode: decodeSocketClosed},
	} {
		trace.Register(s)
	}
}

// FrameSent says that a host put a frame on its link. The event's ID is the
// frame's id.
type FrameSent struct {
	Proto Protocol       `json:"proto"`
	Src   netip.AddrPort `json:"src"` // port 0 where the protocol has no ports
	Dst   netip.AddrPort `json:"dst"`
	To    string         `json:"to"`   // the host that has the address; "" if none
	Size  int            `json:"size"` // bytes on the wire
	IPID  uint16         `json:"ipID"` // the IP header's identification
	TTL   uint8          `json:"ttl"`
	// Forged: the source address is not its sender's.
	Forged bool `json:"forged,omitempty"`
	// TCP is the segment's header; nil for other protocols.
	TCP *TCPHeader `json:"tcp,omitempty"`

	// Data is what a UDP datagram carries; of ICMP it is the whole message. It is
	// set while the event is being recorded, and for subscribers, who must not keep
	// it. In an event that is read from the trace Payload refers to the bytes.
	Data []byte `json:"-"`
	// Lent is what never changes, and has Data from byte From on; nil: Data may change.
	Lent []byte `json:"-"`
	From int    `json:"-"`
	// Conn is the number, from 1 on, of the end of a TCP connection that sent it; 0: none did. It
	// is set like Data, and never read from the trace.
	Conn    uint32           `json:"-"`
	Payload trace.PayloadRef `json:"-"`
}

// Kind returns [KindFrameSent].
func (*FrameSent) Kind() trace.Kind { return KindFrameSent }

// PayloadRef refers to the payload's bytes.
func (b *FrameSent) PayloadRef() trace.PayloadRef { return b.Payload }

// Text returns the event in one line.
func (b *FrameSent) Text() string {
	switch {
	case b.Proto == ICMP:
		return fmt.Sprintf("icmp %v > %v, %d bytes", b.Src.Addr(), b.Dst.Addr(), b.Size)
	case b.TCP != nil:
		return fmt.Sprintf("tcp %v > %v %s", b.Src, b.Dst, b.segmentText())
	}
	return fmt.Sprintf("%v %v > %v, %d bytes", b.Proto, b.Src, b.Dst, b.Size)
}

// Encode writes the fields.
func (b *FrameSent) Encode(e *trace.Encoder) {
	proto := uint64(b.Proto) // eight bits, by RFC 791
	if b.Forged {
		proto |= forgedFlag
	}
	e.Uint(proto)
	e.AddrPort(b.Src)
	e.AddrPort(b.Dst)
	e.String(b.To)
	e.Uint(uint64(b.Size))
	e.Uint(uint64(b.IPID))
	e.Uint(uint64(b.TTL))
	if b.Proto == TCP {
		b.TCP.encode(e)
	}
	if b.Lent != nil {
		e.Lent(b.Lent, b.From, len(b.Data))
	} else {
		e.Payload(b.Data)
	}
}

// forgedFlag stands above the protocol's number in the record of a forged frame.
const forgedFlag = 1 << 8

func decodeFrameSent(d *trace.Decoder) trace.Body {
	proto := d.Uint()
	b := &FrameSent{
		Proto: Protocol(proto), Forged: proto&forgedFlag != 0, Src: d.AddrPort(), Dst: d.AddrPort(), To: d.String(),
		Size: int(d.Uint()), IPID: uint16(d.Uint()), TTL: uint8(d.Uint()),
	}
	if b.Proto == TCP {
		b.TCP = decodeTCPHeader(d)
	}
	b.Payload = d.Payload()
	return b
}

// FrameDelivered says that a frame reached its host and was handed on there.
type FrameDelivered struct {
	Frame trace.ID `json:"frame"`
	// Nth is the frame's number among all that were sent or duplicated, from 0 on. It is set while
	// the event is being recorded, and for subscribers, and never read from the trace.
	Nth uint32 `json:"-"`
}

// Kind returns [KindFrameDelivered].
func (*FrameDelivered) Kind() trace.Kind { return KindFrameDelivered }

// Text returns the event in one line.
func (b *FrameDelivered) Text() string { return fmt.Sprintf("frame %d arrived", b.Frame) }

// Encode writes the fields.
func (b *FrameDelivered) Encode(e *trace.Encoder) { e.Uint(uint64(b.Frame)) }

func decodeFrameDelivered(d *trace.Decoder) trace.Body {
	return &FrameDelivered{Frame: trace.ID(d.Uint())}
}

// FrameLost says that a frame will not arrive.
type FrameLost struct {
	Frame  trace.ID `json:"frame"`
	Where  string   `json:"where"` // the link's direction, as "campus/up", or a host's name
	Reason Reason   `json:"reason"`
	Nth    uint32   `json:"-"` // see [FrameDelivered]
}

// Kind returns [KindFrameLost].
func (*FrameLost) Kind() trace.Kind { return KindFrameLost }

// Text returns the event in one line.
func (b *FrameLost) Text() string {
	return fmt.Sprintf("frame %d lost at %s: %v", b.Frame, b.Where, b.Reason)
}

// Encode writes the fields.
func (b *FrameLost) Encode(e *trace.Encoder) {
	e.Uint(uint64(b.Frame))
	e.String(b.Where)
	e.Uint(uint64(b.Reason))
}

func decodeFrameLost(d *trace.Decoder) trace.Body {
	return &FrameLost{Frame: trace.ID(d.Uint()), Where: d.String(), Reason: Reason(d.Uint())}
}

// FrameDuplicated says that a link made a second frame of one. The event's ID is
// the second frame's id.
type FrameDuplicated struct {
	Frame trace.ID `json:"frame"` // the original
	Where string   `json:"where"`
}

// Kind returns [KindFrameDuplicated].
func (*FrameDuplicated) Kind() trace.Kind { return KindFrameDuplicated }

// Text returns the event in one line.
func (b *FrameDuplicated) Text() string {
	return fmt.Sprintf("frame %d duplicated at %s", b.Frame, b.Where)
}

// Encode writes the fields.
func (b *FrameDuplicated) Encode(e *trace.Encoder) {
	e.Uint(uint64(b.Frame))
	e.String(b.Where)
}

func decodeFrameDuplicated(d *trace.Decoder) trace.Body {
	return &FrameDuplicated{Frame: trace.ID(d.Uint()), Where: d.String()}
}
