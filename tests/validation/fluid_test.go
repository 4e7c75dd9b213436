package validation

import (
	"math"
	"net/netip"
	"slices"
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/torrent/peer"
	"playnet/core/view"
)

// D. Qiu and R. Srikant, Modeling and Performance Analysis of BitTorrent-Like Peer-to-Peer
// Networks (SIGCOMM 2004): peers come at a rate λ, upload at most a share μ of the file a second
// and download at most a share c, and go as seeds at a rate γ. With nobody giving up, in the
// steady state
//
//	x̄ = λ · max(1/c, (1/μ - 1/γ)/η)   downloaders
//	ȳ = λ / γ                          seeds
//
// η, the effectiveness of sharing, is nearly 1 where there are many chunks. Here a seed that
// never goes gives as much as a peer, besides: with it the second term is (1/μ - 1/γ)/η - 1/λ.
type fluid struct {
	name    string
	between time.Duration // of arrivals, on average: 1/λ
	seeding time.Duration // how long a peer stays when it has everything, on average: 1/γ
}

// The file and the lines are the same in all: 256 chunks of 64 KiB at 125 kbit/s up and 500
// kbit/s down, 18 minutes for a copy of the file.
const (
	fluidPieces, fluidPieceLength = 256, 64 << 10
	fluidUp, fluidDown            = 125_000, 500_000
)

var fluids = []fluid{
	{"A", 80 * time.Second, 140 * time.Second},
	{"B", 100 * time.Second, 280 * time.Second},
	{"C", 60 * time.Second, 200 * time.Second},
}

func (f fluid) model() (x, y float64) {
	// Of what a line carries this share is the file's: 1448 of 1514 bytes of each frame.
	bits := float64(fluidPieces*fluidPieceLength) * 8 * 1514 / 1448
	lambda := 1 / f.between.Seconds()
	return lambda * math.Max(bits/fluidDown, bits/fluidUp-f.seeding.Seconds()-1/lambda), lambda * f.seeding.Seconds()
}

// steady runs a world, and looks at it every ten seconds once the beginning is over.
func steady(t *testing.T, f fluid, seed uint64, warm, during time.Duration, look func(*Swarm)) {
	t.Helper()
	s := NewSwarm(seed, fluidPieces, fluidPieceLength)
	// One seed stays, so that no chunk is lost.
	s.Add(peer.Config{Seed: true}, Link(fluidUp, fluidDown))
	// The first ones come to another one, that goes when the swarm has begun.
	s.Add(peer.Config{Seed: true}, Link(4*fluidUp, fluidDown))
	s.K.After(warm/2, s.Peers[1].Leave)
	end := sim.Instant(warm + during)
	s.Arrive(1/f.between.Seconds(), end, func() {
		s.Add(peer.Config{Leave: peer.LeaveAfter, Linger: max(s.Exponential(f.seeding), time.Millisecond)}, Link(fluidUp, fluidDown))
	})
	for at := sim.Instant(warm); at < end; at += sim.Instant(10 * time.Second) {
		s.Run(at)
		look(s)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// The numbers of downloaders and seeds are those of the model, within a fifth.
func TestFluidModel(t *testing.T) {
	if !long {
		t.Skip("many minutes: PLAYNET_LONG=1")
	}
	for _, f := range fluids {
		t.Run(f.name, func(t *testing.T) {
			var x, y float64
			mx, my := f.model()
			for seed := range uint64(10) {
				xi, yi, n := 0, 0, 0
				steady(t, f, seed, time.Hour, 100*time.Minute, func(s *Swarm) {
					leechers, seeds := s.Numbers()
					xi, yi, n = xi+leechers, yi+seeds, n+1
				})
				t.Logf("seed %d: %.2f downloaders, %.2f seeds", seed, float64(xi)/float64(n), float64(yi)/float64(n))
				x, y = x+float64(xi)/float64(n)/10, y+float64(yi)/float64(n)/10
			}
			t.Logf("downloaders %.2f, the model says %.2f (%+.0f %%); seeds %.2f, the model says %.2f (%+.0f %%)",
				x, mx, 100*(x/mx-1), y, my, 100*(y/my-1))
			if math.Abs(x/mx-1) > 0.2 || math.Abs(y/my-1) > 0.2 {
				t.Error("more than 20 % from the model")
			}
		})
	}
}

// A. Legout, G. Urvoy-Keller and P. Michiardi, Rarest First and Choke Algorithms Are Enough (IMC
// 2006), section 4.1: in the steady state a leecher is interested nearly all the time in each
// leecher that it knows: rarest first keeps what they have diverse. Chosen before the first run:
// of all pairs that have known each other for a minute and more, the median share of that time
// is at least 0.9.
func TestInterest(t *testing.T) {
	warm, during := 20*time.Minute, 5*time.Minute
	if long {
		warm, during = time.Hour, 100*time.Minute
	}
	type pair struct{ from, to netip.Addr }
	type time10 struct{ known, wanted int } // in looks, of ten seconds each
	pairs := map[pair]*time10{}
	steady(t, fluids[1], 1, warm, during, func(s *Swarm) {
		leeches := map[netip.Addr]bool{}
		for _, m := range s.Peers {
			leeches[m.Addr] = !m.Seed && m.Left == 0 && m.Done == 0
		}
		for _, m := range s.Peers {
			if !leeches[m.Addr] {
				continue
			}
			m.Links(func(to netip.Addr, l view.SwarmLink) {
				if !leeches[to] {
					return
				}
				p := pair{to, m.Addr} // to is interested in what m has
				if pairs[p] == nil {
					pairs[p] = &time10{}
				}
				pairs[p].known++
				if l.Interested {
					pairs[p].wanted++
				}
			})
		}
	})
	var shares []float64
	for _, p := range pairs {
		if p.known >= 6 {
			shares = append(shares, float64(p.wanted)/float64(p.known))
		}
	}
	slices.Sort(shares)
	if len(shares) < 20 {
		t.Fatalf("%d pairs", len(shares))
	}
	at := func(q float64) float64 { return shares[int(q*float64(len(shares)-1))] }
	t.Logf("%d pairs of leechers: shares of interest, tenth to tenth: %.2f %.2f %.2f %.2f %.2f; median %.3f",
		len(shares), at(0.1), at(0.2), at(0.3), at(0.4), at(0.6), at(0.5))
	if at(0.5) < 0.9 {
		t.Errorf("the median share of time in which a leecher is interested is %.3f", at(0.5))
	}
}
