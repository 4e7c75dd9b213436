package kernelhost

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"

	"playnet/core/host"
)

// stream is a connection of the kernel in callback form: one goroutine reads and
// calls, another writes what is queued.
type stream struct {
	p       *Process
	handler host.StreamHandler // nil: it hears nothing more
	conn    *net.TCPConn       // nil until the connection stands
	remote  netip.AddrPort
	gone    bool // closed or aborted by its program, or at its end

	queue   []byte     // not yet handed to the kernel
	queued  int        // with what the writer is handing over
	ending  bool       // FIN follows what is queued
	sent    *sync.Cond // something was queued, or the end has come
	readEnd bool       // the peer has sent all
	wrote   bool       // FIN was sent
}

// DialStream connects and returns at once.
func (p *Process) DialStream(raddr netip.AddrPort, h host.StreamHandler) (host.Stream, error) {
	if p.over {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: net.TCPAddrFromAddrPort(raddr), Err: net.ErrClosed}
	}
	s := p.newStream(raddr, h)
	p.begin(func() {
		conn, err := p.dialTCP(raddr, 0)
		switch {
		case s.gone && conn != nil:
			_ = conn.Close() // its program has given it up meanwhile
		case err != nil:
			s.end(err)
		default:
			s.open(conn)
		}
	})
	return s, nil
}

func (p *Process) newStream(remote netip.AddrPort, h host.StreamHandler) *stream {
	s := &stream{p: p, handler: h, remote: remote, sent: sync.NewCond(&p.w.mu)}
	p.own(closer{s})
	return s
}

// closer is a stream as its process closes it when it ends.
type closer struct{ s *stream }

func (c closer) Close() error {
	c.s.Close()
	return nil
}

// streamListener is a welcoming socket in callback form.
type streamListener struct{ *tcpListener }

// ListenStream opens a welcoming socket in callback form.
func (p *Process) ListenStream(laddr netip.AddrPort, accept func(host.Stream) host.StreamHandler) (host.StreamListener, error) {
	l, err := p.listenTCP(laddr)
	if err != nil {
		return nil, err
	}
	p.begin(func() {
		for {
			conn, err := l.accept()
			if err != nil {
				return // the socket or the program is closed
			}
			s := p.newStream(addrPort(conn.RemoteAddr()), nil)
			s.conn = conn
			if s.handler = accept(s); s.handler == nil {
				s.Abort()
				continue
			}
			p.begin(func() { s.open(conn) })
		}
	})
	return streamListener{l}, nil
}

func (l streamListener) Addr() netip.AddrPort { return addrPort(l.l.Addr()) }

func addrPort(a net.Addr) netip.AddrPort {
	at := a.(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// open tells the handler that the connection stands, and serves it.
func (s *stream) open(conn *net.TCPConn) {
	s.conn = conn
	_ = conn.SetKeepAlive(false) // as for tcpConn
	if s.handler == nil {
		return
	}
	s.handler.OnOpen()
	s.p.begin(s.write)
	s.read()
}

// read hands on what comes.
func (s *stream) read() {
	b := make([]byte, 64<<10)
	for s.handler != nil {
		var n int
		var err error
		s.p.outside(func() { n, err = s.conn.Read(b) })
		s.p.heard(nil)
		if n > 0 && s.handler != nil {
			s.handler.OnData(b[:n])
		}
		switch {
		case s.handler == nil || err == nil:
		case errors.Is(err, io.EOF):
			s.readEnd = true
			s.handler.OnEnd()
			s.done()
			return
		default:
			s.end(err)
		}
	}
}

// write hands what is queued to the kernel.
func (s *stream) write() {
	for {
		for len(s.queue) == 0 && !s.ending && !s.gone && !s.p.over {
			s.sent.Wait()
			s.p.w.ctx = context{}
		}
		b := s.queue
		s.queue = nil
		if len(b) == 0 {
			break
		}
		var err error
		s.p.outside(func() { _, err = s.conn.Write(b) })
		before := s.queued
		s.queued -= len(b)
		if err != nil {
			s.end(err)
			return
		}
		if s.handler != nil && (s.queued == 0 || before > host.DrainMark && s.queued <= host.DrainMark) {
			s.handler.OnDrain()
		}
	}
	switch {
	case s.handler == nil && s.ending: // Close
		_ = s.conn.Close() // the kernel sends the rest; nobody is there to hear of an error
	case s.ending:
		if err := s.conn.CloseWrite(); err != nil {
			s.end(err)
			return
		}
		s.wrote = true
		s.done()
	}
}

// done ends the stream when both sides have sent all.
func (s *stream) done() {
	if s.readEnd && s.wrote {
		s.end(nil)
	}
}

// end tells the handler that it is over, and why.
func (s *stream) end(err error) {
	h := s.handler
	s.leave()
	if s.conn != nil {
		_ = s.conn.Close() // it is over already
	}
	if h != nil && !isClosed(err) {
		h.OnClose(err)
	}
}

// leave takes the stream away from its program.
func (s *stream) leave() {
	s.handler, s.gone = nil, true
	s.p.disown(closer{s})
	s.sent.Broadcast()
}

// Send queues bytes.
func (s *stream) Send(b []byte) {
	if s.gone || s.ending {
		return
	}
	s.queue = append(s.queue, b...)
	s.queued += len(b)
	s.sent.Broadcast()
}

func (s *stream) Queued() int                { return s.queued }
func (s *stream) RemoteAddr() netip.AddrPort { return s.remote }

func (s *stream) LocalAddr() netip.AddrPort {
	if s.conn == nil {
		return netip.AddrPortFrom(s.p.addrs[0], 0)
	}
	return addrPort(s.conn.LocalAddr())
}

func (s *stream) CloseWrite() {
	s.ending = true
	s.sent.Broadcast()
}

// Close ends the connection: what is queued is still sent.
func (s *stream) Close() {
	if s.gone {
		return
	}
	s.ending = true
	s.leave()
}

// Abort ends the connection with a reset.
func (s *stream) Abort() {
	if s.gone {
		return
	}
	s.queue = nil
	s.leave()
	if s.conn != nil {
		// Errors can only say that the connection is gone already.
		_ = s.conn.SetLinger(0)
		_ = s.conn.Close()
	}
}
