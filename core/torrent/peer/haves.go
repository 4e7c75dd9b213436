package peer

import (
	"slices"

	"playnet/core/torrent/choker"
	"playnet/core/torrent/wire"
)

// A HAVE of nine bytes takes 117 of two lines: headers, and the acknowledgement's. A peer that
// knows what its line carries saves them. Who has the piece is not told of it: libtorrent doesn't
// do that, either, unless it is told to (send_redundant_have). And who has enough to ask for, or
// is not served, can wait until there is something else to say to it, so that they share a segment.

// tell tells the neighbour of a piece that is here now. From whom it came hears of it at once, with
// the next request: a super-seed shows another piece only then (BEP 16).
func (c *conn) tell(piece int, given bool) {
	switch {
	case c.p.spare.line == 0 || given:
		c.sayHave(piece)
	case c.have.Has(piece):
	case c.waits():
		c.late = append(c.late, piece)
	default:
		c.sayHave(piece)
	}
}

func (c *conn) sayHave(piece int) { c.say(wire.Message{ID: wire.Have, Index: uint32(piece)}) }

// waits reports whether it does no harm that the neighbour hears of a piece a little later: it
// knows that we have something for it, and can't ask for that, or has asked for something.
func (c *conn) waits() bool { return c.peerInterested && (c.amChoking || len(c.waiting) > 0) }

// addLate adds what the neighbour has not been told to what it is told now.
func (c *conn) addLate() {
	for _, i := range c.late {
		if !c.have.Has(i) { // it may have got it elsewhere
			c.out = wire.Append(c.out, wire.Message{ID: wire.Have, Index: uint32(i)})
		}
	}
	c.late = c.late[:0]
}

// tellAllLate tells everybody what has waited long enough.
func (p *Peer) tellAllLate() {
	for _, c := range p.conns {
		c.tellLate()
	}
}

// tellLate tells the neighbour what it has not been told, and has not got elsewhere since.
func (c *conn) tellLate() {
	c.late = slices.DeleteFunc(c.late, c.have.Has)
	if len(c.late) > 0 && c.state == Open {
		c.prepare(c.p.operation)
	}
}

// satisfied reports whether the neighbour must have everything although it has not said so: nobody
// tells us of pieces that we have. It knows that we have all that it lacks, and wants none of it.
func (c *conn) satisfied(now int64) bool {
	p := c.p
	return p.spare.line > 0 && p.state == Seeding && !p.superSeeds() && c.count > 0 && !c.peerInterested &&
		now-max(p.completed, c.began) >= int64(choker.Interval)
}
