package dns

import (
	"net/netip"
	"reflect"
	"slices"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
)

// ResolverConfig says how a resolver works. Zero values take the defaults.
type ResolverConfig struct {
	// Hints are where iteration begins; not needed with forwarders.
	Hints Hints
	// Forwarders are asked for everything, with RD=1, instead of iterating.
	Forwarders []netip.AddrPort
	// MaxTTL and MinTTL bound how long the cache keeps anything: a week, and 0.
	MaxTTL, MinTTL time.Duration
	// CacheSize is how many entries the cache holds; 50,000.
	CacheSize int
	// Timeout is how long an answer is waited for the first time, then twice as
	// long and so on. By default 0.4 s for a server not heard of yet, and for others
	// what their answers have taken. For a forwarder it is always 1 s.
	Timeout time.Duration
	// Minimise tells servers no more of a name than they need to know (RFC 9156).
	Minimise bool
	// Signatures asks servers for the records of DNSSEC (DO, RFC 3225), and hands them
	// to clients that ask for them.
	Signatures bool
	// TrustAnchors turn validation on: the resolver checks signatures (RFC 4035), answers
	// SERVFAIL instead of bogus data, and sets AD on what is secure.
	TrustAnchors TrustAnchors
	// InsecureZones are not validated, nor what lies below them (RFC 7646).
	InsecureZones []string
	// Algorithms are those that signatures are checked with; [StandardAlgorithms].
	Algorithms Algorithms
	// Stubs are zones whose servers are known beforehand.
	Stubs []StubZone
	// PrivateAddrs are addresses that no name outside of PrivateZones may have: a
	// defence against DNS rebinding.
	PrivateAddrs []netip.Prefix
	PrivateZones []string
	// IPv6 has servers asked at their IPv6 addresses too. NAT64, if valid, is the prefix
	// (RFC 6052) under which IPv4 addresses are reached.
	IPv6  bool
	NAT64 netip.Prefix
	// MaxNameServers bounds how many of a zone's NS records are used; 20.
	MaxNameServers int
	// StaleFor is how long after its end an entry of the cache may still be used when
	// servers fail (RFC 8767); 0: never.
	StaleFor time.Duration
	// Allow lists who may ask; empty: everybody.
	Allow []netip.Prefix
	// MixCase writes names with letters in random case, which answers must repeat
	// ("0x20", draft-vixie-dnsext-dns0x20).
	MixCase bool
	// PlainIDs counts query ids up from a random one, instead of drawing each (RFC 5452
	// forbids it: it is what an attack needs).
	PlainIDs bool
	// IDBits is of how many bits ids are drawn, at most 16; 0: 16. With fewer an attack
	// succeeds as much sooner as its odds are better: what takes hours can be watched.
	IDBits int
	// BelieveAll keeps also what a message says of names outside of the zone that was
	// asked, as resolvers did before they had bailiwick rules (RFC 5452, section 6).
	BelieveAll bool
	// Ports is from how many ports queries are sent; 0: each from one of its own, drawn
	// at random (RFC 5452, section 9.2).
	Ports int
	// Attempts is how many queries are sent to a zone's servers together before
	// the look-up fails; 4 for each server, 8 for forwarders.
	Attempts int
	// Rotate: each answer begins a set of records with another one, at first with one
	// that is drawn.
	Rotate bool
	// Helper is what it does beyond resolving.
	Helper Helper
	// Capacity is how many queries of clients it can deal with.
	Capacity Capacity
}

// StubZone is a zone whose servers a resolver is told instead of finding them.
type StubZone struct {
	Zone  string // canonical
	Addrs []netip.AddrPort
	// First: where these servers fail, the zone is looked for from the root.
	First bool
}

// Resolver is a recursive name server, the local name server of a site: it
// resolves for its clients, walking down from the root, and keeps what it learns.
// Its kind is "dns.resolver".
type Resolver struct {
	config  ResolverConfig
	h       host.Host
	conn    host.PacketConn
	desk    desk
	helped  helperHits
	asker   *asker
	turning rotation
	cache   *cache
	servers *servers
	out     []byte // where responses are packed
	works   uint64
	pending []*work // oldest first
	flights map[flight]*work
	trusts  *trusts
	// failures of late.
	failures *failures
	load     ResolverLoad
}

// ResolverLoad counts what a resolver has done since it started.
type ResolverLoad struct {
	Queries   uint64 // of clients, malformed ones included
	FromCache uint64 // answered without asking anybody
	Joined    uint64 // that waited for the answer to the same question
	Asked     uint64 // queries sent to servers
	Timeouts  uint64
	Ignored   uint64
	Failed    uint64 // SERVFAIL
	Malformed uint64
	Refused   uint64
	Truncated uint64
	// Signatures tried, names hashed for NSEC3, and answers that were bogus.
	Signatures, Hashes, Bogus uint64
}

// flight is a question that is being looked up.
type flight struct {
	cacheKey
	unchecked bool
}

// NewResolver returns a resolver.
func NewResolver(c ResolverConfig) *Resolver {
	return &Resolver{config: c, flights: map[flight]*work{}}
}

// Load returns the resolver's counters.
func (r *Resolver) Load() ResolverLoad { return r.load }

// Flush empties the cache and returns how many entries it held.
func (r *Resolver) Flush() int {
	if r.cache == nil {
		return 0
	}
	held := len(r.cache.entries)
	r.cache.flush()
	r.trusts, r.failures = newTrusts(), newFailures()
	return held
}

// Configure has the resolver work otherwise from now on: what is in the cache stays,
// as long as there is room for it, and look-ups that are under way go on.
func (r *Resolver) Configure(c ResolverConfig) {
	if r.h != nil && !reflect.DeepEqual(c.TrustAnchors, r.config.TrustAnchors) {
		r.distrust()
	}
	r.config = c
	if r.h != nil {
		r.apply()
	}
}

// ResolverKind is the kind of a [Resolver], as a lab file writes it.
const ResolverKind = "dns.resolver"

// Kind returns [ResolverKind].
func (r *Resolver) Kind() string { return ResolverKind }

// Run serves until the host stops.
func (r *Resolver) Run(h host.Host) error {
	conns, err := listen(h)
	if err != nil {
		return err
	}
	r.start(h, conns)
	defer r.desk.close()
	if err := serveTCP(h, r.desk.tcp(r.serve)); err != nil {
		return err
	}
	return r.desk.loop(r.serve)
}

func (r *Resolver) start(h host.Host, conns []host.PacketConn) {
	r.h, r.conn, r.asker = h, conns[0], newAsker(h, maxUDP)
	r.cache = newCache(0, h.Now, h.Emit)
	r.servers = newServers(0, false)
	r.trusts, r.failures = newTrusts(), newFailures()
	r.desk.open(h, conns, r.config.Capacity)
	r.apply()
	r.out = make([]byte, maxUDP)
}

// apply hands the configuration to the resolver's parts.
func (r *Resolver) apply() {
	r.desk.set(r.config.Capacity)
	r.cache.bound(r.config.MinTTL, r.config.MaxTTL, r.config.CacheSize)
	first := r.config.Timeout
	if first <= 0 {
		first = defaultTimeout
		if r.forwards() {
			first = chaseWait
		}
	}
	r.cache.staleFor = r.config.StaleFor
	r.asker.signatures, r.asker.validates = r.config.Signatures || r.validates(), r.validates()
	r.asker.mixCase, r.asker.plainIDs = r.config.MixCase, r.config.PlainIDs
	r.asker.idBits = r.config.IDBits
	r.asker.usePorts(r.config.Ports)
	r.servers.first, r.servers.fixed, r.servers.patient = first, r.config.Timeout > 0, r.forwards()
}

func (r *Resolver) forwards() bool { return len(r.config.Forwarders) > 0 }

// serve deals with one message from a client. What the cache can't answer goes
// on in a fiber of its own.
func (r *Resolver) serve(b []byte, from client) {
	r.load.Queries++
	query, wrong := readQuery(b)
	if wrong != nil {
		r.load.Malformed++
		rejectMalformed(r.h, r.conn, b, from, wrong)
		return
	}
	q := query.Question[0]
	name := canonical(q.Name)
	if !r.allows(from.Addr()) {
		r.load.Refused++
		r.h.Because(r.h.Emit(EventRefused{Client: from.AddrPort, Name: name, Type: typeName(q.Qtype), Rcode: rcodeName(mdns.RcodeRefused)}))
		r.respond(query, from, &outcome{rcode: mdns.RcodeRefused, extended: mdns.ExtendedErrorCodeProhibited})
		return
	}
	if rcode := unanswerable(q); rcode != mdns.RcodeSuccess {
		r.load.Refused++
		r.h.Because(r.h.Emit(EventRefused{Client: from.AddrPort, Name: name, Type: typeName(q.Qtype), Rcode: rcodeName(rcode)}))
		r.respond(query, from, &outcome{rcode: rcode})
		return
	}
	why := r.h.Emit(EventResolve{Client: from.AddrPort, Name: name, Type: typeName(q.Qtype)})
	r.h.Because(why)
	if r.help(query, from, name) {
		return
	}
	o, last, known := r.fromCache(name, q.Qtype)
	// RFC 4035, section 3.2.2: a client that sets CD does its own checking.
	unchecked := query.CheckingDisabled || !r.validates()
	if known && (unchecked || o.checked()) {
		r.load.FromCache++
		if !unchecked {
			o = o.conclude()
		}
		r.answer(query, from, name, &o)
		return
	}
	key := flight{cacheKey{name, q.Qtype}, unchecked}
	if o, left := r.failures.get(key, r.h.Now()); o != nil {
		r.load.FromCache++
		r.h.Because(r.h.Emit(EventCacheHit{Name: name, Type: typeName(q.Qtype), What: FailureKnown, TTL: uint32(left / time.Second)}))
		r.respond(query, from, o)
		return
	}
	if !known && !query.RecursionDesired {
		r.respond(query, from, r.bestReferral(o, last, q.Qtype))
		return
	}
	r.h.Go("resolve", func() {
		if o := r.lookUp(key, asked{from, query.Id}); o != nil {
			r.answer(query, from, name, o)
		}
	})
}

// allows reports whether a client may ask. RFC 5358, section 4, against reflected
// floods: recursion is not for strangers.
func (r *Resolver) allows(a netip.Addr) bool {
	return len(r.config.Allow) == 0 || slices.ContainsFunc(r.config.Allow, func(p netip.Prefix) bool { return p.Contains(a) })
}

// lookUp resolves a question, or waits for whoever resolves it already. It
// returns nil when there is nothing to answer: the query is a copy of one that
// will be answered, or the host stops.
func (r *Resolver) lookUp(key flight, by asked) *outcome {
	name, qtype := key.name, key.qtype
	if w := r.flights[key]; w != nil {
		if slices.Contains(w.askers, by) {
			return nil
		}
		w.askers = append(w.askers, by)
		r.load.Joined++
		if w.done == nil {
			w.done = r.h.NewSignal()
		}
		for w.outcome == nil {
			if err := w.done.Wait(); err != nil {
				return nil
			}
		}
		return w.outcome
	}
	w := r.begin(name, qtype, by)
	r.flights[key] = w
	o := w.resolve(name, qtype, nil)
	if !key.unchecked {
		o = w.validate(o)
	}
	if o.rcode == mdns.RcodeServerFailure && o.security != Bogus && r.config.StaleFor > 0 {
		if old, ok := r.fromStale(name, qtype); ok {
			o = old
		}
	}
	r.failures.put(key, &o, r.h.Now())
	w.outcome = &o
	delete(r.flights, key)
	r.end(w)
	if o.rcode == mdns.RcodeServerFailure {
		r.load.Failed++
		r.h.Because(r.h.Emit(EventFailed{Name: name, Type: typeName(qtype), Reason: o.reason}))
	}
	if w.done != nil {
		w.done.Broadcast()
	}
	return &o
}

func (r *Resolver) begin(name string, qtype uint16, by asked) *work {
	r.works++
	w := &work{r: r, key: r.works, client: by.client, askers: []asked{by}, name: name, qtype: qtype, began: r.h.Now()}
	r.pending = append(r.pending, w)
	return w
}

func (r *Resolver) end(w *work) {
	for i, other := range r.pending {
		if other == w {
			r.pending = append(r.pending[:i], r.pending[i+1:]...)
			return
		}
	}
}

// respond answers a client.
func (r *Resolver) respond(query *mdns.Msg, to client, o *outcome) {
	m := reply(query)
	// RFC 1035, section 4.1.1, on RA: "denotes whether recursive query support is
	// available in the name server."
	m.RecursionAvailable = true
	m.Rcode, m.Answer, m.Ns, m.Extra = o.rcode, withoutRepeats(o.answer), o.authority, o.additional
	if len(o.proof) > 0 {
		m.Ns = withoutDoubles(append(m.Ns[:len(m.Ns):len(m.Ns)], o.proof...))
	}
	m.Truncated = o.truncated
	if r.config.Rotate {
		if r.turning.dice == nil {
			r.turning.dice = r.h.Rand("dns.rotate")
		}
		m.Answer = r.turning.turn(m.Answer)
	}
	opt := query.IsEdns0()
	// RFC 6840, sections 5.7 and 5.8: AD tells those who asked for it, by DO or by AD,
	// that all of the answer is secure.
	m.AuthenticatedData = o.security == Secure && (query.AuthenticatedData || opt != nil && opt.Do())
	if o.security == Bogus {
		r.load.Bogus++
	}
	if opt == nil || !opt.Do() {
		m.Answer, m.Ns = unsigned(m.Answer, query.Question[0].Qtype), unsigned(m.Ns, query.Question[0].Qtype)
	}
	why := o.extendedError()
	out, err := seal(m, query, to.limit(query), r.out, why...)
	if err != nil {
		m.Answer, m.Ns, m.Extra, m.Rcode = nil, nil, nil, mdns.RcodeServerFailure
		if out, err = seal(m, query, to.limit(query), r.out, why...); err != nil {
			return // the question itself can't be packed: it came so, and can't go back
		}
	}
	if m.Truncated {
		r.load.Truncated++
	}
	respond(r.conn, to, out)
}
