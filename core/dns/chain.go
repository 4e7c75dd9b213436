package dns

import (
	"slices"
	"strings"

	mdns "github.com/miekg/dns"
)

// chain follows the aliases in an answer section from a name on. It returns the
// records on the way, with their signatures, in the chain's order, the last name, and
// Success, Alias, TooLong, or OutOfZone for an answer that says nothing of the name.
func chain(section, signatures []mdns.RR, zone, qname string, qtype uint16) ([]mdns.RR, string, Result) {
	var out []mdns.RR
	name := qname
	for range maxAliases {
		if !within(name, zone) {
			break
		}
		here := recordsOf(section, signatures, name, qtype)
		if qtype == mdns.TypeCNAME && fromDNAME(section, name) {
			_, here = aliasIn(section, signatures, zone, name)
		}
		if len(here) > 0 {
			return append(out, here...), name, Success
		}
		alias, how := aliasIn(section, signatures, zone, name)
		if alias == nil && len(how) > 0 {
			return append(out, how...), name, TooLong
		}
		if alias == nil {
			break
		}
		out = append(out, how...)
		next := canonical(alias.Target)
		if leadsBack(out, next) {
			break
		}
		name = next
	}
	if len(out) > 0 {
		return out, name, Alias
	}
	return nil, qname, OutOfZone
}

// recordsOf returns a name's records of a type and, if there are any, the signatures
// over them.
func recordsOf(section, signatures []mdns.RR, name string, qtype uint16) []mdns.RR {
	var out []mdns.RR
	for _, rr := range section {
		h := rr.Header()
		if h.Class == mdns.ClassINET && strings.EqualFold(h.Name, name) && (h.Rrtype == qtype || qtype == mdns.TypeANY) {
			out = append(out, rr)
		}
	}
	if len(out) > 0 && qtype != mdns.TypeANY {
		out = append(out, signaturesOf(signatures, name, qtype)...)
	}
	return out
}

// signaturesOf returns the RRSIG records that cover a name's records of a type.
func signaturesOf(section []mdns.RR, name string, covered uint16) []mdns.RR {
	var out []mdns.RR
	for _, rr := range section {
		sig, ok := rr.(*mdns.RRSIG)
		if ok && sig.TypeCovered == covered && strings.EqualFold(sig.Hdr.Name, name) {
			out = append(out, rr)
		}
	}
	return out
}

// signaturesIn returns the RRSIG records of a message, wherever they stand: what a
// signature is worth does not depend on its section.
func signaturesIn(m *mdns.Msg) []mdns.RR {
	var out []mdns.RR
	for _, section := range [][]mdns.RR{m.Answer, m.Ns, m.Extra} {
		for _, rr := range section {
			if rr.Header().Rrtype == mdns.TypeRRSIG {
				out = append(out, rr)
			}
		}
	}
	return out
}

// proofIn returns what proves that something is absent from a zone: NSEC and NSEC3 records
// with the signatures over them.
func proofIn(section, signatures []mdns.RR, zone string) []mdns.RR {
	var out []mdns.RR
	for _, rr := range section {
		h := rr.Header()
		if (h.Rrtype == mdns.TypeNSEC || h.Rrtype == mdns.TypeNSEC3) && within(canonical(h.Name), zone) {
			out = append(append(out, rr), signaturesOf(signatures, h.Name, h.Rrtype)...)
		}
	}
	return out
}

// withoutRepeats leaves out DNAME records and their signatures that a chain of aliases has
// used before: RFC 2181, section 5: there are no two equal records.
func withoutRepeats(answer []mdns.RR) []mdns.RR {
	var out []mdns.RR
	for i, rr := range answer {
		sig, signed := rr.(*mdns.RRSIG)
		redirects := rr.Header().Rrtype == mdns.TypeDNAME || signed && sig.TypeCovered == mdns.TypeDNAME
		if redirects && slices.ContainsFunc(answer[:i], func(other mdns.RR) bool { return mdns.IsDuplicate(rr, other) }) {
			continue
		}
		out = append(out, rr)
	}
	return out
}

// withoutDoubles leaves out records that a section has before.
func withoutDoubles(section []mdns.RR) []mdns.RR {
	var out []mdns.RR
	for i, rr := range section {
		if !slices.ContainsFunc(section[:i], func(other mdns.RR) bool { return mdns.IsDuplicate(rr, other) }) {
			out = append(out, rr)
		}
	}
	return out
}

// unsigned leaves out the records of DNSSEC for a client without DO. RFC 4035, section
// 3.2.1: a resolver "MUST strip any authenticating DNSSEC RRs from the response but MUST
// NOT strip any DNSSEC RR types that the initiating query explicitly requested."
func unsigned(section []mdns.RR, asked uint16) []mdns.RR {
	isOne := func(rr mdns.RR) bool {
		switch t := rr.Header().Rrtype; t {
		case mdns.TypeRRSIG, mdns.TypeNSEC, mdns.TypeNSEC3:
			return t != asked && asked != mdns.TypeANY
		}
		return false
	}
	if !slices.ContainsFunc(section, isOne) {
		return section
	}
	return slices.DeleteFunc(slices.Clone(section), isOne)
}

// aliasIn finds what leads on from a name: its CNAME record, or a DNAME record above
// it, from which the CNAME record follows. How holds the records of that step; there may be
// some without an alias, if the name that follows would be too long.
func aliasIn(section, signatures []mdns.RR, zone, name string) (alias *mdns.CNAME, how []mdns.RR) {
	for _, rr := range section {
		d, ok := rr.(*mdns.DNAME)
		if !ok || d.Hdr.Class != mdns.ClassINET {
			continue
		}
		owner := canonical(d.Hdr.Name)
		if !below(name, owner) || !within(owner, zone) {
			continue
		}
		how = append([]mdns.RR{d}, signaturesOf(signatures, owner, mdns.TypeDNAME)...)
		if alias = synthesised(d, name); alias != nil {
			how = append(how, alias)
		}
		return alias, how
	}
	here := recordsOf(section, signatures, name, mdns.TypeCNAME)
	if len(here) == 0 {
		return nil, nil
	}
	// RFC 2181, section 10.1: there may be only one CNAME record for an alias.
	here = slices.DeleteFunc(here, func(rr mdns.RR) bool {
		return rr.Header().Rrtype == mdns.TypeCNAME && rr != here[0]
	})
	return here[0].(*mdns.CNAME), here
}

// fromDNAME reports whether a name is redirected by a DNAME record of a section.
func fromDNAME(section []mdns.RR, name string) bool {
	return slices.ContainsFunc(section, func(rr mdns.RR) bool {
		return rr.Header().Rrtype == mdns.TypeDNAME && below(canonical(name), canonical(rr.Header().Name))
	})
}

// maxNameLen is how many bytes a name has at most: RFC 1035, section 2.3.4: "255 octets
// or less".
const maxNameLen = 255

// fits reports whether a name can stand on the wire.
func fits(name string) bool {
	_, err := mdns.PackDomainName(name, make([]byte, maxNameLen), 0, nil, false)
	return err == nil
}

// synthesised makes the CNAME record that a DNAME record stands for (RFC 6672, section
// 2.2): the part of the name above the owner is replaced by the target. It returns nil
// if the new name would be too long.
func synthesised(d *mdns.DNAME, name string) *mdns.CNAME {
	target := substitute(name, canonical(d.Hdr.Name), canonical(d.Target))
	if !fits(target) {
		return nil
	}
	// RFC 6672, section 3.1: its TTL is that of the DNAME record.
	return &mdns.CNAME{Hdr: mdns.RR_Header{Name: name, Rrtype: mdns.TypeCNAME, Class: mdns.ClassINET, Ttl: d.Hdr.Ttl},
		Target: target}
}
