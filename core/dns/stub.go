package dns

import (
	"errors"
	"net"
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
	"playnet/core/trace"
	"playnet/core/view"
)

const (
	// What resolv.conf(5) has by default: "timeout:n", 5 seconds, and
	// "attempts:n", twice.
	stubTimeout  = 5 * time.Second
	stubAttempts = 2

	maxHistory = 200
)

// LookupState says how far a look-up of a stub is.
type LookupState uint8

// The states of a look-up.
const (
	LookupAsking   LookupState = iota // it waits for an answer
	LookupFound                       // there is an answer with records
	LookupNoData                      // the name has no such records
	LookupNXDomain                    // there is no such name
	LookupFailed                      // a server said that it could not, or would not
	LookupTimedOut                    // nobody answered
	LookupInvalid                     // the name is none
	LookupStopped                     // the host went down meanwhile
)

var lookupStateNames = [...]string{"asking", "found", "NODATA", "NXDOMAIN", "failed", "timed out", "not a name", "stopped"}

func (s LookupState) String() string { return lookupStateNames[s] }

// Reply is what a look-up brought.
type Reply struct {
	State   LookupState
	Rcode   int       // of the answer, where there is one
	Records []mdns.RR // the answer section
	Server  netip.AddrPort
	Took    time.Duration
	// Truncated: the answer did not fit into its message.
	Truncated bool
}

// Addrs returns the IPv4 addresses among the records.
func (r *Reply) Addrs() []netip.Addr {
	var list []netip.Addr
	for _, a := range addressesIn(r.Records) {
		list = append(list, a.Addr())
	}
	return list
}

// texts returns the records, one line each.
func (r *Reply) texts() []string {
	list := make([]string, len(r.Records))
	for i, rr := range r.Records {
		list[i] = line(rr)
	}
	return list
}

// Stub is the resolver library of a host: programs look names up through it, and
// it asks the host's name servers, in order, with RD=1. Its kind is "dns.stub".
// Names are taken as complete, with or without the final dot.
type Stub struct {
	servers []netip.AddrPort
	h       host.Host
	store   *askerStore
	waiting []func() // look-ups started before the stub ran
	history []*entry
	started uint64 // look-ups so far
	asking  int    // look-ups in progress
}

// entry is a look-up in the stub's history.
type entry struct {
	key    uint64
	name   string
	qtype  uint16
	server netip.AddrPort // asked now, or that answered
	began  time.Time
	shown  view.Row // once there is a reply
	reply  Reply
}

// StubKind is the kind of a [Stub].
const StubKind = "dns.stub"

// NewStub returns a stub that asks these servers.
func NewStub(servers []netip.AddrPort) *Stub { return &Stub{servers: servers} }

// Servers returns the name servers that it asks, in order.
func (s *Stub) Servers() []netip.AddrPort { return s.servers }

// Kind returns [StubKind].
func (s *Stub) Kind() string { return StubKind }

// Run lets look-ups be started until the host stops.
func (s *Stub) Run(h host.Host) error {
	s.h = h
	for _, start := range s.waiting {
		start()
	}
	s.waiting = nil
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// Start looks a name up for the user; the history shows what comes of it. It
// does not block and may be called from outside any fiber. Without servers, the
// stub's own are asked.
func (s *Stub) Start(name string, qtype uint16, servers ...netip.AddrPort) {
	start := func() {
		s.h.Go("look up", func() { s.Lookup(s.h, name, qtype, servers...) })
	}
	if s.h == nil {
		s.waiting = append(s.waiting, start)
		return
	}
	start()
}

// Lookup looks a name up and blocks until there is an answer or no hope. The
// sockets are the calling program's: h is its own host, as the resolver library
// is a part of each program. Without servers, the stub's own are asked.
func (s *Stub) Lookup(h host.Host, name string, qtype uint16, servers ...netip.AddrPort) Reply {
	if len(servers) == 0 {
		servers = s.servers
	}
	e := s.remember(canonical(name), qtype, h.Now())
	begin := EventLookup{Name: e.name, Type: typeName(qtype)}
	if len(servers) > 0 {
		begin.Server = servers[0]
	}
	operation := h.Emit(begin)
	before := h.Serve(operation)
	h.Because(operation)
	defer h.Serve(before)

	s.asking++
	e.reply = s.ask(h, e, servers, operation)
	s.asking--
	e.reply.Took = h.Now().Sub(e.began)
	if e.reply.State == LookupStopped {
		return e.reply
	}
	end := EventAnswer{Name: e.name, Type: typeName(qtype), Answers: e.reply.texts(), Server: e.reply.Server, Took: e.reply.Took}
	if e.reply.Server.IsValid() {
		end.Rcode = rcodeName(e.reply.Rcode)
	}
	h.Emit(end)
	return e.reply
}

func (s *Stub) remember(name string, qtype uint16, now time.Time) *entry {
	s.started++
	e := &entry{key: s.started, name: name, qtype: qtype, began: now}
	if len(s.history) == maxHistory {
		s.history = append(s.history[:0], s.history[1:]...)
	}
	s.history = append(s.history, e)
	return e
}

// ask tries the servers in order, and again. A server that says it can't, or
// won't, is not asked again.
func (s *Stub) ask(h host.Host, e *entry, servers []netip.AddrPort, why trace.ID) Reply {
	if _, ok := mdns.IsDomainName(e.name); !ok {
		return Reply{State: LookupInvalid}
	}
	if s.store == nil {
		// One stream of ids for all look-ups, whatever program they are for.
		s.store = newAsker(h, 0).askerStore
	}
	a := &asker{h: h, askerStore: s.store}
	last := Reply{State: LookupTimedOut}
	// One exchange with each server, begun when its turn comes; useless are those
	// that answered, but could or would not help.
	exchanges := make([]*exchange, len(servers))
	useless := make([]bool, len(servers))
	defer func() {
		for _, x := range exchanges {
			x.end()
		}
	}()
	for attempt := range stubAttempts {
		for i, server := range servers {
			if useless[i] {
				continue
			}
			e.server = server
			m, err := a.again(&exchanges[i], server, question(e.name, e.qtype), true, stubTimeout, why)
			switch {
			case err == nil:
				r := replyFrom(m, server, e)
				if r.State != LookupFailed {
					return r
				}
				last, useless[i] = r, true
				why = h.Emit(EventUnreachable{Server: server, Name: e.name, Type: typeName(e.qtype), Reason: rcodeName(m.Rcode)})
			case timedOut(err):
				why = h.Emit(EventTimeout{Server: server, Name: e.name, Type: typeName(e.qtype), Attempt: attempt + 1, Waited: stubTimeout})
			case errors.Is(err, net.ErrClosed):
				return Reply{State: LookupStopped}
			default:
				why = h.Emit(EventUnreachable{Server: server, Name: e.name, Type: typeName(e.qtype), Reason: reasonOf(err)})
			}
			h.Because(why)
		}
	}
	return last
}

// replyFrom reads an answer.
func replyFrom(m *mdns.Msg, server netip.AddrPort, e *entry) Reply {
	r := Reply{Rcode: m.Rcode, Records: m.Answer, Server: server, Truncated: m.Truncated}
	switch m.Rcode {
	case mdns.RcodeSuccess:
		r.State = LookupNoData
		for _, rr := range m.Answer {
			if t := rr.Header().Rrtype; t == e.qtype || e.qtype == mdns.TypeANY {
				r.State = LookupFound
			}
		}
	case mdns.RcodeNameError:
		r.State = LookupNXDomain
	default:
		r.State = LookupFailed
	}
	return r
}
