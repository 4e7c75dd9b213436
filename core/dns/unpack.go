package dns

import (
	"encoding/binary"
	"encoding/hex"

	mdns "github.com/miekg/dns"
)

// Unpack reads a message as [mdns.Msg.Unpack] does, but is not put off by records whose
// data are not what their types want. RFC 3597, section 3, has resolvers take the data
// of types that they don't know as bytes; so it does with the types of service bindings
// (RFC 9460), which only clients read. Of all other types such records are left out, and
// counted.
func Unpack(b []byte) (m *mdns.Msg, malformed int, err error) {
	m = new(mdns.Msg)
	if err = m.Unpack(b); err == nil || len(b) < headerLen {
		return m, 0, err
	}
	first := err
	m = new(mdns.Msg)
	// The header and the questions alone.
	head := append([]byte(nil), b...)
	binary.BigEndian.PutUint64(head[4:], uint64(binary.BigEndian.Uint16(b[4:]))<<48)
	at := headerLen
	for range binary.BigEndian.Uint16(b[4:]) {
		if at = skipName(b, at) + 4; at > len(b) {
			return nil, 0, first
		}
	}
	if m.Unpack(head[:at]) != nil {
		return nil, 0, first
	}
	for i, section := range []*[]mdns.RR{&m.Answer, &m.Ns, &m.Extra} {
		for range binary.BigEndian.Uint16(b[6+2*i:]) {
			rr, next, ok := unpackRecord(b, at)
			if next < 0 {
				return nil, 0, first
			}
			at = next
			if ok {
				*section = append(*section, rr)
			} else {
				malformed++
			}
		}
	}
	return m, malformed, nil
}

// unpackRecord reads the record at an index, and returns the index behind it: -1 if the
// message ends before it.
func unpackRecord(b []byte, at int) (rr mdns.RR, next int, ok bool) {
	name, fixed, err := mdns.UnpackDomainName(b, at)
	if err != nil || fixed+10 > len(b) {
		return nil, -1, false
	}
	h := mdns.RR_Header{Name: name, Rrtype: binary.BigEndian.Uint16(b[fixed:]), Class: binary.BigEndian.Uint16(b[fixed+2:]),
		Ttl: binary.BigEndian.Uint32(b[fixed+4:]), Rdlength: binary.BigEndian.Uint16(b[fixed+8:])}
	data := fixed + 10
	next = data + int(h.Rdlength)
	if next > len(b) {
		return nil, -1, false
	}
	// Cut behind the record: its data must not borrow from what follows.
	if rr, end, err := mdns.UnpackRR(b[:next], at); err == nil && end == next {
		return rr, next, true
	}
	if h.Rrtype == mdns.TypeSVCB || h.Rrtype == mdns.TypeHTTPS {
		return &mdns.RFC3597{Hdr: h, Rdata: hex.EncodeToString(b[data:next])}, next, true
	}
	return nil, next, false
}

// skipName returns the index behind the name at an index.
func skipName(b []byte, at int) int {
	for at < len(b) && b[at] != 0 && b[at] < 0xc0 {
		at += 1 + int(b[at])
	}
	if at < len(b) && b[at] >= 0xc0 {
		at++ // a pointer, of two bytes
	}
	return at + 1
}
