package dig

import (
	"errors"
	"fmt"
	"net"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// transfer asks for a whole zone and prints its records as they come (RFC 5936).
func (t *tool) transfer(l *lookup) {
	t.drawCookie(l)
	if !l.tcp { // IXFR by UDP, because it was asked for
		t.single(l)
		return
	}
	for _, s := range l.servers {
		err := t.copyZone(l, s)
		switch {
		case err == nil:
			return
		case errors.Is(err, net.ErrClosed):
			t.gone = true
			return
		case !errors.Is(err, errRefusedTCP):
			t.printf(";; communications error to %s: %s\n", sockaddr(s.at), reason(err))
		}
	}
	t.status = statusNoReply
	if !t.gone {
		t.unreached(l)
	}
}

// copyZone asks one server.
func (t *tool) copyZone(l *lookup, s server) error {
	m := l.query(uint16(t.ids.Uint32()))
	out, err := m.Pack()
	if err != nil {
		return err
	}
	a := &answer{from: s, tcp: true, query: l}
	began := t.h.Now()
	conn, err := t.connect(l, s, out)
	if err != nil {
		return err
	}
	defer conn.Close()
	state := zoneCopy{have: l.serial, newer: l.qtype == mdns.TypeIXFR}
	for messages := 1; ; messages++ {
		if err := conn.SetDeadline(t.h.Now().Add(l.wait)); err != nil {
			return err
		}
		if a.wire, err = receive(conn); err != nil {
			return err
		}
		a.took = t.h.Now().Sub(began)
		if a.msg, _, a.broken = dns.Unpack(a.wire); a.broken != nil {
			t.badPacket(a)
			return nil
		}
		state.bytes += len(a.wire)
		if a.msg.Rcode != mdns.RcodeSuccess || !state.take(a.msg.Answer) {
			t.printBanner(l)
			t.print("; Transfer failed.\n")
			return nil
		}
		if l.show.oneSOA && state.whole {
			a.msg.Answer = a.msg.Answer[:len(a.msg.Answer)-1]
		}
		t.printAnswer(l, a)
		if t.gone {
			return nil
		}
		if state.whole {
			size := fmt.Sprintf(";; XFR size: %d records (messages %d, bytes %d)\n", state.records, messages, state.bytes)
			if l.show.stats {
				t.printStatistics(l, a, size)
			}
			return nil
		}
	}
}

// zoneCopy is how far a transfer has come.
type zoneCopy struct {
	records, bytes int
	serial         uint32
	whole          bool
	// newer: only a version is wanted that comes after the one that we have (IXFR).
	newer bool
	have  uint32
}

// take counts records. ok is false if they don't begin with the zone's SOA record, whose
// return ends the transfer.
func (z *zoneCopy) take(records []mdns.RR) (ok bool) {
	for _, rr := range records {
		soa, isSOA := rr.(*mdns.SOA)
		switch {
		case z.records == 0 && !isSOA:
			return false
		case z.records == 0:
			z.serial = soa.Serial
			// RFC 1995, section 2: who has that version, or a newer one, gets that single
			// record. The numbers are compared as RFC 1982 does.
			z.whole = z.newer && int32(soa.Serial-z.have) <= 0
		case isSOA && soa.Serial == z.serial:
			z.whole = true
		}
		z.records++
	}
	return z.records > 0
}
