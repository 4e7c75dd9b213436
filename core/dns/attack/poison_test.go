package attack_test

import (
	"net/netip"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/dns/attack"
	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// The hosts: root serves the root and delegates ab.cd to a far server, and ev.il to the
// attacker's host.
const (
	rootAddr   = "10.0.0.1"
	serverAddr = "10.0.0.2"
	localAddr  = "10.0.0.53"
	evilAddr   = "10.6.6.6"
	userAddr   = "10.0.0.9"
)

const rootZone = `$ORIGIN .
@ 86400 SOA a.root. x. 1 2 3 4 86400
@ 86400 NS a.root.
a.root. 86400 A 10.0.0.1
ab.cd. 86400 NS ns.ab.cd.
ns.ab.cd. 86400 A 10.0.0.2
ev.il. 86400 NS ns.ev.il.
ns.ev.il. 86400 A 10.6.6.6
`

const victimZone = `$ORIGIN ab.cd.
@ 60 SOA ns x. 1 2 3 4 60
@ 60 NS ns
ns 86400 A 10.0.0.2
www 60 A 10.0.0.80
`

const evilZone = `$ORIGIN ev.il.
@ 60 SOA ns x. 1 2 3 4 60
@ 60 NS ns
ns 60 A 10.6.6.6
* 60 A 10.6.6.6
`

type world struct {
	testing.TB
	k        *sim.Kernel
	t        *trace.Trace
	n        *vnet.Network
	resolver *dns.Resolver
	attack   *attack.Program
	stub     *dns.Stub
}

func address(s string) netip.Addr { return netip.MustParseAddr(s) }

// newWorld puts the hosts up. Traces of millions of forgeries would fill the memory:
// only tests that look into them have one.
func newWorld(t testing.TB, seed uint64, traced bool, c dns.ResolverConfig) *world {
	return newWorldOf(t, seed, traced, c, func(z *dns.Zone) *dns.Zone { return z })
}

// newWorldOf is newWorld with something done to the zones of the root and of ab.cd.
func newWorldOf(t testing.TB, seed uint64, traced bool, c dns.ResolverConfig, made func(*dns.Zone) *dns.Zone) *world {
	w := &world{TB: t, k: sim.New(seed), t: trace.New(trace.Options{Off: !traced})}
	w.n = vnet.New(w.k, w.t, epoch)
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	near, far := vnet.LinkConfig{Delay: time.Millisecond}, vnet.LinkConfig{Delay: 200 * time.Millisecond}
	if _, err := w.n.AddSite(vnet.SiteConfig{Name: "campus", Link: near}); err != nil {
		t.Fatal(err)
	}
	serve := func(name, addr, zone, text string, l vnet.LinkConfig) *vnet.Machine {
		m := w.host(name, addr, "", l)
		z, err := dns.ParseZone(zone, text)
		if err != nil {
			t.Fatal(err)
		}
		if name != "evil" {
			z = made(z)
		}
		m.Install(dns.AuthorityKind, func() host.Program { return dns.NewAuthority([]*dns.Zone{z}, false) })
		return m
	}
	serve("root", rootAddr, ".", rootZone, near)
	serve("server", serverAddr, "ab.cd", victimZone, far)
	evil := serve("evil", evilAddr, "ev.il", evilZone, near)
	if err := evil.GrantWire(vnet.WireConfig{Forge: true, Taps: []string{"campus"}}); err != nil {
		t.Fatal(err)
	}
	hints, err := dns.ParseHints(". 86400 NS a.root.\na.root. 86400 A 10.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	c.Hints = hints
	w.host("local", localAddr, "campus", near).Install(dns.ResolverKind, func() host.Program {
		w.resolver = dns.NewResolver(c)
		return w.resolver
	})
	w.host("user", userAddr, "campus", near).Install(dns.StubKind, func() host.Program {
		w.stub = dns.NewStub([]netip.AddrPort{netip.AddrPortFrom(address(localAddr), dns.Port)})
		return w.stub
	})
	return w
}

func (w *world) host(name, addr, site string, l vnet.LinkConfig) *vnet.Machine {
	m, err := w.n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{address(addr)}, Site: site, Link: l})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// run has the attacker's host attack until nothing is left to happen.
func (w *world) run(c attack.Config) *attack.Program {
	m, _ := w.n.Machine("evil")
	w.attack = attack.New(c)
	m.Run(w.attack)
	for w.k.Alive() {
		w.k.Step()
	}
	return w.attack
}

// address looks www.ab.cd up as the user does.
func (w *world) lookup(name string) (found []netip.Addr) {
	m, _ := w.n.Machine("user")
	m.Run(&asking{func(h host.Host) {
		r := w.stub.Lookup(h, name, 1)
		found = r.Addrs()
	}})
	for w.k.Alive() {
		w.k.Step()
	}
	return found
}

// kaminsky is a run of so many races against the resolver.
func kaminsky(races, forgeries int) attack.Config {
	return attack.Config{Kind: attack.Kaminsky, Target: address(localAddr), As: address(serverAddr), Name: "ab.cd",
		Own: "ev.il", Address: address(evilAddr), Rate: 100_000, Forgeries: forgeries, Races: races, All: true}
}

// measure runs races over many seeds and returns how many were won, and what the attacker
// thought that he had to guess.
func measure(t *testing.T, seeds, races, forgeries int, c dns.ResolverConfig) (won int, g attack.Guessing) {
	for seed := range seeds {
		w := newWorld(t, uint64(seed+1), false, c)
		p := w.run(kaminsky(races, forgeries))
		if n := p.Done().Races; n != uint64(races) {
			t.Fatalf("seed %d: %d races, %v", seed, n, p.State())
		}
		won += int(p.Done().Won)
		g = p.Guessing()
	}
	return won, g
}

const (
	seeds = 20
	races = 100
	bits  = 10 // of the ids: with 16 a pool of 64 ports takes 84 million forgeries
)

// The share of races that are won is what the formula says, for resolvers with few ports.
func TestOddsOfPorts(t *testing.T) {
	for _, ports := range []int{1, 4, 16, 64} {
		forgeries := 20 * ports
		won, g := measure(t, seeds, races, forgeries, dns.ResolverConfig{Ports: ports, IDBits: bits})
		want := attack.Guessing{IDBits: bits, Ports: ports}
		if g != want {
			t.Errorf("%d ports: the attacker found %+v", ports, g)
		}
		checkShare(t, won, want, forgeries)
	}
}

func checkShare(t *testing.T, won int, g attack.Guessing, forgeries int) {
	t.Helper()
	n, p := seeds*races, g.Race(forgeries)
	low, high := attack.Expected(p, n)
	t.Logf("%+v, %d forgeries: %d of %d races won; %.1f expected, 99%%: %.1f to %.1f", g, forgeries, won, n, p*float64(n), low, high)
	if p*float64(n) < 20 {
		t.Errorf("%.1f successes expected: too few to tell", p*float64(n))
	}
	if float64(won) < low || float64(won) > high {
		t.Errorf("%+v: %d of %d races won, not between %.1f and %.1f", g, won, n, low, high)
	}
}

// Names in mixed case take 2 to the power of their letters times as many forgeries; the
// four of ab.cd sixteen times.
func TestOddsOfMixedCase(t *testing.T) {
	won, g := measure(t, seeds, races, 320, dns.ResolverConfig{Ports: 1, IDBits: bits, MixCase: true})
	if want := (attack.Guessing{IDBits: bits, Ports: 1, Letters: 4}); g != want {
		t.Errorf("the attacker found %+v", g)
	}
	checkShare(t, won, attack.Guessing{IDBits: bits, Ports: 1, Letters: 4}, 320)
}

// With a port drawn for each query nothing is won where one port loses: 16,384 times as
// many combinations.
func TestRandomPorts(t *testing.T) {
	won, g := measure(t, 2, races, 20, dns.ResolverConfig{IDBits: bits})
	if won != 0 || g.Ports != 1<<14 {
		t.Errorf("%d won, %+v", won, g)
	}
}

// asking is a program made of a function.
type asking struct{ run func(host.Host) }

// With DNSSEC no forged answer is believed, however many fit: a signature can't be
// guessed. The same races without validation are won one time in four.
func TestSignaturesEndIt(t *testing.T) {
	keys := map[string]*dns.ZoneKeys{}
	for _, zone := range []string{".", "ab.cd."} {
		k, err := dns.NewZoneKeys(1, zone, mdns.ED25519, false)
		if err != nil {
			t.Fatal(err)
		}
		keys[zone] = k
	}
	signed := func(z *dns.Zone) *dns.Zone {
		s, err := dns.SignZone(z, dns.Signing{Keys: keys[z.Origin()], Inception: epoch.Add(-time.Hour), Expiration: epoch.Add(24 * time.Hour),
			Delegations: []*mdns.DS{keys["ab.cd."].DS()}})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, validates := range []bool{false, true} {
		won, forged := 0, 0
		for seed := range uint64(3) {
			c := dns.ResolverConfig{Ports: 1, IDBits: 6}
			if validates {
				c.TrustAnchors = dns.TrustAnchors{}
				c.TrustAnchors.Add(keys["."].DS())
			}
			w := newWorldOf(t, seed, false, c, signed)
			p := w.run(kaminsky(races, 20))
			won += int(p.Done().Won)
			forged += int(p.Done().Packets)
			if found := w.lookup("www.ab.cd"); !only(address("10.0.0.80"), found) {
				t.Errorf("validating %v: found %v", validates, found)
			}
		}
		if forged < 3*races*20 || validates && won != 0 || !validates && won < 40 {
			t.Errorf("validating %v: %d of %d races won", validates, won, 3*races)
		}
	}
}
