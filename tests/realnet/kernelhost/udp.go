package kernelhost

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
	"time"

	"playnet/core/host"
)

// udpConn is a UDP socket of the kernel, connected or not.
type udpConn struct {
	p      *Process
	conn   *net.UDPConn
	closed func() // tells the world; nil for a connected socket
}

var (
	_ net.Conn        = (*udpConn)(nil)
	_ host.PacketConn = (*udpConn)(nil)
)

// dialUDP connects to an address, from the machine's own.
func (p *Process) dialUDP(network string, raddr netip.AddrPort) (net.Conn, error) {
	fail := func(err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: net.UDPAddrFromAddrPort(raddr), Err: err}
	}
	switch {
	case p.over:
		return fail(net.ErrClosed)
	case network != "udp" && network != "udp4":
		return fail(net.UnknownNetworkError(network))
	case !raddr.IsValid():
		return fail(&net.AddrError{Err: "missing address"})
	}
	from := net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.addrs[0], 0))
	conn, err := net.DialUDP("udp4", from, net.UDPAddrFromAddrPort(raddr))
	if err != nil {
		return nil, err
	}
	c := &udpConn{p: p, conn: conn}
	p.own(c)
	return c, nil
}

// ListenPacket opens a UDP socket. All of the machine's addresses means its own:
// the kernel's unspecified address would take in those of every other machine.
func (p *Process) ListenPacket(network string, laddr netip.AddrPort) (host.PacketConn, error) {
	fail := func(err error) (host.PacketConn, error) {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: net.UDPAddrFromAddrPort(laddr), Err: err}
	}
	if p.over {
		return fail(net.ErrClosed)
	}
	if network != "udp" && network != "udp4" {
		return fail(net.UnknownNetworkError(network))
	}
	local, err := p.local(laddr)
	if err != nil {
		return fail(err)
	}
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(local))
	if err != nil {
		return nil, err
	}
	c := &udpConn{p: p, conn: conn}
	c.closed = p.w.open("udp", conn.LocalAddr())
	p.own(c)
	return c, nil
}

// local returns the address to bind for one that a program names.
func (p *Process) local(a netip.AddrPort) (netip.AddrPort, error) {
	addr := a.Addr().Unmap()
	if !addr.IsValid() || addr.IsUnspecified() {
		return netip.AddrPortFrom(p.addrs[0], a.Port()), nil
	}
	if !slices.Contains(p.addrs, addr) {
		return a, os.NewSyscallError("bind", syscall.EADDRNOTAVAIL) // another machine's
	}
	return netip.AddrPortFrom(addr, a.Port()), nil
}

func (c *udpConn) Read(b []byte) (n int, err error) {
	c.p.outside(func() { n, err = c.conn.Read(b) })
	c.p.heard(err)
	return n, err
}

func (c *udpConn) ReadFrom(b []byte) (n int, from net.Addr, err error) {
	c.p.outside(func() { n, from, err = c.conn.ReadFrom(b) })
	c.p.heard(err)
	return n, from, err
}

func (c *udpConn) ReadFromUDPAddrPort(b []byte) (n int, from netip.AddrPort, err error) {
	c.p.outside(func() { n, from, err = c.conn.ReadFromUDPAddrPort(b) })
	c.p.heard(err)
	return n, netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), err
}

// Sending a datagram never blocks, and so never hands control over.

func (c *udpConn) Write(b []byte) (int, error)                { return c.conn.Write(b) }
func (c *udpConn) WriteTo(b []byte, to net.Addr) (int, error) { return c.conn.WriteTo(b, to) }
func (c *udpConn) LocalAddr() net.Addr                        { return c.conn.LocalAddr() }
func (c *udpConn) RemoteAddr() net.Addr                       { return c.conn.RemoteAddr() }
func (c *udpConn) SetDeadline(t time.Time) error              { return c.conn.SetDeadline(t) }
func (c *udpConn) SetReadDeadline(t time.Time) error          { return c.conn.SetReadDeadline(t) }
func (c *udpConn) SetWriteDeadline(t time.Time) error         { return c.conn.SetWriteDeadline(t) }
func (c *udpConn) WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error) {
	return c.conn.WriteToUDPAddrPort(b, to)
}

// Close closes the socket; whoever reads from it gets net.ErrClosed.
func (c *udpConn) Close() error {
	c.p.disown(c)
	if c.closed != nil {
		c.closed()
		c.closed = nil
	}
	return c.conn.Close()
}

// An error of closing says that it is closed already.

func (c *udpConn) shut(bool) { _ = c.Close() }
