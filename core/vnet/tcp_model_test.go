package vnet

import (
	"io"
	"math"
	"os"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// model is the textbook's time to fetch an object over an idle way: the server
// sends it as soon as the connection stands.
type model struct {
	size  int           // bytes of the object
	rate  int64         // bit/s of the server's line
	delay time.Duration // one way
}

// seconds computes it: the handshake, slow start's stalls, the object's own time.
//
//	handshake: RTT and the server's segment with SYN; then ACK travels to the server
//	round k (k = 0, 1, …) sends 3·2^k segments, at most what the window holds; the
//	first is acknowledged S + RTT after its round began: the sender stalls if the
//	round's segments are out before
//	at last the last segment travels to the client
func (m model) seconds() float64 {
	rate, half := float64(m.rate), m.delay.Seconds()
	rtt := 2 * half
	segment := 8 * (maxSegment + 54) / rate
	t := rtt + 8*62/rate + half
	left := m.size
	for window := 3; ; window = min(2*window, streamBuffer/maxSegment) {
		round := min(left, window*maxSegment)
		segments := (round + maxSegment - 1) / maxSegment
		busy := 8 * float64(round+54*segments) / rate
		left -= round
		if left == 0 {
			return t + busy + half
		}
		t += max(busy, segment+rtt)
	}
}

// fetch measures it.
func (m model) fetch(t *testing.T) float64 {
	w := newWorldOf(t, 1, trace.Options{Off: true})
	client := w.host("client", "10.0.0.1", "", LinkConfig{})
	server := w.host("server", "10.0.0.2", "", LinkConfig{Up: m.rate, Delay: m.delay})
	w.serve(server, 7, func(h host.Host, c *TCPConn) { c.Write(make([]byte, m.size)) })
	var took time.Duration
	w.exec(client, func(h host.Host) {
		h.Sleep(time.Second)
		began := h.Now()
		c := w.connect(h, "10.0.0.2:7")
		if n, err := io.ReadFull(c, make([]byte, m.size)); err != nil {
			t.Errorf("%d bytes, %v", n, err)
		}
		took = h.Now().Sub(began)
		c.Close()
	})
	w.run()
	return took.Seconds()
}

// On an idle link a transfer takes as long as the model says, within the time of
// one segment.
func TestTransferTimeEqualsTheModel(t *testing.T) {
	for _, rate := range []int64{64e3, 1e6, 10e6, 100e6, 1e9} {
		for _, delay := range []time.Duration{0, time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond} {
			for _, size := range []int{1, 1460, 10000, 100000, 1000000, 5000000} {
				if float64(size)*8/float64(rate) > 1000 {
					continue
				}
				m := model{size, rate, delay}
				got, want := m.fetch(t), m.seconds()
				if tolerance := 8 * (maxSegment + 54) / float64(rate); math.Abs(got-want) > tolerance+1e-6 {
					t.Errorf("%+v took %.6f s, the model says %.6f: %.1f segments off", m, got, want, (got-want)/tolerance)
				}
			}
		}
	}
}

// At 1 % loss the throughput of a long flow is that of the formula of Mathis and
// others (1997): MSS/RTT · sqrt(3/2)/sqrt(p).
func TestLossyThroughputEqualsTheFormula(t *testing.T) {
	const (
		p     = 0.01
		delay = 25 * time.Millisecond // one way, each of two links
		seeds = 50
	)
	long := 100 * time.Second
	if os.Getenv("PLAYNET_LONG") != "" {
		long = 1000 * time.Second
	}
	rtt := (4 * delay).Seconds()
	want := maxSegment / rtt * math.Sqrt(1.5) / math.Sqrt(p)
	var mean float64
	for seed := range uint64(seeds) {
		w := newWorldOf(t, seed, trace.Options{Off: true})
		a := w.host("a", "10.0.0.1", "", LinkConfig{Up: 100e6, Down: 100e6, Delay: delay, Loss: p})
		b := w.host("b", "10.0.0.2", "", LinkConfig{Up: 100e6, Down: 100e6, Delay: delay})
		var got int64
		w.serve(b, 9, func(_ host.Host, c *TCPConn) { got, _ = io.Copy(counter{&got}, c) })
		w.exec(a, func(h host.Host) {
			c := w.connect(h, "10.0.0.2:9")
			buf := make([]byte, 64<<10)
			for {
				if _, err := c.Write(buf); err != nil {
					return
				}
			}
		})
		w.runUntil(long)
		rate := float64(got) / long.Seconds()
		mean += rate / seeds
		if ratio := rate / want; long >= 1000*time.Second && (ratio < 0.7 || ratio > 1.3) {
			t.Errorf("seed %d: %.0f bytes/s, %.2f of the formula's %.0f", seed, rate, ratio, want)
		}
	}
	t.Logf("%.2f of the formula", mean/want)
	if ratio := mean / want; ratio < 0.7 || ratio > 1.3 {
		t.Errorf("%.0f bytes/s, %.2f of the formula's %.0f", mean, ratio, want)
	}
}

// counter counts bytes.
type counter struct{ n *int64 }

func (c counter) Write(b []byte) (int, error) { *c.n += int64(len(b)); return len(b), nil }
