package dns

import (
	"slices"
	"strings"

	mdns "github.com/miekg/dns"
)

// sortKey turns a name into a string that sorts as names do: RFC 4034, section 6.1,
// sorts by the rightmost label first, as bytes without a sign, in lower case, and an absent label goes
// before every other one.
func sortKey(name string) string {
	wire := make([]byte, maxWireName+1)
	n, err := mdns.PackDomainName(name, wire, 0, nil, false)
	if err != nil {
		return name // no such name can be in a zone or in a message
	}
	var labels [][]byte
	for at := 0; at < n && wire[at] > 0; at += 1 + int(wire[at]) {
		labels = append(labels, wire[at+1:at+1+int(wire[at])])
	}
	key := make([]byte, 0, n+8)
	for _, label := range slices.Backward(labels) {
		for _, c := range label {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			if c <= 1 { // 0 ends a label: 0 and 1 are written otherwise
				key = append(key, 1)
				c++
			}
			key = append(key, c)
		}
		key = append(key, 0)
	}
	return string(key)
}

// types lists what stands at a name, for the bit map of a record that proves what does
// not; and whether anything there is signed.
func (n surveyed) types() (list []uint16, signed bool) {
	for _, s := range n.sets {
		t := s.rrtype()
		if n.cut && t != mdns.TypeNS && t != mdns.TypeDS {
			continue // glue that has the delegation's own name
		}
		list = append(list, t)
		signed = signed || !n.cut || t == mdns.TypeDS
	}
	return list, signed
}

// chainNames puts in the NSEC records. RFC 4034, section 4: each names the next name that
// has records, and what types there are; the last one names the apex.
func (s *signing) chainNames() {
	var there []surveyed
	for _, n := range s.names {
		if len(n.sets) > 0 {
			there = append(there, n)
		}
	}
	for i, n := range there {
		list, _ := n.types()
		list = append(list, mdns.TypeNSEC, mdns.TypeRRSIG)
		slices.Sort(list)
		s.out.add(n.name, &mdns.NSEC{
			// RFC 9077, section 3: its TTL is the lesser of the SOA record's own and its
			// MINIMUM field.
			Hdr:        mdns.RR_Header{Name: n.name, Rrtype: mdns.TypeNSEC, Class: mdns.ClassINET, Ttl: s.ttl},
			NextDomain: there[(i+1)%len(there)].name, TypeBitMap: list,
		})
	}
}

// param returns the record that tells how names are hashed (RFC 5155, section 4).
func (s *signing) param() *mdns.NSEC3PARAM {
	return &mdns.NSEC3PARAM{
		Hdr:  mdns.RR_Header{Name: s.out.origin, Rrtype: mdns.TypeNSEC3PARAM, Class: mdns.ClassINET},
		Hash: mdns.SHA1, Iterations: s.Iterations, SaltLength: uint8(len(s.Salt) / 2), Salt: s.Salt,
	}
}

// chainHashes puts in the NSEC3 records, as RFC 5155, section 7.1, says: one for each name,
// those without records (empty non-terminals) included; by opt-out none for a delegation
// without DS record, nor for names that exist because of such alone.
func (s *signing) chainHashes() {
	type hashed struct {
		hash string
		n    surveyed
	}
	var all []hashed
	needed := s.withoutOptedOut()
	for _, n := range s.names {
		if needed[n.name] {
			all = append(all, hashed{mdns.HashName(n.name, mdns.SHA1, s.Iterations, s.Salt), n})
		}
	}
	slices.SortFunc(all, func(a, b hashed) int { return strings.Compare(a.hash, b.hash) })
	for i, h := range all {
		list, signed := h.n.types()
		if signed {
			list = append(list, mdns.TypeRRSIG)
		}
		slices.Sort(list)
		owner := strings.ToLower(h.hash) + "."
		if s.out.origin != root {
			owner += s.out.origin
		}
		record := &mdns.NSEC3{
			Hdr:  mdns.RR_Header{Name: owner, Rrtype: mdns.TypeNSEC3, Class: mdns.ClassINET, Ttl: s.ttl},
			Hash: mdns.SHA1, Iterations: s.Iterations, SaltLength: uint8(len(s.Salt) / 2), Salt: s.Salt,
			HashLength: 20, NextDomain: all[(i+1)%len(all)].hash, TypeBitMap: list,
		}
		if s.OptOut {
			record.Flags = 1
		}
		s.out.add(owner, record)
	}
}

// withoutOptedOut returns the names that need an NSEC3 record: with each that has records,
// those above it.
func (s *signing) withoutOptedOut() map[string]bool {
	needed := map[string]bool{}
	for _, n := range s.names {
		if len(n.sets) == 0 || s.OptOut && n.cut && n.set(mdns.TypeDS) == nil {
			continue
		}
		for name := n.name; !needed[name]; name = parent(name) {
			needed[name] = true
			if name == s.out.origin {
				break
			}
		}
	}
	return needed
}
