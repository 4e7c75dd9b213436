package peer

import (
	"net/netip"

	"playnet/core/host"
	"playnet/core/torrent/wire"
	"playnet/core/trace"
)

// conn is a connection to a neighbour. It hears of its stream. A hundred peers have thousands of
// them: what refers to something stands first, for the collector of garbage looks no further.
type conn struct {
	p     *Peer
	s     host.Stream
	from  *candidate // that was dialled; nil: incoming
	alias *candidate // at which an incoming one could be dialled, as it says

	have     wire.Bitfield
	out      []byte // to be sent at the end of the callback; nil: nothing
	decoder  wire.Decoder
	addr     netip.AddrPort
	asked    []asked // requests of ours that it has not answered, in order
	waiting  []block // requests of its own that we have not answered, in order
	incoming incoming
	fast     []int // pieces that we may ask for although it chokes us (BEP 6)
	granted  []int // that we have allowed it
	late     []int // pieces of ours that it will hear of with the next message

	heard      int64 // when something last came
	spoke      int64 // when something was last said
	began      int64
	unchokedAt int64    // when we began to serve it
	gave       int64    // when it last gave something, began to serve us, or was found to snub us
	theirs     trace.ID // the operation that their messages serve
	op         trace.ID // that out serves

	amChoking, amInterested, peerChoking, peerInterested bool
	optimistic, snubbed                                  bool

	greeted bool // our handshake is sent
	all     bool // it has everything, which was said before we knew how much that is

	few      [8]byte // where have stands, if there are few pieces
	count    int
	wanted   int // pieces that it has and we lack
	lastSent int // the piece of the block that was sent last
	up, down meter
	offered  int    // super-seeding: the piece that it was shown last; -1: none
	ext      extend // what its extended handshake says

	number   int
	state    ConnState
	id       [20]byte
	features wire.Reserved // that both have
}

// block is a part of a piece.
type block struct {
	piece, begin, length int
}

func (p *Peer) newConn(addr netip.AddrPort) *conn {
	p.number++
	now := p.now()
	c := &conn{p: p, number: p.number, addr: addr, began: now, heard: now, spoke: now, offered: -1,
		amChoking: true, peerChoking: true}
	c.up.start(now)
	c.down.start(now)
	p.conns = append(p.conns, c)
	return c
}

// become changes the state and keeps count. Nothing else does.
func (c *conn) become(s ConnState) {
	p := c.p
	switch c.state {
	case Dialing:
		if c.from != nil && c.s != nil {
			p.dialing--
		}
	case Open:
		p.open--
	}
	c.state = s
	if s == Open {
		p.open++
	}
}

// enter begins a callback: what is done in it serves our own joining, unless it answers the
// neighbour.
func (c *conn) enter() { c.theirs = c.p.h.Serve(c.p.operation) }

// OnOpen greets the neighbour, if the connection is ours; else it is the neighbour's turn.
func (c *conn) OnOpen() {
	c.enter()
	c.become(Handshake)
	c.heard = c.p.now()
	if c.from != nil {
		c.greet()
	}
	c.p.flush()
}

// OnData takes what the neighbour says.
func (c *conn) OnData(b []byte) {
	c.enter()
	c.heard = c.p.now()
	c.p.carried(c.heard, 0)
	c.decoder.Feed(b)
	if err := c.read(); err != nil {
		c.breach(err)
	}
	c.p.flush()
}

// read takes the messages that are there.
func (c *conn) read() error {
	if c.state == Handshake {
		h, ok, err := c.decoder.Handshake()
		if err != nil || !ok {
			return err
		}
		if !c.meet(h) {
			return nil
		}
	}
	for c.state == Open {
		m, ok, err := c.decoder.Next()
		if err != nil || !ok {
			return err
		}
		if err := c.message(&m); err != nil {
			return err
		}
	}
	return nil
}

// OnEnd closes our side as well: a neighbour that sends nothing more is none.
func (c *conn) OnEnd() {
	c.enter()
	c.close("the other side has closed")
	c.p.flush()
}

// OnDrain goes on serving.
func (c *conn) OnDrain() {
	c.enter()
	c.serve()
	c.p.flush()
}

// OnClose hears that the connection has ended, or could not be made.
func (c *conn) OnClose(err error) {
	c.enter()
	why := "the connection has ended"
	if err != nil {
		why = err.Error()
	}
	c.gone(why)
	c.p.flush()
}

// breach ends a connection whose neighbour breaks the protocol, at once.
func (c *conn) breach(err error) {
	if c.state == Closed {
		return
	}
	c.out = c.out[:0]
	c.s.Abort()
	c.gone(err.Error())
}

// close ends the connection in good order.
func (c *conn) close(why string) {
	if c.state == Closed {
		return
	}
	c.send()
	if c.s != nil {
		c.s.Close()
	}
	c.gone(why)
}

// part ends a connection of two that have everything: they have nothing to say to each other,
// now or later.
func (c *conn) part() {
	for _, k := range []*candidate{c.from, c.alias} {
		if k != nil {
			k.whole = true
		}
	}
	c.close("both have everything")
}

// gone forgets the neighbour.
func (c *conn) gone(why string) {
	p := c.p
	if c.state == Closed {
		return
	}
	was := c.state
	c.become(Closed)
	c.release()
	c.abandon()
	p.refuseMetadata(c)
	if was == Open {
		p.h.Emit(&EventDisconnected{Addr: c.addr, Reason: why})
		c.eachPiece(func(i int) { p.copies[i]-- })
		if !c.amChoking {
			p.served--
			p.refill = true
		}
	}
	if c.from != nil {
		c.from.rest(p.now(), was == Open)
		c.from.conn = nil
	}
	if c.alias != nil {
		c.alias.conn = nil
	}
	c.have, c.waiting, c.fast, c.late = nil, nil, nil, nil
	for i, d := range p.conns {
		if d == c {
			p.conns = append(p.conns[:i], p.conns[i+1:]...)
			break
		}
	}
	if was == Open && p.left > 0 {
		p.askAll()
	}
}

// knowNothing begins with a neighbour that has nothing, of so many pieces as there are.
func (c *conn) knowNothing() {
	if n := wire.BitfieldLen(c.p.total()); 0 < n && n <= len(c.few) {
		c.have = c.few[:n:n]
		clear(c.have)
	} else {
		c.have = wire.NewBitfield(c.p.total())
	}
}

// eachPiece calls f with the pieces that the neighbour has.
func (c *conn) eachPiece(f func(i int)) {
	if c.count == 0 || c.p.info == nil {
		return
	}
	for i := range c.p.total() {
		if c.have.Has(i) {
			f(i)
		}
	}
}

// say queues a message, which serves our own joining.
func (c *conn) say(m wire.Message) { c.sayFor(m, c.p.operation) }

// sayFor queues a message that serves an operation.
func (c *conn) sayFor(m wire.Message, op trace.ID) {
	c.prepare(op)
	c.out = wire.Append(c.out, m)
}

// prepare makes room for bytes that serve an operation.
func (c *conn) prepare(op trace.ID) {
	if len(c.out) > 0 && c.op != op {
		c.send()
	}
	if len(c.out) > 0 {
		return
	}
	c.op = op
	if c.out == nil {
		p := c.p
		p.dirty = append(p.dirty, c)
		if last := len(p.buffers) - 1; last >= 0 {
			c.out, p.buffers = p.buffers[last], p.buffers[:last]
		} else {
			c.out = make([]byte, 0, keptOut)
		}
	}
	if len(c.late) > 0 && op == c.p.operation {
		c.addLate()
	}
}

// send sends what is queued.
func (c *conn) send() {
	if len(c.out) == 0 || c.state == Closed || c.s == nil {
		return
	}
	p := c.p
	c.spoke = p.now()
	p.carried(c.spoke, len(c.out))
	if c.op == p.operation {
		c.s.Send(c.out)
	} else {
		p.h.Serve(c.op)
		c.s.Send(c.out)
		p.h.Serve(p.operation)
	}
	c.out = c.out[:0]
}

// Bounds of the buffers that are kept for what connections say.
const (
	keptOut     = 256 // bytes of each
	keptBuffers = 256
)

// flush ends a callback: free slots are filled and everything is sent that was said.
func (p *Peer) flush() {
	if p.refill {
		p.refill = false
		p.fillSlots()
	}
	for _, c := range p.dirty {
		c.send()
		if 0 < cap(c.out) && cap(c.out) <= keptOut && len(p.buffers) < keptBuffers {
			p.buffers = append(p.buffers, c.out[:0])
		}
		c.out = nil
	}
	p.dirty = p.dirty[:0]
}
