package choker

import (
	"math"
	"math/rand/v2"
	"time"
)

// The times of the protocol (BEP 3).
const (
	// Interval is the time between two rounds: short enough to react, long enough that TCP
	// reaches its full speed in between.
	Interval = 10 * time.Second
	// OptimisticRounds is for how many rounds somebody is served on trial: 30 s, long enough
	// for an upload to come up to speed, the download in return to begin, and that to come up
	// to speed as well.
	OptimisticRounds = 3
	// NewFor is how long a neighbour counts as new, which makes it [NewWeight] times likelier
	// to be served on trial: it has nothing to give in return yet.
	NewFor = OptimisticRounds * Interval
	// NewWeight is by how much newcomers are likelier.
	NewWeight = 3
	// SnubbedAfter is how long a neighbour that serves us may send nothing: it has snubbed us
	// then.
	SnubbedAfter = time.Minute
	// DefaultSlots is how many neighbours are served for what they give, besides the one on
	// trial.
	DefaultSlots = 4
)

// SlotsOf returns how many neighbours are best served at a time for what they give, besides the
// one on trial, over a line that carries so many bytes a second upwards. It is what the original
// client (version 4) chooses by the upload rate that the user allows it: 4 in all up to 42 KiB/s,
// √(0.6 · KiB/s) from there on. The faster the line, the more of those that are served have their
// own line filled by others; one slot more or less counts for less, too.
func SlotsOf(line int64) int {
	rate := line >> 10 // KiB/s
	all := 0
	switch {
	case rate < 9:
		all = 2
	case rate < 15:
		all = 3
	case rate < 42:
		all = 4
	default:
		all = int(math.Sqrt(float64(rate * 6 / 10)))
	}
	return all - 1
}

// Candidate is a neighbour as a strategy sees it.
type Candidate struct {
	ID         int  // the peer's number for it
	Interested bool // it wants what we have
	Unchoked   bool // it is served now
	Optimistic bool // on trial
	Snubbed    bool // it has sent nothing for [SnubbedAfter] though we have asked it
	ByHand     bool // the user has it choked, whatever the strategy thinks of it
	// Down and Up are what came from it and went to it, in bytes of payload a second, over
	// the last 20 s.
	Down, Up int64
	// Age is how long the connection stands, Served for how long it has been served without
	// a break.
	Age, Served time.Duration
}

// eligible reports whether the neighbour may be served at all.
func (c *Candidate) eligible() bool { return c.Interested && !c.ByHand }

// Round is a decision to be made.
type Round struct {
	Number int // 0, 1, 2, …
	// Fill asks only that free slots be filled, between two rounds: whoever is served and
	// still interested stays.
	Fill  bool
	Slots int // without the one on trial
	Rand  *rand.Rand
	// Memory is for the decisions, if they have room there.
	Memory []Decision
}

// trial reports whether it is time for somebody else to be served on trial.
func (r *Round) trial() bool { return !r.Fill && r.Number%OptimisticRounds == 0 }

// Verdict is what is decided on a neighbour.
type Verdict uint8

// The verdicts.
const (
	Choked Verdict = iota
	Unchoked
	Optimistic
	NotInterested
	Snubbed // choked for that
	ByHand  // choked for that
)

func (v Verdict) String() string {
	return [...]string{"choked", "unchoked", "optimistic", "not interested", "snubbed", "by hand"}[v]
}

// Serves reports whether the neighbour is to be served.
func (v Verdict) Serves() bool { return v == Unchoked || v == Optimistic }

// Decision is what is decided on a neighbour, and the rate by which it was ranked.
type Decision struct {
	ID      int
	Rate    int64 // bytes a second
	Verdict Verdict
	Slot    int // 1, 2, … if it is served
}

// Choker is a strategy.
type Choker interface {
	// Name is how a lab file calls it.
	Name() string
	// Decide ranks all candidates, the best first. At most Slots + 1 are served, and nobody
	// whom the user has choked. It may change the order of candidates.
	Decide(r Round, candidates []Candidate) []Decision
}

// The names of the strategies.
const (
	NameTitForTat = "tit-for-tat"
	NameSeed      = "seed"
	NameRandom    = "random"
	NameFreeRider = "free-rider"
)

// Names returns the names of the strategies that a leecher can have, the usual one first. As a
// seed, who gets nothing from anybody, it goes by [Seed], unless it is a free rider.
func Names() []string { return []string{NameTitForTat, NameRandom, NameFreeRider} }

// Named returns the strategy of a name; "" is the usual one.
func Named(name string) (Choker, bool) {
	switch name {
	case "", NameTitForTat:
		return TitForTat{}, true
	case NameSeed:
		return Seed{}, true
	case NameRandom:
		return Random{}, true
	case NameFreeRider:
		return FreeRider{}, true
	}
	return nil, false
}
