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
)

var resultNames = [...]string{"answer", "alias", "referral", "NODATA", "NXDOMAIN", "out of zone"}

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
}

// maxAliases bounds a chain of CNAME records that one look-up follows.
const maxAliases = 16

// Lookup answers a question from the zones, following aliases through them as
// RFC 1034, section 4.3.2, describes.
func (zs *Zones) Lookup(qname string, qtype uint16) Found {
	f := Found{Name: canonical(qname)}
	for range maxAliases {
		z := zs.deepest(f.Name, qtype)
		if z == nil {
			f.Result = OutOfZone
			break
		}
		f.Zone = z.origin
		alias := z.step(&f, qtype)
		if alias == nil {
			return f
		}
		// "[...] change QNAME to the canonical name in the CNAME RR, and go back to
		// step 1." A name met before means a loop: there is nothing more to say.
		next := canonical(alias.Target)
		if leadsBack(f.Answer, next) {
			break
		}
		f.Name = next
	}
	if len(f.Answer) > 0 {
		f.Result = Alias
	}
	return f
}

// Lookup answers a question from one zone.
func (z *Zone) Lookup(qname string, qtype uint16) Found {
	return NewZones(z).Lookup(qname, qtype)
}

func leadsBack(chain []mdns.RR, name string) bool {
	return slices.ContainsFunc(chain, func(rr mdns.RR) bool {
		return rr.Header().Rrtype == mdns.TypeCNAME && canonical(rr.Header().Name) == name
	})
}

// step looks one name up. It returns the CNAME record to follow, if there is one.
func (z *Zone) step(f *Found, qtype uint16) *mdns.CNAME {
	var buf [maxLabels]int
	at := suffixes(f.Name, z.origin, buf[:0])
	n := z.apex
	for i := len(at) - 1; i >= 0; i-- {
		child := z.nodes[f.Name[at[i]:]]
		if child == nil {
			if n.wildcard == nil {
				z.deny(f, NXDomain)
				return nil
			}
			// RFC 4592, section 3.3.1: the closest encloser exists and has a child
			// "*", which is the source of synthesis.
			return z.answer(f, n.wildcard, qtype, f.Name)
		}
		n = child
		ns := n.set(mdns.TypeNS)
		if ns != nil && (i > 0 || qtype != mdns.TypeDS) {
			z.refer(f, n.name, ns)
			return nil
		}
	}
	return z.answer(f, n, qtype, "")
}

// answer takes the records of a node. Where owner is not empty they are
// synthesised from a wildcard for that name.
func (z *Zone) answer(f *Found, n *node, qtype uint16, owner string) *mdns.CNAME {
	if qtype == mdns.TypeANY && len(n.sets) > 0 {
		// RFC 8482, section 4.1: "A DNS responder that receives an ANY query MAY
		// decline to provide a conventional ANY response or MAY instead send a
		// response with a single RRset".
		f.Answer = appendOwned(f.Answer, n.sets[0], owner)
		f.Result = Success
		return nil
	}
	if s := n.set(qtype); s != nil {
		f.Answer = appendOwned(f.Answer, s, owner)
		f.Result = Success
		z.addAddresses(f, s)
		return nil
	}
	if s := n.set(mdns.TypeCNAME); s != nil {
		f.Answer = appendOwned(f.Answer, s, owner)
		return s[0].(*mdns.CNAME)
	}
	z.deny(f, NoData)
	return nil
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
func (z *Zone) deny(f *Found, r Result) {
	f.Result = r
	f.Authority = append(f.Authority, z.negative)
}

// refer passes the asker on to the servers of a delegated zone, with the
// addresses that it would not find by itself: the glue.
func (z *Zone) refer(f *Found, cut string, ns RRset) {
	f.Result = Referral
	f.Zone = cut
	f.Authority = append(f.Authority, ns...)
	z.addAddresses(f, ns)
}

// addAddresses adds the addresses of the hosts that a set of NS, MX or SRV
// records names (RFC 1034, section 4.3.2, step 6), glue included.
func (z *Zone) addAddresses(f *Found, s RRset) {
	for _, rr := range s {
		name := target(rr)
		if name == "" || rr.Header().Rrtype == mdns.TypeCNAME {
			continue
		}
		n := z.nodes[name]
		if n == nil {
			continue
		}
		f.Additional = append(f.Additional, n.set(mdns.TypeA)...)
		f.Additional = append(f.Additional, n.set(mdns.TypeAAAA)...)
	}
}
