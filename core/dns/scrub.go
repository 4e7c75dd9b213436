package dns

import (
	"net/netip"
	"slices"

	mdns "github.com/miekg/dns"
)

// defaultNameServers is how many servers of a zone are used: a list of hundreds serves
// only to multiply queries (the NXNSAttack).
const defaultNameServers = 20

// scrub leaves out of a server's message what must not be used, and reports whether
// there was any of the answer.
func (r *Resolver) scrub(m *mdns.Msg) (scrubbed bool) {
	if len(r.config.PrivateAddrs) > 0 {
		before := len(m.Answer)
		m.Answer, m.Ns, m.Extra = r.public(m.Answer), r.public(m.Ns), r.public(m.Extra)
		scrubbed = len(m.Answer) < before
	}
	limit := r.config.MaxNameServers
	if limit <= 0 {
		limit = defaultNameServers
	}
	m.Answer, m.Ns = r.fewServers(m.Answer, limit), r.fewServers(m.Ns, limit)
	return scrubbed
}

// public leaves out private addresses of names that may not have them.
func (r *Resolver) public(section []mdns.RR) []mdns.RR {
	return slices.DeleteFunc(section, func(rr mdns.RR) bool {
		a, ok := addressOf(rr)
		if !ok || !slices.ContainsFunc(r.config.PrivateAddrs, func(p netip.Prefix) bool { return p.Contains(a) }) {
			return false
		}
		name := canonical(rr.Header().Name)
		if slices.ContainsFunc(r.config.PrivateZones, func(z string) bool { return within(name, z) }) {
			return false
		}
		r.h.Emit(EventScrubbed{Name: name, Type: typeName(rr.Header().Rrtype), Reason: "a private address"})
		return true
	})
}

func addressOf(rr mdns.RR) (netip.Addr, bool) {
	switch rr := rr.(type) {
	case *mdns.A:
		return netip.AddrFromSlice(rr.A.To4())
	case *mdns.AAAA:
		return netip.AddrFromSlice(rr.AAAA.To16())
	}
	return netip.Addr{}, false
}

// fewServers keeps the first NS records of a section.
func (r *Resolver) fewServers(section []mdns.RR, limit int) []mdns.RR {
	kept := 0
	return slices.DeleteFunc(section, func(rr mdns.RR) bool {
		if rr.Header().Rrtype != mdns.TypeNS {
			return false
		}
		if kept++; kept == limit+1 {
			r.h.Emit(EventScrubbed{Name: canonical(rr.Header().Name), Type: "NS", Reason: "more than " + decimal(limit) + " name servers"})
		}
		return kept > limit
	})
}
