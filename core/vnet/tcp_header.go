package vnet

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"

	"playnet/core/trace"
)

// tcpHeader is the size of a TCP header without options, in bytes.
const tcpHeader = 20

// TCPFlags are the control bits of a segment (RFC 9293 §3.1).
type TCPFlags uint8

// The control bits.
const (
	FIN TCPFlags = 1 << iota // no more data from sender
	SYN                      // synchronize sequence numbers
	RST                      // reset the connection
	PSH                      // push function
	ACK                      // acknowledgment field is significant
	URG                      // urgent pointer field is significant
)

// String lists the bits that are set, as Wireshark does: "SYN, ACK".
func (f TCPFlags) String() string {
	names := [...]string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"}
	var set []string
	for rest := f; rest != 0; rest &= rest - 1 {
		set = append(set, names[bits.TrailingZeros8(uint8(rest))])
	}
	return strings.Join(set, ", ")
}

// MarshalText returns [TCPFlags.String].
func (f TCPFlags) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// TCPHeader is what a segment's header says.
type TCPHeader struct {
	Seq uint32 `json:"seq"` // of the first octet of data, or of SYN
	Ack uint32 `json:"ack"` // the next sequence number expected, if ACK is set
	// RelSeq and RelAck count from the two sides' initial sequence numbers, as
	// people and Wireshark do.
	RelSeq uint32   `json:"relSeq"`
	RelAck uint32   `json:"relAck"`
	Flags  TCPFlags `json:"flags"`
	Window uint16   `json:"window"` // as it stands in the header, not yet scaled
	// MSS is the option of that name (RFC 9293 §3.7.1), in bytes; 0: absent.
	MSS uint16 `json:"mss,omitempty"`
	// Scaling says that the segment carries the window scale option (RFC 7323 §2).
	Scaling bool `json:"scaling,omitempty"`
	// Scale is by how many bits Window is to be shifted to the left. In a SYN it is
	// the option's value and holds for later segments only.
	Scale uint8 `json:"scale"`
	// Retransmission says that octets of it, or its SYN or FIN, were sent before.
	Retransmission bool `json:"retransmission,omitempty"`
}

// octets returns how much of the sequence space a segment takes with so many
// bytes of data: SYN and FIN count as one each (RFC 9293 §3.4).
func (h *TCPHeader) octets(data int) int {
	if h.Flags&SYN != 0 {
		data++
	}
	if h.Flags&FIN != 0 {
		data++
	}
	return data
}

// size returns the length of the header with its options, in bytes.
func (h *TCPHeader) size() int {
	size := tcpHeader
	if h.MSS != 0 {
		size += 4
	}
	if h.Scaling {
		size += 4
	}
	return size
}

// bytesAhead returns the window in bytes.
func (h *TCPHeader) bytesAhead() int {
	if h.Flags&SYN != 0 {
		return int(h.Window) // RFC 7323 §2.2: "The window field in a segment where the SYN bit is set [...] MUST NOT be scaled."
	}
	return int(h.Window) << h.Scale
}

// Kinds of options (RFC 9293 §3.1, RFC 7323 §2.2).
const (
	optionEnd   = 0
	optionNop   = 1
	optionMSS   = 2
	optionScale = 3
)

// putTCP writes the header of a segment that carries data.
func putTCP(b []byte, h *TCPHeader, src, dst endpoint, data []byte) {
	b = b[:h.size()]
	binary.BigEndian.PutUint16(b[0:], src.port)
	binary.BigEndian.PutUint16(b[2:], dst.port)
	binary.BigEndian.PutUint32(b[4:], h.Seq)
	binary.BigEndian.PutUint32(b[8:], h.Ack)
	b[12], b[13] = byte(len(b)/4)<<4, byte(h.Flags)
	binary.BigEndian.PutUint16(b[14:], h.Window)
	binary.BigEndian.PutUint32(b[16:], 0) // checksum and urgent pointer
	o := b[tcpHeader:]
	if h.MSS != 0 {
		o[0], o[1] = optionMSS, 4
		binary.BigEndian.PutUint16(o[2:], h.MSS)
		o = o[4:]
	}
	if h.Scaling {
		o[0], o[1], o[2], o[3] = optionNop, optionScale, 3, h.Scale
	}
	sum := sum16(pseudoHeader(TCP, src.ip, dst.ip, len(b)+len(data)), b)
	binary.BigEndian.PutUint16(b[16:], checksum(sum, data))
}

func (h *TCPHeader) encode(e *trace.Encoder) {
	e.Uint(uint64(h.Seq))
	e.Uint(uint64(h.Ack))
	e.Uint(uint64(h.RelSeq))
	e.Uint(uint64(h.RelAck))
	e.Uint(uint64(h.Flags))
	e.Uint(uint64(h.Window))
	e.Uint(uint64(h.MSS))
	e.Bool(h.Scaling)
	e.Uint(uint64(h.Scale))
	e.Bool(h.Retransmission)
}

func decodeTCPHeader(d *trace.Decoder) *TCPHeader {
	return &TCPHeader{
		Seq: uint32(d.Uint()), Ack: uint32(d.Uint()), RelSeq: uint32(d.Uint()), RelAck: uint32(d.Uint()),
		Flags: TCPFlags(d.Uint()), Window: uint16(d.Uint()), MSS: uint16(d.Uint()),
		Scaling: d.Bool(), Scale: uint8(d.Uint()), Retransmission: d.Bool(),
	}
}

// segmentText is segmentInfo, marked as Wireshark does where the segment was sent
// before.
func (b *FrameSent) segmentText() string {
	if b.TCP.Retransmission {
		return "[TCP Retransmission] " + b.segmentInfo()
	}
	return b.segmentInfo()
}

// segmentInfo describes the segment as Wireshark's list does, with numbers that
// count from the initial ones: "[SYN] Seq=0 Win=65535 Len=0 MSS=1460 WS=128".
func (b *FrameSent) segmentInfo() string {
	h := b.TCP
	text := fmt.Sprintf("[%v] Seq=%d", h.Flags, h.RelSeq)
	if h.Flags&ACK != 0 {
		text += fmt.Sprintf(" Ack=%d", h.RelAck)
	}
	text += fmt.Sprintf(" Win=%d Len=%d", h.bytesAhead(), b.dataLen())
	if h.MSS != 0 {
		text += fmt.Sprintf(" MSS=%d", h.MSS)
	}
	if h.Scaling {
		text += fmt.Sprintf(" WS=%d", 1<<h.Scale)
	}
	return text
}
