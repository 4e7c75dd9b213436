package picker

import (
	"math/rand/v2"
	"slices"
)

// Choice is what a peer knows when it must choose a new piece to ask a neighbour for.
type Choice struct {
	// Pieces can be chosen: the neighbour has them, the peer lacks them and has not begun
	// them. In ascending order; not empty.
	Pieces []int
	// Copies says of each piece of the torrent how many of the neighbours have it.
	Copies []int
	// Have is how many pieces the peer has or has begun.
	Have int
	// Rand decides between what is equally good.
	Rand *rand.Rand
}

// Picked is a decision and what it rests on.
type Picked struct {
	Piece  int
	Copies int // of the piece among the neighbours
	Least  int // the fewest copies of any piece that could have been chosen
	Ties   int // how many others were as good by the strategy: the dice decided
	Why    Why
}

// Why is the rule that a choice followed.
type Why uint8

// The rules.
const (
	RarestFirst Why = iota
	RandomFirst
	Random
	InOrder
)

func (w Why) String() string {
	return [...]string{"rarest", "random first", "random", "in order"}[w]
}

// Picker is a strategy.
type Picker interface {
	// Name is how a lab file calls it.
	Name() string
	// Pick chooses one of the pieces.
	Pick(c *Choice) Picked
	// Rank puts pieces into the order in which they would be asked for, as far as the
	// dice leave it open; copies are those of each piece of the torrent.
	Rank(pieces, copies []int)
}

// The names of the strategies.
const (
	NameRarestFirst = "rarest-first"
	NameRandom      = "random"
	NameInOrder     = "in-order"
)

// Names returns the names of all strategies, the usual one first.
func Names() []string { return []string{NameRarestFirst, NameRandom, NameInOrder} }

// DefaultRandomFirst is how many pieces [Rarest] chooses at random unless told otherwise: a
// rare piece tends to come from one neighbour alone, hence slowly, and a newcomer needs
// something to give as soon as can be.
const DefaultRandomFirst = 1

// Named returns the strategy of a name: "" is the usual one. There are randomFirst random
// pieces before the rarest are chosen.
func Named(name string, randomFirst int) (Picker, bool) {
	switch name {
	case "", NameRarestFirst:
		return Rarest{RandomFirst: randomFirst}, true
	case NameRandom:
		return Dice{}, true
	case NameInOrder:
		return Order{}, true
	}
	return nil, false
}

// Rarest chooses the piece that the fewest neighbours have.
type Rarest struct {
	RandomFirst int // the first so many pieces are chosen at random
}

// Name returns [NameRarestFirst].
func (Rarest) Name() string { return NameRarestFirst }

// Pick chooses at random among the rarest pieces; the first ones among all.
func (r Rarest) Pick(c *Choice) Picked {
	if c.Have < r.RandomFirst {
		p := Dice{}.Pick(c)
		p.Why = RandomFirst
		return p
	}
	least, ties := fewest(c)
	// The dice choose one of the rarest by its place among them.
	place := c.Rand.IntN(ties)
	for _, piece := range c.Pieces {
		if c.Copies[piece] != least {
			continue
		}
		if place == 0 {
			return Picked{Piece: piece, Copies: least, Least: least, Ties: ties - 1, Why: RarestFirst}
		}
		place--
	}
	panic("picker: the rarest piece is gone")
}

// Rank sorts by copies, the fewest first.
func (Rarest) Rank(pieces, copies []int) {
	slices.SortStableFunc(pieces, func(a, b int) int { return copies[a] - copies[b] })
}

// Dice chooses any piece.
type Dice struct{}

// Name returns [NameRandom].
func (Dice) Name() string { return NameRandom }

// Pick chooses at random.
func (Dice) Pick(c *Choice) Picked {
	least, _ := fewest(c)
	piece := c.Pieces[c.Rand.IntN(len(c.Pieces))]
	return Picked{Piece: piece, Copies: c.Copies[piece], Least: least, Ties: len(c.Pieces) - 1, Why: Random}
}

// Rank leaves the order as it is: each is as likely.
func (Dice) Rank(pieces, copies []int) {}

// Order chooses the first piece that is missing, as somebody does who watches a film while it
// comes.
type Order struct{}

// Name returns [NameInOrder].
func (Order) Name() string { return NameInOrder }

// Pick chooses the piece with the lowest number.
func (Order) Pick(c *Choice) Picked {
	least, _ := fewest(c)
	piece := c.Pieces[0]
	return Picked{Piece: piece, Copies: c.Copies[piece], Least: least, Why: InOrder}
}

// Rank sorts by number.
func (Order) Rank(pieces, copies []int) { slices.Sort(pieces) }

// fewest returns the fewest copies of any piece that can be chosen, and how many pieces have
// so few.
func fewest(c *Choice) (least, pieces int) {
	for _, piece := range c.Pieces {
		switch n := c.Copies[piece]; {
		case pieces == 0 || n < least:
			least, pieces = n, 1
		case n == least:
			pieces++
		}
	}
	return least, pieces
}
