package dns

import (
	"slices"

	mdns "github.com/miekg/dns"
)

// prerequisites checks what an update supposes of the zone (RFC 2136, section 3.2).
func (z *Zone) prerequisites(list []mdns.RR) *updateRefusal {
	var wanted []RRset // sets that must be exactly so
	for _, rr := range list {
		h := rr.Header()
		name := canonical(h.Name)
		switch {
		case h.Ttl != 0 || h.Class != mdns.ClassINET && h.Rdlength != 0:
			return refuseUpdate(mdns.RcodeFormatError, "a prerequisite that makes no sense: "+h.Name)
		case !within(name, z.origin):
			return refuseUpdate(mdns.RcodeNotZone, h.Name+" lies outside of the zone")
		}
		switch h.Class {
		case mdns.ClassANY, mdns.ClassNONE:
			if why := z.suppose(name, h.Rrtype, h.Class == mdns.ClassANY); why != nil {
				return why
			}
		case mdns.ClassINET:
			i := slices.IndexFunc(wanted, func(s RRset) bool { return sameSet(s[0], rr) })
			if i < 0 {
				wanted = append(wanted, RRset{rr})
			} else {
				wanted[i] = append(wanted[i], rr)
			}
		default:
			return refuseUpdate(mdns.RcodeFormatError, "a prerequisite of another class")
		}
	}
	for _, s := range wanted {
		// Section 2.4.2: a set with the same name, type and members must be there; order
		// and TTL do not matter.
		if !sameMembers(s, z.setOf(canonical(s[0].Header().Name), s.rrtype())) {
			return refuseUpdate(mdns.RcodeNXRrset, line(s[0])+" is not all of the set")
		}
	}
	return nil
}

// suppose checks that a name, or a set of a name, is there or is not.
func (z *Zone) suppose(name string, rrtype uint16, there bool) *updateRefusal {
	have := z.setOf(name, rrtype) != nil
	if rrtype == mdns.TypeANY {
		// Section 2.4.4: "at least one RR with a specified NAME": an empty non-terminal
		// is not in use.
		n := z.nodes[name]
		have = n != nil && len(n.sets) > 0
	}
	what := shown(name) + " " + typeName(rrtype)
	switch {
	case have == there:
		return nil
	case rrtype == mdns.TypeANY && there:
		return refuseUpdate(mdns.RcodeNameError, shown(name)+" is not in use")
	case rrtype == mdns.TypeANY:
		return refuseUpdate(mdns.RcodeYXDomain, shown(name)+" is in use")
	case there:
		return refuseUpdate(mdns.RcodeNXRrset, "there is no "+what)
	}
	return refuseUpdate(mdns.RcodeYXRrset, "there is a "+what)
}

func (z *Zone) setOf(name string, rrtype uint16) RRset {
	if n := z.nodes[name]; n != nil {
		return n.set(rrtype)
	}
	return nil
}

// sameMembers compares two sets without regard to order, TTL and class.
func sameMembers(a, b RRset) bool {
	if len(a) != len(b) {
		return false
	}
	for _, rr := range a {
		if !slices.ContainsFunc(b, func(other mdns.RR) bool { return mdns.IsDuplicate(rr, other) }) {
			return false
		}
	}
	return true
}
