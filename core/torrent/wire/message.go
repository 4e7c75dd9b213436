package wire

import (
	"encoding/binary"
	"strconv"
)

// ID is the kind of a message: the byte after its length.
type ID int16

const (
	KeepAlive     ID = -1 // the message without a kind: its length is zero
	Choke         ID = 0
	Unchoke       ID = 1
	Interested    ID = 2
	NotInterested ID = 3
	Have          ID = 4  // Index
	HaveBits      ID = 5  // Payload, a [Bitfield]; BEP 3 calls the message bitfield
	Request       ID = 6  // Index, Begin, Length
	Piece         ID = 7  // Index, Begin, Payload
	Cancel        ID = 8  // Index, Begin, Length
	Port          ID = 9  // Port of the DHT node in Index (BEP 5)
	Suggest       ID = 13 // Index (BEP 6)
	HaveAll       ID = 14 // BEP 6
	HaveNone      ID = 15 // BEP 6
	Reject        ID = 16 // Index, Begin, Length (BEP 6)
	AllowedFast   ID = 17 // Index (BEP 6)
	Extended      ID = 20 // Payload: the extension's number, then what it says (BEP 10)
)

var idText = map[ID]string{
	KeepAlive: "keep-alive", Choke: "choke", Unchoke: "unchoke", Interested: "interested", NotInterested: "not interested",
	Have: "have", HaveBits: "bitfield", Request: "request", Piece: "piece", Cancel: "cancel", Port: "port",
	Suggest: "suggest piece", HaveAll: "have all", HaveNone: "have none", Reject: "reject request", AllowedFast: "allowed fast",
	Extended: "extended",
}

// String returns the name in the BEPs.
func (id ID) String() string {
	if s, ok := idText[id]; ok {
		return s
	}
	return "message " + strconv.Itoa(int(id))
}

// Fast says whether the message exists with the fast extension only. Without it, "the peer
// MUST close the connection" (BEP 6).
func (id ID) Fast() bool { return id >= Suggest && id <= AllowedFast }

// Block is the usual length of what is asked for at once, in bytes: "All current
// implementations use 2^14 (16 kiB), and close connections which request an amount greater
// than that" (BEP 3).
const Block = 1 << 14

// Message is a message of any kind; which fields count says the kind.
type Message struct {
	ID      ID
	Index   uint32 // number of the piece; in a PORT message the port
	Begin   uint32 // offset in the piece
	Length  uint32 // bytes asked for
	Payload []byte // of a decoder: valid until it is used again
	// Rest is how many bytes of the block are still to come, from a decoder with Fragments.
	Rest int
}

// Append appends a message to b. Rest is of no account; an unknown kind is written with its
// Payload. To write the header of a block of which the bytes follow separately, see
// [AppendPieceHeader].
func Append(b []byte, m Message) []byte {
	switch m.ID {
	case KeepAlive:
		return append(b, 0, 0, 0, 0)
	case Choke, Unchoke, Interested, NotInterested, HaveAll, HaveNone:
		return header(b, m.ID, 0)
	case Have, Suggest, AllowedFast:
		return binary.BigEndian.AppendUint32(header(b, m.ID, 4), m.Index)
	case Port:
		return binary.BigEndian.AppendUint16(header(b, m.ID, 2), uint16(m.Index))
	case Request, Cancel, Reject:
		b = binary.BigEndian.AppendUint32(header(b, m.ID, 12), m.Index)
		b = binary.BigEndian.AppendUint32(b, m.Begin)
		return binary.BigEndian.AppendUint32(b, m.Length)
	case Piece:
		return append(AppendPieceHeader(b, m.Index, m.Begin, len(m.Payload)), m.Payload...)
	}
	return append(header(b, m.ID, len(m.Payload)), m.Payload...)
}

// AppendPieceHeader appends the 13 bytes in front of a block of n bytes.
func AppendPieceHeader(b []byte, index, begin uint32, n int) []byte {
	b = binary.BigEndian.AppendUint32(header(b, Piece, 8+n), index)
	return binary.BigEndian.AppendUint32(b, begin)
}

func header(b []byte, id ID, payload int) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(1+payload)), byte(id))
}
