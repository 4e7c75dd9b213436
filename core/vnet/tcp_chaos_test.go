package vnet

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"os"
	"runtime"
	"testing"
	"time"

	"playnet/core/host"
)

// chaos is a world in which hosts talk while machines are switched off and on, links
// are cut and mended, and frames dropped.
type chaos struct {
	*world
	r    *rand.Rand
	seed uint64
}

// talk dials another host again and again and sends it a stream that begins with
// its own number; the other side sends it back. Whatever happens, what comes is the
// beginning of what was sent.
func (x *chaos) talk(h host.Host, r *rand.Rand, to netip.Addr) {
	for range 6 {
		h.Sleep(time.Duration(r.IntN(3000)) * time.Millisecond)
		n, err := h.DialTimeout("tcp", netip.AddrPortFrom(to, uint16(7+r.IntN(2))), time.Duration(1+r.IntN(10))*time.Second)
		if err != nil {
			continue
		}
		c := n.(*TCPConn)
		data := noise(r.Uint64(), 1+r.IntN(1<<r.IntN(18)))
		if r.IntN(3) == 0 {
			c.SetNoDelay(false)
		}
		if r.IntN(4) == 0 {
			c.SetReadBuffer(1 + r.IntN(20000))
		}
		c.SetDeadline(h.Now().Add(time.Duration(1+r.IntN(30)) * time.Second))
		h.Go("writer", func() {
			writeInPieces(h, c, r, data)
			switch r.IntN(5) {
			case 0:
				c.Close()
			case 1:
				c.SetLinger(0)
				c.Close()
			default:
				c.CloseWrite()
			}
		})
		got := []byte{}
		buf := make([]byte, 1+r.IntN(5000))
		for {
			n, err := c.Read(buf)
			got = append(got, buf[:n]...)
			if err != nil {
				break
			}
			if r.IntN(50) == 0 {
				h.Sleep(time.Duration(r.IntN(2000)) * time.Millisecond)
			}
		}
		if !bytes.HasPrefix(data, got) {
			x.Errorf("seed %d: %s", x.seed, difference(got, data[:min(len(got), len(data))]))
		}
		c.Close()
	}
}

// disturb does something to the network.
func (x *chaos) disturb() {
	m := x.n.machines[x.r.IntN(len(x.n.machines))]
	switch x.r.IntN(6) {
	case 0:
		m.Stop()
	case 1, 2:
		m.Start()
	case 3:
		m.Cut()
	case 4:
		m.Restore()
	case 5:
		if f := x.n.Frames(); len(f) > 0 {
			x.n.Drop(f[x.r.IntN(len(f))].ID)
		}
	}
}

func TestChaosLeavesNothingBehind(t *testing.T) {
	seeds := uint64(60)
	if os.Getenv("PLAYNET_LONG") != "" {
		seeds = 2000
	}
	for seed := range seeds {
		goroutines := runtime.NumGoroutine()
		x := &chaos{newWorld(t, seed), rand.New(rand.NewPCG(seed, 9)), seed}
		x.site("campus", rough(seed+7))
		for i, name := range []string{"a", "b", "c", "d"} {
			site := ""
			if i < 2 {
				site = "campus"
			}
			x.host(name, netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)}).String(), site, rough(seed+uint64(i)))
		}
		for i, m := range x.n.machines {
			x.serve(m, 7, echoStream)
			x.listenStream(m, 8, func(_ host.Host, s host.Stream) host.StreamHandler {
				y := &hearer{s: s}
				y.data = func(b []byte) { s.Send(b); y.got = nil }
				return &echoHandler{y}
			})
			m.Install("talker", func() host.Program {
				return &prog{"talker", func(h host.Host) error {
					x.talk(h, h.Rand("talk"), x.n.machines[(i+1)%4].Addr())
					return h.NewSignal().Wait()
				}}
			})
		}
		for i := range 60 {
			x.k.After(time.Duration(i)*500*time.Millisecond, x.disturb)
		}
		x.k.After(time.Minute, func() { // peace
			for _, m := range x.n.machines {
				m.Start()
				m.Restore()
			}
			x.n.Restore("campus")
		})
		x.runUntil(20 * time.Minute)
		for _, m := range x.n.machines {
			for _, s := range m.Sockets() {
				if s.Protocol == "tcp" && s.State != "LISTEN" && s.State != "ESTABLISHED" && s.State != "CLOSE-WAIT" {
					t.Errorf("seed %d: %s still has %+v", seed, m.Name(), s)
				}
			}
			m.Stop()
		}
		x.runAll()
		x.leaks()
		if c := x.n.Crashes(); len(c) > 0 {
			t.Errorf("seed %d: %s\n%s", seed, c[0].What, c[0].Stack)
		}
		x.n.Stop()
		if n := runtime.NumGoroutine(); n > goroutines {
			t.Errorf("seed %d: %d goroutines, %d before", seed, n, goroutines)
		}
		if t.Failed() {
			break
		}
	}
}
