package peer

import (
	"net/netip"
	"slices"

	"playnet/core/torrent/wire"
)

// incoming is the block that is coming in.
type incoming struct {
	block
	got     int
	since   int64    // when it began to come
	piece   *partial // nil: nobody has asked for it
	at      int
	wrong   bool
	unknown bool   // it can't be compared: see buf
	buf     []byte // for what can't be compared
}

// takeBlock takes a part of a block. What comes without having been asked for is counted and
// thrown away: after a choke or a cancel that is nobody's fault.
func (c *conn) takeBlock(m *wire.Message) {
	p, in := c.p, &c.incoming
	if in.got == 0 {
		c.beginBlock(int(m.Index), int(m.Begin), len(m.Payload)+m.Rest)
	}
	offset := in.begin + in.got
	in.got += len(m.Payload)
	p.down.add(c.heard, len(m.Payload))
	if in.piece != nil { // what nobody asked for earns nothing
		c.down.add(c.heard, len(m.Payload))
		c.gave, c.snubbed = c.heard, false
	}
	if in.piece != nil && !in.unknown {
		equal, known := p.library.Matches(in.block.piece, offset, m.Payload)
		if known {
			in.wrong = in.wrong || !equal
		} else {
			in.unknown = true
			if in.buf == nil {
				in.buf = make([]byte, 0, in.length)
			}
		}
	}
	if in.unknown {
		in.buf = append(in.buf, m.Payload...)
	}
	if m.Rest > 0 {
		return
	}
	done := *in
	*in = incoming{buf: in.buf[:0]}
	if done.piece != nil {
		c.gotBlock(&done)
	}
	c.ask()
}

// beginBlock takes in which block begins to come.
func (c *conn) beginBlock(piece, begin, length int) {
	in := &c.incoming
	*in = incoming{block: block{piece, begin, length}, since: c.heard, buf: in.buf[:0]}
	for i, r := range c.asked {
		if r.piece.piece == piece && r.at*wire.Block == begin && r.piece.length(r.at) == length {
			in.piece, in.at = r.piece, r.at
			in.piece.blocks[in.at].coming = true
			c.asked = slices.Delete(c.asked, i, i+1)
			return
		}
	}
	// A block that we have given up waiting for, or asked of others, may still be of use.
	if a := c.p.partials[piece]; a != nil && begin%wire.Block == 0 && length == a.length(begin/wire.Block) && !a.alone {
		at := begin / wire.Block
		if b := &a.blocks[at]; !b.here {
			if b.asked == 0 {
				a.missing--
				c.p.left--
			}
			b.asked++
			b.coming = true
			in.piece, in.at = a, at
		}
	}
}

// gotBlock takes a whole block.
func (c *conn) gotBlock(in *incoming) {
	p, a := c.p, in.piece
	b := &a.blocks[in.at]
	b.asked--
	b.coming = false
	if b.here || p.partials[a.piece] != a {
		return // somebody was faster
	}
	b.here, b.from = true, c.addr
	a.arrived++
	p.progress = c.heard
	if in.unknown {
		if a.buf == nil {
			a.buf = make([]byte, a.size)
		}
		copy(a.buf[in.begin:], in.buf)
	} else {
		b.known, b.wrong = true, in.wrong
	}
	if b.asked > 0 {
		p.cancelOthers(a, in.at)
	}
	if a.arrived == len(a.blocks) {
		p.check(c, a)
	}
}

// cancelOthers takes back what the end game has asked of several.
func (p *Peer) cancelOthers(a *partial, at int) {
	for _, c := range p.conns {
		for i, r := range c.asked {
			if r.piece == a && r.at == at {
				c.asked = slices.Delete(c.asked, i, i+1)
				a.blocks[at].asked--
				c.say(wire.Message{ID: wire.Cancel, Index: uint32(a.piece), Begin: uint32(at * wire.Block), Length: uint32(a.length(at))})
				c.ask()
				break
			}
		}
	}
}

// check verifies a piece of which all blocks are here.
func (p *Peer) check(c *conn, a *partial) {
	right := true
	if p.library.Piece(a.piece) == nil && a.buf != nil {
		right = p.library.Add(a.piece, a.buf)
	} else {
		for at := range a.blocks {
			b := &a.blocks[at]
			if !b.known {
				begin := at * wire.Block
				equal, _ := p.library.Matches(a.piece, begin, a.buf[begin:begin+a.length(at)])
				b.known, b.wrong = true, !equal
			}
			right = right && !b.wrong
		}
	}
	p.drop(a)
	if right {
		p.keep(a.piece, c)
		return
	}
	p.bad(a)
}

// keep takes a verified piece for good, and tells everybody.
func (p *Peer) keep(i int, from *conn) {
	p.have.Set(i)
	p.count++
	p.disk.Write(p.diskName(), p.have)
	p.h.Because(p.h.Emit(&EventPiece{Piece: i, From: from.addr, Have: p.count, Pieces: p.total()}))
	p.blame(i)
	for _, c := range p.conns {
		if c.state != Open {
			continue
		}
		if c.have.Has(i) {
			c.wanted--
			c.showInterest()
		}
		c.tell(i, c == from)
	}
	if p.complete() {
		p.finished()
	}
}

// bad throws a piece away whose hash is wrong. If all of it came from one neighbour, that one
// is banned. Else the piece is asked of one neighbour alone next, and the copies are compared
// when the right one is there.
func (p *Peer) bad(a *partial) {
	sources := a.sources()
	p.left += len(a.blocks)
	p.endGame = false
	p.h.Because(p.h.Emit(&EventBad{Piece: a.piece, From: sources}))
	if len(sources) == 1 {
		p.ban(sources[0].Addr(), "it alone has sent a piece with the wrong hash")
	} else {
		if len(p.failed) == maxFailures {
			p.failed = slices.Delete(p.failed, 0, 1)
		}
		p.failed = append(p.failed, failure{a.piece, a.blocks, a.buf})
	}
	p.askAll()
}

// sources returns from whom the blocks have come, each once.
func (a *partial) sources() (list []netip.AddrPort) {
	for i := range a.blocks {
		if from := a.blocks[i].from; a.blocks[i].here && !slices.Contains(list, from) {
			list = append(list, from)
		}
	}
	return list
}

// blame bans those who have sent wrong blocks of a piece of which the right copy is there now.
func (p *Peer) blame(piece int) {
	for i := len(p.failed) - 1; i >= 0; i-- {
		f := &p.failed[i]
		if f.piece != piece {
			continue
		}
		for at := range f.blocks {
			b := &f.blocks[at]
			wrong := b.wrong
			if begin := at * wire.Block; !b.known {
				end := min(begin+wire.Block, len(f.buf))
				equal, _ := p.library.Matches(piece, begin, f.buf[begin:end])
				wrong = !equal
			}
			if wrong {
				p.ban(b.from.Addr(), "a block that it has sent was wrong")
			}
		}
		p.failed = slices.Delete(p.failed, i, i+1)
	}
}

// ban ends all dealings with an address.
func (p *Peer) ban(a netip.Addr, why string) {
	if p.banned[a] {
		return
	}
	p.banned[a] = true
	p.h.Because(p.h.Emit(&EventBanned{Addr: a, Reason: why}))
	for i := len(p.conns) - 1; i >= 0; i-- {
		if i < len(p.conns) && p.conns[i].addr.Addr() == a {
			p.conns[i].close("banned")
		}
	}
}
