package dns

import (
	"time"

	mdns "github.com/miekg/dns"
)

// keep stores what a server's message says, each part at its rank. It returns the parts of
// the answer: the cache may have no room for them, or no time.
func (r *Resolver) keep(m *mdns.Msg, f *Found, zone string, qtype uint16) (parts []*cacheEntry) {
	trust := rankAnswer
	if m.Authoritative {
		trust = rankAuthority
	}
	if !m.Truncated {
		for _, s := range sets(f.Answer) {
			h := s[0].Header()
			if s.rrtype() == mdns.TypeCNAME && fromDNAME(f.Answer, h.Name) {
				continue // it follows from the DNAME record, which is kept
			}
			signatures := signaturesOf(f.Answer, h.Name, h.Rrtype)
			e := r.cache.putSet(s, signatures, trust)
			e.proof = f.proofFor(s, signatures)
			parts = append(parts, e)
		}
	}
	if r.config.BelieveAll {
		r.keepAll(m)
	}
	switch f.Result {
	case NXDomain, NoData:
		if soa := soaIn(f.Authority); soa != nil {
			parts = append(parts, r.cache.putNegative(f.Name, qtype, f.Result, soa, f.Authority[1:], trust))
			soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl)
		} else {
			parts = append(parts, &cacheEntry{cacheKey: cacheKey{f.Name, qtype}, result: f.Result, beside: f.Authority})
		}
		return parts
	case Referral:
		r.keepServers(f.Authority, f.Additional, nil, rankReferral)
		r.keepDigests(f, signaturesIn(m), m.Ns)
		return parts
	}
	if ns := sectionOf(m.Ns, mdns.TypeNS, zone); m.Authoritative && len(ns) > 0 && !r.forwards() {
		signatures, trust := signaturesOf(m.Ns, zone, mdns.TypeNS), rankAuthority
		if r.validates() && len(signatures) == 0 {
			trust = rankReferral // good for finding servers; for an answer it lacks what it must have
		}
		r.keepServers(ns, glueFor(ns, m.Extra, zone), signatures, trust)
	}
	return parts
}

// keepDigests stores the DS records that come with a referral, or the proof that there are
// none (RFC 4035, section 3.1.4). Whether they are good their signatures say.
func (r *Resolver) keepDigests(f *Found, signatures, section []mdns.RR) {
	if !r.validates() {
		return
	}
	if ds := recordsOf(section, signatures, f.Zone, mdns.TypeDS); len(ds) > 0 {
		sigs := signaturesOf(signatures, f.Zone, mdns.TypeDS)
		r.cache.putSet(RRset(ds[:len(ds)-len(sigs)]), sigs, rankReferral)
	} else if len(f.Proof) > 0 {
		e := &cacheEntry{cacheKey: cacheKey{f.Zone, mdns.TypeDS}, result: NoData, beside: f.Proof, rank: rankReferral}
		r.cache.put(e, min(time.Duration(RRset(f.Proof).ttl())*time.Second, maxNegativeTTL, r.cache.maxTTL))
	}
}

// soaIn returns the SOA record that a negative answer begins with, if it has one.
func soaIn(authority []mdns.RR) *mdns.SOA {
	if len(authority) == 0 {
		return nil
	}
	soa, _ := authority[0].(*mdns.SOA)
	return soa
}

// proofFor returns what proves that a set from a wildcard is right: RFC 4035, section
// 3.1.3.3, has it in the authority section.
func (f *Found) proofFor(set RRset, signatures []mdns.RR) RRset {
	for _, rr := range signatures {
		if sig, ok := rr.(*mdns.RRSIG); ok && expansion(set, sig) != "" {
			return f.Proof
		}
	}
	return nil
}

func (r *Resolver) keepServers(ns, glue, signatures []mdns.RR, trust rank) {
	for _, s := range sets(ns) {
		r.cache.putSet(s, signatures, trust)
	}
	for _, s := range sets(glue) {
		r.cache.putSet(s, nil, rankReferral)
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
			if !a.Addr().Is4() {
				continue
			}
			o.additional = append(o.additional, &mdns.A{
				Hdr: mdns.RR_Header{Name: s.name, Rrtype: mdns.TypeA, Class: mdns.ClassINET}, A: a.Addr().AsSlice()})
		}
	}
	return &o
}

// keepAll stores whatever else a message says, as if it were an answer, whoever it is
// about: what resolvers did until a server's additional records led users of one name to
// the owner of another (1997), and what RFC 5452, section 6, forbids.
func (r *Resolver) keepAll(m *mdns.Msg) {
	for _, section := range [][]mdns.RR{m.Answer, m.Ns, m.Extra} {
		for _, s := range sets(section) {
			switch s.rrtype() {
			case mdns.TypeA, mdns.TypeAAAA, mdns.TypeNS, mdns.TypeCNAME, mdns.TypeMX:
				r.cache.putSet(s, nil, rankAnswer)
			}
		}
	}
}
