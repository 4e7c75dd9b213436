package interop

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// prog is a program made of a function.
type prog struct{ run func(host.Host) error }

func (p *prog) Kind() string          { return "test" }
func (p *prog) Run(h host.Host) error { return p.run(h) }
func (p *prog) View() view.Program    { return view.Program{} }

// tcpWorld is a network whose hosts talk by TCP in all manners.
type tcpWorld struct {
	*testing.T
	k     *sim.Kernel
	trace *trace.Trace
	net   *vnet.Network
	dice  *rand.Rand
	lossy bool
	done  int // talks that have come to their end
}

// talks are what servers do with a connection, by their ports.
var talks = map[uint16]func(h host.Host, c net.Conn){
	7: func(_ host.Host, c net.Conn) { io.Copy(c, c) }, // echo
	9: func(_ host.Host, c net.Conn) { io.Copy(io.Discard, c) },
	19: func(_ host.Host, c net.Conn) { // a source, with a half-close
		c.Write(make([]byte, 120_000))
		c.(host.HalfCloser).CloseWrite()
		io.Copy(io.Discard, c)
	},
	2020: func(_ host.Host, c net.Conn) { // all first, then all back
		b, _ := io.ReadAll(c)
		c.Write(b)
	},
	2021: func(_ host.Host, c net.Conn) { // a reset in the middle
		io.ReadFull(c, make([]byte, 20_000))
		c.(interface{ SetLinger(int) error }).SetLinger(0)
	},
	2022: func(h host.Host, c net.Conn) { // a slow reader: the window closes, and opens again
		b := make([]byte, 90_000)
		for {
			h.Sleep(2 * time.Second)
			if _, err := io.ReadFull(c, b); err != nil {
				return
			}
		}
	},
}

// newTCPWorld makes a world of dice. Of every two, one loses nothing: neither by
// dice nor in a queue.
func newTCPWorld(t *testing.T, seed uint64) *tcpWorld {
	w := &tcpWorld{T: t, k: sim.New(seed), trace: trace.New(trace.Options{}), dice: rand.New(rand.NewPCG(seed, 't')), lossy: seed%2 == 1}
	w.net = vnet.New(w.k, w.trace, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	t.Cleanup(func() {
		for _, c := range w.net.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		w.net.Stop()
	})
	for i := range 4 {
		// Fast enough that what waits in unlimited queues makes no timer expire.
		link := vnet.LinkConfig{Up: 16e6 << w.dice.IntN(4), Down: 16e6 << w.dice.IntN(4), Delay: time.Duration(w.dice.IntN(30_000)) * time.Microsecond}
		if w.lossy {
			link.Up, link.Down = 1e6<<w.dice.IntN(6), 1e6<<w.dice.IntN(6)
			link.Loss, link.Duplicate, link.Reorder = 0.03*w.dice.Float64(), 0.02*w.dice.Float64(), 0.03*w.dice.Float64()
			link.Queue = 6000 << w.dice.IntN(4)
		}
		m, err := w.net.AddHost(vnet.HostConfig{Name: fmt.Sprint("h", i), Addrs: []netip.Addr{netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)})}, Link: link})
		if err != nil {
			t.Fatal(err)
		}
		m.Install("servers", func() host.Program { return &prog{servers} })
	}
	return w
}

// servers serves every talk.
func servers(h host.Host) error {
	for _, port := range []uint16{7, 9, 19, 2020, 2021, 2022} {
		l, err := h.Listen("tcp", netip.AddrPortFrom(h.Addrs()[0], port))
		if err != nil {
			return err
		}
		h.Go("accept", func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				h.Go("talk", func() {
					defer c.Close()
					talks[port](h, c)
				})
			}
		})
	}
	return h.NewSignal().Wait()
}

// play lets hosts talk to each other, and to ports and hosts that there are not.
func (w *tcpWorld) play() {
	machines := w.net.Machines()
	for range 6 + w.dice.IntN(4) {
		from, to := w.dice.IntN(4), w.dice.IntN(4)
		if from == to { // what a host sends to itself crosses nothing
			to = (to + 1) % 4
		}
		port := []uint16{7, 9, 19, 2020, 2021, 2022, 2023}[w.dice.IntN(7)]
		size, begin := w.dice.IntN(150_000), time.Duration(w.dice.IntN(2_000_000))*time.Microsecond
		if port == 2022 {
			size = 600_000
		}
		at := netip.AddrPortFrom(machines[to].Addr(), port)
		machines[from].Run(&prog{func(h host.Host) error {
			defer func() { w.done++ }()
			h.Sleep(begin)
			c, err := h.DialTimeout("tcp", at, 20*time.Second)
			if err != nil {
				return nil // nobody listens there, or too much was lost
			}
			defer c.Close()
			h.Go("write", func() {
				c.Write(bytes.Repeat([]byte("playnet!"), size/8))
				c.(host.HalfCloser).CloseWrite()
			})
			io.Copy(io.Discard, c)
			return nil
		}})
	}
	for w.k.Step() {
		if w.k.Now() > sim.Instant(10*time.Minute) {
			w.Fatal("the world goes on and on")
		}
	}
}

func (w *tcpWorld) events() []trace.Event {
	var all []trace.Event
	w.trace.Scan(1, func(e trace.Event) bool {
		all = append(all, e)
		return true
	})
	return all
}

// capture writes the world's capture to a file.
func (w *tcpWorld) capture(host string) (path string) {
	w.Helper()
	path = filepath.Join(w.TempDir(), "world.pcapng")
	f, err := os.Create(path)
	if err != nil {
		w.Fatal(err)
	}
	defer f.Close()
	c, err := w.net.NewCapture(f, host)
	if err != nil {
		w.Fatal(err)
	}
	for _, e := range w.events() {
		var payload []byte
		if sent, ok := e.Body.(*vnet.FrameSent); ok {
			if payload, ok = w.trace.Payload(sent.Payload); !ok {
				w.Fatal("a payload is gone")
			}
		}
		c.Take(e, payload)
	}
	if c.Err() != nil {
		w.Fatal(c.Err())
	}
	return path
}
