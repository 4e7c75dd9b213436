package vnet

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
)

var testEpoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// world is a network under test.
type world struct {
	testing.TB
	k *sim.Kernel
	t *trace.Trace
	n *Network
}

func newWorld(t testing.TB, seed uint64) *world { return newWorldOf(t, seed, trace.Options{}) }

func newWorldOf(t testing.TB, seed uint64, o trace.Options) *world {
	w := &world{TB: t, k: sim.New(seed), t: trace.New(o)}
	w.n = New(w.k, w.t, testEpoch)
	t.Cleanup(func() {
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	return w
}

func (w *world) site(name string, l LinkConfig) {
	w.Helper()
	if _, err := w.n.AddSite(SiteConfig{Name: name, Link: l}); err != nil {
		w.Fatal(err)
	}
}

func (w *world) host(name, addr, site string, l LinkConfig) *Machine {
	w.Helper()
	m, err := w.n.AddHost(HostConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(addr)}, Site: site, Link: l})
	if err != nil {
		w.Fatal(err)
	}
	return m
}

// pair adds two hosts a (10.0.0.1) and b (10.0.0.2) with the same kind of link.
func (w *world) pair(l LinkConfig) (a, b *Machine) {
	w.Helper()
	return w.host("a", "10.0.0.1", "", l), w.host("b", "10.0.0.2", "", l)
}

// run pops events until only weak timers are left.
func (w *world) run() {
	for w.k.Alive() {
		w.k.Step()
	}
}

// runUntil pops all events up to an instant and moves the clock there.
func (w *world) runUntil(d time.Duration) {
	for {
		next, ok := w.k.Next()
		if !ok || next > sim.Instant(d) {
			break
		}
		w.k.Step()
	}
	w.k.AdvanceTo(sim.Instant(d))
}

// prog is a program made of a function.
type prog struct {
	kind string
	run  func(host.Host) error
}

func (p *prog) Kind() string          { return p.kind }
func (p *prog) Run(h host.Host) error { return p.run(h) }
func (p *prog) View() view.Program    { return view.Program{Kind: p.kind, State: "busy"} }

// exec runs a function as a program of a machine.
func (w *world) exec(m *Machine, f func(h host.Host)) {
	w.Helper()
	if !m.Run(&prog{"test", func(h host.Host) error { f(h); return nil }}) {
		w.Fatalf("%s is down", m.Name())
	}
}

// echo lets a machine echo what comes to a UDP port.
func (w *world) echo(m *Machine, port uint16) {
	m.Install("echo", func() host.Program {
		return &prog{"echo", func(h host.Host) error {
			c, err := h.ListenPacket("udp", netip.AddrPortFrom(netip.IPv4Unspecified(), port))
			if err != nil {
				return err
			}
			b := make([]byte, 65536)
			for {
				n, from, err := c.ReadFromUDPAddrPort(b)
				if err != nil {
					return err
				}
				if _, err := c.WriteToUDPAddrPort(b[:n], from); err != nil {
					return err
				}
			}
		}}
	})
}

func (w *world) dial(h host.Host, to string) net.Conn {
	w.Helper()
	c, err := h.Dial("udp", netip.MustParseAddrPort(to))
	if err != nil {
		w.Fatal(err)
	}
	return c
}

func (w *world) listen(h host.Host, at string) host.PacketConn {
	w.Helper()
	c, err := h.ListenPacket("udp", netip.MustParseAddrPort(at))
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// events returns the events of a kind.
func (w *world) events(k trace.Kind) []trace.Event {
	var all []trace.Event
	w.t.Scan(1, func(e trace.Event) bool {
		if e.Body.Kind() == k {
			all = append(all, e)
		}
		return true
	})
	return all
}

// addrs parses addresses.
func addrs(s string) []netip.Addr { return []netip.Addr{netip.MustParseAddr(s)} }

// losses returns how often frames were lost for a reason.
func (w *world) losses(r Reason) int {
	n := 0
	for _, e := range w.events(KindFrameLost) {
		if e.Body.(*FrameLost).Reason == r {
			n++
		}
	}
	return n
}
