package dns

import (
	"errors"
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"
)

// Update is what a dynamic update (RFC 2136) asks of a zone's primary server.
type Update struct {
	Zone string
	// Prerequisites and Changes are records as sections 2.4 and 2.5 have them: their
	// classes say what they mean. See [Remove] and [RemoveSet].
	Prerequisites []mdns.RR
	Changes       []mdns.RR
}

// Remove makes the change that takes a record out (RFC 2136, section 2.5.4).
func Remove(rr mdns.RR) mdns.RR {
	rr = mdns.Copy(rr)
	rr.Header().Class, rr.Header().Ttl = mdns.ClassNONE, 0
	return rr
}

// RemoveSet makes the change that takes out all records of a name and type (section
// 2.5.2).
func RemoveSet(name string, rrtype uint16) mdns.RR {
	return &mdns.ANY{Hdr: mdns.RR_Header{Name: canonical(name), Rrtype: rrtype, Class: mdns.ClassANY}}
}

// NoSet makes the prerequisite that there is no record of a name and type (section
// 2.4.3).
func NoSet(name string, rrtype uint16) mdns.RR {
	return &mdns.ANY{Hdr: mdns.RR_Header{Name: canonical(name), Rrtype: rrtype, Class: mdns.ClassNONE}}
}

const (
	updateWait     = 3 * time.Second // for an answer
	updateAttempts = 3
)

// length is how many bytes the query has at most, its signature included.
func (x *exchange) length() int {
	n := x.query().Len()
	if x.asker.key != nil {
		n += (&tsig{key: x.asker.key}).size()
	}
	return n
}

// byTCP sends the query by TCP at once, for it is too long for a datagram.
func (x *exchange) byTCP() (*mdns.Msg, error) {
	b, err := x.fetch(x.asker.h.Now().Add(updateWait))
	if err != nil {
		return nil, err
	}
	m, reason := x.read(b)
	if reason != "" {
		return nil, errors.New(reason)
	}
	return m, nil
}

// send sends an update to a zone's primary server, signed if the asker has a key, and
// returns the response code; the error tells that there was no answer. An update that
// was made and whose answer was lost is sent again, and makes the same zone of it.
func (a *asker) send(server netip.AddrPort, u *Update) (rcode int, err error) {
	x, err := a.begin(server, question(canonical(u.Zone), mdns.TypeSOA), false)
	if err != nil {
		return 0, err
	}
	defer x.end()
	x.update = u
	for range updateAttempts {
		var m *mdns.Msg
		if x.length() > maxPlainUDP {
			m, err = x.byTCP()
		} else {
			m, err = x.round(updateWait, a.operation())
		}
		if err == nil {
			return m.Rcode, nil
		}
		if !timedOut(err) {
			break
		}
	}
	return 0, err
}
