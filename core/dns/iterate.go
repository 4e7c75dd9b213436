package dns

import (
	"net/netip"

	mdns "github.com/miekg/dns"
)

// descent is the way of one question down the tree of zones.
type descent struct {
	w     *work
	t     *trail
	name  string
	qtype uint16
	d     delegation // whose servers are asked now
	// Of minimisation (RFC 9156): off once a server got along with it badly; known is
	// the deepest name that exists without being a zone of its own, or "".
	whole     bool
	known     string
	minimised int
	// again: the zone whose own list of servers was of no use, so that its parent was
	// asked for them anew; only once in a descent.
	again string
}

// iterate walks down from the deepest zone whose servers are known, from referral
// to referral, until a server answers.
func (w *work) iterate(name string, qtype uint16, t *trail) (f Found, parts []*cacheEntry, truncated bool, failed string) {
	h := w.r.h
	g := &descent{w: w, t: t, name: name, qtype: qtype, d: w.r.closest(name, qtype)}
	w.why = h.Emit(EventCacheMiss{Name: name, Type: typeName(qtype), Zone: g.d.zone})
	h.Because(w.why)
	for range maxReferrals {
		m, f, reason := g.ask()
		switch {
		case m == nil && g.retreat(reason):
			continue
		case m == nil:
			return f, nil, false, reason
		}
		parts = w.r.keep(m, &f, g.d.zone, qtype)
		if f.Result == Referral && len(f.Answer) > 0 {
			// An alias, and where to ask for what it leads to: that is another question.
			f.Result = Alias
			return f, parts, m.Truncated, ""
		}
		if f.Result != Referral {
			if g.fromChild(m, &f) && g.findParent() {
				continue
			}
			return f, parts, m.Truncated, ""
		}
		g.descend(&f)
	}
	return f, nil, false, "too many referrals"
}

// ask asks the zone's servers the question, or first, if names are minimised, as
// much of it as these servers need to know.
func (g *descent) ask() (*mdns.Msg, Found, string) {
	for {
		name, ok := g.next()
		if !ok {
			return g.w.askZone(&g.d, g.name, g.qtype, g.t)
		}
		m, f, reason := g.w.askZone(&g.d, name, minimisedType, g.t)
		switch {
		case m == nil && g.w.exhausted():
			return nil, f, reason
		case m == nil:
			// Servers that can't bear it exist (RFC 9156, section 5): they are asked for
			// the whole name.
			g.whole = true
		case f.Result == Referral:
			return m, f, ""
		case f.Result == NXDomain:
			// RFC 8020, section 2: "all names [...] at or below that node SHOULD be
			// considered unreachable."
			g.w.r.keep(m, &f, g.d.zone, minimisedType)
			f.Name = g.name
			return m, f, ""
		default:
			g.w.r.keep(m, &f, g.d.zone, minimisedType)
			g.known = name
		}
	}
}

// descend goes on with the servers that a referral names.
func (g *descent) descend(f *Found) {
	w := g.w
	from := w.addr
	g.d = anyDelegation(f.Authority, f.Additional)
	g.known = ""
	w.why = w.r.h.Emit(EventReferral{Zone: g.d.zone, Servers: g.d.names(), From: from})
	w.r.h.Because(w.why)
}

// retreat asks a zone's parent for its servers anew, once, when those that the zone
// itself has named are of no use: what stands in the cache from below a cut takes
// precedence (RFC 2181, section 5.4.1), and may still be wrong.
func (g *descent) retreat(reason string) bool {
	w, zone := g.w, g.d.zone
	if g.again != "" || zone == root || w.r.forwards() || w.exhausted() {
		return false
	}
	if g.d.told {
		return g.leaveStub(reason)
	}
	if !w.r.parentMayDiffer(&g.d) {
		return false
	}
	w.r.cache.forget(zone, mdns.TypeNS)
	g.retreatTo(w.r.closest(parent(zone), mdns.TypeNS), reason)
	return true
}

// parentMayDiffer reports whether what is known of a zone's servers is not just what its
// parent has said: some of it comes from the zone itself, or has expired.
func (r *Resolver) parentMayDiffer(d *delegation) bool {
	ns := r.cache.get(d.zone, mdns.TypeNS, rankReferral)
	if ns == nil || ns.rank > rankReferral {
		return true
	}
	for i := range d.servers {
		a := r.cache.get(d.servers[i].name, mdns.TypeA, rankReferral)
		if within(d.servers[i].name, d.zone) && (a == nil || a.rank > rankReferral) {
			return true
		}
	}
	return false
}

// leaveStub looks for a stub zone from the root, if that is allowed.
func (g *descent) leaveStub(reason string) bool {
	if s := g.w.r.stubOf(g.name); s == nil || !s.First {
		return false
	}
	g.retreatTo(g.w.r.rootDelegation(), reason)
	return true
}

func (g *descent) retreatTo(above delegation, reason string) {
	w := g.w
	w.why = w.r.h.Emit(EventRetreat{Zone: g.d.zone, To: above.zone, Reason: reason})
	w.r.h.Because(w.why)
	g.again, g.d, g.known = g.d.zone, above, ""
}

// fromChild reports whether an answer without data comes from the wrong side of a
// zone cut: DS records stand only above it (RFC 4035, section 2.4), and a server of
// both zones may answer from below.
func (g *descent) fromChild(m *mdns.Msg, f *Found) bool {
	if g.qtype != mdns.TypeDS || f.Result != NoData || g.d.zone == parent(g.name) || g.w.r.forwards() {
		return false
	}
	soa := authorityOf(m.Ns, g.d.zone, g.name)
	return soa == nil || canonical(soa.Hdr.Name) == g.name
}

// findParent looks for the servers of the zone that a DS record stands in.
func (g *descent) findParent() bool {
	above := parent(g.name)
	m, f, _ := g.w.askZone(&g.d, above, mdns.TypeNS, g.t)
	if m == nil {
		return false
	}
	g.w.r.keep(m, &f, g.d.zone, mdns.TypeNS)
	switch {
	case f.Result == Referral:
		g.descend(&f)
	case f.Result == Success && len(sectionOf(f.Answer, mdns.TypeNS, above)) > 0:
		g.d = anyDelegation(f.Answer, glueFor(f.Answer, m.Extra, g.d.zone))
	default:
		return false
	}
	g.w.r.cache.forget(g.name, mdns.TypeDS)
	return true
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
	stub := r.stubOf(name)
	for ; name != root; name = parent(name) {
		if stub != nil && stub.Zone == name {
			return stub.delegation()
		}
		if d, ok := r.delegated(name); ok {
			return d
		}
	}
	return r.rootDelegation()
}

func (r *Resolver) rootDelegation() delegation {
	// A copy: addresses found later must not creep into the hints.
	return delegation{zone: root, servers: append([]nameServer(nil), r.config.Hints.root.servers...)}
}

// stubOf returns the deepest stub zone that a name lies in, or nil.
func (r *Resolver) stubOf(name string) *StubZone {
	var deepest *StubZone
	for i := range r.config.Stubs {
		s := &r.config.Stubs[i]
		if within(name, s.Zone) && (deepest == nil || below(s.Zone, deepest.Zone)) {
			deepest = s
		}
	}
	return deepest
}

func (s *StubZone) delegation() delegation {
	d := delegation{zone: s.Zone, told: true}
	for _, addr := range s.Addrs {
		d.servers = append(d.servers, nameServer{name: addr.Addr().String(), addrs: []netip.AddrPort{addr}})
	}
	return d
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
