package dns_test

import (
	"net/netip"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// asks lists the ports and ids of a resolver's queries for so many names.
func asks(t *testing.T, c dns.ResolverConfig, names int) (ports map[uint16]bool, ids []uint16, spelt map[string]bool) {
	w := small(t, 1, "org NS ns.org.\nns.org. A 10.9.9.1", c)
	w.serve(w.host("org", "10.9.9.1"), func(q *mdns.Msg) *mdns.Msg {
		return answering(q, true, []string{q.Question[0].Name + " 60 A 192.0.2.1"}, nil, nil)
	})
	w.run()
	ports, spelt = map[uint16]bool{}, map[string]bool{}
	for i := range names {
		begin := w.t.Len()
		name := string(rune('a'+i)) + "bcdefgh.org"
		if a := w.lookup("client", name, "A"); len(a.Answers) != 1 || a.Answers[0] != name+". A 192.0.2.1" {
			t.Fatalf("%s: %+v", name, a)
		}
		for _, m := range w.messages(begin) {
			if m.from == "local" && m.to == "org" {
				ports[m.port] = true
				ids = append(ids, uint16(m.payload[0])<<8|uint16(m.payload[1]))
				spelt[m.text] = true
			}
		}
	}
	return ports, ids, spelt
}

// What makes forging hard by default is gone when it is switched off, and names in mixed
// case add to it.
func TestForgeryDefences(t *testing.T) {
	const names = 12
	ports, ids, _ := asks(t, dns.ResolverConfig{}, names)
	steps := 0
	for i := 1; i < len(ids); i++ {
		if ids[i] == ids[i-1]+1 {
			steps++
		}
	}
	if len(ports) < names-1 || steps > 1 {
		t.Errorf("%d queries from %d ports, %d ids follow each other", names, len(ports), steps)
	}
	for _, pool := range []int{1, 4} {
		ports, ids, _ := asks(t, dns.ResolverConfig{Ports: pool, PlainIDs: true}, names)
		if len(ports) > pool || pool > 1 && len(ports) < 2 {
			t.Errorf("%d queries from %d ports, not %d", names, len(ports), pool)
		}
		for i := 1; i < len(ids); i++ {
			// The root was asked once, in between nothing else.
			if ids[i] != ids[i-1]+1 {
				t.Errorf("ids %v", ids)
				break
			}
		}
	}
	if _, _, plain := asks(t, dns.ResolverConfig{MixCase: true}, names); len(plain) != names {
		t.Errorf("%d names", len(plain))
	}
}

// An answer that does not repeat the letters is not the answer.
func TestMixedCaseIsChecked(t *testing.T) {
	w := small(t, 1, "org NS ns.org.\nns.org. A 10.9.9.1", dns.ResolverConfig{MixCase: true})
	mixed := false
	w.serve(w.host("org", "10.9.9.1"), func(q *mdns.Msg) *mdns.Msg {
		mixed = mixed || q.Question[0].Name != "aaaabbbbccccdddd.org."
		q.Question[0].Name = "aaaabbbbccccdddd.org."
		return answering(q, true, []string{"aaaabbbbccccdddd.org. 60 A 192.0.2.1"}, nil, nil)
	})
	w.run()
	begin := w.t.Len()
	if a := w.lookup("client", "aaaabbbbccccdddd.org", "A"); a.Rcode != "SERVFAIL" || !mixed {
		t.Errorf("%+v, mixed %v", a, mixed)
	}
	if n := len(events[dns.EventIgnored](w, begin)); n == 0 {
		t.Error("nothing was ignored")
	}
}

// Names outside may not lead to addresses inside (DNS rebinding).
func TestPrivateAddresses(t *testing.T) {
	w := small(t, 1, "org NS ns.org.\nns.org. A 10.9.9.1", dns.ResolverConfig{
		PrivateAddrs: []netip.Prefix{netip.MustParsePrefix("192.168.0.0/16")}, PrivateZones: []string{"home.org."}})
	w.authority(w.host("org", "10.9.9.1"), false, zone(t, "org", soaNS+"ns 60 A 10.9.9.1\nwww 60 A 192.168.1.1\nnas.home 60 A 192.168.1.2"))
	w.run()
	if a := w.lookup("client", "www.org", "A"); a.Rcode != "NOERROR" || len(a.Answers) != 0 {
		t.Errorf("%+v", a)
	}
	if a := w.lookup("client", "nas.home.org", "A"); len(a.Answers) != 1 {
		t.Errorf("%+v", a)
	}
}

// RFC 8914: a client that speaks EDNS is told why.
func TestExtendedErrors(t *testing.T) {
	w := small(t, 1, "self NS ns.self.\nx CNAME y.\ny CNAME x.", dns.ResolverConfig{})
	w.run()
	for name, want := range map[string]uint16{"www.self.": mdns.ExtendedErrorCodeNoReachableAuthority} {
		m := w.query("client", "10.0.0.53", func(q *mdns.Msg) {
			q.SetQuestion(name, mdns.TypeA)
			q.RecursionDesired = true
			q.SetEdns0(1232, false)
		})
		opt := m.IsEdns0()
		if m.Rcode != mdns.RcodeServerFailure || opt == nil || len(opt.Option) != 1 {
			t.Fatalf("%s: %v", name, m)
		}
		if e := opt.Option[0].(*mdns.EDNS0_EDE); e.InfoCode != want || e.ExtraText == "" {
			t.Errorf("%s: %v", name, e)
		}
	}
}
