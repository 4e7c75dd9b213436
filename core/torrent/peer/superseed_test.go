package peer

import (
	"testing"
	"time"

	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// A seed that shows its pieces one by one gets by with sending little more than one copy.
func TestSuperSeed(t *testing.T) {
	for _, uplink := range []int64{0, link.Up / 8} {
		sent := map[bool]int64{}
		for _, super := range []bool{false, true} {
			for seed := range uint64(2) {
				s := newSwarm(t, seed, 1<<20, 16<<10, trace.Options{Off: true})
				s.add(Config{Seed: true, SuperSeed: super}, vnet.LinkConfig{Up: 4e6, Down: 10e6, Delay: 5 * time.Millisecond})
				for range 8 {
					s.add(Config{Uplink: uplink}, link)
				}
				s.acquaint()
				if s.run0() != 9 {
					t.Fatalf("line %d, super %v, seed %d: %d of 9 have everything", uplink, super, seed, s.whole())
				}
				sent[super] += s.peers[0].up.total
			}
		}
		if file := int64(2 << 20); sent[true] >= sent[false] || sent[true] > file*3/2 {
			t.Errorf("line %d: super-seeding sent %d bytes, else %d; two files have %d", uplink, sent[true], sent[false], file)
		}
	}
}

// A super-seed shows the next piece when it hears of the last one, though it has that itself.
func TestSuperSeedHears(t *testing.T) {
	s := newSwarm(t, 1, 512<<10, 16<<10, trace.Options{Off: true})
	s.add(Config{Seed: true, SuperSeed: true}, link)
	s.add(Config{Uplink: link.Up / 8}, link)
	s.acquaint()
	s.start()
	if s.run(); s.whole() != 2 {
		t.Errorf("%d of 2 have everything", s.whole())
	}
}

// A super-seed keeps those who want nothing of what it has shown: that may be little.
func TestSuperSeedKeepsNeighbours(t *testing.T) {
	s := newSwarm(t, 1, 512<<10, 16<<10, trace.Options{Off: true})
	s.add(Config{Seed: true, SuperSeed: true, Uplink: link.Up / 8}, link)
	s.guest(&hostile{script: func(c *attack) {
		one := wire.NewBitfield(32)
		one.Set(0)
		c.say(wire.Message{ID: wire.HaveBits, Payload: one}, wire.Message{ID: wire.NotInterested})
	}})
	s.start()
	s.k.After(time.Minute, func() {})
	if s.run(); s.peers[0].open != 1 {
		t.Errorf("the seed has %d neighbours", s.peers[0].open)
	}
}
