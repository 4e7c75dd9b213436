package dns

import (
	mdns "github.com/miekg/dns"
)

// evidence is that of a zone for what it doesn't have: NSEC or NSEC3 records whose
// signatures are good.
type evidence struct {
	zone  string
	nsec  []*mdns.NSEC
	nsec3 []*mdns.NSEC3
	// hash returns the hash of a name with the parameters of the NSEC3 records, or ""
	// when too many have been asked for.
	hash func(name string) string
}

// proof is what evidence proves.
type proof struct {
	proven bool
	// optOut: only that there is nothing signed (RFC 5155, section 6).
	optOut bool
	// cut: of DS records, that the name is delegated all the same: a zone that is unsigned.
	cut bool
	// exists: the name is there all the same, above others.
	exists bool
	by     []string // the owners of the records that prove it
}

// has reports whether a type stands in the list of an NSEC or NSEC3 record.
func has(types []uint16, t uint16) bool {
	for _, have := range types {
		if have == t {
			return true
		}
	}
	return false
}

// aboveCut reports whether a list of types is that of a delegation, seen from above.
func aboveCut(types []uint16) bool { return has(types, mdns.TypeNS) && !has(types, mdns.TypeSOA) }

// lacks reports whether a list of types of a name denies one of them. A type is not
// denied by an alias, which has it where it leads to, nor from the wrong side of a cut:
// RFC 6840, section 4.1, and RFC 4035, section 5.2, on DS.
func lacks(types []uint16, qtype uint16, atRoot bool) bool {
	switch {
	case has(types, qtype), has(types, mdns.TypeCNAME):
		return false
	case qtype == mdns.TypeDS:
		return !has(types, mdns.TypeSOA) || atRoot
	}
	return !aboveCut(types)
}

// absentName looks for the proof that there is no such name, nor a wildcard for it.
func (d *evidence) absentName(name string) proof {
	if len(d.nsec3) > 0 {
		return d.absentName3(name)
	}
	cover := d.covering(name)
	if cover == nil {
		return proof{}
	}
	if below(canonical(cover.NextDomain), name) {
		return proof{proven: true, exists: true, by: owners(cover)}
	}
	wild := wildcardOf(d.encloser(cover, name))
	other := d.covering(wild)
	if other == nil {
		return proof{}
	}
	return proof{proven: true, by: owners(cover, other)}
}

// absentType looks for the proof that a name, or the wildcard that stands for it, has no
// records of a type.
func (d *evidence) absentType(name string, qtype uint16) proof {
	if len(d.nsec3) > 0 {
		return d.absentType3(name, qtype)
	}
	if n := d.matching(name); n != nil {
		ok := lacks(n.TypeBitMap, qtype, name == root)
		return proof{proven: ok, cut: ok && aboveCut(n.TypeBitMap), by: owners(n)}
	}
	cover := d.covering(name)
	if cover == nil {
		return proof{}
	}
	// A name that exists only because others lie below it: the record that passes over it
	// leads to one of these.
	if below(canonical(cover.NextDomain), name) {
		return proof{proven: true, by: owners(cover)}
	}
	wild := d.matching(wildcardOf(d.encloser(cover, name)))
	if wild == nil || !lacks(wild.TypeBitMap, qtype, false) {
		return proof{}
	}
	return proof{proven: true, by: owners(cover, wild)}
}

// noCloser looks for the proof that a wildcard below an encloser was right to answer for a
// name: there is nothing nearer to it. RFC 4035, section 5.3.4.
func (d *evidence) noCloser(name, encloser string) proof {
	if len(d.nsec3) > 0 {
		return d.noCloser3(name, encloser)
	}
	cover := d.covering(name)
	if cover == nil || d.encloser(cover, name) != encloser {
		return proof{}
	}
	return proof{proven: true, by: owners(cover)}
}

// matching returns the NSEC record of a name.
func (d *evidence) matching(name string) *mdns.NSEC {
	for _, n := range d.nsec {
		if canonical(n.Hdr.Name) == name {
			return n
		}
	}
	return nil
}

// covering returns the NSEC record in whose gap a name lies.
func (d *evidence) covering(name string) *mdns.NSEC {
	for _, n := range d.nsec {
		if d.covers(n, name) {
			return n
		}
	}
	return nil
}

func (d *evidence) covers(n *mdns.NSEC, name string) bool {
	owner, next := canonical(n.Hdr.Name), canonical(n.NextDomain)
	if sortKey(owner) >= sortKey(name) {
		return false
	}
	// RFC 6840, section 4.1: the record of a delegation, or of a name that is redirected
	// by a DNAME, says nothing of the names below it.
	if below(name, owner) && (aboveCut(n.TypeBitMap) || has(n.TypeBitMap, mdns.TypeDNAME)) {
		return false
	}
	return sortKey(name) < sortKey(next) || next == d.zone && within(name, d.zone)
}

// encloser returns the closest encloser of a name that a record covers: both ends of the
// gap exist, so that the deepest name above it belongs to one of them.
func (d *evidence) encloser(n *mdns.NSEC, name string) string {
	a, b := commonAncestor(canonical(n.Hdr.Name), name), commonAncestor(canonical(n.NextDomain), name)
	if below(b, a) {
		return b
	}
	return a
}

func owners(list ...mdns.RR) []string {
	var names []string
	for _, rr := range list {
		name := canonical(rr.Header().Name)
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return names
}
