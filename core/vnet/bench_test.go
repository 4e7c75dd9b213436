package vnet

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// echoWorld is 100 clients that send 64 bytes to one server and wait for the
// echo, again and again.
func echoWorld(b testing.TB, o trace.Options, l LinkConfig) *world {
	w := newWorldOf(b, 1, o)
	w.echo(w.host("server", "10.1.0.1", "", l), 7)
	for i := range 100 {
		m := w.host(fmt.Sprintf("client%d", i), fmt.Sprintf("10.0.0.%d", i+1), "", l)
		w.exec(m, func(h host.Host) {
			c, err := h.ListenPacket("udp", netip.AddrPort{})
			if err != nil {
				b.Error(err)
				return
			}
			to := netip.MustParseAddrPort("10.1.0.1:7")
			buf := make([]byte, 64)
			for {
				if _, err := c.WriteToUDPAddrPort(buf, to); err != nil {
					return
				}
				if _, _, err := c.ReadFromUDPAddrPort(buf); err != nil {
					return
				}
			}
		})
	}
	return w
}

func BenchmarkEcho(b *testing.B) {
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
				w := echoWorld(b, trace.Options{Off: mode == "untraced"}, l.link)
				for range 5000 {
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
