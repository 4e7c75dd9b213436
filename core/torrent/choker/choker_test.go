package choker

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func dice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2)) }

// old is a neighbour that wants something and is not new.
func old(id int, down, up int64) Candidate {
	return Candidate{ID: id, Interested: true, Down: down, Up: up, Age: time.Hour}
}

func with(c Candidate, change func(*Candidate)) Candidate { change(&c); return c }

func served(d []Decision, v Verdict) (ids []int) {
	for _, x := range d {
		if x.Verdict == v {
			ids = append(ids, x.ID)
		}
	}
	return ids
}

// TestDecide makes each decision with 300 dice. The certain part must come each time; what is
// drawn by lot must be one of those named, and each of them must be drawn.
func TestDecide(t *testing.T) {
	unchoked := func(c *Candidate) { c.Unchoked = true }
	trial := func(c *Candidate) { c.Unchoked, c.Optimistic = true, true }
	deaf := func(c *Candidate) { c.Interested = false }
	snubbed := func(c *Candidate) { c.Snubbed = true }
	byHand := func(c *Candidate) { c.ByHand = true }
	six := []Candidate{old(1, 10, 0), old(2, 60, 0), old(3, 30, 0), old(4, 20, 0), old(5, 50, 0), old(6, 40, 0)}
	for _, c := range []struct {
		name   string
		choker Choker
		round  Round
		in     []Candidate
		sure   []int // verdict unchoked, in the order of slots
		lots   []int // of whom one is served on trial
	}{
		{"the four that give most, one of the others", TitForTat{}, Round{Slots: 4}, six, []int{2, 5, 6, 3}, []int{1, 4}},
		{"slots are a parameter", TitForTat{}, Round{Slots: 2}, six, []int{2, 5}, []int{1, 3, 4, 6}},
		{"no slot but the one on trial", TitForTat{}, Round{Slots: 0}, six[:2], nil, []int{1, 2}},
		{"who wants nothing takes no slot", TitForTat{}, Round{Slots: 2},
			[]Candidate{with(six[1], deaf), six[0], six[3], six[2]}, []int{3, 4}, []int{1}},
		{"who snubs us is served on trial only", TitForTat{}, Round{Slots: 2},
			[]Candidate{with(six[1], snubbed), six[0], six[3], six[2]}, []int{3, 4}, []int{1, 2}},
		{"the one on trial stays for three rounds", TitForTat{}, Round{Number: 2, Slots: 2},
			[]Candidate{six[1], six[4], six[2], with(six[0], trial)}, []int{2, 5}, []int{1}},
		{"then another may come", TitForTat{}, Round{Number: 3, Slots: 2},
			[]Candidate{six[1], six[4], six[2], with(six[0], trial)}, []int{2, 5}, []int{1, 3}},
		{"on trial it has earned a slot", TitForTat{}, Round{Number: 1, Slots: 2},
			[]Candidate{with(six[1], trial), six[4], six[2]}, []int{2, 5}, []int{3}},
		{"between rounds nobody loses a slot", TitForTat{}, Round{Number: 1, Fill: true, Slots: 2},
			[]Candidate{with(six[0], unchoked), six[1], six[4], with(six[2], trial)}, []int{1, 2}, []int{3}},
		{"who is choked by hand is not served, nor on trial", TitForTat{}, Round{Slots: 2},
			[]Candidate{with(six[1], byHand), six[0], six[3], with(six[2], byHand), six[4]}, []int{5, 4}, []int{1}},
		{"nor is it between rounds, whatever it was", TitForTat{}, Round{Fill: true, Slots: 1},
			[]Candidate{with(with(six[1], unchoked), byHand), six[0], six[3]}, []int{4}, []int{1}},
		{"nor on trial any longer", TitForTat{}, Round{Number: 1, Slots: 1},
			[]Candidate{six[1], with(with(six[0], trial), byHand), six[3]}, []int{2}, []int{4}},
		{"nor by a seed", Seed{}, Round{Slots: 1}, []Candidate{with(served20(1, 10), byHand), served20(2, 20), old(3, 0, 0)}, []int{2}, []int{3}},
		{"a seed keeps those whom it began to serve last", Seed{}, Round{Slots: 2},
			[]Candidate{served20(1, 30), served20(2, 10), served20(3, 20), old(4, 0, 0)}, []int{2, 3}, []int{1, 4}},
		{"in the third round all of them", Seed{}, Round{Number: 2, Slots: 2},
			[]Candidate{served20(1, 30), served20(2, 10), served20(3, 20), old(4, 0, 0)}, []int{2, 3, 1}, nil},
		{"a seed does not ask what they give", Seed{}, Round{Number: 2, Slots: 1},
			[]Candidate{old(1, 99, 0), with(served20(2, 10), func(c *Candidate) { c.Up = 5 }), served20(3, 10)}, []int{2, 3}, nil},
		{"served at random until the third round", Random{}, Round{Number: 1, Slots: 1},
			[]Candidate{six[1], with(six[0], unchoked), with(six[2], unchoked)}, nil, nil},
		{"a free rider serves nobody", FreeRider{}, Round{Slots: 4}, six, nil, nil},
	} {
		drawn := map[int]bool{}
		for seed := range uint64(300) {
			c.round.Rand = dice(seed)
			d := c.choker.Decide(c.round, slices.Clone(c.in))
			if len(d) != len(c.in) {
				t.Fatalf("%s: %d decisions on %d", c.name, len(d), len(c.in))
			}
			if got := served(d, Unchoked); c.choker.Name() != NameRandom && !slices.Equal(got, c.sure) {
				t.Fatalf("%s: serves %v, want %v", c.name, got, c.sure)
			}
			lots := served(d, Optimistic)
			if len(lots) > 1 || len(lots) == 0 && len(c.lots) > 0 {
				t.Fatalf("%s: on trial %v, want one of %v", c.name, lots, c.lots)
			}
			for _, id := range lots {
				drawn[id] = true
			}
		}
		for _, id := range c.lots {
			if !drawn[id] {
				t.Errorf("%s: %d is never on trial", c.name, id)
			}
			delete(drawn, id)
		}
		if len(drawn) > 0 {
			t.Errorf("%s: on trial though it should not: %v", c.name, drawn)
		}
	}
}

// served20 is a neighbour of a seed, which has been served for so many seconds.
func served20(id, seconds int) Candidate {
	return with(old(id, 0, 0), func(c *Candidate) { c.Unchoked, c.Served = true, time.Duration(seconds)*time.Second })
}

// Only where it is paid for does it matter who has snubbed us.
func TestSnubbedIsNoReasonElsewhere(t *testing.T) {
	in := []Candidate{with(old(1, 0, 0), func(c *Candidate) { c.Snubbed = true })}
	for _, c := range []struct {
		choker Choker
		want   Verdict
	}{{FreeRider{}, Choked}, {Seed{}, Unchoked}, {Random{}, Unchoked}} {
		if d := c.choker.Decide(Round{Number: 2, Slots: 1, Rand: dice(1)}, slices.Clone(in)); d[0].Verdict != c.want {
			t.Errorf("%s: %v, want %v", c.choker.Name(), d[0].Verdict, c.want)
		}
	}
}

// Who has snubbed us leaves more than one slot to those on trial, for else the download would
// never recover.
func TestSnubbedLeaveSlotsToTrials(t *testing.T) {
	in := []Candidate{old(1, 5, 0)}
	for id := 2; id <= 9; id++ {
		in = append(in, with(old(id, 0, 0), func(c *Candidate) { c.Snubbed = true }))
	}
	d := TitForTat{}.Decide(Round{Slots: 4, Rand: dice(1)}, in)
	if s, o := served(d, Unchoked), served(d, Optimistic); !slices.Equal(s, []int{1}) || len(o) != 4 || len(served(d, Snubbed)) != 4 {
		t.Errorf("serves %v, on trial %v", s, o)
	}
}

// A newcomer is three times as likely to be served on trial.
func TestNewcomersHaveThreeLots(t *testing.T) {
	const tries = 10000
	r := dice(3)
	count := 0
	for range tries {
		in := []Candidate{old(1, 9, 0), old(2, 0, 0), old(3, 0, 0), with(old(4, 0, 0), func(c *Candidate) { c.Age = NewFor - 1 })}
		if slices.Contains(served(TitForTat{}.Decide(Round{Slots: 1, Rand: r}, in), Optimistic), 4) {
			count++
		}
	}
	// It stands for a slot beside 2 others: 3 lots of 5.
	if count < tries*56/100 || count > tries*64/100 {
		t.Errorf("the newcomer was drawn %d times of %d, want about 6,000", count, tries)
	}
}

// A ranking says of everybody why: those served first, then by rate, at the end those that want
// nothing.
func TestRankingReads(t *testing.T) {
	in := []Candidate{old(1, 10, 0), old(2, 60, 0), with(old(3, 90, 0), func(c *Candidate) { c.Interested = false }),
		old(4, 20, 0), with(old(5, 0, 0), func(c *Candidate) { c.Unchoked, c.Optimistic = true, true }),
		with(old(6, 70, 0), func(c *Candidate) { c.Snubbed = true }), with(old(7, 80, 0), func(c *Candidate) { c.ByHand = true })}
	var lines []string
	for _, d := range (TitForTat{}).Decide(Round{Number: 1, Slots: 1, Rand: dice(1)}, in) {
		lines = append(lines, fmt.Sprintf("%d at %d: %v, slot %d", d.ID, d.Rate, d.Verdict, d.Slot))
	}
	const want = `2 at 60: unchoked, slot 1
5 at 0: optimistic, slot 2
4 at 20: choked, slot 0
1 at 10: choked, slot 0
6 at 70: snubbed, slot 0
7 at 80: by hand, slot 0
3 at 90: not interested, slot 0`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Whatever the neighbours are like: nobody is left out of the ranking, at most slots + 1 are
// served, all of them interested, and no slot is empty while somebody wants it. A free rider
// serves nobody.
func TestLaws(t *testing.T) {
	for seed := range uint64(2000) {
		r := dice(seed)
		for _, name := range append(Names(), NameSeed) {
			c, ok := Named(name)
			if !ok || c.Name() != name {
				t.Fatalf("%q: %v", name, c)
			}
			in := make([]Candidate, r.IntN(12))
			interested := 0
			for i := range in {
				x := Candidate{ID: i, Interested: r.IntN(3) > 0, Unchoked: r.IntN(3) == 0, Snubbed: r.IntN(4) == 0, ByHand: r.IntN(5) == 0,
					Down: r.Int64N(5), Up: r.Int64N(5), Age: time.Duration(r.Int64N(int64(time.Minute)))}
				x.Optimistic = x.Unchoked && r.IntN(4) == 0
				if x.Interested && !x.ByHand {
					interested++
				}
				in[i] = x
			}
			round := Round{Number: r.IntN(6), Fill: r.IntN(2) == 0, Slots: r.IntN(6), Rand: r}
			d := c.Decide(round, slices.Clone(in))
			slots, seen := 0, map[int]bool{}
			for _, x := range d {
				seen[x.ID] = true
				if x.Verdict.Serves() {
					slots++
					if !in[x.ID].Interested || in[x.ID].ByHand || x.Slot != slots {
						t.Fatalf("%s, seed %d: %+v is served: %+v", name, seed, in[x.ID], x)
					}
				}
			}
			want := min(interested, round.Slots+1)
			if name == NameFreeRider {
				want = 0
			}
			if slots != want || len(seen) != len(in) || len(d) != len(in) {
				t.Fatalf("%s, seed %d, %+v: serves %d, want %d: %+v", name, seed, round, slots, want, d)
			}
		}
	}
	if _, ok := Named("generous"); ok {
		t.Error("a strategy that does not exist")
	}
}
