package terminal

import (
	"strings"
	"unicode/utf8"
)

// clean turns bytes that a program prints into text that can be shown: bytes that
// are no UTF-8 become U+FFFD, control characters ^X as with `cat -v`, carriage
// returns nothing. rest is the beginning of a character whose other bytes are still
// to come.
func clean(b []byte) (text string, rest []byte) {
	var out strings.Builder
	for len(b) > 0 {
		if !utf8.FullRune(b) {
			return out.String(), b
		}
		r, n := utf8.DecodeRune(b)
		b = b[n:]
		switch {
		case r == '\r':
		case r == '\n' || r == '\t' || r >= ' ' && r < 0x7f || r >= 0xa0 && !invisible(r):
			out.WriteRune(r)
		case r < 0x80:
			out.WriteByte('^')
			out.WriteByte(byte(r) ^ 0x40)
		default: // C1, and what moves text about
			out.WriteRune(utf8.RuneError)
		}
	}
	return out.String(), nil
}

// invisible reports whether a character is seen only by what it does to others: a
// peer must not be able to turn the lines of a terminal round.
func invisible(r rune) bool {
	return r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff
}
