package bitset

import (
	"slices"
	"testing"
)

func TestSet(t *testing.T) {
	s := New(10)
	for _, i := range []int{0, 7, 8, 9} {
		s.Add(i)
	}
	if !slices.Equal(s, Set{0x81, 0xc0}) {
		t.Errorf("bits stand at the wrong place: %x", []byte(s))
	}
	if s.Count() != 4 || !s.Has(9) || s.Has(1) || s.Has(10) || s.Has(16) || s.Has(-1) {
		t.Errorf("%x holds the wrong numbers", []byte(s))
	}
	s.Remove(7)
	if s.Has(7) || s.Count() != 3 {
		t.Errorf("7 is still in %x", []byte(s))
	}
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		s    Set
		n    int
		fits bool
	}{
		{Set{0xff, 0xc0}, 10, true},
		{Set{0xff, 0xe0}, 10, false}, // a spare bit is set
		{Set{0xff}, 10, false},
		{Set{0xff, 0xff}, 16, true},
		{Set{0, 0, 0}, 16, false},
		{Full(10), 10, true},
		{Full(8), 8, true},
		{Full(1), 1, true},
	} {
		if c.s.Fits(c.n) != c.fits {
			t.Errorf("%x fits %d pieces: want %v", []byte(c.s), c.n, c.fits)
		}
	}
}

func TestLacking(t *testing.T) {
	own, other := New(20), New(20)
	for _, i := range []int{0, 3, 19} {
		own.Add(i)
		other.Add(i)
	}
	if own.Lacks(other) {
		t.Error("equal sets lack nothing")
	}
	for _, i := range []int{1, 8, 17} {
		other.Add(i)
	}
	var got []int
	own.EachLacking(other, func(i int) bool { got = append(got, i); return i < 8 })
	if !own.Lacks(other) || other.Lacks(own) || !slices.Equal(got, []int{1, 8}) {
		t.Errorf("lacking: %v", got)
	}
}
