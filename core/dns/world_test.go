package dns_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// world is a network with name servers under test.
type world struct {
	testing.TB
	k *sim.Kernel
	t *trace.Trace
	n *vnet.Network

	names     map[netip.Addr]string
	stubs     map[string]*dns.Stub
	resolvers map[string]*dns.Resolver
	servers   map[string]*dns.Authority
}

func newWorld(t testing.TB, seed uint64) *world {
	w := &world{TB: t, k: sim.New(seed), t: trace.New(trace.Options{}),
		names: map[netip.Addr]string{}, stubs: map[string]*dns.Stub{},
		resolvers: map[string]*dns.Resolver{}, servers: map[string]*dns.Authority{}}
	w.n = vnet.New(w.k, w.t, epoch)
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	return w
}

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

func at53(s string) netip.AddrPort { return netip.AddrPortFrom(addr(s), dns.Port) }

// link is what hosts hang on unless a test says otherwise: 5 ms from anywhere.
var link = vnet.LinkConfig{Delay: 5 * time.Millisecond}

// lan is what clients and their resolver hang on where links lose messages: a
// stub tries twice, as resolv.conf(5) has it, and then gives up.
var lan = link

func (w *world) hostOn(name, address string, l vnet.LinkConfig) *vnet.Machine {
	w.Helper()
	m, err := w.n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{addr(address)}, Link: l})
	if err != nil {
		w.Fatal(err)
	}
	w.names[addr(address)] = name
	return m
}

func (w *world) host(name, address string) *vnet.Machine {
	w.Helper()
	return w.hostOn(name, address, link)
}

func zone(t testing.TB, origin, text string) *dns.Zone {
	t.Helper()
	z, err := dns.ParseZone(origin, text)
	if err != nil {
		t.Fatalf("zone %s: %v", origin, err)
	}
	return z
}

func hints(t testing.TB, text string) dns.Hints {
	t.Helper()
	h, err := dns.ParseHints(text)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// authority lets a machine serve zones.
func (w *world) authority(m *vnet.Machine, recursion bool, zones ...*dns.Zone) {
	m.Install(dns.AuthorityKind, func() host.Program {
		a := dns.NewAuthority(zones, recursion)
		w.servers[m.Name()] = a
		return a
	})
}

func (w *world) resolver(m *vnet.Machine, c dns.ResolverConfig) {
	m.Install(dns.ResolverKind, func() host.Program {
		r := dns.NewResolver(c)
		w.resolvers[m.Name()] = r
		return r
	})
}

func (w *world) stub(m *vnet.Machine, servers ...netip.AddrPort) {
	m.Install(dns.StubKind, func() host.Program {
		s := dns.NewStub(servers)
		w.stubs[m.Name()] = s
		return s
	})
}

// run pops events until only weak timers are left.
func (w *world) run() {
	w.Helper()
	for steps := 0; w.k.Alive(); steps++ {
		if steps > 1_000_000 {
			w.Fatal("the world goes on and on")
		}
		w.k.Step()
	}
}

// after runs until a time has gone by.
func (w *world) after(d time.Duration) {
	until := w.k.Now().Add(d)
	for {
		next, ok := w.k.Next()
		if !ok || next > until {
			break
		}
		w.k.Step()
	}
	w.k.AdvanceTo(until)
}

// lookup looks a name up on a host, as the user, and returns the answer event.
func (w *world) lookup(hostName, name, qtype string, servers ...netip.AddrPort) dns.EventAnswer {
	w.Helper()
	t, ok := dns.TypeNamed(qtype)
	if !ok {
		w.Fatalf("no type %s", qtype)
	}
	before := w.t.Len()
	w.stubs[hostName].Start(name, t, servers...)
	w.run()
	var answers []dns.EventAnswer
	w.t.Scan(trace.ID(before+1), func(e trace.Event) bool {
		if a, ok := e.Body.(dns.EventAnswer); ok {
			answers = append(answers, a)
		}
		return true
	})
	if len(answers) != 1 {
		w.Fatalf("%d answers to %s %s", len(answers), qtype, name)
	}
	return answers[0]
}

// message is a DNS message that was sent.
type message struct {
	from, to string
	text     string // as Summary has it
	payload  []byte
	event    trace.Event
	port     uint16 // the source port
}

func (m message) String() string { return fmt.Sprintf("%s > %s: %s", m.from, m.to, m.text) }

// messages lists the DNS messages sent since an event.
func (w *world) messages(since int) []message {
	var all []message
	w.t.Scan(trace.ID(since+1), func(e trace.Event) bool {
		f, ok := e.Body.(*vnet.FrameSent)
		if !ok || f.Proto != vnet.UDP || f.Src.Port() != dns.Port && f.Dst.Port() != dns.Port {
			return true
		}
		b, ok := w.t.Payload(f.Payload)
		if !ok {
			w.Fatal("a payload is gone")
		}
		from, known := w.names[f.Src.Addr()]
		if !known {
			from = f.Src.Addr().String()
		}
		all = append(all, message{from: from, to: w.names[f.Dst.Addr()], text: dns.Summary(b),
			payload: b, event: e, port: f.Src.Port()})
		return true
	})
	return all
}

func texts(all []message) string {
	var s strings.Builder
	for _, m := range all {
		s.WriteString(m.String() + "\n")
	}
	return s.String()
}

// events lists the events of a type since an event.
func events[T trace.Body](w *world, since int) []T {
	var all []T
	w.t.Scan(trace.ID(since+1), func(e trace.Event) bool {
		if b, ok := e.Body.(T); ok {
			all = append(all, b)
		}
		return true
	})
	return all
}

func same(t testing.TB, what, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}
