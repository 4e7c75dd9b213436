package dns

import (
	"errors"
	"math/rand/v2"
	"net/netip"
	"os"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
	"playnet/core/trace"
)

// asker sends queries for one program.
type asker struct {
	h   host.Host
	ids *rand.Rand
	// Buffers that no query uses now. Several fibers may wait for answers at once,
	// each with a buffer of its own.
	free [][]byte
}

func newAsker(h host.Host) *asker { return &asker{h: h, ids: h.Rand("dns.id")} }

// serverAddr is where a name server of an address listens.
func serverAddr(a netip.Addr) netip.AddrPort { return netip.AddrPortFrom(a, Port) }

// ask sends one query and waits for its answer. Each query has a socket of its
// own, and so a port drawn at random, and an id drawn at random: RFC 5452,
// section 9.2, asks for both against forged answers. Why is the event that made
// the query necessary.
//
// Errors: os.ErrDeadlineExceeded when nothing fitting came in time,
// syscall.ECONNREFUSED where no server listens, net.ErrClosed when the host
// stops.
func (a *asker) ask(server netip.AddrPort, q mdns.Question, recurse bool, wait time.Duration, why trace.ID) (*mdns.Msg, error) {
	conn, err := a.h.Dial("udp", server)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	buf := a.borrow()
	defer func() { a.free = append(a.free, buf) }()

	id := uint16(a.ids.Uint32())
	m := mdns.Msg{Question: []mdns.Question{q}}
	m.Id, m.RecursionDesired = id, recurse
	out, err := m.PackBuffer(buf)
	if err != nil {
		return nil, err
	}
	operation := a.operation()
	if _, err := conn.Write(out); err != nil {
		return nil, err
	}
	if err := conn.SetReadDeadline(a.h.Now().Add(wait)); err != nil {
		return nil, err
	}
	for {
		n, err := conn.Read(buf)
		// Whoever sent it, it is read for this operation.
		a.h.Serve(operation)
		if err != nil {
			return nil, err
		}
		answer, reason := mismatch(buf[:n], id, q)
		if reason == "" {
			return answer, nil
		}
		a.h.Emit(EventIgnored{Server: server, Name: q.Name, Type: typeName(q.Qtype), Reason: reason})
		a.h.Because(why)
	}
}

// operation returns what the running fiber serves.
func (a *asker) operation() trace.ID {
	now := a.h.Serve(0)
	a.h.Serve(now)
	return now
}

func (a *asker) borrow() []byte {
	if n := len(a.free); n > 0 {
		b := a.free[n-1]
		a.free = a.free[:n-1]
		return b
	}
	return make([]byte, 4096)
}

func timedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// question makes a question of class IN.
func question(name string, qtype uint16) mdns.Question {
	return mdns.Question{Name: name, Qtype: qtype, Qclass: mdns.ClassINET}
}
