package dns

import (
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/trace"
)

// chase is one query that an authoritative server with recursion asks on, in a
// fiber of its own.
type chase struct {
	a       *Authority
	key     uint64
	client  client
	id      uint16
	name    string
	qtype   uint16
	began   time.Time
	server  netip.AddrPort // asked now
	queries int
	why     trace.ID
}

const (
	// How long a server waits for one that it asks on before it asks again. The
	// other may have to ask on too, but a copy of a query costs it nothing, and one
	// wait for all levels lets each make up for what is lost below it.
	chaseWait = time.Second
	// How often a zone's servers are asked together, and each at least. The client
	// of it all gives up after ten seconds.
	chaseAttempts = 8
	chaseRounds   = 2
	chaseQueries  = 30 // of one chase, in all
	chaseDepth    = 4  // of look-ups for the addresses of servers
)

// askOn finishes a client's look-up by asking the delegated servers.
func (a *Authority) askOn(query *mdns.Msg, from client, f Found) {
	q := query.Question[0]
	c := &chase{a: a, client: from, id: query.Id, name: canonical(q.Name), qtype: q.Qtype, began: a.h.Now()}
	for _, other := range a.pending {
		if other.client == from && other.id == c.id && other.name == c.name && other.qtype == c.qtype {
			return // a copy of a query that is being answered: its sender waits
		}
	}
	a.chases++
	c.key = a.chases
	a.pending = append(a.pending, c)
	a.h.Go("ask on", func() {
		defer a.forget(c)
		m := reply(query)
		m.RecursionAvailable = true
		f, ok := c.complete(f, 0)
		if !ok {
			m.Rcode = mdns.RcodeServerFailure
			a.load.Failed++
			a.h.Because(a.h.Emit(EventFailed{Name: c.name, Type: typeName(c.qtype), Reason: "no delegated server answered"}))
		} else {
			a.count(f.Result)
			a.h.Because(a.h.Emit(EventServed{Client: from.AddrPort, Name: c.name, Type: typeName(c.qtype), Result: f.Result.String(), Zone: f.Zone}))
			m.Answer, m.Ns = f.Answer, f.Authority
			m.Rcode = f.Result.rcode()
		}
		a.send(m, query, from)
	})
}

func (a *Authority) forget(c *chase) {
	for i, other := range a.pending {
		if other == c {
			a.pending = append(a.pending[:i], a.pending[i+1:]...)
			return
		}
	}
}

// complete follows referrals, and aliases that lead back into the server's own
// zones, until there is an answer.
func (c *chase) complete(f Found, depth int) (Found, bool) {
	for range maxAliases {
		if f.Result != Referral {
			return f, f.Result != OutOfZone || len(f.Answer) > 0
		}
		m, ok := c.askServers(f, depth)
		if !ok {
			return f, false
		}
		before := f.Answer
		f = read(m, f.Zone, f.Name, c.typeAt(depth))
		f.Answer = append(before[:len(before):len(before)], f.Answer...)
		if f.Result != Alias {
			continue
		}
		next := c.a.zones.Lookup(f.Name, c.typeAt(depth))
		if next.Result == OutOfZone || leadsBack(f.Answer, next.Name) {
			return f, true
		}
		next.Answer = append(f.Answer, next.Answer...)
		f = next
	}
	return f, false
}

// typeAt returns the type that is looked for: the client's, and below that the
// addresses of servers.
func (c *chase) typeAt(depth int) uint16 {
	if depth > 0 {
		return mdns.TypeA
	}
	return c.qtype
}

// askServers asks the servers of a referral, one after the other, and again.
func (c *chase) askServers(f Found, depth int) (*mdns.Msg, bool) {
	d := delegationFrom(f.Authority, f.Additional)
	q := question(f.Name, c.typeAt(depth))
	tried := &tries{}
	defer tried.end()
	for attempt := range max(chaseRounds, chaseAttempts/max(len(d.servers), 1)) {
		for i := 0; i < len(d.servers); i++ {
			s := &d.servers[i]
			if len(s.addrs) == 0 && attempt == 0 {
				s.addrs = c.addresses(s.name, d.zone, depth)
			}
			for _, addr := range s.addrs {
				t := tried.of(addr)
				if t.useless {
					continue
				}
				if m := c.askOne(t, q, attempt); m != nil {
					return m, true
				}
				if c.queries >= chaseQueries {
					return nil, false
				}
			}
		}
	}
	return nil, false
}

// try is what came of asking one server. Port and id stay the same for all
// copies of a query: a server that asks on itself may need longer than the first
// wait, and its answer then still counts.
type try struct {
	server   netip.AddrPort
	exchange *exchange
	useless  bool
}

// tries are the servers asked for one question, in the order of asking.
type tries struct{ list []*try }

func (ts *tries) of(server netip.AddrPort) *try {
	for _, t := range ts.list {
		if t.server == server {
			return t
		}
	}
	t := &try{server: server}
	ts.list = append(ts.list, t)
	return t
}

func (ts *tries) end() {
	for _, t := range ts.list {
		t.exchange.end()
	}
}

// askOne asks one server; nil means that another has to be tried.
func (c *chase) askOne(t *try, q mdns.Question, attempt int) *mdns.Msg {
	h := c.a.h
	c.queries++
	c.server = t.server
	c.a.load.AskedOn++
	c.why = h.Emit(EventForward{Server: t.server, Name: canonical(q.Name), Type: typeName(q.Qtype)})
	h.Because(c.why)
	m, err := c.a.asker.again(&t.exchange, t.server, q, true, chaseWait, c.why)
	switch {
	case err == nil && (m.Rcode == mdns.RcodeSuccess || m.Rcode == mdns.RcodeNameError):
		return m
	case timedOut(err):
		c.why = h.Emit(EventTimeout{Server: t.server, Name: q.Name, Type: typeName(q.Qtype), Attempt: attempt + 1, Waited: chaseWait})
		h.Because(c.why)
		return nil
	}
	t.useless = true
	reason := ""
	if err != nil {
		reason = reasonOf(err)
	} else {
		reason = rcodeName(m.Rcode)
	}
	c.why = h.Emit(EventUnreachable{Server: t.server, Name: q.Name, Type: typeName(q.Qtype), Reason: reason})
	h.Because(c.why)
	return nil
}

// addresses finds the addresses of a server whose referral carried no glue.
func (c *chase) addresses(name, zone string, depth int) []netip.AddrPort {
	if depth >= chaseDepth || within(name, zone) {
		return nil // only the zone's own servers could tell
	}
	f, ok := c.complete(c.a.zones.Lookup(name, mdns.TypeA), depth+1)
	if !ok {
		return nil
	}
	return addressesIn(f.Answer)
}
