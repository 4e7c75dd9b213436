package vnet

import (
	"net"
	"net/netip"
	"os"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/view"
)

// defaultBacklog is how many connections wait for Accept, those whose handshake is
// not complete included, unless told otherwise. A SYN beyond it is dropped, and
// sent again by its sender in a second.
const defaultBacklog = 128

// TCPListener is a welcoming socket. It is a net.Listener, as *net.TCPListener is.
type TCPListener struct {
	p          *process
	local      endpoint // address 0: all of the host's
	localAddr  *net.TCPAddr
	nextOnPort *TCPListener
	closed     bool

	backlog   int
	half      connList // SYN-RECEIVED
	ready     connList // wait for Accept
	accepters sim.WaitQueue
	deadline  sim.Instant
	accept    func(host.Stream) host.StreamHandler // connections are in callback form
}

var _ net.Listener = (*TCPListener)(nil)

// Listen opens a welcoming socket.
func (p *process) Listen(network string, laddr netip.AddrPort) (net.Listener, error) {
	if network != "tcp" && network != "tcp4" {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: tcpAddrOf(laddr), Err: net.UnknownNetworkError(network)}
	}
	l, err := p.listen(laddr)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: tcpAddrOf(laddr), Err: err}
	}
	return l, nil
}

func (p *process) listen(laddr netip.AddrPort) (*TCPListener, error) {
	if p.state != running || !p.m.up {
		return nil, net.ErrClosed
	}
	local := endpoint{port: laddr.Port()}
	if a := laddr.Addr(); a.IsValid() && !a.IsUnspecified() {
		ip, ok := fromAddr(a)
		if !ok || !p.m.local(ip) {
			return nil, sysError("bind", errNotLocal)
		}
		local.ip = ip
	}
	t, ok := &p.m.tcp, true
	if local.port == 0 {
		local.port, ok = t.ephemeral()
	}
	if !ok || !t.free(local) {
		return nil, sysError("bind", errInUse)
	}
	l := &TCPListener{p: p, local: local, localAddr: net.TCPAddrFromAddrPort(local.addrPort()),
		backlog: defaultBacklog, deadline: sim.Never}
	l.nextOnPort = t.listeners[local.port]
	t.listeners[local.port] = l
	p.listeners = append(p.listeners, l)
	p.m.net.emit(p.m.id, p.k.Context(), &SocketOpen{Proto: TCP, Local: local.addrPort()})
	return l, nil
}

// segment takes what comes to the socket itself (RFC 9293 §3.10.7.2).
func (l *TCPListener) segment(f *frame) {
	h := &f.tcp
	m := l.p.m
	switch {
	case h.Flags&RST != 0: // "An incoming RST should be ignored."
	case h.Flags&ACK != 0:
		// "Any acknowledgment is bad if it arrives on a connection still in the LISTEN
		// state. An acceptable reset segment should be formed".
		m.resetStray(f)
	case h.Flags&SYN != 0 && l.half.Len()+l.ready.Len() < l.backlog:
		c := m.newTCP(f.dst, f.src, m.pathTo(f.src.ip))
		c.state, c.listener = StateListen, l
		c.opened.For = f.ctx.For
		l.half.add(c)
		c.learn(h)
		c.snd.wnd = h.bytesAhead()
		c.become(StateSynReceived)
		c.sendSYN()
	}
}

// ripe takes a connection that stands. Its program gets it.
func (l *TCPListener) ripe(c *TCPConn) {
	c.list.remove(c)
	c.listener = nil
	if l.accept == nil {
		l.ready.add(c)
		l.accepters.WakeOne()
		return
	}
	l.p.own(c)
	l.p.guard(func() { c.handler = l.accept((*tcpStream)(c)) })
	if c.handler == nil && !c.closed {
		c.abort()
	}
}

// Accept waits for a connection. It serves the operation for which the peer opened
// it.
func (l *TCPListener) Accept() (net.Conn, error) {
	for {
		if l.closed {
			return nil, l.fail("accept", net.ErrClosed)
		}
		if l.deadline <= l.p.k.Now() {
			return nil, l.fail("accept", os.ErrDeadlineExceeded)
		}
		if c := l.ready.First(); c != nil {
			l.p.k.SetContext(c.opened)
			l.p.own(c)
			return c, nil
		}
		if err := l.accepters.Wait(l.p.k, l.deadline); err != nil {
			return nil, l.fail("accept", err)
		}
	}
}

// Close closes the socket. Connections that nobody has accepted are reset.
func (l *TCPListener) Close() error {
	if l.closed {
		return l.fail("close", net.ErrClosed)
	}
	l.close()
	return nil
}

func (l *TCPListener) close() {
	l.closed = true
	t := &l.p.m.tcp
	at := t.listeners[l.local.port]
	switch {
	case at != l:
		for at.nextOnPort != l {
			at = at.nextOnPort
		}
		at.nextOnPort = l.nextOnPort
	case l.nextOnPort != nil:
		t.listeners[l.local.port] = l.nextOnPort
	default:
		delete(t.listeners, l.local.port)
	}
	p := l.p
	for i, o := range p.listeners {
		if o == l {
			p.listeners = append(p.listeners[:i], p.listeners[i+1:]...)
			break
		}
	}
	p.m.net.emit(p.m.id, p.k.Context(), &SocketClosed{Proto: TCP, Local: l.local.addrPort()})
	for _, list := range [...]*connList{&l.half, &l.ready} {
		for c := list.First(); c != nil; c = list.First() {
			c.abort()
		}
	}
	l.accepters.WakeAll()
}

// Addr returns the socket's address, a *net.TCPAddr.
func (l *TCPListener) Addr() net.Addr { return l.localAddr }

// SetDeadline sets the deadline of Accept, on the world's wall clock. The zero
// time means none.
func (l *TCPListener) SetDeadline(t time.Time) error {
	if l.closed {
		return l.fail("set", net.ErrClosed)
	}
	l.deadline = l.p.m.net.instant(t)
	l.accepters.WakeAll() // they look at the new deadline and wait again
	return nil
}

// SetBacklog sets how many connections may wait for Accept, as listen(2) does.
func (l *TCPListener) SetBacklog(n int) { l.backlog = max(n, 1) }

func (l *TCPListener) fail(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: l.localAddr, Err: err}
}

// view describes the socket. As in ss, its queue holds the connections that wait,
// and what it may hold stands where others show what they send.
func (l *TCPListener) view() view.Socket {
	return view.Socket{Protocol: "tcp", State: StateListen.String(), Local: l.local.String(),
		RecvQ: l.ready.Len(), SendQ: l.backlog, Program: l.p.kind}
}
