package filter

import (
	"strconv"
	"strings"
)

// sliceNode takes parts of the bytes of each value.
type sliceNode struct {
	place
	of    operand
	parts []span
}

// span is a part: from some byte on, counted from the end if negative, either so
// many bytes or up to and including another place.
type span struct {
	from, size, to int
	upTo           bool
	toEnd          bool
}

func (n *sliceNode) kind() Type {
	if n.of.kind() == String {
		return String
	}
	return Bytes
}

func (n *sliceNode) eval(r Record, to []Value) []Value {
	from := len(to)
	to = n.of.eval(r, to)
	kept := to[:from]
	for _, v := range to[from:] {
		b, _ := v.bytes()
		var cut strings.Builder
		whole := true
		for _, s := range n.parts {
			part, ok := s.of(b)
			cut.WriteString(part)
			whole = whole && ok
		}
		if whole {
			kept = append(kept, Value{Type: n.kind(), Text: cut.String()})
		}
	}
	return kept
}

// of cuts the part out; ok is false if there are not so many bytes.
func (s span) of(b string) (string, bool) {
	from, to := s.from, 0
	if from < 0 {
		from += len(b)
	}
	switch {
	case s.toEnd:
		to = len(b)
	case s.upTo:
		if to = s.to + 1; s.to < 0 {
			to += len(b)
		}
	default:
		to = from + s.size
	}
	if from < 0 || to > len(b) || from >= to {
		return "", false
	}
	return b[from:to], true
}

// slice reads "[0:2]", "[1-3]", "[4]", "[:2]", "[2:]" and several of them between
// commas. Its insides are no tokens like others: "0:2" is a word elsewhere.
func (p *parser) slice(of operand) node {
	at := p.here()
	if _, ok := (Value{Type: of.kind()}).bytes(); !ok {
		p.fail(p.t.at, "filter.error.operator", "operator", "[]", "type", of.kind().String())
	}
	end := p.t.end
	for end < len(p.lexer.text) && p.lexer.text[end] != ']' {
		end++
	}
	if end == len(p.lexer.text) {
		p.fail(end, "filter.error.ended", "want", "]")
	}
	n := &sliceNode{place: at, of: of}
	for part := range strings.SplitSeq(string(p.lexer.text[p.t.end:end]), ",") {
		s, ok := parseSpan(strings.TrimSpace(part))
		if !ok {
			p.fail(p.t.at, "filter.error.slice")
		}
		n.parts = append(n.parts, s)
	}
	p.lexer.at = end + 1
	p.advance()
	return n
}

func parseSpan(text string) (s span, ok bool) {
	number := func(t string, missing int) int {
		if t = strings.TrimSpace(t); t == "" {
			return missing
		}
		n, err := strconv.ParseInt(t, 0, 32)
		ok = ok && err == nil
		return int(n)
	}
	ok = text != ""
	if from, size, colon := strings.Cut(text, ":"); colon {
		s.from, s.size, s.toEnd = number(from, 0), number(size, 0), strings.TrimSpace(size) == ""
		return s, ok && text != ":" && (s.toEnd || s.size > 0)
	}
	if i := strings.LastIndexByte(text, '-'); i > 0 && text[i-1] != '-' {
		s.from, s.to, s.upTo = number(text[:i], 0), number(text[i+1:], 0), true
		return s, ok && (s.from < 0 || s.to >= s.from)
	}
	s.from, s.size = number(text, 0), 1
	return s, ok
}
