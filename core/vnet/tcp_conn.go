package vnet

import (
	"io"
	"net"
	"os"
	"time"

	"playnet/core/sim"
)

// Read reads what has come, at least a byte unless b is empty. It blocks while
// nothing has; io.EOF says that the peer will send nothing more.
func (c *TCPConn) Read(b []byte) (int, error) {
	k := c.m.net.k
	for {
		switch {
		case c.closed || !c.m.up:
			return 0, c.opError("read", net.ErrClosed)
		case len(b) == 0:
			return 0, nil
		case c.readDeadline <= k.Now(): // fails at once, even if something is there
			return 0, c.opError("read", os.ErrDeadlineExceeded)
		}
		if n := c.read(b); n > 0 {
			c.openUp()
			if c.rcv.unread > 0 {
				c.readers.WakeOne() // another who waits gets the rest
			}
			return n, nil
		}
		if e := c.takeError(); e != nil {
			return 0, c.opError("read", sysError("read", e))
		}
		if c.rcv.ended || c.broken {
			if c.rcv.ended {
				k.SetContext(c.rcv.eof)
			}
			return 0, io.EOF
		}
		if err := c.readers.Wait(k, c.readDeadline); err != nil {
			return 0, c.opError("read", err)
		}
	}
}

// takeError returns how the connection ended, once: whoever comes later finds a
// connection that is at its end.
func (c *TCPConn) takeError() *errno {
	e := c.err
	c.err = nil
	return e
}

// Write queues bytes for the peer. It blocks while the send buffer is full, and
// returns how many bytes it took when it fails. A Write is never mixed with
// another's bytes.
func (c *TCPConn) Write(b []byte) (int, error) {
	k := c.m.net.k
	for c.writing {
		if err := c.writable(); err != nil {
			return 0, err
		}
		if err := c.turn.Wait(k, c.writeDeadline); err != nil {
			return 0, c.opError("write", err)
		}
	}
	c.writing = true
	defer c.endWrite()
	written := 0
	for {
		if err := c.writable(); err != nil {
			return written, err
		}
		s := &c.snd
		if n := min(len(b)-written, c.sendLimit()-s.buf.size); n > 0 {
			s.buf.write(b[written:written+n], k.Context().For)
			written += n
			c.output()
		}
		if written == len(b) {
			return written, nil
		}
		if err := c.writers.Wait(k, c.writeDeadline); err != nil {
			return written, c.opError("write", err)
		}
	}
}

// sendLimit returns how many bytes may wait for their acknowledgment before a
// writer blocks.
func (c *TCPConn) sendLimit() int {
	if c.snd.limit > 0 {
		return c.snd.limit
	}
	return min(max(2*c.cc.cwnd, leastSendBuffer), mostSendBuffer)
}

func (c *TCPConn) endWrite() {
	c.writing = false
	c.turn.WakeOne()
}

// writable returns why nothing can be written.
func (c *TCPConn) writable() error {
	switch {
	case c.closed || !c.m.up:
		return c.opError("write", net.ErrClosed)
	case c.writeDeadline <= c.m.net.k.Now():
		return c.opError("write", os.ErrDeadlineExceeded)
	case c.err != nil:
		return c.opError("write", sysError("write", c.takeError()))
	case c.broken || c.snd.closing:
		return c.opError("write", sysError("write", errPipe))
	}
	return nil
}

func (c *TCPConn) opError(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}

// LocalAddr returns the connection's own end, a *net.TCPAddr.
func (c *TCPConn) LocalAddr() net.Addr { return net.TCPAddrFromAddrPort(c.local.addrPort()) }

// RemoteAddr returns the peer's end, a *net.TCPAddr.
func (c *TCPConn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.remote.addrPort()) }

// State returns the connection's state.
func (c *TCPConn) State() TCPState { return c.state }

// SetDeadline sets both deadlines, on the world's wall clock. The zero time means
// none.
func (c *TCPConn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline sets the deadline of reads, those under way included.
func (c *TCPConn) SetReadDeadline(t time.Time) error {
	return c.setDeadline(&c.readDeadline, t, &c.readers)
}

// SetWriteDeadline sets the deadline of writes, those under way included.
func (c *TCPConn) SetWriteDeadline(t time.Time) error {
	if err := c.setDeadline(&c.writeDeadline, t, &c.writers); err != nil {
		return err
	}
	c.turn.WakeAll()
	return nil
}

func (c *TCPConn) setDeadline(d *sim.Instant, t time.Time, who *sim.WaitQueue) error {
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	*d = c.m.net.instant(t)
	who.WakeAll() // they look at the new deadline and wait again
	return nil
}

// SetNoDelay turns Nagle's algorithm off (the default) or on.
func (c *TCPConn) SetNoDelay(off bool) error {
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	c.snd.nagle = !off
	c.output()
	return nil
}

// SetLinger with 0 makes Close throw away what was not sent, and reset the
// connection; any other number leaves Close as it is: it does not wait, and what
// was written is sent.
func (c *TCPConn) SetLinger(seconds int) error {
	if c.closed {
		return c.opError("set", net.ErrClosed)
	}
	c.reset = seconds == 0
	return nil
}

// SetReadBuffer sets how many bytes the connection holds for its reader, up to
// 8 MiB. A window that was announced already is not taken back.
func (c *TCPConn) SetReadBuffer(bytes int) error { return c.setBuffer(&c.rcv.limit, bytes) }

// SetWriteBuffer sets how many bytes the connection takes before they are
// acknowledged, up to 8 MiB.
func (c *TCPConn) SetWriteBuffer(bytes int) error { return c.setBuffer(&c.snd.limit, bytes) }

func (c *TCPConn) setBuffer(limit *int, bytes int) error {
	switch {
	case c.closed:
		return c.opError("set", net.ErrClosed)
	case bytes <= 0:
		return c.opError("set", sysError("setsockopt", errInvalid))
	}
	*limit = min(bytes, maxBuffer)
	return nil
}
