package dns

import (
	"slices"

	mdns "github.com/miekg/dns"
)

// Dynamic update (RFC 2136). An update is a message whose sections have other names:
// the question names the zone, the answers are prerequisites, the authority section
// holds the updates.

// updateRefusal says why an update is not made; nil that it is.
type updateRefusal struct {
	rcode  int
	reason string
}

func refuseUpdate(rcode int, reason string) *updateRefusal { return &updateRefusal{rcode, reason} }

// updateRequest deals with an update and answers with what has come of it.
func (a *Authority) updateRequest(b []byte, from client) {
	m := new(mdns.Msg)
	if err := m.Unpack(b); err != nil {
		a.load.Malformed++
		rejectMalformed(a.h, a.conn, b, from, &fault{mdns.RcodeFormatError, err.Error()})
		return
	}
	signing, ok := a.authenticate(b, m, from)
	if !ok {
		return
	}
	from.signing = signing
	r := reply(m)
	event := EventUpdate{Client: from.AddrPort, Rcode: rcodeName(mdns.RcodeSuccess)}
	if len(m.Question) > 0 {
		event.Zone = canonical(m.Question[0].Name)
	}
	changed, why := a.update(m, from)
	if why != nil {
		r.Rcode, event.Rcode, event.Reason = why.rcode, rcodeName(why.rcode), why.reason
		a.load.Refused++
	}
	if changed != nil {
		event.Serial = changed.SOA().Serial
		event.Removed, event.Added = difference(a.zones.byOrigin[changed.origin].Source(), changed.Source())
		// Section 3.5: an update is written to stable storage before it is confirmed.
		if a.keep != nil {
			a.keep(changed.Source())
		}
	}
	a.h.Because(a.h.Emit(event))
	a.send(r, m, from)
	if changed != nil {
		a.Replace(changed)
	}
}

// update checks an update and makes the zone that it asks for; nil if it changes
// nothing.
func (a *Authority) update(m *mdns.Msg, from client) (*Zone, *updateRefusal) {
	// Section 3.1.1: "The Zone Section is checked to see that there is exactly one RR
	// therein and that the RR's ZTYPE is SOA, else signal FORMERR to the requestor."
	if len(m.Question) != 1 || m.Question[0].Qtype != mdns.TypeSOA {
		return nil, refuseUpdate(mdns.RcodeFormatError, "the zone section does not name one zone")
	}
	origin := canonical(m.Question[0].Name)
	z, held := a.zones.byOrigin[origin]
	switch copied := slices.ContainsFunc(a.copies, func(c *zoneCopy) bool { return c.origin == origin }); {
	case !held || m.Question[0].Qclass != mdns.ClassINET:
		// Section 3.1.2: for a zone that the server does not serve, NOTAUTH.
		return nil, refuseUpdate(mdns.RcodeNotAuth, "not a zone of this server")
	case copied:
		return nil, refuseUpdate(mdns.RcodeRefused, "this server has a copy of the zone only")
	case !a.mayUpdate(from):
		// Section 3.3 has permission checked after the prerequisites. It is done first
		// here: a stranger learns nothing by prerequisites either.
		return nil, refuseUpdate(mdns.RcodeRefused, "who is not allowed to")
	}
	if why := z.prerequisites(m.Answer); why != nil {
		return nil, why
	}
	if why := z.prescan(m.Ns); why != nil {
		return nil, why
	}
	if z.signed != nil && slices.ContainsFunc(m.Ns, func(rr mdns.RR) bool { return madeBySigning(rr.Header().Rrtype) }) {
		return nil, refuseUpdate(mdns.RcodeRefused, "the server signs the zone itself")
	}
	e := zoneUpdate{origin: origin, records: z.Source().All()}
	for _, rr := range m.Ns {
		e.apply(rr)
	}
	if !e.changed {
		return nil, nil
	}
	e.raise(z.SOA().Serial)
	made, err := ZoneFrom(origin, e.records)
	if err == nil {
		made, err = made.like(z)
	}
	if err != nil {
		return nil, refuseUpdate(mdns.RcodeServerFailure, err.Error())
	}
	return made, nil
}

func (a *Authority) mayUpdate(from client) bool {
	listed := slices.Contains(a.config.Updaters, from.Addr())
	if a.config.UpdateKey != "" {
		return a.config.permits(from, a.config.UpdateKey) && (listed || len(a.config.Updaters) == 0)
	}
	return listed
}

// prescan checks the update section before anything is changed (section 3.4.1).
func (z *Zone) prescan(updates []mdns.RR) *updateRefusal {
	for _, rr := range updates {
		h := rr.Header()
		bad := false
		switch h.Class {
		case mdns.ClassINET: // add to a set
			bad = isQueryType(h.Rrtype) || h.Rdlength == 0
		case mdns.ClassANY: // delete a set, or all of a name
			bad = h.Ttl != 0 || h.Rdlength != 0 || isQueryType(h.Rrtype) && h.Rrtype != mdns.TypeANY
		case mdns.ClassNONE: // delete a record
			bad = h.Ttl != 0 || isQueryType(h.Rrtype)
		default:
			bad = true
		}
		switch {
		case !within(canonical(h.Name), z.origin):
			return refuseUpdate(mdns.RcodeNotZone, h.Name+" lies outside of the zone")
		case bad:
			return refuseUpdate(mdns.RcodeFormatError, "an update that makes no sense: "+h.Name+" "+typeName(h.Rrtype))
		}
	}
	return nil
}

// isQueryType reports whether a type stands in questions and not in zones.
func isQueryType(t uint16) bool {
	return t == mdns.TypeANY || t == mdns.TypeAXFR || t == mdns.TypeIXFR || t == mdns.TypeMAILA || t == mdns.TypeMAILB ||
		t == mdns.TypeOPT || t == mdns.TypeTSIG || t == mdns.TypeTKEY || t == mdns.TypeNone
}
