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
	Looking  QueryState = iota // in the cache
	Asking                     // a server, whose answer it waits for
	Finding                    // the address of a server that came without glue
	Checking                   // signatures
)

var queryStateNames = [...]string{"looking in the cache", "asking", "finding the address of", "checking signatures"}

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

	// How many signatures it has tried, and names hashed for NSEC3.
	signatures, hashes int

	unreached bool // of the last zone's servers none gave an answer

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
	extended   uint16 // why, by the codes of RFC 8914
	// parts are what it is made of, as far as signatures are concerned; proof is what
	// proves that wildcards in it were right.
	parts    []*cacheEntry
	proof    []mdns.RR
	security Security
	again    bool // a failure that has been told before
}

// failure ends a look-up, with the reason that RFC 8914 has a code for: that no server
// could be reached, or another one, in words.
func (w *work) failure(reason string) outcome {
	o := outcome{rcode: mdns.RcodeServerFailure, reason: reason, extended: mdns.ExtendedErrorCodeOther}
	if w.unreached {
		o.extended = mdns.ExtendedErrorCodeNoReachableAuthority
	}
	return o
}

// extendedError tells a client why it got no answer, or an old one (RFC 8914).
func (o *outcome) extendedError() []mdns.EDNS0 {
	failed := o.rcode == mdns.RcodeServerFailure || o.rcode == mdns.RcodeRefused
	if !failed && o.extended == mdns.ExtendedErrorCodeOther {
		return nil
	}
	if failed && o.extended == mdns.ExtendedErrorCodeOther && o.reason == "" {
		return nil
	}
	why := []mdns.EDNS0{&mdns.EDNS0_EDE{InfoCode: o.extended, ExtraText: o.reason}}
	if o.again {
		why = append(why, &mdns.EDNS0_EDE{InfoCode: mdns.ExtendedErrorCodeCachedError})
	}
	return why
}

// Every look-up is bounded, whatever servers answer: aliases and referrals that
// lead in circles, or to ever more names, end in SERVFAIL.
const (
	maxReferrals = 32 // of one name
	maxQueries   = 50 // of one look-up, sub-look-ups included
	maxDepth     = 6  // of look-ups for the addresses of servers
	maxWork      = 30 * time.Second
)

// exhausted reports whether the look-up's bounds forbid more queries.
func (w *work) exhausted() bool {
	return w.queries >= maxQueries || w.r.h.Now().Sub(w.began) >= maxWork
}

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
		o.parts = append(o.parts, e)
		o.proof = e.proof.withTTL(o.proof, left)
		r.cache.hits++
		r.h.Because(r.h.Emit(EventCacheHit{Name: name, Type: typeName(qtype), What: e.what(), TTL: left}))
		if e.result != Success {
			o.authority = e.beside.withTTL(RRset{e.soa}.withTTL(nil, left), left)
			if e.result == NXDomain {
				o.rcode = mdns.RcodeNameError
			}
			return o, name, true
		}
		o.answer = e.beside.withTTL(e.rrs.withTTL(o.answer, left), left)
		if e.qtype == qtype && e.name == name || qtype == mdns.TypeANY {
			// For ANY an alias is an answer like others (RFC 1034, section 3.6.2).
			return o, name, true
		}
		if d, ok := e.rrs[0].(*mdns.DNAME); ok {
			alias := synthesised(d, name)
			if alias == nil {
				o.rcode = mdns.RcodeYXDomain
				return o, name, true
			}
			o.answer = RRset{alias}.withTTL(o.answer, left)
			if qtype == mdns.TypeCNAME {
				return o, name, true
			}
			name = canonical(alias.Target)
		} else {
			name = target(e.rrs[0])
		}
		if leadsBack(o.answer, name) {
			break
		}
	}
	return o, name, false
}

// resolve finds the answer to a question, from the cache and by asking, along
// aliases from zone to zone.
func (w *work) resolve(name string, qtype uint16, t *trail) outcome {
	var so outcome
	for range maxAliases {
		w.become(Looking, "", "")
		o, last, known := w.r.fromCache(name, qtype)
		so.add(&o)
		if known {
			so.rcode, so.authority = o.rcode, o.authority
			return so
		}
		if leadsBack(so.answer, last) {
			return w.failure("the aliases lead in a circle")
		}
		name = last
		f, parts, truncated, reason := w.iterate(name, qtype, t)
		if reason != "" {
			return w.failure(reason)
		}
		so.add(&outcome{answer: w.r.capped(f.Answer), parts: parts})
		for _, e := range parts {
			so.proof = append(so.proof, e.proof...)
		}
		so.truncated, so.authority = truncated, f.Authority
		switch f.Result {
		case Success, NoData:
			return so
		case TooLong:
			so.rcode = mdns.RcodeYXDomain
			return so
		case NXDomain:
			so.rcode = mdns.RcodeNameError
			return so
		}
		if leadsBack(so.answer, f.Name) {
			return w.failure("the aliases lead in a circle")
		}
		name = f.Name
	}
	return w.failure("too many aliases")
}

// add joins what comes next in a chain of aliases.
func (o *outcome) add(next *outcome) {
	o.answer = append(o.answer, next.answer...)
	o.parts = append(o.parts, next.parts...)
	o.proof = append(o.proof, next.proof...)
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
