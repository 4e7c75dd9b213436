package auth

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// spfRecord is a record taken apart (RFC 7208 §4.6).
type spfRecord struct {
	mechanisms []mechanism
	redirect   string
	explain    string
}

// mechanism is a term that may match.
type mechanism struct {
	result Result // if it does
	name   string // all, include, a, mx, ptr, ip4, ip6, exists
	domain string // not expanded; "" is the domain that is checked
	prefix netip.Prefix
	v4, v6 int    // how many bits of an address of a or mx count
	text   string // as it is written
}

// parseRecord takes a record apart. RFC 7208 §4.6: "Syntax errors anywhere in the record MUST be
// detected" before anything is evaluated, and §6 has modifiers stand once.
func parseRecord(text string) (r spfRecord, err error) {
	for _, term := range strings.Fields(text)[1:] {
		name, value, isModifier := strings.Cut(term, "=")
		if isModifier && isName(name) {
			if err := r.modifier(strings.ToLower(name), value); err != nil {
				return r, err
			}
			continue
		}
		m, err := parseMechanism(term)
		if err != nil {
			return r, err
		}
		r.mechanisms = append(r.mechanisms, m)
	}
	for i, m := range r.mechanisms {
		if m.name == "all" { // §5.1: what stands behind it is not looked at
			r.mechanisms, r.redirect = r.mechanisms[:i+1], ""
			break
		}
	}
	return r, nil
}

func (r *spfRecord) modifier(name, value string) error {
	into := map[string]*string{"redirect": &r.redirect, "exp": &r.explain}[name]
	switch {
	case into == nil:
		return checkMacros(value) // unknown ones are passed over (§6)
	case *into != "":
		return fmt.Errorf("%s stands twice", name)
	case value == "":
		return fmt.Errorf("%s without a domain", name)
	}
	*into = value
	return checkMacros(value)
}

// isName: what may stand before the "=" of a modifier.
func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || !(s[i] >= '0' && s[i] <= '9' || strings.IndexByte("-_.", s[i]) >= 0)) {
			return false
		}
	}
	return s != ""
}

func parseMechanism(term string) (m mechanism, err error) {
	m = mechanism{result: Pass, text: term, v4: 32, v6: 128}
	switch term[0] {
	case '+':
		term = term[1:]
	case '-':
		m.result, term = Fail, term[1:]
	case '~':
		m.result, term = SoftFail, term[1:]
	case '?':
		m.result, term = Neutral, term[1:]
	}
	cut := strings.IndexAny(term, ":/")
	rest := ""
	if m.name = term; cut >= 0 {
		m.name, rest = term[:cut], term[cut:]
	}
	m.name = strings.ToLower(m.name)
	bad := fmt.Errorf("%q is no mechanism", m.text)
	value, hasValue := strings.CutPrefix(rest, ":")
	if !hasValue {
		value = "" // what begins with a slash is for a and mx alone
	}
	switch m.name {
	case "all":
		if rest != "" {
			return m, bad
		}
	case "include", "exists":
		m.domain = value
		if value == "" {
			return m, bad
		}
	case "ptr":
		m.domain = value
		if rest != "" && value == "" {
			return m, bad
		}
	case "a", "mx":
		if m.domain, err = m.cidr(rest); err != nil || hasValue && m.domain == "" {
			return m, bad
		}
	case "ip4", "ip6":
		if m.prefix, err = parsePrefix(value, m.name == "ip6"); err != nil {
			return m, bad
		}
	default:
		return m, bad
	}
	return m, checkMacros(m.domain)
}

// cidr cuts the prefix lengths off what stands behind a or mx: ":domain/24//64".
func (m *mechanism) cidr(rest string) (domain string, err error) {
	rest, six, hasSix := strings.Cut(rest, "//")
	if hasSix {
		if m.v6, err = parseLength(six, 128); err != nil {
			return "", err
		}
	}
	// A slash may be a macro's delimiter: only digits behind the last one are a length.
	if slash := strings.LastIndexByte(rest, '/'); slash >= 0 && !strings.Contains(rest[slash:], "}") {
		if m.v4, err = parseLength(rest[slash+1:], 32); err != nil {
			return "", err
		}
		rest = rest[:slash]
	}
	return strings.TrimPrefix(rest, ":"), nil
}

var errLength = errors.New("no prefix length")

func parseLength(s string, limit int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > limit || len(s) > 1 && s[0] == '0' || s[0] == '+' {
		return 0, errLength
	}
	return n, nil
}

func parsePrefix(s string, six bool) (p netip.Prefix, err error) {
	text, length, hasLength := strings.Cut(s, "/")
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return p, err
	}
	if addr.Is6() != six || addr.Zone() != "" {
		return p, errLength
	}
	bits := addr.BitLen()
	if hasLength {
		if bits, err = parseLength(length, bits); err != nil {
			return p, err
		}
	}
	return netip.PrefixFrom(addr, bits).Masked(), nil
}
