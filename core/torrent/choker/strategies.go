package choker

import (
	"cmp"
	"slices"
)

// TitForTat serves those that give most, and one more on trial.
type TitForTat struct{}

// Name returns [NameTitForTat].
func (TitForTat) Name() string { return NameTitForTat }

// Decide ranks by what came from each over the last 20 s. Who has snubbed us is served on
// trial only.
func (TitForTat) Decide(r Round, all []Candidate) []Decision {
	b := begin(r, all, func(c *Candidate) int64 { return c.Down })
	b.pays = true
	b.sort(func(x, y Candidate) int {
		if r.Fill { // nobody is thrown out between two rounds
			return cmp.Or(first(x.regular(), y.regular()), cmp.Compare(y.Down, x.Down))
		}
		return cmp.Compare(y.Down, x.Down)
	})
	for i := range all {
		c := &all[i]
		worthy := c.eligible() && !c.Snubbed
		if r.Fill {
			worthy = c.eligible() && (c.regular() || !c.Snubbed && !c.Optimistic)
		}
		if worthy && b.served < r.Slots {
			b.serve(i, Unchoked)
		}
	}
	b.trial()
	return b.end()
}

// regular reports whether the neighbour is served for what it gives.
func (c *Candidate) regular() bool { return c.Unchoked && !c.Optimistic }

// Seed serves those longest that it began to serve last, and lets newcomers in one by one: so
// everybody has a turn, whatever they give to others, and who downloads fast gets no more than
// who doesn't.
type Seed struct{}

// Name returns [NameSeed].
func (Seed) Name() string { return NameSeed }

// Decide ranks by the time at which each was unchoked, the last one first. Some slots go to ones
// drawn by lot; those that have been served longest lose them.
func (Seed) Decide(r Round, all []Candidate) []Decision {
	b := begin(r, all, func(c *Candidate) int64 { return c.Up })
	b.sort(func(x, y Candidate) int {
		return cmp.Or(first(x.Unchoked, y.Unchoked), cmp.Compare(x.Served, y.Served), cmp.Compare(y.Up, x.Up))
	})
	turns := r.turns()
	for i := range all {
		if all[i].eligible() && b.served < r.Slots+1-turns {
			b.serve(i, Unchoked)
		}
	}
	for range max(turns, 1) {
		if i, ok := b.draw(); ok && b.served <= r.Slots {
			b.serve(i, Optimistic)
		}
	}
	return b.end()
}

// turns returns how many slots of a seed are for others now: in three rounds a third of all, as
// in the original client, so that everybody's turn comes as soon however many are served at a time.
// With five slots, as usual, they are two: one in each of two rounds. Fewer than two they never are.
func (r *Round) turns() int {
	if r.Fill {
		return 0
	}
	third := max((r.Slots+1+OptimisticRounds-1)/OptimisticRounds, 2)
	return (third + (r.Number+1)%OptimisticRounds) / OptimisticRounds
}

// Random serves anybody, drawn by lot, for as long as one is served on trial elsewhere: what a
// swarm would be without tit for tat.
type Random struct{}

// Name returns [NameRandom].
func (Random) Name() string { return NameRandom }

// Decide keeps whom it serves, and draws all of them anew every third round.
func (Random) Decide(r Round, all []Candidate) []Decision {
	b := begin(r, all, func(c *Candidate) int64 { return c.Down })
	b.sort(func(x, y Candidate) int {
		if r.trial() {
			return 0
		}
		return first(x.Unchoked, y.Unchoked)
	})
	for i := range all {
		if all[i].eligible() && b.served <= r.Slots {
			b.serve(i, Unchoked)
		}
	}
	return b.end()
}

// FreeRider serves nobody.
type FreeRider struct{}

// Name returns [NameFreeRider].
func (FreeRider) Name() string { return NameFreeRider }

// Decide chokes everybody.
func (FreeRider) Decide(r Round, all []Candidate) []Decision {
	b := begin(r, all, func(c *Candidate) int64 { return c.Down })
	b.sort(func(x, y Candidate) int { return cmp.Compare(y.Down, x.Down) })
	return b.end()
}

// ballot is a decision in the making.
type ballot struct {
	round  Round
	all    []Candidate
	made   []Decision // of each candidate, in the same order
	rate   func(*Candidate) int64
	served int
	pays   bool // it matters what each gives: who snubs us is not served for it
}

func begin(r Round, all []Candidate, rate func(*Candidate) int64) *ballot {
	// Where two are equally good, the lot decides: who came first has no right of its own.
	r.Rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return &ballot{round: r, all: all, rate: rate}
}

// sort puts the candidates into an order and begins with nobody served. (order takes them by value:
// of pointers each comparison would leave two copies to the collector.)
func (b *ballot) sort(order func(x, y Candidate) int) {
	slices.SortStableFunc(b.all, order)
	b.made = slices.Grow(b.round.Memory[:0], len(b.all))[:len(b.all)]
	for i := range b.all {
		c := &b.all[i]
		d := Decision{ID: c.ID, Rate: b.rate(c)}
		switch {
		case !c.Interested:
			d.Verdict = NotInterested
		case c.ByHand:
			d.Verdict = ByHand
		case c.Snubbed && b.pays:
			d.Verdict = Snubbed
		}
		b.made[i] = d
	}
}

func (b *ballot) serve(i int, v Verdict) {
	b.served++
	b.made[i].Verdict, b.made[i].Slot = v, b.served
}

// open reports whether a candidate might still be served.
func (b *ballot) open(i int) bool { return b.all[i].eligible() && !b.made[i].Verdict.Serves() }

// trial fills what is free with neighbours on trial: one slot, and as many more as those that
// have snubbed us have left empty. Who is on trial stays so for three rounds.
func (b *ballot) trial() {
	if !b.round.trial() {
		for i := range b.all {
			if b.all[i].Optimistic && b.open(i) && b.served <= b.round.Slots {
				b.serve(i, Optimistic)
			}
		}
	}
	for b.served <= b.round.Slots {
		i, ok := b.draw()
		if !ok {
			return
		}
		b.serve(i, Optimistic)
	}
}

// draw chooses one of those that are not served yet, new ones with more lots than others.
func (b *ballot) draw() (i int, ok bool) {
	lots := 0
	for i := range b.all {
		lots += b.lots(i)
	}
	if lots == 0 {
		return 0, false
	}
	lot := b.round.Rand.IntN(lots)
	for i := range b.all {
		if lot -= b.lots(i); lot < 0 {
			return i, true
		}
	}
	panic("choker: a lot without an owner")
}

func (b *ballot) lots(i int) int {
	switch {
	case !b.open(i):
		return 0
	case b.all[i].Age < NewFor:
		return NewWeight
	}
	return 1
}

// end returns the decisions: who is served first, then the others as they are ranked, those
// that want nothing at the end.
func (b *ballot) end() []Decision {
	group := func(d *Decision) int {
		switch {
		case d.Verdict.Serves():
			return d.Slot
		case d.Verdict == Choked:
			return len(b.made) + 1
		case d.Verdict == Snubbed:
			return len(b.made) + 2
		case d.Verdict == ByHand:
			return len(b.made) + 3
		}
		return len(b.made) + 4
	}
	slices.SortStableFunc(b.made, func(x, y Decision) int { return cmp.Compare(group(&x), group(&y)) })
	return b.made
}

// first compares by a property: those that have it stand in front.
func first(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}
