package peer

import (
	"math/bits"
	"slices"

	"playnet/core/torrent/picker"
	"playnet/core/torrent/wire"
	"playnet/core/view"
)

// How many requests wait for a neighbour's answer.
const (
	// leastAsked: one comes while the next one is on its way. BEP 3 has more in mind, but what
	// is asked of somebody slow can't be asked of others.
	leastAsked = 2
	mostAsked  = 128 // other programs take 250 and more
)

// depth returns how many requests may wait for this neighbour's answers: what it gives in a
// second and a half, and a few more. Fewer, and its line is idle between a block and the next
// request; more, and what it will not send any more after all can't be asked of others.
func (c *conn) depth() int {
	if c.snubbed {
		return 1
	}
	rate := c.down.recent(c.heard)
	return min(leastAsked+int(rate+rate/2)/wire.Block, mostAsked)
}

// ask asks for as much as the neighbour may be asked for.
func (c *conn) ask() {
	p := c.p
	if c.wanted == 0 || c.state != Open || p.info == nil || !p.state.in() {
		return
	}
	if c.peerChoking && len(c.fast) == 0 {
		return
	}
	if len(c.asked) >= leastAsked && len(c.asked) >= c.depth() {
		return
	}
	for depth := c.depth(); len(c.asked) < depth; {
		a, at, ok := p.nextBlock(c)
		if !ok {
			return
		}
		c.askFor(a, at)
	}
}

// askAll asks all neighbours for what they may be asked for: blocks have become free.
func (p *Peer) askAll() {
	if p.info == nil || p.left == 0 && !p.endGame || !p.state.in() {
		return
	}
	p.askOthers(nil)
}

// askOthers asks all neighbours but one.
func (p *Peer) askOthers(c *conn) {
	for _, d := range p.conns {
		if d != c {
			d.ask()
		}
	}
}

// askFor sends a request.
func (c *conn) askFor(a *partial, at int) {
	b := &a.blocks[at]
	if b.asked == 0 {
		a.missing--
		c.p.left--
	}
	b.asked++
	b.stalled = false
	if a.alone {
		a.only = c
	}
	c.asked = append(c.asked, asked{a, at, c.p.now()})
	c.say(wire.Message{ID: wire.Request, Index: uint32(a.piece), Begin: uint32(at * wire.Block), Length: uint32(a.length(at))})
}

// nextBlock chooses the block to ask a neighbour for: of a piece that was begun, the rarest of
// them, else of a new one. When everything has been asked for, blocks are asked for a second
// time: the end game.
//
// B. Cohen's "strict priority" (2003) completes pieces before it begins others. Here, as in
// later programs, a neighbour with a piece that is rarer than those is asked for that: else a
// seed, which has all of them, would spend its line on what many others could give, and the
// swarm would wait for what only the seed has.
func (p *Peer) nextBlock(c *conn) (a *partial, at int, ok bool) {
	if p.left == 0 {
		return p.endGameBlock(c)
	}
	for _, b := range p.begun {
		if b.missing > 0 && c.have.Has(b.piece) && b.may(c) && c.mayAsk(b.piece) && (a == nil || p.copies[b.piece] < p.copies[a.piece]) {
			a = b
		}
	}
	if a != nil && !p.rarer(c, p.copies[a.piece]) {
		return a, a.firstMissing(), true
	}
	if a := p.newPiece(c); a != nil {
		return a, 0, true
	}
	return nil, 0, false
}

// mostBegun bounds, by neighbour that serves us, the pieces that are begun although others
// could be completed.
const mostBegun = 2

// rarer reports whether a neighbour has a piece that is to be begun because it is rarer than
// so many copies.
func (p *Peer) rarer(c *conn, copies int) bool {
	if copies <= 1 || p.picker.Name() != picker.NameRarestFirst || p.count < p.config.randomFirst() {
		return false
	}
	serving := 0
	for _, d := range p.conns {
		if d.state == Open && !d.peerChoking {
			serving++
		}
	}
	if len(p.begun) >= mostBegun*serving {
		return false
	}
	for at, b := range c.have {
		for b &^= p.have[at]; b != 0; {
			zeros := bits.LeadingZeros8(b)
			i := at*8 + zeros
			if p.copies[i] < copies && p.partials[i] == nil && c.mayAsk(i) {
				return true
			}
			b &^= 0x80 >> zeros
		}
	}
	return false
}

// mayAsk reports whether the neighbour serves us, or this piece at least.
func (c *conn) mayAsk(piece int) bool {
	if !c.peerChoking {
		return true
	}
	for _, i := range c.fast {
		if i == piece {
			return true
		}
	}
	return false
}

func (a *partial) firstMissing() int {
	for at := range a.blocks {
		if b := &a.blocks[at]; !b.here && b.asked == 0 {
			return at
		}
	}
	panic("peer: a missing block is not missing")
}

// newPiece begins a piece that the neighbour has, as the strategy chooses; nil: there is none.
func (p *Peer) newPiece(c *conn) *partial {
	p.pieces = p.pieces[:0]
	for at, b := range c.have {
		if b &^= p.have[at]; b == 0 {
			continue
		}
		for i := at * 8; i < at*8+8; i++ {
			if b&(0x80>>(i%8)) != 0 && p.partials[i] == nil && c.mayAsk(i) {
				p.pieces = append(p.pieces, i)
			}
		}
	}
	if len(p.pieces) == 0 {
		return nil
	}
	p.choice = picker.Choice{Pieces: p.pieces, Copies: p.copies, Have: p.count + len(p.begun), Rand: p.dicePick}
	made := p.picker.Pick(&p.choice)
	p.picked(c, made)
	return p.begin(made.Piece)
}

// picked tells of a choice.
func (p *Peer) picked(c *conn, m picker.Picked) {
	id := p.h.Emit(&EventPicked{Piece: m.Piece, From: c.addr, Copies: m.Copies, Least: m.Least, Ties: m.Ties, Why: m.Why.String()})
	p.h.Because(id)
	if len(p.last) == keptPicks {
		copy(p.last, p.last[1:])
		p.last = p.last[:keptPicks-1]
	}
	p.last = append(p.last, view.Picked{Event: uint64(id), At: p.now(), Piece: m.Piece, From: c.addr.String(),
		Copies: m.Copies, Least: m.Least, Ties: m.Ties, Why: m.Why.String()})
}

// keptPicks is how many decisions for a piece are remembered for the screen.
const keptPicks = 20

// abandon gives up the block that is coming in; what still comes of it is thrown away.
func (c *conn) abandon() {
	if in := &c.incoming; in.piece != nil {
		in.piece.blocks[in.at].coming = false
		c.p.unask(asked{piece: in.piece, at: in.at})
		in.piece = nil
	}
}

// release takes back all requests: they will not be answered.
func (c *conn) release() {
	for _, r := range c.asked {
		c.p.unask(r)
	}
	c.asked = c.asked[:0]
	c.disown()
}

// disown gives up the pieces that are asked of the neighbour alone: another one has to begin
// them from the beginning.
func (c *conn) disown() {
	p := c.p
	for i := len(p.begun) - 1; i >= 0; i-- {
		a := p.begun[i]
		if a.only != c {
			continue
		}
		if c.incoming.piece == a {
			c.abandon()
		}
		c.asked = slices.DeleteFunc(c.asked, func(r asked) bool {
			if r.piece == a {
				p.unask(r)
			}
			return r.piece == a
		})
		p.left += a.arrived
		p.drop(a)
	}
}

// unask takes back a request.
func (p *Peer) unask(r asked) {
	a := r.piece
	b := &a.blocks[r.at]
	b.asked--
	if b.asked == 0 && !b.here && p.partials[a.piece] == a {
		a.missing++
		p.left++
		p.endGame = false
	}
}

// rejected takes in that the neighbour will not answer a request (BEP 6).
func (c *conn) rejected(b block) {
	for i, r := range c.asked {
		if r.piece.piece == b.piece && r.at*wire.Block == b.begin {
			c.asked = append(c.asked[:i], c.asked[i+1:]...)
			c.p.unask(r)
			if r.piece.only == c {
				c.disown()
			}
			c.p.askOthers(c) // not the same one at once: it would only reject it again
			return
		}
	}
}
