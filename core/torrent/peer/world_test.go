package peer

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/torrent/metainfo"
	"playnet/core/torrent/store"
	"playnet/core/trace"
	"playnet/core/vnet"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// swarm is a swarm under test: all peers know of each other from the beginning, unless changed.
type swarm struct {
	testing.TB
	k       *sim.Kernel
	t       *trace.Trace
	n       *vnet.Network
	content []byte
	torrent *metainfo.Torrent
	library *store.Library
	peers   []*Peer
	hosts   []*vnet.Machine
}

// content returns bytes that differ from piece to piece.
func content(n int) []byte {
	b := make([]byte, n)
	x := uint32(7)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

func newSwarm(t testing.TB, seed uint64, size, pieceLength int, o trace.Options) *swarm {
	s := &swarm{TB: t, k: sim.New(seed), t: trace.New(o), content: content(size)}
	s.n = vnet.New(s.k, s.t, epoch)
	s.torrent = metainfo.Build("film", s.content, pieceLength)
	s.library = store.New(&s.torrent.Info)
	s.library.Offer(s.content)
	t.Cleanup(func() {
		for _, c := range s.n.Crashes() {
			t.Errorf("crash on %s: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := s.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	return s
}

func addr(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(i / 250), byte(i%250 + 1)}) }

// link is the usual one: 1 Mbit/s up, 10 down, 10 ms.
var link = vnet.LinkConfig{Up: 1e6, Down: 10e6, Delay: 5 * time.Millisecond}

// add adds a host with a peer.
func (s *swarm) add(c Config, l vnet.LinkConfig) *Peer {
	s.Helper()
	i := len(s.peers)
	m, err := s.n.AddHost(vnet.HostConfig{Name: fmt.Sprintf("peer-%d", i), Addrs: []netip.Addr{addr(i)}, Link: l})
	if err != nil {
		s.Fatal(err)
	}
	if c.Torrent == nil && c.Magnet == nil {
		c.Torrent = s.torrent
	}
	if c.Library == nil && c.Torrent == s.torrent {
		c.Library = s.library
	}
	p := New(c)
	m.Install(Kind, func() host.Program { return p })
	s.peers, s.hosts = append(s.peers, p), append(s.hosts, m)
	return p
}

// acquaint lets each peer know of all that come before it.
func (s *swarm) acquaint() {
	for i, p := range s.peers {
		for j := range i {
			p.config.Peers = append(p.config.Peers, netip.AddrPortFrom(addr(j), DefaultPort))
		}
	}
}

// start starts all hosts.
func (s *swarm) start() {
	for _, m := range s.hosts {
		m.Start()
	}
}

// run runs until only weak timers are left.
func (s *swarm) run() time.Duration {
	for s.k.Alive() {
		s.k.Step()
		if s.k.Position()%64 == 0 {
			s.books()
		}
	}
	return time.Duration(s.k.Now())
}

// whole reports of each peer whether it has everything.
func (s *swarm) whole() (n int) {
	for _, p := range s.peers {
		if p.complete() {
			n++
		}
	}
	return n
}

func TestSwarm(t *testing.T) {
	for seed := range uint64(5) {
		s := newSwarm(t, seed, 1<<20, 64<<10, trace.Options{Off: true})
		s.add(Config{Seed: true}, link)
		for range 10 {
			s.add(Config{}, link)
		}
		s.acquaint()
		s.start()
		took := s.run()
		if s.whole() != 11 {
			t.Errorf("seed %d: %d of 11 have everything", seed, s.whole())
		}
		if took > time.Minute {
			t.Errorf("seed %d: it took %v", seed, took)
		}
	}
}

// books holds the numbers that peers keep against what they are numbers of.
func (s *swarm) books() {
	s.Helper()
	for i, p := range s.peers {
		if p.info == nil {
			continue
		}
		left, served := 0, 0
		for k := range p.total() {
			switch a := p.partials[k]; {
			case p.have.Has(k):
			case a == nil:
				left += blocksOf(p.info.PieceSize(k))
			default:
				missing := 0
				for at := range a.blocks {
					if b := &a.blocks[at]; !b.here && b.asked == 0 {
						missing++
					}
				}
				if left += missing; missing != a.missing {
					s.Fatalf("peer %d: %d blocks of piece %d are missing, it counts %d", i, missing, k, a.missing)
				}
			}
		}
		copies := make([]int, p.total())
		for _, c := range p.conns {
			if c.state == Open && !c.amChoking {
				served++
			}
			wanted := 0
			for k := range copies {
				if c.have.Has(k) && c.state == Open {
					copies[k]++
					if !p.have.Has(k) {
						wanted++
					}
				}
			}
			if c.state == Open && wanted != c.wanted {
				s.Fatalf("peer %d wants %d pieces of %s, it counts %d", i, wanted, c.addr, c.wanted)
			}
		}
		if left != p.left || served != p.served || !slices.Equal(copies, p.copies) || p.have.Count() != p.count {
			s.Fatalf("peer %d: %d blocks are neither here nor asked for, it counts %d; it serves %d and counts %d; copies %v, %v; pieces %d, %d",
				i, left, p.left, served, p.served, copies, p.copies, p.have.Count(), p.count)
		}
	}
}
