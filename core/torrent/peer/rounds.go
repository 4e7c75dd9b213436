package peer

import (
	"net/netip"
	"slices"
	"time"

	"playnet/core/torrent/choker"
	"playnet/core/torrent/wire"
)

// startRounds begins the rounds in which it is decided whom to serve, and to look after the line.
func (p *Peer) startRounds() {
	p.round = 0
	p.armRound()
	p.watchLine()
}

// armRound sets the next round. A leecher that gets something, or hopes to, keeps its world
// alive by it; nobody else does.
func (p *Peer) armRound() {
	p.nextRound = p.now() + int64(choker.Interval)
	if p.alive() {
		p.roundTimer = p.h.After(choker.Interval, p.doRound)
	} else {
		p.roundTimer = p.h.AfterWeak(choker.Interval, p.doRound)
	}
}

// doRound decides whom to serve, and looks after the neighbours.
func (p *Peer) doRound() {
	if !p.state.in() {
		return
	}
	before := p.h.Serve(p.operation)
	defer p.h.Serve(before)
	p.lookAfter()
	p.takeBackSlots()
	p.decide(false)
	p.round++
	p.connect()
	p.flush()
	p.armRound()
}

// fillSlots gives free slots away between two rounds.
func (p *Peer) fillSlots() {
	if p.state.in() && p.info != nil {
		p.decide(true)
	}
}

// strategy returns how the peer decides now: who has everything gets nothing from anybody, so
// that tit for tat has nothing to go by.
func (p *Peer) strategy() choker.Choker {
	if p.complete() && p.choker.Name() == choker.NameTitForTat {
		return choker.Seed{}
	}
	return p.choker
}

// decide decides whom to serve, and does it.
func (p *Peer) decide(fill bool) {
	now := p.now()
	p.candidates = p.candidates[:0]
	wanted := 0
	for i, c := range p.conns {
		if c.state != Open {
			continue
		}
		if c.peerInterested {
			wanted++
		}
		p.candidates = append(p.candidates, choker.Candidate{ID: i, Interested: c.peerInterested, Unchoked: !c.amChoking,
			Optimistic: c.optimistic, Snubbed: c.snubbed, ByHand: p.byHand.chokes(c.addr.Addr()), Down: c.down.rate(now), Up: c.up.rate(now),
			Age: time.Duration(now - c.began), Served: time.Duration(now - c.unchokedAt)})
	}
	if wanted == 0 && p.served == 0 {
		p.ranking = p.ranking[:0]
		return
	}
	made := p.strategy().Decide(choker.Round{Number: p.round, Fill: fill, Slots: p.slots(), Rand: p.diceChoke, Memory: p.made}, p.candidates)
	p.made = made
	p.tellRound(made, fill)
	for _, d := range made {
		if c := p.conns[d.ID]; !d.Verdict.Serves() {
			c.choke()
		}
	}
	for _, d := range made {
		c := p.conns[d.ID]
		if !d.Verdict.Serves() {
			break
		}
		optimistic := d.Verdict == choker.Optimistic
		if optimistic && !c.optimistic {
			p.h.Emit(&EventOptimistic{Addr: c.addr})
		}
		c.optimistic = optimistic
		c.unchoke()
	}
}

// ranked is a neighbour in the last decision.
type ranked struct {
	addr netip.AddrPort
	choker.Decision
}

// tellRound records a decision, for the trace and for the screen.
func (p *Peer) tellRound(made []choker.Decision, fill bool) {
	e := &p.told
	*e = EventRound{Number: p.round, Fill: fill, Strategy: p.strategy().Name(),
		Ranking: e.Ranking[:0], Rates: e.Rates[:0], Verdicts: e.Verdicts[:0]}
	p.ranking = p.ranking[:0]
	for _, d := range made {
		c := p.conns[d.ID]
		p.ranking = append(p.ranking, ranked{c.addr, d})
		if d.Verdict != choker.NotInterested {
			e.Ranking, e.Rates, e.Verdicts = append(e.Ranking, c.addr), append(e.Rates, d.Rate), append(e.Verdicts, d.Verdict.String())
		}
	}
	e.settle()
	p.h.Because(p.h.Emit(e))
}

// lookAfter deals with neighbours that say nothing.
func (p *Peer) lookAfter() {
	now := p.now()
	for i := len(p.conns) - 1; i >= 0; i-- {
		if i >= len(p.conns) {
			continue
		}
		c := p.conns[i]
		silent := now - c.heard
		switch {
		case c.state == Handshake && now-c.began > int64(handshakeTime):
			c.close("no handshake")
		case c.state == Open && silent > int64(idleTime):
			c.close("it says nothing")
		case c.state == Open && c.satisfied(now):
			c.part()
		case c.state == Open:
			if now-c.spoke >= int64(keepAlive-choker.Interval) {
				c.say(wire.Message{ID: wire.KeepAlive})
			}
			c.lookForSnub(now)
			if m := &p.metadata; m.from == c && now-m.since > int64(metadataTime) {
				p.refuseMetadata(c)
			}
		}
	}
}

// lookForSnub notices that the neighbour, which serves us, has given nothing for a minute, or
// not even one block whole. What it was asked for is asked of others; and again each minute, in
// case nobody else could be asked.
func (c *conn) lookForSnub(now int64) {
	since, waits := c.gave, len(c.asked) > 0 && !c.peerChoking
	if c.incoming.piece != nil {
		since, waits = c.incoming.since, true
	}
	if !waits || now-since < int64(choker.SnubbedAfter) {
		return
	}
	p := c.p
	if !c.snubbed {
		p.h.Emit(&EventSnubbed{Addr: c.addr})
	}
	c.snubbed, c.gave = true, now
	c.abandon()
	c.disown()
	if len(c.asked) > 1 { // one request stays, so that it can make good
		for _, r := range c.asked[1:] {
			p.unask(r)
		}
		c.asked = slices.Delete(c.asked, 1, len(c.asked))
	}
	p.askOthers(c)
	c.ask()
}
