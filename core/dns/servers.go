package dns

import (
	"net/netip"
	"time"
)

// serverState is what a resolver remembers of a server that it has asked.
type serverState struct {
	addr       netip.AddrPort
	name       string
	measured   bool
	srtt       time.Duration // smoothed round-trip time
	rttvar     time.Duration // its mean deviation
	failures   int           // since the last answer
	avoidUntil time.Time
	queries    uint64
	answers    uint64
}

// servers is a resolver's memory of servers.
type servers struct {
	byAddr map[netip.AddrPort]*serverState
	list   []*serverState // in the order of first use
	first  time.Duration  // wait for a server not yet measured
	fixed  bool           // the first wait is that long for every server
	// patient: each wait is that long. So it is with forwarders, see [chaseWait].
	patient bool
}

const (
	// A little above the round trips that are usual on the Internet: where servers
	// are dead, a client whose own patience is 5 s waits this long on each level.
	defaultTimeout = 400 * time.Millisecond
	// A server that answered in 1 ms is still given this long: its next answer may
	// take disk, queues or a look-up of its own.
	minTimeout = 250 * time.Millisecond
	maxTimeout = 8 * time.Second
	// How long a server that did not answer is put behind others, at first.
	avoidance    = time.Minute
	maxAvoidance = 16 * time.Minute
	// How many servers are remembered.
	maxServers = 10_000
)

func newServers(first time.Duration, fixed bool) *servers {
	return &servers{byAddr: map[netip.AddrPort]*serverState{}, first: first, fixed: fixed}
}

// of returns the memory of one server.
func (s *servers) of(addr netip.AddrPort, name string) *serverState {
	st := s.byAddr[addr]
	if st == nil {
		if len(s.list) >= maxServers {
			delete(s.byAddr, s.list[0].addr)
			s.list = s.list[1:]
		}
		st = &serverState{addr: addr, name: name}
		s.byAddr[addr] = st
		s.list = append(s.list, st)
	}
	if name != "" {
		st.name = name
	}
	return st
}

// wait returns how long to wait for an answer: a smoothed round-trip time and a
// margin, as RFC 6298 has it for TCP, doubled with every round that brought
// nothing.
func (s *servers) wait(st *serverState, round int) time.Duration {
	d := s.first
	if s.patient {
		return d
	}
	if st.measured && !s.fixed {
		d = max(st.srtt+4*st.rttvar, minTimeout)
	}
	return min(d<<min(round, 6), max(maxTimeout, s.first))
}

// answered records a measured round-trip time: RFC 6298, section 2, with its α of
// 1/8 and β of 1/4.
func (st *serverState) answered(rtt time.Duration) {
	st.spoke()
	if !st.measured {
		st.measured, st.srtt, st.rttvar = true, rtt, rtt/2
		return
	}
	st.rttvar += ((st.srtt - rtt).Abs() - st.rttvar) / 4
	st.srtt += (rtt - st.srtt) / 8
}

// spoke records that the server is alive.
func (st *serverState) spoke() {
	st.answers++
	st.failures = 0
	st.avoidUntil = time.Time{}
}

// failed records that the server did not answer.
func (st *serverState) failed(now time.Time) {
	st.failures++
	st.avoidUntil = now.Add(min(avoidance<<min(st.failures-1, 10), maxAvoidance))
}

// avoided reports whether others should be asked first.
func (st *serverState) avoided(now time.Time) bool { return now.Before(st.avoidUntil) }
