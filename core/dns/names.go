package dns

import (
	"strings"

	mdns "github.com/miekg/dns"
)

// Names are kept in presentation format, complete (with the final dot) and in
// lower case: "gaia.cs.umass.edu.". RFC 4343, section 3: "comparison of names
// for equality is case-insensitive", and that for ASCII letters only.

const root = "."

// canonical returns a name complete and in lower case.
func canonical(name string) string {
	if !mdns.IsFqdn(name) {
		name += "."
	}
	for i := range len(name) {
		if c := name[i]; 'A' <= c && c <= 'Z' {
			return lower(name, i)
		}
	}
	return name
}

// lower lowers the ASCII letters of a name from an index on.
func lower(name string, from int) string {
	b := []byte(name)
	for i := from; i < len(b); i++ {
		if c := b[i]; 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// plain rewrites a name of a zone file so that equal names are equal strings:
// "\097" is "a".
func plain(name string) string {
	if strings.IndexByte(name, '\\') < 0 {
		return canonical(name)
	}
	wire := make([]byte, 256)
	n, err := mdns.PackDomainName(name, wire, 0, nil, false)
	if err != nil {
		return canonical(name)
	}
	again, _, err := mdns.UnpackDomainName(wire[:n], 0)
	if err != nil {
		return canonical(name)
	}
	return canonical(again)
}

// parent returns the name without its first label; the root is its own parent.
func parent(name string) string {
	next, end := mdns.NextLabel(name, 0)
	if end {
		return root
	}
	return name[next:]
}

// within reports whether a canonical name is zone or lies below it.
func within(name, zone string) bool {
	if zone == root || name == zone {
		return true
	}
	at := len(name) - len(zone)
	if at < 2 || name[at:] != zone || name[at-1] != '.' {
		return false
	}
	// An escaped dot belongs to a label and separates nothing.
	escapes := 0
	for i := at - 2; i >= 0 && name[i] == '\\'; i-- {
		escapes++
	}
	return escapes%2 == 0
}

// below reports whether a canonical name lies below zone and is not zone itself.
func below(name, zone string) bool { return name != zone && within(name, zone) }

// shown returns a name as people write it, without the final dot.
func shown(name string) string {
	if name == root {
		return root
	}
	return strings.TrimSuffix(name, ".")
}

// maxLabels is how many labels a name can have: 255 bytes on the wire, the last
// of which is the root's, at least two bytes a label.
const maxLabels = 127

// suffixes lists the indices at which the suffixes of name that lie below origin
// begin, from name itself (index 0) up to the child of the origin.
func suffixes(name, origin string, buf []int) []int {
	limit := len(name) - len(origin)
	if origin == root && name != root {
		limit = len(name)
	}
	buf = buf[:0]
	for at, end := 0, false; !end && at < limit; at, end = mdns.NextLabel(name, at) {
		buf = append(buf, at)
	}
	return buf
}

// typeName returns the mnemonic of a record type, "TYPE123" where it has none
// (RFC 3597).
func typeName(t uint16) string { return mdns.Type(t).String() }

// TypeNamed returns the record type of a mnemonic such as "A" or "mx".
func TypeNamed(name string) (uint16, bool) {
	t, ok := mdns.StringToType[strings.ToUpper(name)]
	return t, ok
}

// rcodeName returns the mnemonic of a response code: "NOERROR", "NXDOMAIN".
func rcodeName(rcode int) string {
	if s, ok := mdns.RcodeToString[rcode]; ok {
		return s
	}
	return "RCODE" + decimal(rcode)
}
