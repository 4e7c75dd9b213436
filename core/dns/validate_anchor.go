package dns

import (
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"
)

// TrustAnchors are what a validator believes without proof, the beginnings of chains of
// trust (RFC 4033, section 2): by zone its DS or DNSKEY records.
type TrustAnchors map[string][]mdns.RR

// ParseTrustAnchors reads DS and DNSKEY records in the syntax of zone files.
func ParseTrustAnchors(text string) (TrustAnchors, error) {
	anchors := TrustAnchors{}
	p := mdns.NewZoneParser(strings.NewReader(text), root, "")
	p.SetDefaultTTL(3600)
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		if t := rr.Header().Rrtype; t != mdns.TypeDS && t != mdns.TypeDNSKEY {
			return nil, fmt.Errorf("a trust anchor is a DS or DNSKEY record, not %s", typeName(t))
		}
		anchors.Add(rr)
	}
	return anchors, p.Err()
}

// Add adds a DS or DNSKEY record.
func (a TrustAnchors) Add(rr mdns.RR) {
	zone := canonical(rr.Header().Name)
	a[zone] = append(a[zone], rr)
}

// above returns the deepest zone with an anchor that a name lies in.
func (a TrustAnchors) above(name string) (zone string, ok bool) {
	for {
		if _, ok := a[name]; ok {
			return name, true
		}
		if name == root {
			return "", false
		}
		name = parent(name)
	}
}

// splitAnchors returns anchors as DS records, and those that are keys themselves.
func splitAnchors(anchors []mdns.RR) (digests []*mdns.DS, keys []*mdns.DNSKEY) {
	for _, rr := range anchors {
		switch rr := rr.(type) {
		case *mdns.DS:
			digests = append(digests, rr)
		case *mdns.DNSKEY:
			keys = append(keys, rr)
		}
	}
	return digests, keys
}
