package attack_test

import (
	"net/netip"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/dns/attack"
	"playnet/core/host"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

func (a *asking) Kind() string                  { return "test" }
func (a *asking) Run(h host.Host) error         { a.run(h); return nil }
func (a *asking) View() view.Program            { return view.Program{Kind: "test", State: "asking"} }
func only(a netip.Addr, list []netip.Addr) bool { return len(list) == 1 && list[0] == a }

// Kaminsky's run takes the whole zone over: names that were never asked for lead to the
// attacker, who has told where the zone's server stands.
func TestKaminskyTakesTheZone(t *testing.T) {
	w := newWorld(t, 1, true, dns.ResolverConfig{Ports: 1, IDBits: 6})
	c := kaminsky(500, 20)
	c.All = false
	p := w.run(c)
	if p.State() != attack.Succeeded || p.Done().Won != 1 {
		t.Fatalf("%v after %d races", p.State(), p.Done().Races)
	}
	asked := 0
	before := w.t.Len()
	w.lookup("mail.ab.cd")
	w.t.Scan(trace.ID(before+1), func(e trace.Event) bool {
		if f, ok := e.Body.(*vnet.FrameSent); ok && e.Host == "local" && f.To == "evil" {
			asked++
		}
		return true
	})
	if asked == 0 {
		t.Error("the resolver does not ask the attacker's server")
	}
}

// Off the path, for one name, each lost race costs the time that the true answer stays in
// the cache.
func TestOffPathWaitsForTheTTL(t *testing.T) {
	w := newWorld(t, 2, true, dns.ResolverConfig{Ports: 1, IDBits: 16})
	c := kaminsky(3, 20)
	c.Kind, c.Name = attack.OffPath, "www.ab.cd"
	began := w.k.Now()
	p := w.run(c)
	if p.State() != attack.GaveUp || p.Done().Races != 3 {
		t.Fatalf("%v after %d races", p.State(), p.Done().Races)
	}
	if took := time.Duration(w.k.Now() - began); took < 2*time.Minute {
		t.Errorf("three races took %v, with a TTL of a minute", took)
	}
	if found := w.lookup("www.ab.cd"); !only(address("10.0.0.80"), found) {
		t.Errorf("found %v", found)
	}
}

// Ids that are counted up need no guessing.
func TestCountedIDs(t *testing.T) {
	w := newWorld(t, 3, true, dns.ResolverConfig{Ports: 1, PlainIDs: true})
	c := kaminsky(5, 40)
	c.Kind, c.Name, c.All = attack.OffPath, "www.ab.cd", false
	if p := w.run(c); p.State() != attack.Succeeded || p.Done().Races != 1 {
		t.Fatalf("%v after %d races, %+v", p.State(), p.Done().Races, p.Guessing())
	}
	if found := w.lookup("www.ab.cd"); !only(address(evilAddr), found) {
		t.Errorf("found %v", found)
	}
}

// Who stands on the path needs no luck, whatever is drawn at random.
func TestOnPath(t *testing.T) {
	for _, change := range []bool{false, true} {
		w := newWorld(t, 4, true, dns.ResolverConfig{MixCase: true})
		p := w.run(attack.Config{Kind: attack.OnPath, Place: "campus", Name: "www.ab.cd", Address: address(evilAddr), Change: change})
		if p.State() != attack.Listening {
			t.Fatalf("%v", p.State())
		}
		if found := w.lookup("www.ab.cd"); !only(address(evilAddr), found) || p.Done().Answered == 0 {
			t.Errorf("change %v: found %v, answered %d", change, found, p.Done().Answered)
		}
		p.Stop()
		w.resolver.Flush()
		if found := w.lookup("www.ab.cd"); !only(address("10.0.0.80"), found) {
			t.Errorf("change %v: found %v after the attack", change, found)
		}
	}
}

// A lying server is believed by whoever has no bailiwick rules, and by nobody else.
func TestBailiwick(t *testing.T) {
	for _, all := range []bool{false, true} {
		for seed := range uint64(10) {
			w := newWorld(t, seed, true, dns.ResolverConfig{BelieveAll: all})
			p := w.run(attack.Config{Kind: attack.Liar, Target: address(localAddr), Own: "ev.il", Name: "www.ab.cd", Address: address(evilAddr), Races: 2})
			found := w.lookup("www.ab.cd")
			if believed := only(address(evilAddr), found); believed != all || (p.State() == attack.Succeeded) != all {
				t.Errorf("believing all %v, seed %d: found %v, %v", all, seed, found, p.State())
			}
		}
	}
}

// Small queries under the victim's address bring it large answers, unless the border of
// the attacker's site lets none out.
func TestAmplification(t *testing.T) {
	for _, filtered := range []bool{false, true} {
		w := newWorld(t, 5, true, dns.ResolverConfig{})
		if _, err := w.n.AddSite(vnet.SiteConfig{Name: "isp", Link: vnet.LinkConfig{Delay: time.Millisecond}}); err != nil {
			t.Fatal(err)
		}
		bot, victim := w.host("bot", "10.7.7.7", "isp", vnet.LinkConfig{}), w.host("victim", "10.8.8.8", "", vnet.LinkConfig{})
		if err := bot.GrantWire(vnet.WireConfig{Forge: true}); err != nil {
			t.Fatal(err)
		}
		if err := w.n.SetFilter("isp", vnet.ForgedSources, filtered); err != nil {
			t.Fatal(err)
		}
		p := attack.New(attack.Config{Kind: attack.Amplification, Target: address(rootAddr), As: address("10.8.8.8"), Name: ".",
			Type: mdns.TypeNS, Rate: 100, For: time.Second})
		bot.Run(p)
		for w.k.Alive() {
			w.k.Step()
		}
		if p.State() != attack.Over || p.Done().Packets != 100 {
			t.Errorf("%v, %d packets", p.State(), p.Done().Packets)
		}
		sent, got := bot.Traffic().BytesOut, victim.Traffic().BytesIn
		if filtered && got != 0 || !filtered && got <= sent {
			t.Errorf("filtered %v: %d bytes out of the bot, %d to the victim", filtered, sent, got)
		}
	}
}

// A flood sends at its rate; under forged addresses ever others.
func TestFlood(t *testing.T) {
	for _, c := range []attack.Config{
		{Kind: attack.Flood, Name: "ab.cd"}, {Kind: attack.Flood, Name: "ab.cd", Spoof: true}, {Kind: attack.PingFlood, Spoof: true},
	} {
		w := newWorld(t, 6, true, dns.ResolverConfig{})
		c.Target, c.Rate, c.For = address(rootAddr), 500, 2*time.Second
		p := w.run(c)
		sources := map[netip.Addr]bool{}
		n := 0
		w.t.Scan(1, func(e trace.Event) bool {
			if f, ok := e.Body.(*vnet.FrameSent); ok && e.Host == "evil" && f.To == "root" {
				n++
				sources[f.Src.Addr()] = true
				if f.Forged != c.Spoof {
					t.Fatalf("%v: %v", c.Kind, f.Text())
				}
			}
			return true
		})
		if n != 1000 || p.Done().Packets != 1000 || (len(sources) > 900) != c.Spoof {
			t.Errorf("%v, spoofing %v: %d packets from %d addresses", c.Kind, c.Spoof, n, len(sources))
		}
	}
}

// Without the lab's grant an attacker can do nothing.
func TestPowerless(t *testing.T) {
	w := newWorld(t, 7, true, dns.ResolverConfig{})
	m, _ := w.n.Machine("user")
	p := attack.New(kaminsky(1, 1))
	m.Run(p)
	for w.k.Alive() {
		w.k.Step()
	}
	if p.State() != attack.Powerless || p.Done().Packets != 0 {
		t.Errorf("%v", p.State())
	}
}
