package imap

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Names of mailboxes travel in modified UTF-7 (RFC 3501, section 5.1.3): printing ASCII
// stands for itself, "&" is written "&-", and everything else is UTF-16 in a base64 that
// has "," in place of "/".
var modified = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,").
	WithPadding(base64.NoPadding).Strict()

// encodeName returns a mailbox's name as it travels.
func encodeName(name string) string {
	var b strings.Builder
	for len(name) > 0 {
		if c := name[0]; c >= 0x20 && c <= 0x7e {
			b.WriteByte(c)
			if c == '&' {
				b.WriteByte('-')
			}
			name = name[1:]
			continue
		}
		n := strings.IndexFunc(name, func(r rune) bool { return r >= 0x20 && r <= 0x7e })
		if n < 0 {
			n = len(name)
		}
		var units []byte
		for _, u := range utf16.Encode([]rune(name[:n])) {
			units = append(units, byte(u>>8), byte(u))
		}
		b.WriteString("&" + modified.EncodeToString(units) + "-")
		name = name[n:]
	}
	return b.String()
}

// decodeName returns the name that travelled; ok is false if it is not in modified
// UTF-7. Only the one encoding of a name is taken, or a mailbox would have several names:
// "Modified BASE64 MUST NOT be used to represent any printing US-ASCII character which
// can represent itself."
func decodeName(wire string) (name string, ok bool) {
	var b strings.Builder
	for rest := wire; len(rest) > 0; {
		c := rest[0]
		if c < 0x20 || c > 0x7e {
			return "", false
		}
		if c != '&' {
			b.WriteByte(c)
			rest = rest[1:]
			continue
		}
		code, after, found := strings.Cut(rest[1:], "-")
		if !found {
			return "", false
		}
		if rest = after; code == "" {
			b.WriteByte('&')
			continue
		}
		units, err := modified.DecodeString(code)
		if err != nil || len(units)%2 != 0 {
			return "", false
		}
		wide := make([]uint16, len(units)/2)
		for i := range wide {
			wide[i] = uint16(units[2*i])<<8 | uint16(units[2*i+1])
		}
		b.WriteString(string(utf16.Decode(wide)))
	}
	name = b.String()
	if !utf8.ValidString(name) || encodeName(name) != wire {
		return "", false
	}
	return name, true
}
