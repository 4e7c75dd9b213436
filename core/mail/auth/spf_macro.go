package auth

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

var errMacro = errors.New("no macro of SPF")

// checkMacros reports whether a text has macros that are none: that is a syntax error, which
// must be found before anything is evaluated.
func checkMacros(text string) error {
	_, err := expandMacros(text, func(byte) string { return "x" })
	return err
}

// expand puts the values of macros into a domain of a record (RFC 7208 §7), and shortens it
// from the left if it is too long for a name.
func (e *evaluation) expand(text, domain string) (string, error) {
	s, err := expandMacros(text, func(letter byte) string { return e.macro(letter, domain) })
	if err != nil {
		return "", err
	}
	for len(s) > 253 && strings.Contains(s, ".") {
		_, s, _ = strings.Cut(s, ".")
	}
	return strings.TrimSuffix(s, "."), nil
}

// macro is what a letter stands for (§7.2).
func (e *evaluation) macro(letter byte, domain string) string {
	switch letter {
	case 's':
		return e.local + "@" + e.senderDomain
	case 'l':
		return e.local
	case 'o':
		return e.senderDomain
	case 'd':
		return domain
	case 'h':
		return e.hello
	case 'v':
		if e.ip.Is6() {
			return "ip6"
		}
		return "in-addr"
	case 'i':
		if !e.ip.Is6() {
			return e.ip.String()
		}
		var nibbles []string
		for _, b := range e.ip.As16() {
			nibbles = append(nibbles, strconv.FormatInt(int64(b>>4), 16), strconv.FormatInt(int64(b&15), 16))
		}
		return strings.Join(nibbles, ".")
	case 'c':
		return e.ip.String()
	}
	return "unknown" // p, and r and t, which only explanations have
}

// expandMacros replaces "%{d2r}", "%%", "%_" and "%-" by what value says the letters mean.
func expandMacros(text string, value func(letter byte) string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 == len(text) {
			return "", errMacro
		}
		i++
		switch text[i] {
		case '%':
			b.WriteByte('%')
		case '_':
			b.WriteByte(' ')
		case '-':
			b.WriteString("%20")
		case '{':
			end := strings.IndexByte(text[i:], '}')
			if end < 2 {
				return "", errMacro
			}
			s, err := transformed(text[i+1:i+end], value)
			if err != nil {
				return "", err
			}
			b.WriteString(s)
			i += end
		default:
			return "", errMacro
		}
	}
	return b.String(), nil
}

// transformed expands what stands between the braces: a letter, how many labels of it count
// from the right, whether they are turned round first, and what parts them.
func transformed(macro string, value func(letter byte) string) (string, error) {
	letter := macro[0] | 0x20
	if strings.IndexByte("slodiphcrtv", letter) < 0 {
		return "", errMacro
	}
	rest := macro[1:]
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	count := 0
	if digits > 0 {
		n, err := strconv.Atoi(rest[:digits])
		if err != nil || n == 0 {
			return "", errMacro
		}
		count, rest = n, rest[digits:]
	}
	reverse := rest != "" && rest[0]|0x20 == 'r'
	if reverse {
		rest = rest[1:]
	}
	if strings.Trim(rest, ".-+,/_=") != "" {
		return "", errMacro
	}
	if rest == "" {
		rest = "."
	}
	parts := strings.Split(strings.Map(func(r rune) rune {
		if strings.ContainsRune(rest, r) {
			return 0
		}
		return r
	}, value(letter)), "\x00")
	if reverse {
		slices.Reverse(parts)
	}
	if count > 0 && count < len(parts) {
		parts = parts[len(parts)-count:]
	}
	s := strings.Join(parts, ".")
	if macro[0] != letter { // a capital letter: escaped for a URL
		s = escapeURL(s)
	}
	return s, nil
}

// escapeURL escapes all but the unreserved characters of RFC 3986.
func escapeURL(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; isAlphanumeric(c) || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
