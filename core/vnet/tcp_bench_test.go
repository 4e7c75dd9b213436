package vnet

import (
	"fmt"
	"io"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// tcpEchoWorld is 100 clients that send 64 bytes over a connection and wait for the
// echo, again and again.
func tcpEchoWorld(b testing.TB, o trace.Options, l LinkConfig) *world {
	w := newWorldOf(b, 1, o)
	w.serve(w.host("server", "10.1.0.1", "", l), 7, func(_ host.Host, c *TCPConn) {
		buf := make([]byte, 64)
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			if _, err := c.Write(buf[:n]); err != nil {
				return
			}
		}
	})
	for i := range 100 {
		m := w.host(fmt.Sprintf("client%d", i), fmt.Sprintf("10.0.0.%d", i+1), "", l)
		w.exec(m, func(h host.Host) {
			c := w.connect(h, "10.1.0.1:7")
			buf := make([]byte, 64)
			for {
				if _, err := c.Write(buf); err != nil {
					return
				}
				if _, err := io.ReadFull(c, buf); err != nil {
					return
				}
			}
		})
	}
	return w
}

func BenchmarkTCPEcho(b *testing.B) {
	links := []struct {
		name string
		link LinkConfig
	}{
		{"delay", LinkConfig{Delay: time.Millisecond}},
		{"rate", LinkConfig{Up: 100e6, Down: 100e6, Delay: time.Millisecond, Queue: 256 << 10}},
	}
	for _, l := range links {
		for _, mode := range []string{"untraced", "traced"} {
			b.Run(l.name+"/"+mode, func(b *testing.B) {
				w := tcpEchoWorld(b, trace.Options{Off: mode == "untraced"}, l.link)
				for range 20000 {
					w.k.Step()
				}
				b.ReportAllocs()
				b.ResetTimer()
				for range b.N {
					w.k.Step()
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mevents/s")
			})
		}
	}
}

// bulkWorld sends without end over so many connections between two hosts.
func bulkWorld(b testing.TB, o trace.Options, l LinkConfig, connections int) (w *world, received *int64) {
	w = newWorldOf(b, 1, o)
	received = new(int64)
	from, to := w.pair(l)
	w.serve(to, 9, func(_ host.Host, c *TCPConn) {
		buf := make([]byte, 64<<10)
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			*received += int64(n)
		}
	})
	w.exec(from, func(h host.Host) {
		for range connections {
			h.Go("sender", func() {
				c := w.connect(h, "10.0.0.2:9")
				buf := make([]byte, 64<<10)
				for {
					if _, err := c.Write(buf); err != nil {
						return
					}
				}
			})
		}
		h.NewSignal().Wait()
	})
	return w, received
}

func BenchmarkTCPBulk(b *testing.B) {
	for _, connections := range []int{1, 100} {
		for _, mode := range []string{"untraced", "traced"} {
			b.Run(fmt.Sprintf("%d/%s", connections, mode), func(b *testing.B) {
				w, received := bulkWorld(b, trace.Options{Off: mode == "untraced"},
					LinkConfig{Up: 1e9, Down: 1e9, Delay: time.Millisecond, Queue: 4 << 20}, connections)
				for range 50000 {
					w.k.Step()
				}
				before := *received
				b.ReportAllocs()
				b.ResetTimer()
				for range b.N {
					w.k.Step()
				}
				b.ReportMetric(float64(*received-before)/b.Elapsed().Seconds()/1e6, "MB/s")
				b.ReportMetric(float64(*received-before)/float64(maxSegment)/float64(b.N), "segments/op")
			})
		}
	}
}
