package dns

import (
	"errors"
	"net/netip"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
)

// What can be wrong with a transfer.
var (
	errNoTransfer  = errors.New("no transfer")
	errNotTheZone  = errors.New("what comes is not the zone")
	errTooLongZone = errors.New("the zone is too long")
)

// fetchZone gets a whole zone from a server (AXFR, RFC 5936).
func (a *asker) fetchZone(server netip.AddrPort, origin string) (*Zone, error) {
	conn, err := a.h.DialTimeout("tcp", server, transferPatience)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	query := &mdns.Msg{Question: []mdns.Question{question(origin, mdns.TypeAXFR)}}
	query.Id = uint16(a.ids.Uint32())
	out, err := query.Pack()
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(a.h.Now().Add(transferPatience)); err != nil {
		return nil, err
	}
	t := received{origin: origin, id: query.Id, h: a.h}
	if a.key != nil {
		t.signing = &tsig{key: a.key}
	}
	if err := writeMessage(conn, t.signing.sign(out, a.h.Now())); err != nil {
		return nil, err
	}
	for !t.complete {
		if err := conn.SetReadDeadline(a.h.Now().Add(transferPatience)); err != nil {
			return nil, err
		}
		b, err := readMessage(conn)
		if err != nil {
			return nil, err
		}
		if err := t.take(b); err != nil {
			return nil, err
		}
	}
	return ZoneFrom(origin, t.records)
}

// received is what has come of a zone.
type received struct {
	origin   string
	id       uint16
	records  []mdns.RR
	complete bool
	h        host.Host
	signing  *tsig // of the transfer; nil: it is not signed
}

// take reads one message of the transfer.
func (t *received) take(b []byte) error {
	m := new(mdns.Msg)
	if err := m.Unpack(b); err != nil {
		return err
	}
	if err := t.signing.verify(b, t.h.Now()); err != nil {
		return err
	}
	switch {
	case m.Id != t.id || !m.Response || m.Opcode != mdns.OpcodeQuery:
		return errNoTransfer
	case m.Rcode != mdns.RcodeSuccess:
		// RFC 5936, section 2.2.1: a code other than NoError says that the transfer
		// is refused, or has failed half way.
		return errors.New(rcodeName(m.Rcode))
	case len(m.Answer) == 0:
		return errNoTransfer
	}
	for _, rr := range m.Answer {
		soa, isSOA := rr.(*mdns.SOA)
		switch {
		case t.complete:
			return errNotTheZone // something behind the end
		case len(t.records) == 0 && (!isSOA || plain(soa.Hdr.Name) != t.origin):
			return errNotTheZone
		case len(t.records) >= maxRecords:
			return errTooLongZone
		case len(t.records) > 0 && isSOA:
			// "[...] and the last message MUST conclude with the same SOA resource
			// record."
			t.complete = true
			if soa.Serial != t.records[0].(*mdns.SOA).Serial {
				return errNotTheZone
			}
			continue
		}
		t.records = append(t.records, rr)
	}
	if t.complete && !t.signing.settled() {
		return errUnsigned // RFC 8945, section 5.3.1: the last message is signed
	}
	return nil
}
