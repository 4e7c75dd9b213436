package peer

import (
	"net/netip"
	"strconv"
	"time"

	"playnet/core/torrent/choker"
	"playnet/core/torrent/wire"
	"playnet/core/view"
)

// shownRarest is how many pieces the screen gets to see of those that could be asked for.
const shownRarest = 100

// View describes the peer. Instants are nanoseconds of the machine's clock (Unix time); hosts of
// addresses are for others to fill in.
func (p *Peer) View() view.Program {
	v := view.Program{Kind: Kind, State: p.state.String()}
	if p.h == nil {
		return v
	}
	a := &p.announcing
	t := &view.Torrent{
		InfoHash: p.hash.String(), Name: p.config.name(), PeerID: string(p.id[:]), Pieces: p.total(),
		Have: append([]byte(nil), p.have...), Count: p.count, Left: p.bytesLeft(),
		Tracker: a.url, Announced: a.result, NextAsk: a.next,
		Slots: p.slots(), Line: p.config.Uplink, Spare: p.spare.more,
		Picker: p.picker.Name(), Choker: p.strategy().Name(), NextRound: p.nextRound, EndGame: p.endGame, ByHand: p.byHand.all(true),
		Rarest: p.rarest(),
	}
	for _, r := range p.ranking {
		t.Ranking = append(t.Ranking, view.Ranked{Addr: r.addr.String(), Rate: r.Rate, Decision: r.Verdict.String(), Slot: r.Slot})
	}
	for i := len(p.last) - 1; i >= 0; i-- {
		t.Last = append(t.Last, p.last[i])
	}
	now := p.now()
	for _, c := range p.conns {
		t.Neighbors = append(t.Neighbors, c.view(now))
	}
	v.Torrent = t
	if p.config.DHT != nil {
		v.DHT = p.config.DHT.View()
	}
	v.Fields = []view.Field{
		{ID: "torrent.have", Value: strconv.Itoa(p.count)},
		{ID: "torrent.pieces", Value: strconv.Itoa(p.total())},
		{ID: "torrent.neighbors", Value: strconv.Itoa(p.open)},
	}
	return v
}

func (c *conn) view(now int64) view.Neighbor {
	up, down := c.up, c.down // looking must not change anything
	return view.Neighbor{
		Addr: c.addr.String(), Client: wire.Client(c.id), State: c.state.String(), Incoming: c.from == nil, Count: c.count,
		AmChoking: c.amChoking, AmInterested: c.amInterested, PeerChoking: c.peerChoking, PeerInterested: c.peerInterested,
		Optimistic: c.optimistic, Snubbed: c.snubbed, ByHand: c.p.byHand.chokes(c.addr.Addr()), Up: up.rate(now), Down: down.rate(now), Sent: c.up.total, Received: c.down.total,
		Asked: len(c.asked),
	}
}

// rarest lists the pieces that could be begun next, in the order in which they would be.
func (p *Peer) rarest() []view.Candidate {
	if p.info == nil || p.complete() {
		return nil
	}
	var pieces []int
	for i := range p.total() {
		if !p.have.Has(i) && p.partials[i] == nil && p.copies[i] > 0 {
			pieces = append(pieces, i)
		}
	}
	p.picker.Rank(pieces, p.copies)
	list := []view.Candidate{}
	for _, i := range pieces[:min(len(pieces), shownRarest)] {
		from := 0
		for _, c := range p.conns {
			if c.state == Open && !c.peerChoking && c.have.Has(i) {
				from++
			}
		}
		list = append(list, view.Candidate{Piece: i, Copies: p.copies[i], From: from})
	}
	return list
}

// Overview writes what a picture of the whole swarm needs of this peer, into a struct whose
// buffers are used again. Host it leaves alone; instants are those of the machine's clock.
func (p *Peer) Overview(to *view.SwarmPeer) {
	to.State, to.Have, to.Busy, to.Count = p.state.String(), append(to.Have[:0], p.have...), to.Busy[:0], p.count
	for _, a := range p.begun {
		to.Busy = append(to.Busy, a.piece)
	}
	to.Sent, to.Received, to.Neighbors = p.up.total, p.down.total, p.open
	to.Since, to.Done, to.Rider, to.Up, to.Down = p.joined, p.completed, "", 0, 0
	if p.h != nil && p.state.in() {
		up, down, now := p.up, p.down, p.now()
		to.Up, to.Down = up.rate(now), down.rate(now)
	}
	switch {
	case p.choker.Name() == choker.NameFreeRider:
		to.Rider = "free-rider"
	case p.config.Poison:
		to.Rider = "poisoner"
	case p.config.Leave == LeaveAtComplete:
		to.Rider = "selfish"
	}
}

// Counted returns how many pieces the peer has.
func (p *Peer) Counted() int { return p.count }

// Took returns how long it took from joining until everything was there (zero: it is not yet),
// and how many bytes of payload came in that time and since.
func (p *Peer) Took() (time.Duration, int64) {
	if p.completed == 0 {
		return 0, p.down.total
	}
	return time.Duration(p.completed - p.joined), p.down.total
}

// Node returns the peer's node of the DHT; nil if it has none.
func (p *Peer) Node() DHT { return p.config.DHT }

// State returns where the peer is in its life.
func (p *Peer) State() State { return p.state }

// Links calls f with the direction of each connection that stands in which this peer sends. From
// and To are left to the caller, who is given the neighbour's address instead: its own, or, of an
// incoming connection, with a port that tells nothing.
func (p *Peer) Links(f func(to netip.Addr, l view.SwarmLink)) {
	if p.h == nil {
		return
	}
	now := p.now()
	for _, c := range p.conns {
		if c.state != Open {
			continue
		}
		up := c.up
		l := view.SwarmLink{Rate: up.recent(now), Unchoked: !c.amChoking, Optimistic: c.optimistic, Interested: c.peerInterested, Asked: len(c.waiting)}
		if len(c.waiting) > 0 {
			l.Piece = c.waiting[0].piece
		} else if queued := c.s.Queued(); queued > wire.Block/4 {
			l.Asked, l.Piece = 1, c.lastSent
		}
		f(c.addr.Addr(), l)
	}
}
