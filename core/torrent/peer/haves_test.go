package peer

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// guest connects a scripted neighbour to the first peers of a swarm.
func (s *swarm) guest(x *hostile) {
	s.Helper()
	x.swarm = s
	at := netip.AddrFrom4([4]byte{10, 9, 9, byte(len(s.hosts))})
	m, err := s.n.AddHost(vnet.HostConfig{Name: "guest-" + at.String(), Addrs: []netip.Addr{at}, Link: vnet.LinkConfig{Delay: time.Millisecond}})
	if err != nil {
		s.Fatal(err)
	}
	m.Install("guest", func() host.Program { return x })
	s.hosts = append(s.hosts, m)
}

// told runs a seed, a leecher of 64 pieces that knows its line or doesn't, and a neighbour of both
// that has the first half and may want the rest. It returns which pieces the leecher tells it
// of, and how often, after the first one, HAVEs came by themselves and not some at a time.
func told(t *testing.T, uplink int64, wants bool) (pieces []int, alone int) {
	t.Helper()
	s := newSwarm(t, 1, 1<<20, 16<<10, trace.Options{Off: true})
	s.add(Config{Seed: true}, vnet.LinkConfig{Up: 2e6, Down: 2e6, Delay: 5 * time.Millisecond})
	leecher := s.add(Config{Uplink: uplink, Choker: "free-rider"}, vnet.LinkConfig{Up: 2e6, Down: 2e6, Delay: 5 * time.Millisecond})
	s.acquaint()
	var last time.Duration
	s.guest(&hostile{script: func(c *attack) {
		half := wire.NewBitfield(64)
		for i := range 32 {
			half.Set(i)
		}
		c.say(wire.Message{ID: wire.HaveBits, Payload: half})
		if wants {
			c.say(wire.Message{ID: wire.Interested})
		}
	}, answer: func(c *attack, m wire.Message) {
		if m.ID != wire.Have || c.s.RemoteAddr().Addr() != addr(1) {
			return
		}
		pieces = append(pieces, int(m.Index))
		if now := time.Duration(s.k.Now()); now != last {
			alone, last = alone+1, now
		}
	}})
	s.start()
	s.k.After(20*time.Second, func() {})
	s.run()
	if !leecher.complete() {
		t.Fatal("the leecher lacks pieces")
	}
	return pieces, alone
}

// Who knows its line tells nobody of a piece that it has, and saves segments with the rest: but
// who wants nothing yet hears of each piece at once.
func TestHavesAreSaved(t *testing.T) {
	late := func(i int) bool { return i >= 32 }
	without, _ := told(t, 0, true)
	if !slices.ContainsFunc(without, func(i int) bool { return !late(i) }) {
		t.Fatalf("who doesn't know its line tells of %v only", without)
	}
	together, segments := told(t, 2e6/8, true)
	at, single := told(t, 2e6/8, false)
	for _, list := range [][]int{together, at} {
		if slices.Sort(list); len(list) < 20 || !slices.ContainsFunc(without, late) || slices.ContainsFunc(list, func(i int) bool { return !late(i) }) || len(slices.Compact(list)) != len(list) {
			t.Errorf("it is told of %v, and has half of them", list)
		}
	}
	if segments*3 > len(together) || single*3 < 2*len(at) {
		t.Errorf("%d HAVEs at %d times to one that can wait, %d at %d times to one that can't", len(together), segments, len(at), single)
	}
}

// Seeds that have not been told that their neighbours are seeds, too, find it out and part.
func TestSatisfiedNeighboursPart(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 16<<10, trace.Options{Off: true})
	for i := range 6 {
		s.add(Config{Seed: i == 0, Uplink: link.Up / 8}, link)
	}
	s.acquaint()
	s.start()
	s.k.After(2*time.Minute, func() {})
	s.run()
	for i, p := range s.peers {
		if !p.complete() || p.open > 0 {
			t.Errorf("peer %d has %d pieces and %d neighbours", i, p.count, p.open)
		}
	}
}

// A neighbour that lacks something stays, be it ever so long choked.
func TestUnsatisfiedNeighboursStay(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 16<<10, trace.Options{Off: true})
	s.add(Config{Seed: true, Slots: 1, Uplink: 1e4}, vnet.LinkConfig{Up: 8e4, Down: 1e6, Delay: 5 * time.Millisecond})
	for range 4 {
		s.add(Config{Choker: "free-rider"}, link)
	}
	s.acquaint()
	s.guest(&hostile{script: func(c *attack) {
		one := wire.NewBitfield(64)
		one.Set(0)
		c.say(wire.Message{ID: wire.HaveBits, Payload: one}, wire.Message{ID: wire.Interested})
	}})
	s.start()
	s.k.After(time.Minute, func() {
		if n := s.peers[0].open; n != 5 {
			t.Errorf("after a minute the seed has %d neighbours of 5", n)
		}
	})
	for s.k.Alive() && time.Duration(s.k.Now()) <= time.Minute {
		s.k.Step()
	}
}
