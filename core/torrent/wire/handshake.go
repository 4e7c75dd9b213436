package wire

import "encoding/binary"

// HandshakeLen is the length of a handshake, in bytes.
const HandshakeLen = len(protocol) + 8 + 20 + 20

// protocol is what a handshake begins with: the name of the protocol behind its length (BEP 3).
const protocol = "\x13BitTorrent protocol"

// errForeign is what every segment of another protocol is met with that is looked at.
var errForeign = &Error{Fault: NotBitTorrent}

// Reserved are the eight bytes of the handshake in which a peer says what it can do besides.
type Reserved [8]byte

// Bits of Reserved, counted from the right, in the order in which the BEPs came.
const (
	DHT        Feature = 0  // BEP 5: a node of the DHT, says its port
	Fast       Feature = 2  // BEP 6
	Extensions Feature = 20 // BEP 10
)

// Feature is something that a peer may be able to do: "bit 20 from the right (counting starts
// at 0)" (BEP 10).
type Feature uint

// Has says whether the peer can do it.
func (r Reserved) Has(f Feature) bool { return r[7-f/8]>>(f%8)&1 == 1 }

// With returns r with more of what a peer can do. Something is in force if both say so.
func (r Reserved) With(features ...Feature) Reserved {
	for _, f := range features {
		r[7-f/8] |= 1 << (f % 8)
	}
	return r
}

// Handshake is what both sides send first.
type Handshake struct {
	Reserved Reserved
	InfoHash [20]byte
	PeerID   [20]byte
}

// Append appends the handshake to b.
func (h Handshake) Append(b []byte) []byte {
	b = append(b, protocol...)
	b = append(b, h.Reserved[:]...)
	b = append(b, h.InfoHash[:]...)
	return append(b, h.PeerID[:]...)
}

// ParseHandshake reads the handshake at the beginning of b. It is not ok without an error as
// long as bytes are missing; that another protocol is spoken is noticed with the first byte
// that differs.
func ParseHandshake(b []byte) (h Handshake, ok bool, err error) {
	n := min(len(b), len(protocol))
	if string(b[:n]) != protocol[:n] {
		return h, false, errForeign
	}
	if len(b) < HandshakeLen {
		return h, false, nil
	}
	b = b[len(protocol):]
	copy(h.Reserved[:], b)
	copy(h.InfoHash[:], b[8:])
	copy(h.PeerID[:], b[28:])
	return h, true, nil
}

// Client returns which program made a peer id, as "-XX1234-" at its beginning says (BEP 20),
// or "".
func Client(id [20]byte) string {
	if id[0] != '-' || id[7] != '-' {
		return ""
	}
	for _, c := range id[1:7] {
		if c <= ' ' || c >= 0x7f {
			return ""
		}
	}
	return string(id[1:3]) + " " + string(id[3:7])
}

// uint32At reads the number at an offset.
func uint32At(b []byte, at int) uint32 { return binary.BigEndian.Uint32(b[at:]) }
