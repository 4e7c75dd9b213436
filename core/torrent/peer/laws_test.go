package peer

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"net/netip"
	"time"

	"playnet/core/sim"
	"playnet/core/torrent/wire"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// laws watches a swarm from outside: the frames on the wire and what the trace tells. It keeps
// its own books of who has what and who serves whom, and holds the peers to the protocol.
type laws struct {
	*swarm
	what   string
	slots  map[string]int
	up     map[string]int64 // bit/s of the access link
	seeds  map[string]bool
	sent   map[trace.ID]*carried
	flows  map[flow]*way
	hosts  map[string]*account
	frames struct{ sent, delivered, lost int64 } // bytes
}

// flow is one direction of a connection.
type flow struct{ from, to netip.AddrPort }

// carried is a frame under way.
type carried struct {
	host string
	size int
	flow flow
	tcp  *vnet.TCPHeader
	data []byte
}

// way is one direction of a connection: what was sent, and how much of that has arrived.
type way struct {
	out, in   wire.Decoder
	greeted   [2]bool // the handshake was read: as sent, as received
	next      [2]int  // offset after the last byte in order
	early     map[int][]byte
	serving   bool         // the sender has unchoked the receiver
	allowed   map[int]bool // pieces that it gives even so
	have      wire.Bitfield
	chokes    bool // as the receiver knows
	neighbour bool // the receiver has said that the connection stands
	sent, got int64
}

// account is what is known of a peer.
type account struct {
	have, begun map[int]bool
	failed      map[int]bool // pieces that had the wrong hash: asked of one alone, and begun anew if that one chokes
	right       map[int]int  // bytes of each piece that came, and were right
	pending     []func()     // messages of the last frame that it may have read or not yet
	first       sim.Instant  // when it first sent anything
	out         int64        // bytes of its frames that have arrived
	complete    bool
}

func (l *laws) fail(format string, args ...any) {
	l.Helper()
	l.Errorf("%s: at %v: %s", l.what, time.Duration(l.k.Now()), fmt.Sprintf(format, args...))
}

func (l *laws) account(host string) *account {
	a := l.hosts[host]
	if a == nil {
		a = &account{have: map[int]bool{}, begun: map[int]bool{}, failed: map[int]bool{}, right: map[int]int{}, first: -1}
		l.hosts[host] = a
	}
	return a
}

func (l *laws) hear(e trace.Event) {
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		l.frameSent(e, b)
	case *vnet.FrameDelivered:
		l.frameDelivered(e, b)
	case *vnet.FrameLost:
		l.frames.lost += int64(l.sent[b.Frame].size)
		delete(l.sent, b.Frame)
	case *EventConnected:
		if w := l.flows[flow{b.Addr, l.own(e.Host, b.Addr)}]; w != nil {
			w.neighbour = true
		}
	case *EventDisconnected:
		if w := l.flows[flow{b.Addr, l.own(e.Host, b.Addr)}]; w != nil {
			w.neighbour = false
		}
	case *EventPicked:
		l.picked(e.Host, b)
	case *EventBad:
		a := l.account(e.Host)
		delete(a.begun, b.Piece)
		a.failed[b.Piece] = true
	case *EventPiece:
		l.got(e.Host, b.Piece)
	case *EventRound:
		l.decided(e.Host, b)
	case *EventComplete:
		l.account(e.Host).complete = true
	}
}

// own returns the endpoint of a host on its connection with another one.
func (l *laws) own(host string, other netip.AddrPort) netip.AddrPort {
	for f := range l.flows {
		if f.from == other && l.name(f.to) == host {
			return f.to
		}
	}
	return netip.AddrPort{}
}

func (l *laws) name(a netip.AddrPort) string {
	for i := range l.peers {
		if addr(i) == a.Addr() {
			return l.swarm.hosts[i].Name()
		}
	}
	return a.String()
}

func (l *laws) frameSent(e trace.Event, b *vnet.FrameSent) {
	if l.account(e.Host).first < 0 {
		l.account(e.Host).first = e.At
	}
	c := &carried{host: e.Host, size: b.Size, flow: flow{b.Src, b.Dst}, tcp: b.TCP, data: bytes.Clone(b.Data)}
	l.sent[e.ID] = c
	l.frames.sent += int64(b.Size)
	if b.TCP == nil {
		return
	}
	w := l.flows[c.flow]
	if w == nil || b.TCP.Flags&vnet.SYN != 0 && w.next[0] > 0 {
		w = &way{early: map[int][]byte{}, allowed: map[int]bool{}, have: wire.NewBitfield(len(l.torrent.Info.Pieces)), chokes: true}
		l.flows[c.flow] = w
	}
	if at := int(b.TCP.RelSeq) - 1; len(c.data) > 0 && at <= w.next[0] && at+len(c.data) > w.next[0] {
		w.feed(0, &w.out, c.data[w.next[0]-at:], func(m wire.Message) { l.said(c, w, m) })
		w.next[0] = at + len(c.data)
	}
}

// feed reads messages of a direction, as sent (0) or as received (1).
func (w *way) feed(side int, d *wire.Decoder, b []byte, f func(wire.Message)) {
	d.Limits, d.Fragments = wire.Limits{Fast: true}, true
	d.Feed(b)
	if !w.greeted[side] {
		if _, w.greeted[side], _ = d.Handshake(); !w.greeted[side] {
			return
		}
	}
	for {
		m, ok, err := d.Next()
		if !ok || err != nil {
			return
		}
		f(m)
	}
}

// said takes in what a peer says: "Choking is a notification that no data will be sent until
// unchoking happens" (BEP 3).
func (l *laws) said(c *carried, w *way, m wire.Message) {
	switch m.ID {
	case wire.Choke:
		w.serving = false
	case wire.Unchoke:
		w.serving = true
	case wire.AllowedFast:
		w.allowed[int(m.Index)] = true
	case wire.Piece:
		w.sent += int64(len(m.Payload))
		if !w.serving && !w.allowed[int(m.Index)] {
			l.fail("%s sends piece %d to %s, which it chokes", c.host, m.Index, l.name(c.flow.to))
		}
	}
}

func (l *laws) frameDelivered(e trace.Event, b *vnet.FrameDelivered) {
	c := l.sent[b.Frame]
	if c == nil {
		l.fail("frame %d arrives twice", b.Frame)
		return
	}
	delete(l.sent, b.Frame)
	l.frames.delivered += int64(c.size)
	a := l.account(c.host)
	a.out += int64(c.size)
	// What has arrived of a host has left it before, at its link's rate at most.
	if took := int64(e.At - a.first); l.up[c.host] > 0 && a.out*8 > l.up[c.host]*took/int64(time.Second)+1 {
		l.fail("%s has sent %d bytes in %v by a link of %d bit/s", c.host, a.out, time.Duration(took), l.up[c.host])
	}
	l.settle(e.Host)
	w := l.flows[c.flow]
	if c.tcp == nil || w == nil || len(c.data) == 0 {
		return
	}
	w.early[int(c.tcp.RelSeq)-1] = c.data
	for again := true; again; {
		again = false
		for at, data := range w.early {
			if at > w.next[1] {
				continue
			}
			delete(w.early, at)
			if skip := w.next[1] - at; skip < len(data) {
				w.next[1] = at + len(data)
				w.feed(1, &w.in, data[skip:], func(m wire.Message) { l.heard(e.Host, w, m) })
				again = true
			}
		}
	}
}

// heard takes in what a peer is told. When in the frame's course it reads each message is its
// own affair: they are taken in when the next frame comes, or a choice shows that they were read.
func (l *laws) heard(host string, w *way, m wire.Message) {
	a := l.account(host)
	switch m.ID {
	case wire.HaveBits:
		bits := bytes.Clone(m.Payload)
		a.pending = append(a.pending, func() { copy(w.have, bits) })
	case wire.HaveAll:
		a.pending = append(a.pending, func() { copy(w.have, wire.FullBitfield(len(l.torrent.Info.Pieces))) })
	case wire.Have:
		a.pending = append(a.pending, func() { w.have.Set(int(m.Index)) })
	case wire.Choke, wire.Unchoke:
		a.pending = append(a.pending, func() { w.chokes = m.ID == wire.Choke })
	case wire.Piece:
		w.got += int64(len(m.Payload))
		at := int(m.Index)*l.torrent.Info.PieceLength + int(m.Begin)
		if bytes.Equal(m.Payload, l.content[at:at+len(m.Payload)]) {
			a.right[int(m.Index)] += len(m.Payload)
		}
	}
}

func (l *laws) settle(host string) {
	a := l.account(host)
	for _, f := range a.pending {
		f()
	}
	a.pending = a.pending[:0]
}

// picked holds the choice of a piece against what the neighbours have.
func (l *laws) picked(host string, b *EventPicked) {
	a := l.account(host)
	for {
		wrong := l.misjudged(host, b)
		if wrong == "" {
			break
		}
		if len(a.pending) == 0 {
			l.fail("%s picks piece %d (%s, %d copies, least %d): %s", host, b.Piece, b.Why, b.Copies, b.Least, wrong)
			break
		}
		a.pending[0]()
		a.pending = a.pending[1:]
	}
	if b.Why == "random first" && len(a.have)+len(a.begun) > 0 {
		l.fail("%s still picks at random with %d pieces", host, len(a.have)+len(a.begun))
	}
	a.begun[b.Piece] = true
}

// misjudged tells what is wrong with a choice; "": nothing.
func (l *laws) misjudged(host string, b *EventPicked) string {
	a := l.account(host)
	copies := make([]int, len(l.torrent.Info.Pieces))
	var from *way
	for f, w := range l.flows {
		if !w.neighbour || l.name(f.to) != host {
			continue
		}
		if f.from == b.From {
			from = w
		}
		for i := range copies {
			if w.have.Has(i) {
				copies[i]++
			}
		}
	}
	switch {
	case from == nil || !from.have.Has(b.Piece):
		return "the neighbour has not got it"
	case a.have[b.Piece] || a.begun[b.Piece] && !a.failed[b.Piece]:
		return "it is here already, or was begun"
	case copies[b.Piece] != b.Copies:
		return fmt.Sprintf("there are %d copies", copies[b.Piece])
	case from.chokes && !from.allowed[b.Piece]:
		return "the neighbour chokes it"
	case from.chokes || b.Why != "rarest":
		return "" // of a few pieces alone, by BEP 6; or by another rule
	}
	for i, n := range copies {
		if from.have.Has(i) && !a.have[i] && !a.begun[i] && !a.failed[i] && n < copies[b.Piece] {
			return fmt.Sprintf("of piece %d there are %d copies", i, n)
		}
	}
	return ""
}

// got holds a verified piece against the bytes that came.
func (l *laws) got(host string, piece int) {
	a := l.account(host)
	delete(a.begun, piece)
	a.have[piece] = true
	if n := l.torrent.Info.PieceSize(piece); a.right[piece] < n {
		l.fail("%s has verified piece %d, of which %d right bytes of %d have come", host, piece, a.right[piece], n)
	}
}

func (l *laws) decided(host string, b *EventRound) {
	served := map[string]int{}
	for _, v := range b.Verdicts {
		served[v]++
	}
	most := l.slots[host]
	if b.Strategy != "tit-for-tat" && served["optimistic"] == 0 {
		most++ // a seed that draws no lot gives that slot away as well
	}
	if served["unchoked"] > most || served["optimistic"] > 1 {
		l.fail("%s serves %v with %d slots", host, served, l.slots[host])
	}
	for i, p := range l.peers {
		n := 0
		for _, c := range p.conns {
			if c.state == Open && !c.amChoking {
				n++
			}
		}
		if name := l.swarm.hosts[i].Name(); n > l.slots[name]+1 && name != host { // host is in the middle of it
			l.fail("%s serves %d with %d slots", name, n, l.slots[name])
		}
	}
}

// end holds what is left at the end against the laws.
func (l *laws) end(stayed map[int]bool) {
	if len(l.sent) > 0 || l.frames.sent != l.frames.delivered+l.frames.lost {
		l.fail("%d bytes sent, %d arrived, %d lost, %d frames nowhere", l.frames.sent, l.frames.delivered, l.frames.lost, len(l.sent))
	}
	for i, piece := range l.torrent.Info.Pieces {
		if sha1.Sum(l.library.Piece(i)) != piece {
			l.fail("piece %d has another hash", i)
		}
	}
	var received, got, sent, out int64
	for i, p := range l.peers {
		if name := l.swarm.hosts[i].Name(); stayed[i] && !l.seeds[name] && (!p.complete() || !l.account(name).complete || len(l.account(name).have) != len(l.torrent.Info.Pieces)) {
			l.fail("%s has stayed, and has %d of %d pieces", name, p.count, p.total())
		}
		received, out = received+p.down.total, out+p.up.total
	}
	for _, w := range l.flows {
		got, sent = got+w.got, sent+w.sent
	}
	if received > got || got > sent || sent > out {
		l.fail("payload: the peers say that they sent %d, the wire carried %d, of which %d arrived, of which they say they got %d", out, sent, got, received)
	}
}
