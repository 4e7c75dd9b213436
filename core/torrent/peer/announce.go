package peer

import (
	"net/netip"
	"time"

	"playnet/core/host"
	"playnet/core/torrent/dht"
	"playnet/core/trace"
)

// announcing is the peer's dealings with trackers. A fiber does them one after the other.
type announcing struct {
	signal  host.Signal
	running bool
	wanted  []AnnounceEvent // to be told, in order
	told    bool            // a tracker knows that we are here
	url     string          // of the tracker that has answered last, or was tried last
	result  string          // what the last announce ended with
	timer   host.Timer
	next    int64 // when it is asked next; 0: not known
	tries   int   // in vain, in a row
}

// Times of asking.
const (
	usualInterval = 30 * time.Minute // where a tracker says none
	leastInterval = 10 * time.Second
	firstRetry    = 15 * time.Second // after trackers that don't answer, doubled each time
	mostRetry     = 10 * time.Minute
	dhtInterval   = 5 * time.Minute // between two look-ups in the DHT, as in most programs
)

// startAnnouncing tells the trackers and the DHT that we are here.
func (p *Peer) startAnnouncing() {
	a := &p.announcing
	a.told, a.tries, a.wanted = false, 0, nil
	p.announceSoon(Started)
	p.searchDHT()
}

// announceSoon has the trackers told something.
func (p *Peer) announceSoon(e AnnounceEvent) {
	a := &p.announcing
	if p.config.Announce == nil || len(p.config.trackers()) == 0 {
		return
	}
	if e == Stopped && !a.told || len(a.wanted) > 4 {
		return
	}
	if a.timer != nil {
		a.timer.Stop()
	}
	a.next = 0
	a.wanted = append(a.wanted, e)
	if !a.running {
		a.running = true
		p.h.Go("announce", p.announce)
	}
}

// announce is the fiber that asks trackers until there is nothing left to tell.
func (p *Peer) announce() {
	a := &p.announcing
	p.h.Serve(p.operation)
	for len(a.wanted) > 0 {
		e := a.wanted[0]
		a.wanted = a.wanted[1:]
		p.announceOnce(e)
	}
	a.running = false
	p.flush()
}

// announceOnce asks the trackers, one after the other, until one answers (BEP 12).
func (p *Peer) announceOnce(e AnnounceEvent) {
	a := &p.announcing
	r := Announce{Hash: p.hash, PeerID: p.id, Port: p.config.port(), Uploaded: p.up.total, Downloaded: p.down.total,
		Left: p.bytesLeft(), Event: e, NumWant: min(numWant, p.config.connections())}
	if p.info == nil {
		r.Left = 1 // unknown, but not nothing: else the tracker takes us for a seed
	}
	if e == Stopped {
		r.NumWant = 0
	}
	var answer Answer
	var err error
	for _, url := range p.config.trackers() {
		a.url = url
		if answer, err = p.config.Announce(p.h, url, r); err == nil {
			break
		}
	}
	if err != nil {
		a.result = err.Error()
	} else {
		a.result = "ok"
	}
	if !p.state.in() || e == Stopped {
		return
	}
	wait := min(firstRetry<<min(a.tries, 8), mostRetry)
	if err == nil {
		a.told, a.tries = true, 0
		wait = orInterval(answer.Interval)
		p.found(answer.Peers)
	} else {
		a.tries++
		if e == Started || e == Completed { // it has still to be told
			e = Started
		}
	}
	again := Regular
	if !a.told {
		again = Started
	}
	a.next = p.now() + int64(wait)
	arm := p.h.AfterWeak
	if err != nil && p.alive() {
		arm = p.h.After
	}
	a.timer = arm(wait, func() { p.announceSoon(again) })
}

func orInterval(d time.Duration) time.Duration {
	if d <= 0 {
		return usualInterval
	}
	return max(d, leastInterval)
}

// found takes in addresses of peers.
func (p *Peer) found(list []netip.AddrPort) {
	for _, addr := range list {
		p.learnOf(addr)
	}
	p.connect()
}

// searchDHT looks for peers in the DHT, and says there that we are one; again and again.
func (p *Peer) searchDHT() {
	if p.config.DHT == nil || !p.state.in() || p.private() {
		return
	}
	operation := p.operation
	p.config.DHT.GetPeers(dht.ID(p.hash), p.config.port(), func(list []netip.AddrPort) {
		if p.state.in() && p.operation == operation {
			p.own(func() { p.found(list) })
		}
	}, func(*dht.Lookup) {
		if p.operation == operation {
			p.h.AfterWeak(dhtInterval, func() { p.own(p.searchDHT) })
		}
	})
}

// own does something on our own behalf, and sends what was said.
func (p *Peer) own(f func()) {
	var before trace.ID = p.h.Serve(p.operation)
	f()
	p.flush()
	p.h.Serve(before)
}
