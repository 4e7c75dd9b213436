package vnet

import (
	"fmt"
	"math"
	"net/netip"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// shares lets so many hosts of a site send without end to as many hosts elsewhere,
// through the site's link, and returns how many bytes each brought across it
// between two instants. The flows begin 100 ms after one another.
func shares(t testing.TB, seed uint64, flows int, site LinkConfig, spread time.Duration, from, to time.Duration) []int64 {
	w := newWorldOf(t, seed, trace.Options{Off: true})
	w.site("campus", site)
	got := make([]int64, flows)
	for i := range flows {
		a := w.host(fmt.Sprint("a", i), fmt.Sprintf("10.1.0.%d", i+1), "campus", LinkConfig{Up: 100e6, Down: 100e6, Delay: time.Millisecond + spread*time.Duration(i)})
		b := w.host(fmt.Sprint("b", i), fmt.Sprintf("10.2.0.%d", i+1), "", LinkConfig{Up: 100e6, Down: 100e6, Delay: time.Millisecond})
		w.serve(b, 9, func(h host.Host, c *TCPConn) {
			buf := make([]byte, 64<<10)
			for {
				n, err := c.Read(buf)
				if err != nil {
					return
				}
				if at := time.Duration(w.k.Now()); at >= from && at < to {
					got[i] += int64(n)
				}
			}
		})
		w.exec(a, func(h host.Host) {
			h.Sleep(time.Duration(i) * 100 * time.Millisecond)
			c := w.connect(h, netip.AddrPortFrom(b.Addr(), 9).String())
			buf := make([]byte, 64<<10)
			for {
				if _, err := c.Write(buf); err != nil {
					return
				}
			}
		})
	}
	w.runUntil(to)
	return got
}

// jain returns Jain's fairness index: 1 if all have the same, 1/n if one has all.
func jain(x []int64) float64 {
	var sum, squares float64
	for _, v := range x {
		sum += float64(v)
		squares += float64(v) * float64(v)
	}
	return sum * sum / (float64(len(x)) * squares)
}

// Two flows share a link within 5 %, ten within 10 %, however long their ways are.
func TestConnectionsShareALinkFairly(t *testing.T) {
	for _, tt := range []struct {
		flows     int
		tolerance float64
	}{{2, 0.05}, {10, 0.10}} {
		for _, queue := range []int64{64 << 10, 256 << 10} {
			for _, spread := range []time.Duration{0, 5 * time.Millisecond} {
				const from, to = 10 * time.Second, 60 * time.Second
				site := LinkConfig{Up: 10e6, Down: 10e6, Delay: 10 * time.Millisecond, Queue: queue}
				got := shares(t, 1, tt.flows, site, spread, from, to)
				var sum float64
				for _, n := range got {
					sum += float64(n)
				}
				what := fmt.Sprintf("%d flows, %d bytes of queue, ways %v longer one after the other", tt.flows, queue, 2*spread)
				for _, n := range got {
					if mean := sum / float64(tt.flows); math.Abs(float64(n)-mean) > tt.tolerance*mean {
						t.Errorf("%s: one got %d bytes, the mean is %.0f", what, n, mean)
					}
				}
				if j := jain(got); j < 0.98 {
					t.Errorf("%s: Jain's index is %.4f", what, j)
				}
				// Of the line 1,460 bytes in 1,514 are payload.
				if used := sum * 8 / (to - from).Seconds() / 10e6; used < 0.93 {
					t.Errorf("%s: only %.1f %% of the line were payload", what, 100*used)
				}
			}
		}
	}
}
