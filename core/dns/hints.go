package dns

import (
	mdns "github.com/miekg/dns"
)

// Hints tell a resolver where to begin: the names and addresses of the root's
// servers (RFC 9609).
type Hints struct{ root delegation }

// ParseHints reads root hints from master-file text: NS records of the root, and
// A records of the servers they name. The error is a [*ZoneError].
func ParseHints(text string) (Hints, error) {
	var h hintRecords
	last := 1
	err := eachRecord(root, text, func(rr mdns.RR, line int) error {
		last = line
		return h.admit(rr, line)
	})
	if err != nil {
		return Hints{}, err
	}
	return h.complete(last)
}

// hintRecords are the records of root hints as they come in.
type hintRecords struct{ ns, addresses []mdns.RR }

func (r *hintRecords) admit(rr mdns.RR, line int) error {
	switch h := rr.Header(); {
	case h.Rrtype == mdns.TypeNS && h.Name == root:
		r.ns = append(r.ns, rr)
	case h.Rrtype == mdns.TypeA || h.Rrtype == mdns.TypeAAAA:
		r.addresses = append(r.addresses, rr)
	case h.Rrtype == mdns.TypeNS:
		return &ZoneError{Line: line, Reason: "root hints name the servers of the root only, not of " + h.Name}
	default:
		return &ZoneError{Line: line, Reason: "root hints hold NS and address records only, not " + typeName(h.Rrtype)}
	}
	return nil
}

func (r *hintRecords) complete(lastLine int) (Hints, error) {
	d := anyDelegation(r.ns, r.addresses)
	if len(d.servers) == 0 {
		return Hints{}, &ZoneError{Line: lastLine, Reason: "no NS record for the root"}
	}
	for _, s := range d.servers {
		if len(s.addrs) > 0 {
			return Hints{d}, nil
		}
	}
	return Hints{}, &ZoneError{Line: lastLine, Reason: "none of the root's servers has an address"}
}
