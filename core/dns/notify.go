package dns

import (
	"net/netip"
	"slices"
	"time"

	mdns "github.com/miekg/dns"
)

const (
	// RFC 1996, section 3.6, suggests five retries, the first after 60 seconds. A world
	// in which people wait is told sooner.
	notifyWait     = 2 * time.Second // doubled each time
	notifyAttempts = 5
)

// notify tells the secondaries that a zone has changed. RFC 1996, section 1: NOTIFY is
// a way by which "a master advises a set of slaves that the master's data has been
// changed and that a query should be initiated to discover the new data."
func (a *Authority) notify(z *Zone) {
	if a.h == nil {
		return // they ask by themselves when it starts
	}
	for _, to := range a.config.Secondaries {
		a.h.Go("notify", func() { a.tell(z, serverAddr(to)) })
	}
}

// tell notifies one secondary until it confirms.
func (a *Authority) tell(z *Zone, to netip.AddrPort) {
	m := &mdns.Msg{Question: []mdns.Question{question(z.origin, mdns.TypeSOA)}}
	// Section 4.5 has AA set in what a master sends. Section 3.7 lets it give "a
	// 'hint' as to the new data": its SOA record.
	m.Id, m.Opcode, m.Authoritative = uint16(a.asker.ids.Uint32()), mdns.OpcodeNotify, true
	m.Answer = []mdns.RR{z.SOA()}
	out, err := m.Pack()
	if err != nil {
		return
	}
	key := a.config.key(a.config.TransferKey)
	conn, err := a.h.Dial("udp", to)
	if err != nil {
		return
	}
	defer conn.Close()
	in := make([]byte, maxUDP)
	for attempt := range notifyAttempts {
		until := a.h.Now().Add(notifyWait << attempt)
		var s *tsig
		if key != nil {
			s = &tsig{key: key}
		}
		if _, err := conn.Write(s.sign(out, a.h.Now())); err != nil {
			return
		}
		if err := conn.SetReadDeadline(until); err != nil {
			return
		}
		for {
			n, err := conn.Read(in)
			if timedOut(err) {
				break
			}
			if err != nil {
				return // refused, or the host stops
			}
			r := new(mdns.Msg)
			if r.Unpack(in[:n]) == nil && r.Id == m.Id && r.Response && r.Opcode == mdns.OpcodeNotify && s.verify(in[:n], a.h.Now()) == nil {
				return
			}
		}
	}
}

// notified takes a NOTIFY in.
func (a *Authority) notified(b []byte, from client) {
	m := new(mdns.Msg)
	if err := m.Unpack(b); err != nil || len(m.Question) != 1 || m.Question[0].Qtype != mdns.TypeSOA {
		a.load.Malformed++
		rejectMalformed(a.h, a.conn, b, from, &fault{mdns.RcodeFormatError, "NOTIFY without a zone"})
		return
	}
	signing, ok := a.authenticate(b, m, from)
	if !ok {
		return
	}
	from.signing = signing
	origin := canonical(m.Question[0].Name)
	i := slices.IndexFunc(a.copies, func(c *zoneCopy) bool { return c.origin == origin })
	if i < 0 {
		a.refuse(m, from, mdns.RcodeNotAuth)
		return
	}
	c := a.copies[i]
	known := slices.ContainsFunc(c.primaries, func(p netip.AddrPort) bool { return p.Addr() == from.Addr() })
	if !known {
		// Section 3.10: "If a slave receives a NOTIFY request from a host that is not a
		// known master for the zone containing the QNAME, it should ignore the request
		// and produce an error message in its operations log."
		a.load.Refused++
		a.h.Emit(EventIgnored{Server: from.AddrPort, Name: origin, Type: typeName(mdns.TypeSOA), Reason: "a NOTIFY from no primary of the zone"})
		return
	}
	a.h.Because(a.h.Emit(EventNotified{Primary: from.AddrPort, Zone: origin}))
	a.send(reply(m), m, from)
	// Section 3.11: "The handling of a NOTIFY [...] is to behave as though the REFRESH
	// interval had expired".
	c.told = true
	if c.wake != nil {
		c.wake.Broadcast()
	}
}
