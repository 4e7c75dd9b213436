package smtp

import (
	"net/netip"
	"strings"
	"unicode/utf8"

	"playnet/core/mail"
)

// Address is a mailbox as envelopes name it: local-part "@" domain. The zero value is the
// null path "<>" of bounces.
type Address struct {
	Local  string // without quotes and backslashes
	Domain string // a name as it was written, or an address literal "[192.0.2.1]"; "" for <postmaster>
}

// Limits of RFC 5321, section 4.5.3.1.
const (
	maxLocal  = 64
	maxDomain = 255
	maxPath   = 256 // with the brackets
)

// Null reports whether it is the null path.
func (a Address) Null() bool { return a == Address{} }

// String returns the address without angle brackets, quoted where it must be.
func (a Address) String() string {
	local := a.Local
	if !isDotString(local) && !a.Null() {
		local = mail.Quote(local)
	}
	if a.Domain == "" {
		return local
	}
	return local + "@" + a.Domain
}

// Key returns the address in a form under which equal ones are equal: domains are
// case-insensitive. So are, by what servers do though not by the RFC, local parts here.
func (a Address) Key() string { return strings.ToLower(a.Local) + "@" + strings.ToLower(a.Domain) }

// ASCII reports whether it can travel without SMTPUTF8.
func (a Address) ASCII() bool { return ascii(a.Local) && ascii(a.Domain) }

// Literal returns the address of an address literal: "[192.0.2.1]", "[IPv6:2001:db8::1]".
func (a Address) Literal() (netip.Addr, bool) { return literal(a.Domain) }

func literal(domain string) (netip.Addr, bool) {
	if len(domain) < 2 || domain[0] != '[' || domain[len(domain)-1] != ']' {
		return netip.Addr{}, false
	}
	inner := domain[1 : len(domain)-1]
	if six, ok := cutPrefixFold(inner, "IPv6:"); ok {
		addr, err := netip.ParseAddr(six)
		return addr, err == nil && addr.Is6() && addr.Zone() == ""
	}
	addr, err := netip.ParseAddr(inner)
	return addr, err == nil && addr.Is4()
}

// ParseAddress reads "local@domain", without angle brackets.
func ParseAddress(s string) (Address, bool) {
	local, rest, ok := cutLocal(s)
	if !ok {
		return Address{}, false
	}
	domain, ok := strings.CutPrefix(rest, "@")
	if !ok || !isDomain(domain) || len(local) > maxLocal || !utf8.ValidString(s) {
		return Address{}, false
	}
	return Address{local, domain}, true
}

// cutPath takes a path in angle brackets from the beginning of s. A source route before
// the address is skipped. RFC 5321, appendix C: "SMTP servers MUST continue to accept
// source route syntax". bare: an address without a domain will do.
func cutPath(s string, bare bool) (a Address, rest string, ok bool) {
	s, ok = strings.CutPrefix(s, "<")
	if !ok {
		return Address{}, "", false
	}
	if rest, ok := strings.CutPrefix(s, ">"); ok {
		return Address{}, rest, true
	}
	if strings.HasPrefix(s, "@") {
		route, after, found := strings.Cut(s, ":")
		if !found || !isRoute(route) {
			return Address{}, "", false
		}
		s = after
	}
	local, s, ok := cutLocal(s)
	if !ok || len(local) > maxLocal {
		return Address{}, "", false
	}
	if rest, ok := strings.CutPrefix(s, ">"); ok && bare {
		return Address{Local: local}, rest, true
	}
	if s, ok = strings.CutPrefix(s, "@"); !ok {
		return Address{}, "", false
	}
	domain, rest, ok := strings.Cut(s, ">")
	if !ok || !isDomain(domain) || !utf8.ValidString(local) {
		return Address{}, "", false
	}
	return Address{local, domain}, rest, true
}

// isRoute reports whether s is "@one,@two".
func isRoute(s string) bool {
	for hop := range strings.SplitSeq(s, ",") {
		if domain, ok := strings.CutPrefix(hop, "@"); !ok || !isDomain(domain) {
			return false
		}
	}
	return true
}

// cutLocal takes a local part, dot-string or quoted, from the beginning of s.
func cutLocal(s string) (local, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, "@>")
		if end < 0 {
			end = len(s)
		}
		return s[:end], s[end:], isDotString(s[:end])
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:], true
		case c == '\\' && i+1 < len(s) && s[i+1] >= ' ' && s[i+1] <= '~':
			i++
			b.WriteByte(s[i])
		case c >= ' ' && c != '\\' && c != 0x7f:
			b.WriteByte(c)
		default:
			return "", "", false
		}
	}
	return "", "", false
}

// isDotString: atoms with single dots between them (RFC 5321, section 4.1.2; RFC 6531,
// section 3.3, adds what is beyond ASCII).
func isDotString(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			c := atom[i]
			if !alphanumeric(c) && c < utf8.RuneSelf && strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) < 0 {
				return false
			}
		}
	}
	return true
}

// isDomain: a name of labels, or an address literal.
func isDomain(s string) bool {
	if strings.HasPrefix(s, "[") {
		_, ok := literal(s)
		return ok
	}
	if len(s) > maxDomain || !utf8.ValidString(s) {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; !alphanumeric(c) && c != '-' && c < utf8.RuneSelf {
				return false
			}
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
