package dht

import (
	"encoding/hex"
	"fmt"
	"math/bits"
	"math/rand/v2"
)

// Bits is the length of an identifier.
const Bits = 160

// ID identifies a node or a torrent (its info-hash): 160 bits, the highest first.
type ID [Bits / 8]byte

// ParseID reads an identifier as [ID.String] writes it: 40 digits.
func ParseID(s string) (id ID, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(id) {
		return ID{}, fmt.Errorf("dht: %q is no identifier of 160 bits in hexadecimal digits", s)
	}
	copy(id[:], b)
	return id, nil
}

// randomID draws an identifier.
//
// BEP 5, Overview: "Node IDs are chosen at random from the same 160-bit space as
// BitTorrent infohashes".
func randomID(dice *rand.Rand) (id ID) {
	for i := range id {
		id[i] = byte(dice.Uint32())
	}
	return id
}

// String returns the identifier in hexadecimal digits.
func (a ID) String() string { return hex.EncodeToString(a[:]) }

// MarshalText returns [ID.String]; nothing for zero, which stands for a node whose
// identifier isn't known.
func (a ID) MarshalText() ([]byte, error) {
	if a == (ID{}) {
		return nil, nil
	}
	return []byte(a.String()), nil
}

// Distance returns how far two identifiers lie from each other.
//
// BEP 5, Overview: "In Kademlia, the distance metric is XOR and the result is
// interpreted as an unsigned integer."
func (a ID) Distance(b ID) (d ID) {
	for i := range a {
		d[i] = a[i] ^ b[i]
	}
	return d
}

// Shared returns how many leading bits two identifiers have in common: 160 if they are
// the same. Each more of them halves the distance that is possible.
func (a ID) Shared(b ID) int {
	for i := range a {
		if x := a[i] ^ b[i]; x != 0 {
			return 8*i + bits.LeadingZeros8(x)
		}
	}
	return Bits
}

// Nearer compares the distances of a and b from a target: it is negative if a is nearer,
// positive if b is, and zero if they are the same.
func (target ID) Nearer(a, b ID) int {
	for i := range target {
		if a[i] != b[i] {
			return int(a[i]^target[i]) - int(b[i]^target[i])
		}
	}
	return 0
}

// beside draws an identifier that shares exactly so many leading bits with a.
func (a ID) beside(shared int, dice *rand.Rand) ID {
	id := randomID(dice)
	for i := range shared + 1 {
		mask := byte(1) << (7 - i%8)
		bit := a[i/8] & mask
		if i == shared {
			bit ^= mask
		}
		id[i/8] = id[i/8]&^mask | bit
	}
	return id
}
