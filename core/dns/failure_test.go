package dns_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// prog is a program made of a function.
type prog struct{ run func(host.Host) error }

func (p *prog) Kind() string          { return "test" }
func (p *prog) Run(h host.Host) error { return p.run(h) }
func (p *prog) View() view.Program    { return view.Program{Kind: "test", State: "busy"} }

// serve lets a machine answer queries as a function says; nil is silence.
func (w *world) serve(m *vnet.Machine, answer func(q *mdns.Msg) *mdns.Msg) {
	w.serveAll(m, func(q *mdns.Msg) []*mdns.Msg {
		if a := answer(q); a != nil {
			return []*mdns.Msg{a}
		}
		return nil
	})
}

// serveAll is serve with any number of messages for each query.
func (w *world) serveAll(m *vnet.Machine, answers func(q *mdns.Msg) []*mdns.Msg) {
	m.Install("test", func() host.Program {
		return onQueries(func(_ host.Host, query []byte, reply func([]byte) error) error {
			q := new(mdns.Msg)
			if q.Unpack(query) != nil {
				return nil
			}
			for _, a := range answers(q) {
				b, err := a.Pack()
				if err != nil {
					return err
				}
				if err := reply(b); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// onQueries is a program that hands each datagram that comes to the port of DNS on, with a way
// to answer it.
func onQueries(do func(h host.Host, query []byte, reply func([]byte) error) error) *prog {
	return &prog{func(h host.Host) error {
		c, err := h.ListenPacket("udp", netip.AddrPortFrom(h.Addrs()[0], dns.Port))
		if err != nil {
			return err
		}
		buf := make([]byte, 2048)
		for {
			n, from, err := c.ReadFromUDPAddrPort(buf)
			if err != nil {
				return err
			}
			reply := func(b []byte) error { _, err := c.WriteToUDPAddrPort(b, from); return err }
			if err := do(h, buf[:n], reply); err != nil {
				return err
			}
		}
	}}
}

func rr(s string) mdns.RR {
	r, err := mdns.NewRR(s)
	if err != nil {
		panic(err)
	}
	return r
}

// answering makes the answer to a query.
func answering(q *mdns.Msg, aa bool, answer, authority, additional []string) *mdns.Msg {
	m := new(mdns.Msg)
	m.SetReply(q)
	m.Authoritative = aa
	for _, s := range answer {
		m.Answer = append(m.Answer, rr(s))
	}
	for _, s := range authority {
		m.Ns = append(m.Ns, rr(s))
	}
	for _, s := range additional {
		m.Extra = append(m.Extra, rr(s))
	}
	return m
}

// small builds a root, one client with a resolver, and zones below the root that
// are served as given: address → zone → text. NS and glue for the root zone are
// the test's business.
func small(t testing.TB, seed uint64, rootText string, c dns.ResolverConfig) *world {
	w := newWorld(t, seed)
	c.Hints = hints(t, rootHints)
	w.stub(w.host("client", "10.0.0.1"), at53("10.0.0.53"))
	w.resolver(w.host("local", "10.0.0.53"), c)
	w.authority(w.host("root", "198.41.0.4"), false, zone(t, ".", `
$TTL 86400
@ SOA a.root-servers.net. h. 1 1800 900 604800 600
@ NS a.root-servers.net.
a.root-servers.net. A 198.41.0.4
`+rootText))
	return w
}

const soaNS = "@ 3600 SOA ns h 1 1800 900 604800 60\n@ 3600 NS ns\n"

// A dead server comes first: the query is sent again to the living one, and the
// dead one is asked last from then on.
func TestDeadServerFirst(t *testing.T) {
	w := small(t, 1, `
org NS dead.org.
org NS alive.org.
dead.org. A 10.9.9.1
alive.org. A 10.9.9.2`, dns.ResolverConfig{})
	dead := w.host("dead", "10.9.9.1")
	w.authority(w.host("alive", "10.9.9.2"), false, zone(t, "org", "@ 60 SOA alive h 1 1 1 1 60\n@ 60 NS dead\n@ 60 NS alive\ndead 60 A 10.9.9.1\nalive 60 A 10.9.9.2\n*.x 60 A 192.0.2.1"))
	dead.Stop()
	w.run()
	a := w.lookup("client", "one.x.org", "A")
	if a.Rcode != "NOERROR" || a.Took < 400*time.Millisecond || a.Took > 600*time.Millisecond {
		t.Errorf("%+v", a)
	}
	timeouts := events[dns.EventTimeout](w, 0)
	if len(timeouts) != 1 || timeouts[0].Server != at53("10.9.9.1") || timeouts[0].Waited != 400*time.Millisecond || timeouts[0].Attempt != 1 {
		t.Errorf("time-outs %+v", timeouts)
	}
	// The retry is due to the time-out.
	for _, m := range w.messages(0) {
		if m.to == "alive" {
			if e, _ := w.t.Event(m.event.Cause); e.Body.Kind() != dns.KindTimeout {
				t.Errorf("%v was sent because of %v", m, e.Body.Text())
			}
		}
	}
	begin := w.t.Len()
	if a := w.lookup("client", "two.x.org", "A"); a.Rcode != "NOERROR" || a.Took > 100*time.Millisecond {
		t.Errorf("%+v", a)
	}
	for _, m := range w.messages(begin) {
		if m.to == "dead" {
			t.Error("the dead server was asked first again")
		}
	}
}

// Nobody listens: the ICMP error ends the attempt at once.
func TestRefusedPort(t *testing.T) {
	w := small(t, 1, `
org NS none.org.
org NS alive.org.
none.org. A 10.9.9.1
alive.org. A 10.9.9.2`, dns.ResolverConfig{})
	w.host("none", "10.9.9.1")
	w.authority(w.host("alive", "10.9.9.2"), false, zone(t, "org", soaNS+"ns 60 A 10.9.9.2\nwww 60 A 192.0.2.1"))
	w.run()
	if a := w.lookup("client", "www.org", "A"); a.Rcode != "NOERROR" || a.Took > 200*time.Millisecond {
		t.Errorf("%+v", a)
	}
	if u := events[dns.EventUnreachable](w, 0); len(u) != 1 || u[0].Reason != "connection refused" {
		t.Errorf("%+v", u)
	}
}

// Servers that answer, but not to the point, are passed over.
func TestLameServers(t *testing.T) {
	for name, answer := range map[string]func(*mdns.Msg) *mdns.Msg{
		"SERVFAIL": func(q *mdns.Msg) *mdns.Msg { m := answering(q, false, nil, nil, nil); m.Rcode = 2; return m },
		"REFUSED":  func(q *mdns.Msg) *mdns.Msg { m := answering(q, false, nil, nil, nil); m.Rcode = 5; return m },
		"upward referral": func(q *mdns.Msg) *mdns.Msg {
			return answering(q, false, nil, []string{". 60 NS a.root-servers.net."}, nil)
		},
		"own referral": func(q *mdns.Msg) *mdns.Msg { return answering(q, false, nil, []string{"org. 60 NS lame.org."}, nil) },
		"nothing":      func(q *mdns.Msg) *mdns.Msg { return answering(q, false, nil, nil, nil) },
		"sideways":     func(q *mdns.Msg) *mdns.Msg { return answering(q, false, nil, []string{"com. 60 NS lame.org."}, nil) },
		"FORMERR, no more": func(q *mdns.Msg) *mdns.Msg {
			m := answering(q, false, nil, nil, nil)
			m.Question = nil
			m.Rcode = 1
			return m
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := small(t, 1, `
org NS lame.org.
org NS good.org.
lame.org. A 10.9.9.1
good.org. A 10.9.9.2`, dns.ResolverConfig{})
			w.serve(w.host("lame", "10.9.9.1"), answer)
			w.authority(w.host("good", "10.9.9.2"), false, zone(t, "org", soaNS+"ns 60 A 10.9.9.2\nwww 60 A 192.0.2.1"))
			w.run()
			if a := w.lookup("client", "www.org", "A"); a.Rcode != "NOERROR" || len(a.Answers) != 1 || a.Took > 200*time.Millisecond {
				t.Errorf("%+v", a)
			}
			asked := 0
			for _, m := range w.messages(0) {
				if m.to == "lame" {
					asked++
				}
			}
			if asked != 1 {
				t.Errorf("the lame server was asked %d times", asked)
			}
		})
	}
}

// A server without glue is looked up on the side.
func TestGlueless(t *testing.T) {
	w := small(t, 1, `
org NS ns.org.
ns.org. A 10.9.9.1
com NS ns.com.
ns.com. A 10.9.9.2`, dns.ResolverConfig{})
	w.authority(w.host("org", "10.9.9.1"), false, zone(t, "org", soaNS+"ns 60 A 10.9.9.1\nexample 60 NS dns.com."))
	w.authority(w.host("com", "10.9.9.2"), false, zone(t, "com", soaNS+"ns 60 A 10.9.9.2\ndns 60 A 10.9.9.3"))
	w.authority(w.host("example", "10.9.9.3"), false, zone(t, "example.org", "@ 60 SOA dns.com. h 1 1 1 1 60\n@ 60 NS dns.com.\nwww 60 A 192.0.2.1"))
	w.run()
	begin := w.t.Len()
	if a := w.lookup("client", "www.example.org", "A"); a.Rcode != "NOERROR" {
		t.Errorf("%+v", a)
	}
	same(t, "messages", texts(w.messages(begin)), `
client > local: A? www.example.org
local > root: A? www.example.org
root > local: NS org + glue
local > org: A? www.example.org
org > local: NS example.org
local > root: A? dns.com
root > local: NS com + glue
local > com: A? dns.com
com > local: A 10.9.9.3
local > example: A? www.example.org
example > local: A 192.0.2.1
local > client: A 192.0.2.1`)
}

// What a server says about names outside of its zone is not believed: neither an
// address in an answer nor glue.
func TestBailiwick(t *testing.T) {
	w := small(t, 1, `
org NS ns.org.
ns.org. A 10.9.9.1
com NS ns.com.
ns.com. A 10.9.9.2`, dns.ResolverConfig{})
	w.serve(w.host("evil", "10.9.9.1"), func(q *mdns.Msg) *mdns.Msg {
		name := q.Question[0].Name
		return answering(q, true,
			[]string{name + " 60 CNAME www.com.", "www.com. 60 A 6.6.6.6"},
			[]string{"com. 60 NS ns.org."},
			[]string{"ns.com. 60 A 10.9.9.1", "www.com. 60 A 6.6.6.6"})
	})
	w.authority(w.host("com", "10.9.9.2"), false, zone(t, "com", soaNS+"ns 60 A 10.9.9.2\nwww 60 A 192.0.2.1"))
	w.run()
	a := w.lookup("client", "www.org", "A")
	if strings.Join(a.Answers, "; ") != "www.org. CNAME www.com.; www.com. A 192.0.2.1" {
		t.Errorf("%+v", a)
	}
	if a := w.lookup("client", "www.com", "A"); strings.Join(a.Answers, "") != "www.com. A 192.0.2.1" {
		t.Errorf("%+v", a)
	}
	begin := w.t.Len()
	w.after(2 * time.Minute) // what evil said would be alive for a minute
	w.lookup("client", "www.com", "A")
	for _, m := range w.messages(begin) {
		if m.to == "evil" {
			t.Error("evil's own NS record for com was believed")
		}
	}
}

// Messages that do not fit the query are ignored, and the look-up goes on: wrong
// id, wrong question, no response at all, and a perfect answer from elsewhere.
func TestSpoof(t *testing.T) {
	w := small(t, 1, "org NS ns.org.\nns.org. A 10.9.9.1", dns.ResolverConfig{})
	forged := func(q *mdns.Msg) *mdns.Msg { return answering(q, true, []string{"www.org. 60 A 6.6.6.6"}, nil, nil) }
	w.serveAll(w.host("org", "10.9.9.1"), func(q *mdns.Msg) []*mdns.Msg {
		id, name, query := forged(q), forged(q), forged(q)
		id.Id ^= 1
		name.Question = []mdns.Question{{Name: "mail.org.", Qtype: mdns.TypeA, Qclass: mdns.ClassINET}}
		query.Response = false
		return []*mdns.Msg{id, name, query, answering(q, true, []string{"www.org. 60 A 192.0.2.1"}, nil, nil)}
	})
	// The attacker has learned all, but sends from its own address, and is nearer.
	attacker := w.hostOn("attacker", "10.6.6.6", vnet.LinkConfig{})
	attacks := 0
	cancel := w.t.Subscribe(func(e trace.Event) {
		f := e.Body.(*vnet.FrameSent)
		if e.Host != "local" || f.Dst != at53("10.9.9.1") {
			return
		}
		q, victim := new(mdns.Msg), f.Src
		if err := q.Unpack(f.Data); err != nil {
			t.Error(err)
		}
		attacks++
		w.k.After(0, func() {
			attacker.Run(&prog{func(h host.Host) error { return send(h, victim, forged(q)) }})
		})
	}, vnet.KindFrameSent)
	defer cancel()
	w.run()
	a := w.lookup("client", "www.org", "A")
	if strings.Join(a.Answers, "") != "www.org. A 192.0.2.1" {
		t.Errorf("%+v", a)
	}
	if attacks != 1 {
		t.Errorf("%d attacks", attacks)
	}
	var ignored []string
	for _, e := range events[dns.EventIgnored](w, 0) {
		ignored = append(ignored, e.Reason)
	}
	same(t, "ignored", strings.Join(ignored, "\n"), "wrong id\nwrong question\na query, not a response")
	if cached := w.lookup("client", "www.org", "A"); strings.Join(cached.Answers, "") != "www.org. A 192.0.2.1" {
		t.Errorf("in the cache: %+v", cached)
	}
}

// send sends one message from the DNS port of a host.
func send(h host.Host, to netip.AddrPort, m *mdns.Msg) error {
	c, err := h.ListenPacket("udp", netip.AddrPortFrom(h.Addrs()[0], dns.Port))
	if err != nil {
		return err
	}
	defer c.Close()
	b, err := m.Pack()
	if err != nil {
		return err
	}
	_, err = c.WriteToUDPAddrPort(b, to)
	return err
}

// Each query has an id and a port of its own, drawn from the program's streams.
func TestRandomIDs(t *testing.T) {
	w := textbook(t, 7, true, false)
	w.lookup("engineering", "gaia.cs.umass.edu", "A")
	ids, ports := map[string]bool{}, map[uint16]bool{}
	for _, m := range w.messages(0) {
		if m.from == "dns.nyu.edu" && m.to != "engineering" {
			ids[string(m.payload[:2])] = true
			ports[m.port] = true
		}
	}
	if len(ids) != 4 || len(ports) != 4 {
		t.Errorf("4 queries, %d ids, %d ports", len(ids), len(ports))
	}
	other := textbook(t, 8, true, false)
	other.lookup("engineering", "gaia.cs.umass.edu", "A")
	if string(other.messages(0)[1].payload[:2]) == string(w.messages(0)[1].payload[:2]) {
		t.Error("another seed gave the same id")
	}
}

// Lossy links: every look-up succeeds in the end, for 200 seeds, iterated and
// recursive, with and without the intermediate server.
func TestLossyLinks(t *testing.T) {
	before := link
	link.Loss = 0.05 // the servers' links, each way: one query in ten goes unanswered
	defer func() { link = before }()
	retried := 0
	for seed := range uint64(200) {
		w := textbook(t, seed, seed%2 == 0, seed%4 >= 2)
		a := w.lookup("engineering", "gaia.cs.umass.edu", "A")
		if a.Rcode != "NOERROR" || len(a.Answers) != 1 {
			t.Errorf("seed %d: %+v\n%s", seed, a, texts(w.messages(0)))
		}
		if len(events[dns.EventTimeout](w, 0)) > 0 {
			retried++
		}
	}
	if retried < 40 {
		t.Errorf("only %d of 200 worlds saw a time-out: the links lose too little to test anything", retried)
	}
}
