package dns

import (
	mdns "github.com/miekg/dns"
)

// keep stores what a server's message says, each part at its rank.
func (r *Resolver) keep(m *mdns.Msg, f *Found, zone string, qtype uint16) {
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
			r.cache.putSet(s, signaturesOf(f.Answer, h.Name, h.Rrtype), trust)
		}
	}
	if r.config.BelieveAll {
		r.keepAll(m)
	}
	switch f.Result {
	case NXDomain, NoData:
		if len(f.Authority) > 0 {
			soa := f.Authority[0].(*mdns.SOA)
			r.cache.putNegative(f.Name, qtype, f.Result, soa, f.Authority[1:], trust)
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
		r.cache.putSet(s, nil, trust)
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
