package peer

import "time"

const (
	// mostSources is of how many a block is asked for in the end game.
	mostSources = 2
	// stallTime is how long a neighbour may give nothing of what it was asked for until it has
	// stalled: longer than requests should take by [conn.depth].
	stallTime = 2 * time.Second
)

// endGameBlock chooses a block that was asked of somebody else. BEP 3: "To make sure the last
// few pieces come in quickly, once requests for all pieces a given downloader doesn't have yet
// are currently pending, it sends requests for everything to everyone it's downloading from."
// As later programs do, this one is less wasteful: who has answered everything is asked for one
// more block at a time, and no block is asked of more than mostSources, or when it has begun to
// come. Even so most of what comes twice comes for nothing: the first one, too, has put the block
// into its stream, and no CANCEL takes it out again. A peer that looks after its line asks for a
// block again only when all whom it has asked have stalled.
func (p *Peer) endGameBlock(c *conn) (a *partial, at int, ok bool) {
	if len(c.asked) > 0 || c.incoming.piece != nil {
		return nil, 0, false
	}
	if !p.endGame {
		if p.complete() {
			return nil, 0, false
		}
		p.endGame = true
		n := 0
		for _, a := range p.begun {
			n += len(a.blocks) - a.arrived
		}
		p.h.Because(p.h.Emit(&EventEndGame{Blocks: n}))
		defer p.askOthers(c) // they join in
	}
	// The block that was asked of the fewest, so that each has a second source first.
	least := uint16(mostSources)
	if p.spare.line > 0 {
		least = 0
	}
	for _, b := range p.begun {
		if !c.have.Has(b.piece) || !b.may(c) || !c.mayAsk(b.piece) {
			continue
		}
		for i := range b.blocks {
			k := &b.blocks[i]
			if k.here {
				continue
			}
			if k.stalled {
				return b, i, true
			}
			if !k.coming && k.asked < least {
				a, at, ok, least = b, i, true, k.asked
			}
		}
	}
	return a, at, ok
}

// lookForStalls finds the blocks of which all sources have stalled, and lets one more be asked for
// each. Else the last pieces wait for a neighbour whose segments were lost till its retransmission
// timer expires, for seconds and often several times, while all others, which have them, are idle.
func (p *Peer) lookForStalls() {
	if !p.endGame {
		return
	}
	for _, a := range p.begun {
		for i := range a.blocks {
			a.blocks[i].stalled = !a.blocks[i].here
		}
	}
	for _, c := range p.conns {
		if c.stalls() {
			continue
		}
		if in := &c.incoming; in.piece != nil {
			in.piece.blocks[in.at].stalled = false
		}
		for _, r := range c.asked {
			r.piece.blocks[r.at].stalled = false
		}
	}
	p.askAll()
}

// stalls reports whether the neighbour has given nothing of what it was asked for.
func (c *conn) stalls() bool {
	since := c.gave
	if c.incoming.piece == nil && len(c.asked) > 0 {
		since = max(since, c.asked[0].since)
	}
	return c.p.now()-since >= int64(stallTime)
}
