package vnet

import (
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"

	"playnet/core/host"
)

// Every error comes at the instant that the RFCs give. The way takes 10 ms, so that
// RTT is 20 ms and, once measured, RTO 220 ms.
func TestErrorsAndTheirInstants(t *testing.T) {
	const ms = time.Millisecond
	// RFC 6298: 1, 2, 4, 8, 16, 32, 60 and 60 s, the first of which ends past the three
	// minutes that RFC 9293 §3.8.3 gives SYN.
	const deadSYN = 183 * time.Second
	// 220 ms doubled to 28.16 s, nine times: 220·(2^9-1) ms is past 100 s.
	const deadData = 220 * (1<<9 - 1) * ms
	dial := func(h host.Host, to string) (*TCPConn, error) {
		c, err := h.Dial("tcp", netip.MustParseAddrPort(to))
		if err != nil {
			return nil, err
		}
		return c.(*TCPConn), nil
	}
	tests := []struct {
		name string
		// what the client does; the time is counted from the return of start
		run  func(w *world, h host.Host, start func()) error
		want error
		text string
		at   time.Duration
	}{
		{"closed port", func(w *world, h host.Host, start func()) error {
			_, err := dial(h, "10.0.0.2:8")
			return err
		}, syscall.ECONNREFUSED, "dial tcp 10.0.0.2:8: connect: connection refused", 20 * ms},
		{"dead host", func(w *world, h host.Host, start func()) error {
			w.machine("b").Stop()
			start()
			_, err := dial(h, "10.0.0.2:7")
			return err
		}, syscall.ETIMEDOUT, "dial tcp 10.0.0.2:7: connect: connection timed out", deadSYN},
		{"nobody has the address", func(w *world, h host.Host, start func()) error {
			_, err := dial(h, "10.0.0.99:7")
			return err
		}, syscall.ETIMEDOUT, "", deadSYN},
		{"cut link", func(w *world, h host.Host, start func()) error {
			w.machine("b").Cut()
			start()
			_, err := dial(h, "10.0.0.2:7")
			return err
		}, syscall.ETIMEDOUT, "", deadSYN},
		{"dialing with a time-out", func(w *world, h host.Host, start func()) error {
			w.machine("b").Cut()
			start()
			_, err := h.DialTimeout("tcp", netip.MustParseAddrPort("10.0.0.2:7"), 5*time.Second)
			return err
		}, os.ErrDeadlineExceeded, "dial tcp 10.0.0.2:7: i/o timeout", 5 * time.Second},
		{"the link is cut under a reader who has written", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			w.machine("b").Cut()
			start()
			c.Write([]byte("hello"))
			_, err := c.Read(make([]byte, 1))
			return err
		}, syscall.ETIMEDOUT, "", deadData},
		{"the link is cut under a writer", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			w.machine("b").Cut()
			start()
			_, err := c.Write(make([]byte, 1<<20))
			return err
		}, syscall.ETIMEDOUT, "", deadData},
		{"the link is cut under a reader who is silent: nothing tells", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			w.machine("b").Cut()
			start()
			c.SetReadDeadline(h.Now().Add(time.Hour))
			_, err := c.Read(make([]byte, 1))
			return err
		}, os.ErrDeadlineExceeded, "", time.Hour},
		{"the peer's host was off and is on again", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			w.machine("b").Stop()
			w.machine("b").Start()
			start()
			c.Write([]byte("hello"))
			_, err := c.Read(make([]byte, 1))
			return err
		}, syscall.ECONNRESET, "", 20 * ms},
		{"the peer's host is off for 3 s", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			w.machine("b").Stop()
			w.k.After(3*time.Second, w.machine("b").Start)
			start()
			c.Write([]byte("hello"))
			_, err := c.Read(make([]byte, 1))
			return err // sent again at 0.22, 0.66, 1.54 and 3.3 s
		}, syscall.ECONNRESET, "", 3320 * ms},
		{"the peer's program crashes", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:666")
			start()
			c.Write([]byte("x"))
			_, err := c.Read(make([]byte, 1))
			return err
		}, syscall.ECONNRESET, "", 20 * ms},
		{"the peer's program ends", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:42")
			start()
			c.Write([]byte("x"))
			_, err := c.Read(make([]byte, 1))
			return err
		}, io.EOF, "EOF", 20 * ms},
		{"read deadline", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			start()
			c.SetReadDeadline(h.Now().Add(7 * ms))
			_, err := c.Read(make([]byte, 1))
			return err
		}, os.ErrDeadlineExceeded, "", 7 * ms},
		{"write after the half-close", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			start()
			c.CloseWrite()
			_, err := c.Write([]byte("x"))
			return err
		}, syscall.EPIPE, "", 0},
		{"write after close", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			start()
			c.Close()
			_, err := c.Write([]byte("x"))
			return err
		}, net.ErrClosed, "", 0},
		{"one's own host stops", func(w *world, h host.Host, start func()) error {
			c, _ := dial(h, "10.0.0.2:7")
			w.k.After(time.Second, w.machine("a").Stop)
			start()
			_, err := c.Read(make([]byte, 1))
			return err
		}, net.ErrClosed, "", time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, 1)
			a, b := w.pair(LinkConfig{Delay: 5 * ms})
			w.serve(b, 7, func(h host.Host, c *TCPConn) { io.Copy(io.Discard, c) })
			w.installOnce(b, 666, func() { panic("on purpose") })
			w.installOnce(b, 42, func() {})
			var err error
			ran := false
			w.exec(a, func(h host.Host) {
				h.Sleep(time.Second) // the servers listen
				from := h.Now()
				err = tt.run(w, h, func() { from = h.Now() })
				ran = true
				if took := h.Now().Sub(from); took != tt.at {
					t.Errorf("it came after %v, want %v", took, tt.at)
				}
			})
			w.runAll()
			if !ran {
				t.Fatal("it never came")
			}
			wantErr(t, tt.name, err, tt.want)
			if tt.text != "" && err.Error() != tt.text {
				t.Errorf("it reads %q, want %q", err, tt.text)
			}
			if _, is := err.(*net.OpError); !is && err != io.EOF {
				t.Errorf("%T, want *net.OpError", err)
			}
		})
	}
}

func (w *world) machine(name string) *Machine {
	m, _ := w.n.Machine(name)
	return m
}

// installOnce runs a program that accepts a connection, reads a byte, and comes to
// its end without closing anything.
func (w *world) installOnce(m *Machine, port uint16, end func()) {
	m.Install("once", func() host.Program {
		return &prog{"once", func(h host.Host) error {
			l, err := h.Listen("tcp", netip.AddrPortFrom(netip.IPv4Unspecified(), port))
			if err != nil {
				return err
			}
			c, err := l.Accept()
			if err != nil {
				return err
			}
			exactly(c.(*TCPConn), 1)
			end()
			return nil
		}}
	})
}

// A reset in the middle: what had come can be read, then the error, once. Where it
// overtakes data, it is believed only when it is said again at the right number.
func TestResetInTheMiddle(t *testing.T) {
	for seed := range uint64(20) {
		w := newWorld(t, seed)
		a, b := w.pair(LinkConfig{Up: 10e6, Down: 10e6, Delay: 5 * time.Millisecond, Duplicate: 0.1, Reorder: 0.2})
		data := noise(seed, 1<<20)
		w.serve(b, 7, func(h host.Host, c *TCPConn) {
			h.Go("killer", func() {
				h.Sleep(time.Duration(100+50*seed) * time.Millisecond)
				c.SetLinger(0)
				c.Close()
			})
			_, err := c.Write(data)
			wantErr(t, "the writer who was closed", err, net.ErrClosed)
		})
		w.exec(a, func(h host.Host) {
			c := w.connect(h, "10.0.0.2:7")
			got := []byte{}
			buf := make([]byte, 5000)
			for {
				n, err := c.Read(buf)
				got = append(got, buf[:n]...)
				if err != nil {
					wantErr(t, "read", err, syscall.ECONNRESET)
					break
				}
			}
			if len(got) == 0 || len(got) == len(data) || string(got) != string(data[:len(got)]) {
				t.Errorf("seed %d: %d of %d bytes came: %s", seed, len(got), len(data), difference(got, data[:len(got)]))
			}
			_, err := c.Read(buf)
			wantErr(t, "read again", err, io.EOF)
			_, err = c.Write(buf)
			wantErr(t, "write", err, syscall.EPIPE)
			c.Close()
		})
		w.runAll()
		w.leaks()
	}
}
