package imap

import (
	"strconv"
	"strings"
)

// appendString appends a string: quoted where that is possible, else as a literal.
func appendString(b []byte, text string) []byte {
	if !quotable(text) {
		return appendLiteral(b, text)
	}
	b = append(b, '"')
	for i := range len(text) {
		if text[i] == '"' || text[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, text[i])
	}
	return append(b, '"')
}

// quotable reports whether a text may stand in quotes: no line ends, and only ASCII,
// since clients of RFC 3501 expect nothing else there.
func quotable(text string) bool {
	for i := range len(text) {
		if c := text[i]; c == 0 || c == '\r' || c == '\n' || c >= 0x80 {
			return false
		}
	}
	return len(text) <= 1000
}

func appendLiteral(b []byte, text string) []byte {
	b = append(b, '{')
	b = strconv.AppendInt(b, int64(len(text)), 10)
	b = append(b, "}\r\n"...)
	return append(b, text...)
}

// appendNString appends a string, or NIL for none.
func appendNString(b []byte, text string, is bool) []byte {
	if !is {
		return append(b, "NIL"...)
	}
	return appendString(b, text)
}

// appendAString appends an atom where that is possible, else a string.
func appendAString(b []byte, text string) []byte {
	if text == "" || strings.EqualFold(text, "NIL") {
		return appendString(b, text)
	}
	for i := range len(text) {
		if !isAString(text[i]) {
			return appendString(b, text)
		}
	}
	return append(b, text...)
}

// appendFlags appends flags in parentheses.
func appendFlags(b []byte, flags []string) []byte {
	b = append(b, '(')
	for i, f := range flags {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, f...)
	}
	return append(b, ')')
}
