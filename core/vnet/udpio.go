package vnet

import (
	"net"
	"net/netip"
	"os"
	"time"

	"playnet/core/sim"
)

// receive waits for a datagram, copies it to b, sets the reader's context and
// returns how much was copied and who sent it. call names the system call for
// errors.
func (c *UDPConn) receive(b []byte, call string) (int, endpoint, error) {
	k := c.p.k
	if !c.closed && c.readDeadline <= k.Now() {
		// A deadline in the past fails at once, even if a datagram is there.
		return 0, endpoint{}, c.fail("read", os.ErrDeadlineExceeded)
	}
	for {
		if c.closed {
			return 0, endpoint{}, c.fail("read", net.ErrClosed)
		}
		if c.refused {
			c.refused = false
			return 0, endpoint{}, c.fail("read", sysError(call, errRefused))
		}
		if f := c.inbox.First(); f != nil {
			n, from := c.take(f, b)
			return n, from, nil
		}
		if err := c.readers.Wait(k, c.readDeadline); err != nil {
			return 0, endpoint{}, c.fail("read", err)
		}
	}
}

// take hands a datagram out. What doesn't fit into b is lost, as recvfrom has it.
func (c *UDPConn) take(f *frame, b []byte) (int, endpoint) {
	n := copy(b, f.data)
	from := f.src
	c.inbox.Remove(&f.place)
	c.buffered -= udpHeader + len(f.data)
	c.waiting--
	c.p.k.SetContext(sim.Context{Cause: uint64(f.delivered), For: f.ctx.For})
	c.p.m.net.release(f)
	return n, from
}

// transmit sends a datagram. It never blocks: what the access link's queue
// doesn't hold is lost there.
func (c *UDPConn) transmit(b []byte, to endpoint, call string) (int, error) {
	p := c.p
	switch {
	case c.closed || !p.m.up:
		return 0, c.fail("write", net.ErrClosed)
	case c.writeDeadline <= p.k.Now():
		return 0, c.fail("write", os.ErrDeadlineExceeded)
	case c.refused:
		c.refused = false
		return 0, c.fail("write", sysError(call, errRefused))
	case to.port == 0:
		return 0, c.fail("write", sysError(call, errInvalid))
	case len(b) > maxDatagram:
		return 0, c.fail("write", sysError(call, errTooLong))
	}
	if to.ip == 0 {
		to.ip = localhost
	}
	way := p.m.pathTo(to.ip)
	src := c.local
	if src.ip == 0 {
		src.ip = way.src
	}
	p.m.net.send(p.m, way, UDP, src, to, udpHeader, b)
	return len(b), nil
}

func (c *UDPConn) fail(op string, err error) error {
	e := &net.OpError{Op: op, Net: "udp", Source: c.localAddr, Err: err}
	if c.remoteAddr != nil {
		e.Addr = c.remoteAddr
	}
	return e
}

// Read reads a datagram. What doesn't fit into b is lost.
func (c *UDPConn) Read(b []byte) (int, error) {
	n, _, err := c.receive(b, "read")
	return n, err
}

// ReadFrom is [UDPConn.Read] that also returns the sender, a *net.UDPAddr.
func (c *UDPConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := c.receive(b, "recvfrom")
	if err != nil {
		return 0, nil, err
	}
	return n, net.UDPAddrFromAddrPort(from.addrPort()), nil
}

// ReadFromUDPAddrPort is [UDPConn.ReadFrom] without an allocation.
func (c *UDPConn) ReadFromUDPAddrPort(b []byte) (int, netip.AddrPort, error) {
	n, from, err := c.receive(b, "recvfrom")
	if err != nil {
		return 0, netip.AddrPort{}, err
	}
	return n, from.addrPort(), nil
}

// Write sends a datagram to the peer of a connected socket.
func (c *UDPConn) Write(b []byte) (int, error) {
	if !c.connected {
		return 0, c.fail("write", sysError("write", errNoPeer))
	}
	return c.transmit(b, c.remote, "write")
}

// WriteTo sends a datagram from a socket that is not connected. The address has
// to be a *net.UDPAddr.
func (c *UDPConn) WriteTo(b []byte, addr net.Addr) (int, error) {
	a, ok := addr.(*net.UDPAddr)
	if !ok {
		return 0, c.fail("write", sysError("sendto", errInvalid))
	}
	return c.WriteToUDPAddrPort(b, a.AddrPort())
}

// WriteToUDPAddrPort is [UDPConn.WriteTo] for a netip.AddrPort.
func (c *UDPConn) WriteToUDPAddrPort(b []byte, addr netip.AddrPort) (int, error) {
	if c.connected {
		return 0, c.fail("write", net.ErrWriteToConnected)
	}
	ip, ok := fromAddr(addr.Addr())
	if !ok {
		return 0, c.fail("write", &net.AddrError{Err: "non-IPv4 address", Addr: addr.Addr().String()})
	}
	return c.transmit(b, endpoint{ip, addr.Port()}, "sendto")
}

// LocalAddr returns the socket's own address, a *net.UDPAddr.
func (c *UDPConn) LocalAddr() net.Addr { return c.localAddr }

// RemoteAddr returns the peer's address, a *net.UDPAddr; nil if not connected.
func (c *UDPConn) RemoteAddr() net.Addr {
	if c.remoteAddr == nil {
		return nil
	}
	return c.remoteAddr
}

// SetDeadline sets both deadlines, on the world's wall clock. The zero time
// means none.
func (c *UDPConn) SetDeadline(t time.Time) error {
	if err := c.SetWriteDeadline(t); err != nil {
		return err
	}
	return c.SetReadDeadline(t)
}

// SetReadDeadline sets the deadline of reads, those under way included.
func (c *UDPConn) SetReadDeadline(t time.Time) error {
	if c.closed {
		return c.fail("set", net.ErrClosed)
	}
	c.readDeadline = c.p.m.net.instant(t)
	c.readers.WakeAll() // they look at the new deadline and wait again
	return nil
}

// SetWriteDeadline sets the deadline of writes.
func (c *UDPConn) SetWriteDeadline(t time.Time) error {
	if c.closed {
		return c.fail("set", net.ErrClosed)
	}
	c.writeDeadline = c.p.m.net.instant(t)
	return nil
}

// SetReadBuffer sets how many bytes the socket holds for its reader: data and 8
// bytes of header for each datagram. What doesn't fit is lost.
func (c *UDPConn) SetReadBuffer(bytes int) error {
	if c.closed {
		return c.fail("set", net.ErrClosed)
	}
	if bytes <= 0 {
		return c.fail("set", sysError("setsockopt", errInvalid))
	}
	c.limit = bytes
	return nil
}

// LimitBacklog sets how many datagrams may wait for the reader; 0: as many as the
// buffer holds.
func (c *UDPConn) LimitBacklog(datagrams int) { c.most = datagrams }

// Backlog returns how many datagrams wait for the reader, and how many were lost
// because there was no room for them.
func (c *UDPConn) Backlog() (waiting int, lost uint64) { return c.waiting, c.overrun }
