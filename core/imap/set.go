package imap

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Star is "*" in a [Set]: the largest number in use.
const Star = math.MaxUint32

// Range is first:last, both included. Where they come from a peer either may be the
// larger one.
type Range struct{ First, Last uint32 }

// Set is a set of sequence numbers or UIDs (RFC 3501, section 9: sequence-set).
type Set []Range

// SetOf returns the set of some numbers, as few ranges.
func SetOf(numbers ...uint32) Set {
	sorted := slices.Clone(numbers)
	slices.Sort(sorted)
	var set Set
	for _, n := range sorted {
		if i := len(set) - 1; i >= 0 && n <= set[i].Last+1 {
			set[i].Last = n
			continue
		}
		set = append(set, Range{n, n})
	}
	return set
}

// listOf returns numbers as a set that keeps their order, as COPYUID wants it.
func listOf(numbers []uint32) Set {
	var set Set
	for _, n := range numbers {
		if i := len(set) - 1; i >= 0 && n == set[i].Last+1 {
			set[i].Last = n
			continue
		}
		set = append(set, Range{n, n})
	}
	return set
}

// String returns the set as it travels: "1:3,7,9:*".
func (set Set) String() string {
	var b strings.Builder
	for i, r := range set {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(numberText(r.First))
		if r.Last != r.First {
			b.WriteString(":" + numberText(r.Last))
		}
	}
	return b.String()
}

func numberText(n uint32) string {
	if n == Star {
		return "*"
	}
	return strconv.FormatUint(uint64(n), 10)
}

// resolve returns the set's ranges in ascending order, none overlapping, with "*" as the
// largest number. RFC 3501, section 9: a range may be written in either order, and ranges may
// overlap.
func (set Set) resolve(largest uint32) Set {
	value := func(n uint32) uint32 {
		if n == Star {
			return largest
		}
		return n
	}
	flat := make(Set, 0, len(set))
	for _, r := range set {
		a, b := value(r.First), value(r.Last)
		flat = append(flat, Range{min(a, b), max(a, b)})
	}
	slices.SortFunc(flat, func(a, b Range) int { return cmp.Compare(a.First, b.First) })
	out := flat[:0]
	for _, r := range flat {
		if i := len(out) - 1; i >= 0 && uint64(r.First) <= uint64(out[i].Last)+1 {
			out[i].Last = max(out[i].Last, r.Last)
			continue
		}
		out = append(out, r)
	}
	return out
}

// has reports whether a resolved set holds a number.
func (set Set) has(n uint32) bool {
	_, found := slices.BinarySearchFunc(set, n, func(r Range, n uint32) int {
		switch {
		case r.Last < n:
			return -1
		case r.First > n:
			return 1
		}
		return 0
	})
	return found
}

// set reads sequence-set.
func (s *scanner) set() Set {
	var set Set
	for {
		r := Range{First: s.seqNumber()}
		r.Last = r.First
		if s.take(':') {
			r.Last = s.seqNumber()
		}
		set = append(set, r)
		if len(set) > maxSet {
			s.fail("fewer ranges")
		}
		if s.err != nil {
			return nil
		}
		if !s.take(',') {
			return set
		}
	}
}

func (s *scanner) seqNumber() uint32 {
	if s.take('*') {
		return Star
	}
	return s.nzNumber()
}
