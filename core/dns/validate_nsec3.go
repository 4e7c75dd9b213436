package dns

import (
	"slices"
	"strings"

	mdns "github.com/miekg/dns"
)

// Denial by hashes of names, RFC 5155, section 8.

// maxNSEC3Iterations is how often a validator hashes a name more than once. RFC 9276,
// section 3.2, lets answers with more count as unsigned; the limit is what validators
// agreed on when they began to have one.
const maxNSEC3Iterations = 150

// usable3 keeps the NSEC3 records that can be used together. RFC 5155, section 8.1:
// records of an unknown algorithm or with unknown flags are ignored, and section 8.2: those
// that disagree about the parameters.
func usable3(list []*mdns.NSEC3) []*mdns.NSEC3 {
	list = slices.DeleteFunc(list, func(n *mdns.NSEC3) bool { return n.Hash != mdns.SHA1 || n.Flags > 1 })
	for _, n := range list {
		if f := list[0]; n.Iterations != f.Iterations || !strings.EqualFold(n.Salt, f.Salt) {
			return nil
		}
	}
	return list
}

// matching3 returns the record of a name.
func (d *evidence) matching3(name string) *mdns.NSEC3 {
	h := d.hash(name)
	for _, n := range d.nsec3 {
		if h != "" && hashOf(n) == h {
			return n
		}
	}
	return nil
}

// covering3 returns the record in whose gap a name's hash lies.
func (d *evidence) covering3(name string) *mdns.NSEC3 {
	h := d.hash(name)
	for _, n := range d.nsec3 {
		if h != "" && gapHolds(hashOf(n), strings.ToUpper(n.NextDomain), h) {
			return n
		}
	}
	return nil
}

// gapHolds reports whether a hash lies between two; the last gap leads over the end to
// the first hash. Hashes in base32hex sort as their bytes do.
func gapHolds(from, to, h string) bool {
	if from < to {
		return from < h && h < to
	}
	return h > from || h < to && from != h
}

// hashOf returns the hash that a record is owned by.
func hashOf(n *mdns.NSEC3) string {
	label, _, _ := strings.Cut(n.Hdr.Name, ".")
	return strings.ToUpper(label)
}

// enclosure is the proof of RFC 5155, section 8.3: which name above another one exists, and
// that the next closer name does not.
type enclosure struct {
	encloser string
	match    *mdns.NSEC3 // of the encloser
	cover    *mdns.NSEC3 // of the next closer name; nil if that is not proven
}

// enclose looks for the closest encloser of a name.
func (d *evidence) enclose(name string) (c enclosure, ok bool) {
	for next := name; next != d.zone && next != root; next = parent(next) {
		n := d.matching3(parent(next))
		if n == nil {
			continue
		}
		// Section 8.3: the encloser must be neither a delegation nor redirected by a DNAME.
		if has(n.TypeBitMap, mdns.TypeDNAME) || aboveCut(n.TypeBitMap) {
			return c, false
		}
		return enclosure{parent(next), n, d.covering3(next)}, true
	}
	return c, false
}

func (c *enclosure) optOut() bool { return c.cover.Flags&1 == 1 }

// absentName3: RFC 5155, section 8.4.
func (d *evidence) absentName3(name string) proof {
	c, ok := d.enclose(name)
	if !ok || c.cover == nil {
		return proof{}
	}
	wild := d.covering3(wildcardOf(c.encloser))
	if wild == nil {
		return proof{}
	}
	return proof{proven: true, optOut: c.optOut(), by: owners(c.match, c.cover, wild)}
}

// absentType3: RFC 5155, sections 8.5, 8.6 and 8.7.
func (d *evidence) absentType3(name string, qtype uint16) proof {
	if n := d.matching3(name); n != nil {
		ok := lacks(n.TypeBitMap, qtype, name == root)
		return proof{proven: ok, cut: ok && aboveCut(n.TypeBitMap), by: owners(n)}
	}
	c, ok := d.enclose(name)
	if !ok || c.cover == nil {
		return proof{}
	}
	if wild := d.matching3(wildcardOf(c.encloser)); wild != nil {
		return proof{proven: lacks(wild.TypeBitMap, qtype, false), optOut: c.optOut(), by: owners(c.match, c.cover, wild)}
	}
	// Section 8.6: of an unsigned delegation in a span that opts out nothing else is known.
	// An empty name above such delegations is no other case (section 7.1).
	return proof{proven: c.optOut(), optOut: true, cut: qtype == mdns.TypeDS, by: owners(c.match, c.cover)}
}

// noCloser3: RFC 5155, section 8.8.
func (d *evidence) noCloser3(name, encloser string) proof {
	next := lastLabels(name, mdns.CountLabel(encloser)+1)
	cover := d.covering3(next)
	if cover == nil {
		return proof{}
	}
	return proof{proven: true, optOut: cover.Flags&1 == 1, by: owners(cover)}
}
