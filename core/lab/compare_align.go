package lab

import "slices"

// alignment finds what two sequences have in common, in order: see [Comparison].
type alignment struct {
	a, b  []int32 // equal numbers are equal messages
	i, j  int     // aligned up to here
	pairs [][2]int
}

func (s *alignment) done() bool { return s.i >= len(s.a) && s.j >= len(s.b) }

// step aligns on: to the end, if that takes no more than so many differences, else as
// far as it gets with them. It costs at most bound² steps beside one for each pair
// found, and gets on by at least bound messages.
//
// With d differences x messages of a and y of b have been passed; the furthest x for
// each diagonal k = x - y is kept, and from it the next d's is found.
func (s *alignment) step(bound int) {
	a, b := s.a[s.i:], s.b[s.j:]
	furthest := make([]int32, 2*bound+3) // by k + bound + 1
	var history [][]int32                // furthest as it was before each d, for the way back
	at := func(v []int32, k int) int { return int(v[k+bound+1]) }
	d, end := 0, 0 // end: the diagonal on which the search ends
search:
	for ; ; d++ {
		history = append(history, slices.Clone(furthest[bound+1-d-1:bound+1+d+2]))
		best := -1
		for k := -d; k <= d; k += 2 {
			x := 0
			switch {
			case d == 0:
			case k == -d || k != d && at(furthest, k-1) < at(furthest, k+1):
				x = at(furthest, k+1) // down: one of b is left out
			default:
				x = at(furthest, k-1) + 1 // right: one of a is left out
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			furthest[k+bound+1] = int32(x)
			if x >= len(a) && y >= len(b) {
				end = k
				break search
			}
			if reached := x + y; x <= len(a) && y <= len(b) && reached > best {
				best, end = reached, k
			}
		}
		if d == bound {
			break
		}
	}
	s.walkBack(history, d, end, at(furthest, end))
}

// walkBack takes the pairs from the way that the search has found, which ends at x on
// diagonal k after d differences.
func (s *alignment) walkBack(history [][]int32, d, k, x int) {
	end := [2]int{s.i + x, s.j + x - k}
	var pairs [][2]int
	for ; d >= 0; d-- {
		v := history[d] // of diagonals -d-1 to d+1
		at := func(k int) int { return int(v[k+d+1]) }
		start, from := 0, k
		switch {
		case d == 0:
		case k == -d || k != d && at(k-1) < at(k+1):
			start, from = at(k+1), k+1
		default:
			start, from = at(k-1)+1, k-1
		}
		for ; x > start; x-- {
			pairs = append(pairs, [2]int{s.i + x - 1, s.j + x - 1 - k})
		}
		if d > 0 {
			x = at(from)
		}
		k = from
	}
	slices.Reverse(pairs)
	s.pairs = append(s.pairs, pairs...)
	s.i, s.j = end[0], end[1]
}
