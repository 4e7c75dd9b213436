package dns

import (
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
)

// RRset is all the records of one name and type (RFC 2181, section 5).
type RRset []mdns.RR

func (s RRset) rrtype() uint16 { return s[0].Header().Rrtype }

// ttl returns the set's TTL in seconds. RFC 2181, section 5.2: "the client
// should treat the RRs for all purposes as if all TTLs in the RRSet had been set
// to the value of the lowest TTL in the RRSet."
func (s RRset) ttl() uint32 {
	lowest := saneTTL(s[0].Header().Ttl)
	for _, rr := range s[1:] {
		lowest = min(lowest, saneTTL(rr.Header().Ttl))
	}
	return lowest
}

// saneTTL reads a TTL. RFC 2181, section 8: "Implementations should treat TTL
// values received with the most significant bit set as if the entire value
// received was zero."
func saneTTL(ttl uint32) uint32 {
	if ttl > 1<<31-1 {
		return 0
	}
	return ttl
}

// withTTL appends copies of the set's records with another TTL to list.
func (s RRset) withTTL(list []mdns.RR, ttl uint32) []mdns.RR {
	for _, rr := range s {
		c := mdns.Copy(rr)
		c.Header().Ttl = ttl
		list = append(list, c)
	}
	return list
}

// sets groups the records of a section by name and type, in the order of their
// first records. Signatures belong to the sets that they cover: see signaturesOf.
func sets(section []mdns.RR) []RRset {
	var all []RRset
next:
	for _, rr := range section {
		h := rr.Header()
		if h.Class != mdns.ClassINET || h.Rrtype == mdns.TypeOPT || h.Rrtype == mdns.TypeRRSIG {
			continue
		}
		for i, s := range all {
			if o := s[0].Header(); o.Rrtype == h.Rrtype && strings.EqualFold(o.Name, h.Name) {
				all[i] = append(s, rr)
				continue next
			}
		}
		all = append(all, RRset{rr})
	}
	return all
}

// value returns a record's data as a zone file shows it: "10 mail.example.".
func value(rr mdns.RR) string {
	return strings.TrimPrefix(rr.String(), rr.Header().String())
}

// line returns a record in one line: "gaia.cs.umass.edu. A 128.119.245.12".
func line(rr mdns.RR) string {
	h := rr.Header()
	return h.Name + " " + typeName(h.Rrtype) + " " + value(rr)
}

// target returns the name that a record of the types NS, CNAME, DNAME, MX and SRV leads
// to, in canonical form, or "".
func target(rr mdns.RR) string {
	switch rr := rr.(type) {
	case *mdns.NS:
		return canonical(rr.Ns)
	case *mdns.CNAME:
		return canonical(rr.Target)
	case *mdns.DNAME:
		return canonical(rr.Target)
	case *mdns.MX:
		return canonical(rr.Mx)
	case *mdns.SRV:
		return canonical(rr.Target)
	}
	return ""
}

func decimal(n int) string { return strconv.Itoa(n) }
