package vnet

import (
	"net"
	"net/netip"

	"playnet/core/host"
	"playnet/core/linked"
	"playnet/core/sim"
	"playnet/core/view"
)

// UDPConn is a UDP socket, connected or not. It is a net.Conn, a net.PacketConn
// and a host.PacketConn, as *net.UDPConn is.
type UDPConn struct {
	p          *process
	local      endpoint // address 0: all of the host's
	remote     endpoint
	connected  bool
	closed     bool
	localAddr  *net.UDPAddr
	remoteAddr *net.UDPAddr // nil: not connected
	nextOnPort *UDPConn

	inbox         linked.List[frame] // datagrams received and not yet read
	buffered      int                // bytes of their data and UDP headers
	limit         int                // of buffered
	waiting       int                // datagrams in inbox
	most          int                // of waiting; 0: the buffer decides
	overrun       uint64             // datagrams that found no room
	refused       bool               // an ICMP error waits to be told
	readers       sim.WaitQueue
	readDeadline  sim.Instant
	writeDeadline sim.Instant
}

var (
	_ net.Conn        = (*UDPConn)(nil)
	_ host.PacketConn = (*UDPConn)(nil)
	_ host.Backlog    = (*UDPConn)(nil)
)

// receiveBuffer is how many bytes a socket holds for its reader, unless told
// otherwise by SetReadBuffer: what Linux gives (net.core.rmem_default).
const receiveBuffer = 212992

// maxDatagram is the longest payload: 65,535 bytes less the two headers.
const maxDatagram = 65535 - ipHeader - udpHeader

// dialUDP opens a connected socket.
func (p *process) dialUDP(network string, raddr netip.AddrPort) (net.Conn, error) {
	fail := func(err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: udpAddrOf(raddr), Err: err}
	}
	if network != "udp" && network != "udp4" {
		return fail(net.UnknownNetworkError(network))
	}
	remote, err := p.checkPeer(raddr)
	if err != nil {
		return fail(err)
	}
	src := p.m.pathTo(remote.ip).src
	port, ok := p.m.ephemeral(p.m.udp, src)
	if !ok {
		return fail(sysError("bind", errInUse))
	}
	return p.open(endpoint{src, port}, remote, true), nil
}

// checkPeer returns the endpoint that a socket is to be connected to.
func (p *process) checkPeer(raddr netip.AddrPort) (endpoint, error) {
	switch {
	case !raddr.IsValid():
		return endpoint{}, &net.AddrError{Err: "missing address"}
	case p.state != running || !p.m.up:
		return endpoint{}, net.ErrClosed
	}
	ip, ok := fromAddr(raddr.Addr())
	if !ok {
		return endpoint{}, sysError("connect", errFamily)
	}
	if ip == 0 { // as on Linux: 0.0.0.0 is this host
		ip = localhost
	}
	return endpoint{ip, raddr.Port()}, nil
}

// ListenPacket opens a socket that is not connected.
func (p *process) ListenPacket(network string, laddr netip.AddrPort) (host.PacketConn, error) {
	fail := func(err error) (host.PacketConn, error) {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: udpAddrOf(laddr), Err: err}
	}
	if network != "udp" && network != "udp4" {
		return fail(net.UnknownNetworkError(network))
	}
	if p.state != running || !p.m.up {
		return fail(net.ErrClosed)
	}
	local := endpoint{port: laddr.Port()}
	if a := laddr.Addr(); a.IsValid() && !a.IsUnspecified() {
		ip, ok := fromAddr(a)
		if !ok || !p.m.local(ip) {
			return fail(sysError("bind", errNotLocal))
		}
		local.ip = ip
	}
	ok := true
	if local.port == 0 {
		local.port, ok = p.m.ephemeral(p.m.udp, local.ip)
	}
	if !ok || !p.m.udp.free(local) {
		return fail(sysError("bind", errInUse))
	}
	return p.open(local, endpoint{}, false), nil
}

func (p *process) open(local, remote endpoint, connected bool) *UDPConn {
	c := &UDPConn{
		p: p, local: local, remote: remote, connected: connected,
		localAddr: net.UDPAddrFromAddrPort(local.addrPort()), limit: receiveBuffer,
		readDeadline: sim.Never, writeDeadline: sim.Never,
	}
	b := &SocketOpen{Proto: UDP, Local: local.addrPort()}
	if connected {
		c.remoteAddr = net.UDPAddrFromAddrPort(remote.addrPort())
		b.Remote = remote.addrPort()
	}
	p.m.udp.add(c)
	p.sockets = append(p.sockets, c)
	p.m.net.emit(p.m.id, p.k.Context(), b)
	return c
}

// Close closes the socket. Whoever waits for it gets net.ErrClosed, and what was
// received and not read is gone.
func (c *UDPConn) Close() error {
	if c.closed {
		return c.fail("close", net.ErrClosed)
	}
	c.close()
	return nil
}

func (c *UDPConn) close() {
	c.closed = true
	m := c.p.m
	m.udp.remove(c)
	for i, s := range c.p.sockets {
		if s == c {
			c.p.sockets = append(c.p.sockets[:i], c.p.sockets[i+1:]...)
			break
		}
	}
	for f := c.inbox.First(); f != nil; f = c.inbox.First() {
		c.inbox.Remove(&f.place)
		m.net.release(f)
	}
	c.buffered, c.waiting = 0, 0
	b := &SocketClosed{Proto: UDP, Local: c.local.addrPort()}
	if c.connected {
		b.Remote = c.remote.addrPort()
	}
	m.net.emit(m.id, c.p.k.Context(), b)
	c.readers.WakeAll()
}

// receiveUDP gives a datagram to its socket.
func (m *Machine) receiveUDP(f *frame) {
	n := m.net
	c := m.udp.lookup(f.dst, f.src)
	if c == nil {
		n.delivered(f)
		m.unreachable(f)
		n.release(f)
		return
	}
	size := udpHeader + len(f.data)
	if c.buffered+size > c.limit || c.most > 0 && c.waiting >= c.most {
		c.overrun++
		n.lost(f, m.id, f.ctx, m.name, SocketBuffer)
		return
	}
	n.delivered(f)
	c.buffered += size
	c.waiting++
	c.inbox.Append(&f.place, f)
	c.readers.WakeOne()
}

// view describes the socket.
func (c *UDPConn) view() view.Socket {
	v := view.Socket{Protocol: "udp", State: "UNCONN", Local: c.local.addrPort().String(), Program: c.p.kind}
	if c.connected {
		v.State, v.Remote = "ESTAB", c.remote.addrPort().String()
	}
	for f := c.inbox.First(); f != nil; f = f.place.Next() {
		v.RecvQ += len(f.data)
	}
	return v
}

// udpAddrOf returns an address for an error; nil if there is none.
func udpAddrOf(a netip.AddrPort) net.Addr {
	if !a.IsValid() {
		return nil
	}
	return net.UDPAddrFromAddrPort(a)
}
