package peer

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/trace"
)

// A seed that is told to choke somebody, or everybody but one, serves it no more from that
// instant on, others instead, and the one again when that is taken back. Everybody has the file in
// the end.
func TestChokeByHand(t *testing.T) {
	s := newSwarm(t, 1, 2<<20, 32<<10, trace.Options{Off: true})
	seed := s.add(Config{Seed: true}, link)
	s.leechers(6)
	s.acquaint()
	s.start()
	var everybody netip.Addr
	serves := func(i int) bool {
		return slices.ContainsFunc(seed.conns, func(c *conn) bool { return c.addr.Addr() == addr(i) && !c.amChoking })
	}
	until := func(seconds int) {
		for end := sim.Instant(seconds) * sim.Instant(time.Second); s.k.Now() < end; {
			s.k.Step()
			if seed.ChokesByHand(addr(1), true) && serves(1) || seed.ChokesByHand(addr(2), true) && serves(2) {
				t.Fatalf("who is choked by hand is served at %v", time.Duration(s.k.Now()))
			}
		}
	}
	until(3)
	if !serves(1) {
		t.Fatal("peer 1 is not served anyway")
	}
	seed.ChokeByHand(addr(1), true)
	if serves(1) || seed.served != 5 {
		t.Errorf("served: the one that is choked %v, in all %d", serves(1), seed.served)
	}
	until(8)
	seed.ChokeByHand(everybody, true)
	if seed.served != 0 {
		t.Errorf("%d are served though all are choked", seed.served)
	}
	until(9) // what was under way to the sockets
	sent := seed.up.total
	until(12)
	if seed.up.total != sent {
		t.Errorf("%d bytes are sent though all are choked", seed.up.total-sent)
	}
	seed.ChokeByHand(addr(3), false)
	if !serves(3) || seed.served != 1 || seed.ChokesByHand(everybody, true) || seed.ChokesByHand(addr(3), true) {
		t.Errorf("the only one left: served %v, in all %d", serves(3), seed.served)
	}
	seed.ChokeByHand(everybody, false)
	if seed.served != 5 || !seed.ChokesByHand(everybody, false) || !seed.ChokesByHand(addr(1), false) {
		t.Errorf("%d are served when all is taken back", seed.served)
	}
	if s.run(); s.whole() != 7 {
		t.Errorf("%d of 7 have everything", s.whole())
	}
}
