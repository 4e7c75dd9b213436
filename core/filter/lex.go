package filter

import (
	"strings"
	"unicode"
)

type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenString
	tokenMark // an operator or a bracket
)

type token struct {
	kind tokenKind
	text string // a string's value without quotes and escapes
	at   int    // place in runes from 0
	end  int
}

// lexer cuts a text into tokens.
type lexer struct {
	text []rune
	at   int
}

// marks are the operators and brackets, longer ones first.
var marks = []string{"===", "!==", "==", "!=", "~=", ">=", "<=", "&&", "||", "^^", "..",
	">", "<", "!", "(", ")", "{", "}", "[", "]", ",", "+", "-", "*", "/", "%", ".", "~"}

// next returns the next token.
func (l *lexer) next() (token, *Error) {
	for l.at < len(l.text) && unicode.IsSpace(l.text[l.at]) {
		l.at++
	}
	t := token{at: l.at, end: l.at}
	if l.at == len(l.text) {
		return t, nil
	}
	c := l.text[l.at]
	switch {
	case c == '"' || c == 'r' && l.at+1 < len(l.text) && l.text[l.at+1] == '"':
		return l.quoted()
	case isWord(c), c == ':' && l.at+1 < len(l.text) && l.text[l.at+1] == ':': // an IPv6 address may begin so
		l.word()
		t.kind, t.text, t.end = tokenWord, string(l.text[t.at:l.at]), l.at
		return t, nil
	}
	for _, m := range marks {
		if strings.HasPrefix(string(l.text[l.at:min(l.at+3, len(l.text))]), m) {
			l.at += len(m)
			t.kind, t.text, t.end = tokenMark, m, l.at
			return t, nil
		}
	}
	return t, &Error{Column: l.at + 1, ID: "filter.error.character", Args: map[string]string{"got": string(c)}}
}

func isWord(c rune) bool {
	return c == '_' || c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c))
}

// word moves behind a word: a field's name, a number, an address, a duration.
// "1..5" is two of them, "10.0.0.0/8" is one.
func (l *lexer) word() {
	from := l.at
	if l.hardware() {
		return
	}
	for l.at < len(l.text) {
		c := l.text[l.at]
		inside := l.at+1 < len(l.text) && (isWord(l.text[l.at+1]) || c == ':' && l.text[l.at+1] == ':')
		pair := c == ':' && l.at > from && l.text[l.at-1] == ':'
		if !isWord(c) && !pair && (c != '.' && c != ':' || !inside) {
			break
		}
		l.at++
	}
	quad := l.at < len(l.text) && l.text[l.at] == '/' && strings.Count(string(l.text[from:l.at]), ".") == 3
	if quad && l.at+1 < len(l.text) && unicode.IsDigit(l.text[l.at+1]) {
		for l.at++; l.at < len(l.text) && unicode.IsDigit(l.text[l.at]); l.at++ {
		}
	}
}

// hardware moves behind a MAC address whose bytes have hyphens between them, and
// reports whether there is one.
func (l *lexer) hardware() bool {
	const size = 6*3 - 1
	if l.at+size > len(l.text) || l.at+size < len(l.text) && isWord(l.text[l.at+size]) {
		return false
	}
	for i, c := range l.text[l.at : l.at+size] {
		if i%3 == 2 && c != '-' || i%3 != 2 && !strings.ContainsRune("0123456789abcdefABCDEF", c) {
			return false
		}
	}
	l.at += size
	return true
}

// quoted reads a string; with an r before it, backslashes are only that.
func (l *lexer) quoted() (token, *Error) {
	t := token{kind: tokenString, at: l.at}
	raw := l.text[l.at] == 'r'
	if raw {
		l.at++
	}
	var s strings.Builder
	for l.at++; l.at < len(l.text); l.at++ {
		switch c := l.text[l.at]; {
		case c == '"':
			l.at++
			t.text, t.end = s.String(), l.at
			return t, nil
		case c == '\\' && raw && l.at+1 < len(l.text) && l.text[l.at+1] == '"':
			s.WriteString(`\"`) // the quote doesn't end it, and the regular expression means the same
			l.at++
		case c == '\\' && !raw:
			if err := l.escape(&s); err != nil {
				return t, err
			}
		default:
			s.WriteRune(c)
		}
	}
	return t, &Error{Column: t.at + 1, ID: "filter.error.string"}
}

// escape reads what follows a backslash, and leaves the place at its last rune.
func (l *lexer) escape(s *strings.Builder) *Error {
	from := l.at
	l.at++
	if l.at == len(l.text) {
		return &Error{Column: from + 1, ID: "filter.error.string"}
	}
	simple := map[rune]byte{'\\': '\\', '"': '"', '\'': '\'', 'n': '\n', 'r': '\r', 't': '\t', 'a': '\a', 'b': '\b', 'f': '\f', 'v': '\v'}
	c := l.text[l.at]
	if b, ok := simple[c]; ok {
		s.WriteByte(b)
		return nil
	}
	base, most, n, digits := 8, 3, 0, 0
	if c == 'x' {
		base, most = 16, 2
		l.at++
	}
	for l.at < len(l.text) && digits < most {
		d := strings.IndexRune("0123456789abcdef", unicode.ToLower(l.text[l.at]))
		if d < 0 || d >= base {
			break
		}
		n, digits = n*base+d, digits+1
		l.at++
	}
	if digits == 0 || n > 255 {
		return &Error{Column: from + 1, ID: "filter.error.escape", Args: map[string]string{"got": `\` + string(c)}}
	}
	l.at--
	s.WriteByte(byte(n))
	return nil
}
