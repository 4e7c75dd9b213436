package dns

import mdns "github.com/miekg/dns"

// addAddresses adds the addresses of the hosts that a set of NS, MX or SRV records
// names. RFC 1034, section 4.3.2, step 6: "Using local data only, attempt to add
// other RRs which may be useful to the additional section of the query." Each
// record stands in a response once.
func (s *search) addAddresses(z *Zone, set RRset) {
	for i, rr := range set {
		name := target(rr)
		switch {
		case name == "" || rr.Header().Rrtype == mdns.TypeCNAME:
			continue
		case i > 0 && namedBefore(set[:i], name):
			continue
		}
		s.addHost(z, name)
	}
}

func namedBefore(set RRset, name string) bool {
	for _, rr := range set {
		if target(rr) == name {
			return true
		}
	}
	return false
}

// addHost adds what the zone knows of a host, glue included.
func (s *search) addHost(z *Zone, name string) {
	n := z.nodes[name]
	if n == nil {
		return
	}
	for _, t := range [...]uint16{mdns.TypeA, mdns.TypeAAAA} {
		if set := n.set(t); set != nil && !s.answers(set) {
			s.Additional = append(s.Additional, set...)
			if s.dnssec { // glue has none
				s.Additional = append(s.Additional, n.signatures(t)...)
			}
		}
	}
}

// answers reports whether a set stands in the answer section already.
func (s *search) answers(set RRset) bool {
	for _, rr := range s.Answer {
		if rr == set[0] {
			return true
		}
	}
	return false
}
