package dns

import (
	"slices"

	mdns "github.com/miekg/dns"
)

// zoneUpdate is a zone's records while an update changes them (RFC 2136, section
// 3.4.2).
type zoneUpdate struct {
	origin  string
	records []mdns.RR
	changed bool
}

// apply makes one of the changes that an update asks for.
func (e *zoneUpdate) apply(rr mdns.RR) {
	switch rr.Header().Class {
	case mdns.ClassINET:
		e.add(rr)
	case mdns.ClassANY:
		e.removeSets(rr.Header())
	case mdns.ClassNONE:
		e.remove(rr)
	}
}

// add puts a record in.
func (e *zoneUpdate) add(rr mdns.RR) {
	if e.forbidden(rr) {
		return
	}
	replaces := func(old mdns.RR) bool {
		// Section 3.4.2.2: of SOA and CNAME, of which there is one, the new record takes
		// the old one's place. So does a record that is there already, whose TTL may be
		// another.
		t := rr.Header().Rrtype
		return sameSet(old, rr) && (t == mdns.TypeSOA || t == mdns.TypeCNAME || t == mdns.TypeDNAME || mdns.IsDuplicate(old, rr))
	}
	at := slices.IndexFunc(e.records, replaces)
	if at >= 0 && mdns.IsDuplicate(e.records[at], rr) && e.records[at].Header().Ttl == rr.Header().Ttl {
		return
	}
	e.changed = true
	if at >= 0 {
		e.records = slices.Clone(e.records)
		e.records[at] = rr
	} else {
		e.records = append(e.records, rr)
	}
	e.settle(rr)
}

// forbidden reports whether a record is not put in, silently, as section 3.4.2.2 says.
func (e *zoneUpdate) forbidden(rr mdns.RR) bool {
	t, name := rr.Header().Rrtype, canonical(rr.Header().Name)
	if soa, ok := rr.(*mdns.SOA); ok {
		// A serial number that does not lead on is ignored with its record.
		return name != e.origin || !newer(soa.Serial, e.serial())
	}
	return slices.ContainsFunc(e.records, func(old mdns.RR) bool {
		o := old.Header().Rrtype
		if plain(old.Header().Name) != name || besideCNAME(o) || besideCNAME(t) {
			return false
		}
		// A CNAME stands alone: what would change that is ignored.
		return (t == mdns.TypeCNAME) != (o == mdns.TypeCNAME)
	})
}

// settle gives a record's set its TTL. RFC 2181, section 5.2: "the TTLs of all RRs in
// an RRSet must be the same."
func (e *zoneUpdate) settle(rr mdns.RR) {
	for i, old := range e.records {
		if old != rr && sameSet(old, rr) && old.Header().Ttl != rr.Header().Ttl {
			e.records[i] = mdns.Copy(old) // it may be shared with other worlds
			e.records[i].Header().Ttl = rr.Header().Ttl
		}
	}
}

// removeSets takes out a set, or all sets of a name. Section 3.4.2.3: at the
// zone's own name SOA and NS records stay.
func (e *zoneUpdate) removeSets(h *mdns.RR_Header) {
	name := canonical(h.Name)
	e.drop(func(old mdns.RR) bool {
		t := old.Header().Rrtype
		if plain(old.Header().Name) != name || h.Rrtype != mdns.TypeANY && h.Rrtype != t {
			return false
		}
		return name != e.origin || t != mdns.TypeSOA && t != mdns.TypeNS
	})
}

// remove takes one record out. Section 3.4.2.4: an SOA record stays,
// and so does the last NS record of the zone's own name.
func (e *zoneUpdate) remove(rr mdns.RR) {
	t := rr.Header().Rrtype
	if t == mdns.TypeSOA || t == mdns.TypeNS && canonical(rr.Header().Name) == e.origin && e.apexServers() == 1 {
		return
	}
	wanted := mdns.Copy(rr)
	wanted.Header().Class = mdns.ClassINET
	e.drop(func(old mdns.RR) bool { return mdns.IsDuplicate(old, wanted) })
}

func (e *zoneUpdate) drop(which func(mdns.RR) bool) {
	left := slices.DeleteFunc(slices.Clone(e.records), which)
	e.changed = e.changed || len(left) != len(e.records)
	e.records = left
}

func (e *zoneUpdate) apexServers() (n int) {
	for _, rr := range e.records {
		if rr.Header().Rrtype == mdns.TypeNS && plain(rr.Header().Name) == e.origin {
			n++
		}
	}
	return n
}

func (e *zoneUpdate) serial() uint32 { return e.records[0].(*mdns.SOA).Serial }

// raise raises the serial number unless the update has done so. Section 3.6 asks
// for it with each change, so that secondaries see that there was one.
func (e *zoneUpdate) raise(before uint32) {
	if e.serial() != before {
		return
	}
	soa := mdns.Copy(e.records[0]).(*mdns.SOA)
	soa.Serial++
	e.records = slices.Clone(e.records)
	e.records[0] = soa
}

// difference lists the records that a zone has lost and gained, as text, without the
// SOA record.
func difference(before, after *Zone) (removed, added []string) {
	missing := func(z, in *Zone) (list []string) {
		z.each(func(rr mdns.RR) {
			h := rr.Header()
			if h.Rrtype == mdns.TypeSOA || len(list) >= maxListed {
				return
			}
			same := slices.ContainsFunc(in.setOf(plain(h.Name), h.Rrtype), func(o mdns.RR) bool {
				return mdns.IsDuplicate(o, rr) && o.Header().Ttl == h.Ttl
			})
			if !same {
				list = append(list, rr.String())
			}
		})
		return list
	}
	return missing(before, after), missing(after, before)
}
