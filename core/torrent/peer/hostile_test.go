package peer

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// hostile is a program that connects to each peer of a swarm and says what it likes.
type hostile struct {
	swarm *swarm
	// greet is false for one that does not even send a handshake.
	mute   bool
	script func(c *attack)
	answer func(c *attack, m wire.Message)
	again  func(c *attack) // each half minute; nil: nothing
	conns  []*attack
}

// attack is one of its connections.
type attack struct {
	*hostile
	s       host.Stream
	decoder wire.Decoder
	greeted bool
	ended   bool
}

func (*hostile) Kind() string       { return "hostile" }
func (*hostile) View() view.Program { return view.Program{Kind: "hostile"} }

func (x *hostile) Run(h host.Host) error {
	if err := h.Sleep(time.Second); err != nil {
		return err
	}
	for i := range x.swarm.peers {
		c := &attack{hostile: x}
		x.conns = append(x.conns, c)
		s, err := h.DialStream(netip.AddrPortFrom(addr(i), DefaultPort), c)
		if err != nil {
			return err
		}
		c.s = s
	}
	if x.again != nil {
		x.repeat(h)
	}
	return h.NewSignal().Wait()
}

func (x *hostile) repeat(h host.Host) {
	h.AfterWeak(30*time.Second, func() {
		for _, c := range x.conns {
			if !c.ended {
				x.again(c)
			}
		}
		x.repeat(h)
	})
}

func (c *attack) OnOpen() {
	if !c.mute {
		h := wire.Handshake{InfoHash: c.swarm.torrent.Hash, Reserved: wire.Reserved{}.With(wire.Extensions, wire.Fast)}
		copy(h.PeerID[:], "-XX0000-hostile"+c.s.LocalAddr().Addr().String())
		c.s.Send(h.Append(nil))
	}
	if c.script != nil {
		c.script(c)
	}
}

func (c *attack) OnData(b []byte) {
	if c.answer == nil {
		return
	}
	c.decoder.Feed(b)
	if !c.greeted {
		_, ok, err := c.decoder.Handshake()
		if c.greeted = ok; err != nil || !ok {
			return
		}
		c.decoder.Limits.Fast = true
	}
	for !c.ended {
		m, ok, err := c.decoder.Next()
		if err != nil || !ok {
			return
		}
		c.answer(c, m)
	}
}

func (c *attack) OnEnd()        {}
func (c *attack) OnDrain()      {}
func (c *attack) OnClose(error) { c.ended = true }

func (c *attack) say(list ...wire.Message) {
	for _, m := range list {
		c.s.Send(wire.Append(nil, m))
	}
}

// besieged is a swarm of a seed and four leechers with hostile programs among them. With every other
// pair of seeds the leechers know their lines.
func besieged(t testing.TB, seed uint64, fast bool, list ...*hostile) *swarm {
	s := newSwarm(t, seed, 512<<10, 64<<10, trace.Options{})
	s.add(Config{Seed: true, Fast: fast}, link)
	for range 4 {
		s.add(Config{Fast: fast, Uplink: link.Up / 8 * int64(seed/2%2)}, link)
	}
	s.acquaint()
	for i, x := range list {
		x.swarm = s
		at := netip.AddrFrom4([4]byte{10, 9, 9, byte(9 + i)})
		m, err := s.n.AddHost(vnet.HostConfig{Name: "hostile-" + at.String(), Addrs: []netip.Addr{at}, Link: vnet.LinkConfig{Delay: time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		m.Install("hostile", func() host.Program { return x })
		s.hosts = append(s.hosts, m)
	}
	s.start()
	return s
}

// reasons returns why the hostile program's connections have ended, as the peers tell it.
func (s *swarm) reasons() (list []string) {
	for e := range s.events() {
		switch b := e.Body.(type) {
		case *EventDisconnected:
			if b.Addr.Addr() == netip.MustParseAddr("10.9.9.9") && !slices.Contains(list, b.Reason) {
				list = append(list, b.Reason)
			}
		case *EventBanned:
			list = append(list, "banned: "+b.Reason)
		}
	}
	return list
}

func (s *swarm) events() func(func(trace.Event) bool) {
	return func(yield func(trace.Event) bool) { s.t.Scan(1, yield) }
}

// TestHostile lets a swarm meet programs that break the rules. The swarm ends whole, the
// connection is closed where the rule says so, and nobody else's is.
func TestHostile(t *testing.T) {
	everything := wire.Message{ID: wire.HaveAll}
	unchoke := wire.Message{ID: wire.Unchoke}
	interested := wire.Message{ID: wire.Interested}
	wrong := make([]byte, wire.Block)
	giveWrong := func(c *attack, m wire.Message) {
		if m.ID == wire.Request {
			c.say(wire.Message{ID: wire.Piece, Index: m.Index, Begin: m.Begin, Payload: wrong[:m.Length]})
		}
	}
	for _, c := range []struct {
		name string
		x    hostile
		want string // in the reason of the end; "": the connection may stay
	}{
		{"no handshake at all", hostile{mute: true}, ""},
		{"another protocol", hostile{mute: true, script: func(c *attack) { c.s.Send([]byte("GET / HTTP/1.1\r\n\r\n")) }}, ""},
		{"nothing after the handshake", hostile{}, "it says nothing"},
		{"wrong pieces", hostile{script: func(c *attack) { c.say(everything, unchoke) }, answer: giveWrong}, "banned: "},
		{"claims everything, serves, and gives nothing", hostile{script: func(c *attack) { c.say(everything, unchoke) }}, "both have everything"},
		{"rejects everything", hostile{script: func(c *attack) { c.say(everything, unchoke) }, answer: func(c *attack, m wire.Message) {
			if m.ID == wire.Request {
				c.say(wire.Message{ID: wire.Reject, Index: m.Index, Begin: m.Begin, Length: m.Length})
			}
		}}, "both have everything"},
		{"closes in the middle of a block", hostile{script: func(c *attack) { c.say(everything, unchoke) }, answer: func(c *attack, m wire.Message) {
			if m.ID == wire.Request {
				c.s.Send(wire.AppendPieceHeader(nil, m.Index, m.Begin, int(m.Length)))
				c.s.Send(wrong[:100])
				c.s.Close()
				c.ended = true
			}
		}}, "closed"},
		{"chokes and serves in turns", hostile{script: func(c *attack) { c.say(everything, unchoke) }, answer: func(c *attack, m wire.Message) {
			if m.ID == wire.Request {
				c.say(wire.Message{ID: wire.Choke}, unchoke)
			}
		}}, ""},
		{"a piece that does not exist", hostile{script: func(c *attack) { c.say(wire.Message{ID: wire.Have, Index: 8}) }}, "no such piece"},
		{"a bitfield that is too long", hostile{script: func(c *attack) { c.say(wire.Message{ID: wire.HaveBits, Payload: make([]byte, 9)}) }}, "bitfield"},
		{"spare bits", hostile{script: func(c *attack) { c.say(wire.Message{ID: wire.HaveBits, Payload: []byte{0, 1}}) }}, "bitfield"},
		{"a bitfield in the middle", hostile{script: func(c *attack) { c.say(interested, wire.Message{ID: wire.HaveBits, Payload: []byte{1}}) }}, ""},
		{"two bitfields", hostile{script: func(c *attack) { c.say(everything, everything) }}, ""},
		{"a message of four gigabytes", hostile{script: func(c *attack) { c.s.Send([]byte{0xff, 0xff, 0xff, 0xff, 7}) }}, "longer"},
		{"a request beyond the piece", hostile{script: func(c *attack) {
			c.say(interested, wire.Message{ID: wire.Request, Index: 0, Begin: 65535, Length: 16384})
		}}, "part of the piece"},
		{"a flood of requests", hostile{script: func(c *attack) { c.say(interested) }, answer: func(c *attack, m wire.Message) {
			if m.ID == wire.Unchoke {
				for range 4 * maxRequests {
					c.say(wire.Message{ID: wire.Request, Index: 0, Begin: 0, Length: wire.Block})
				}
			}
		}}, Flood.String()},
		{"blocks that nobody asked for", hostile{script: func(c *attack) {
			for i := range 200 {
				c.say(wire.Message{ID: wire.Piece, Index: uint32(i % 8), Begin: 0, Payload: wrong})
			}
		}}, ""},
		{"unknown messages", hostile{script: func(c *attack) {
			for i := range 100 {
				c.s.Send([]byte{0, 0, 0, 3, byte(21 + i), 1, 2})
			}
		}}, ""},
		{"an extended message that is not bencoded", hostile{script: func(c *attack) { c.say(wire.Message{ID: wire.Extended, Payload: []byte{0, 'x'}}) }}, "dictionary"},
		{"metadata asked for again and again", hostile{script: func(c *attack) {
			c.say(wire.Message{ID: wire.Extended, Payload: wire.ExtendedHandshake{Metadata: 3}.Append(nil)})
			for i := range 1000 {
				c.say(wire.Message{ID: wire.Extended, Payload: wire.Metadata{Type: wire.MetadataRequest, Piece: i % 3}.Append(nil, ownMetadata)})
			}
		}}, ""},
		{"more pieces allowed than there are", hostile{script: func(c *attack) {
			for i := range 8 {
				c.say(wire.Message{ID: wire.AllowedFast, Index: uint32(i)}, wire.Message{ID: wire.AllowedFast, Index: uint32(i)})
			}
		}}, ""},
	} {
		x := c.x
		s := besieged(t, 1, true, &x)
		took := s.run()
		// Long enough for whoever waits to be found out.
		for next, ok := s.k.Next(); ok && time.Duration(next) < 10*time.Minute; next, ok = s.k.Next() {
			s.k.Step()
		}
		if s.whole() != 5 || took > 5*time.Minute {
			t.Errorf("%s: %d of 5 have everything after %v", c.name, s.whole(), took)
		}
		reasons := strings.Join(s.reasons(), "; ")
		if !strings.Contains(reasons, c.want) {
			t.Errorf("%s: ended by %q, want %q", c.name, reasons, c.want)
		}
		for e := range s.events() {
			if b, ok := e.Body.(*EventBanned); ok && b.Addr != netip.MustParseAddr("10.9.9.9") {
				t.Errorf("%s: %s was banned: %s", c.name, b.Addr, b.Reason)
			}
		}
	}
}

// crowd connects again and again from one address, and says nothing.
type crowd struct{ to netip.AddrPort }

func (crowd) Kind() string       { return "crowd" }
func (crowd) View() view.Program { return view.Program{Kind: "crowd"} }

func (x crowd) Run(h host.Host) error {
	for range 2 * DefaultConnections {
		if _, err := h.DialStream(x.to, deaf{}); err != nil {
			return err
		}
	}
	return h.NewSignal().Wait()
}

// One address does not take all the room that a peer has for connections.
func TestConnectionsOfOneAddress(t *testing.T) {
	s := newSwarm(t, 1, 512<<10, 64<<10, trace.Options{})
	seed := s.add(Config{Seed: true}, link)
	m, err := s.n.AddHost(vnet.HostConfig{Name: "crowd", Addrs: []netip.Addr{netip.MustParseAddr("10.9.9.9")}, Link: link})
	if err != nil {
		t.Fatal(err)
	}
	m.Install("crowd", func() host.Program { return crowd{netip.AddrPortFrom(addr(0), DefaultPort)} })
	s.hosts = append(s.hosts, m)
	s.start()
	for next, ok := s.k.Next(); ok && time.Duration(next) < 5*time.Second; next, ok = s.k.Next() {
		s.k.Step()
	}
	if n := len(seed.conns); n != maxOfAddress {
		t.Errorf("%d connections of one address", n)
	}
	late := s.add(Config{Peers: []netip.AddrPort{netip.AddrPortFrom(addr(0), DefaultPort)}}, link)
	s.hosts[len(s.hosts)-1].Start()
	if s.run(); !late.complete() {
		t.Error("there is no room for an honest peer")
	}
}

// Some of a swarm send wrong bytes among right ones. Everybody gets the file, the liars are
// banned, and nobody else is: also where all blocks of a piece came from different peers.
func TestPoison(t *testing.T) {
	for seed := range uint64(6) {
		s := newSwarm(t, seed, 512<<10, 64<<10, trace.Options{})
		s.add(Config{Seed: true}, link)
		liars := map[netip.Addr]bool{}
		for i := range 8 {
			if i%4 == 0 {
				liars[addr(len(s.peers))] = true
			}
			s.add(Config{Poison: i%4 == 0}, link)
		}
		s.acquaint()
		s.start()
		took := s.run()
		if s.whole() != 9 {
			t.Errorf("seed %d: %d of 9 have everything after %v", seed, s.whole(), took)
		}
		bad, banned := 0, 0
		for e := range s.events() {
			switch b := e.Body.(type) {
			case *EventBad:
				bad++
			case *EventBanned:
				banned++
				if !liars[b.Addr] {
					t.Errorf("seed %d: %s is banned by %s and has done nothing", seed, b.Addr, e.Host)
				}
			}
		}
		if bad == 0 || banned == 0 {
			t.Errorf("seed %d: %d bad pieces, %d bans", seed, bad, banned)
		}
	}
}

// FuzzSwarm lets a swarm meet a program that sends arbitrary bytes behind a handshake, a portion
// with each thing that it hears. The swarm is whole in the end.
func FuzzSwarm(f *testing.F) {
	all := wire.Append(wire.Append(nil, wire.Message{ID: wire.HaveAll}), wire.Message{ID: wire.Unchoke})
	f.Add(uint8(5), all)
	f.Add(uint8(200), wire.Append(all, wire.Message{ID: wire.Piece, Index: 1, Payload: make([]byte, 300)}))
	f.Add(uint8(3), wire.Append(wire.Append(nil, wire.Message{ID: wire.Interested}), wire.Message{ID: wire.Request, Index: 2, Length: 1 << 14}))
	f.Add(uint8(50), wire.Append(nil, wire.Message{ID: wire.Extended, Payload: wire.ExtendedHandshake{Metadata: 1, MetadataSize: 100}.Append(nil)}))
	f.Add(uint8(9), wire.Append(wire.Append(nil, wire.Message{ID: wire.HaveBits, Payload: []byte{0xff}}), wire.Message{ID: wire.AllowedFast, Index: 3}))
	f.Fuzz(func(t *testing.T, step uint8, b []byte) {
		if len(b) > 4096 {
			t.Skip()
		}
		rest := map[*attack][]byte{}
		next := func(c *attack) {
			left := rest[c]
			n := min(len(left), int(step)+1)
			c.s.Send(left[:n])
			rest[c] = left[n:]
		}
		x := &hostile{
			script: func(c *attack) { rest[c] = b; next(c) },
			answer: func(c *attack, _ wire.Message) { next(c) },
		}
		s := besieged(t, 1, step%2 == 0, x)
		if took := s.run(); s.whole() != 5 || took > 10*time.Minute {
			t.Errorf("%d of 5 have everything after %v", s.whole(), took)
		}
	})
}
