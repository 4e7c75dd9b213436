package dns

import (
	"slices"
	"sort"
	"strings"

	mdns "github.com/miekg/dns"
)

// denial is a zone's chain of NSEC or NSEC3 records: each tells that between its own name
// and the next one there is nothing.
type denial struct {
	param *mdns.NSEC3PARAM // nil: NSEC
	links []link           // in the order of the chain
}

// link is one record of the chain, with its signatures.
type link struct {
	key string // the name so that it sorts, or the hash
	*node
}

// hashedNode returns the node of a hash, and makes it where there is none. RFC 5155, section
// 7.2.8, keeps these apart from names: who asks for one hears that there is no such name.
func (z *Zone) hashedNode(name string) *node {
	if n := z.hashes[name]; n != nil {
		return n
	}
	n := &node{name: name}
	if z.hashes == nil {
		z.hashes = map[string]*node{}
	}
	z.hashes[name] = n
	z.hashed = append(z.hashed, n)
	return n
}

// denials finds the zone's chain.
func (z *Zone) denials() *denial {
	d := &denial{}
	if set := z.apex.set(mdns.TypeNSEC3PARAM); set != nil {
		d.param = set[0].(*mdns.NSEC3PARAM)
		for _, n := range z.hashed {
			if n.set(mdns.TypeNSEC3) != nil && d.chains(n.set(mdns.TypeNSEC3)[0].(*mdns.NSEC3)) {
				hash, _, _ := strings.Cut(n.name, ".")
				d.links = append(d.links, link{hash, n})
			}
		}
	} else if z.apex.set(mdns.TypeNSEC) != nil {
		for _, n := range z.order {
			if n.set(mdns.TypeNSEC) != nil {
				d.links = append(d.links, link{sortKey(n.name), n})
			}
		}
	}
	if len(d.links) == 0 {
		return nil
	}
	slices.SortFunc(d.links, func(a, b link) int { return strings.Compare(a.key, b.key) })
	return d
}

// chains reports whether a record belongs to the chain: a zone may have others that are
// being made.
func (d *denial) chains(r *mdns.NSEC3) bool {
	return r.Hash == d.param.Hash && r.Iterations == d.param.Iterations && strings.EqualFold(r.Salt, d.param.Salt)
}

// about returns the link that speaks of a name: its own, or the one that passes over it.
func (d *denial) about(name string) (l link, own bool) {
	key := ""
	if d.param != nil {
		key = strings.ToLower(mdns.HashName(name, d.param.Hash, d.param.Iterations, d.param.Salt))
	} else {
		key = sortKey(name)
	}
	i := sort.Search(len(d.links), func(i int) bool { return d.links[i].key > key })
	if i == 0 {
		return d.links[len(d.links)-1], false // the last one leads round to the first
	}
	return d.links[i-1], d.links[i-1].key == key
}
