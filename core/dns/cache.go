package dns

import (
	"cmp"
	"slices"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/trace"
)

// rank says how far data are trusted: RFC 2181, section 5.4.1, in the simple form
// that a resolver without zones of its own needs.
type rank uint8

const (
	// "Additional information from an authoritative answer, data from the
	// authority section of a non-authoritative answer, additional information from
	// non-authoritative answers": glue and referrals. Good for finding servers,
	// never for an answer to a client.
	rankReferral rank = iota + 1
	// "Data from the answer section of a non-authoritative answer".
	rankAnswer
	// "The authoritative data included in the answer section of an authoritative
	// reply", and the authority section of one.
	rankAuthority
)

var rankNames = [...]string{"", "referral", "answer", "authoritative"}

func (r rank) String() string { return rankNames[r] }

// anyType stands in a key for all types: the name does not exist.
const anyType = 0

type cacheKey struct {
	name  string
	qtype uint16
}

// cacheEntry is what the cache knows of one name and type.
type cacheEntry struct {
	cacheKey
	result Result // Success (rrs), NoData or NXDomain (soa)
	rrs    RRset
	soa    *mdns.SOA
	// beside are the signatures over rrs; of a negative entry, those over the SOA record
	// and the proof that there is nothing.
	beside RRset
	// proof is, of records that come from a wildcard, that nothing nearer exists.
	proof RRset
	finding
	// glue is what a parent zone has said, of lower rank, as a last resort.
	glue    RRset
	glueEnd time.Time
	rank    rank
	stored  time.Time
	expires time.Time
	seq     uint64
	shown   string      // its content as text, made when first asked for
	newer   *cacheEntry // neighbours in the order of use
	older   *cacheEntry
}

// what names the entry's content as a person would.
func (e *cacheEntry) what() string {
	if e.result == Success && e.qtype == mdns.TypeCNAME {
		return "alias"
	}
	return e.result.String()
}

// typeShown: an absent name is absent for every type.
func (e *cacheEntry) typeShown() string {
	if e.qtype == anyType {
		return "ANY"
	}
	return typeName(e.qtype)
}

// left returns the whole seconds that an entry has to live. In its last second
// that is zero, which lets the client use it once and keep nothing.
func (e *cacheEntry) left(now time.Time) uint32 {
	return uint32(max(e.expires.Sub(now), 0) / time.Second)
}

const (
	// RFC 2181, section 8: "Implementations are always free to place an upper bound
	// on any TTL received": a week, as is usual.
	defaultMaxTTL = 7 * 24 * time.Hour
	// RFC 2308, section 5: "Values of one to three hours have been found to work
	// well and would make sensible a default."
	maxNegativeTTL = 3 * time.Hour
	// How many entries a cache holds before it forgets what was not used longest.
	defaultCacheSize = 50_000
)

// cache keeps what a resolver has learned until its time is over.
type cache struct {
	entries map[cacheKey]*cacheEntry
	newest  *cacheEntry
	oldest  *cacheEntry
	seq     uint64
	limit   int
	minTTL  time.Duration
	maxTTL  time.Duration
	// How long entries whose time is over are kept for when servers fail.
	staleFor time.Duration
	now      func() time.Time
	emit     func(trace.Body) trace.ID

	dnames       int // entries with DNAME records
	hits, misses uint64
}

func newCache(maxTTL time.Duration, now func() time.Time, emit func(trace.Body) trace.ID) *cache {
	c := &cache{entries: map[cacheKey]*cacheEntry{}, now: now, emit: emit}
	c.bound(0, maxTTL, 0)
	return c
}

// bound says how long the cache keeps anything, and how much; zero values take the
// defaults. What it keeps already keeps its time.
func (c *cache) bound(minTTL, maxTTL time.Duration, limit int) {
	if maxTTL <= 0 {
		maxTTL = defaultMaxTTL
	}
	if limit <= 0 {
		limit = defaultCacheSize
	}
	c.minTTL, c.maxTTL, c.limit = min(minTTL, maxTTL), maxTTL, limit
	for len(c.entries) > limit {
		c.remove(c.oldest)
	}
}

// get returns the entry of a name and type that is alive and trusted enough.
func (c *cache) get(name string, qtype uint16, least rank) *cacheEntry {
	e := c.entries[cacheKey{name, qtype}]
	if e == nil {
		return nil
	}
	// A TTL is how long the data may be used; when it is over, so are they.
	if !c.now().Before(e.expires) {
		if c.now().Before(e.expires.Add(c.staleFor)) {
			return nil // it may still be needed: see stale
		}
		c.remove(e)
		c.emit(EventCacheExpire{Name: e.name, Type: e.typeShown()})
		return nil
	}
	if e.rank < least {
		return nil
	}
	c.touch(e)
	return e
}

// find returns what the cache can answer a client's question with: the records,
// an alias, or that there is nothing.
func (c *cache) find(name string, qtype uint16) *cacheEntry {
	if e := c.get(name, anyType, rankAnswer); e != nil {
		return e
	}
	if e := c.get(name, qtype, rankAnswer); e != nil {
		return e
	}
	if qtype != mdns.TypeCNAME {
		if e := c.get(name, mdns.TypeCNAME, rankAnswer); e != nil && e.result == Success {
			return e
		}
	}
	return c.dnameAbove(name)
}

// dnameAbove returns the signed DNAME record that redirects a name, if one is known, to
// answer from (RFC 6672, section 3.4). An unsigned one redirects only the names that a
// server has said it of: a forged one must not take a whole tree of names with it.
func (c *cache) dnameAbove(name string) *cacheEntry {
	if c.dnames == 0 {
		return nil
	}
	for ; name != root; name = parent(name) {
		if e := c.get(parent(name), mdns.TypeDNAME, rankAnswer); e != nil && e.result == Success && len(e.beside) > 0 {
			return e
		}
	}
	return nil
}

// parents returns what a parent zone has said of a name's addresses, where the name's own
// zone says something else.
func (c *cache) parents(name string, qtype uint16) RRset {
	if e := c.get(name, qtype, rankReferral); e != nil && c.now().Before(e.glueEnd) {
		return e.glue
	}
	return nil
}

// forget removes what is known of a name's records of a type.
func (c *cache) forget(name string, qtype uint16) {
	if e := c.entries[cacheKey{name, qtype}]; e != nil {
		c.remove(e)
	}
}

// putSet stores a set of records.
func (c *cache) putSet(s, signatures RRset, r rank) *cacheEntry {
	h := s[0].Header()
	e := &cacheEntry{
		cacheKey: cacheKey{canonical(h.Name), h.Rrtype},
		rrs:      s, beside: signatures, rank: r,
	}
	c.put(e, min(time.Duration(s.ttl())*time.Second, c.maxTTL))
	return e
}

// putNegative stores that a name, or its records of a type, do not exist.
// RFC 2308, section 5: "When the authoritative server transmits this record its
// TTL is taken from the minimum of the SOA.MINIMUM field and SOA's TTL."
func (c *cache) putNegative(name string, qtype uint16, result Result, soa *mdns.SOA, proof RRset, r rank) *cacheEntry {
	ttl := time.Duration(min(saneTTL(soa.Hdr.Ttl), saneTTL(soa.Minttl))) * time.Second
	if result == NXDomain {
		// "A cached name error answers queries of every type for the name."
		qtype = anyType
	}
	e := &cacheEntry{
		cacheKey: cacheKey{name, qtype},
		result:   result, soa: soa, beside: proof, rank: r,
	}
	c.put(e, min(ttl, maxNegativeTTL, c.maxTTL))
	return e
}

func (c *cache) put(e *cacheEntry, ttl time.Duration) {
	ttl = max(ttl, c.minTTL)
	if ttl <= 0 {
		return // RFC 1035, section 3.2.1: good for the transaction in progress only
	}
	now := c.now()
	if old := c.entries[e.cacheKey]; old != nil {
		// RFC 2181, section 5.4.1: "data from one source [is] preferred to" that of
		// a lower rank, as long as it lives.
		if now.Before(old.expires) && old.rank > e.rank {
			if e.rank == rankReferral {
				old.glue, old.glueEnd = e.rrs, now.Add(ttl)
			}
			return
		}
		c.remove(old)
		if e.glue, e.glueEnd = old.glue, old.glueEnd; old.rank == rankReferral && e.rank > rankReferral {
			e.glue, e.glueEnd = old.rrs, old.expires
		}
	}
	c.displace(e)
	for len(c.entries) >= c.limit {
		c.remove(c.oldest)
	}
	c.seq++
	e.seq, e.stored, e.expires = c.seq, now, now.Add(ttl)
	c.entries[e.cacheKey] = e
	if e.qtype == mdns.TypeDNAME {
		c.dnames++
	}
	c.link(e)
	c.emit(EventCacheStore{Name: e.name, Type: e.typeShown(), What: e.what(),
		Rank: e.rank.String(), TTL: uint32(ttl / time.Second)})
}

// displace removes what can't be true beside a new entry: records beside "no such
// name".
func (c *cache) displace(e *cacheEntry) {
	if e.result != Success || e.rank == rankReferral {
		return
	}
	if gone := c.entries[cacheKey{e.name, anyType}]; gone != nil {
		c.remove(gone)
	}
}

func (c *cache) remove(e *cacheEntry) {
	delete(c.entries, e.cacheKey)
	if e.qtype == mdns.TypeDNAME {
		c.dnames--
	}
	c.unlink(e)
}

func (c *cache) touch(e *cacheEntry) {
	if c.newest != e {
		c.unlink(e)
		c.link(e)
	}
}

func (c *cache) link(e *cacheEntry) {
	e.older, e.newer = c.newest, nil
	if c.newest != nil {
		c.newest.newer = e
	} else {
		c.oldest = e
	}
	c.newest = e
}

func (c *cache) unlink(e *cacheEntry) {
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		c.newest = e.older
	}
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		c.oldest = e.newer
	}
}

// flush forgets everything.
func (c *cache) flush() {
	clear(c.entries)
	c.newest, c.oldest, c.dnames = nil, nil, 0
}

// kept returns the entries used last whose time, or whose time as stale data, is not over:
// at most limit of them, in the order in which they were stored, and how many there are in all.
func (c *cache) kept(now time.Time, limit int) (list []*cacheEntry, total int) {
	for e := c.newest; e != nil; e = e.older {
		if !now.Before(e.expires.Add(c.staleFor)) {
			continue
		}
		if total++; total <= limit {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b *cacheEntry) int { return cmp.Compare(a.seq, b.seq) })
	return list, total
}
