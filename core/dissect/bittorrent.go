package dissect

import (
	"encoding/binary"
	"slices"
	"strconv"

	"playnet/core/torrent/bencode"
	"playnet/core/torrent/wire"
)

// bittorrent is the peer wire protocol (BEP 3).
type bittorrent struct{}

func (bittorrent) Name() string       { return "bittorrent" }
func (bittorrent) Title() string      { return "BitTorrent" }
func (bittorrent) Session() Session   { return &bittorrentSession{} }
func (bittorrent) Prefix(Side) string { return "" }
func (bittorrent) Joined() bool       { return true }

// Ports implements [Protocol]: "Common behavior is for a downloader to try to listen on port
// 6881 and if that port is taken try 6882, then 6883, etc. and give up after 6889" (BEP 3).
// Elsewhere the handshake tells: see [Recognise].
func (bittorrent) Ports() []uint16 {
	return []uint16{6881, 6882, 6883, 6884, 6885, 6886, 6887, 6888, 6889}
}

// Ends implements [Protocol]: whole messages fill the segment.
func (bittorrent) Ends(b []byte) bool {
	if _, ok, _ := wire.ParseHandshake(b); ok {
		b = b[wire.HandshakeLen:]
	}
	for len(b) >= lengthSize {
		n := int(binary.BigEndian.Uint32(b))
		if n > len(b)-lengthSize {
			return false
		}
		b = b[lengthSize+n:]
	}
	return len(b) == 0
}

func (bittorrent) Fragment(Unit) (name, label, rfc string) {
	return "bittorrent.piece.data", "Data in a piece", "BEP 3, peer messages"
}

// Recognise finds the protocol of a byte stream by how it begins, for those of which the ports
// don't tell; nil if it begins as none that can be told so. b are the first bytes of either
// side.
func Recognise(b []byte) Protocol {
	if _, _, err := wire.ParseHandshake(b); err == nil && len(b) >= 20 {
		return bittorrent{}
	}
	return nil
}

const (
	lengthSize = 4       // bytes of a message's length
	longest    = 1 << 20 // what is longer is no message
	// extensionKept is how much of an extended handshake is read for the numbers in it.
	extensionKept = 2 << 10
)

// What is known of a unit besides.
const (
	greeting  uint8 = iota + 1 // it is the handshake
	extension                  // it is the handshake of the extension protocol
	metadata                   // it is about metadata (BEP 9)
)

type bittorrentSession struct{ sides [2]bittorrentSide }

// bittorrentSide is how far a side has come.
type bittorrentSide struct {
	greeted  bool
	have     int // bytes of the unit so far
	head     [lengthSize + 2]byte
	offers   []byte // of an extended handshake: what follows its number
	metadata int64  // number that it wants messages about metadata to have; 0: none
}

// Take implements [Session].
func (s *bittorrentSession) Take(side Side, b []byte) Step {
	x := &s.sides[side]
	u := Unit{Kind: [2]Kind{Command, Reply}[side], Side: side}
	if !x.greeted {
		return x.greet(u, b)
	}
	from := x.have
	if x.have < lengthSize {
		n := copy(x.head[x.have:lengthSize], b)
		if x.have += n; x.have < lengthSize {
			return Step{N: n, Unit: u}
		}
	}
	size := int(binary.BigEndian.Uint32(x.head[:]))
	if size > longest {
		u.Kind = Unknown
		return Step{N: len(b), Unit: u}
	}
	want := lengthSize + size
	n := x.have - from + min(want-x.have, len(b)-(x.have-from))
	x.note(from, b[:n])
	x.have = from + n
	if x.have > lengthSize && wire.ID(x.head[lengthSize]) == wire.Extended && x.have > lengthSize+1 {
		u.Sense = s.sense(side)
	}
	step := Step{N: n, Unit: u, Want: want, Done: x.have == want}
	if step.Done {
		x.finish(u.Sense)
	}
	return step
}

// greet takes bytes of the handshake.
func (x *bittorrentSide) greet(u Unit, b []byte) Step {
	fixed := wire.Handshake{}.Append(nil)[:20]
	n := min(wire.HandshakeLen-x.have, len(b))
	if known := min(n, len(fixed)-x.have); known > 0 && !slices.Equal(b[:known], fixed[x.have:x.have+known]) {
		u.Kind = Unknown
		return Step{N: len(b), Unit: u}
	}
	x.have += n
	u.Sense = greeting
	step := Step{N: n, Unit: u, Want: wire.HandshakeLen, Done: x.have == wire.HandshakeLen}
	if step.Done {
		x.greeted, x.have = true, 0
	}
	return step
}

// note keeps what is needed of a message's bytes, which begin at an offset in it.
func (x *bittorrentSide) note(from int, b []byte) {
	if from < len(x.head) {
		copy(x.head[from:], b)
	}
	if skip := max(len(x.head)-from, 0); len(b) > skip && x.head[lengthSize] == byte(wire.Extended) && x.head[lengthSize+1] == wire.ExtendedHandshakeID {
		more := b[skip:]
		x.offers = append(x.offers, more[:min(len(more), extensionKept-len(x.offers))]...)
	}
}

// sense says what an extended message is about. Its number is that which the other side has
// given to the extension: "The IDs are local to this particular peer" (BEP 10).
func (s *bittorrentSession) sense(side Side) uint8 {
	switch number := int64(s.sides[side].head[lengthSize+1]); number {
	case wire.ExtendedHandshakeID:
		return extension
	case s.sides[1-side].metadata:
		return metadata
	}
	return 0
}

// finish ends a message.
func (x *bittorrentSide) finish(sense uint8) {
	if sense == extension {
		if v, _, err := bencode.DecodePrefix(x.offers); err == nil {
			d, _ := v.(bencode.Dict)
			numbers, _ := d.Dict("m")
			if n, ok := numbers.Int(wire.MetadataName); ok {
				x.metadata = n
			}
		}
	}
	x.have, x.offers = 0, x.offers[:0]
}

// messageNames are the names of messages as Wireshark writes them.
var messageNames = map[wire.ID]string{
	wire.Choke: "Choke", wire.Unchoke: "Unchoke", wire.Interested: "Interested", wire.NotInterested: "Not Interested",
	wire.Have: "Have", wire.HaveBits: "Bitfield", wire.Request: "Request", wire.Piece: "Piece", wire.Cancel: "Cancel",
	wire.Port: "Port", wire.Suggest: "Suggest Piece", wire.HaveAll: "Have All", wire.HaveNone: "Have None",
	wire.Reject: "Reject Request", wire.AllowedFast: "Allowed Fast", wire.Extended: "Extended",
}

func decimal(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

// Summary implements [Protocol].
func (bittorrent) Summary(u Unit, b []byte) string {
	if u.Sense == greeting {
		return "Handshake"
	}
	if len(b) < lengthSize+1 {
		return "Keep Alive"
	}
	id, p := wire.ID(b[lengthSize]), b[lengthSize+1:]
	name := messageNames[id]
	number := func(at int) string { return decimal(binary.BigEndian.Uint32(p[at:])) }
	switch {
	case id == wire.HaveBits:
		return name + ", " + strconv.Itoa(wire.Bitfield(p).Count()) + " pieces"
	case id == wire.Port && len(p) == 2:
		return name + " " + strconv.Itoa(int(binary.BigEndian.Uint16(p)))
	case (id == wire.Have || id == wire.Suggest || id == wire.AllowedFast) && len(p) == 4:
		return name + ", index " + number(0)
	case (id == wire.Request || id == wire.Cancel || id == wire.Reject) && len(p) == 12:
		return name + ", index " + number(0) + ", begin " + number(4) + ", " + number(8) + " bytes"
	case id == wire.Piece && len(p) >= 8:
		return name + ", index " + number(0) + ", begin " + number(4) + ", " + decimal(binary.BigEndian.Uint32(b)-9) + " bytes"
	case u.Sense == extension:
		return name + ", handshake"
	case u.Sense == metadata:
		if m, err := wire.ParseMetadata(p[1:]); err == nil {
			return "Metadata " + m.Type.String() + ", block " + strconv.Itoa(m.Piece)
		}
	case name == "":
		return "Message " + strconv.Itoa(int(id))
	}
	return name
}
