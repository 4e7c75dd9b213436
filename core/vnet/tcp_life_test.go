package vnet

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
)

// Both ends open at once, to each other's very port (RFC 9293 §3.5, figure 8).
func TestSimultaneousOpen(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
	ends := map[string]*TCPConn{}
	open := func(m *Machine, to string) {
		w.exec(m, func(h host.Host) {
			p := h.(*process)
			way := m.pathTo(endpointOf(netip.MustParseAddrPort(to)).ip)
			c := m.newTCP(endpoint{way.src, 5000}, endpointOf(netip.MustParseAddrPort(to)), way)
			p.own(c)
			c.become(StateSynSent)
			c.sendSYN()
			ends[m.name] = c
			for !c.stood {
				h.Sleep(time.Millisecond)
			}
			c.Write([]byte("from " + m.name))
			c.CloseWrite()
			if got, err := io.ReadAll(c); err != nil || string(got) == "from "+m.name || len(got) != 6 {
				t.Errorf("%s read %q, %v", m.name, got, err)
			}
			c.Close()
		})
	}
	open(a, "10.0.0.2:5000")
	open(b, "10.0.0.1:5000")
	w.runAll()
	var states []string
	for _, e := range w.events(KindTCPState) {
		if e.Host == "a" {
			states = append(states, e.Body.(*TCPStateChanged).To.String())
		}
	}
	if want := []string{"SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1"}; !slices.Equal(states[:4], want) {
		t.Errorf("a went through %v", states)
	}
	w.leaks()
}

// A connection to oneself, through the loopback address and through one's own.
func TestTCPInsideAHost(t *testing.T) {
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{Up: 1e3, Delay: time.Hour})
	w.serve(a, 7, echoStream)
	for _, to := range []string{"127.0.0.1:7", "10.0.0.1:7", "0.0.0.0:7"} {
		w.exec(a, func(h host.Host) {
			c := w.connect(h, to)
			c.Write(noise(1, 100000))
			c.CloseWrite()
			if got, err := io.ReadAll(c); err != nil || string(got) != string(noise(1, 100000)) {
				t.Errorf("%s: %d bytes, %v", to, len(got), err)
			}
			c.Close()
			if h.Now() != testEpoch {
				t.Errorf("%s took %v", to, h.Now().Sub(testEpoch))
			}
		})
	}
	w.run()
	w.runAll()
	w.leaks()
}

// Two connections between the same ports, to two addresses of one host.
func TestConnectionsAreToldApartByAddress(t *testing.T) {
	w := newWorld(t, 1)
	a := w.host("a", "10.0.0.1", "", LinkConfig{})
	b, err := w.n.AddHost(HostConfig{Name: "b", Addrs: []netip.Addr{netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.3")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{"10.0.0.2", "10.0.0.3"} {
		b.Install(addr, func() host.Program {
			return &prog{addr, func(h host.Host) error {
				l, err := h.Listen("tcp", netip.MustParseAddrPort(addr+":7"))
				if err != nil {
					return err
				}
				c, err := l.Accept()
				if err != nil {
					return err
				}
				_, err = c.Write([]byte(addr))
				return err
			}}
		})
	}
	w.exec(a, func(h host.Host) {
		h.Sleep(1)
		for _, addr := range []string{"10.0.0.2", "10.0.0.3"} {
			if got, _ := io.ReadAll(w.connect(h, addr+":7")); string(got) != addr {
				t.Errorf("%s answered as %q", addr, got)
			}
		}
	})
	w.run()
}

func TestListening(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
	var l *TCPListener
	w.exec(b, func(h host.Host) {
		at := netip.MustParseAddrPort("0.0.0.0:7")
		n, err := h.Listen("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		l = n.(*TCPListener)
		l.SetBacklog(2)
		for _, tt := range []struct {
			network, at string
			want        error
		}{
			{"tcp", "0.0.0.0:7", syscall.EADDRINUSE}, {"tcp", "10.0.0.2:7", syscall.EADDRINUSE},
			{"tcp", "10.0.0.1:7", syscall.EADDRNOTAVAIL}, {"udp", "0.0.0.0:8", net.UnknownNetworkError("udp")},
		} {
			_, err := h.Listen(tt.network, netip.MustParseAddrPort(tt.at))
			wantErr(t, tt.network+" "+tt.at, err, tt.want)
		}
		any, err := h.Listen("tcp", netip.AddrPort{})
		if err != nil || any.Addr().(*net.TCPAddr).Port < firstEphemeral {
			t.Errorf("an ephemeral port: %v, %v", any.Addr(), err)
		}
		any.Close()
		l.SetDeadline(h.Now().Add(time.Second))
		_, err = l.Accept()
		wantErr(t, "accept", err, os.ErrDeadlineExceeded)
		l.SetDeadline(time.Time{})
		h.Sleep(5 * time.Second) // four knock meanwhile
		if v := l.view(); v.State != "LISTEN" || v.RecvQ != 2 || v.SendQ != 2 {
			t.Errorf("%+v", v)
		}
		for range 2 {
			c, err := l.Accept()
			if err != nil {
				t.Error(err)
			}
			c.Close()
		}
		h.Sleep(time.Minute)
		if v := l.view(); v.RecvQ != 2 { // the others came again, and find room
			t.Errorf("%+v", v)
		}
		l.Close() // resets them
		_, err = l.Accept()
		wantErr(t, "accept", err, net.ErrClosed)
		wantErr(t, "close again", l.Close(), net.ErrClosed)
	})
	results := map[string]int{}
	for i := range 4 {
		w.exec(a, func(h host.Host) {
			h.Sleep(2 * time.Second)
			c := w.connect(h, "10.0.0.2:7")
			_, err := c.Read(make([]byte, 1))
			results[fmt.Sprint(err == io.EOF)]++
			c.Close()
			_ = i
		})
	}
	w.runAll()
	if results["true"] != 2 || results["false"] != 2 {
		t.Errorf("two were accepted and closed, two reset: %v", results)
	}
	w.leaks()
}

// The screen's table of sockets, as ss would show it, at each stage of a
// connection's life.
func TestSocketsTable(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
	w.serve(b, 7, func(h host.Host, c *TCPConn) { io.Copy(io.Discard, c); h.Sleep(100 * time.Millisecond) })
	w.exec(a, func(h host.Host) {
		h.Sleep(time.Second)
		c := w.connect(h, "10.0.0.2:7")
		c.Write(make([]byte, 1000))
		c.Close()
	})
	show := func(m *Machine) (rows []string) {
		for _, s := range m.Sockets() {
			rows = append(rows, fmt.Sprintf("%s %d %d %s", s.State, s.RecvQ, s.SendQ, s.Program))
		}
		return rows
	}
	for _, tt := range []struct {
		at   time.Duration
		a, b []string
	}{
		{1005 * time.Millisecond, []string{"SYN-SENT 0 0 test"}, []string{"LISTEN 0 128 server"}},
		{1011 * time.Millisecond, []string{"SYN-SENT 0 0 test"}, []string{"LISTEN 0 128 server", "SYN-RECEIVED 0 0 "}},
		{1021 * time.Millisecond, []string{"FIN-WAIT-1 0 1000 "}, []string{"LISTEN 0 128 server", "SYN-RECEIVED 0 0 "}},
		{1031 * time.Millisecond, []string{"FIN-WAIT-1 0 1000 "}, []string{"LISTEN 0 128 server", "CLOSE-WAIT 0 0 server"}},
		{1041 * time.Millisecond, []string{"FIN-WAIT-2 0 0 "}, []string{"LISTEN 0 128 server", "CLOSE-WAIT 0 0 server"}},
		{1131 * time.Millisecond, []string{"FIN-WAIT-2 0 0 "}, []string{"LISTEN 0 128 server", "LAST-ACK 0 0 "}},
		{1141 * time.Millisecond, []string{"TIME-WAIT 0 0 "}, []string{"LISTEN 0 128 server", "LAST-ACK 0 0 "}},
		{1151 * time.Millisecond, []string{"TIME-WAIT 0 0 "}, []string{"LISTEN 0 128 server"}},
		{3141 * time.Millisecond, nil, []string{"LISTEN 0 128 server"}},
	} {
		w.runUntil(tt.at)
		if gotA, gotB := show(a), show(b); !slices.Equal(gotA, tt.a) || !slices.Equal(gotB, tt.b) {
			t.Errorf("%v:\n%q\n%q", tt.at, gotA, gotB)
		}
	}
	if w.k.Alive() {
		t.Error("TIME-WAIT kept the world alive")
	}
}

// One side's close alone is remembered for a minute, and keeps no world alive.
func TestFinWait2Ends(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
	w.serve(b, 7, func(h host.Host, c *TCPConn) { h.NewSignal().Wait() })
	w.exec(a, func(h host.Host) { w.connect(h, "10.0.0.2:7").Close() })
	w.run()
	if s := a.Sockets(); len(s) != 1 || s[0].State != "FIN-WAIT-2" || w.k.Now() > sim.Instant(time.Second) {
		t.Errorf("at %v: %+v", w.k.Now(), s)
	}
	w.runAll()
	if s := a.Sockets(); len(s) != 0 || w.k.Now() < sim.Instant(finWait2Timeout) {
		t.Errorf("at %v: %+v", w.k.Now(), s)
	}
}

// What a program leaves open when it ends is closed: in good order, or when it
// crashes with a reset. When its machine is switched off nobody hears of it.
func TestEndsOfProgramsWithConnections(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(w *world, b *Machine)
		want string
	}{
		{"returns", func(w *world, b *Machine) {}, "EOF"},
		{"crashes", func(w *world, b *Machine) { panic("on purpose") }, "connection reset by peer"},
		{"is switched off", func(w *world, b *Machine) { b.Stop() }, "i/o timeout"},
	} {
		w := newWorld(t, 1)
		a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
		w.exec(b, func(h host.Host) {
			l, _ := h.Listen("tcp", netip.MustParseAddrPort("0.0.0.0:7"))
			l.Accept()
			l.Accept()
			h.Sleep(time.Second)
			tt.end(w, b)
		})
		for range 2 {
			w.exec(a, func(h host.Host) {
				h.Sleep(1)
				c := w.connect(h, "10.0.0.2:7")
				c.SetReadDeadline(h.Now().Add(time.Hour))
				_, err := c.Read(make([]byte, 1))
				if err == nil || !hasSuffix(err.Error(), tt.want) {
					t.Errorf("the program %s: %v", tt.name, err)
				}
				c.Close()
			})
		}
		w.runAll()
		if len(b.Sockets()) != 0 {
			t.Errorf("the program %s: %v", tt.name, b.Sockets())
		}
		w.leaks()
	}
}

func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// Two runs of one seed are the same, byte for byte; another seed is another world.
func TestTCPSameSeedSameTrace(t *testing.T) {
	build := func(w *world) {
		l := LinkConfig{Up: 10e6, Down: 10e6, Delay: time.Millisecond, Loss: 0.03, Duplicate: 0.03, Reorder: 0.05, Queue: 20000}
		a, b := w.pair(l)
		w.serve(b, 7, echoStream)
		for range 3 {
			w.exec(a, func(h host.Host) {
				c := w.connect(h, "10.0.0.2:7")
				h.Go("writer", func() { c.Write(noise(1, 30000)); c.CloseWrite() })
				io.Copy(io.Discard, c)
				c.Close()
			})
		}
	}
	seen := map[string]uint64{}
	for seed := range uint64(10) {
		h := hashOf(t, seed, build)
		if again := hashOf(t, seed, build); again != h {
			t.Errorf("seed %d: two runs, two hashes", seed)
		}
		if other, taken := seen[h]; taken {
			t.Errorf("seeds %d and %d have one hash", seed, other)
		}
		seen[h] = seed
	}
}

// Initial sequence numbers are a machine's own: another's connections do not
// disturb them.
func TestInitialSequenceNumbersAreAMachinesOwn(t *testing.T) {
	first := func(others int) uint32 {
		w := newWorld(t, 9)
		_, b := w.pair(LinkConfig{})
		w.serve(b, 7, echoStream)
		c, d := w.host("c", "10.0.0.3", "", LinkConfig{}), w.host("d", "10.0.0.4", "", LinkConfig{})
		w.exec(c, func(h host.Host) {
			h.Sleep(1)
			for range others {
				w.connect(h, "10.0.0.2:7")
			}
		})
		w.exec(d, func(h host.Host) { h.Sleep(2); w.connect(h, "10.0.0.2:7") })
		w.run()
		for _, e := range w.events(KindFrameSent) {
			if e.Host == "d" {
				return e.Body.(*FrameSent).TCP.Seq
			}
		}
		return 0
	}
	if alone, accompanied := first(0), first(5); alone == 0 || alone != accompanied {
		t.Errorf("%d alone, %d beside others", alone, accompanied)
	}
}

// What is read brings its operation along, and what a window held back still
// serves the operation for which it was written.
func TestOperationsTravelOnStreams(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6, Down: 1e6, Delay: 5 * time.Millisecond})
	var first, second trace.ID
	var accepted, read [2]trace.ID
	w.serve(b, 7, func(h host.Host, c *TCPConn) {
		accepted[0] = h.Serve(0)
		for i := range 2 {
			exactly(c, 30000)
			cause := w.k.Context().Cause
			if e, _ := w.t.Event(trace.ID(cause)); e.Body.Kind() != KindFrameDelivered {
				t.Errorf("reading is due to %v", e.Body.Kind())
			}
			read[i] = h.Serve(0)
		}
		io.Copy(io.Discard, c)
		accepted[1] = h.Serve(0)
	})
	w.exec(a, func(h host.Host) {
		first = h.Emit(&note{"first"})
		h.Serve(first)
		c := w.connect(h, "10.0.0.2:7")
		c.Write(make([]byte, 30000))
		second = h.Emit(&note{"second"})
		h.Serve(second)
		c.Write(make([]byte, 30000))
		c.Close()
	})
	w.run()
	if accepted[0] != first || read[0] != first || read[1] != second || accepted[1] != second {
		t.Errorf("accepted for %d, read for %d, ended for %d; want %d, [%d %d], %d", accepted[0], read, accepted[1], first, first, second, second)
	}
	for _, e := range w.events(KindFrameSent) {
		s := e.Body.(*FrameSent)
		want := first
		if e.Host == "a" && s.Size > 54 && s.TCP.RelSeq > 30001 {
			want = second
		}
		if e.Host == "a" && s.Size > 100 && s.TCP.RelSeq != 29201 && e.For != want {
			t.Errorf("%s serves %d, want %d", s.Text(), e.For, want)
		}
	}
}
