package vnet

import (
	"net"
	"net/netip"

	"playnet/core/host"
)

// news are what a connection has to tell its program.
type news uint8

const (
	newsOpen  news = 1 << iota // it stands
	newsData                   // bytes have come
	newsEnd                    // the peer sends nothing more
	newsDrain                  // little is queued
	newsDone                   // both sides have closed, or it has failed
)

// tcpStream is a connection in callback form.
type tcpStream TCPConn

var _ host.Stream = (*tcpStream)(nil)

// DialStream opens a connection whose handler hears how it went.
func (p *process) DialStream(raddr netip.AddrPort, h host.StreamHandler) (host.Stream, error) {
	remote, err := p.checkPeer(raddr)
	if err == nil {
		var c *TCPConn
		if c, err = p.connect(remote, h); err == nil {
			return (*tcpStream)(c), nil
		}
	}
	return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: tcpAddrOf(raddr), Err: err}
}

// streamListener is a welcoming socket in callback form.
type streamListener TCPListener

// ListenStream opens a welcoming socket in callback form.
func (p *process) ListenStream(laddr netip.AddrPort, accept func(host.Stream) host.StreamHandler) (host.StreamListener, error) {
	l, err := p.listen(laddr)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: tcpAddrOf(laddr), Err: err}
	}
	l.accept = accept
	return (*streamListener)(l), nil
}

func (l *streamListener) Addr() netip.AddrPort { return l.local.addrPort() }
func (l *streamListener) Close() error         { return (*TCPListener)(l).Close() }

// Send queues bytes.
func (s *tcpStream) Send(b []byte) {
	if c := (*TCPConn)(s); c.takes() {
		c.snd.buf.write(b, c.m.net.k.Context().For)
		c.output()
	}
}

// Lend queues bytes that are not copied, behind some that are.
func (s *tcpStream) Lend(head, body []byte) {
	if c := (*TCPConn)(s); c.takes() {
		op := c.m.net.k.Context().For
		c.snd.buf.write(head, op)
		c.snd.buf.lend(body, op)
	}
}

// takes reports whether the program can still send.
func (c *TCPConn) takes() bool { return !c.closed && !c.broken && !c.snd.closing }

func (s *tcpStream) Queued() int                { return s.snd.buf.size }
func (s *tcpStream) DrainAt(n int)              { s.snd.mark = n }
func (s *tcpStream) LocalAddr() netip.AddrPort  { return s.local.addrPort() }
func (s *tcpStream) RemoteAddr() netip.AddrPort { return s.remote.addrPort() }

func (s *tcpStream) CloseWrite() {
	if c := (*TCPConn)(s); !c.closed && c.state != StateClosed {
		c.shut()
	}
}

func (s *tcpStream) Close() {
	if c := (*TCPConn)(s); !c.closed {
		c.close()
	}
}

func (s *tcpStream) Abort() {
	if c := (*TCPConn)(s); !c.closed {
		c.abort()
	}
}

// notify tells the program what is new: its handler by calls, its fibers by waking
// them.
func (c *TCPConn) notify() {
	n := c.news
	c.news = 0
	if c.handler != nil {
		if n != 0 {
			before := c.m.net.k.Context()
			c.p.guard(func() { c.tell(n) })
			c.m.net.k.SetContext(before)
		}
		return
	}
	if n&newsData != 0 {
		c.readers.WakeOne()
	}
	// A writer is woken when there is room worth the while.
	if !c.writers.Empty() {
		if limit := c.sendLimit(); 3*(limit-c.snd.buf.size) >= limit {
			c.writers.WakeOne()
		}
	}
}

// tell calls the handler. Each call may close the connection, and so end the
// telling.
func (c *TCPConn) tell(n news) {
	if n&newsOpen != 0 {
		c.handler.OnOpen()
	}
	for c.handler != nil && c.rcv.inbox.First() != nil {
		f := c.rcv.inbox.First()
		c.rcv.inbox.Remove(&f.place)
		c.rcv.unread -= len(f.data) - f.taken
		c.m.net.k.SetContext(f.because())
		c.handler.OnData(f.data[f.taken:])
		c.m.net.release(f)
	}
	if c.handler != nil && n&newsEnd != 0 {
		c.handler.OnEnd()
	}
	if c.handler != nil && n&newsDrain != 0 && n&newsDone == 0 {
		c.handler.OnDrain()
	}
	if h := c.handler; h != nil && n&newsDone != 0 {
		e := c.takeError()
		c.leave()
		h.OnClose(c.ending(e))
	}
}

// ending returns the error with which a handler hears of the end.
func (c *TCPConn) ending(e *errno) error {
	switch {
	case e == nil:
		return nil
	case !c.stood:
		return &net.OpError{Op: "dial", Net: "tcp", Addr: c.RemoteAddr(), Err: sysError("connect", e)}
	}
	return c.opError("read", sysError("read", e))
}
