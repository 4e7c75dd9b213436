package dns

import (
	"slices"

	mdns "github.com/miekg/dns"
)

// Result says what a look-up in zone data came to.
type Result uint8

// The results.
const (
	// Success: the answer holds what was asked for.
	Success Result = iota
	// Alias: the answer ends with a CNAME that leads out of the server's zones.
	Alias
	// Referral: the name lies in a zone that is delegated to other servers.
	Referral
	// NoData: the name exists, but has no records of the type.
	NoData
	// NXDomain: there is no such name.
	NXDomain
	// OutOfZone: the server has no zone that the name belongs to.
	OutOfZone
	// TooLong: a DNAME makes a name of more than 255 bytes of it.
	TooLong
	// Unavailable: the server should have the zone, but has no copy that is good.
	Unavailable
)

var resultNames = [...]string{"answer", "alias", "referral", "NODATA", "NXDOMAIN", "out of zone", "too long", "unavailable"}

func (r Result) String() string { return resultNames[r] }

// Found is the outcome of a look-up: the sections of a response.
type Found struct {
	Result Result
	Zone   string // the origin of the zone that decided; for a referral, the delegated zone's
	// Name is the name that the result is about: the one asked for, or the last of
	// a chain of aliases.
	Name       string
	Answer     []mdns.RR
	Authority  []mdns.RR
	Additional []mdns.RR
	// Proof is, in what a resolver has read, the records of DNSSEC that say what is absent.
	Proof []mdns.RR
}

// maxAliases bounds a chain of aliases that one look-up follows.
const maxAliases = 16

// Lookup answers a question from the zones, following aliases through them as
// RFC 1034, section 4.3.2, and RFC 6672, section 3.2, describe. Of a question for
// any type it answers one set.
func (zs *Zones) Lookup(qname string, qtype uint16) Found { return zs.find(qname, qtype, wishes{}) }

// Lookup answers a question from one zone.
func (z *Zone) Lookup(qname string, qtype uint16) Found {
	return NewZones(z).Lookup(qname, qtype)
}

// search is one look-up on its way through the zones.
type search struct {
	Found
	zones *Zones
	qtype uint16
	wishes
	proofs []mdns.RR // that something is not there: they stand behind the rest of the authority section
}

// wishes are what an asker would like besides what it asks for.
type wishes struct {
	every  bool // all sets, by a question for any type
	dnssec bool // signatures, and proofs that something is not there (DO=1)
}

func (zs *Zones) find(qname string, qtype uint16, w wishes) Found {
	s := search{Found: Found{Name: canonical(qname)}, zones: zs, qtype: qtype, wishes: w}
	s.follow()
	s.Authority = append(s.Authority[:len(s.Authority):len(s.Authority)], s.proofs...)
	return s.Found
}

// follow looks names up until one is no alias.
func (s *search) follow() {
	for range maxAliases {
		z := s.zones.deepest(s.Name, s.qtype)
		if z == nil {
			s.Result = OutOfZone
			break
		}
		s.Zone = z.origin
		if z.apex == nil {
			s.Result = Unavailable
			return
		}
		next := s.step(z)
		if next == "" {
			return
		}
		// "[...] change QNAME to the canonical name in the CNAME RR, and go back to
		// step 1." A name met before means a loop: there is nothing more to say.
		if leadsBack(s.Answer, next) {
			break
		}
		s.Name = next
	}
	if len(s.Answer) > 0 {
		s.Result = Alias
	}
}

func leadsBack(chain []mdns.RR, name string) bool {
	return slices.ContainsFunc(chain, func(rr mdns.RR) bool {
		return rr.Header().Rrtype == mdns.TypeCNAME && canonical(rr.Header().Name) == name
	})
}

// step looks one name up in the zone that it belongs to. It returns the name to go
// on with, where there is an alias.
func (s *search) step(z *Zone) (next string) {
	var buf [maxLabels]int
	at := suffixes(s.Name, z.origin, buf[:0])
	n := z.apex
	for i := len(at) - 1; i >= 0; i-- {
		// RFC 6672, section 2.3: "a DNAME RR redirects DNS names subordinate to its
		// owner name; the owner name of a DNAME is not redirected itself."
		if d := n.set(mdns.TypeDNAME); d != nil {
			return s.redirect(d, n)
		}
		child := z.nodes[s.Name[at[i]:]]
		if child == nil {
			if n.wildcard == nil {
				s.deny(z, NXDomain)
				s.proveNoName(z, n)
				return ""
			}
			// RFC 4592, section 3.3.1: the closest encloser exists and has a child
			// "*", which is the source of synthesis.
			return s.expand(z, n)
		}
		n = child
		ns := n.set(mdns.TypeNS)
		if ns != nil && (i > 0 || s.qtype != mdns.TypeDS) {
			s.refer(z, n, ns)
			return ""
		}
	}
	next, found := s.answer(z, n, "")
	if !found {
		s.deny(z, NoData)
		s.proveNoType(z, n)
	}
	return next
}

// expand answers from the wildcard below a name, for the name that is looked up.
func (s *search) expand(z *Zone, encloser *node) (next string) {
	next, found := s.answer(z, encloser.wildcard, s.Name)
	if !found {
		s.deny(z, NoData)
	}
	s.proveExpansion(z, encloser, found)
	return next
}

// answer takes the records of a node, if it has those that are asked for or an alias. Where
// owner is not empty they are synthesised from a wildcard for that name.
func (s *search) answer(z *Zone, n *node, owner string) (next string, found bool) {
	if s.qtype == mdns.TypeANY && len(n.sets) > 0 {
		s.answerAny(n, owner)
		return "", true
	}
	if set := n.set(s.qtype); set != nil {
		s.answerWith(n, set, owner)
		s.Result = Success
		s.addAddresses(z, set)
		return "", true
	}
	// What stands beside an alias is not what the alias is about (RFC 4035, section 2.5).
	if set := n.set(mdns.TypeCNAME); set != nil && !besideCNAME(s.qtype) {
		s.answerWith(n, set, owner)
		return canonical(set[0].(*mdns.CNAME).Target), true
	}
	return "", false
}

// answerWith puts a set into the answer, with its signatures where they are wanted.
func (s *search) answerWith(n *node, set RRset, owner string) {
	s.Answer = appendOwned(s.Answer, set, owner)
	if s.dnssec {
		s.Answer = appendOwned(s.Answer, n.signatures(set.rrtype()), owner)
	}
}

// answerAny answers a question for any type. RFC 8482, section 4.1: "A DNS responder
// that receives an ANY query MAY decline to provide a conventional ANY response or
// MAY instead send a response with a single RRset"; section 4.4 lets a responder
// give the conventional one by TCP, where no forged source makes it a weapon.
func (s *search) answerAny(n *node, owner string) {
	s.Result = Success
	for _, set := range n.sets {
		if s.every {
			s.Answer = appendOwned(s.Answer, set, owner) // signatures are a set of these
			continue
		}
		s.answerWith(n, set, owner)
		return
	}
}

func appendOwned(list []mdns.RR, s RRset, owner string) []mdns.RR {
	if owner == "" {
		return append(list, s...)
	}
	for _, rr := range s {
		c := mdns.Copy(rr)
		c.Header().Name = owner
		list = append(list, c)
	}
	return list
}

// deny makes a negative answer. RFC 2308, section 3: "Name servers authoritative
// for a zone MUST include the SOA record of the zone in the authority section of
// the response when reporting an NXDOMAIN or indicating that no data of the
// requested type exists." An empty non-terminal is a name that exists: NODATA.
func (s *search) deny(z *Zone, r Result) {
	s.Result = r
	s.Authority = append(s.Authority, z.negative)
	if s.dnssec {
		s.Authority = RRset(z.apex.signatures(mdns.TypeSOA)).withTTL(s.Authority, z.negative.Header().Ttl)
	}
}

// refer passes the asker on to the servers of a delegated zone, with the
// addresses that it would not find by itself: the glue.
func (s *search) refer(z *Zone, cut *node, ns RRset) {
	s.Result = Referral
	s.Zone = cut.name
	s.Authority = append(s.Authority, ns...)
	s.vouch(z, cut)
	s.addAddresses(z, ns)
}
