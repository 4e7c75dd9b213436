package dns

import (
	mdns "github.com/miekg/dns"

	"playnet/core/view"
)

// Zone is one zone's data: the records of a part of the name space that one
// administration answers for, down to where it delegates. A Zone does not change
// once it is made; a server swaps it for another.
type Zone struct {
	origin   string
	nodes    map[string]*node
	order    []*node // in the order of the file, the apex first
	apex     *node
	negative mdns.RR // the SOA record as it stands in negative answers
	records  int
	hashed   []*node          // the owners of NSEC3 records, which are no names of the zone
	hashes   map[string]*node // the same by name
	signed   *signedAs        // nil: it is not signed, or elsewhere
	denial   *denial          // what proves that something is not there; nil: nothing does
	shown    view.Table       // made when first asked for
}

// node is a name that exists. One without sets is an empty non-terminal: it
// exists because something below it does (RFC 4592, section 2.2.2).
type node struct {
	name     string
	sets     []RRset
	wildcard *node // the child "*", if there is one
}

func (n *node) set(rrtype uint16) RRset {
	for _, s := range n.sets {
		if s.rrtype() == rrtype {
			return s
		}
	}
	return nil
}

func newZone(origin string) *Zone {
	z := &Zone{origin: origin, nodes: map[string]*node{}}
	z.apex = z.node(origin)
	return z
}

// awaited is a zone of which a server has no copy yet, or none that is still good.
func awaited(origin string) *Zone { return &Zone{origin: origin} }

// Origin returns the zone's name, complete and in lower case.
func (z *Zone) Origin() string { return z.origin }

// Records returns how many records the zone has.
func (z *Zone) Records() int { return z.records }

// SOA returns the zone's start-of-authority record.
func (z *Zone) SOA() *mdns.SOA { return z.apex.set(mdns.TypeSOA)[0].(*mdns.SOA) }

// node returns the node of a name within the zone and makes it, and those above
// it, where they do not exist.
func (z *Zone) node(name string) *node {
	if n := z.nodes[name]; n != nil {
		return n
	}
	n := &node{name: name}
	z.nodes[name] = n
	z.order = append(z.order, n)
	if name != z.origin {
		above := z.node(parent(name))
		if name[0] == '*' && len(name) > 1 && name[1] == '.' {
			above.wildcard = n
		}
	}
	return n
}

// home returns the node at which a record stands.
func (z *Zone) home(name string, rr mdns.RR) *node {
	sig, _ := rr.(*mdns.RRSIG)
	if rr.Header().Rrtype == mdns.TypeNSEC3 || sig != nil && sig.TypeCovered == mdns.TypeNSEC3 {
		return z.hashedNode(name)
	}
	return z.node(name)
}

// add puts a record into the zone. It reports false for a duplicate: RFC 2181,
// section 5: "It is meaningless for two records to ever have label, class, type
// and data all equal - servers should suppress such duplicates if encountered."
func (z *Zone) add(name string, rr mdns.RR) bool {
	n := z.home(name, rr)
	for i, s := range n.sets {
		if s.rrtype() != rr.Header().Rrtype {
			continue
		}
		for _, old := range s {
			if mdns.IsDuplicate(old, rr) {
				return false
			}
		}
		n.sets[i] = append(s, rr)
		z.records++
		return true
	}
	n.sets = append(n.sets, RRset{rr})
	z.records++
	return true
}

// finish prepares what look-ups need again and again.
func (z *Zone) finish() {
	for _, n := range z.order {
		for _, s := range n.sets {
			if s.rrtype() == mdns.TypeRRSIG {
				// RFC 4034, section 3: a signature has the TTL of what it covers.
				continue
			}
			lowest := s.ttl()
			for i, rr := range s {
				if rr.Header().Ttl != lowest {
					// A copy: the records may be shared with other worlds.
					s[i] = mdns.Copy(rr)
					s[i].Header().Ttl = lowest
				}
			}
		}
	}
	// RFC 2308, section 3: "The TTL of this record is set from the minimum of the
	// MINIMUM field of the SOA record and the TTL of the SOA itself."
	soa := mdns.Copy(z.SOA()).(*mdns.SOA)
	soa.Hdr.Ttl = min(soa.Hdr.Ttl, soa.Minttl)
	z.negative = soa
	z.denial = z.denials()
}

// Zones is a set of zones that one server answers for.
type Zones struct {
	byOrigin map[string]*Zone
	list     []*Zone
}

// NewZones makes a set. Of two zones with one origin the later one counts.
func NewZones(list ...*Zone) *Zones {
	zs := &Zones{byOrigin: make(map[string]*Zone, len(list))}
	for _, z := range list {
		if _, twice := zs.byOrigin[z.origin]; twice {
			for i, old := range zs.list {
				if old.origin == z.origin {
					zs.list[i] = z
				}
			}
		} else {
			zs.list = append(zs.list, z)
		}
		zs.byOrigin[z.origin] = z
	}
	return zs
}

// All returns the zones in the order in which they were given.
func (zs *Zones) All() []*Zone { return zs.list }

// deepest returns the zone that a question belongs to: RFC 1034, section 4.3.2:
// "Search the available zones for the zone which is the nearest ancestor to
// QNAME." DS records are the exception: they stand above the cut (RFC 4035,
// section 3.1.4.1).
func (zs *Zones) deepest(qname string, qtype uint16) *Zone {
	name := qname
	if qtype == mdns.TypeDS && qname != root {
		if z := zs.deepest(parent(qname), 0); z != nil {
			return z
		}
	}
	for {
		if z := zs.byOrigin[name]; z != nil {
			return z
		}
		if name == root {
			return nil
		}
		name = parent(name)
	}
}
