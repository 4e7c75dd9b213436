package dns

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"
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
	case dataless(rr):
		return fail("the %s record of %s has no data", typeName(h.Rrtype), h.Name)
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

// dataless reports whether a record stands without its data. The parser lets that
// pass, because it has a meaning in dynamic updates (RFC 2136, section 2.4).
func dataless(rr mdns.RR) bool {
	blank, ok := mdns.TypeToRR[rr.Header().Rrtype]
	if !ok {
		return false // "\# 0" is explicit (RFC 3597)
	}
	empty := blank()
	*empty.Header() = *rr.Header()
	return mdns.Len(rr) == mdns.Len(empty) && rr.String() == empty.String()
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
	in := &lineReader{text: text}
	p := mdns.NewZoneParser(in, origin, "")
	for {
		from := in.line
		rr, ok := p.Next()
		if !ok {
			break
		}
		if err := f(rr, in.recordAfter(from)); err != nil {
			return err
		}
	}
	if err := p.Err(); err != nil {
		return parseError(err)
	}
	return nil
}

// lineReader counts the lines that the parser has read.
type lineReader struct {
	text string
	at   int
	line int   // complete lines read
	ends []int // where the lines read so far end
}

func (r *lineReader) ReadByte() (byte, error) {
	if r.at >= len(r.text) {
		return 0, io.EOF
	}
	c := r.text[r.at]
	r.at++
	if c == '\n' {
		r.line++
		r.ends = append(r.ends, r.at)
	}
	return c, nil
}

func (r *lineReader) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	c, err := r.ReadByte()
	if err != nil {
		return 0, err
	}
	b[0] = c
	return 1, nil
}

// recordAfter returns the number of the first line that holds a record, after
// the given number of lines.
func (r *lineReader) recordAfter(lines int) int {
	for n := lines; n < r.line; n++ {
		start := 0
		if n > 0 {
			start = r.ends[n-1]
		}
		s := strings.TrimSpace(r.text[start:r.ends[n]])
		if s != "" && s[0] != ';' && (s[0] != '$' || strings.HasPrefix(strings.ToUpper(s), "$GENERATE")) {
			return n + 1
		}
	}
	return max(lines, r.line) + boolInt(r.at > 0 && r.text[r.at-1] != '\n')
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// parseError takes the position out of the parser's message, which ends in
// "… at line: 3:12".
func parseError(err error) error {
	reason := strings.TrimPrefix(err.Error(), "dns: ")
	e := &ZoneError{Line: 1, Reason: reason}
	if i := strings.LastIndex(reason, " at line: "); i >= 0 {
		row, column, _ := strings.Cut(reason[i+len(" at line: "):], ":")
		if n, err := strconv.Atoi(row); err == nil {
			e.Line = n
		}
		if n, err := strconv.Atoi(column); err == nil {
			e.Column = n
		}
		e.Reason = reason[:i]
	}
	return e
}
