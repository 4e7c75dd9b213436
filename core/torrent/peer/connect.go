package peer

import (
	"net/netip"

	"playnet/core/host"
	"playnet/core/torrent/wire"
)

// candidate is an address at which there may be a peer.
type candidate struct {
	addr  netip.AddrPort
	conn  *conn // that stands or is being made
	tries int   // in vain, in a row
	after int64 // not to be tried before
	self  bool
	whole bool // it has everything
}

// learnOf takes in an address. It reports whether it is new.
func (p *Peer) learnOf(a netip.AddrPort) bool {
	if p.knownAt[a] != nil || !a.IsValid() || a.Port() == 0 || a.Addr().IsUnspecified() || a.Addr().IsMulticast() {
		return false
	}
	c := p.newCandidate()
	if c == nil {
		return false
	}
	*c = candidate{addr: a}
	for _, own := range p.h.Addrs() {
		c.self = c.self || a == netip.AddrPortFrom(own, p.config.port())
	}
	p.knownAt[a] = c
	return true
}

// newCandidate makes room for an address, if need be in the place of one that answers no more;
// nil: there is none.
func (p *Peer) newCandidate() *candidate {
	if len(p.known) < maxKnown {
		p.known = append(p.known, p.room.New())
		return p.known[len(p.known)-1]
	}
	for _, c := range p.known {
		if c.conn == nil && c.tries >= maxTries {
			delete(p.knownAt, c.addr)
			return c
		}
	}
	return nil
}

// rest says when the address may be tried again.
func (c *candidate) rest(now int64, stood bool) {
	if stood {
		c.tries = 0
	} else {
		c.tries++
	}
	c.after = now + int64(retryAfter)<<min(c.tries, 5)
}

// ready reports whether the address may be tried.
func (p *Peer) ready(c *candidate, now int64) bool {
	return c.conn == nil && !c.self && !(c.whole && p.complete()) && c.tries < maxTries && c.after <= now && !p.banned[c.addr.Addr()]
}

// connect begins connections until there are as many neighbours as are sought. Whom it
// chooses among those it knows of is drawn by lot; those nearer come first where that counts.
func (p *Peer) connect() {
	if p.complete() && p.config.Nearer == nil && p.round > 0 {
		return // a seed waits for those that want something
	}
	now := p.now()
	for p.state.in() && len(p.conns) < p.config.neighbours() && p.dialing < maxDialing {
		c := p.drawCandidate(now)
		if c == nil {
			return
		}
		p.dial(c)
	}
}

func (p *Peer) drawCandidate(now int64) *candidate {
	ready, near := 0, 0
	nearer := p.config.Nearer
	for _, c := range p.known {
		if p.ready(c, now) {
			ready++
			if nearer != nil && nearer(c.addr.Addr()) {
				near++
			}
		}
	}
	if ready == 0 {
		return nil
	}
	onlyNear := near > 0
	lot := p.dicePeers.IntN(ready)
	if onlyNear {
		lot = p.dicePeers.IntN(near)
	}
	for _, c := range p.known {
		if !p.ready(c, now) || onlyNear && !nearer(c.addr.Addr()) {
			continue
		}
		if lot == 0 {
			return c
		}
		lot--
	}
	panic("peer: a lot without an address")
}

// dial begins a connection.
func (p *Peer) dial(from *candidate) {
	c := p.newConn(from.addr)
	c.from, from.conn = from, c
	s, err := p.h.DialStream(from.addr, c)
	if err != nil {
		c.gone(err.Error())
		return
	}
	c.s = s
	p.dialing++
}

// accept takes a connection that somebody else has begun, if there is room.
func (p *Peer) accept(s host.Stream) host.StreamHandler {
	from := s.RemoteAddr().Addr()
	if !p.state.in() || len(p.conns) >= p.config.connections() || p.banned[from] || p.connectionsOf(from) >= maxOfAddress {
		s.Abort()
		return deaf{}
	}
	before := p.h.Serve(p.operation)
	defer p.h.Serve(before)
	c := p.newConn(s.RemoteAddr())
	c.s = s
	return c
}

// maxOfAddress is how many connections with one address there may be before no more are taken
// from there: more than one person may sit behind it, but nobody is to have all the room.
const maxOfAddress = 8

// connectionsOf counts the connections with an address.
func (p *Peer) connectionsOf(a netip.Addr) (n int) {
	for _, c := range p.conns {
		if c.addr.Addr() == a {
			n++
		}
	}
	return n
}

// deaf hears of a connection that is not wanted.
type deaf struct{}

func (deaf) OnOpen()       {}
func (deaf) OnData([]byte) {}
func (deaf) OnEnd()        {}
func (deaf) OnDrain()      {}
func (deaf) OnClose(error) {}

// greet sends our handshake.
func (c *conn) greet() {
	p := c.p
	h := wire.Handshake{InfoHash: p.hash, PeerID: p.id}
	if p.config.Fast {
		h.Reserved = h.Reserved.With(wire.Fast)
	}
	if !p.config.Plain {
		h.Reserved = h.Reserved.With(wire.Extensions)
	}
	if p.config.DHT != nil && !p.private() {
		h.Reserved = h.Reserved.With(wire.DHT)
	}
	c.features = h.Reserved
	c.prepare(p.operation)
	c.out = h.Append(c.out)
	c.greeted = true
}

// private reports whether peers may come from trackers only (BEP 27).
func (p *Peer) private() bool { return p.info != nil && p.info.Private }

// meet takes the neighbour's handshake, and says what we have. It reports whether the
// connection goes on.
func (c *conn) meet(h wire.Handshake) bool {
	p := c.p
	if h.InfoHash != p.hash {
		c.close("another torrent")
		return false
	}
	if !c.greeted {
		c.greet()
	}
	c.id = h.PeerID
	for i := range c.features {
		c.features[i] &= h.Reserved[i]
	}
	if h.PeerID == p.id {
		if c.from != nil {
			c.from.self = true
		}
		c.close("ourselves")
		return false
	}
	if !c.solveDouble() {
		return false
	}
	if p.banned[c.addr.Addr()] {
		c.close("banned")
		return false
	}
	if c.from != nil {
		c.from.tries = 0
	}
	c.become(Open)
	p.h.Emit(&EventConnected{Addr: c.addr, Incoming: c.from == nil, Client: wire.Client(h.PeerID)})
	c.decoder.Limits = p.limits
	c.decoder.Limits.Fast = c.features.Has(wire.Fast)
	c.decoder.Fragments = true
	c.knowNothing()
	c.introduce()
	return true
}

// solveDouble closes one of two connections to the same neighbour: that which the one with
// the lesser id has begun, so that both sides close the same one. It reports whether this one
// stays.
func (c *conn) solveDouble() bool {
	p := c.p
	for _, d := range p.conns {
		if d == c || d.state != Open || d.id != c.id {
			continue
		}
		oursWins := string(p.id[:]) > string(c.id[:])
		if (c.from != nil) != (d.from != nil) && (c.from != nil) == oursWins {
			d.close("a second connection to the same peer")
			return true
		}
		c.close("a second connection to the same peer")
		return false
	}
	return true
}

// introduce says what we have and can do.
func (c *conn) introduce() {
	p := c.p
	fast := c.features.Has(wire.Fast)
	shown := p.count
	if p.superSeeds() {
		shown = 0
	}
	switch {
	case fast && shown == 0:
		c.say(wire.Message{ID: wire.HaveNone})
	case fast && p.complete():
		c.say(wire.Message{ID: wire.HaveAll})
	case shown > 0:
		c.say(wire.Message{ID: wire.HaveBits, Payload: p.have})
	}
	if c.features.Has(wire.Extensions) {
		c.introduceExtensions()
	}
	if c.features.Has(wire.DHT) {
		c.say(wire.Message{ID: wire.Port, Index: uint32(p.config.DHT.Port())})
	}
	if fast {
		c.grantFast()
	}
	if p.superSeeds() {
		c.showNext()
	}
}
