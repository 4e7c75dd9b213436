package dns

import (
	"math/rand/v2"
	"net/netip"
	"time"

	"playnet/core/host"
)

// LoadConfig says what the users of a host look up, and how often.
type LoadConfig struct {
	Servers []netip.AddrPort // asked in this order, as a stub does
	Names   []string         // the most popular one first
	Every   time.Duration    // between two look-ups, on average; 0: none begins
	// Zipf: the second name is asked for half as often as the first, the third a third
	// as often, and so on (Zipf's law, which the popularity of domain names roughly
	// follows). Otherwise all are equally popular.
	Zipf bool
	From time.Duration // after the start of the program
	// Until is when the last look-up begins, after the start of the program.
	Until time.Duration
}

// UserLoad stands for a host's users, who look names up at random times through a stub
// of their own. Its kind is "dns.load".
type UserLoad struct {
	config  LoadConfig
	h       host.Host
	stub    *Stub
	dice    *rand.Rand
	changed host.Signal
	asks    bool // now; otherwise it is too early, or too late
	names   []asking
	sum     asking
	slowest time.Duration
}

// asking counts the look-ups of a name.
type asking struct {
	asked, answered uint64
	failed          uint64 // a server said that it could not, or would not
	silent          uint64 // nobody answered
	took            time.Duration
}

// LoadKind is the kind of a [UserLoad], as a lab file writes it.
const LoadKind = "dns.load"

// NewUserLoad returns the users of a host.
func NewUserLoad(c LoadConfig) *UserLoad {
	return &UserLoad{config: c, names: make([]asking, len(c.Names)), stub: NewStub(c.Servers)}
}

// Kind returns [LoadKind].
func (l *UserLoad) Kind() string { return LoadKind }

// Configure has the users ask otherwise from now on, about the same names.
func (l *UserLoad) Configure(c LoadConfig) {
	c.Names = l.config.Names
	l.config = c
	if l.changed != nil {
		l.changed.Broadcast() // the wait for the next look-up begins anew
	}
}

// maxUsers is how many look-ups of a host may wait at once: users who get no answers do
// not ask ever more.
const maxUsers = 500

// Run looks names up until the host stops.
func (l *UserLoad) Run(h host.Host) error {
	l.h, l.dice, l.changed = h, h.Rand("dns.load"), h.NewSignal()
	began := h.Now()
	if err := h.Sleep(l.config.From); err != nil {
		return err
	}
	for {
		l.asks = true
		changed, err := l.pause(began)
		if err != nil {
			return err
		}
		if changed {
			continue
		}
		if h.Now().Sub(began) > l.config.Until {
			l.asks = false
			if err := l.changed.Wait(); err != nil {
				return err
			}
			continue
		}
		rank := l.pick()
		if l.stub.asking < maxUsers {
			h.Go("look up", func() { l.lookUp(rank) })
		}
	}
}

// pause waits until the next look-up is due, or the end has come. changed reports that
// the users' habits have changed meanwhile.
func (l *UserLoad) pause(began time.Time) (changed bool, err error) {
	end := began.Add(l.config.Until + 1)
	next := end
	if l.config.Every > 0 {
		next = l.h.Now().Add(gap(l.dice, l.config.Every))
		if next.After(end) {
			next = end
		}
	}
	err = l.changed.WaitUntil(next)
	if timedOut(err) {
		return false, nil
	}
	return err == nil, err
}

// gap draws the time between two look-ups. Users know nothing of each other, so that
// each moment is as good as any other for the next look-up: a coin is thrown for each
// small slot of time, and one side of sixteen begins one. Gaps drawn so are spread very
// nearly as those of a Poisson process, without a logarithm, which machines compute
// differently.
func gap(dice *rand.Rand, mean time.Duration) time.Duration {
	// 15 slots pass in vain on average, and half a slot more.
	slot := max(mean*2/31, 1)
	passed := time.Duration(0)
	for dice.Uint32()%16 != 0 {
		passed += slot
	}
	return passed + time.Duration(dice.Int64N(int64(slot)))
}

// pick draws the rank of a name by its popularity.
func (l *UserLoad) pick() int {
	n := len(l.config.Names)
	if !l.config.Zipf {
		return l.dice.IntN(n)
	}
	total := 0
	for k := range n {
		total += popularity(k)
	}
	drawn := l.dice.IntN(total)
	for k := range n {
		if drawn -= popularity(k); drawn < 0 {
			return k
		}
	}
	return n - 1
}

// popularity is the weight of a rank, from 0, by Zipf's law.
func popularity(rank int) int { return 1 << 20 / (rank + 1) }

// lookUp looks a name up, as one of the users.
func (l *UserLoad) lookUp(rank int) {
	of := &l.names[rank]
	of.asked, l.sum.asked = of.asked+1, l.sum.asked+1
	r := l.stub.Lookup(l.h, l.config.Names[rank], 1)
	for _, a := range []*asking{of, &l.sum} {
		switch r.State {
		case LookupFound, LookupNoData, LookupNXDomain:
			a.answered++
			a.took += r.Took
			l.slowest = max(l.slowest, r.Took)
		case LookupFailed:
			a.failed++
		case LookupTimedOut:
			a.silent++
		}
	}
}
