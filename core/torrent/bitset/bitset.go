// Package bitset holds sets of piece numbers as BEP 3 sends them: a bit each, the first
// piece the highest bit of the first byte, and spare bits at the end zero.
package bitset

import "math/bits"

// Set is a set of the numbers 0 to 8·len−1. The bytes are those of a BITFIELD message.
type Set []byte

// New returns an empty set with room for n numbers.
func New(n int) Set { return make(Set, (n+7)/8) }

// Full returns the set of all numbers below n.
func Full(n int) Set {
	s := New(n)
	for i := range s {
		s[i] = 0xff
	}
	if spare := len(s)*8 - n; spare > 0 {
		s[len(s)-1] <<= spare
	}
	return s
}

// Fits reports whether s can be the set of pieces of a torrent of n: it has the right length
// and its spare bits are zero.
func (s Set) Fits(n int) bool {
	if len(s) != (n+7)/8 {
		return false
	}
	spare := len(s)*8 - n
	return spare == 0 || s[len(s)-1]&(1<<spare-1) == 0
}

// Has reports whether i is in the set.
func (s Set) Has(i int) bool {
	return uint(i)/8 < uint(len(s)) && s[uint(i)/8]&(0x80>>(uint(i)%8)) != 0
}

// Add puts i into the set.
func (s Set) Add(i int) { s[i/8] |= 0x80 >> (i % 8) }

// Remove takes i out of the set.
func (s Set) Remove(i int) { s[i/8] &^= 0x80 >> (i % 8) }

// Count returns how many numbers are in the set.
func (s Set) Count() int {
	n := 0
	for _, b := range s {
		n += bits.OnesCount8(b)
	}
	return n
}

// Lacks reports whether t has a number that s doesn't have. Both have the same length.
func (s Set) Lacks(t Set) bool {
	for i, b := range t {
		if b&^s[i] != 0 {
			return true
		}
	}
	return false
}

// EachLacking calls f with the numbers of t that s doesn't have, in ascending order, until it
// returns false. Both have the same length.
func (s Set) EachLacking(t Set, f func(i int) bool) {
	for at, b := range t {
		for b &^= s[at]; b != 0; {
			zeros := bits.LeadingZeros8(b)
			if !f(at*8 + zeros) {
				return
			}
			b &^= 0x80 >> zeros
		}
	}
}
