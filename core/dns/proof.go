package dns

import (
	"slices"

	mdns "github.com/miekg/dns"
)

// Proofs that something is not there (RFC 4035, section 3.1.3, for NSEC; RFC 5155, section
// 7.2, for NSEC3). To prove a thing is to give the records of the chain that speak of the
// right names.

// signatures returns the signatures of a node's set of a type.
func (n *node) signatures(covered uint16) RRset {
	var list RRset
	for _, rr := range n.set(mdns.TypeRRSIG) {
		if rr.(*mdns.RRSIG).TypeCovered == covered {
			list = append(list, rr)
		}
	}
	return list
}

// proves reports whether a zone's answers are to have proofs.
func (s *search) proves(z *Zone) bool { return s.dnssec && z.denial != nil }

// show gives a link of the chain, with its signatures, once.
func (s *search) show(l link) {
	t := mdns.TypeNSEC
	set := l.set(t)
	if set == nil {
		t = mdns.TypeNSEC3
		set = l.set(t)
	}
	if !slices.Contains(s.proofs, set[0]) {
		s.proofs = append(append(s.proofs, set...), l.signatures(t)...)
	}
}

// showAbout gives the link that speaks of a name.
func (s *search) showAbout(d *denial, name string) {
	l, _ := d.about(name)
	s.show(l)
}

// proveNoName proves that there is neither the name that is looked up nor a wildcard that
// could stand for it. The closest encloser is the last of the names above it that exist.
func (s *search) proveNoName(z *Zone, encloser *node) {
	if !s.proves(z) {
		return
	}
	if z.denial.param == nil {
		// RFC 4035, section 3.1.3.2: one record may prove both.
		s.showAbout(z.denial, s.Name)
		s.showAbout(z.denial, wildcardOf(encloser.name))
		return
	}
	// RFC 5155, section 7.2.2.
	s.showAbout(z.denial, wildcardOf(s.proveEncloser(z.denial, encloser.name, s.Name)))
}

// proveEncloser proves with NSEC3 records which of the names above the one looked up is the
// last that exists, beginning with a name that does (RFC 5155, section 7.2.1): a record has
// its hash, and another one passes over the hash of the next name down, toward the name in
// question. By opt-out there may be no record of it; then the next one above serves. It
// returns the name.
func (s *search) proveEncloser(d *denial, name, toward string) string {
	for {
		if l, own := d.about(name); own || name == root {
			s.show(l)
			s.showAbout(d, childToward(name, toward))
			return name
		}
		name = parent(name)
	}
}

// proveNoType proves that a name has no records of the type.
func (s *search) proveNoType(z *Zone, n *node) {
	if !s.proves(z) {
		return
	}
	// With NSEC the link about an empty non-terminal is the one that passes over it: it leads
	// to a name below it.
	l, own := z.denial.about(n.name)
	if own || z.denial.param == nil {
		s.show(l)
		return
	}
	// RFC 5155, sections 7.2.4 and 7.2.7: by opt-out a delegation has no record of its own.
	s.proveEncloser(z.denial, parent(n.name), n.name)
}

// proveExpansion proves that an answer from a wildcard is right: there is no name nearer to
// the one looked up. If the wildcard had nothing to answer with, that is proved too.
func (s *search) proveExpansion(z *Zone, encloser *node, found bool) {
	if !s.proves(z) {
		return
	}
	switch d := z.denial; {
	case d.param == nil:
		// RFC 4035, sections 3.1.3.3 and 3.1.3.4.
		s.showAbout(d, s.Name)
	case found:
		// RFC 5155, section 7.2.6: the wildcard's own name, which the signature tells,
		// proves the closest encloser.
		s.showAbout(d, childToward(encloser.name, s.Name))
	default: // section 7.2.5
		s.proveEncloser(d, encloser.name, s.Name)
	}
	if !found {
		s.showAbout(z.denial, encloser.wildcard.name)
	}
}

// vouch adds to a referral what the parent says of the keys of the delegated zone: their DS
// records, or the proof that there are none (RFC 4035, section 3.1.4).
func (s *search) vouch(z *Zone, cut *node) {
	if !s.dnssec {
		return
	}
	if signatures := cut.signatures(mdns.TypeDS); len(signatures) > 0 {
		s.Authority = append(append(s.Authority, cut.set(mdns.TypeDS)...), signatures...)
		return
	}
	s.proveNoType(z, cut)
}

// wildcardOf returns the wildcard's name below a name.
func wildcardOf(name string) string {
	if name == root {
		return "*."
	}
	return "*." + name
}

// childToward returns the name one label longer than a name, on the way down to another.
func childToward(name, to string) string {
	for {
		above := parent(to)
		if above == name || to == root {
			return to
		}
		to = above
	}
}
