package mail

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	// maxFields and maxHeader bound a header: what lies beyond is taken for body.
	maxFields = 2000
	maxHeader = 1 << 20 // bytes
)

// Field is a field of a header, as it stands in the source.
type Field struct {
	Name  string // as it is written; compare without regard to case
	Value string // unfolded, encoded words not decoded
	// Offset is where its name begins, Len how many bytes it takes: folded lines and the last
	// line's end included.
	Offset, Len int
}

// Header is the fields of a header, in their order.
type Header []Field

// ParseHeader reads the header at the beginning of source, up to and with the blank line
// that ends it. It returns where the body begins. Lines that are no fields are left out.
func ParseHeader(source []byte) (h Header, bodyAt int) {
	r := headerReader{source: source}
	r.read()
	return r.header, r.at
}

// Get returns the value of the first field with this name, unfolded, its encoded words
// still encoded; "" if there is none.
func (h Header) Get(name string) string {
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			return h[i].Value
		}
	}
	return ""
}

// Text returns the value of the first field with this name with its encoded words decoded.
func (h Header) Text(name string) string { return DecodeWords(h.Get(name)) }

// Count says how many fields have this name.
func (h Header) Count(name string) int {
	n := 0
	for i := range h {
		if strings.EqualFold(h[i].Name, name) {
			n++
		}
	}
	return n
}

// headerReader reads one header. stop, where given, recognises a line (without its end) that
// no header may go past: an enclosing multipart's delimiter.
type headerReader struct {
	source   []byte
	at       int
	stop     func(line []byte) bool
	header   Header
	problems problemList
}

// read takes fields until the blank line, which it takes too, or until the end.
func (r *headerReader) read() {
	began := r.at
	for r.at < len(r.source) {
		end, next := lineAt(r.source, r.at)
		line := r.source[r.at:end]
		if r.stop != nil && r.stop(line) {
			if len(r.header) > 0 {
				r.problems.add(ProblemHeaderEnd)
			}
			return
		}
		if len(line) == 0 {
			r.at = next
			return
		}
		if len(r.header) >= maxFields || r.at-began > maxHeader {
			r.problems.add(ProblemHeaderTooLong)
			return
		}
		if !r.line(line, next) {
			return
		}
	}
	if len(r.header) > 0 {
		r.problems.add(ProblemHeaderEnd)
	}
}

// line takes a line of the header, which ends before next. It reports false if the header
// is over: what comes is a body that no blank line announces.
func (r *headerReader) line(line []byte, next int) bool {
	if next > r.at+len(line) && r.source[next-1] == '\n' && next-r.at-len(line) == 1 {
		r.problems.add(ProblemBareLF)
	}
	if (line[0] == ' ' || line[0] == '\t') && len(r.header) > 0 {
		r.continueField(next)
		return true
	}
	colon := bytes.IndexByte(line, ':')
	name := line
	if colon >= 0 {
		name = bytes.TrimRight(line[:colon], " \t") // RFC 5322 §4.5: space before the colon is obsolete, not wrong
	}
	if colon < 0 || !isFieldName(name) {
		return r.noField(line, next)
	}
	f := Field{Name: string(name), Offset: r.at, Len: next - r.at}
	f.Value = strings.Trim(string(line[colon+1:]), " \t")
	r.header = append(r.header, f)
	r.at = next
	r.foldedLines()
	return true
}

// foldedLines takes the lines that continue the last field, all at once: adding them one by
// one would copy a field of many lines as many times.
func (r *headerReader) foldedLines() {
	f := &r.header[len(r.header)-1]
	began := r.at
	end := began
	for end < len(r.source) && (r.source[end] == ' ' || r.source[end] == '\t') && end-began <= maxHeader {
		_, end = lineAt(r.source, end)
	}
	if end == began {
		r.check(f)
		return
	}
	// RFC 5322 §2.2.3: unfolding is "simply removing any CRLF that is immediately followed by WSP".
	var b strings.Builder
	b.WriteString(f.Value)
	for at := began; at < end; {
		stop, next := lineAt(r.source, at)
		b.Write(r.source[at:stop])
		at = next
	}
	f.Value = strings.Trim(b.String(), " \t")
	f.Len += end - began
	r.at = end
	r.check(f)
}

// continueField takes a folded line for which foldedLines had no room left.
func (r *headerReader) continueField(next int) {
	f := &r.header[len(r.header)-1]
	f.Len += next - r.at
	r.at = next
}

// check notes bytes whose charset nobody can know. UTF-8 is allowed (RFC 6532).
func (r *headerReader) check(f *Field) {
	if !utf8.ValidString(f.Value) {
		r.problems.add(ProblemEightBitHeader)
	}
}

// noField decides about a line that is no field. The "From " line of a mbox file, and odd
// lines with fields around them, are passed over; before any field it is a body without
// header.
func (r *headerReader) noField(line []byte, next int) bool {
	if len(r.header) == 0 && !bytes.HasPrefix(line, []byte("From ")) && !bytes.HasPrefix(line, []byte(">From ")) {
		return false
	}
	r.problems.add(ProblemNoColon)
	r.at = next
	return true
}

// isFieldName reports whether name may be a field's: RFC 5322 §2.2, printable US-ASCII
// without the colon.
func isFieldName(name []byte) bool {
	for _, c := range name {
		if c <= ' ' || c >= 0x7f || c == ':' {
			return false
		}
	}
	return len(name) > 0
}

// lineAt returns where the line at an offset ends, without its line end, and where the next
// one begins. A line ends with LF, with or without a CR before it.
func lineAt(source []byte, at int) (end, next int) {
	n := bytes.IndexByte(source[at:], '\n')
	if n < 0 {
		return len(source), len(source)
	}
	end, next = at+n, at+n+1
	if end > at && source[end-1] == '\r' {
		end--
	}
	return end, next
}

// problemList is ids, each once, in the order in which they were found.
type problemList []string

func (l *problemList) add(id string) {
	for _, have := range *l {
		if have == id {
			return
		}
	}
	*l = append(*l, id)
}
