package peer

import (
	"bytes"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/torrent/choker"
	"playnet/core/torrent/store"
	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// leechers adds so many usual ones.
func (s *swarm) leechers(n int) {
	for range n {
		s.add(Config{}, link)
	}
}

// count counts the events that f accepts.
func (s *swarm) count(f func(host string, b trace.Body) bool) (n int) {
	for e := range s.events() {
		if f(e.Host, e.Body) {
			n++
		}
	}
	return n
}

// Who has only a magnet link learns from others which pieces there are, also when one of them
// lies about it, and then gets the file.
func TestMagnet(t *testing.T) {
	for seed := range uint64(2) {
		s := newSwarm(t, seed, 1<<20, 1<<10, trace.Options{}) // 1,024 pieces: two blocks of metadata
		magnet := s.torrent.Magnet()
		s.add(Config{Seed: true}, link)
		s.leechers(1)
		for range 3 {
			s.add(Config{Magnet: &magnet, Library: s.library}, link)
		}
		own := store.New(&s.torrent.Info) // a library of its own: everything has to be hashed
		s.add(Config{Magnet: &magnet, Library: own}, link)
		s.acquaint()
		if s.run0() != 6 {
			t.Errorf("seed %d: %d of 6 have everything", seed, s.whole())
		}
		var got []byte
		for i := range s.torrent.Info.Pieces {
			got = append(got, own.Piece(i)...)
		}
		if !bytes.Equal(got, s.content) {
			t.Errorf("seed %d: the file differs", seed)
		}
		if n := s.count(func(_ string, b trace.Body) bool { _, ok := b.(*EventMetadata); return ok }); n != 4 {
			t.Errorf("seed %d: %d have learnt the metadata, want 4", seed, n)
		}
	}
}

// Who has learnt the metadata tells neighbours that lack it: they would wait for ever else.
func TestMetadataFromWhoHasLearntIt(t *testing.T) {
	s := newSwarm(t, 1, 256<<10, 32<<10, trace.Options{Off: true})
	magnet := s.torrent.Magnet()
	to := func(i int) []netip.AddrPort { return []netip.AddrPort{netip.AddrPortFrom(addr(i), DefaultPort)} }
	s.add(Config{Seed: true, Join: 10 * time.Second, Peers: to(1)}, link)
	s.add(Config{Magnet: &magnet, Library: s.library}, link)
	s.add(Config{Magnet: &magnet, Library: s.library, Peers: to(1)}, link) // it knows nobody else
	if s.run0() != 3 {
		t.Errorf("%d of 3 have everything", s.whole())
	}
}

// run0 starts everything, runs and returns how many have everything.
func (s *swarm) run0() int {
	s.start()
	s.run()
	return s.whole()
}

func TestMetadataFromLiars(t *testing.T) {
	for _, c := range []struct {
		name   string
		size   int
		answer func(m wire.Metadata) []byte
	}{
		{"wrong bytes", 0, func(m wire.Metadata) []byte { return make([]byte, wire.MetadataBlock) }},
		{"another size", 100, func(m wire.Metadata) []byte { return make([]byte, 100) }},
		{"too short a block", 0, func(m wire.Metadata) []byte { return make([]byte, 10) }},
		{"nothing", 0, nil},
	} {
		s := newSwarm(t, 1, 1<<20, 1<<10, trace.Options{}) // 20 KiB of metadata: two blocks
		magnet := s.torrent.Magnet()
		m, err := s.n.AddHost(vnet.HostConfig{Name: "hostile", Addrs: []netip.Addr{netip.MustParseAddr("10.9.9.9")}})
		if err != nil {
			t.Fatal(err)
		}
		size := c.size
		if size == 0 {
			size = len(s.torrent.InfoBytes)
		}
		x := &hostile{swarm: s, script: func(a *attack) {
			a.say(wire.Message{ID: wire.Extended, Payload: wire.ExtendedHandshake{Metadata: 3, MetadataSize: size}.Append(nil)})
		}, answer: func(a *attack, w wire.Message) {
			if w.ID != wire.Extended || w.Payload[0] != 3 || c.answer == nil {
				return
			}
			ask, err := wire.ParseMetadata(w.Payload[1:])
			if err == nil && ask.Type == wire.MetadataRequest {
				data := wire.Metadata{Type: wire.MetadataData, Piece: ask.Piece, Total: size, Data: c.answer(ask)}
				a.say(wire.Message{ID: wire.Extended, Payload: data.Append(nil, ownMetadata)})
			}
		}}
		m.Install("hostile", func() host.Program { return x })
		s.add(Config{Magnet: &magnet, Library: s.library}, link)
		s.add(Config{Seed: true, Join: 5 * time.Second}, link) // the liar is there first
		s.peers[0].config.Peers = []netip.AddrPort{netip.AddrPortFrom(addr(1), DefaultPort)}
		s.peers[1].config.Peers = []netip.AddrPort{netip.AddrPortFrom(addr(0), DefaultPort)}
		m.Start()
		if s.run0() != 2 {
			t.Errorf("%s: %d of 2 have everything", c.name, s.whole())
		}
	}
}

// A cap on the upload holds over any ten seconds.
func TestMaxUp(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 64<<10, trace.Options{Off: true})
	s.add(Config{Seed: true, MaxUp: 50_000}, vnet.LinkConfig{Up: 10e6, Down: 10e6, Delay: time.Millisecond})
	s.leechers(2)
	s.peers[1].config.Choker, s.peers[2].config.Choker = choker.NameFreeRider, choker.NameFreeRider
	s.acquaint()
	s.start()
	took := s.run()
	if s.whole() != 3 {
		t.Fatalf("%d of 3 have everything", s.whole())
	}
	if least := time.Duration(s.peers[0].up.total) * time.Second / 50_000; took < least-time.Second || took > least+20*time.Second {
		t.Errorf("%d bytes took %v, want about %v", s.peers[0].up.total, took, least)
	}
}

// Under tit for tat a free rider gets less than two thirds of what those get that give, while lines
// are what is scarce. It gives nothing.
func TestFreeRiderWaits(t *testing.T) {
	s := newSwarm(t, 1, 8<<20, 32<<10, trace.Options{Off: true})
	s.add(Config{Seed: true}, vnet.LinkConfig{Up: 500e3, Down: 2.5e6, Delay: 5 * time.Millisecond})
	slow := vnet.LinkConfig{Up: 250e3, Down: 2.5e6, Delay: 5 * time.Millisecond}
	for range 20 {
		s.add(Config{}, slow)
	}
	rider := s.add(Config{Choker: choker.NameFreeRider}, slow)
	s.acquaint()
	s.start()
	sum := 0
	for s.k.Alive() && sum < 20*100 { // pieces of 256
		s.k.Step()
		sum = 0
		for _, p := range s.peers[1:21] {
			sum += p.count
		}
	}
	if 3*rider.count > 2*sum/20 || rider.up.total != 0 {
		t.Errorf("the free rider has %d pieces and has sent %d bytes; the others have %d", rider.count, rider.up.total, sum/20)
	}
}

// TestLeave: who leaves is gone, those that stay finish, and the world ends.
func TestLeave(t *testing.T) {
	for _, c := range []struct {
		leave  Leave
		linger time.Duration
		want   State
	}{{Stay, 0, Seeding}, {LeaveAtComplete, 0, Left}, {LeaveAfter, 40 * time.Second, Left}} {
		s := newSwarm(t, 2, 512<<10, 32<<10, trace.Options{})
		s.add(Config{Seed: true}, link)
		for range 4 {
			s.add(Config{Leave: c.leave, Linger: c.linger}, link)
		}
		s.acquaint()
		if s.run0() != 5 {
			t.Errorf("%v: %d of 5 have everything", c.leave, s.whole())
		}
		var at time.Duration
		for i, p := range s.peers[1:] {
			if p.State() != c.want || c.want == Left && len(p.conns) != 0 {
				t.Errorf("%v: peer %d is %v with %d neighbours", c.leave, i, p.State(), len(p.conns))
			}
			took, _ := p.Took()
			at = max(at, took)
		}
		for e := range s.events() {
			if _, ok := e.Body.(*EventLeft); ok && time.Duration(e.At) < c.linger {
				t.Errorf("%v: left at %v", c.leave, time.Duration(e.At))
			}
		}
		if end := time.Duration(s.k.Now()); end < at+c.linger {
			t.Errorf("%v: the world ended at %v", c.leave, end)
		}
	}
}

// What can't be had keeps no world alive for ever: a piece is missing, and the one that has it
// has left for good.
func TestWorldEndsWithoutSeed(t *testing.T) {
	s := newSwarm(t, 1, 512<<10, 32<<10, trace.Options{Off: true})
	s.add(Config{Seed: true}, link)
	s.leechers(3)
	s.acquaint()
	s.start()
	for s.k.Alive() && s.peers[1].count < 5 {
		s.k.Step()
	}
	s.peers[0].Leave()
	end := s.run()
	if s.whole() != 1 || end > 10*time.Minute {
		t.Errorf("%d have everything, the world ended at %v", s.whole(), end)
	}
	for _, p := range s.peers[1:] {
		if p.State() != Leeching || p.count != s.peers[1].count {
			t.Errorf("%v with %d pieces, another has %d", p.State(), p.count, s.peers[1].count)
		}
	}
}

// A host that stops and starts again goes on with the pieces that its disk has kept; a peer
// that left joins again.
func TestComeBack(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 32<<10, trace.Options{Off: true})
	s.add(Config{Seed: true}, link)
	s.leechers(3)
	s.acquaint()
	config := s.peers[1].config
	var second *Peer
	made := 0
	m, err := s.n.AddHost(vnet.HostConfig{Name: "unsteady", Addrs: []netip.Addr{addr(len(s.peers))}, Link: link})
	if err != nil {
		t.Fatal(err)
	}
	config.Peers = []netip.AddrPort{netip.AddrPortFrom(addr(0), DefaultPort)}
	m.Install(Kind, func() host.Program { made++; second = New(config); return second })
	s.start()
	m.Start()
	for s.k.Alive() && (second == nil || second.count < 4) {
		s.k.Step()
	}
	had := second.count
	m.Stop()
	s.peers[2].Leave()
	for range 20000 {
		s.k.Step()
	}
	m.Start()
	for second.State() == Waiting {
		s.k.Step()
	}
	if made != 2 || second.count != had {
		t.Errorf("it comes back with %d pieces, it had %d", second.count, had)
	}
	s.peers[2].Join()
	s.run()
	if s.whole() != 4 || !second.complete() {
		t.Errorf("%d of 4 have everything, and the one that came back: %v", s.whole(), second.complete())
	}
}

// Two that dial each other keep one connection, and nobody has more than it may have.
func TestConnections(t *testing.T) {
	for seed := range uint64(10) {
		s := newSwarm(t, seed, 256<<10, 32<<10, trace.Options{Off: true})
		s.add(Config{Seed: true}, link)
		for range 9 {
			s.add(Config{Connections: 4, Neighbours: 3}, link)
		}
		for _, p := range s.peers { // everybody knows everybody
			for j := range s.peers {
				p.config.Peers = append(p.config.Peers, netip.AddrPortFrom(addr(j), DefaultPort))
			}
		}
		s.start()
		for s.k.Alive() {
			s.k.Step()
			if s.k.Position()%50 > 0 {
				continue
			}
			for _, p := range s.peers[1:] {
				if len(p.conns) > 4 {
					t.Fatalf("seed %d: %d connections", seed, len(p.conns))
				}
				open := map[[20]byte]int{}
				for _, c := range p.conns {
					if c.state == Open {
						open[c.id]++
					}
					if open[c.id] > 1 || c.id == p.id && c.state == Open {
						t.Fatalf("seed %d: two connections to the same peer, or one to itself", seed)
					}
				}
			}
		}
		if s.whole() != 10 {
			t.Errorf("seed %d: %d of 10 have everything", seed, s.whole())
		}
	}
}

// With the fast extension a choked newcomer gets the pieces that it is allowed.
func TestAllowedFast(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 16<<10, trace.Options{})
	s.add(Config{Seed: true, Fast: true, Choker: choker.NameFreeRider}, link) // it chokes for good
	s.add(Config{Fast: true}, link)
	s.acquaint()
	s.run0()
	if p := s.peers[1]; p.count != fastPieces {
		t.Errorf("it has %d pieces, want %d", p.count, fastPieces)
	}
	allowed := wire.AllowedFastSet(fastPieces, 64, s.torrent.Hash, addr(1))
	for _, i := range allowed {
		if !s.peers[1].have.Has(i) {
			t.Errorf("piece %d is missing of %v", i, allowed)
		}
	}
}

// A change of the settings takes effect while the peer runs.
func TestSet(t *testing.T) {
	s := newSwarm(t, 1, 1<<20, 32<<10, trace.Options{Off: true})
	s.add(Config{Seed: true}, link)
	s.leechers(4)
	s.acquaint()
	s.start()
	p := s.peers[1]
	for s.k.Alive() && p.up.total < 100_000 {
		s.k.Step()
	}
	set := p.Settings()
	set.Choker, set.Picker = choker.NameFreeRider, "in-order"
	p.Set(set)
	for next, _ := s.k.Next(); time.Duration(next) < 25*time.Second; next, _ = s.k.Next() {
		s.k.Step()
	}
	sent := p.up.total
	s.run()
	if p.up.total != sent || p.picker.Name() != "in-order" || s.whole() != 5 {
		t.Errorf("it has sent %d bytes more, and goes by %s; %d of 5 have everything", p.up.total-sent, p.picker.Name(), s.whole())
	}
}

// Events read back as they were written.
func TestEventsReadBack(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.1:6881")
	for _, b := range []trace.Body{
		&EventJoined{"aa", "film", 1, 2, true}, &EventLeft{"why", 1, 2, 3, 4}, &EventConnected{at, true, "PN 0100"},
		&EventDisconnected{at, "reason"}, &EventPicked{1, at, 2, 3, 4, "rarest"}, &EventPiece{1, at, 2, 3},
		&EventBad{1, []netip.AddrPort{at, at}}, &EventBanned{at.Addr(), "reason"},
		&EventRound{Number: 1, Fill: true, Strategy: "seed", Ranking: []netip.AddrPort{at}, Rates: []int64{5}, Verdicts: []string{"unchoked"}, Best: at}, &EventOptimistic{at}, &EventSnubbed{at},
		&EventEndGame{3}, &EventComplete{time.Second, 1, 2}, &EventMetadata{1, 2, at},
	} {
		tr := trace.New(trace.Options{})
		tr.Emit(0, 0, sim.Context{}, b)
		for e := range (&swarm{t: tr}).events() {
			if !reflect.DeepEqual(e.Body, b) || e.Body.Text() == "" {
				t.Errorf("%+v came back as %+v", b, e.Body)
			}
		}
	}
}
