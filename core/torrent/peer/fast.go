package peer

import (
	"slices"

	"playnet/core/torrent/wire"
)

// fastPieces is how many pieces a newcomer may have although it is choked (BEP 6 suggests 10);
// at most a quarter of all, so that a small torrent is not given away.
const fastPieces = 10

// grantFast allows a newcomer some pieces, so that it has something to give.
func (c *conn) grantFast() {
	p := c.p
	if p.info == nil || p.count == 0 || p.superSeeds() {
		return
	}
	for _, i := range wire.AllowedFastSet(min(fastPieces, p.total()/4), p.total(), p.hash, c.addr.Addr()) {
		if p.have.Has(i) {
			c.granted = append(c.granted, i)
			c.say(wire.Message{ID: wire.AllowedFast, Index: uint32(i)})
		}
	}
}

// allowed takes in that we may ask for a piece, which exists, although we are choked.
func (c *conn) allowed(i int) {
	if c.p.info == nil || slices.Contains(c.fast, i) {
		return
	}
	c.fast = append(c.fast, i)
	c.ask()
}
