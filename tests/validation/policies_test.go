package validation

import (
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/torrent/choker"
	"playnet/core/torrent/peer"
	"playnet/core/torrent/picker"
)

// freeRide returns how long contributors and free riders take, medians in seconds, in a swarm
// where what the seed gives is scarce. Contributors go when they have everything.
func freeRide(t *testing.T, seed uint64) (gave, took float64) {
	t.Helper()
	const u, contributors, riders = 1_000_000, 16, 12
	s := NewSwarm(seed, 256, 128<<10)
	s.Add(peer.Config{Seed: true}, Link(4*u, 4*u))
	for range contributors {
		s.Add(peer.Config{Leave: peer.LeaveAtComplete}, Link(u, 10*u))
	}
	for range riders {
		s.Add(peer.Config{Choker: choker.NameFreeRider}, Link(u, 10*u))
	}
	s.Run(sim.Never)
	var times [2][]float64
	for i, m := range s.Peers[1:] {
		if m.Done == 0 {
			t.Fatalf("seed %d: peer %d never has the file", seed, i+1)
		}
		times[i/contributors] = append(times[i/contributors], time.Duration(m.Done).Seconds())
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return Median(times[0]), Median(times[1])
}

// A free rider lives on trials: it waits at least twice as long as who contributes (the median of
// five swarms; the ordinary run looks at one).
func TestFreeRiderWaits(t *testing.T) {
	t.Parallel()
	seeds, least := uint64(1), 1.6
	if long {
		seeds, least = 5, 2
	}
	var ratios []float64
	for seed := range seeds {
		gave, took := freeRide(t, seed)
		t.Logf("seed %d: contributors %.0f s, free riders %.0f s (medians): %.2f times", seed, gave, took, took/gave)
		ratios = append(ratios, took/gave)
	}
	if m := Median(ratios); m < least {
		t.Errorf("a free rider takes %.2f times a contributor's time", m)
	}
}

// survives reports whether every piece is still there among the peers after the seed has gone,
// early: when it has sent as much as three times the file.
func survives(t *testing.T, seed uint64, how string) bool {
	t.Helper()
	const u, peers, pieces, pieceLength = 200_000, 10, 64, 16 << 10
	s := NewSwarm(seed, pieces, pieceLength)
	origin := s.Add(peer.Config{Seed: true}, Link(2*u, 2*u))
	for range peers {
		s.Add(peer.Config{Picker: how}, Link(u, 10*u))
	}
	sent := 3.0 * float64(pieces*pieceLength*8) / (2 * u)
	s.K.After(time.Duration(sent*1e9), origin.Leave)
	s.Run(sim.Never)
	whole := s.Last() > 0
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return whole
}

// Rarest first loses no chunk when the seed leaves early; in order does.
func TestRarestFirstLosesNothing(t *testing.T) {
	t.Parallel()
	seeds := uint64(4)
	if long {
		seeds = 100
	}
	lost := map[string]int{}
	for _, how := range []string{picker.NameRarestFirst, picker.NameInOrder} {
		for seed := range seeds {
			if !survives(t, seed, how) {
				lost[how]++
			}
		}
	}
	t.Logf("of %d swarms, chunks were lost in %d with rarest first, in %d in order", seeds, lost[picker.NameRarestFirst], lost[picker.NameInOrder])
	if lost[picker.NameRarestFirst] > 0 {
		t.Errorf("rarest first lost chunks in %d of %d swarms", lost[picker.NameRarestFirst], seeds)
	}
	if lost[picker.NameInOrder] == 0 {
		t.Error("in order lost none: the seed does not leave early")
	}
}
