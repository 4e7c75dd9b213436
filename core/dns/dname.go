package dns

import (
	"slices"

	mdns "github.com/miekg/dns"
)

// redirect follows a DNAME record (RFC 6672): the name asked for lies below its
// owner, and stands below its target from now on.
func (s *search) redirect(set RRset, owner *node) (next string) {
	d := set[0].(*mdns.DNAME)
	if !slices.Contains(s.Answer, set[0]) { // a chain may come by again
		s.answerWith(owner, set, "")
	}
	next = substitute(s.Name, owner.name, canonical(d.Target))
	if !fits(next) {
		// Section 2.2: a substitution that makes a name longer than 255 bytes is
		// answered with YXDOMAIN.
		s.Result = TooLong
		return ""
	}
	// Section 3.1: a CNAME with the DNAME's TTL is made up for the name asked for, so
	// that those who know nothing of DNAME can follow.
	s.Answer = append(s.Answer, &mdns.CNAME{
		Hdr:    mdns.RR_Header{Name: s.Name, Rrtype: mdns.TypeCNAME, Class: mdns.ClassINET, Ttl: d.Hdr.Ttl},
		Target: next,
	})
	if s.qtype == mdns.TypeCNAME || s.qtype == mdns.TypeANY {
		// RFC 1034, section 3.6.2: "queries which match the CNAME type are not
		// restarted." This one is matched by the record just made.
		s.Result = Success
		return ""
	}
	return next
}

// substitute replaces the end of a name that lies below owner by target
// (RFC 6672, section 2.2).
func substitute(name, owner, target string) string {
	prefix := name
	if owner != root {
		prefix = name[:len(name)-len(owner)]
	}
	if target == root {
		return prefix
	}
	return prefix + target
}
