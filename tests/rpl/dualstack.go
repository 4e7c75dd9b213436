package main

import (
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// The virtual network is IPv4 only. A server with an IPv6 address stands at an IPv4 one
// of 100.64.0.0/16, and the resolver's host takes its datagrams there. The resolver
// itself knows nothing of it.

// standIn returns the address at which a server really stands.
func (w *stage) standIn(a netip.Addr) netip.Addr {
	if a.Is4() {
		return a
	}
	at, ok := w.standIns[a]
	if !ok {
		n := len(w.standIns) + 1
		at = netip.MustParseAddr(fmt.Sprintf("100.64.%d.%d", n>>8, n&0xff))
		w.standIns[a] = at
	}
	return at
}

// dualStack is a program on a host that has IPv6 too.
type dualStack struct {
	host.Program
	w *stage
}

// Run runs the program.
func (p *dualStack) Run(h host.Host) error { return p.Program.Run(&dualHost{h, p.w}) }

// View describes the program.
func (p *dualStack) View() view.Program { return p.Program.View() }

// dualHost is the host of such a program.
type dualHost struct {
	host.Host
	w *stage
}

// Dial connects to an IPv4 or IPv6 address.
func (h *dualHost) Dial(network string, to netip.AddrPort) (net.Conn, error) {
	return h.DialTimeout(network, to, 0)
}

// DialTimeout is Dial that gives up.
func (h *dualHost) DialTimeout(network string, to netip.AddrPort, d time.Duration) (net.Conn, error) {
	if to.Addr().Is6() {
		at, ok := h.w.standIns[to.Addr()]
		if !ok {
			return nil, syscall.ENETUNREACH
		}
		to = netip.AddrPortFrom(at, to.Port())
	}
	return h.Host.DialTimeout(network, to, d)
}
