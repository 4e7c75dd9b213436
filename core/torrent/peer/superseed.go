package peer

// superSeeds reports whether the peer hides what it has and shows one piece at a time to each
// neighbour, the next one when it hears that the last one was passed on (BEP 16).
func (p *Peer) superSeeds() bool { return p.config.SuperSeed && p.complete() }

// showNext shows the neighbour a piece that it lacks: the one that the fewest have, counting
// those to whom it was shown.
func (c *conn) showNext() {
	p := c.p
	best, fewest := -1, 0
	for i := range p.total() {
		if c.have.Has(i) || i == c.offered {
			continue
		}
		copies := p.copies[i]
		for _, d := range p.conns {
			if d.offered == i && !d.have.Has(i) {
				copies++
			}
		}
		if best < 0 || copies < fewest {
			best, fewest = i, copies
		}
	}
	if best >= 0 {
		c.offered = best
		c.sayHave(best)
	}
}

// showAll shows all neighbours what was hidden from them: the peer has changed its mind.
func (p *Peer) showAll() {
	for _, c := range p.conns {
		if c.state != Open || c.offered < 0 {
			continue
		}
		c.offered = -1
		for i := range p.total() {
			c.sayHave(i)
		}
	}
}

// shownHas takes in that a neighbour has a piece: whoever it was shown to has passed it on, or
// nobody has to be given it any more.
func (p *Peer) shownHas(from *conn, piece int) {
	if !p.superSeeds() {
		return
	}
	for _, c := range p.conns {
		if c.state == Open && c.offered == piece && (c != from || p.open == 1 || p.copies[piece] > 1) {
			c.showNext()
		}
	}
}
