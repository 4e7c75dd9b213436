package dns

import (
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
	"playnet/core/trace"
)

// QueryState says what a resolver does for a client's query.
type QueryState uint8

// The states of a query.
const (
	Looking QueryState = iota // in the cache
	Asking                    // a server, whose answer it waits for
	Finding                   // the address of a server that came without glue
)

var queryStateNames = [...]string{"looking in the cache", "asking", "finding the address of"}

func (s QueryState) String() string { return queryStateNames[s] }

// work is a client's look-up in progress.
type work struct {
	r       *Resolver
	key     uint64
	client  client
	askers  []asked // the queries that wait for the answer, client's first
	name    string
	qtype   uint16
	began   time.Time
	done    host.Signal // nil as long as nobody else waits
	outcome *outcome    // nil as long as it goes on
	queries int         // sent so far
	why     trace.ID    // the event that decided what is done now

	state   QueryState
	zone    string         // whose servers are asked
	server  string         // the one asked now
	addr    netip.AddrPort // its address
	attempt int
}

// asked identifies a query: a copy of it has the same client, port and id.
type asked struct {
	client client
	id     uint16
}

// become changes the state.
func (w *work) become(s QueryState, zone, server string) {
	w.state, w.zone, w.server = s, zone, server
}

// outcome is what a look-up came to: the parts of a response.
type outcome struct {
	rcode      int
	answer     []mdns.RR
	authority  []mdns.RR
	additional []mdns.RR
	truncated  bool
	reason     string // for a failure
}

func failure(reason string) outcome {
	return outcome{rcode: mdns.RcodeServerFailure, reason: reason}
}

// Every look-up is bounded, whatever servers answer: aliases and referrals that
// lead in circles, or to ever more names, end in SERVFAIL.
const (
	maxReferrals = 32 // of one name
	maxQueries   = 50 // of one look-up, sub-look-ups included
	maxDepth     = 6  // of look-ups for the addresses of servers
	maxWork      = 30 * time.Second
)

// trail is the line of look-ups for servers' addresses that led to a look-up.
type trail struct {
	name  string
	depth int
	above *trail
}

func (t *trail) holds(name string) bool {
	for ; t != nil; t = t.above {
		if t.name == name {
			return true
		}
	}
	return false
}

func (t *trail) length() int {
	if t == nil {
		return 0
	}
	return t.depth
}

// fromCache answers as much of a question as the cache can. It returns the name
// at which the knowledge ends, and whether nothing is missing.
func (r *Resolver) fromCache(name string, qtype uint16) (o outcome, last string, known bool) {
	for range maxAliases {
		e := r.cache.find(name, qtype)
		if e == nil {
			r.cache.misses++
			return o, name, false
		}
		left := e.left(r.h.Now())
		r.cache.hits++
		r.h.Because(r.h.Emit(EventCacheHit{Name: name, Type: typeName(qtype), What: e.what(), TTL: left}))
		if e.result != Success {
			o.authority = RRset{e.soa}.withTTL(nil, left)
			if e.result == NXDomain {
				o.rcode = mdns.RcodeNameError
			}
			return o, name, true
		}
		o.answer = e.rrs.withTTL(o.answer, left)
		if e.qtype == qtype {
			return o, name, true
		}
		name = target(e.rrs[0])
		if leadsBack(o.answer, name) {
			break
		}
	}
	return o, name, false
}

// resolve finds the answer to a question, from the cache and by asking, along
// aliases from zone to zone.
func (w *work) resolve(name string, qtype uint16, t *trail) outcome {
	var answer []mdns.RR
	for range maxAliases {
		w.become(Looking, "", "")
		o, last, known := w.r.fromCache(name, qtype)
		answer = append(answer, o.answer...)
		if known {
			o.answer = answer
			return o
		}
		if leadsBack(answer, last) {
			return failure("the aliases lead in a circle")
		}
		name = last
		f, truncated, reason := w.iterate(name, qtype, t)
		if reason != "" {
			return failure(reason)
		}
		answer = append(answer, w.r.capped(f.Answer)...)
		switch f.Result {
		case Success:
			return outcome{answer: answer, truncated: truncated}
		case NoData:
			return outcome{answer: answer, authority: f.Authority}
		case NXDomain:
			return outcome{rcode: mdns.RcodeNameError, answer: answer, authority: f.Authority}
		}
		if leadsBack(answer, f.Name) {
			return failure("the aliases lead in a circle")
		}
		name = f.Name
	}
	return failure("too many aliases")
}

// capped limits TTLs to what the cache is allowed to keep.
func (r *Resolver) capped(rrs []mdns.RR) []mdns.RR {
	limit := uint32(r.cache.maxTTL / time.Second)
	for i, rr := range rrs {
		if saneTTL(rr.Header().Ttl) > limit {
			c := mdns.Copy(rr)
			c.Header().Ttl = limit
			rrs[i] = c
		}
	}
	return rrs
}

// iterate walks down from the deepest zone whose servers are known, from referral
// to referral, until a server answers.
func (w *work) iterate(name string, qtype uint16, t *trail) (f Found, truncated bool, failed string) {
	h := w.r.h
	d := w.r.closest(name, qtype)
	w.why = h.Emit(EventCacheMiss{Name: name, Type: typeName(qtype), Zone: d.zone})
	h.Because(w.why)
	for range maxReferrals {
		m, f, reason := w.askZone(&d, name, qtype, t)
		if m == nil {
			return f, false, reason
		}
		w.r.keep(m, &f, d.zone, qtype)
		if f.Result != Referral {
			return f, m.Truncated, ""
		}
		from := w.addr
		d = delegationFrom(f.Authority, f.Additional)
		w.why = h.Emit(EventReferral{Zone: d.zone, Servers: d.names(), From: from})
		h.Because(w.why)
	}
	return f, false, "too many referrals"
}

// closest returns the servers of the deepest zone above a name that are known:
// from the cache, else the root's.
func (r *Resolver) closest(name string, qtype uint16) delegation {
	if r.forwards() {
		d := delegation{zone: root}
		for _, addr := range r.config.Forwarders {
			d.servers = append(d.servers, nameServer{name: addr.Addr().String(), addrs: []netip.AddrPort{addr}})
		}
		return d
	}
	if qtype == mdns.TypeDS && name != root {
		name = parent(name) // DS records stand above the cut (RFC 4035, section 3.1.4.1)
	}
	for ; name != root; name = parent(name) {
		if d, ok := r.delegated(name); ok {
			return d
		}
	}
	// A copy: addresses found later must not creep into the hints.
	return delegation{zone: root, servers: append([]nameServer(nil), r.config.Hints.root.servers...)}
}

// delegated returns what the cache knows of a zone's servers, if that is enough
// to ask one of them: an address, or a name that lies elsewhere and can be looked
// up.
func (r *Resolver) delegated(zone string) (delegation, bool) {
	ns := r.cache.get(zone, mdns.TypeNS, rankReferral)
	if ns == nil || ns.result != Success {
		return delegation{}, false
	}
	d := delegationFrom(ns.rrs, nil)
	usable := false
	for i := range d.servers {
		s := &d.servers[i]
		s.addrs = r.knownAddresses(s.name)
		usable = usable || len(s.addrs) > 0 || !within(s.name, zone)
	}
	return d, usable
}

func (r *Resolver) knownAddresses(name string) []netip.AddrPort {
	if a := r.cache.get(name, mdns.TypeA, rankReferral); a != nil && a.result == Success {
		return addressesIn(a.rrs)
	}
	return nil
}

// keep stores what a server's message says, each part at its rank.
func (r *Resolver) keep(m *mdns.Msg, f *Found, zone string, qtype uint16) {
	trust := rankAnswer
	if m.Authoritative {
		trust = rankAuthority
	}
	if !m.Truncated {
		for _, s := range sets(f.Answer) {
			r.cache.putSet(s, trust)
		}
	}
	switch f.Result {
	case NXDomain, NoData:
		if len(f.Authority) > 0 {
			soa := f.Authority[0].(*mdns.SOA)
			r.cache.putNegative(f.Name, qtype, f.Result, soa, trust)
			soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl)
		}
		return
	case Referral:
		r.keepServers(f.Authority, f.Additional, rankReferral)
		return
	}
	if ns := sectionOf(m.Ns, mdns.TypeNS, zone); m.Authoritative && len(ns) > 0 && !r.forwards() {
		r.keepServers(ns, glueFor(ns, m.Extra, zone), rankAuthority)
	}
}

func (r *Resolver) keepServers(ns, glue []mdns.RR, trust rank) {
	for _, s := range sets(ns) {
		r.cache.putSet(s, trust)
	}
	for _, s := range sets(glue) {
		r.cache.putSet(s, rankReferral)
	}
}

// bestReferral answers a client that wants no recursion (RD=0) and asks for what
// is not in the cache: it names the servers that are known to be nearer.
func (r *Resolver) bestReferral(o outcome, name string, qtype uint16) *outcome {
	d := r.closest(name, qtype)
	for _, s := range d.servers {
		if r.forwards() {
			break // they are no servers of any zone
		}
		o.authority = append(o.authority, &mdns.NS{
			Hdr: mdns.RR_Header{Name: d.zone, Rrtype: mdns.TypeNS, Class: mdns.ClassINET}, Ns: s.name})
		for _, a := range s.addrs {
			o.additional = append(o.additional, &mdns.A{
				Hdr: mdns.RR_Header{Name: s.name, Rrtype: mdns.TypeA, Class: mdns.ClassINET}, A: a.Addr().AsSlice()})
		}
	}
	return &o
}
