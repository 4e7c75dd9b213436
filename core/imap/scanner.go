package imap

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// scanner reads the formal syntax of RFC 3501, section 9, from a whole command or
// response, literals included. The first error stays; after it everything reads as
// empty, so that a command's grammar can be written down in straight lines and looked at
// once at the end.
type scanner struct {
	b   []byte
	at  int
	err *SyntaxError
	// lenient takes what servers send though they should not: bytes that are no UTF-8 in
	// quotes, NUL in literals.
	lenient bool
}

// SyntaxError says where a command or response is not what the grammar wants.
type SyntaxError struct {
	At   int    // bytes from the beginning
	Want string // what should stand there
}

// Error returns the expectation and its place.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("expected %s at character %d", e.Want, e.At+1)
}

// fail notes the first error, at the present place.
func (s *scanner) fail(want string) {
	if s.err == nil {
		s.err = &SyntaxError{s.at, want}
	}
	s.at = len(s.b)
}

// peek returns the next byte; 0 at the end, which no command holds otherwise.
func (s *scanner) peek() byte {
	if s.at < len(s.b) {
		return s.b[s.at]
	}
	return 0
}

// take skips a byte if it is the next, and reports whether it was.
func (s *scanner) take(c byte) bool {
	if s.peek() == c && s.at < len(s.b) {
		s.at++
		return true
	}
	return false
}

// need skips a byte that must be the next.
func (s *scanner) need(c byte) {
	if !s.take(c) {
		s.fail(fmt.Sprintf("%q", c))
	}
}

// sp skips the one space that separates arguments.
func (s *scanner) sp() {
	if !s.take(' ') {
		s.fail("a space")
	}
}

// end wants nothing more.
func (s *scanner) end() {
	if s.at < len(s.b) {
		s.fail("the end of the command")
	}
}

// done reports whether everything is read, or wrong.
func (s *scanner) done() bool { return s.at >= len(s.b) }

// takeWord skips a word, in capitals or not, if it is next.
func (s *scanner) takeWord(word string) bool {
	if s.at+len(word) > len(s.b) || !strings.EqualFold(string(s.b[s.at:s.at+len(word)]), word) {
		return false
	}
	s.at += len(word)
	return true
}

// Classes of characters.
func isAtom(c byte) bool {
	return c > ' ' && c < 0x7f && !strings.ContainsRune(`(){%*"\]`, rune(c))
}
func isAString(c byte) bool { return isAtom(c) || c == ']' }
func isTag(c byte) bool     { return isAString(c) && c != '+' }
func isList(c byte) bool    { return isAString(c) || c == '%' || c == '*' }
func isDigit(c byte) bool   { return c >= '0' && c <= '9' }

// run reads one or more characters of a class.
func (s *scanner) run(class func(byte) bool, want string) string {
	from := s.at
	for s.at < len(s.b) && class(s.b[s.at]) {
		s.at++
	}
	if s.at == from {
		s.fail(want)
		return ""
	}
	return string(s.b[from:s.at])
}

func (s *scanner) atom() string { return s.run(isAtom, "an atom") }

// number reads number: 32 bits, unsigned.
func (s *scanner) number() uint32 {
	n := s.number64()
	if n > math.MaxUint32 {
		s.fail("a number of 32 bits")
		return 0
	}
	return uint32(n)
}

// nzNumber reads nz-number: one that is not zero.
func (s *scanner) nzNumber() uint32 {
	if s.peek() == '0' {
		s.fail("a number other than zero")
		return 0
	}
	return s.number()
}

// number64 reads a number of up to 63 bits, as RFC 9051 has it for sizes.
func (s *scanner) number64() int64 {
	digits := s.run(isDigit, "a number")
	var n int64
	for i := range len(digits) {
		d := int64(digits[i] - '0')
		if n > (math.MaxInt64-d)/10 {
			s.fail("a smaller number")
			return 0
		}
		n = n*10 + d
	}
	return n
}

// str reads string: quoted, or a literal.
func (s *scanner) str() string {
	switch s.peek() {
	case '"':
		return s.quoted()
	case '{':
		return string(s.literal())
	}
	s.fail("a string")
	return ""
}

// quoted reads a quoted string. RFC 3501 has only ASCII in it, RFC 9051 UTF-8 too.
func (s *scanner) quoted() string {
	s.need('"')
	var b []byte
	for s.at < len(s.b) {
		c := s.b[s.at]
		switch c {
		case '"':
			s.at++
			if !s.lenient && !utf8.Valid(b) {
				s.fail("UTF-8 in a quoted string")
				return ""
			}
			return string(b)
		case '\\':
			s.at++
			if c = s.peek(); c != '"' && c != '\\' {
				s.fail(`" or \ after \`)
				return ""
			}
		case '\r', '\n', 0:
			s.fail(`"`)
			return ""
		}
		b = append(b, c)
		s.at++
	}
	s.fail(`"`)
	return ""
}

// literal reads {n} or {n+}, the end of the line, and so many bytes. They are not
// copied.
func (s *scanner) literal() []byte {
	s.need('{')
	n := s.number64()
	s.take('+') // RFC 7888: the client does not wait
	s.need('}')
	s.need('\r')
	s.need('\n')
	if s.err != nil {
		return nil
	}
	if n > int64(len(s.b)-s.at) {
		s.fail("so many bytes of a literal")
		return nil
	}
	data := s.b[s.at : s.at+int(n)]
	s.at += int(n)
	// RFC 3501, section 9: "CHAR8 = %x01-ff ; any OCTET except NUL, %x00"
	if i := bytes.IndexByte(data, 0); i >= 0 && !s.lenient {
		s.at -= int(n) - i
		s.fail("no NUL in a literal")
		return nil
	}
	return data
}

// astring reads astring: an atom, which may hold "]", or a string.
func (s *scanner) astring() string {
	if c := s.peek(); c == '"' || c == '{' {
		return s.str()
	}
	return s.run(isAString, "an atom or a string")
}

// nstring reads nstring: NIL, or a string.
func (s *scanner) nstring() (text string, isNil bool) {
	if c := s.peek(); c != '"' && c != '{' && s.takeWord("NIL") {
		return "", true
	}
	return s.str(), false
}

// list reads one or more items in parentheses, separated by spaces; none is allowed if
// empty is.
func (s *scanner) list(empty bool, item func()) {
	s.need('(')
	if empty && s.take(')') {
		return
	}
	for {
		item()
		if s.err != nil || s.take(')') {
			return
		}
		s.sp()
	}
}

// flag reads flag: \Seen, or a keyword.
func (s *scanner) flag() string {
	var f string
	if s.take('\\') {
		f = `\` + s.atom()
	} else {
		f = s.atom()
	}
	if len(f) > maxFlag {
		s.fail("a shorter flag")
	}
	return f
}
