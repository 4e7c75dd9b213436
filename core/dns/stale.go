package dns

import (
	"time"

	mdns "github.com/miekg/dns"
)

// Serve-stale, RFC 8767: when nobody can be asked, what is known from before is better
// than nothing.

// staleTTL is the TTL of stale records. Section 4: "a RECOMMENDED value of 30 seconds".
const staleTTL = 30

// stale returns an entry of a name whose time is over, but not for too long.
func (c *cache) stale(name string, qtype uint16) *cacheEntry {
	for _, t := range []uint16{anyType, qtype, mdns.TypeCNAME} {
		if e := c.entries[cacheKey{name, t}]; e != nil && e.rank >= rankAnswer && c.now().Before(e.expires.Add(c.staleFor)) {
			return e
		}
	}
	return nil
}

// fromStale answers a question from entries whose time may be over.
func (r *Resolver) fromStale(name string, qtype uint16) (o outcome, ok bool) {
	for range maxAliases {
		e := r.cache.stale(name, qtype)
		if e == nil {
			return o, false
		}
		now, ttl := r.h.Now(), uint32(staleTTL)
		if now.Before(e.expires) {
			ttl = e.left(now)
		} else {
			o.extended = mdns.ExtendedErrorCodeStaleAnswer
			r.h.Because(r.h.Emit(EventStale{Name: name, Type: e.typeShown(), Age: uint32(now.Sub(e.expires) / time.Second)}))
		}
		if e.result != Success {
			o.authority = e.beside.withTTL(RRset{e.soa}.withTTL(nil, ttl), ttl)
			if e.result == NXDomain {
				o.rcode = mdns.RcodeNameError
			}
			return o, true
		}
		o.answer = e.beside.withTTL(e.rrs.withTTL(o.answer, ttl), ttl)
		if e.qtype == qtype {
			return o, true
		}
		if name = target(e.rrs[0]); leadsBack(o.answer, name) {
			return o, false
		}
	}
	return o, false
}
