// Package zonefile reads master files (RFC 1035, section 5): the text of zones and of
// root hints, record by record, with the line on which each begins.
//
// The words are read by github.com/miekg/dns; this package adds where they stand,
// refuses records without data, and takes lines inside parentheses as the RFC means it.
package zonefile

import (
	"io"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// Error says why a text is no master file, and where.
type Error struct {
	Line   int // 1 is the first
	Column int // 0: the whole line
	Why    string
	Token  string // what was read there; "" if nothing can be told
}

func (e *Error) Error() string {
	where := "line " + strconv.Itoa(e.Line)
	if e.Column > 0 {
		where += ", column " + strconv.Itoa(e.Column)
	}
	return where + ": " + e.Reason()
}

// Reason is what is wrong, without the place.
func (e *Error) Reason() string {
	if e.Token == "" {
		return e.Why
	}
	return e.Why + ": " + strconv.Quote(e.Token)
}

// NoData is the [Error.Why] of a record without data. The parser lets it pass, because
// it has a meaning in dynamic updates (RFC 2136, section 2.4).
const NoData = "no data"

// Read reads a text and calls f with each record and the line on which it begins.
// Names that do not end in a dot are relative to origin; without one they are an error.
// An error is an [*Error], or what f returned.
func Read(text, origin string, f func(rr dns.RR, line int) error) error {
	in := &reader{text: text}
	parser := dns.NewZoneParser(in, origin, "")
	c := newChecker()
	line := 0
	for {
		at, next := in.at, in.next()
		rr, ok := parser.Next()
		if !ok {
			break
		}
		if in.at != at { // else it is another record that $GENERATE makes of its line
			line = next
		}
		if err := c.check(rr, line); err != nil {
			return err
		}
		if err := f(rr, line); err != nil {
			return err
		}
	}
	if err := parser.Err(); err != nil {
		return parseError(err.Error())
	}
	return nil
}

// Record reads one record, on one line. Names without a dot at their end are relative
// to origin; a TTL that is not stated is ttl. The error is an [*Error]; there may be no
// record at all.
func Record(text, origin string, ttl uint32) (rr dns.RR, more bool, err error) {
	p := dns.NewZoneParser(strings.NewReader(text+"\n"), origin, "")
	p.SetDefaultTTL(ttl)
	rr, ok := p.Next()
	if ok {
		if _, more = p.Next(); more {
			return nil, true, nil
		}
	}
	if err := p.Err(); err != nil {
		return nil, false, parseError(err.Error())
	}
	if !ok {
		return nil, false, nil
	}
	return rr, false, newChecker().check(rr, 1)
}

// checker finds what the parser lets pass.
type checker struct {
	buf   []byte
	blank map[uint16]int // bytes of data that a record of a type without any is packed to
}

func newChecker() *checker { return &checker{make([]byte, 1<<16), map[uint16]int{}} }

func (c *checker) check(rr dns.RR, line int) error {
	h := rr.Header()
	if _, err := dns.PackRR(rr, c.buf, 0, nil, false); err != nil {
		return &Error{Line: line, Why: strings.TrimPrefix(err.Error(), "dns: "), Token: h.Name}
	}
	make, known := dns.TypeToRR[h.Rrtype]
	if !known {
		return nil // "\# 0" is explicit (RFC 3597)
	}
	size := int(h.Rdlength)
	least, ok := c.blank[h.Rrtype]
	if !ok || size <= least {
		empty := make()
		*empty.Header() = *h
		if _, err := dns.PackRR(empty, c.buf, 0, nil, false); err == nil {
			least = int(empty.Header().Rdlength)
		}
		c.blank[h.Rrtype] = least
		if size <= least && rr.String() == empty.String() {
			return &Error{Line: line, Why: NoData}
		}
	}
	return nil
}

// parseError takes the text of a dns.ParseError apart, whose fields are private:
// dns: WHY: "TOKEN" at line: LINE:COLUMN
func parseError(text string) *Error {
	text = strings.TrimPrefix(text, "dns: ")
	e := &Error{Line: 1}
	if at := strings.LastIndex(text, " at line: "); at >= 0 {
		line, column, _ := strings.Cut(text[at+len(" at line: "):], ":")
		if n, err := strconv.Atoi(line); err == nil && n > 0 {
			e.Line = n
		}
		if n, err := strconv.Atoi(column); err == nil {
			e.Column = n
		}
		text = text[:at]
	}
	e.Why = text
	if at := strings.LastIndex(text, `: "`); at >= 0 {
		if token, err := strconv.Unquote(text[at+2:]); err == nil {
			e.Why, e.Token = text[:at], token
		}
	}
	if e.Why == "unexpected newline" {
		e.Why, e.Token = NoData, ""
	}
	return e
}

// reader gives the parser its text byte by byte, as it asks for it: so it tells how far
// the parser has come, which the parser does not.
//
// It also puts a blank before each line's end inside parentheses. RFC 1035,
// section 5.1: "Parentheses are used to group data that crosses a line
// boundary. In effect, line terminations are not recognized within
// parentheses." The parser takes this by the letter and would join the last
// word of a line with the first of the next.
type reader struct {
	text string
	at   int
	line int // newlines before at

	depth          int // of parentheses
	quote, comment bool
	blank          bool // the blank before this line's end has been given
}

// ReadByte implements io.ByteReader.
func (r *reader) ReadByte() (byte, error) {
	if r.at >= len(r.text) {
		return 0, io.EOF
	}
	b := r.text[r.at]
	if b == '\n' && r.depth > 0 && !r.quote && !r.blank {
		r.blank = true
		return ' ', nil
	}
	r.blank = false
	escaped := r.at > 0 && r.text[r.at-1] == '\\'
	r.at++
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
func (r *reader) Read(p []byte) (int, error) {
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

// next is the line (from 1) of the next record: empty lines, comments and directives
// are none, but for $GENERATE.
func (r *reader) next() int {
	line := r.line
	for rest := r.text[r.at:]; len(rest) > 0; line++ {
		text, after, _ := strings.Cut(rest, "\n")
		text = strings.TrimSpace(text)
		if len(text) > 0 && text[0] != ';' && (text[0] != '$' || isGenerate(text)) {
			break
		}
		rest = after
	}
	return line + 1
}

func isGenerate(line string) bool {
	const word = "$GENERATE"
	return len(line) >= len(word) && strings.EqualFold(line[:len(word)], word)
}

// Generates returns the first line (from 1) with a $GENERATE directive, or 0.
func Generates(text string) int {
	for n := 1; len(text) > 0; n++ {
		line, rest, _ := strings.Cut(text, "\n")
		if isGenerate(line) {
			return n
		}
		text = rest
	}
	return 0
}
