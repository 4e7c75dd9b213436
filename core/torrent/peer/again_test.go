package peer

import (
	"net/netip"
	"testing"
	"time"

	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// at steps until an instant.
func (s *swarm) at(d time.Duration) {
	for next, ok := s.k.Next(); ok && time.Duration(next) <= d; next, ok = s.k.Next() {
		s.k.Step()
	}
}

// Who leaves while its cap holds back what it sends, and comes back, sends again, and its rates
// begin anew.
func TestCapAfterReturn(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 64<<10, trace.Options{Off: true})
	seed := s.add(Config{Seed: true, MaxUp: 20_000}, vnet.LinkConfig{Up: 10e6, Down: 10e6, Delay: time.Millisecond})
	s.leechers(2)
	s.acquaint()
	s.peers[0].config.Peers = []netip.AddrPort{netip.AddrPortFrom(addr(1), DefaultPort), netip.AddrPortFrom(addr(2), DefaultPort)}
	s.start()
	s.at(5 * time.Second)
	if seed.capTimer == nil {
		t.Fatal("nothing is held back")
	}
	seed.Leave()
	s.at(6 * time.Second)
	seed.Join()
	if up := seed.up; up.rate(seed.now()) != 0 {
		t.Errorf("it sends %d bytes a second as it joins", up.rate(seed.now()))
	}
	s.run()
	if s.whole() != 3 {
		t.Errorf("%d of 3 have everything", s.whole())
	}
}

// A seed that no longer hides what it has says so.
func TestSuperSeedNoMore(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 32<<10, trace.Options{Off: true})
	seed := s.add(Config{Seed: true, SuperSeed: true}, link)
	s.leechers(1)
	s.acquaint()
	s.start()
	s.at(2 * time.Second)
	set := seed.Settings()
	set.SuperSeed = false
	seed.Set(set)
	s.at(3 * time.Second)
	if n := s.peers[1].conns[0].count; n != 32 {
		t.Errorf("it shows %d pieces of 32", n)
	}
	if s.run(); s.whole() != 2 {
		t.Errorf("%d of 2 have everything", s.whole())
	}
}

// A change of mind on when to go holds for whoever has everything already.
func TestSetLeave(t *testing.T) {
	s := newSwarm(t, 1, 256<<10, 32<<10, trace.Options{Off: true})
	s.add(Config{Seed: true}, link)
	p := s.add(Config{Leave: LeaveAfter, Linger: time.Hour}, link)
	s.acquaint()
	s.start()
	s.at(time.Minute)
	set := p.Settings()
	set.Linger = 70 * time.Second
	p.Set(set)
	s.at(70 * time.Second)
	if p.State() != Seeding {
		t.Errorf("it is %v too early", p.State())
	}
	s.at(80 * time.Second)
	if p.State() != Left {
		t.Errorf("it is %v", p.State())
	}
}

// Addresses that answer no more make room for others, and one neighbour can't fill the list.
func TestKnownAddresses(t *testing.T) {
	s := newSwarm(t, 1, 256<<10, 32<<10, trace.Options{Off: true})
	p := s.add(Config{}, link)
	s.start()
	s.at(time.Second)
	for i := range 2 * maxKnown {
		p.learnOf(netip.AddrPortFrom(addr(1+i), 1))
	}
	if len(p.known) != maxKnown || len(p.knownAt) != maxKnown {
		t.Fatalf("%d addresses, %d", len(p.known), len(p.knownAt))
	}
	late := netip.MustParseAddrPort("192.0.2.1:6881")
	if p.learnOf(late) {
		t.Error("a promising address was given up for another one")
	}
	p.known[7].tries = maxTries
	gone := p.known[7].addr
	if !p.learnOf(late) || p.knownAt[late] != p.known[7] || p.knownAt[gone] != nil || len(p.known) != maxKnown {
		t.Error("a new address does not take the place of a dead one")
	}
}

func TestManyPorts(t *testing.T) {
	x := &hostile{script: func(c *attack) {
		for port := range 2 * maxKnown {
			c.say(wire.Message{ID: wire.Extended, Payload: wire.ExtendedHandshake{Port: uint16(1 + port)}.Append(nil)})
		}
	}}
	s := besieged(t, 1, false, x)
	s.run()
	for i, p := range s.peers {
		if len(p.known) > 10 {
			t.Errorf("peer %d knows %d addresses", i, len(p.known))
		}
	}
}
