package main

import (
	"fmt"
	"net/netip"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

const (
	echoClients = 100
	echoBytes   = 64
)

// world is a network of hosts.
type world struct {
	k *sim.Kernel
	t *trace.Trace
	n *vnet.Network
}

func newWorld(traced bool) *world {
	w := &world{k: sim.New(1), t: trace.New(trace.Options{Off: !traced})}
	w.n = vnet.New(w.k, w.t, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	return w
}

// host adds a host on a link of 100 Mbit/s and 1 ms.
func (w *world) host(name, addr string) *vnet.Machine {
	return must(w.n.AddHost(vnet.HostConfig{
		Name:  name,
		Addrs: []netip.Addr{netip.MustParseAddr(addr)},
		Link:  vnet.LinkConfig{Up: 100e6, Down: 100e6, Delay: time.Millisecond, Queue: 256 << 10},
	}))
}

// program is a program made of a function.
type program func(h host.Host) error

func (p program) Kind() string          { return "bench" }
func (p program) Run(h host.Host) error { return p(h) }
func (p program) View() view.Program    { return view.Program{Kind: "bench"} }

func (w *world) run(m *vnet.Machine, p program) {
	if !m.Run(p) {
		panic(m.Name() + " is down")
	}
}

// newEchoWorld makes a server that echoes and clients that each send it a
// datagram as soon as the one before has come back.
func newEchoWorld(traced bool) *world {
	w := newWorld(traced)
	server := netip.MustParseAddrPort("10.1.0.1:7")
	w.run(w.host("server", "10.1.0.1"), func(h host.Host) error { return echo(h, server) })
	for i := range echoClients {
		m := w.host(fmt.Sprintf("client%d", i), fmt.Sprintf("10.0.0.%d", i+1))
		w.run(m, func(h host.Host) error { return chatter(h, server) })
	}
	return w
}

func echo(h host.Host, at netip.AddrPort) error {
	c, err := h.ListenPacket("udp", at)
	if err != nil {
		return err
	}
	b := make([]byte, 1500)
	for {
		n, from, err := c.ReadFromUDPAddrPort(b)
		if err != nil {
			return err
		}
		if _, err := c.WriteToUDPAddrPort(b[:n], from); err != nil {
			return err
		}
	}
}

func chatter(h host.Host, to netip.AddrPort) error {
	c, err := h.ListenPacket("udp", netip.AddrPort{})
	if err != nil {
		return err
	}
	b := make([]byte, echoBytes)
	for {
		if _, err := c.WriteToUDPAddrPort(b, to); err != nil {
			return err
		}
		if _, _, err := c.ReadFromUDPAddrPort(b); err != nil {
			return err
		}
	}
}

func (w *world) stop() {
	if crashes := w.n.Crashes(); len(crashes) > 0 {
		panic(crashes[0].What)
	}
	w.n.Stop()
}

func echoUntraced(scale float64) (int, time.Duration) { return runEcho(scale, false, false) }
func echoTraced(scale float64) (int, time.Duration)   { return runEcho(scale, true, false) }

// echoHashed also takes the hash of it all in the end, once.
func echoHashed(scale float64) (int, time.Duration) { return runEcho(scale, true, true) }

func runEcho(scale float64, traced, hashed bool) (int, time.Duration) {
	w := newEchoWorld(traced)
	defer w.stop()
	n, took := steps(w.k, int(1e6*scale))
	if hashed {
		began := time.Now()
		w.t.Hash()
		took += time.Since(began)
	}
	return n, took
}
