package dns

import (
	"errors"
	"math/rand/v2"
	"net/netip"
	"os"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/host"
	"playnet/core/trace"
)

// asker sends queries for one program.
type asker struct {
	h host.Host
	*askerStore
	key *Key // its queries are signed with it; nil: they are not
}

// askerStore is what all queries of an asker share.
type askerStore struct {
	ids *rand.Rand
	// What its queries offer by EDNS(0): the longest response that it takes by UDP,
	// in bytes. Zero: plain DNS.
	udpSize uint16
	// Whether they ask for the records of DNSSEC (DO, RFC 3225).
	signatures bool
	validates  bool
	// mixCase: names are written in letters of random case, which answers must repeat.
	mixCase bool
	cases   *rand.Rand
	// plainIDs: ids are counted up instead of drawn.
	plainIDs bool
	lastID   uint16
	idBits   int       // of which ids are drawn; 0: all 16
	pool     *portPool // nil: each query has a port of its own
	// Buffers that no query uses now. Several fibers may wait for answers at once,
	// each with a buffer of its own.
	free [][]byte
}

func newAsker(h host.Host, udpSize uint16) *asker {
	return &asker{h: h, askerStore: &askerStore{ids: h.Rand("dns.id"), udpSize: udpSize}}
}

// with returns an asker that signs with a key, or with nil one that doesn't.
func (a *asker) with(key *Key) *asker { return &asker{a.h, a.askerStore, key} }

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
	x, err := a.begin(server, q, recurse)
	if err != nil {
		return nil, err
	}
	defer x.end()
	return x.round(wait, why)
}

// exchange is a query to one server that may be sent more than once. The port
// and the id stay, so that a late answer to the first copy still counts.
type exchange struct {
	asker   *asker
	server  netip.AddrPort
	q       mdns.Question
	id      uint16
	recurse bool
	conn    queryConn
	buf     []byte
	update  *Update   // it is an update, of the zone that q names
	signing *tsig     // of what was sent last
	signed  time.Time // when it was signed first
}

func (a *asker) begin(server netip.AddrPort, q mdns.Question, recurse bool) (*exchange, error) {
	x := &exchange{asker: a, server: server, q: q, id: a.nextID(), recurse: recurse}
	x.q.Name = a.spelt(q.Name)
	if a.pool != nil {
		x.conn = a.pool.connect(server, x.id)
	} else {
		conn, err := a.h.Dial("udp", server)
		if err != nil {
			return nil, err
		}
		x.conn = conn
	}
	x.buf = a.borrow()
	return x, nil
}

// usePorts has all queries sent from n ports; 0: from a port each.
func (a *asker) usePorts(n int) {
	have := 0
	if a.pool != nil {
		have = len(a.pool.conns)
	}
	if have == n {
		return
	}
	if a.pool != nil {
		a.pool.close()
		a.pool = nil
	}
	if n > 0 {
		// Without the sockets each query has one of its own: the safer way.
		a.pool, _ = newPortPool(a.h, n)
	}
}

func (a *asker) nextID() uint16 {
	mask := uint16(1<<16 - 1)
	if a.idBits > 0 && a.idBits < 16 {
		mask = 1<<a.idBits - 1
	}
	if !a.plainIDs {
		return uint16(a.ids.Uint32()) & mask
	}
	if a.lastID == 0 {
		a.lastID = uint16(a.ids.Uint32())
	}
	a.lastID++
	return a.lastID & mask
}

// spelt writes a name in letters of random case, if that is wanted: whoever forges an
// answer has to guess them too, and RFC 4343 has servers not mind.
func (a *asker) spelt(name string) string {
	if !a.mixCase {
		return name
	}
	if a.cases == nil {
		a.cases = a.h.Rand("dns.case")
	}
	b := []byte(name)
	for i, c := range b {
		if 'a' <= c && c <= 'z' && a.cases.Uint32()&1 == 1 {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// respell gives records that are owned by the name asked for the letters in which it was
// asked for before it was mixed.
func (x *exchange) respell(answer *mdns.Msg) {
	if !x.asker.mixCase {
		return
	}
	for _, section := range [][]mdns.RR{answer.Answer, answer.Ns, answer.Extra} {
		for _, rr := range section {
			if h := rr.Header(); strings.EqualFold(h.Name, x.q.Name) {
				h.Name = canonical(h.Name)
			}
		}
	}
}

// queryConn is what a query needs of its socket.
type queryConn interface {
	Read([]byte) (int, error)
	Write([]byte) (int, error)
	SetReadDeadline(time.Time) error
	Close() error
}

// again sends the query of an exchange, which is begun if it is nil, and waits
// for an answer to this or an earlier copy.
func (a *asker) again(x **exchange, server netip.AddrPort, q mdns.Question, recurse bool, wait time.Duration, why trace.ID) (*mdns.Msg, error) {
	if *x == nil {
		begun, err := a.begin(server, q, recurse)
		if err != nil {
			return nil, err
		}
		*x = begun
	}
	return (*x).round(wait, why)
}

// end closes the exchange; one that was never begun is nil.
func (x *exchange) end() {
	if x == nil {
		return
	}
	// A socket that is closed already, with its host, is as good as closed.
	_ = x.conn.Close()
	x.asker.free = append(x.asker.free, x.buf)
}

// round sends the query and waits for an answer, which it fetches by TCP where it
// doesn't fit into a datagram.
func (x *exchange) round(wait time.Duration, why trace.ID) (*mdns.Msg, error) {
	h := x.asker.h
	out, err := x.query().PackBuffer(x.buf)
	if err != nil {
		return nil, err
	}
	operation := x.asker.operation()
	if _, err := x.conn.Write(x.sign(out)); err != nil {
		return nil, err
	}
	if err := x.conn.SetReadDeadline(h.Now().Add(wait)); err != nil {
		return nil, err
	}
	for {
		n, err := x.conn.Read(x.buf)
		// Whoever sent it, it is read for this operation.
		h.Serve(operation)
		if err != nil {
			return nil, err
		}
		answer, reason := x.read(x.buf[:n])
		if reason == "" && x.asker.mixCase && len(answer.Question) == 1 && answer.Question[0].Name != x.q.Name {
			reason = "the name in other letters"
		}
		if reason == "" && answer.Truncated {
			return x.overTCP()
		}
		if reason == "" {
			x.respell(answer)
			return answer, nil
		}
		h.Emit(EventIgnored{Server: x.server, Name: canonical(x.q.Name), Type: typeName(x.q.Qtype), Reason: reason})
		h.Because(why)
	}
}

// read takes the answer apart. It tells why a message is none.
func (x *exchange) read(b []byte) (*mdns.Msg, string) {
	m, reason := mismatch(b, x.id, x.q)
	if reason == "" && x.signing != nil {
		if err := x.signing.verify(b, x.asker.h.Now()); err != nil {
			return m, err.Error()
		}
	}
	return m, reason
}

// sign signs what is about to be sent. Copies of it are the same to the byte, so that an
// answer to an earlier one fits too.
func (x *exchange) sign(out []byte) []byte {
	if x.asker.key == nil {
		return out
	}
	if x.signing == nil {
		x.signed = x.asker.h.Now()
	}
	x.signing = &tsig{key: x.asker.key}
	return x.signing.sign(out, x.signed)
}

// query makes the message.
func (x *exchange) query() *mdns.Msg {
	m := &mdns.Msg{Question: []mdns.Question{x.q}}
	m.Id, m.RecursionDesired = x.id, x.recurse
	if x.update != nil {
		m.Opcode, m.Answer, m.Ns = mdns.OpcodeUpdate, x.update.Prerequisites, x.update.Changes
		return m
	}
	if size := x.asker.udpSize; size > 0 {
		m.SetEdns0(size, x.asker.signatures)
		// Whoever validates wants to see what another validator has rejected, too
		// (RFC 6840, section 5.9).
		m.CheckingDisabled = x.recurse && x.asker.validates
	}
	return m
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
