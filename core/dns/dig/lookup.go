package dig

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"time"

	mdns "github.com/miekg/dns"
)

// lookup is a question with all that was said about how to ask it and what to print.
// Options before the first name are those of all questions of the line, options behind
// a name its own.
type lookup struct {
	text     string // the name, as it was typed
	qtype    uint16
	qclass   uint16
	typeSet  bool
	classSet bool
	opcode   int
	serial   uint32 // of the version that IXFR begins with

	servers []server // none: those of the machine
	tries   int      // of the first server; each further one is asked once
	wait    time.Duration
	tcp     bool
	tcpSet  bool
	noRetry bool // an answer that is cut short is shown as it is
	tryNext bool // a server that fails is passed over
	// checkRA: so is one that does not recurse though it is asked to.
	checkRA bool

	header headerBits
	edns   ednsOptions
	trace  bool
	atRoot bool // +trace: the servers of the root are asked for

	show  display
	style style

	banner string // is printed before the first message
}

// headerBits are the flags of the query.
type headerBits struct {
	aa, ad, cd, ra, rd, tc, z bool
	headerOnly                bool
}

// ednsOptions say what the query's OPT record holds (RFC 6891).
type ednsOptions struct {
	version   int // -1: there is no such record
	size      uint16
	do        bool
	negotiate bool // a server that knows no such version is asked by the one it knows
	cookie    bool
	sent      string // the cookie in hexadecimal; "": one is drawn
	nsid      bool
	subnet    netip.Prefix
	flags     uint16
}

// display says which parts are printed.
type display struct {
	question, answer, authority, additional bool
	comments, stats                         bool
	identify, sending, microseconds         bool
	oneSOA                                  bool
}

// newLookup returns what dig does unless told otherwise.
func newLookup() *lookup {
	return &lookup{
		qtype: mdns.TypeA, qclass: mdns.ClassINET, tries: 3, wait: 5 * time.Second,
		header: headerBits{ad: true, rd: true},
		edns:   ednsOptions{size: 1232, negotiate: true, cookie: true},
		show:   display{question: true, answer: true, authority: true, additional: true, comments: true, stats: true},
	}
}

// clone returns a lookup that begins with the same options.
func (l *lookup) clone() *lookup {
	c := *l
	c.servers = append([]server(nil), l.servers...)
	return &c
}

// transfers reports whether whole zones are asked for.
func (l *lookup) transfers() bool { return l.qtype == mdns.TypeAXFR || l.qtype == mdns.TypeIXFR }

// query makes the message.
func (l *lookup) query(id uint16) *mdns.Msg {
	m := &mdns.Msg{MsgHdr: mdns.MsgHdr{Id: id, Opcode: l.opcode, Authoritative: l.header.aa, Truncated: l.header.tc,
		RecursionDesired: l.header.rd, RecursionAvailable: l.header.ra, Zero: l.header.z,
		AuthenticatedData: l.header.ad, CheckingDisabled: l.header.cd}}
	if l.header.headerOnly {
		return m
	}
	m.Question = []mdns.Question{{Name: mdns.Fqdn(l.text), Qtype: l.qtype, Qclass: l.qclass}}
	if l.qtype == mdns.TypeIXFR {
		m.Ns = []mdns.RR{&mdns.SOA{Hdr: mdns.RR_Header{Name: mdns.Fqdn(l.text), Rrtype: mdns.TypeSOA, Class: l.qclass},
			Ns: ".", Mbox: ".", Serial: l.serial}}
	}
	if opt := l.edns.record(); opt != nil {
		m.Extra = []mdns.RR{opt}
	}
	return m
}

// record makes the OPT record; nil if there is none.
func (e *ednsOptions) record() *mdns.OPT {
	if e.version < 0 {
		return nil
	}
	opt := &mdns.OPT{Hdr: mdns.RR_Header{Name: ".", Rrtype: mdns.TypeOPT}}
	opt.SetUDPSize(e.size)
	opt.SetVersion(uint8(e.version))
	opt.Hdr.Ttl |= uint32(e.flags)
	opt.SetDo(e.do)
	if e.nsid {
		opt.Option = append(opt.Option, &mdns.EDNS0_NSID{Code: mdns.EDNS0NSID})
	}
	if e.subnet.IsValid() {
		family := uint16(1)
		if e.subnet.Addr().Is6() {
			family = 2
		}
		opt.Option = append(opt.Option, &mdns.EDNS0_SUBNET{Code: mdns.EDNS0SUBNET, Family: family,
			SourceNetmask: uint8(e.subnet.Bits()), Address: e.subnet.Addr().AsSlice()})
	}
	if e.cookie {
		opt.Option = append(opt.Option, &mdns.EDNS0_COOKIE{Code: mdns.EDNS0COOKIE, Cookie: e.sent})
	}
	return opt
}

// drawCookie gives a lookup a client cookie. RFC 7873, section 4.1, wants 64 bits that
// others can't guess.
func (t *tool) drawCookie(l *lookup) {
	if l.edns.cookie && l.edns.sent == "" {
		var b [8]byte
		for i := range b {
			b[i] = byte(t.dice.Uint32())
		}
		l.edns.sent = hex.EncodeToString(b[:])
	}
}

// reverse returns the name at which an address has its PTR record. What is no address
// is taken for the beginning of one, as dig -x 10.1 does.
func reverse(text string) string {
	if name, err := mdns.ReverseAddr(text); err == nil {
		return name
	}
	labels := strings.Split(strings.TrimSuffix(text, "."), ".")
	for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 {
		labels[i], labels[j] = labels[j], labels[i]
	}
	return strings.Join(labels, ".") + ".in-addr.arpa."
}

// illegal says why a text is no domain name, in BIND's words; "" if it is one.
func illegal(name string) string {
	if name == "." {
		return ""
	}
	total, label := 0, 0
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c == '.' {
			if label == 0 {
				return "empty label"
			}
			total, label = total+1+label, 0
			continue
		}
		if c == '\\' {
			n := escaped(name[i+1:])
			if n == 0 {
				return "bad escape"
			}
			i += n
		}
		if label++; label > 63 {
			return "label too long"
		}
	}
	if label > 0 {
		total += 1 + label
	}
	switch {
	case total == 0:
		return "unexpected end of input"
	case total+1 > 255:
		return "ran out of space"
	}
	return ""
}

// escaped returns how many characters behind a backslash belong to it: three digits
// up to 255, or one other character; 0 if it is wrong.
func escaped(s string) int {
	if s == "" {
		return 0
	}
	if s[0] < '0' || s[0] > '9' {
		return 1
	}
	n := 0
	for i := range 3 {
		if i >= len(s) || s[i] < '0' || s[i] > '9' {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	if n > 255 {
		return 0
	}
	return 3
}
