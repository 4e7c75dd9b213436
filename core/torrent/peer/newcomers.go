package peer

// A chunk can be passed on only when it is whole. If all whom a peer serves have turns block by
// block, their first chunks are whole at the same time, at the last moment of all. One after the
// other, the first has its own as soon as the line can carry it, and the last no later than before;
// and who has something gives to others meanwhile, which begin so much earlier. So a peer that knows
// its line serves those that have nothing before all others, and each of them till it has a chunk.
// To have something to give as soon as can be is what the first chunk is chosen at random for, too
// (B. Cohen, 2003). It costs the others one chunk for each newcomer, which would have to be given anyway.

// newcomer reports whether the neighbour has nothing, as far as it has said, and has had less than
// a chunk of us: so who conceals what it has wins no more than that.
func (c *conn) newcomer() bool {
	info := c.p.info
	return info != nil && c.count == 0 && c.up.total < int64(info.PieceLength)
}

// serveNewcomers lets those that have nothing have their turns, always in the same order.
func (p *Peer) serveNewcomers() {
	for i := 0; i < len(p.conns) && !p.capped(); i++ {
		if c := p.conns[i]; c.newcomer() && c.hasTurn() {
			c.serve()
		}
	}
}
