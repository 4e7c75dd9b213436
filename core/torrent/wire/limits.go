package wire

import "strconv"

// Limits are what messages are held against. The zero value is for a torrent of which only
// the hash is known: messages are bounded then, but numbers of pieces are not checked.
type Limits struct {
	Pieces      int   // of the torrent; 0: not known yet
	PieceLength int   // bytes of each but the last
	Total       int64 // bytes of all
	Fast        bool  // both sides have the fast extension
}

const (
	// maxBlock is the longest block that is sent or asked for: eight times what is usual, since
	// other programs exist that ask for more than 16 KiB.
	maxBlock = 8 * Block
	// maxOther bounds messages of other kinds, extensions included: a block of metadata is
	// 16 KiB (BEP 9).
	maxOther = 64 << 10
	// maxBits bounds a bitfield as long as the number of pieces is not known, in bytes: metainfo
	// of 8 MiB can't have more pieces.
	maxBits = 64 << 10
)

// Fault is in what way a peer breaks the protocol.
type Fault uint8

const (
	NotBitTorrent Fault = iota + 1 // the first bytes are not those of a handshake
	TooLong                        // a message longer than its kind may be
	WrongLength                    // a kind of fixed length has another
	NoSuchPiece                    // number of a piece that the torrent has not
	OutsidePiece                   // a block that is empty or not wholly in its piece
	WrongBits                      // a bitfield of another length, or with spare bits set
	NotFast                        // a message of the fast extension, which is not in force
	NotBencoded                    // an extended message that isn't written as it must be
)

var faultText = [...]string{
	NotBitTorrent: "not a BitTorrent handshake",
	TooLong:       "longer than it may be",
	WrongLength:   "not as long as it must be",
	NoSuchPiece:   "there is no such piece",
	OutsidePiece:  "not a part of the piece",
	WrongBits:     "not a bitfield of this torrent",
	NotFast:       "without the fast extension",
	NotBencoded:   "not a dictionary as it must be",
}

// String says it in words.
func (f Fault) String() string { return faultText[f] }

// Error is a breach of the protocol, after which the connection must be closed.
type Error struct {
	Fault  Fault
	ID     ID     // of the message
	Length uint32 // of the message, or the number of the piece
}

func (e *Error) Error() string {
	if e.Fault == NotBitTorrent {
		return "wire: " + e.Fault.String()
	}
	return "wire: " + e.ID.String() + " (" + strconv.FormatUint(uint64(e.Length), 10) + "): " + e.Fault.String()
}

// length checks how long a message says that it is, before any of it is kept: n counts
// without the byte of the kind.
func (l *Limits) length(id ID, n uint32) *Error {
	fixed := uint32(0)
	switch id {
	case Choke, Unchoke, Interested, NotInterested, HaveAll, HaveNone:
	case Port:
		fixed = 2
	case Have, Suggest, AllowedFast:
		fixed = 4
	case Request, Cancel, Reject:
		fixed = 12
	case HaveBits:
		return l.bitsLength(n)
	case Piece:
		if n < 8 {
			return &Error{WrongLength, id, n}
		}
		if n > 8+maxBlock {
			return &Error{TooLong, id, n}
		}
		return nil
	case Extended:
		if n == 0 {
			return &Error{WrongLength, id, n}
		}
		fallthrough
	default:
		if n > maxOther {
			return &Error{TooLong, id, n}
		}
		return nil
	}
	if n != fixed {
		return &Error{WrongLength, id, n}
	}
	if id.Fast() && !l.Fast {
		return &Error{NotFast, id, n}
	}
	return nil
}

func (l *Limits) bitsLength(n uint32) *Error {
	if l.Pieces == 0 && n > maxBits {
		return &Error{TooLong, HaveBits, n}
	}
	if l.Pieces > 0 && n != uint32(l.Pieces+7)/8 {
		return &Error{WrongBits, HaveBits, n}
	}
	return nil
}

// pieceSize returns the bytes of a piece that exists.
func (l *Limits) pieceSize(i uint32) int64 {
	return min(int64(l.PieceLength), l.Total-int64(i)*int64(l.PieceLength))
}

// check holds the numbers in a message against the torrent. n is the length of the block.
func (l *Limits) check(m *Message, n uint32) *Error {
	switch m.ID {
	case Request, Cancel, Reject, Piece:
		if n == 0 || n > maxBlock {
			return &Error{OutsidePiece, m.ID, n}
		}
		if l.Pieces == 0 {
			return nil
		}
		if m.Index >= uint32(l.Pieces) {
			return &Error{NoSuchPiece, m.ID, m.Index}
		}
		if int64(m.Begin)+int64(n) > l.pieceSize(m.Index) {
			return &Error{OutsidePiece, m.ID, n}
		}
	case Have, Suggest, AllowedFast:
		if l.Pieces > 0 && m.Index >= uint32(l.Pieces) {
			return &Error{NoSuchPiece, m.ID, m.Index}
		}
	case HaveBits:
		if l.Pieces > 0 && !Bitfield(m.Payload).valid(l.Pieces) {
			return &Error{WrongBits, m.ID, n}
		}
	}
	return nil
}
