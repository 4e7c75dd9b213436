// Package validation holds swarms against theory: against the bounds of the distribution time
// that the textbook derives, and against published models and measurements. Settings, plots and
// results stand in public/docs/validation.md.
package validation

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/torrent/metainfo"
	"playnet/core/torrent/peer"
	"playnet/core/torrent/store"
	"playnet/core/trace"
	"playnet/core/vnet"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Swarm is a world of peers that exchange one torrent. It keeps no record.
type Swarm struct {
	K       *sim.Kernel
	Trace   *trace.Trace
	Net     *vnet.Network
	Torrent *metainfo.Torrent
	Peers   []*Member

	library *store.Library
	dice    *rand.Rand // whom the tracker names
	comers  *rand.Rand // who comes when, and stays for how long: the same whatever peers do
}

// Member is a peer of a swarm.
type Member struct {
	*peer.Peer
	Addr    netip.Addr
	Machine *vnet.Machine
	Joined  sim.Instant
	Done    sim.Instant // when it had everything; 0: not yet
	Left    sim.Instant // when it went; 0: not yet
	Seed    bool        // from the beginning
}

// NewSwarm returns a swarm without peers, of a torrent with so many pieces.
func NewSwarm(seed uint64, pieces, pieceLength int) *Swarm {
	s := &Swarm{K: sim.New(seed), Trace: trace.New(trace.Options{Off: true}), dice: rand.New(rand.NewPCG(seed, 1)), comers: rand.New(rand.NewPCG(seed, 3))}
	s.Net = vnet.New(s.K, s.Trace, epoch)
	content := make([]byte, pieces*pieceLength)
	noise := rand.NewPCG(1, 2) // the file is the same whatever the seed
	for i := 0; i+8 <= len(content); i += 8 {
		v := noise.Uint64()
		for k := range 8 {
			content[i+k] = byte(v >> (8 * k))
		}
	}
	s.Torrent = metainfo.Build("film", content, pieceLength)
	s.library = store.New(&s.Torrent.Info)
	s.library.Offer(content)
	s.Trace.Subscribe(s.hear, peer.KindComplete, peer.KindLeft)
	return s
}

func (s *Swarm) hear(e trace.Event) {
	for _, m := range s.Peers {
		if m.Machine.Name() != e.Host {
			continue
		}
		if e.Body.Kind() == peer.KindLeft {
			m.Left = e.At
		} else {
			m.Done = e.At
		}
	}
}

// Link is a line with so many bit/s up and down, whose ends lie 10 ms apart from those of any
// other: a round trip takes 20 ms. Its queue is that of a lab that says nothing.
func Link(up, down int64) vnet.LinkConfig {
	return vnet.LinkConfig{Up: up, Down: down, Delay: 5 * time.Millisecond, Queue: 256 << 10}
}

// Add adds a peer, which begins at once.
func (s *Swarm) Add(c peer.Config, l vnet.LinkConfig) *Member {
	i := len(s.Peers)
	m := &Member{Addr: netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), Joined: s.K.Now(), Seed: c.Seed}
	if i == 0 {
		m.Addr = netip.AddrFrom4([4]byte{10, 255, 0, 1})
	}
	var err error
	m.Machine, err = s.Net.AddHost(vnet.HostConfig{Name: fmt.Sprintf("peer-%d", i), Addrs: []netip.Addr{m.Addr}, Link: l})
	if err != nil {
		panic(err)
	}
	c.Torrent, c.Library = s.Torrent, s.library
	c.Trackers, c.Announce = []string{"http://tracker.test/announce"}, s.announce
	m.Peer = peer.New(c)
	s.Peers = append(s.Peers, m)
	m.Machine.Install(peer.Kind, func() host.Program { return m.Peer })
	m.Machine.Start()
	return m
}

// announce is the tracker's answer without its messages: some of those that are there, chosen at
// random.
func (s *Swarm) announce(h host.Host, _ string, r peer.Announce) (peer.Answer, error) {
	a := peer.Answer{Interval: 5 * time.Minute}
	var there []*Member
	for _, m := range s.Peers {
		if m.Left == 0 && m.Addr != h.Addrs()[0] {
			there = append(there, m)
		}
	}
	for _, i := range s.dice.Perm(len(there)) {
		if m := there[i]; len(a.Peers) < r.NumWant {
			a.Peers = append(a.Peers, netip.AddrPortFrom(m.Addr, peer.DefaultPort))
		}
	}
	return a, nil
}

// Run goes on until only weak timers are left, or up to an instant.
func (s *Swarm) Run(until sim.Instant) {
	for s.K.Alive() {
		if next, ok := s.K.Next(); !ok || next > until {
			return
		}
		s.K.Step()
	}
}

// Arrive has peers come at random, so many a second on average (a Poisson process), from now on
// up to an instant.
func (s *Swarm) Arrive(rate float64, until sim.Instant, one func()) {
	wait := time.Duration(-math.Log(1-s.comers.Float64()) / rate * 1e9)
	if s.K.Now().Add(wait) >= until {
		return
	}
	s.K.After(wait, func() {
		one()
		s.Arrive(rate, until, one)
	})
}

// Exponential draws a length of time with an exponential distribution.
func (s *Swarm) Exponential(mean time.Duration) time.Duration {
	return time.Duration(-math.Log(1-s.comers.Float64()) * float64(mean))
}

// Numbers returns how many leechers and how many seeds are there; those that were seeds from the
// beginning don't count.
func (s *Swarm) Numbers() (leechers, seeds int) {
	for _, m := range s.Peers {
		switch {
		case m.Seed || m.Left > 0:
		case m.Done > 0:
			seeds++
		default:
			leechers++
		}
	}
	return leechers, seeds
}

// Last returns when the last of the leechers had everything; 0: one of them has not.
func (s *Swarm) Last() (last sim.Instant) {
	for _, m := range s.Peers {
		if !m.Seed && m.Done == 0 {
			return 0
		}
		last = max(last, m.Done)
	}
	return last
}

// Close ends the world, and returns what went wrong in it.
func (s *Swarm) Close() error {
	for _, c := range s.Net.Crashes() {
		return fmt.Errorf("crash on %s: %s\n%s", c.Host, c.What, c.Stack)
	}
	if stuck := s.Net.Stop(); len(stuck) > 0 {
		return fmt.Errorf("fibers would not go: %v", stuck)
	}
	return nil
}

// Median returns the middle one of some values.
func Median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
