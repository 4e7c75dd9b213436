package peer

import (
	"bytes"
	"slices"
	"time"

	"playnet/core/host"
	"playnet/core/torrent/wire"
)

// How many bytes wait in a neighbour's stream: enough to keep the line busy, and no more, so
// that a CANCEL or our own change of mind still has an effect.
const (
	leastQueued = 2 * wire.Block
	mostQueued  = host.DrainMark
)

// request takes in that the neighbour wants a block.
func (c *conn) request(b block) error {
	p := c.p
	switch {
	case p.info == nil || !p.have.Has(b.piece):
		if c.features.Has(wire.Fast) {
			c.reject(b)
			return nil
		}
		return NotAllowed
	case len(c.waiting) >= maxRequests:
		return Flood
	case c.amChoking && !slices.Contains(c.granted, b.piece):
		// Sent before it has heard that we choke it: nothing is wrong with that.
		if c.features.Has(wire.Fast) {
			c.reject(b)
		}
		return nil
	}
	c.waiting = append(c.waiting, b)
	c.serve()
	return nil
}

// cancel takes a request back.
func (c *conn) cancel(b block) {
	if i := slices.Index(c.waiting, b); i >= 0 {
		c.waiting = slices.Delete(c.waiting, i, i+1)
		if c.features.Has(wire.Fast) { // BEP 6 wants each request answered
			c.reject(b)
		}
	}
}

func (c *conn) reject(b block) {
	c.say(wire.Message{ID: wire.Reject, Index: uint32(b.piece), Begin: uint32(b.begin), Length: uint32(b.length)})
}

// serve answers requests as long as the stream can take more, and the rate cap allows. The
// blocks serve what the neighbour wants them for.
func (c *conn) serve() {
	p := c.p
	if len(c.waiting) == 0 || c.state != Open {
		return
	}
	level, queued := c.level(), c.s.Queued()
	lent := false
	for len(c.waiting) > 0 && !p.capped() {
		if queued >= level {
			c.s.DrainAt(level - wire.Block)
			break
		}
		if !lent {
			lent = true
			c.send() // what was said before goes first
			c.spoke = p.now()
			p.h.Serve(c.theirs)
		}
		queued += c.lendBlock(c.waiting[0])
		c.waiting = slices.Delete(c.waiting, 0, 1)
	}
	if lent {
		c.s.Send(nil)
		p.h.Serve(p.operation)
	}
	if !c.waits() {
		c.tellLate()
	}
}

// level returns how many bytes may wait in the stream: what goes out in a quarter of a second.
func (c *conn) level() int {
	return min(max(leastQueued, int(c.up.recent(c.p.now())/4)), mostQueued)
}

// lendBlock queues the message that answers a request, and returns its length. The bytes of a
// verified piece never change: nobody needs a copy of them on their way.
func (c *conn) lendBlock(b block) int {
	p := c.p
	body := p.library.Piece(b.piece)[b.begin : b.begin+b.length]
	if p.config.Poison {
		body = bytes.Clone(body)
		body[0] ^= 0xff
	}
	p.head = wire.AppendPieceHeader(p.head[:0], uint32(b.piece), uint32(b.begin), b.length)
	c.s.Lend(p.head, body)
	c.lastSent = b.piece
	now := p.now()
	c.up.add(now, b.length)
	p.up.add(now, b.length)
	p.carried(now, b.length)
	if p.config.MaxUp > 0 {
		p.capFree = after(p.capFree, now, b.length, p.config.MaxUp)
	}
	return len(p.head) + len(body)
}

// after returns when the next block may go if n bytes take their time, at so many bytes a second,
// from now on or from when one may go anyway.
func after(free, now int64, n int, rate int64) int64 {
	return max(free, now) + int64(n)*int64(time.Second)/rate
}

// capped reports whether the rate cap forbids to send now, or the line if it is known what that
// carries. When they allow it again, whose turn it is goes on.
func (p *Peer) capped() bool {
	if p.config.MaxUp <= 0 && p.config.Uplink <= 0 {
		return false
	}
	wait := max(p.capFree, p.spare.free) - p.now()
	if wait <= 0 {
		return false
	}
	if p.capTimer == nil {
		p.capTimer = p.h.After(time.Duration(wait), p.uncapped)
	}
	return true
}

// uncapped lets the neighbours have their turns.
func (p *Peer) uncapped() {
	p.capTimer = nil
	if !p.state.in() {
		return
	}
	before := p.h.Serve(p.operation)
	defer p.h.Serve(before)
	if p.spare.line > 0 {
		p.serveNewcomers()
	}
	n := len(p.conns)
	for k := 1; k <= n && !p.capped(); k++ {
		i := (p.capTurn + k) % n
		if c := p.conns[i]; c.hasTurn() {
			c.serve()
			p.capTurn = i
		}
	}
	p.flush()
}

// hasTurn reports whether a block can be given to the neighbour now.
func (c *conn) hasTurn() bool {
	return len(c.waiting) > 0 && c.state == Open && c.s.Queued()+len(c.out) < c.level()
}

// choke stops serving the neighbour. What waits is thrown away; with the fast extension it is
// told so of each request.
func (c *conn) choke() {
	if c.amChoking {
		return
	}
	c.amChoking, c.optimistic = true, false
	c.p.served--
	c.say(wire.Message{ID: wire.Choke})
	kept := c.waiting[:0]
	for _, b := range c.waiting {
		switch {
		case slices.Contains(c.granted, b.piece):
			kept = append(kept, b)
		case c.features.Has(wire.Fast):
			c.reject(b)
		}
	}
	c.waiting = kept
}

// unchoke begins to serve the neighbour.
func (c *conn) unchoke() {
	if !c.amChoking {
		return
	}
	c.amChoking, c.unchokedAt = false, c.p.now()
	c.p.served++
	c.say(wire.Message{ID: wire.Unchoke})
}
