package vnet

import (
	"bytes"
	"fmt"
	"net/netip"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// hearer is a handler made of functions, which notes what it hears.
type hearer struct {
	s     host.Stream
	heard []string
	got   []byte
	err   error
	data  func(b []byte)
	drain func()
	open  func()
}

func (h *hearer) note(what string) {
	if n := len(h.heard); n == 0 || h.heard[n-1] != what {
		h.heard = append(h.heard, what)
	}
}

func (h *hearer) OnOpen() {
	h.note("open")
	if h.open != nil {
		h.open()
	}
}

func (h *hearer) OnData(b []byte) {
	h.note("data")
	h.got = append(h.got, b...)
	if h.data != nil {
		h.data(b)
	}
}

func (h *hearer) OnDrain() {
	h.note("drain")
	if h.drain != nil {
		h.drain()
	}
}

func (h *hearer) OnEnd()            { h.note("end") }
func (h *hearer) OnClose(err error) { h.note("close"); h.err = err }

// listenStream opens a welcoming socket in callback form.
func (w *world) listenStream(m *Machine, port uint16, accept func(h host.Host, s host.Stream) host.StreamHandler) {
	m.Install("streams", func() host.Program {
		return &prog{"streams", func(h host.Host) error {
			at := netip.AddrPortFrom(netip.IPv4Unspecified(), port)
			l, err := h.ListenStream(at, func(s host.Stream) host.StreamHandler { return accept(h, s) })
			if err != nil {
				return err
			}
			if l.Addr().Port() != port {
				w.Errorf("listens at %v", l.Addr())
			}
			return h.NewSignal().Wait()
		}}
	})
}

// dialStream connects in callback form, and keeps the program running.
func (w *world) dialStream(m *Machine, to string, x *hearer) {
	w.exec(m, func(h host.Host) {
		h.Sleep(1)
		var err error
		if x.s, err = h.DialStream(netip.MustParseAddrPort(to), x); err != nil {
			w.Error(err)
			return
		}
		h.NewSignal().Wait()
	})
}

func TestStreams(t *testing.T) {
	for seed := range uint64(50) {
		w := newWorld(t, seed)
		a, b := w.pair(rough(seed))
		data := noise(seed, 60000)
		w.listenStream(b, 7, func(_ host.Host, s host.Stream) host.StreamHandler {
			x := &hearer{s: s}
			x.data = func(b []byte) { s.Send(b); b[0] ^= 0xff } // Send has made a copy
			return &echoHandler{x}
		})
		x := &hearer{}
		x.open = func() { x.s.Send(data[:1000]) }
		x.data = func([]byte) {
			if len(x.got) == len(data) {
				x.s.CloseWrite()
			} else if len(x.got)%1000 == 0 {
				x.s.Send(data[len(x.got) : len(x.got)+1000])
			}
		}
		w.dialStream(a, "10.0.0.2:7", x)
		w.runAll()
		if !bytes.Equal(x.got, data) {
			t.Errorf("seed %d: %s", seed, difference(x.got, data))
		}
		if n := len(x.heard); x.heard[0] != "open" || !slices.Equal(x.heard[n-2:], []string{"end", "close"}) || x.err != nil {
			t.Errorf("seed %d: heard %v, %v", seed, x.heard, x.err)
		}
		w.leaks()
	}
}

// echoHandler closes when the other side has.
type echoHandler struct{ *hearer }

func (e *echoHandler) OnEnd() { e.s.CloseWrite() }

// What is lent goes out with the next Send, in order with what is copied, and nobody writes
// into it, whatever the network does to the frames and however slowly it is read.
func TestLend(t *testing.T) {
	for seed := range uint64(30) {
		w := newWorld(t, seed)
		a, b := w.pair(rough(seed))
		bodies, heads := noise(seed, 120000), noise(seed+1, 13*300)
		lent := slices.Clone(bodies)
		var want, got []byte
		w.serve(b, 7, func(h host.Host, c *TCPConn) {
			h.Sleep(time.Minute) // until so much waits that small segments are put together
			small := make([]byte, 100)
			for {
				h.Sleep(time.Millisecond)
				n, err := c.Read(small)
				got = append(got, small[:n]...)
				if err != nil {
					return
				}
			}
		})
		x := &hearer{}
		more := func() {
			if len(want) > 50000 {
				x.s.CloseWrite()
				return
			}
			i, before := len(heads)/13, len(w.n.Frames())
			head, body := heads[:13*(i/2%2)], lent[200*i:][:[...]int{20, 600, 40, 3000}[i%4]]
			x.s.Lend(head, body)
			want = append(append(want, head...), body...)
			clear(head) // it may be used again at once
			if n := len(w.n.Frames()); n != before || x.s.Queued() != len(head)+len(body) {
				t.Errorf("seed %d: %d frames more, %d bytes are queued", seed, n-before, x.s.Queued())
			}
			x.s.Send(nil)
			if n := len(w.n.Frames()); n == before {
				t.Errorf("seed %d: Send sends nothing", seed)
			}
			heads = heads[13:]
		}
		x.open, x.drain = more, more
		w.dialStream(a, "10.0.0.2:7", x)
		w.runAll()
		if !bytes.Equal(got, want) {
			t.Errorf("seed %d: %s", seed, difference(got, want))
		}
		if !bytes.Equal(lent, bodies) {
			t.Errorf("seed %d: what was lent has changed: %s", seed, difference(lent, bodies))
		}
		w.leaks()
	}
}

// Send takes any amount; OnDrain says when to give more, and so keeps the line
// busy with a bounded queue.
func TestStreamsDrain(t *testing.T) {
	for _, mark := range []int{0, 96 << 10} {
		t.Run(fmt.Sprint(mark), func(t *testing.T) { testDrain(t, mark) })
	}
}

// testDrain sends with a mark of DrainAt, or without one.
func testDrain(t *testing.T, mark int) {
	const size = 5 << 20
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 100e6, Down: 100e6, Delay: 2 * time.Millisecond})
	got := 0
	w.listenStream(b, 7, func(_ host.Host, s host.Stream) host.StreamHandler {
		x := &hearer{}
		x.data = func(b []byte) { got += len(b); x.got = nil }
		return x
	})
	x := &hearer{}
	sent, most, level := 0, 0, host.DrainMark
	if mark > 0 {
		level = mark
	}
	x.drain = func() {
		for ; x.s.Queued() < 2*level && sent < size; sent += 16 << 10 {
			x.s.Send(make([]byte, 16<<10))
		}
		most = max(most, x.s.Queued())
	}
	x.open = func() {
		if mark > 0 {
			x.s.DrainAt(mark)
		}
		x.drain()
	}
	w.dialStream(a, "10.0.0.2:7", x)
	w.run()
	if got != size || most > 2*level+16<<10 {
		t.Errorf("%d bytes came, at most %d were queued", got, most)
	}
	// 5 MiB in 3,592 frames of 1,514 bytes need 435 ms at 100 Mbit/s, and slow start
	// 10 round-trip times of 8 ms at most.
	if took := time.Duration(w.k.Now()); took > 530*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}

func TestStreamsHearHowTheyEnd(t *testing.T) {
	tests := []struct {
		name  string
		serve func(s host.Stream)
		do    func(w *world, x *hearer)
		heard string
		err   error
	}{
		{"the peer closes", func(s host.Stream) { s.Close() }, nil, "[open end]", nil},
		{"the peer closes, we too", func(s host.Stream) { s.Close() },
			func(w *world, x *hearer) { w.k.After(time.Second, x.s.CloseWrite) }, "[open end close]", nil},
		{"the peer aborts", func(s host.Stream) { s.Abort() }, nil, "[open close]", syscall.ECONNRESET},
		{"we close", func(s host.Stream) {}, func(w *world, x *hearer) { x.s.Send([]byte("bye")); x.s.Close(); x.s.Send([]byte("more")) }, "[open]", nil},
		{"we abort", func(s host.Stream) {}, func(w *world, x *hearer) { x.s.Abort(); x.s.Abort(); x.s.Close(); x.s.CloseWrite() }, "[open]", nil},
		{"the peer vanishes", func(s host.Stream) {}, func(w *world, x *hearer) { w.machine("b").Cut(); x.s.Send([]byte("hello?")) },
			"[open close]", syscall.ETIMEDOUT},
	}
	for _, tt := range tests {
		w := newWorld(t, 1)
		a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
		peer := &hearer{}
		w.listenStream(b, 7, func(h host.Host, s host.Stream) host.StreamHandler {
			peer.s = s
			h.After(time.Second, func() { tt.serve(s) })
			return peer
		})
		x := &hearer{}
		w.dialStream(a, "10.0.0.2:7", x)
		if tt.do != nil {
			w.k.After(100*time.Millisecond, func() { tt.do(w, x) })
		}
		w.runAll()
		if fmt.Sprint(x.heard) != tt.heard {
			t.Errorf("%s: heard %v, want %s", tt.name, x.heard, tt.heard)
		}
		if tt.err != nil {
			wantErr(t, tt.name, x.err, tt.err)
		} else if x.err != nil {
			t.Errorf("%s: %v", tt.name, x.err)
		}
		if tt.name == "we close" && string(peer.got) != "bye" {
			t.Errorf("the peer got %q", peer.got)
		}
	}
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
	x := &hearer{}
	w.dialStream(a, "10.0.0.2:8", x)
	w.runAll()
	wantErr(t, "closed port", x.err, syscall.ECONNREFUSED)
	if x.err.Error() != "dial tcp 10.0.0.2:8: connect: connection refused" || fmt.Sprint(x.heard) != "[close]" {
		t.Errorf("heard %v, %v", x.heard, x.err)
	}
}

// A handler that panics is a crashed program: its connections are reset, and the
// world goes on.
func TestAHandlerThatPanics(t *testing.T) {
	for _, where := range []string{"accept", "open", "data"} {
		w := newWorld(t, 1)
		a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
		w.listenStream(b, 7, func(_ host.Host, s host.Stream) host.StreamHandler {
			x := &hearer{}
			if where == "accept" {
				panic(where)
			}
			x.open = func() {
				if where == "open" {
					panic(where)
				}
			}
			x.data = func([]byte) { panic(where) }
			return x
		})
		x := &hearer{}
		x.open = func() { x.s.Send([]byte("x")) }
		w.dialStream(a, "10.0.0.2:7", x)
		w.runAll()
		wantErr(t, where, x.err, syscall.ECONNRESET)
		if c := w.n.Crashes(); len(c) != 1 || c[0].What != "streams: "+where {
			t.Errorf("crashes %v", c)
		}
		w.leaks()
	}
}

// Thousands of connections need no fibers.
func TestThousandsOfStreams(t *testing.T) {
	const streams = 2000
	w := newWorldOf(t, 1, trace.Options{Off: true})
	l := LinkConfig{Up: 100e6, Down: 100e6, Delay: time.Millisecond}
	b := w.host("b", "10.0.0.2", "", l)
	w.listenStream(b, 7, func(_ host.Host, s host.Stream) host.StreamHandler {
		x := &hearer{}
		x.data = func(b []byte) { s.Send(b); x.got = nil }
		return x
	})
	echoed := 0
	for i := range 4 {
		w.exec(w.host(fmt.Sprint("a", i), fmt.Sprintf("10.1.0.%d", i+1), "", l), func(h host.Host) {
			h.Sleep(1)
			for range streams / 4 {
				x := &hearer{}
				x.open = func() { x.s.Send([]byte("hello")) }
				x.data = func(b []byte) { echoed += len(b) }
				x.s, _ = h.DialStream(netip.MustParseAddrPort("10.0.0.2:7"), x)
				h.Sleep(20 * us)
			}
			h.NewSignal().Wait()
		})
	}
	before := runtime.NumGoroutine()
	w.run()
	if echoed != 5*streams || runtime.NumGoroutine() > before+5 {
		t.Errorf("%d bytes were echoed, %d goroutines", echoed, runtime.NumGoroutine())
	}
	if n := b.tcp.ports[7]; n != streams {
		t.Errorf("%d connections, want %d", n, streams)
	}
}

// The path of a segment allocates nothing.
func TestSegmentsAllocateNothing(t *testing.T) {
	rate := LinkConfig{Up: 100e6, Down: 100e6, Delay: time.Millisecond, Queue: 256 << 10}
	lossy := rate
	lossy.Loss, lossy.Reorder, lossy.Duplicate = 0.01, 0.01, 0.01
	bulk, _ := bulkWorld(t, trace.Options{Off: true}, rate, 10)
	bad, _ := bulkWorld(t, trace.Options{Off: true}, lossy, 10)
	for name, w := range map[string]*world{
		"echo": tcpEchoWorld(t, trace.Options{Off: true}, rate), "bulk": bulk, "bulk over bad links": bad,
	} {
		for range 1000000 { // until all rings and lists have their size
			w.k.Step()
		}
		if n := testing.AllocsPerRun(20, func() {
			for range 5000 {
				w.k.Step()
			}
		}); n > 5 { // a list that grows once more
			t.Errorf("%s: %.0f allocations in 5,000 events", name, n)
		}
	}
}
