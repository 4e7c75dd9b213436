package wire

import "math/bits"

// Bitfield is a set of pieces as in a bitfield message: "The first byte of the bitfield
// corresponds to indices 0 - 7 from high bit to low bit, respectively" (BEP 3).
type Bitfield []byte

// NewBitfield returns the empty set for so many pieces.
func NewBitfield(pieces int) Bitfield { return make(Bitfield, BitfieldLen(pieces)) }

// BitfieldLen returns how many bytes the set of so many pieces takes.
func BitfieldLen(pieces int) int { return (pieces + 7) / 8 }

// FullBitfield returns the set of all pieces.
func FullBitfield(pieces int) Bitfield {
	f := NewBitfield(pieces)
	for i := range f {
		f[i] = 0xff
	}
	if pieces%8 != 0 {
		f[len(f)-1] = 0xff << (8 - pieces%8)
	}
	return f
}

// Has says whether a piece is in the set. One outside of its range is not.
func (f Bitfield) Has(i int) bool {
	return i >= 0 && i/8 < len(f) && f[i/8]>>(7-i%8)&1 == 1
}

// Set puts a piece into the set.
func (f Bitfield) Set(i int) { f[i/8] |= 0x80 >> (i % 8) }

// Count returns how many pieces are in the set.
func (f Bitfield) Count() int {
	n := 0
	for _, b := range f {
		n += bits.OnesCount8(b)
	}
	return n
}

// valid says whether the set has the length for so many pieces and "spare bits at the end
// are set to zero" (BEP 3).
func (f Bitfield) valid(pieces int) bool {
	return len(f) == BitfieldLen(pieces) && (pieces%8 == 0 || f[len(f)-1]<<(pieces%8) == 0)
}
