package dns

import (
	"encoding/binary"
	"strings"

	mdns "github.com/miekg/dns"
)

const (
	// Port is where name servers listen (RFC 1035, section 4.2).
	Port = 53
	// RFC 1035, section 4.2.1: "Messages carried by UDP are restricted to 512
	// bytes (not counting the IP or UDP headers)."
	maxPlainUDP = 512
	// What this package accepts and offers by EDNS(0): small enough to need no
	// fragmentation anywhere (RFC 6891, section 6.2.5, leaves the choice).
	maxUDP = 1232

	headerLen = 12
)

// fault says what is wrong with a query.
type fault struct {
	rcode  int    // the answer to give; -1 for none
	reason string // for the trace
}

// readQuery takes a query apart. A nil fault means that it asks exactly one
// question of class IN with opcode QUERY.
func readQuery(b []byte) (*mdns.Msg, *fault) {
	if len(b) < headerLen {
		return nil, &fault{-1, "shorter than a header"}
	}
	if b[2]&0x80 != 0 {
		// Answering a response could make two servers answer each other for ever.
		return nil, &fault{-1, "a response, not a query"}
	}
	if op := int(b[2]>>3) & 0xf; op != mdns.OpcodeQuery {
		return nil, &fault{mdns.RcodeNotImplemented, "opcode " + opcodeName(op)}
	}
	if n := binary.BigEndian.Uint16(b[4:]); n != 1 {
		// RFC 9619: "A DNS message with OPCODE = 0 MUST NOT include a QDCOUNT
		// parameter whose value is greater than 1."
		return nil, &fault{mdns.RcodeFormatError, decimal(int(n)) + " questions"}
	}
	if !wholeQuestion(b) {
		return nil, &fault{mdns.RcodeFormatError, "the question is cut short"}
	}
	m := new(mdns.Msg)
	if err := m.Unpack(b); err != nil {
		return nil, &fault{mdns.RcodeFormatError, err.Error()}
	}
	return m, nil
}

// wholeQuestion reports whether the first question has its name, type and class:
// the codec takes what is missing for zero.
func wholeQuestion(b []byte) bool {
	return skipName(b, headerLen)+4 <= len(b)
}

// opcodeOf returns the opcode of a request, or -1 for what is none.
func opcodeOf(b []byte) int {
	if len(b) < headerLen || b[2]&0x80 != 0 {
		return -1
	}
	return int(b[2]>>3) & 0xf
}

func opcodeName(op int) string {
	if s, ok := mdns.OpcodeToString[op]; ok {
		return s
	}
	return decimal(op)
}

// refusal makes the answer to a query that could not be read: its header alone.
func refusal(b []byte, rcode int) []byte {
	out := make([]byte, headerLen)
	copy(out, b[:4])
	out[2] = out[2]&0x79 | 0x80            // QR; opcode and RD as they came; AA and TC off
	out[3] = byte(rcode)                   // RA, Z, AD, CD off
	binary.BigEndian.PutUint64(out[4:], 0) // no question: it may be what is broken
	return out
}

// reply begins the response to a query.
func reply(query *mdns.Msg) *mdns.Msg {
	m := new(mdns.Msg)
	m.Id = query.Id
	m.Response = true
	m.Opcode = query.Opcode
	// RFC 1035, section 4.1.1: RD "may be set in a query and is copied into the
	// response".
	m.RecursionDesired = query.RecursionDesired
	// So is CD (RFC 4035, sections 3.1.6 and 3.2.2).
	m.CheckingDisabled = query.CheckingDisabled
	m.Question = query.Question
	m.Compress = true
	return m
}

// seal packs a response into at most what its asker can take (limit, in bytes) and
// marks it as truncated where something of weight had to be left out.
func seal(m, query *mdns.Msg, limit int, buf []byte, options ...mdns.EDNS0) ([]byte, error) {
	if opt := query.IsEdns0(); opt != nil {
		own := &mdns.OPT{Hdr: mdns.RR_Header{Name: root, Rrtype: mdns.TypeOPT}}
		own.SetUDPSize(maxUDP)
		own.Option = options
		// RFC 3225, section 3: "The DO bit of the query MUST be copied in the
		// response."
		own.SetDo(opt.Do())
		if opt.Version() != 0 {
			// "If a responder does not implement the VERSION level of the request,
			// then it MUST respond with RCODE=BADVERS."
			m.Rcode = mdns.RcodeBadVers
			m.Answer, m.Ns, m.Extra = nil, nil, nil
		}
		m.Extra = append(m.Extra[:len(m.Extra):len(m.Extra)], own)
	}
	out, err := m.PackBuffer(buf)
	if err != nil || len(out) <= limit {
		return out, err
	}
	shorten(m, limit)
	return m.PackBuffer(buf)
}

// shorten leaves records out until the message fits. RFC 2181, section 9: "The TC
// bit should not be set merely because some extra information could have been
// included, but there was insufficient room." Such extra goes by whole sets: "In
// such cases the entire RRSet that will not fit in the response should be omitted,
// and the reply sent as is, with the TC bit clear." Glue is no such extra (RFC 9471).
func shorten(m *mdns.Msg, limit int) {
	referral := len(m.Answer) == 0 && len(m.Ns) > 0 && m.Ns[0].Header().Rrtype == mdns.TypeNS
	var opt []mdns.RR
	if n := len(m.Extra); n > 0 && m.Extra[n-1].Header().Rrtype == mdns.TypeOPT {
		opt, m.Extra = m.Extra[n-1:n:n], m.Extra[:n-1]
		limit -= mdns.Len(opt[0])
	}
	for len(m.Extra) > 0 && !fitsInto(m, limit) {
		if !referral {
			m.Extra = withoutLastSet(m.Extra)
			continue
		}
		m.Extra = m.Extra[:len(m.Extra)-1]
		m.Truncated = true
	}
	for len(m.Ns) > 0 && !fitsInto(m, limit) {
		m.Ns = m.Ns[:len(m.Ns)-1]
		m.Truncated = true
	}
	for len(m.Answer) > 0 && !fitsInto(m, limit) {
		m.Answer = m.Answer[:len(m.Answer)-1]
		m.Truncated = true
	}
	m.Extra = append(m.Extra[:len(m.Extra):len(m.Extra)], opt...)
}

// fitsInto reports whether a message takes at most limit bytes. What the codec says without
// packing it is never too little, but for keys and signatures too much.
func fitsInto(m *mdns.Msg, limit int) bool {
	if m.Len() <= limit {
		return true
	}
	b, err := m.Pack()
	return err == nil && len(b) <= limit
}

func withoutLastSet(section []mdns.RR) []mdns.RR {
	n := len(section) - 1
	for n > 0 && sameSet(section[n-1], section[n]) {
		n--
	}
	return section[:n]
}

// mismatch says why a message is not the answer to a query with an id and a
// question, or returns "".
func mismatch(b []byte, id uint16, q mdns.Question) (*mdns.Msg, string) {
	switch {
	case len(b) < headerLen:
		return nil, "shorter than a header"
	case binary.BigEndian.Uint16(b) != id:
		return nil, "wrong id"
	case b[2]&0x80 == 0:
		return nil, "a query, not a response"
	}
	m, _, err := Unpack(b)
	if err != nil {
		return nil, "malformed: " + err.Error()
	}
	if len(m.Question) != 1 {
		// A server that could not read the question can't repeat it.
		if len(m.Question) == 0 && m.Rcode != mdns.RcodeSuccess && m.Rcode != mdns.RcodeNameError {
			return m, ""
		}
		return nil, "wrong number of questions"
	}
	if !wholeQuestion(b) {
		return nil, "the question is cut short"
	}
	if got := m.Question[0]; got.Qtype != q.Qtype || got.Qclass != q.Qclass || !strings.EqualFold(got.Name, q.Name) {
		return nil, "wrong question"
	}
	return m, ""
}
