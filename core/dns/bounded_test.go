package dns_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/vnet"
)

// bounded asserts that a hopeless look-up ends in SERVFAIL after little work.
func bounded(t *testing.T, w *world, name string) {
	t.Helper()
	begin := w.t.Len()
	a := w.lookup("client", name, "A")
	if a.Rcode != "SERVFAIL" {
		t.Errorf("%s: %+v", name, a)
	}
	n := 0
	for _, m := range w.messages(begin) {
		if m.from == "local" && m.to != "client" {
			n++
		}
	}
	if n > 50 {
		t.Errorf("%s: %d queries", name, n)
	}
	if f := events[dns.EventFailed](w, begin); len(f) != 1 || f[0].Reason == "" {
		t.Errorf("%s: %+v", name, f)
	}
}

// Aliases in a circle within a zone, and across two.
func TestAliasLoops(t *testing.T) {
	w := small(t, 1, `
org NS ns.org.
ns.org. A 10.9.9.1
com NS ns.com.
ns.com. A 10.9.9.2`, dns.ResolverConfig{})
	w.authority(w.host("org", "10.9.9.1"), false, zone(t, "org", soaNS+"ns 60 A 10.9.9.1\na 60 CNAME b\nb 60 CNAME a\nself 60 CNAME self\nx 60 CNAME y.com."))
	w.authority(w.host("com", "10.9.9.2"), false, zone(t, "com", soaNS+"ns 60 A 10.9.9.2\ny 60 CNAME x.org."))
	w.run()
	for _, name := range []string{"a.org", "self.org", "x.org", "y.com", "b.org"} {
		bounded(t, w, name)
	}
}

// Aliases without end, each to a new name.
func TestEndlessAliases(t *testing.T) {
	w := small(t, 1, "org NS ns.org.\nns.org. A 10.9.9.1", dns.ResolverConfig{})
	n := 0
	w.serve(w.host("org", "10.9.9.1"), func(q *mdns.Msg) *mdns.Msg {
		n++
		return answering(q, true, []string{fmt.Sprintf("%s 60 CNAME n%d.org.", q.Question[0].Name, n)}, nil, nil)
	})
	w.run()
	bounded(t, w, "www.org")
	if n > 20 {
		t.Errorf("%d aliases were followed", n)
	}
}

// Referrals without end, each a label deeper, and names of servers that need
// other names of servers (NXNSAttack).
func TestEndlessReferrals(t *testing.T) {
	w := small(t, 1, "org NS ns.org.\nns.org. A 10.9.9.1\nfan NS ns.fan.\nns.fan. A 10.9.9.2", dns.ResolverConfig{})
	w.serve(w.host("org", "10.9.9.1"), func(q *mdns.Msg) *mdns.Msg {
		// One label more of the name each time, always to itself.
		labels := mdns.SplitDomainName(q.Question[0].Name)
		asked := len(events[dns.EventReferral](w, 0)) + 1
		child := mdns.Fqdn(strings.Join(labels[max(0, len(labels)-asked):], "."))
		return answering(q, false, nil, []string{child + " 60 NS ns." + child}, []string{"ns." + child + " 60 A 10.9.9.1"})
	})
	fan := 0
	w.serve(w.host("fan", "10.9.9.2"), func(q *mdns.Msg) *mdns.Msg {
		var ns []string
		for range 10 {
			fan++
			ns = append(ns, fmt.Sprintf("%s 60 NS ns%d.x%d.fan.", q.Question[0].Name, fan, fan))
		}
		return answering(q, false, nil, ns, nil)
	})
	w.run()
	bounded(t, w, strings.Repeat("a.", 60)+"org")
	bounded(t, w, "www.fan")
}

// Servers' names that can be looked up only with those servers' help.
func TestGluelessLoops(t *testing.T) {
	w := small(t, 1, `
self NS ns.self.
a NS ns.b.
b NS ns.a.
c NS ns.www.c.`, dns.ResolverConfig{})
	w.run()
	for _, name := range []string{"www.self", "www.a", "www.b", "ns.a", "www.c"} {
		bounded(t, w, name)
	}
}

// hostile is a server that answers with arbitrary changes of what might be right.
func hostile(w *world, m *vnet.Machine, rnd *rand.Rand) {
	w.serveAll(m, func(q *mdns.Msg) []*mdns.Msg {
		name := q.Question[0].Name
		labels := mdns.SplitDomainName(name)
		some := func() string { // a name near the one asked for, or its own, or another
			switch n := rnd.IntN(len(labels) + 3); {
			case n < len(labels):
				return mdns.Fqdn(strings.Join(labels[n:], "."))
			case n == len(labels):
				return "."
			case n == len(labels)+1:
				return fmt.Sprintf("x%d.%s", rnd.IntN(5), name)
			}
			return fmt.Sprintf("ns%d.evil.", rnd.IntN(3))
		}
		record := func() string {
			ttl := rnd.IntN(3) * 30
			switch rnd.IntN(5) {
			case 0:
				return fmt.Sprintf("%s %d CNAME %s", some(), ttl, some())
			case 1, 2:
				return fmt.Sprintf("%s %d NS %s", some(), ttl, some())
			case 3:
				return fmt.Sprintf("%s %d SOA a. b. 1 2 3 4 30", some(), ttl)
			}
			return fmt.Sprintf("%s %d A 10.66.0.%d", some(), ttl, 1+rnd.IntN(3))
		}
		var sections [3][]string
		for i := range sections {
			for range rnd.IntN(4) {
				sections[i] = append(sections[i], record())
			}
		}
		a := answering(q, rnd.IntN(2) == 0, sections[0], sections[1], sections[2])
		if rnd.IntN(6) == 0 {
			a.Rcode = rnd.IntN(6)
		}
		if rnd.IntN(20) == 0 {
			a.Id++
		}
		a.Truncated = rnd.IntN(20) == 0
		return []*mdns.Msg{a}
	})
}

// Whatever servers answer, a look-up ends, after bounded work, and a sound zone
// beside them still resolves, with its true address.
func TestHostileServers(t *testing.T) {
	results := map[string]int{}
	for seed := range uint64(60) {
		w := small(t, seed, `
evil NS ns1.evil.
evil NS ns2.evil.
ns1.evil. A 10.66.0.1
ns2.evil. A 10.66.0.2
good NS ns.good.
ns.good. A 10.9.9.1`, dns.ResolverConfig{})
		rnd := rand.New(rand.NewPCG(seed, 1))
		for _, a := range []string{"1", "2", "3"} {
			hostile(w, w.host("evil"+a, "10.66.0."+a), rnd)
		}
		w.authority(w.host("good", "10.9.9.1"), false, zone(t, "good", soaNS+"ns 60 A 10.9.9.1\nwww 60 A 192.0.2.1"))
		w.run()
		for i := range 8 {
			begin := w.t.Len()
			a := w.lookup("client", fmt.Sprintf("h%d.a.b.evil", i%4), "A")
			results[a.Rcode]++
			n := 0
			for _, m := range w.messages(begin) {
				if m.from == "local" && m.to != "client" {
					n++
				}
			}
			if n > 50 {
				t.Fatalf("seed %d: %d queries", seed, n)
			}
			if a := w.lookup("client", "www.good", "A"); strings.Join(a.Answers, "") != "www.good. A 192.0.2.1" {
				t.Fatalf("seed %d: www.good: %+v", seed, a)
			}
		}
	}
	if results["SERVFAIL"] < 50 || results["NOERROR"] < 20 || results["NXDOMAIN"] < 8 {
		t.Errorf("the servers were not hostile in enough ways: %v", results)
	}
}
