package choker

import "testing"

func TestSlotsOf(t *testing.T) {
	for _, c := range []struct {
		line int64 // bit/s
		want int
	}{{30_000, 1}, {100_000, 2}, {300_000, 3}, {350_000, 4}, {700_000, 6}, {2_000_000, 11}, {30_000_000, 45}} {
		if got := SlotsOf(c.line / 8); got != c.want {
			t.Errorf("%d bit/s: %d slots, want %d", c.line, got, c.want)
		}
	}
}

// A seed lets others have a third of its slots within three rounds, two at least; in between,
// nobody loses one.
func TestSeedTakesTurns(t *testing.T) {
	for _, c := range []struct{ slots, want int }{{2, 2}, {4, 2}, {8, 3}, {45, 16}} {
		got := 0
		for number := range OptimisticRounds {
			var in []Candidate
			for id := range 2 * (c.slots + 1) {
				n := old(id, 0, 0)
				if id <= c.slots {
					n = served20(id, 20+id)
				}
				in = append(in, n)
			}
			for _, fill := range []bool{true, false} {
				// Whoever is drawn may be one that has just lost its slot: so count the slots, not the neighbours.
				d := Seed{}.Decide(Round{Number: number, Fill: fill, Slots: c.slots, Rand: dice(uint64(number))}, append([]Candidate(nil), in...))
				drawn := len(served(d, Optimistic))
				if fill && drawn > 0 {
					t.Errorf("%d slots: %d given away between two rounds", c.slots, drawn)
				}
				if all := drawn + len(served(d, Unchoked)); all != c.slots+1 {
					t.Errorf("%d slots: %d are served", c.slots, all)
				}
				got += drawn
			}
		}
		if got != c.want {
			t.Errorf("%d slots: %d are given away in three rounds, want %d", c.slots, got, c.want)
		}
	}
}
