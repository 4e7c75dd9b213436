package kernelhost

import (
	stdcontext "context"
	"errors"
	"net"
	"net/netip"
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
	conn, err := p.dialTCP(raddr, d)
	if err != nil {
		return nil, err
	}
	return p.tcp(conn), nil
}

// tcp makes a connection of the kernel the process's.
func (p *Process) tcp(conn *net.TCPConn) *tcpConn {
	// The default sends probes, which a virtual connection does not. An error can only
	// say that the connection has ended, which its user will hear.
	_ = conn.SetKeepAlive(false)
	c := &tcpConn{p: p, conn: conn}
	p.own(c)
	return c
}

func (p *Process) dialTCP(raddr netip.AddrPort, d time.Duration) (conn *net.TCPConn, err error) {
	fail := func(err error) (*net.TCPConn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: net.TCPAddrFromAddrPort(raddr), Err: err}
	}
	switch {
	case p.over:
		return fail(net.ErrClosed)
	case !raddr.IsValid():
		return fail(&net.AddrError{Err: "missing address"})
	}
	dialer := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(p.addrs[0], 0)), Timeout: d}
	p.outside(func() {
		ctx, cancel := stdcontext.WithCancel(stdcontext.Background())
		defer cancel()
		stop := p.stop
		go func() {
			select {
			case <-stop:
				cancel()
			case <-ctx.Done():
			}
		}()
		var c net.Conn
		if c, err = dialer.DialContext(ctx, "tcp4", raddr.String()); err == nil {
			conn = c.(*net.TCPConn)
		}
	})
	if p.over {
		if conn != nil {
			_ = conn.Close() // nobody has used it
		}
		return fail(net.ErrClosed)
	}
	p.heard(err)
	return conn, err
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

func (c *tcpConn) CloseWrite() error                  { return c.conn.CloseWrite() }
func (c *tcpConn) LocalAddr() net.Addr                { return c.conn.LocalAddr() }
func (c *tcpConn) RemoteAddr() net.Addr               { return c.conn.RemoteAddr() }
func (c *tcpConn) SetDeadline(t time.Time) error      { return c.conn.SetDeadline(t) }
func (c *tcpConn) SetReadDeadline(t time.Time) error  { return c.conn.SetReadDeadline(t) }
func (c *tcpConn) SetWriteDeadline(t time.Time) error { return c.conn.SetWriteDeadline(t) }
func (c *tcpConn) SetNoDelay(on bool) error           { return c.conn.SetNoDelay(on) }
func (c *tcpConn) SetLinger(seconds int) error        { return c.conn.SetLinger(seconds) }

// Close closes the connection; whoever reads or writes gets net.ErrClosed.
func (c *tcpConn) Close() error {
	c.p.disown(c)
	return c.conn.Close()
}

// tcpListener is a welcoming socket of the kernel.
type tcpListener struct {
	p      *Process
	l      *net.TCPListener
	closed func() // tells the world
}

// Listen opens a welcoming socket. All of the machine's addresses means its own.
func (p *Process) Listen(network string, laddr netip.AddrPort) (net.Listener, error) {
	if network != "tcp" && network != "tcp4" {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: net.TCPAddrFromAddrPort(laddr), Err: net.UnknownNetworkError(network)}
	}
	l, err := p.listenTCP(laddr)
	if err != nil {
		return nil, err
	}
	return l, nil
}

func (p *Process) listenTCP(laddr netip.AddrPort) (*tcpListener, error) {
	fail := func(err error) (*tcpListener, error) {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: net.TCPAddrFromAddrPort(laddr), Err: err}
	}
	if p.over {
		return fail(net.ErrClosed)
	}
	local, err := p.local(laddr)
	if err != nil {
		return fail(err)
	}
	socket, err := net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(local))
	if err != nil {
		return nil, err
	}
	l := &tcpListener{p: p, l: socket, closed: p.w.open("tcp", socket.Addr())}
	p.own(l)
	return l, nil
}

func (l *tcpListener) Accept() (net.Conn, error) {
	conn, err := l.accept()
	if err != nil {
		return nil, err
	}
	return l.p.tcp(conn), nil
}

func (l *tcpListener) accept() (conn *net.TCPConn, err error) {
	l.p.outside(func() { conn, err = l.l.AcceptTCP() })
	if err == nil && l.p.over {
		_ = conn.Close() // nobody will
		return nil, &net.OpError{Op: "accept", Net: "tcp", Addr: l.l.Addr(), Err: net.ErrClosed}
	}
	l.p.heard(err)
	return conn, err
}

func (l *tcpListener) Addr() net.Addr                { return l.l.Addr() }
func (l *tcpListener) SetDeadline(t time.Time) error { return l.l.SetDeadline(t) }

// Close closes the socket; whoever accepts from it gets net.ErrClosed.
func (l *tcpListener) Close() error {
	l.p.disown(l)
	if l.closed != nil {
		l.closed()
		l.closed = nil
	}
	return l.l.Close()
}

// isClosed reports whether an error only says that the socket was closed here.
func isClosed(err error) bool { return errors.Is(err, net.ErrClosed) }
