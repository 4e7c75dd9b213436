package peer

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"playnet/core/torrent/choker"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// firstChunks has five that have nothing, and give nothing, served at a time over a line whose bit/s
// the one that serves them knows (0: it doesn't). It returns when each has its first chunk, in order.
func firstChunks(t *testing.T, up, uplink int64) (times []time.Duration) {
	t.Helper()
	s := newSwarm(t, 1, 2<<20, 256<<10, trace.Options{Off: true})
	s.add(Config{Seed: true, Slots: 4, Uplink: uplink / 8}, vnet.LinkConfig{Up: up, Down: up, Delay: 5 * time.Millisecond})
	for range 5 {
		p := s.add(Config{Choker: choker.NameFreeRider}, link)
		p.config.Peers = []netip.AddrPort{netip.AddrPortFrom(addr(0), DefaultPort)}
	}
	s.start()
	had := make([]bool, len(s.peers))
	for len(times) < 5 && s.k.Alive() {
		s.k.Step()
		for i, p := range s.peers[1:] {
			if !had[i] && p.count > 0 {
				had[i], times = true, append(times, time.Duration(s.k.Now()))
			}
		}
	}
	if len(times) < 5 {
		t.Fatalf("%d of 5 have a chunk", len(times))
	}
	return times
}

// Who knows its line gives those that have nothing their first chunks one after the other, so that
// the first of them has something to give long before the last; who doesn't, all at the same time.
func TestNewcomersOneByOne(t *testing.T) {
	const up = 2e6
	chunk := time.Duration(256 << 10 * 8 / up * float64(time.Second))
	together, known := firstChunks(t, up, 0), firstChunks(t, up, up)
	if together[0] < 3*chunk {
		t.Errorf("served all at the same time, the first has a chunk after %v; one takes %v", together[0], chunk)
	}
	for i, took := range known {
		if most := time.Duration(i+1)*chunk*5/4 + chunk/2; took > most {
			t.Errorf("number %d has a chunk after %v, later than %v", i+1, took, most)
		}
	}
	if last := slices.Max(known); last > slices.Max(together)*11/10 {
		t.Errorf("the last has a chunk after %v, instead of %v", last, slices.Max(together))
	}
	t.Logf("%v; one by one %v", together, known)
}
