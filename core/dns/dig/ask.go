package dig

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// answer is a message as it came.
type answer struct {
	wire   []byte
	msg    *mdns.Msg
	broken error // the message can't be read
	from   server
	tcp    bool
	took   time.Duration
	query  *lookup // as it was sent at last
}

// headerLen is how long a message's header is (RFC 1035, section 4.1.1).
const headerLen = 12

// maxDatagram is more than any datagram.
const maxDatagram = 1 << 16

// errRefusedTCP says that no connection came about.
var errRefusedTCP = errors.New("no connection")

// ask asks the servers of a lookup in turn until one has answered: the first as often
// as there are tries, the others once. nil: none did, and that was printed.
func (t *tool) ask(l *lookup) *answer {
	t.drawCookie(l)
	tries := l.tries
	refused := false
	for i := 0; i < len(l.servers) && !t.gone; {
		s := l.servers[i]
		a, err := t.exchange(l, s)
		switch {
		case err == nil && t.passOver(l, a, i+1 < len(l.servers)):
			i++
			continue
		case err == nil:
			return a
		case errors.Is(err, net.ErrClosed):
			t.gone = true
			return nil
		case errors.Is(err, errRefusedTCP):
			refused = true
			t.print(";; no servers could be reached\n")
		default:
			refused = false
			t.printf(";; communications error to %s: %s\n", sockaddr(s.at), reason(err))
		}
		if tries > 1 {
			tries--
			continue
		}
		i++
	}
	if !refused && !t.gone {
		t.unreached(l)
	}
	return nil
}

// unreached says that nobody answered. dig prints its banner then even where +short
// has it keep quiet.
func (t *tool) unreached(l *lookup) {
	t.print(l.banner)
	l.banner = ""
	t.print(";; no servers could be reached\n")
}

// passOver reports whether an answer is not taken, so that the next server is asked.
func (t *tool) passOver(l *lookup, a *answer, more bool) bool {
	if a.broken != nil || !l.tryNext {
		return false
	}
	what := ""
	switch {
	case a.msg.Rcode == mdns.RcodeServerFailure:
		what = "SERVFAIL reply"
	case l.checkRA && l.header.rd && !a.msg.RecursionAvailable:
		what = "recursion not available"
	default:
		return false
	}
	next := ""
	if more {
		next = ", trying next server"
	}
	t.comment(l, fmt.Sprintf(";; Got %s from %v%s\n", what, a.from.at.Addr(), next))
	return more
}

// comment prints a comment, where comments are wanted.
func (t *tool) comment(l *lookup, text string) {
	if l.show.comments && !t.short {
		t.print(text)
	}
}

// exchange sends the query to a server and waits for its answer. An answer that is cut
// short is fetched again by TCP, and one that refuses the version of EDNS by another.
func (t *tool) exchange(l *lookup, s server) (*answer, error) {
	for {
		a, err := t.once(l, s)
		if err != nil || a.broken != nil {
			return a, err
		}
		switch opt := a.msg.IsEdns0(); {
		case a.msg.Truncated && !a.tcp && !l.noRetry:
			t.comment(l, ";; Truncated, retrying in TCP mode.\n")
			again := *l
			again.tcp = true
			again.show.sending = false
			l = &again
		case a.msg.Rcode == mdns.RcodeBadVers && opt != nil && l.edns.negotiate && int(opt.Version()) < l.edns.version:
			t.comment(l, fmt.Sprintf(";; BADVERS, retrying with EDNS version %d.\n", opt.Version()))
			again := *l
			again.edns.version = int(opt.Version())
			l = &again
		default:
			return a, nil
		}
	}
}

// once sends one query.
func (t *tool) once(l *lookup, s server) (*answer, error) {
	if !s.at.Addr().Is4() {
		return nil, syscall.ENETUNREACH
	}
	m := l.query(uint16(t.ids.Uint32()))
	out, err := m.Pack()
	if err != nil {
		return nil, err
	}
	if l.show.sending {
		t.printQuery(l, m, len(out))
	}
	a := &answer{from: s, tcp: l.tcp, query: l}
	began := t.h.Now()
	if l.tcp {
		a.wire, err = t.byTCP(l, s, out)
	} else {
		a.wire, err = t.byUDP(l, s, out)
	}
	if err != nil {
		return nil, err
	}
	a.took = t.h.Now().Sub(began)
	a.msg, _, a.broken = dns.Unpack(a.wire)
	return a, nil
}

// byUDP sends a datagram and returns the first that can be its answer.
func (t *tool) byUDP(l *lookup, s server, out []byte) ([]byte, error) {
	conn, err := t.h.Dial("udp", s.at)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(t.h.Now().Add(l.wait)); err != nil {
		return nil, err
	}
	if _, err := conn.Write(out); err != nil {
		return nil, err
	}
	buf := make([]byte, maxDatagram)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return nil, err
		}
		warning, fits := l.doubts(out, buf[:n])
		if warning != "" {
			t.print(";; " + warning + "\n")
		}
		if fits {
			return buf[:n], nil
		}
	}
}

// doubts says what is strange about a message, and whether it can be the answer all
// the same.
func (l *lookup) doubts(query, b []byte) (warning string, fits bool) {
	if len(b) < headerLen {
		return "Warning: short (< header size) message received", false
	}
	if want, got := binary.BigEndian.Uint16(query), binary.BigEndian.Uint16(b); want != got {
		return fmt.Sprintf("Warning: ID mismatch: expected ID %d, got %d", want, got), false
	}
	if b[2]&0x80 == 0 {
		warning = "Warning: query response not set"
	}
	m, _, err := dns.Unpack(b)
	if err != nil || len(m.Question) == 0 || l.header.headerOnly {
		return warning, true
	}
	if q := m.Question[0]; !strings.EqualFold(nameText(q.Name), nameText(mdns.Fqdn(l.text))) || q.Qtype != l.qtype || q.Qclass != l.qclass {
		return fmt.Sprintf(";; Question section mismatch: got %s/%s/%s",
			strings.TrimSuffix(nameText(q.Name), "."), typeText(q.Qtype), classText(q.Qclass)), false
	}
	return warning, true
}

// byTCP sends a message on a connection of its own and returns the first that comes.
func (t *tool) byTCP(l *lookup, s server, out []byte) ([]byte, error) {
	conn, err := t.connect(l, s, out)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return receive(conn)
}

// connect connects to a server by TCP and sends it a message. That there is no
// connection is printed.
func (t *tool) connect(l *lookup, s server, out []byte) (net.Conn, error) {
	conn, err := t.h.DialTimeout("tcp", s.at, l.wait)
	if errors.Is(err, net.ErrClosed) {
		return nil, err
	}
	if err != nil {
		t.printf(";; Connection to %v for %s failed: %s.\n", s, l.text, reason(err))
		return nil, errRefusedTCP
	}
	if err = conn.SetDeadline(t.h.Now().Add(l.wait)); err == nil {
		// RFC 1035, section 4.2.2: the message stands behind its length.
		_, err = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...))
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// receive reads a message from a connection.
func receive(conn net.Conn) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return nil, err
	}
	b := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(conn, b)
	return b, err
}

// reason says why a server was not reached, as BIND does.
func reason(err error) string {
	for _, known := range []struct {
		err  error
		text string
	}{
		{os.ErrDeadlineExceeded, "timed out"},
		{syscall.ETIMEDOUT, "timed out"},
		{syscall.ECONNREFUSED, "connection refused"},
		{syscall.ECONNRESET, "connection reset"},
		{syscall.EHOSTUNREACH, "host unreachable"},
		{syscall.ENETUNREACH, "network unreachable"},
		{io.EOF, "end of file"},
		{io.ErrUnexpectedEOF, "end of file"},
	} {
		if errors.Is(err, known.err) {
			return known.text
		}
	}
	return err.Error()
}

// extra returns how many bytes stand behind a message's last record.
func extra(b []byte) int {
	at := headerLen
	for section := range 4 {
		for range binary.BigEndian.Uint16(b[4+2*section:]) {
			_, next, err := mdns.UnpackDomainName(b, at)
			if err != nil {
				return 0
			}
			at = next + 4
			if section > 0 && at+6 <= len(b) {
				at += 6 + int(binary.BigEndian.Uint16(b[at+4:]))
			}
			if at > len(b) {
				return 0
			}
		}
	}
	return len(b) - at
}
