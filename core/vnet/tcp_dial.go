package vnet

import (
	"net"
	"net/netip"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
)

// Dial opens a connected socket.
func (p *process) Dial(network string, raddr netip.AddrPort) (net.Conn, error) {
	return p.DialTimeout(network, raddr, 0)
}

// DialTimeout is Dial that gives up after a time; zero means never.
func (p *process) DialTimeout(network string, raddr netip.AddrPort, d time.Duration) (net.Conn, error) {
	if network != "tcp" && network != "tcp4" {
		return p.dialUDP(network, raddr)
	}
	deadline := sim.Never
	if d > 0 {
		deadline = p.k.Now().Add(d)
	}
	c, err := p.dialTCP(raddr, deadline)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: tcpAddrOf(raddr), Err: err}
	}
	return c, nil
}

// dialTCP opens a connection and blocks until it stands or has failed.
func (p *process) dialTCP(raddr netip.AddrPort, deadline sim.Instant) (*TCPConn, error) {
	remote, err := p.checkPeer(raddr)
	if err != nil {
		return nil, err
	}
	c, err := p.connect(remote, nil)
	if err != nil {
		return nil, err
	}
	for !c.stood && c.state != StateClosed {
		if err := c.opening.Wait(p.k, deadline); err != nil {
			c.close()
			return nil, err
		}
	}
	if c.stood {
		return c, nil
	}
	e := c.err
	c.close()
	if e == nil {
		return nil, net.ErrClosed // the machine has been switched off
	}
	return nil, sysError("connect", e)
}

// connect sends the first SYN of a connection (RFC 9293 §3.10.1, active OPEN).
func (p *process) connect(remote endpoint, h host.StreamHandler) (*TCPConn, error) {
	m := p.m
	way := m.pathTo(remote.ip)
	port, ok := m.tcp.ephemeral()
	if !ok {
		return nil, sysError("connect", errNotLocal) // as Linux says when no port is left
	}
	c := m.newTCP(endpoint{way.src, port}, remote, way)
	c.handler = h
	c.opened.For = p.k.Context().For
	p.own(c)
	c.become(StateSynSent)
	c.sendSYN()
	return c, nil
}

// own makes a connection the program's.
func (p *process) own(c *TCPConn) {
	c.list.remove(c)
	c.p = p
	p.conns.add(c)
	p.m.net.emit(p.m.id, p.k.Context(), &SocketOpen{Proto: TCP, Local: c.local.addrPort(), Remote: c.remote.addrPort()})
}

// tcpAddrOf returns an address for an error; nil if there is none.
func tcpAddrOf(a netip.AddrPort) net.Addr {
	if !a.IsValid() {
		return nil
	}
	return net.TCPAddrFromAddrPort(a)
}
