package dns

import (
	"errors"
	"fmt"

	mdns "github.com/miekg/dns"

	"playnet/core/zonefile"
)

// ZoneError says why a zone file is refused, and where.
type ZoneError struct {
	Line   int // 1 is the first
	Column int // 0: the whole line
	Reason string
}

func (e *ZoneError) Error() string {
	if e.Column > 0 {
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason)
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
}

// maxRecords bounds a zone; $GENERATE can make many out of one line.
const maxRecords = 4 << 20

// ParseZone reads a zone from master-file text (RFC 1035, section 5). Names that
// do not end in a dot are relative to origin, which is also the zone's name. The
// error is a [*ZoneError].
func ParseZone(origin, text string) (*Zone, error) {
	origin = plain(origin)
	z := newZone(origin)
	lastLine := 1
	err := eachRecord(origin, text, func(rr mdns.RR, line int) error {
		lastLine = line
		return z.admit(rr, line)
	})
	if err != nil {
		return nil, err
	}
	return z.complete(lastLine)
}

// complete checks what a zone must have at its apex and makes it ready.
func (z *Zone) complete(lastLine int) (*Zone, error) {
	switch {
	case z.apex.set(mdns.TypeSOA) == nil:
		return nil, &ZoneError{Line: lastLine, Reason: "the zone has no SOA record for " + z.origin}
	case z.apex.set(mdns.TypeNS) == nil:
		return nil, &ZoneError{Line: lastLine, Reason: "the zone has no NS record for " + z.origin}
	}
	z.finish()
	return z, nil
}

// admit checks a record and puts it into the zone.
func (z *Zone) admit(rr mdns.RR, line int) error {
	h := rr.Header()
	name := plain(h.Name)
	fail := func(format string, args ...any) error {
		return &ZoneError{Line: line, Reason: fmt.Sprintf(format, args...)}
	}
	switch {
	case !within(name, z.origin):
		return fail("%s lies outside of the zone %s", h.Name, z.origin)
	case h.Class != mdns.ClassINET:
		return fail("the class of %s is not IN", h.Name)
	case h.Rrtype == mdns.TypeSOA && name != z.origin:
		return fail("an SOA record stands at the zone's name %s only, not at %s", z.origin, h.Name)
	case h.Rrtype == mdns.TypeSOA && z.apex.set(mdns.TypeSOA) != nil:
		return fail("a second SOA record")
	case z.records >= maxRecords:
		return fail("more than %d records", maxRecords)
	}
	n := z.home(name, rr)
	if err := aliasConflict(n, rr); err != "" {
		return fail("%s %s", h.Name, err)
	}
	z.add(name, rr)
	return nil
}

// aliasConflict holds RFC 1034, section 3.6.2: "If a CNAME RR is present at a
// node, no other data should be present".
func aliasConflict(n *node, rr mdns.RR) string {
	alias := n.set(mdns.TypeCNAME)
	if rr.Header().Rrtype != mdns.TypeCNAME {
		if alias != nil && !besideCNAME(rr.Header().Rrtype) {
			return "is an alias (CNAME) and can have no other records"
		}
		return ""
	}
	if alias != nil && !mdns.IsDuplicate(alias[0], rr) {
		return "is an alias (CNAME) twice"
	}
	for _, s := range n.sets {
		if t := s.rrtype(); t != mdns.TypeCNAME && !besideCNAME(t) {
			return "has other records and cannot be an alias (CNAME)"
		}
	}
	return ""
}

// besideCNAME: DNSSEC's own records stand beside an alias (RFC 4035, section 2.5).
func besideCNAME(t uint16) bool { return t == mdns.TypeRRSIG || t == mdns.TypeNSEC }

// eachRecord parses master-file text and passes each record on with the line on
// which it begins.
func eachRecord(origin, text string, f func(rr mdns.RR, line int) error) error {
	err := zonefile.Read(text, origin, f)
	var wrong *zonefile.Error
	if errors.As(err, &wrong) {
		return &ZoneError{Line: wrong.Line, Column: wrong.Column, Reason: wrong.Reason()}
	}
	return err
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
