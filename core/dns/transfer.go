package dns

import (
	"slices"
	"time"

	mdns "github.com/miekg/dns"
)

const (
	// A message of a transfer is filled up to about this many bytes: compression
	// pointers reach no further than 16 KiB into a message (RFC 1035, section 4.1.4).
	transferMessage = 16_000
	// How long the other side of a transfer may take over a message.
	transferPatience = 30 * time.Second
)

// transfer answers a question for a whole zone (AXFR, RFC 5936) or for what has
// changed in it (IXFR, RFC 1995).
//
// No history of changes is kept. RFC 1995, section 2: "If incremental zone transfer is
// not available, the entire zone is returned."
func (a *Authority) transfer(query *mdns.Msg, from client) {
	q := query.Question[0]
	z, held := a.zones.byOrigin[canonical(q.Name)]
	switch {
	case from.conn == nil && q.Qtype == mdns.TypeAXFR:
		// RFC 5936, section 4.2: "AXFR sessions over UDP transport are not defined."
		a.refuse(query, from, mdns.RcodeRefused)
	case !a.mayTransfer(from):
		// Section 5: "A DNS implementation SHOULD provide means to restrict AXFR
		// sessions to specific clients."
		a.refuse(query, from, mdns.RcodeRefused)
	case !held:
		// Section 2.2.1: NotAuth(9) is what a server says of a zone that it is not
		// authoritative for.
		a.refuse(query, from, mdns.RcodeNotAuth)
	case z.apex == nil:
		a.refuse(query, from, mdns.RcodeServerFailure)
	case q.Qtype == mdns.TypeIXFR && (from.conn == nil || !newer(z.SOA().Serial, serialIn(query))):
		// RFC 1995, section 2: "If the UDP reply does not fit, the query is responded
		// to with a single SOA record of the server's current version", as it is to
		// one who has this version already.
		m := a.transferReply(query)
		m.Question = query.Question
		m.Answer = []mdns.RR{z.SOA()}
		a.send(m, query, from)
	default:
		a.sendZone(z, query, from)
	}
}

func (a *Authority) mayTransfer(from client) bool {
	if a.config.TransferKey != "" {
		return a.config.permits(from, a.config.TransferKey)
	}
	return a.config.OpenTransfer || slices.Contains(a.config.Secondaries, from.Addr())
}

// serialIn returns the version that the asker of an IXFR has.
func serialIn(query *mdns.Msg) uint32 {
	for _, rr := range query.Ns {
		if soa, ok := rr.(*mdns.SOA); ok {
			return soa.Serial
		}
	}
	return 0
}

func (a *Authority) transferReply(query *mdns.Msg) *mdns.Msg {
	m := reply(query)
	m.Question = nil
	m.Authoritative = true
	return m
}

// sendZone sends a zone in as many messages as it takes. RFC 5936, section 2.2: "the
// first message MUST begin with the SOA resource record of the zone, and the last
// message MUST conclude with the same SOA resource record." A zone does not change
// while it is sent: changes make another one.
func (a *Authority) sendZone(z *Zone, query *mdns.Msg, from client) {
	a.h.Because(a.h.Emit(EventTransferred{Peer: from.AddrPort, Zone: z.origin, Serial: z.SOA().Serial, Records: z.records, Sent: true}))
	m := a.transferReply(query)
	m.Question = query.Question // section 2.2.1: it stands in the first message, and may in others
	size, ok := 0, true
	add := func(rr mdns.RR) {
		n := mdns.Len(rr)
		if len(m.Answer) > 0 && size+n > transferMessage {
			ok = ok && a.sendPart(m, from)
			m, size = a.transferReply(query), 0
		}
		m.Answer = append(m.Answer, rr)
		size += n
	}
	z.each(add)
	add(z.SOA())
	if ok {
		a.sendPart(m, from)
	}
}

// sendPart sends one message of a transfer. It reports false if the client has gone.
func (a *Authority) sendPart(m *mdns.Msg, to client) bool {
	out, err := m.Pack()
	if err != nil {
		return false // a record that can't be packed; the zone parser lets none through
	}
	if err := to.conn.SetWriteDeadline(a.h.Now().Add(transferPatience)); err != nil {
		return false
	}
	return writeMessage(to.conn, to.signing.sign(out, a.h.Now())) == nil
}

// each calls f with all records of the zone, the SOA record first.
func (z *Zone) each(f func(mdns.RR)) {
	f(z.SOA())
	for _, list := range [...][]*node{z.order, z.hashed} {
		for _, n := range list {
			for _, set := range n.sets {
				for _, rr := range set {
					if rr.Header().Rrtype != mdns.TypeSOA {
						f(rr)
					}
				}
			}
		}
	}
}

// All returns the records of the zone, the SOA record first. They must not be changed.
func (z *Zone) All() []mdns.RR {
	list := make([]mdns.RR, 0, z.records)
	z.each(func(rr mdns.RR) { list = append(list, rr) })
	return list
}
