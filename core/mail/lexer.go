package mail

import "strings"

type tokenKind uint8

const (
	tokenWord    tokenKind = iota // an atom, with dots and whatever else is not special
	tokenQuoted                   // a quoted string, without its quotes
	tokenComment                  // a comment, without its outer parentheses
	tokenSpecial                  // one of < > , ; : @
)

// token is a lexical token of a structured field (RFC 5322 §3.2).
type token struct {
	kind   tokenKind
	text   string
	spaced bool // white space, or a comment, stands before it
}

func (t token) is(special byte) bool { return t.kind == tokenSpecial && t.text[0] == special }

// lexer reads the tokens of a structured field.
type lexer struct {
	text string
	at   int
}

const specials = "<>,;:@"

// next returns the next token; ok is false at the end.
func (l *lexer) next() (t token, ok bool) {
	began := l.at
	for l.at < len(l.text) && isSpace(l.text[l.at]) {
		l.at++
	}
	t.spaced = l.at > began || began > 0 && l.text[began-1] == ')'
	if l.at == len(l.text) {
		return t, false
	}
	switch c := l.text[l.at]; {
	case c == '"':
		t.kind, t.text = tokenQuoted, l.quoted()
	case c == '(':
		t.kind, t.text = tokenComment, l.comment()
	case strings.IndexByte(specials, c) >= 0:
		t.kind, t.text = tokenSpecial, l.text[l.at:l.at+1]
		l.at++
	default:
		t.kind, t.text = tokenWord, l.word()
	}
	return t, true
}

// word reads up to white space or something special. A domain literal, "[IPv6:2001:db8::1]",
// is one word with its colons.
func (l *lexer) word() string {
	began := l.at
	if l.text[l.at] == '[' {
		if end := strings.IndexByte(l.text[l.at:], ']'); end > 0 {
			l.at += end + 1
			return l.text[began:l.at]
		}
	}
	for l.at < len(l.text) && !isSpace(l.text[l.at]) && strings.IndexByte("\"("+specials, l.text[l.at]) < 0 {
		// An encoded word in Q may hold what is special here, if its writer was careless.
		if _, end, ok := wordAt(l.text, l.at); ok {
			l.at = end
			continue
		}
		l.at++
	}
	return l.text[began:l.at]
}

// quoted reads a quoted string. Without a second quotation mark it ends with the text.
func (l *lexer) quoted() string {
	var b strings.Builder
	for l.at++; l.at < len(l.text); l.at++ {
		switch c := l.text[l.at]; {
		case c == '"':
			l.at++
			return b.String()
		case c == '\\' && l.at+1 < len(l.text):
			l.at++
			b.WriteByte(l.text[l.at])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// comment reads a comment, which may hold others: a counter and no recursion, as anybody may
// write a million parentheses.
func (l *lexer) comment() string {
	var b strings.Builder
	depth := 0
	for ; l.at < len(l.text); l.at++ {
		switch c := l.text[l.at]; {
		case c == '(':
			if depth++; depth > 1 {
				b.WriteByte(c)
			}
		case c == ')':
			if depth--; depth == 0 {
				l.at++
				return strings.TrimSpace(b.String())
			}
			b.WriteByte(c)
		case c == '\\' && l.at+1 < len(l.text):
			l.at++
			b.WriteByte(l.text[l.at])
		default:
			b.WriteByte(c)
		}
	}
	return strings.TrimSpace(b.String())
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// stripComments returns a structured value without its comments; quoted strings keep what
// looks like one.
func stripComments(value string) string {
	if strings.IndexByte(value, '(') < 0 {
		return value
	}
	var b strings.Builder
	l := lexer{text: value}
	for l.at < len(value) {
		switch began := l.at; value[l.at] {
		case '"':
			l.quoted()
			b.WriteString(value[began:l.at])
		case '(':
			l.comment()
		default:
			b.WriteByte(value[l.at])
			l.at++
		}
	}
	return b.String()
}
