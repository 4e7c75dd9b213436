package dns_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

func oneServer(t testing.TB, recursion bool) *world {
	w := newWorld(t, 1)
	w.host("client", "10.0.0.1")
	many := ""
	for i := range 60 {
		many += fmt.Sprintf("many A 192.0.2.%d\n", i+1)
	}
	ns := ""
	for i := range 13 {
		ns += fmt.Sprintf("big NS nameserver-number-%02d.big\nnameserver-number-%02d.big A 192.0.2.%d\n", i, i, i+1)
	}
	w.authority(w.host("server", "10.0.0.2"), recursion, zone(t, "org", `
$TTL 60
@ SOA ns h 1 1800 900 604800 60
@ NS ns
ns A 10.0.0.2
www A 192.0.2.1
txt TXT "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
`+many+ns))
	w.run()
	return w
}

func TestAuthorityRefusals(t *testing.T) {
	w := oneServer(t, false)
	for what, c := range map[string]struct {
		change func(*mdns.Msg)
		rcode  int
	}{
		"another zone":  {func(q *mdns.Msg) { q.Question[0].Name = "www.com." }, mdns.RcodeRefused},
		"the root":      {func(q *mdns.Msg) { q.Question[0].Name = "." }, mdns.RcodeRefused},
		"class CH":      {func(q *mdns.Msg) { q.Question[0].Qclass = mdns.ClassCHAOS }, mdns.RcodeRefused},
		"AXFR by UDP":   {func(q *mdns.Msg) { q.Question[0].Qtype = mdns.TypeAXFR }, mdns.RcodeRefused},
		"MAILB":         {func(q *mdns.Msg) { q.Question[0].Qtype = mdns.TypeMAILB }, mdns.RcodeNotImplemented},
		"OPT as a type": {func(q *mdns.Msg) { q.Question[0].Qtype = mdns.TypeOPT }, mdns.RcodeFormatError},
		"UPDATE":        {func(q *mdns.Msg) { q.Opcode = mdns.OpcodeUpdate }, mdns.RcodeFormatError}, // of no zone
		"opcode 9":      {func(q *mdns.Msg) { q.Opcode = 9 }, mdns.RcodeNotImplemented},
		"no question":   {func(q *mdns.Msg) { q.Question = nil }, mdns.RcodeFormatError},
		"two questions": {func(q *mdns.Msg) { q.Question = append(q.Question, q.Question[0]) }, mdns.RcodeFormatError},
	} {
		m := w.query("client", "10.0.0.2", c.change)
		if m == nil {
			t.Errorf("%s: no answer", what)
			continue
		}
		if m.Rcode != c.rcode || !m.Response || m.Id != 4711 || m.Authoritative || len(m.Answer)+len(m.Ns) > 0 {
			t.Errorf("%s: %v", what, m)
		}
	}
	if m := w.query("client", "10.0.0.2", func(q *mdns.Msg) { q.Response = true }); m != nil {
		t.Errorf("a response was answered: %v", m)
	}
	load := w.servers["server"].Load()
	if load.Refused != 7 || load.Malformed != 4 || load.Queries != 11 || load.Answers != 0 {
		t.Errorf("%+v", load)
	}
}

func TestAuthorityMalformed(t *testing.T) {
	w := oneServer(t, false)
	whole, err := (&mdns.Msg{MsgHdr: mdns.MsgHdr{Id: 4711}, Question: []mdns.Question{{Name: "www.org.", Qtype: 1, Qclass: 1}}}).Pack()
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) {
		m := w.queryBytes("client", "10.0.0.2", whole[:n])
		switch {
		case n < 12 && m != nil:
			t.Errorf("%d bytes were answered", n)
		case n >= 12 && (m == nil || m.Rcode != mdns.RcodeFormatError || m.Id != 4711):
			t.Errorf("%d bytes: %v", n, m)
		}
	}
	if m := w.queryBytes("client", "10.0.0.2", whole); m == nil || len(m.Answer) != 1 {
		t.Errorf("afterwards: %v", m)
	}
	if n := len(events[dns.EventMalformed](w, 0)); n != len(whole) {
		t.Errorf("%d events for %d broken queries", n, len(whole))
	}
}

// 512 bytes are the limit by UDP: RFC 1035, section 4.2.1: "Longer messages are
// truncated and the TC bit is set in the header."
func TestTruncation(t *testing.T) {
	w := oneServer(t, false)
	m := w.query("client", "10.0.0.2", func(q *mdns.Msg) { q.Question[0].Name = "many.org." })
	if !m.Truncated || len(m.Answer) < 20 || len(m.Answer) >= 60 {
		t.Errorf("TC %v, %d records", m.Truncated, len(m.Answer))
	}
	// RFC 9471: glue that does not fit sets TC.
	m = w.query("client", "10.0.0.2", func(q *mdns.Msg) { q.Question[0].Name = "www.big.org." })
	if !m.Truncated || len(m.Ns) != 13 || len(m.Extra) == 0 || len(m.Extra) == 13 {
		t.Errorf("TC %v, %d servers, %d addresses", m.Truncated, len(m.Ns), len(m.Extra))
	}
	if m = w.query("client", "10.0.0.2", func(q *mdns.Msg) {}); m.Truncated {
		t.Error("a short answer is truncated")
	}
	if n := w.servers["server"].Load().Truncated; n != 2 {
		t.Errorf("counted %d", n)
	}
}

func TestEDNS(t *testing.T) {
	w := oneServer(t, false)
	opt := func(size uint16, version uint8) func(*mdns.Msg) {
		return func(q *mdns.Msg) {
			q.Question[0].Name = "many.org."
			o := &mdns.OPT{Hdr: mdns.RR_Header{Name: ".", Rrtype: mdns.TypeOPT}}
			o.SetUDPSize(size)
			o.SetVersion(version)
			q.Extra = append(q.Extra, o)
		}
	}
	m := w.query("client", "10.0.0.2", opt(4096, 0))
	if m.Truncated || len(m.Answer) != 60 || m.IsEdns0() == nil || m.IsEdns0().UDPSize() != 1232 {
		t.Errorf("%v", m)
	}
	m = w.query("client", "10.0.0.2", opt(100, 0)) // RFC 6891: as if it were 512
	if !m.Truncated || len(m.Answer) < 20 || m.IsEdns0() == nil {
		t.Errorf("%d records, %v", len(m.Answer), m.MsgHdr)
	}
	if m = w.query("client", "10.0.0.2", opt(1232, 1)); m.Rcode != mdns.RcodeBadVers || len(m.Answer) > 0 {
		t.Errorf("%v", m)
	}
}

// The question comes back as it was written.
func TestCaseIsKept(t *testing.T) {
	w := oneServer(t, false)
	m := w.query("client", "10.0.0.2", func(q *mdns.Msg) { q.Question[0].Name = "wWw.OrG." })
	if m.Question[0].Name != "wWw.OrG." || len(m.Answer) != 1 {
		t.Errorf("%v", m)
	}
}

// With recursion, an alias that leads into another delegated zone is followed,
// and a silent server is passed over.
func TestRecursionAuthority(t *testing.T) {
	w := newWorld(t, 1)
	w.stub(w.host("client", "10.0.0.1"), at53("10.0.0.2"))
	w.authority(w.host("top", "10.0.0.2"), true, zone(t, ".", `
$TTL 60
@ SOA ns. h. 1 1800 900 604800 60
@ NS ns.
ns. A 10.0.0.2
org. NS dead.org.
org. NS ns.org.
dead.org. A 10.9.9.9
ns.org. A 10.0.0.3
com. NS ns.com.
ns.com. A 10.0.0.4
far. NS ns.com.
broken. NS ns.broken.
ns.broken. A 10.9.9.9`))
	w.authority(w.host("org", "10.0.0.3"), true, zone(t, "org", soaNS+"ns 60 A 10.0.0.3\nalias 60 CNAME www.com.\nsub 60 NS ns.com."))
	w.authority(w.host("com", "10.0.0.4"), true, zone(t, "com", soaNS+"ns 60 A 10.0.0.4\nwww 60 A 192.0.2.4"),
		zone(t, "sub.org", "@ 60 SOA ns.com. h 1 1 1 1 60\n@ 60 NS ns.com.\nwww 60 A 192.0.2.5"),
		zone(t, "far", "@ 60 SOA ns.com. h 1 1 1 1 60\n@ 60 NS ns.com.\nwww 60 A 192.0.2.6"))
	w.run()
	for _, c := range []struct{ name, rcode, want string }{
		{"alias.org", "NOERROR", "alias.org. CNAME www.com.; www.com. A 192.0.2.4"},
		{"missing.org", "NXDOMAIN", ""},
		{"com", "NOERROR", ""},
		{"www.far", "NOERROR", "www.far. A 192.0.2.6"}, // addresses at hand in the root zone
		{"www.sub.org", "SERVFAIL", ""},                // glueless, and org knows nothing of com
		{"www.broken", "SERVFAIL", ""},                 // nobody answers
		{"missing", "NXDOMAIN", ""},                    // its own
	} {
		a := w.lookup("client", c.name, "A")
		if a.Rcode != c.rcode || strings.Join(a.Answers, "; ") != c.want {
			t.Errorf("%s: %+v", c.name, a)
		}
		if a.Took > 10*time.Second {
			t.Errorf("%s took %v", c.name, a.Took)
		}
	}
	top, _ := w.n.Machine("top")
	if p := top.Programs()[0]; p.State != "listening" {
		t.Errorf("%+v", p)
	}
}

// A program's own look-up serves the program's operation; the second resolver is
// asked when the first is dead, after five seconds.
func TestStub(t *testing.T) {
	w := oneServer(t, false)
	m := w.host("user", "10.0.0.9")
	w.host("mute", "10.0.0.8").Stop()
	w.stub(m, at53("10.0.0.8"), at53("10.0.0.2"))
	w.run()
	var got dns.Reply
	var before, after uint64
	m.Run(&prog{func(h host.Host) error {
		operation := h.Emit(dns.EventForward{Name: "x."})
		h.Serve(operation)
		got = w.stubs["user"].Lookup(h, "www.org", mdns.TypeA)
		before, after = uint64(operation), uint64(h.Serve(0))
		return nil
	}})
	w.run()
	if got.State != dns.LookupFound || len(got.Addrs()) != 1 || got.Addrs()[0] != addr("192.0.2.1") ||
		got.Server != at53("10.0.0.2") || got.Took != 5*time.Second+20*time.Millisecond {
		t.Errorf("%+v", got)
	}
	if before != after {
		t.Errorf("the program served %d, and then %d", before, after)
	}
	for _, c := range []struct {
		name, state string
		servers     []string
	}{
		{"missing.org", "NXDOMAIN", []string{"10.0.0.2"}},
		{"www.com", "failed", []string{"10.0.0.2"}},
		{"www.org", "timed out", []string{"10.0.0.8"}},
		{"bad..name", "not a name", nil},
		{strings.Repeat("a", 64) + ".org", "not a name", nil},
		{"www.org", "found", []string{"10.0.0.1", "10.0.0.2"}}, // port unreachable, then an answer
	} {
		var servers = make([]string, 0)
		servers = append(servers, c.servers...)
		switch len(servers) {
		case 0:
			w.lookup("user", c.name, "A")
		case 1:
			w.lookup("user", c.name, "A", at53(servers[0]))
		default:
			w.lookup("user", c.name, "A", at53(servers[0]), at53(servers[1]))
		}
		rows := m.Programs()[0].Tables[0].Rows
		if last := rows[len(rows)-1]; last.Cells[2] != c.state {
			t.Errorf("%s: %v, want %s", c.name, last.Cells, c.state)
		}
	}
}
