package labfile

import (
	"net/netip"
	"strings"

	"github.com/miekg/dns"
)

// Name is the name of a host or a site: 1 to 63 lower-case letters, digits,
// hyphens and dots, with a letter or digit at both ends, and not an address.
type Name string

// ID is the identity of a lab or a switch: 1 to 63 lower-case letters, digits
// and hyphens, with a letter or digit at both ends.
type ID string

// MemberName is the name of another member of the lab file, as "zones/com.zone".
type MemberName string

// HostRef names a host, or states an IPv4 address (which no host needs to have:
// asking a dead address is a lesson, too). [File.Resolve] gives the address.
type HostRef string

// DomainName is a domain name in its text form, with or without a dot at its end.
type DomainName string

// RRType is the type of a DNS record, as "A" or "MX".
type RRType string

// IPv4 is the address of a host.
type IPv4 struct{ netip.Addr }

// Validate implements strict.Validator.
func (n Name) Validate() error {
	if _, err := netip.ParseAddr(string(n)); err == nil {
		return addressAsName.With("value", string(n))
	}
	if !isLabel(string(n), ".-") {
		return badName.With("value", string(n))
	}
	return nil
}

// Validate implements strict.Validator.
func (id ID) Validate() error {
	if !isLabel(string(id), "-") {
		return badID.With("value", string(id))
	}
	return nil
}

// Validate implements strict.Validator.
func (r HostRef) Validate() error {
	if addr, err := netip.ParseAddr(string(r)); err == nil {
		return checkAddr(addr, string(r))
	}
	return Name(r).Validate()
}

// Validate implements strict.Validator.
func (m MemberName) Validate() error {
	if m == "" {
		return badMemberName.With("value", "")
	}
	return nil
}

// Validate implements strict.Validator. RFC 1035, section 3.1: names "are
// limited to 255 octets", their labels to 63.
func (n DomainName) Validate() error {
	if n == "" || strings.ContainsAny(string(n), " \t\r\n") {
		return badDomainName.With("value", string(n))
	}
	if _, ok := dns.IsDomainName(string(n)); !ok {
		return badDomainName.With("value", string(n))
	}
	return nil
}

// FQDN returns the name in lower case with its final dot.
func (n DomainName) FQDN() string { return dns.CanonicalName(string(n)) }

// Validate implements strict.Validator.
func (t RRType) Validate() error {
	if _, ok := t.Code(); !ok {
		return badRRType.With("value", string(t))
	}
	return nil
}

// Code is the type's number; the empty RRType is A.
func (t RRType) Code() (code uint16, ok bool) {
	if t == "" {
		return dns.TypeA, true
	}
	code, ok = dns.StringToType[string(t)]
	switch code {
	case dns.TypeNone, dns.TypeOPT, dns.TypeTSIG, dns.TypeTKEY, dns.TypeAXFR, dns.TypeIXFR, dns.TypeReserved:
		// Not questions that a look-up asks.
		return 0, false
	}
	return code, ok
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *IPv4) UnmarshalText(text []byte) error {
	addr, err := netip.ParseAddr(string(text))
	if err != nil {
		return badAddress.With("value", string(text))
	}
	if err := checkAddr(addr, string(text)); err != nil {
		return err
	}
	a.Addr = addr
	return nil
}

// checkAddr refuses what no host of the Internet can have as its own address.
func checkAddr(addr netip.Addr, text string) error {
	switch {
	case !addr.Is4():
		return badAddress.With("value", text)
	case addr.IsUnspecified(), addr.As4()[0] == 0:
		// RFC 1122, section 3.2.1.3 (a): "This host on this network."
		return unspecifiedAddress.With("value", text)
	case addr.IsLoopback():
		return loopbackAddress.With("value", text)
	case addr.IsMulticast():
		return multicastAddress.With("value", text)
	case addr.As4()[0] >= 240:
		// RFC 1112, section 4: class E is reserved; 255.255.255.255 is the
		// limited broadcast.
		return reservedAddress.With("value", text)
	}
	return nil
}

// isLabel says whether s consists of 1 to 63 lower-case letters and digits,
// and of the characters in also, which may not stand at its ends.
func isLabel(s, also string) bool {
	if s == "" || len(s) > 63 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		inner := i > 0 && i < len(s)-1 && strings.IndexByte(also, c) >= 0
		if !plain && !inner {
			return false
		}
	}
	return true
}
