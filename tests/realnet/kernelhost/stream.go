package kernelhost

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"playnet/core/host"
)

// stream is a TCP connection in callback form. A reader and a writer of its own
// wait for the kernel; they call the handler from the outermost level, under the
// lock: so no call comes from inside a method of the stream.
//
// Queued counts what the kernel has not taken yet. (It does not tell what the peer
// has acknowledged.)
type stream struct {
	p       *Process
	conn    *net.TCPConn // nil before it stands
	local   netip.AddrPort
	remote  netip.AddrPort
	handler host.StreamHandler // nil: it hears nothing more

	queue    []byte
	mark     int        // the length of queue at which the handler is told
	more     *sync.Cond // there is something to send, or to end
	closed   bool       // by Close: the program is done with it
	closing  bool       // nothing more is queued
	sent     bool       // FIN has followed the last byte
	ended    bool       // the peer has sent its last
	finished bool       // all is over
}

func (p *Process) newStream(remote netip.AddrPort) *stream {
	s := &stream{p: p, remote: remote, mark: host.DrainMark, local: netip.AddrPortFrom(p.addrs[0], 0), more: sync.NewCond(&p.w.mu)}
	p.own(s)
	return s
}

// DialStream connects by TCP; the handler hears how it went.
func (p *Process) DialStream(raddr netip.AddrPort, h host.StreamHandler) (host.Stream, error) {
	fail := func(err error) (host.Stream, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: net.TCPAddrFromAddrPort(raddr), Err: err}
	}
	switch {
	case p.over:
		return fail(net.ErrClosed)
	case !raddr.IsValid():
		return fail(&net.AddrError{Err: "missing address"})
	}
	s := p.newStream(raddr)
	s.handler = h
	p.begin(func() {
		var conn *net.TCPConn
		var err error
		p.outside(func() { conn, err = p.connect(raddr, 0) })
		switch {
		case err != nil:
			s.finish(err)
		case s.finished: // closed or aborted before it stood
			_ = conn.Close()
		default:
			s.conn, s.local = conn, addrPort(conn.LocalAddr())
			s.run()
		}
	})
	return s, nil
}

// streamListener is a welcoming socket in callback form.
type streamListener struct{ *tcpListener }

func (l *streamListener) Addr() netip.AddrPort { return addrPort(l.listener.Addr()) }

// ListenStream opens a welcoming socket in callback form.
func (p *Process) ListenStream(laddr netip.AddrPort, accept func(host.Stream) host.StreamHandler) (host.StreamListener, error) {
	l, err := p.listen(laddr)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: net.TCPAddrFromAddrPort(laddr), Err: err}
	}
	p.begin(func() {
		for {
			conn, err := l.accept()
			if err != nil {
				return // it was closed
			}
			s := p.newStream(addrPort(conn.RemoteAddr()))
			s.conn, s.local = conn, addrPort(conn.LocalAddr())
			h := accept(s)
			if !s.closed {
				s.handler = h
			}
			if h == nil && !s.closed {
				s.Abort()
			}
			if !s.finished {
				p.begin(s.run)
			}
		}
	})
	return &streamListener{l}, nil
}

// run does the stream's work while it stands: the calling fiber becomes its reader.
func (s *stream) run() {
	s.p.begin(s.write)
	if s.handler != nil {
		s.handler.OnOpen()
	}
	s.read()
}

// read hands on what comes, until the end. After Close nobody hears it; it is read
// all the same, as what is left unread would make the kernel reset.
func (s *stream) read() {
	buf := make([]byte, 64<<10)
	for !s.finished {
		var n int
		var err error
		s.p.outside(func() { n, err = s.conn.Read(buf) })
		if s.finished {
			return
		}
		if n > 0 && s.handler != nil {
			s.p.heard(nil)
			s.handler.OnData(buf[:n])
		}
		switch {
		case errors.Is(err, io.EOF):
			s.ended = true
			if s.handler != nil {
				s.handler.OnEnd()
			}
			s.settle()
			return
		case err != nil:
			s.finish(err)
		}
	}
}

// write sends what is queued, and FIN behind it.
func (s *stream) write() {
	for !s.finished {
		switch {
		case len(s.queue) > 0:
			b := s.queue[:min(len(s.queue), 64<<10)]
			var n int
			var err error
			s.p.outside(func() { n, err = s.conn.Write(b) })
			if s.finished {
				return
			}
			before := len(s.queue)
			s.queue = s.queue[n:]
			if err != nil {
				s.finish(err)
				return
			}
			drained := len(s.queue) == 0 || before > s.mark && len(s.queue) <= s.mark
			if drained && s.handler != nil {
				s.handler.OnDrain()
			}
		case s.closing:
			if err := s.conn.CloseWrite(); err != nil {
				s.finish(err)
				return
			}
			s.sent = true
			s.settle()
			return
		default:
			ctx := s.p.w.ctx
			s.more.Wait() // it gives the lock away, as every blocking call does
			s.p.w.ctx = ctx
		}
	}
}

// settle ends the stream when both sides have sent their last.
func (s *stream) settle() {
	if s.sent && s.ended {
		s.finish(nil)
	}
}

// finish ends the stream and tells the handler.
func (s *stream) finish(err error) {
	if s.finished {
		return
	}
	h := s.handler
	s.drop()
	if s.conn != nil {
		_ = s.conn.Close() // an error says that it is closed already
	}
	if h != nil && !s.p.over {
		h.OnClose(err)
	}
}

// drop takes the stream away from its program and lets its fibers end.
func (s *stream) drop() {
	s.finished, s.handler, s.queue = true, nil, nil
	s.p.disown(s)
	s.more.Broadcast()
}

// Send queues a copy of b.
func (s *stream) Send(b []byte) {
	if s.closing || s.finished {
		return
	}
	s.queue = append(s.queue, b...)
	s.more.Signal()
}

// Lend queues a copy of both.
func (s *stream) Lend(head, body []byte) {
	s.Send(head)
	s.Send(body)
}

func (s *stream) Queued() int                { return len(s.queue) }
func (s *stream) DrainAt(n int)              { s.mark = n }
func (s *stream) LocalAddr() netip.AddrPort  { return s.local }
func (s *stream) RemoteAddr() netip.AddrPort { return s.remote }

// CloseWrite says that nothing more will be sent.
func (s *stream) CloseWrite() {
	s.closing = true
	s.more.Signal()
}

// lingerTime is how long a stream that its program has closed waits for the peer to
// close, as TCP does in FIN-WAIT-2 on Linux.
const lingerTime = time.Minute

// Close ends the connection in good order. The handler hears nothing more.
func (s *stream) Close() {
	if s.finished || s.closed {
		return
	}
	s.closed, s.handler = true, nil
	if s.conn == nil { // it does not stand yet
		s.drop()
		return
	}
	s.CloseWrite()
	s.p.After(lingerTime, func() { s.finish(nil) })
}

// Abort ends the connection with a reset. The handler hears nothing more.
func (s *stream) Abort() {
	if s.finished {
		return
	}
	s.handler = nil
	if s.conn != nil {
		_ = s.conn.SetLinger(0)
	}
	s.finish(nil)
}

// shut ends the connection with its process.
func (s *stream) shut(reset bool) {
	if reset {
		s.Abort()
		return
	}
	s.handler = nil
	s.finish(nil)
}

func addrPort(a net.Addr) netip.AddrPort {
	at := a.(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}
