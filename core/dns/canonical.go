package dns

import (
	"bytes"
	"errors"
	"slices"

	mdns "github.com/miekg/dns"
)

// The canonical form of records, RFC 4034, section 6: what is signed. The order of names is
// that of [sortKey].

// wireOf returns a name as it stands in a message, without compression.
func wireOf(name string) ([]byte, error) {
	b := make([]byte, maxWireName+1)
	n, err := mdns.PackDomainName(name, b, 0, nil, false)
	return b[:n], err
}

// commonAncestor returns the deepest name that both lie in.
func commonAncestor(a, b string) string {
	for !within(b, a) {
		a = parent(a)
	}
	return a
}

// labelCount counts a name's labels as RRSIG records do: without the root's, and without
// the asterisk of a wildcard (RFC 4034, section 3.1.3).
func labelCount(name string) int {
	n := mdns.CountLabel(name)
	if isWildcard(name) {
		n--
	}
	return n
}

func isWildcard(name string) bool { return len(name) > 1 && name[0] == '*' && name[1] == '.' }

// lastLabels returns a name's ancestor of n labels.
func lastLabels(name string, n int) string {
	for have := mdns.CountLabel(name); have > n; have-- {
		name = parent(name)
	}
	return name
}

var errUnsignable = errors.New("the records can't be written in canonical form")

// signedData is what a signature over a set of records is made from: RFC 4034, section
// 3.1.8.1: "signature = sign(RRSIG_RDATA | RR(1) | RR(2)... )".
func signedData(sig *mdns.RRSIG, set RRset) ([]byte, error) {
	own := *sig
	own.Hdr = mdns.RR_Header{Name: root, Rrtype: mdns.TypeRRSIG, Class: mdns.ClassINET}
	own.SignerName, own.Signature = canonical(sig.SignerName), ""
	head, err := packed(&own)
	if err != nil {
		return nil, err
	}
	// Behind the root's byte, type, class, TTL and length.
	out := slices.Clone(head[11:])
	owner := canonical(set[0].Header().Name)
	if int(sig.Labels) < labelCount(owner) {
		// The records come from a wildcard, and were signed under its name: an asterisk before
		// as many labels as the signature counts (RFC 4035, section 5.3.2).
		owner = wildcardOf(lastLabels(owner, int(sig.Labels)))
	}
	records, err := canonicalRecords(set, owner, sig.OrigTtl)
	for _, b := range records {
		out = append(out, b...)
	}
	return out, err
}

// canonicalRecords writes the records of a set in canonical form and order, those that
// are equal once: RFC 4034, sections 6.2 and 6.3.
func canonicalRecords(set RRset, owner string, ttl uint32) ([][]byte, error) {
	name, err := wireOf(owner)
	if err != nil {
		return nil, err
	}
	list := make([][]byte, 0, len(set))
	for _, rr := range set {
		c := mdns.Copy(rr)
		h := c.Header()
		h.Name, h.Ttl = owner, ttl
		lowerNames(c)
		b, err := packed(c)
		if err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	// Section 6.3: "by treating the RDATA portion of the canonical form of each RR as a
	// left-justified unsigned octet sequence".
	data := len(name) + 10
	slices.SortFunc(list, func(a, b []byte) int { return bytes.Compare(a[data:], b[data:]) })
	return slices.CompactFunc(list, func(a, b []byte) bool { return bytes.Equal(a, b) }), nil
}

func packed(rr mdns.RR) ([]byte, error) {
	b := make([]byte, mdns.Len(rr)+1)
	n, err := mdns.PackRR(rr, b, 0, nil, false)
	if err != nil {
		return nil, errUnsignable
	}
	return b[:n], nil
}

// lowerNames puts the names in a record's data into lower case, for the types that
// RFC 4034, section 6.2, lists (RFC 6840, section 5.1, takes NSEC off it, and RRSIG's
// case is no matter here).
func lowerNames(rr mdns.RR) {
	for _, name := range namesIn(rr) {
		*name = canonical(*name)
	}
}

func namesIn(rr mdns.RR) []*string {
	switch rr := rr.(type) {
	case *mdns.NS:
		return []*string{&rr.Ns}
	case *mdns.MD:
		return []*string{&rr.Md}
	case *mdns.MF:
		return []*string{&rr.Mf}
	case *mdns.CNAME:
		return []*string{&rr.Target}
	case *mdns.SOA:
		return []*string{&rr.Ns, &rr.Mbox}
	case *mdns.MB:
		return []*string{&rr.Mb}
	case *mdns.MG:
		return []*string{&rr.Mg}
	case *mdns.MR:
		return []*string{&rr.Mr}
	case *mdns.PTR:
		return []*string{&rr.Ptr}
	case *mdns.MINFO:
		return []*string{&rr.Rmail, &rr.Email}
	case *mdns.MX:
		return []*string{&rr.Mx}
	case *mdns.RP:
		return []*string{&rr.Mbox, &rr.Txt}
	case *mdns.AFSDB:
		return []*string{&rr.Hostname}
	case *mdns.RT:
		return []*string{&rr.Host}
	case *mdns.PX:
		return []*string{&rr.Map822, &rr.Mapx400}
	case *mdns.NAPTR:
		return []*string{&rr.Replacement}
	case *mdns.KX:
		return []*string{&rr.Exchanger}
	case *mdns.SRV:
		return []*string{&rr.Target}
	case *mdns.DNAME:
		return []*string{&rr.Target}
	}
	return nil
}
