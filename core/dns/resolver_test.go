package dns_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/view"
)

// asked lists the servers that the local resolver asked since an event.
func (w *world) asked(since int) string {
	var list []string
	for _, m := range w.messages(since) {
		if m.from == "local" && m.payload[2]&0x80 == 0 {
			list = append(list, m.to)
		}
	}
	return strings.Join(list, " ")
}

func twoZones(t testing.TB) *world {
	w := small(t, 1, `
org NS ns.org.
ns.org. A 10.9.9.1
com NS ns.com.
ns.com. A 10.9.9.2`, dns.ResolverConfig{})
	w.authority(w.host("org", "10.9.9.1"), false, zone(t, "org", `
@ 3600 SOA ns h 1 1800 900 604800 60
@ 3600 NS ns
ns 3600 A 10.9.9.1
www 100 A 192.0.2.1
alias 100 CNAME www.com.
a.ent 100 A 192.0.2.3`))
	w.authority(w.host("com", "10.9.9.2"), false, zone(t, "com", soaNS+"ns 3600 A 10.9.9.2\nwww 50 A 192.0.2.2"))
	w.run()
	return w
}

// Nothing is asked before the TTL is over, and the server is asked after it; what
// changed meanwhile is not seen until then.
func TestTTLExpiry(t *testing.T) {
	w := twoZones(t)
	w.lookup("client", "www.org", "A")
	stored := w.k.Now()
	w.servers["org"].Reload([]*dns.Zone{zone(t, "org", soaNS+"ns 60 A 10.9.9.1\nwww 100 A 192.0.2.99")})
	for _, step := range []struct {
		at   time.Duration // since the answer
		want string
		from string
	}{
		{50 * time.Second, "192.0.2.1", ""},
		{99 * time.Second, "192.0.2.1", ""},
		{101 * time.Second, "192.0.2.99", "org"},
	} {
		w.after(stored.Add(step.at).Sub(w.k.Now()))
		begin := w.t.Len()
		a := w.lookup("client", "www.org", "A")
		if a.Answers[0] != "www.org. A "+step.want {
			t.Errorf("after %v: %v", step.at, a.Answers)
		}
		if got := w.asked(begin); got != step.from {
			t.Errorf("after %v: asked %q, want %q", step.at, got, step.from)
		}
	}
	if e := events[dns.EventCacheExpire](w, 0); len(e) != 1 || e[0].Name != "www.org." {
		t.Errorf("%+v", e)
	}
}

// The client sees the TTL run down.
func TestTTLRunsDown(t *testing.T) {
	w := twoZones(t)
	w.lookup("client", "www.org", "A")
	w.after(40 * time.Second)
	begin := w.t.Len()
	w.lookup("client", "www.org", "A")
	m := new(mdns.Msg)
	all := w.messages(begin)
	if err := m.Unpack(all[len(all)-1].payload); err != nil {
		t.Fatal(err)
	}
	if ttl := m.Answer[0].Header().Ttl; ttl != 59 {
		t.Errorf("TTL %d, want 59 of 100 a little more than 40 s later", ttl)
	}
}

// A cached referral lets the next look-up pass the root by.
func TestRootBypassed(t *testing.T) {
	w := twoZones(t)
	w.lookup("client", "www.org", "A")
	begin := w.t.Len()
	w.lookup("client", "a.ent.org", "A")
	if got := w.asked(begin); got != "org" {
		t.Errorf("asked %q", got)
	}
}

func TestNegativeAnswers(t *testing.T) {
	w := twoZones(t)
	for _, c := range []struct{ name, qtype, rcode, asked string }{
		{"missing.org", "A", "NXDOMAIN", "root org"},
		{"missing.org", "A", "NXDOMAIN", ""},
		{"missing.org", "MX", "NXDOMAIN", ""}, // RFC 2308, section 5: for every type
		{"www.org", "MX", "NOERROR", "org"},
		{"www.org", "MX", "NOERROR", ""},
		{"www.org", "TXT", "NOERROR", "org"}, // NODATA is for one type
		{"ent.org", "A", "NOERROR", "org"},   // RFC 8020: an empty non-terminal exists
		{"nosuchtld", "A", "NXDOMAIN", "root"},
	} {
		begin := w.t.Len()
		a := w.lookup("client", c.name, c.qtype)
		if a.Rcode != c.rcode || len(a.Answers) > 0 {
			t.Errorf("%s %s: %+v", c.name, c.qtype, a)
		}
		if got := w.asked(begin); got != c.asked {
			t.Errorf("%s %s: asked %q, want %q", c.name, c.qtype, got, c.asked)
		}
	}
	// RFC 2308: the negative answer lives as long as the SOA's MINIMUM says: 60 s.
	w.after(61 * time.Second)
	begin := w.t.Len()
	w.lookup("client", "missing.org", "A")
	if got := w.asked(begin); got != "org" {
		t.Errorf("after its time: asked %q", got)
	}
}

// An alias into another zone is followed there, and each part has its own TTL.
func TestAliasAcrossZones(t *testing.T) {
	w := twoZones(t)
	const want = "alias.org. CNAME www.com.; www.com. A 192.0.2.2"
	for _, step := range []struct {
		after time.Duration
		asked string
	}{{0, "root org root com"}, {time.Second, ""}, {50 * time.Second, "com"}, {50 * time.Second, "org com"}} {
		w.after(step.after)
		begin := w.t.Len()
		a := w.lookup("client", "alias.org", "A")
		if strings.Join(a.Answers, "; ") != want {
			t.Errorf("%v", a.Answers)
		}
		if got := w.asked(begin); got != step.asked {
			t.Errorf("after %v more: asked %q, want %q", step.after, got, step.asked)
		}
	}
}

// Glue is not given to clients as an answer: its name is looked up.
func TestGlueIsNoAnswer(t *testing.T) {
	w := twoZones(t)
	w.lookup("client", "www.org", "A")
	begin := w.t.Len()
	w.lookup("client", "ns.org", "A")
	if got := w.asked(begin); got != "org" {
		t.Errorf("asked %q", got)
	}
}

// Identical questions that are open at once are asked once.
func TestCoalescing(t *testing.T) {
	w := twoZones(t)
	const clients = 20
	for i := range clients {
		name := "c" + strconv.Itoa(i)
		m := w.host(name, "10.1.0."+strconv.Itoa(i+1))
		w.stub(m, at53("10.0.0.53"))
	}
	w.run()
	begin := w.t.Len()
	for i := range clients {
		w.stubs["c"+strconv.Itoa(i)].Start("www.org", mdns.TypeA)
	}
	w.run()
	if got := w.asked(begin); got != "root org" {
		t.Errorf("asked %q", got)
	}
	answers := events[dns.EventAnswer](w, begin)
	for _, a := range answers {
		if strings.Join(a.Answers, "") != "www.org. A 192.0.2.1" {
			t.Errorf("%+v", a)
		}
	}
	if load := w.resolvers["local"].Load(); len(answers) != clients || load.Joined != clients-1 || load.Queries != clients {
		t.Errorf("%d answers, %+v", len(answers), load)
	}
}

// A client that sends its query again while it is being resolved gets one answer.
func TestCopiesOfAQuery(t *testing.T) {
	w := twoZones(t)
	begin := w.t.Len()
	m, _ := w.n.Machine("client")
	m.Run(&prog{func(h host.Host) error {
		c, err := h.Dial("udp", at53("10.0.0.53"))
		if err != nil {
			return err
		}
		q := mdns.Msg{Question: []mdns.Question{{Name: "www.org.", Qtype: mdns.TypeA, Qclass: mdns.ClassINET}}}
		q.Id, q.RecursionDesired = 7, true
		b, err := q.Pack()
		if err != nil {
			return err
		}
		for range 3 {
			if _, err := c.Write(b); err != nil {
				return err
			}
		}
		return h.Sleep(time.Second)
	}})
	w.run()
	answers := 0
	for _, m := range w.messages(begin) {
		if m.to == "client" {
			answers++
		}
	}
	if answers != 1 || w.asked(begin) != "root org" {
		t.Errorf("%d answers; asked %q", answers, w.asked(begin))
	}
}

// While a look-up is under way, the snapshot shows whom the resolver waits for;
// afterwards the cache with the times that its entries live.
func TestResolverView(t *testing.T) {
	w := twoZones(t)
	local, _ := w.n.Machine("local")
	program := func() view.Program { return local.Programs()[0] }
	if p := program(); p.State != "idle" || p.Kind != "dns.resolver" {
		t.Errorf("%+v", p)
	}
	w.stubs["client"].Start("www.org", mdns.TypeA)
	states := map[string]bool{}
	for w.k.Alive() {
		w.k.Step()
		p := program()
		states[p.State] = true
		if rows := p.Tables[0].Rows; len(rows) > 0 && p.State != "idle" && rows[0].Cells[1] != "www.org." {
			t.Errorf("pending %+v", rows)
		}
	}
	for _, want := range []string{"idle", "asking a.root-servers.net about www.org", "asking ns.org about www.org"} {
		if !states[want] {
			t.Errorf("never %q: %v", want, states)
		}
	}
	p := program()
	var rows []string
	for _, r := range p.Tables[1].Rows {
		begin, end, _ := strings.Cut(r.Cells[4], " ")
		from, _ := strconv.ParseInt(begin, 10, 64)
		to, _ := strconv.ParseInt(end, 10, 64)
		if at := time.Unix(0, from); at.Before(epoch) || at.After(epoch.Add(time.Second)) {
			t.Errorf("%v was stored at %v", r.Key, at)
		}
		rows = append(rows, strings.Join(r.Cells[:4], " ")+" "+time.Duration(to-from).String())
	}
	same(t, "cache", strings.Join(rows, "\n"), `
org. NS ns.org. referral 24h0m0s
ns.org. A 10.9.9.1 referral 24h0m0s
www.org. A 192.0.2.1 authoritative 1m40s`)
	w.after(2 * time.Minute)
	if n := len(program().Tables[1].Rows); n != 2 {
		t.Errorf("%d rows after www.org has expired", n)
	}
	if s := program().Tables[2].Rows; len(s) != 2 || s[1].Cells[1] != "ns.org." || s[1].Cells[2] != "20.000" {
		t.Errorf("servers %+v", s)
	}
}

// A resolver that is switched off and on again has forgotten all, and its dice
// fall otherwise.
func TestRestart(t *testing.T) {
	w := twoZones(t)
	w.lookup("client", "www.org", "A")
	id := w.messages(0)[1].payload[:2]
	local, _ := w.n.Machine("local")
	local.Stop()
	w.run()
	if a := w.lookup("client", "www.org", "A"); a.Rcode != "" || a.Took != 10*time.Second {
		t.Errorf("%+v", a)
	}
	local.Start()
	w.run()
	begin := w.t.Len()
	w.lookup("client", "www.org", "A")
	if got := w.asked(begin); got != "root org" {
		t.Errorf("asked %q", got)
	}
	if again := w.messages(begin)[1].payload[:2]; string(again) == string(id) {
		t.Error("the rebooted resolver repeats its ids")
	}
}

// RD=0: the resolver tells what it has, and else where to go on.
func TestNoRecursionDesired(t *testing.T) {
	w := twoZones(t)
	ask := func(name string) *mdns.Msg {
		return w.query("client", "10.0.0.53", func(q *mdns.Msg) {
			q.Question[0].Name, q.RecursionDesired = name, false
		})
	}
	if m := ask("www.org."); len(m.Answer) != 0 || m.Ns[0].Header().Name != "." || len(m.Extra) != 1 {
		t.Errorf("%v", m)
	}
	w.lookup("client", "www.org", "A")
	if m := ask("www.org."); len(m.Answer) != 1 || !m.RecursionAvailable || m.Authoritative {
		t.Errorf("%v", m)
	}
	begin := w.t.Len()
	if m := ask("other.org."); len(m.Answer) != 0 || m.Ns[0].Header().Name != "org." {
		t.Errorf("%v", m)
	}
	if got := w.asked(begin); got != "" {
		t.Errorf("asked %q", got)
	}
}

// query sends one query of type A with RD=1, changed by a function, and returns
// the answer, nil if none came in a second.
func (w *world) query(from, server string, change func(*mdns.Msg)) *mdns.Msg {
	w.Helper()
	q := new(mdns.Msg)
	q.Id, q.RecursionDesired = 4711, true
	q.Question = []mdns.Question{{Name: "www.org.", Qtype: mdns.TypeA, Qclass: mdns.ClassINET}}
	change(q)
	b, err := q.Pack()
	if err != nil {
		w.Fatal(err)
	}
	return w.queryBytes(from, server, b)
}

func (w *world) queryBytes(from, server string, b []byte) *mdns.Msg {
	w.Helper()
	var answer *mdns.Msg
	m, _ := w.n.Machine(from)
	m.Run(&prog{func(h host.Host) error {
		c, err := h.Dial("udp", at53(server))
		if err != nil {
			return err
		}
		defer c.Close()
		if _, err := c.Write(b); err != nil {
			return err
		}
		if err := c.SetReadDeadline(h.Now().Add(time.Second)); err != nil {
			return err
		}
		buf := make([]byte, 4096)
		n, err := c.Read(buf)
		if err != nil {
			return nil
		}
		answer = new(mdns.Msg)
		if err := answer.Unpack(buf[:n]); err != nil {
			w.Errorf("the answer: %v", err)
		}
		if limit := 512; n > limit && !strings.Contains(w.Name(), "EDNS") {
			w.Errorf("the answer has %d bytes", n)
		}
		return nil
	}})
	w.run()
	return answer
}

// The trace of a world is the same every time, and another with another seed.
func TestDeterminism(t *testing.T) {
	hash := func(seed uint64) string {
		w := textbook(t, seed, true, true)
		w.lookup("engineering", "gaia.cs.umass.edu", "A")
		w.lookup("engineering", "no.cs.umass.edu", "A")
		return w.t.HashString()
	}
	if a, b := hash(3), hash(3); a != b {
		t.Error("the same seed gave another trace")
	}
	if hash(3) == hash(4) {
		t.Error("two seeds gave one trace")
	}
}
