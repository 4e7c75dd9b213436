package peer

import (
	"time"

	"playnet/core/host"
)

// spare is how a peer that knows what its line carries sees to it that the line is used. Whom it
// serves may want little: its own line is full, or it has nothing left to ask for. Then somebody
// else is served besides, as µTorrent does unless told otherwise ("Use additional upload slots if
// upload speed < 90%").
type spare struct {
	line  int64 // what it carries, in bytes a second; 0: not known
	used  meter // bytes that the line has had to carry
	free  int64 // when it has room for the next block
	more  int   // slots besides those that there are anyway
	timer host.Timer
}

const (
	// lineEvery is how often a peer looks after its line.
	lineEvery = time.Second
	// usedUp is the share of the line, in hundredths, from which on it counts as used up.
	usedUp = 90
	// What a line carries besides, as libtorrent, too, reckons it (rate_limit_ip_overhead): the
	// headers of Ethernet, IP and TCP before each segment, and an acknowledgement for each that
	// comes.
	segment = 1460         // bytes of payload
	headers = 14 + 20 + 20 // bytes
)

// carried counts bytes that are given to a stream, or 0 for the acknowledgement of a segment that
// has come. They have their share of the line before the next block has: in a queue before the
// line it would have to wait as long as the blocks there take.
func (p *Peer) carried(now int64, n int) {
	s := &p.spare
	if s.line == 0 {
		return
	}
	n += max((n+segment-1)/segment, 1) * headers
	s.used.add(now, n)
	s.free = after(s.free, now, n, s.line)
}

// full reports whether the line is used up.
func (s *spare) full(now int64) bool { return s.used.recent(now) >= s.line*usedUp/100 }

// slots returns how many neighbours are served now, besides the one on trial.
func (p *Peer) slots() int { return p.config.slots() + p.spare.more }

// watchLine begins to look after the line, if it is known what it carries.
func (p *Peer) watchLine() {
	s := &p.spare
	*s = spare{line: p.config.Uplink}
	if s.line > 0 {
		s.used.start(p.now())
		s.timer = p.h.AfterWeak(lineEvery, p.lookAfterLine)
	}
}

// setUplink takes in what the line carries as the user says now, in bytes a second; 0: it is not
// known any more. A peer that takes part begins anew to look after it, and tells the HAVEs that
// it has saved for later.
func (p *Peer) setUplink(line int64) {
	if line == p.config.Uplink {
		return
	}
	p.config.Uplink = line
	if !p.state.in() {
		return
	}
	if t := p.spare.timer; t != nil {
		t.Stop()
	}
	p.own(func() {
		p.watchLine()
		p.tellAllLate()
	})
}

// lookAfterLine does each second what a peer that knows its line does beside the rounds: HAVEs
// that wait for another message to go with wait no longer, the end game asks others for what has
// stalled, and spare slots are given away.
func (p *Peer) lookAfterLine() {
	p.spare.timer = p.h.AfterWeak(lineEvery, p.lookAfterLine)
	p.own(func() {
		p.tellAllLate()
		p.lookForStalls()
		p.lookForSpare()
	})
}

// lookForSpare gives more slots away if the line is not used though all slots are taken: a quarter
// more each time, at most twice as many as there are anyway. With everybody served, giving would
// earn nobody anything.
func (p *Peer) lookForSpare() {
	s := &p.spare
	own := p.config.slots() + 1
	if p.round == 0 || p.served < own+s.more || s.more >= own || s.full(p.now()) {
		return
	}
	s.more = min(s.more+max((own+s.more)/4, 1), own)
	p.refill = true
}

// takeBackSlots gives up half of the additional slots once the line is used without them. It
// happens in a round only: between two of them nobody is thrown out.
func (p *Peer) takeBackSlots() {
	if s := &p.spare; s.more > 0 && s.full(p.now()) {
		s.more /= 2
	}
}
