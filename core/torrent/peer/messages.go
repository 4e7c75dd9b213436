package peer

import (
	"net/netip"

	"playnet/core/torrent/wire"
)

// Breach is what a neighbour does against the protocol that a single message does not show.
// The connection is closed.
type Breach uint8

// The breaches.
const (
	Flood       Breach = iota + 1 // more requests than anybody can need
	NotAllowed                    // a request for what we don't have
	BadMetadata                   // metadata beyond its size
)

func (b Breach) String() string {
	return [...]string{Flood: "more requests than anybody can need",
		NotAllowed: "a request for a piece that we don't have", BadMetadata: "metadata beyond its size"}[b]
}

func (b Breach) Error() string { return "peer: " + b.String() }

// message does what a message asks for. An error ends the connection.
func (c *conn) message(m *wire.Message) error {
	switch m.ID {
	case wire.Choke:
		c.choked()
	case wire.Unchoke:
		c.unchoked()
	case wire.Interested:
		c.interested(true)
	case wire.NotInterested:
		c.interested(false)
	case wire.Have:
		c.has(int(m.Index))
	case wire.HaveBits:
		c.hasAll(m.Payload)
	case wire.HaveAll:
		c.all = c.p.info == nil
		c.hasAll(wire.FullBitfield(c.p.total()))
	case wire.Request:
		return c.request(block{int(m.Index), int(m.Begin), int(m.Length)})
	case wire.Cancel:
		c.cancel(block{int(m.Index), int(m.Begin), int(m.Length)})
	case wire.Piece:
		c.takeBlock(m)
	case wire.Reject:
		c.rejected(block{int(m.Index), int(m.Begin), int(m.Length)})
	case wire.AllowedFast:
		c.allowed(int(m.Index))
	case wire.Port:
		if c.features.Has(wire.DHT) {
			c.p.config.DHT.Add(netip.AddrPortFrom(c.addr.Addr(), uint16(m.Index)))
		}
	case wire.Extended:
		return c.extended(m.Payload)
	case wire.KeepAlive, wire.Suggest, wire.HaveNone:
	default:
		// BEP 3 says nothing of unknown kinds; other programs pass over them.
	}
	return nil
}

// choked: the neighbour does not serve us any more. Without the fast extension it has thereby
// thrown away our requests.
func (c *conn) choked() {
	c.peerChoking = true
	if !c.features.Has(wire.Fast) {
		c.release()
		c.p.askAll()
	}
}

// unchoked: the neighbour serves us.
func (c *conn) unchoked() {
	if !c.peerChoking {
		return
	}
	c.peerChoking = false
	c.gave = c.heard
	c.ask()
}

// interested takes in whether the neighbour wants something of us. A free slot is not left
// empty until the next round: the original client, too, decides in between when somebody comes
// or goes, or changes its mind (Legout et al., IMC 2006, section 2).
func (c *conn) interested(yes bool) {
	if c.peerInterested == yes {
		return
	}
	c.peerInterested = yes
	p := c.p
	if c.amChoking == yes && (!yes || p.served <= p.slots()) {
		p.refill = true
	}
}

// has takes in that the neighbour has a piece more.
func (c *conn) has(i int) {
	p := c.p
	if p.info == nil {
		c.noteEarly(i)
		return
	}
	if c.have.Has(i) {
		return
	}
	c.have.Set(i)
	c.count++
	p.copies[i]++
	if p.state == Seeding {
		p.shownHas(c, i)
		if c.count == p.total() {
			c.part()
		}
		return
	}
	if p.have.Has(i) {
		return
	}
	c.wanted++
	c.showInterest()
	c.ask()
}

// hasAll takes in what the neighbour has. BEP 3 wants a bitfield to be the first message or
// none; aria2 sends another one where that is shorter than many HAVE messages. What was said
// before holds all the same: nobody loses a piece.
func (c *conn) hasAll(bits wire.Bitfield) {
	p := c.p
	if p.info == nil {
		for i := range min(len(bits), maxEarly) { // until it is known how many pieces there are
			if i == len(c.have) {
				c.have = append(c.have, 0)
			}
			c.have[i] |= bits[i]
		}
		return
	}
	for i := range p.total() {
		if !bits.Has(i) || c.have.Has(i) {
			continue
		}
		c.have.Set(i)
		c.count++
		p.copies[i]++
		if !p.have.Has(i) {
			c.wanted++
		}
		p.shownHas(c, i)
	}
	if p.complete() && c.count == p.total() {
		c.part()
		return
	}
	c.showInterest()
	c.ask()
}

// showInterest says whether we want something, if that has changed.
func (c *conn) showInterest() {
	want := c.wanted > 0 && c.state == Open
	if want == c.amInterested || c.state != Open {
		return
	}
	c.amInterested = want
	if want {
		c.say(wire.Message{ID: wire.Interested})
	} else {
		c.say(wire.Message{ID: wire.NotInterested})
	}
}
