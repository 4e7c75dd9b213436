package kernelhost

import (
	stdcontext "context"
	"errors"
	"net"
	"net/netip"
	"os"
	"time"

	"playnet/core/host"
)

// tcpConn is a TCP connection of the kernel.
type tcpConn struct {
	p    *Process
	conn *net.TCPConn
}

var _ host.HalfCloser = (*tcpConn)(nil)

// Dial connects to an address, from the machine's own.
func (p *Process) Dial(network string, raddr netip.AddrPort) (net.Conn, error) {
	return p.DialTimeout(network, raddr, 0)
}

// DialTimeout is Dial that gives up after a time; zero means never.
func (p *Process) DialTimeout(network string, raddr netip.AddrPort, d time.Duration) (net.Conn, error) {
	if network != "tcp" && network != "tcp4" {
		return p.dialUDP(network, raddr)
	}
	fail := func(err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(raddr), Err: err}
	}
	switch {
	case p.over:
		return fail(net.ErrClosed)
	case !raddr.IsValid():
		return fail(&net.AddrError{Err: "missing address"})
	}
	var conn *net.TCPConn
	var err error
	p.outside(func() { conn, err = p.connect(raddr, d) })
	switch {
	case err != nil && p.over:
		return fail(net.ErrClosed)
	case err != nil && errors.Is(err, stdcontext.DeadlineExceeded):
		return fail(os.ErrDeadlineExceeded)
	case err != nil:
		return nil, err
	case p.over: // it stood just when the host stopped
		_ = conn.Close()
		return fail(net.ErrClosed)
	}
	return p.newConn(conn), nil
}

// connect opens a connection. It is called without the lock.
func (p *Process) connect(raddr netip.AddrPort, within time.Duration) (*net.TCPConn, error) {
	ctx, cancel := stdcontext.WithCancel(stdcontext.Background())
	defer cancel()
	dialed := make(chan struct{})
	defer close(dialed)
	go func() {
		select {
		case <-p.stop:
			cancel()
		case <-dialed:
		}
	}()
	d := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(p.addrs[0], 0)), Timeout: within, KeepAlive: -1}
	conn, err := d.DialContext(ctx, "tcp4", raddr.String())
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}

func (p *Process) newConn(conn *net.TCPConn) *tcpConn {
	c := &tcpConn{p: p, conn: conn}
	p.own(c)
	return c
}

func (c *tcpConn) Read(b []byte) (n int, err error) {
	c.p.outside(func() { n, err = c.conn.Read(b) })
	c.p.heard(err)
	return n, err
}

func (c *tcpConn) Write(b []byte) (n int, err error) {
	c.p.outside(func() { n, err = c.conn.Write(b) })
	return n, err
}

// Close closes the connection; whoever waits for it gets net.ErrClosed.
func (c *tcpConn) Close() error {
	c.p.disown(c)
	return c.conn.Close()
}

// shut closes the connection with its process. Errors say that it is closed.
func (c *tcpConn) shut(reset bool) {
	if reset {
		_ = c.conn.SetLinger(0)
	}
	_ = c.Close()
}

func (c *tcpConn) CloseWrite() error                  { return c.conn.CloseWrite() }
func (c *tcpConn) LocalAddr() net.Addr                { return c.conn.LocalAddr() }
func (c *tcpConn) RemoteAddr() net.Addr               { return c.conn.RemoteAddr() }
func (c *tcpConn) SetDeadline(t time.Time) error      { return c.conn.SetDeadline(t) }
func (c *tcpConn) SetReadDeadline(t time.Time) error  { return c.conn.SetReadDeadline(t) }
func (c *tcpConn) SetWriteDeadline(t time.Time) error { return c.conn.SetWriteDeadline(t) }
func (c *tcpConn) SetNoDelay(off bool) error          { return c.conn.SetNoDelay(off) }
func (c *tcpConn) SetLinger(seconds int) error        { return c.conn.SetLinger(seconds) }
func (c *tcpConn) SetReadBuffer(bytes int) error      { return c.conn.SetReadBuffer(bytes) }
func (c *tcpConn) SetWriteBuffer(bytes int) error     { return c.conn.SetWriteBuffer(bytes) }

// tcpListener is a welcoming socket of the kernel.
type tcpListener struct {
	p        *Process
	listener *net.TCPListener
	closed   func() // tells the world; nil after that
}

// Listen opens a welcoming socket.
func (p *Process) Listen(network string, laddr netip.AddrPort) (net.Listener, error) {
	fail := func(err error) (net.Listener, error) {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: net.TCPAddrFromAddrPort(laddr), Err: err}
	}
	if network != "tcp" && network != "tcp4" {
		return fail(net.UnknownNetworkError(network))
	}
	l, err := p.listen(laddr)
	if err != nil {
		return fail(err)
	}
	return l, nil
}

func (p *Process) listen(laddr netip.AddrPort) (*tcpListener, error) {
	if p.over {
		return nil, net.ErrClosed
	}
	local, err := p.local(laddr)
	if err != nil {
		return nil, err
	}
	config := net.ListenConfig{KeepAlive: -1}
	l, err := config.Listen(stdcontext.Background(), "tcp4", local.String())
	if err != nil {
		return nil, err
	}
	own := &tcpListener{p: p, listener: l.(*net.TCPListener), closed: p.w.open("tcp", l.Addr())}
	p.own(own)
	return own, nil
}

// Accept waits for a connection.
func (l *tcpListener) Accept() (net.Conn, error) {
	conn, err := l.accept()
	if err != nil {
		return nil, err
	}
	return l.p.newConn(conn), nil
}

func (l *tcpListener) accept() (conn *net.TCPConn, err error) {
	l.p.outside(func() { conn, err = l.listener.AcceptTCP() })
	l.p.heard(err)
	if err == nil && l.p.over {
		_ = conn.Close()
		return nil, net.ErrClosed
	}
	return conn, err
}

// Addr returns the socket's address, a *net.TCPAddr.
func (l *tcpListener) Addr() net.Addr { return l.listener.Addr() }

// SetDeadline sets the deadline of Accept.
func (l *tcpListener) SetDeadline(t time.Time) error { return l.listener.SetDeadline(t) }

// Close closes the socket; whoever waits for a connection gets net.ErrClosed.
func (l *tcpListener) Close() error {
	l.p.disown(l)
	if l.closed != nil {
		l.closed()
		l.closed = nil
	}
	return l.listener.Close()
}

func (l *tcpListener) shut(bool) { _ = l.Close() }
