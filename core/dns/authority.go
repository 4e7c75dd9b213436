package dns

import (
	mdns "github.com/miekg/dns"

	"playnet/core/host"
)

// Authority is an authoritative name server: it answers from its zones. Its kind
// is "dns.authority".
type Authority struct {
	config AuthorityConfig
	zones  *Zones
	copies []*zoneCopy
	keep   func(*Zone) // nil: what updates change lives as long as the program

	h       host.Host
	conn    host.PacketConn
	desk    desk
	asker   *asker
	out     []byte // where responses are packed
	load    Load
	pending []*chase // queries that it asks on, oldest first
	chases  uint64
	rotation
}

// Load counts what a server has done since it started.
type Load struct {
	Queries   uint64 // received, malformed ones included
	Answers   uint64
	Aliases   uint64
	Referrals uint64
	NoData    uint64
	NXDomain  uint64
	Refused   uint64
	Malformed uint64 // FORMERR, NOTIMP, or no answer at all
	Truncated uint64 // responses with TC=1
	AskedOn   uint64 // queries sent to other servers
	Failed    uint64 // SERVFAIL
}

// Load returns the server's counters.
func (a *Authority) Load() Load { return a.load }

// AuthorityKind is the kind of an [Authority], as a lab file writes it.
const AuthorityKind = "dns.authority"

// Kind returns [AuthorityKind].
func (a *Authority) Kind() string { return AuthorityKind }

// Run serves until the host stops.
func (a *Authority) Run(h host.Host) error {
	conns, err := listen(h)
	if err != nil {
		return err
	}
	a.h, a.conn, a.asker = h, conns[0], newAsker(h, maxUDP)
	a.out = make([]byte, maxUDP)
	a.desk.open(h, conns, a.config.Capacity)
	defer a.desk.close()
	if err := serveTCP(h, a.desk.tcp(a.serve)); err != nil {
		return err
	}
	for _, c := range a.copies {
		h.Go("copy of "+c.origin, c.run)
	}
	return a.desk.loop(a.serve)
}

// listen opens the DNS port on each of the host's addresses, its own being the first.
func listen(h host.Host) ([]host.PacketConn, error) {
	var conns []host.PacketConn
	for _, a := range h.Addrs() {
		conn, err := h.ListenPacket("udp", serverAddr(a))
		if err != nil {
			return nil, err
		}
		conns = append(conns, conn)
	}
	return conns, nil
}

// serve deals with one message from a client.
func (a *Authority) serve(b []byte, from client) {
	a.load.Queries++
	query, wrong := readQuery(b)
	if wrong != nil {
		switch opcodeOf(b) {
		case mdns.OpcodeNotify:
			a.notified(b, from)
			return
		case mdns.OpcodeUpdate:
			a.updateRequest(b, from)
			return
		}
		a.load.Malformed++
		rejectMalformed(a.h, a.conn, b, from, wrong)
		return
	}
	signing, ok := a.authenticate(b, query, from)
	if !ok {
		return
	}
	from.signing = signing
	q := query.Question[0]
	name := canonical(q.Name)
	if q.Qtype == mdns.TypeAXFR || q.Qtype == mdns.TypeIXFR {
		a.transfer(query, from)
		return
	}
	if rcode := unanswerable(q); rcode != mdns.RcodeSuccess {
		a.refuse(query, from, rcode)
		return
	}
	found := a.zones.find(name, q.Qtype, wishes{every: from.conn != nil, dnssec: wantsDNSSEC(query)})
	if found.Result == OutOfZone {
		// RFC 1035, section 4.1.1, code 5: "The name server refuses to perform the
		// specified operation for policy reasons."
		a.refuse(query, from, mdns.RcodeRefused)
		return
	}
	if found.Result == Referral && a.config.Recursion && query.RecursionDesired {
		a.askOn(query, from, found)
		return
	}
	a.respond(query, from, found)
}

// wantsDNSSEC reports whether an asker takes DNSSEC's records. RFC 3225, section 3, has them
// left out for all others, unless they are what is asked for.
func wantsDNSSEC(query *mdns.Msg) bool {
	opt := query.IsEdns0()
	return opt != nil && opt.Do()
}

// unanswerable returns the response code for questions that no zone data answer.
func unanswerable(q mdns.Question) int {
	switch {
	case q.Qclass != mdns.ClassINET && q.Qclass != mdns.ClassANY:
		return mdns.RcodeRefused
	case q.Qtype == mdns.TypeOPT || q.Qtype == mdns.TypeNone:
		return mdns.RcodeFormatError
	case q.Qtype == mdns.TypeAXFR || q.Qtype == mdns.TypeIXFR:
		return mdns.RcodeRefused // a resolver has no zones
	case q.Qtype == mdns.TypeMAILA || q.Qtype == mdns.TypeMAILB:
		return mdns.RcodeNotImplemented
	}
	return mdns.RcodeSuccess
}

// rejectMalformed answers what could not be read, if an answer is due.
func rejectMalformed(h host.Host, conn host.PacketConn, b []byte, from client, wrong *fault) {
	event := EventMalformed{Client: from.AddrPort, Reason: wrong.reason}
	if wrong.rcode >= 0 {
		event.Rcode = rcodeName(wrong.rcode)
	}
	h.Because(h.Emit(event))
	if wrong.rcode >= 0 {
		respond(conn, from, refusal(b, wrong.rcode))
	}
}

func (a *Authority) refuse(query *mdns.Msg, from client, rcode int) {
	a.load.Refused++
	q := query.Question[0]
	a.h.Because(a.h.Emit(EventRefused{Client: from.AddrPort, Name: canonical(q.Name), Type: typeName(q.Qtype), Rcode: rcodeName(rcode)}))
	m := reply(query)
	m.Rcode = rcode
	m.RecursionAvailable = a.config.Recursion
	a.send(m, query, from)
}

// respond answers from the server's own zones.
func (a *Authority) respond(query *mdns.Msg, from client, f Found) {
	q := query.Question[0]
	f.Answer = a.tailor(f.Answer, from)
	a.h.Because(a.h.Emit(EventServed{Client: from.AddrPort, Name: canonical(q.Name), Type: typeName(q.Qtype),
		Result: f.Result.String(), Zone: f.Zone}))
	a.count(f.Result)
	m := reply(query)
	m.RecursionAvailable = a.config.Recursion
	// RFC 1035, section 4.1.1, on AA: "the contents of the answer section may have
	// multiple owner names because of aliases. The AA bit corresponds to the name
	// which matches the query name, or the first owner name in the answer section."
	m.Authoritative = f.Result != Referral && f.Result != Unavailable || len(f.Answer) > 0
	m.Rcode = f.Result.rcode()
	if a.config.Rotate {
		f.Answer = a.turn(f.Answer)
	}
	m.Answer, m.Ns, m.Extra = f.Answer, f.Authority, f.Additional
	a.send(m, query, from)
}

func (a *Authority) send(m, query *mdns.Msg, to client) {
	out, err := seal(m, query, to.limit(query), a.out)
	if err != nil {
		return // a record that can't be packed; the zone parser lets none through
	}
	if m.Truncated {
		a.load.Truncated++
	}
	respond(a.conn, to, to.signing.sign(out, a.h.Now()))
}

func (a *Authority) count(r Result) {
	switch r {
	case Success:
		a.load.Answers++
	case Alias:
		a.load.Aliases++
	case Referral:
		a.load.Referrals++
	case NoData:
		a.load.NoData++
	case NXDomain:
		a.load.NXDomain++
	case OutOfZone:
		a.load.Refused++
	case TooLong:
		a.load.Aliases++
	case Unavailable:
		a.load.Failed++
	}
}

// rcode returns the response code of a result.
func (r Result) rcode() int {
	switch r {
	case NXDomain:
		// RFC 6604, section 3: at the end of a chain of aliases the code is that of
		// the last name.
		return mdns.RcodeNameError
	case TooLong:
		return mdns.RcodeYXDomain
	case Unavailable:
		return mdns.RcodeServerFailure
	}
	return mdns.RcodeSuccess
}
