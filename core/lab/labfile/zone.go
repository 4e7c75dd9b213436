package labfile

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"playnet/core/lab/strict"
)

// Zone is a member zones/NAME.zone that has been parsed: RFC 1035, section 5,
// master-file syntax. The file begins without an origin: names are written in
// full, or follow an $ORIGIN. $INCLUDE and $GENERATE are refused.
type Zone struct {
	// Member is the name of the member.
	Member string
	// Apex is the name that owns the SOA record, in lower case with its final
	// dot; "" in a hints file, which has none.
	Apex string
	// Records are the records in the order of the file. They must not be changed.
	Records []dns.RR

	lines []int // of the lab file, for each record
}

// maxRecords is how many records a zone may hold.
const maxRecords = 200_000

var (
	zoneSyntax   = strict.Define("zone-syntax", `{why} (at "{token}")`)
	zoneTooLong  = strict.Define("zone-too-long", `the zone holds more than {most} records`)
	noInclude    = strict.Define("no-include", `$INCLUDE is not possible: a lab is one file`)
	noGenerate   = strict.Define("no-generate", `$GENERATE is not possible: write the records out`)
	noRData      = strict.Define("no-rdata", `the record has no data behind its type`)
	notInternet  = strict.Define("not-class-in", `only the class IN is known`)
	noOrigin     = strict.Define("no-origin", `"{token}" has no dot at its end, and no $ORIGIN says what it is relative to`)
	noSOA        = strict.Define("no-soa", `the zone has no SOA record at its apex`)
	twoSOA       = strict.Define("two-soa", `a zone has one SOA record; the first is in line {line}`)
	noApexNS     = strict.Define("no-apex-ns", `the zone has no NS record at its apex "{apex}"`)
	outOfZone    = strict.Define("out-of-zone", `"{name}" does not belong to the zone "{apex}"`)
	twiceInZone  = strict.Define("duplicate-record", `the same record stands in line {line}`)
	cnameOther   = strict.Define("cname-and-other", `"{name}" has a CNAME record and another one in line {line}; a CNAME stands alone`)
	hintsType    = strict.Define("hints-type", `root hints hold NS records of "." and the addresses of its servers, not this {type} record of "{name}"`)
	hintsAddress = strict.Define("hints-address", `the root server "{name}" has no A record here`)
	noHints      = strict.Define("no-hints", `the hints name no root server: there is no NS record of "."`)
)

// parseZone parses the records of a zone member. What they have to do with
// each other depends on their use: see zone and hints.
func (c *checker) parseZone(m *Member) *Zone {
	z := &Zone{Member: m.Name}
	// Lines of what was base64 are lines of nothing a teacher sees.
	line := func(n int) int {
		if m.Base64 {
			return m.Line
		}
		return m.Line + n - 1
	}
	if n := directive(m.Data, "$GENERATE"); n > 0 {
		c.member(m.written, line(n), noGenerate.With())
		return nil
	}
	r := &lineReader{text: m.Data}
	parser := dns.NewZoneParser(r, "", "")
	for {
		start := r.nextRecord()
		rr, ok := parser.Next()
		if !ok {
			break
		}
		if why := checkRecord(rr); why != nil {
			c.member(m.written, line(start), why)
			return nil
		}
		if len(z.Records) >= maxRecords {
			c.member(m.written, line(start), zoneTooLong.With("most", strconv.Itoa(maxRecords)))
			return nil
		}
		z.Records = append(z.Records, rr)
		z.lines = append(z.lines, line(start))
	}
	if err := parser.Err(); err != nil {
		n, why := zoneError(err.Error())
		c.member(m.written, line(n), why)
		return nil
	}
	return z
}

// checkRecord finds what the zone parser lets pass.
func checkRecord(rr dns.RR) *strict.Reason {
	h := rr.Header()
	if h.Class != dns.ClassINET {
		return notInternet.With()
	}
	// "example. IN A" is a dynamic update's way to speak of a whole set (RFC
	// 2136); in a zone it is a mistake.
	buf := make([]byte, dns.Len(rr)+256)
	if _, err := dns.PackRR(rr, buf, 0, nil, false); err != nil {
		return zoneSyntax.With("why", strings.TrimPrefix(err.Error(), "dns: "), "token", h.Name)
	}
	if h.Rdlength == 0 {
		return noRData.With()
	}
	return nil
}

// zoneError takes the text of a dns.ParseError apart, whose fields are private:
// dns: WHY: "TOKEN" at line: LINE:COLUMN
func zoneError(text string) (line int, why *strict.Reason) {
	text = strings.TrimPrefix(text, "dns: ")
	line = 1
	if at := strings.LastIndex(text, " at line: "); at >= 0 {
		number, _, _ := strings.Cut(text[at+len(" at line: "):], ":")
		if n, err := strconv.Atoi(number); err == nil && n > 0 {
			line = n
		}
		text = text[:at]
	}
	token := ""
	if at := strings.LastIndex(text, `: "`); at >= 0 {
		if t, err := strconv.Unquote(text[at+2:]); err == nil {
			text, token = text[:at], t
		}
	}
	switch {
	case strings.HasPrefix(text, "$INCLUDE directive not allowed"):
		return line, noInclude.With()
	case text == "unexpected newline":
		return line, noRData.With()
	case (text == "bad owner name" || text == "bad origin name") && !dns.IsFqdn(token):
		return line, noOrigin.With("token", token)
	}
	return line, zoneSyntax.With("why", text, "token", token)
}

// directive returns the line (from 1) that begins with a directive, or 0.
func directive(text []byte, name string) int {
	for i, line := range bytes.Split(text, []byte("\n")) {
		if len(line) >= len(name) && strings.EqualFold(string(line[:len(name)]), name) {
			return i + 1
		}
	}
	return 0
}

// lineReader gives the zone parser its text byte by byte, as the parser asks
// for it: so it tells how far the parser has come, which the parser does not.
//
// It also puts a blank before each line's end inside parentheses. RFC 1035,
// section 5.1: "Parentheses are used to group data that crosses a line
// boundary. In effect, line terminations are not recognized within
// parentheses." The parser takes this by the letter and would join the last
// word of a line with the first of the next.
type lineReader struct {
	text []byte
	pos  int
	line int // newlines before pos

	depth          int // of parentheses
	quote, comment bool
	blank          bool // the blank before this line's end has been given
}

// ReadByte implements io.ByteReader.
func (r *lineReader) ReadByte() (byte, error) {
	if r.pos >= len(r.text) {
		return 0, io.EOF
	}
	b := r.text[r.pos]
	if b == '\n' && r.depth > 0 && !r.quote && !r.blank {
		r.blank = true
		return ' ', nil
	}
	r.blank = false
	escaped := r.pos > 0 && r.text[r.pos-1] == '\\'
	r.pos++
	switch {
	case b == '\n':
		r.line++
		r.comment = false
	case r.comment || escaped:
	case b == '"':
		r.quote = !r.quote
	case r.quote:
	case b == ';':
		r.comment = true
	case b == '(':
		r.depth++
	case b == ')':
		r.depth--
	}
	return b, nil
}

// Read implements io.Reader; the parser prefers ReadByte.
func (r *lineReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := r.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// nextRecord is the line (from 1) of the next record: empty lines, comments and
// directives are none.
func (r *lineReader) nextRecord() int {
	line := r.line
	for rest := r.text[r.pos:]; len(rest) > 0; line++ {
		text, after, _ := bytes.Cut(rest, []byte("\n"))
		text = bytes.TrimSpace(text)
		if len(text) > 0 && text[0] != ';' && text[0] != '$' {
			break
		}
		rest = after
	}
	return line + 1
}
