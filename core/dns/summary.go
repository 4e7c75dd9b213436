package dns

import (
	"encoding/binary"
	"strings"

	mdns "github.com/miekg/dns"
)

// maxSummary is how many records of an answer a summary shows.
const maxSummary = 3

// Summary returns a message in one line, as a capture's list shows it: a query as
// "A? gaia.cs.umass.edu", an answer as "A 128.119.245.12" or "NXDOMAIN", a
// referral as "NS edu + glue".
func Summary(b []byte) string {
	if len(b) < headerLen {
		return "malformed"
	}
	s := scanner{b: b, at: headerLen}
	qname, qtype, ok := s.questions()
	response := b[2]&0x80 != 0
	op := int(b[2]>>3) & 0xf
	if !ok && !response {
		return "malformed"
	}
	question := typeName(qtype) + "? " + shown(qname)
	switch {
	case op != mdns.OpcodeQuery && !response:
		return opcodeName(op) + " " + shown(qname)
	case op != mdns.OpcodeQuery:
		return opcodeName(op) + " " + rcodeName(int(b[3])&0xf)
	case !response:
		return question
	}
	text := s.response()
	if b[2]&0x02 != 0 {
		text += " (truncated)"
	}
	return text
}

// scanner reads the records of a message without building anything of them.
type scanner struct {
	b  []byte
	at int
}

func (s *scanner) count(section int) int {
	return int(binary.BigEndian.Uint16(s.b[4+2*section:]))
}

func (s *scanner) questions() (name string, qtype uint16, ok bool) {
	for i := range s.count(0) {
		n, ok := readName(s.b, s.at)
		if !ok || n.end+4 > len(s.b) {
			return "", 0, false
		}
		if i == 0 {
			name, qtype = n.text, binary.BigEndian.Uint16(s.b[n.end:])
		}
		s.at = n.end + 4
	}
	return name, qtype, name != ""
}

// record reads one record's owner, type and the place of its data.
func (s *scanner) record() (owner string, rrtype uint16, at, size int, ok bool) {
	n, ok := readName(s.b, s.at)
	if !ok || n.end+10 > len(s.b) {
		return "", 0, 0, 0, false
	}
	size = int(binary.BigEndian.Uint16(s.b[n.end+8:]))
	at = n.end + 10
	if at+size > len(s.b) {
		return "", 0, 0, 0, false
	}
	s.at = at + size
	return n.text, binary.BigEndian.Uint16(s.b[n.end:]), at, size, true
}

// response says what a response brings.
func (s *scanner) response() string {
	var parts []string
	for range s.count(1) {
		_, rrtype, at, size, ok := s.record()
		if !ok {
			return "malformed"
		}
		if len(parts) <= maxSummary {
			text, _ := rdata(s.b, at, size, rrtype)
			parts = append(parts, strings.TrimSpace(typeName(rrtype)+" "+shown(telling(rrtype, text))))
		}
	}
	if more := s.count(1) - maxSummary; more > 0 {
		parts = append(parts[:maxSummary], "+"+decimal(more))
	}
	if rcode := int(s.b[3]) & 0xf; rcode != mdns.RcodeSuccess {
		parts = append(parts, rcodeName(rcode))
	}
	if len(parts) > 0 {
		return strings.Join(parts, ", ")
	}
	return s.referral()
}

// telling returns what of a record's data tells one from another at a glance. Of a signature
// that is the type that it covers, of a key its flags, of a DS record the tag of the key, of
// an NSEC record the next name.
func telling(rrtype uint16, data string) string {
	switch rrtype {
	case mdns.TypeRRSIG, mdns.TypeDNSKEY, mdns.TypeDS, mdns.TypeNSEC:
		data, _, _ = strings.Cut(data, " ")
	case mdns.TypeNSEC3:
		data = ""
	}
	return data
}

// referral tells a referral from an answer that says that there is nothing.
func (s *scanner) referral() string {
	zone := ""
	for range s.count(2) {
		owner, rrtype, _, _, ok := s.record()
		switch {
		case !ok:
			return "malformed"
		case rrtype == mdns.TypeNS:
			zone = owner
		}
	}
	if zone == "" {
		return "NODATA"
	}
	text := "NS " + shown(zone)
	for range s.count(3) {
		_, rrtype, _, _, ok := s.record()
		if ok && (rrtype == mdns.TypeA || rrtype == mdns.TypeAAAA) {
			return text + " + glue"
		}
	}
	return text
}
