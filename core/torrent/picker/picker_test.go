package picker

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func dice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// Each choice is made with 200 dice: whatever may come must come, and nothing else.
func TestPick(t *testing.T) {
	copies := []int{5, 2, 9, 2, 1, 2, 7}
	for _, c := range []struct {
		name   string
		picker Picker
		pieces []int
		have   int
		want   []int // what can be chosen
		least  int
		ties   int
		why    Why
	}{
		{"the rarest", Rarest{}, []int{0, 2, 4, 6}, 0, []int{4}, 1, 0, RarestFirst},
		{"dice decide between the rarest", Rarest{}, []int{0, 1, 2, 3, 5}, 3, []int{1, 3, 5}, 2, 2, RarestFirst},
		{"a rarer piece that can't be had does not count", Rarest{}, []int{0, 2}, 3, []int{0}, 5, 0, RarestFirst},
		{"the first pieces at random", Rarest{RandomFirst: 2}, []int{0, 2, 4}, 1, []int{0, 2, 4}, 1, 2, RandomFirst},
		{"then the rarest", Rarest{RandomFirst: 2}, []int{0, 2, 4}, 2, []int{4}, 1, 0, RarestFirst},
		{"any", Dice{}, []int{1, 2, 6}, 9, []int{1, 2, 6}, 2, 2, Random},
		{"one alone", Dice{}, []int{6}, 9, []int{6}, 7, 0, Random},
		{"in order", Order{}, []int{2, 4, 6}, 9, []int{2}, 1, 0, InOrder},
	} {
		seen := map[int]bool{}
		for seed := range uint64(200) {
			p := c.picker.Pick(&Choice{Pieces: c.pieces, Copies: copies, Have: c.have, Rand: dice(seed)})
			seen[p.Piece] = true
			if p.Copies != copies[p.Piece] || p.Least != c.least || p.Ties != c.ties || p.Why != c.why {
				t.Fatalf("%s: %+v", c.name, p)
			}
		}
		if len(seen) != len(c.want) || slices.ContainsFunc(c.want, func(i int) bool { return !seen[i] }) {
			t.Errorf("%s: chose %v, want %v", c.name, seen, c.want)
		}
	}
}

// Equally rare pieces are equally likely: if all peers began with the same one, they would have
// nothing to give to each other.
func TestPickIsFair(t *testing.T) {
	const n, tries = 8, 8000
	copies := make([]int, n)
	pieces := []int{0, 1, 2, 3, 4, 5, 6, 7}
	r := dice(1)
	var times [n]int
	for range tries {
		times[Rarest{}.Pick(&Choice{Pieces: pieces, Copies: copies, Rand: r}).Piece]++
	}
	for i, got := range times {
		if got < tries/n*8/10 || got > tries/n*12/10 {
			t.Errorf("piece %d was chosen %d times of %d", i, got, tries)
		}
	}
}

func TestRank(t *testing.T) {
	copies := []int{5, 2, 9, 2, 1}
	for _, c := range []struct {
		name string
		want []int
	}{
		{NameRarestFirst, []int{4, 1, 3, 0, 2}},
		{NameInOrder, []int{0, 1, 2, 3, 4}},
		{NameRandom, []int{0, 1, 2, 3, 4}},
	} {
		p, ok := Named(c.name, 0)
		if !ok || p.Name() != c.name {
			t.Fatalf("%q is %v, %v", c.name, p, ok)
		}
		pieces := []int{0, 1, 2, 3, 4}
		if p.Rank(pieces, copies); !slices.Equal(pieces, c.want) {
			t.Errorf("%s: %v, want %v", c.name, pieces, c.want)
		}
	}
}

func TestNamed(t *testing.T) {
	for _, name := range Names() {
		if p, ok := Named(name, 1); !ok || p.Name() != name {
			t.Errorf("%q: %v, %v", name, p, ok)
		}
	}
	if p, ok := Named("", 1); !ok || p.Name() != NameRarestFirst {
		t.Errorf("the usual one is %v", p)
	}
	if _, ok := Named("commonest-first", 1); ok {
		t.Error("a strategy that does not exist")
	}
}
