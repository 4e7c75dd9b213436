package vnet

import (
	"encoding/binary"
	"fmt"
)

// Info says in one line what a frame's innermost header says, as the column of that
// name in Wireshark does: "[SYN] Seq=0 Win=65535 Len=0 MSS=1460 WS=128",
// "49152 → 7 Len=5", "Echo (ping) request  id=1, seq=2". payload is what the
// frame's payload reference stands for; of ICMP nothing is known without it.
func (b *FrameSent) Info(payload []byte) string {
	switch {
	case b.Proto == ICMP:
		return icmpInfo(payload)
	case b.TCP != nil:
		return b.segmentInfo()
	}
	return fmt.Sprintf("%d → %d Len=%d", b.Src.Port(), b.Dst.Port(), b.Size-ethernetHeader-ipHeader-udpHeader)
}

func icmpInfo(b []byte) string {
	if len(b) < icmpHeader {
		return "ICMP"
	}
	numbers := fmt.Sprintf("id=%d, seq=%d", binary.BigEndian.Uint16(b[4:]), binary.BigEndian.Uint16(b[6:]))
	switch {
	case b[0] == icmpEchoRequest:
		return "Echo (ping) request " + numbers
	case b[0] == icmpEchoReply:
		return "Echo (ping) reply " + numbers
	case b[0] == icmpUnreachable && b[1] == icmpPortUnreachable:
		return "Destination unreachable (Port unreachable)"
	}
	return fmt.Sprintf("ICMP type %d, code %d", b[0], b[1])
}

// EchoSequence returns the sequence number of an ICMP echo request, of which payload is the
// whole message; false if it is none.
func EchoSequence(payload []byte) (seq uint16, ok bool) {
	if len(payload) < icmpHeader || payload[0] != icmpEchoRequest {
		return 0, false
	}
	return binary.BigEndian.Uint16(payload[6:]), true
}

// Role says what a frame means to the two hosts, as far as its own header tells.
type Role uint8

// The roles of a frame.
const (
	Asks    Role = iota // it begins something, or goes on with it
	Replies             // it answers an earlier frame
	Fails               // it tells that an earlier frame failed
)

// Role returns the frame's role. payload is as for [FrameSent.Info].
func (b *FrameSent) Role(payload []byte) Role {
	switch {
	case b.Proto == ICMP && len(payload) >= icmpHeader:
		switch payload[0] {
		case icmpEchoRequest:
			return Asks
		case icmpEchoReply:
			return Replies
		}
		return Fails
	case b.TCP != nil && b.TCP.Flags&RST != 0:
		return Fails
	case b.TCP != nil && b.TCP.Flags&ACK != 0 && (b.TCP.Flags&SYN != 0 || b.TCP.Flags&FIN == 0 && b.dataLen() == 0):
		return Replies // SYN,ACK, and a bare acknowledgment
	}
	return Asks
}

// dataLen returns how many bytes of data a segment carries.
func (b *FrameSent) dataLen() int { return b.Size - ethernetHeader - ipHeader - b.TCP.size() }
