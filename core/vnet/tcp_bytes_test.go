package vnet

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"playnet/core/host"
)

// noise returns bytes that differ from place to place, and from seed to seed.
func noise(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 7))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// rough is a link on which everything that can happen does.
func rough(seed uint64) LinkConfig {
	r := rand.New(rand.NewPCG(seed, 3))
	return LinkConfig{
		Up: 1e6 << r.IntN(7), Down: 1e6 << r.IntN(7),
		Delay: time.Duration(r.IntN(30)) * time.Millisecond,
		Loss:  float64(r.IntN(6)) / 100, Duplicate: float64(r.IntN(5)) / 40, Reorder: float64(r.IntN(5)) / 20,
		ReorderDelay: time.Duration(1+r.IntN(20)) * time.Millisecond, Queue: int64(4000 << r.IntN(6)),
	}
}

// writeInPieces writes data in pieces of random sizes, with pauses now and then.
func writeInPieces(h host.Host, c *TCPConn, r *rand.Rand, data []byte) error {
	for len(data) > 0 {
		n := min(1+r.IntN(1<<r.IntN(16)), len(data))
		if _, err := c.Write(data[:n]); err != nil {
			return err
		}
		data = data[n:]
		if r.IntN(20) == 0 {
			h.Sleep(time.Duration(r.IntN(50)) * time.Millisecond)
		}
	}
	return nil
}

// Both directions at once, each ended by a half-close, over links that lose,
// double and reorder: what arrives is what was sent, byte for byte, and nothing is
// left behind.
func TestTCPStreamsAreByteExact(t *testing.T) {
	const seeds = 500
	retransmitted := 0
	for seed := range uint64(seeds) {
		w := newWorld(t, seed)
		a, b := w.pair(rough(seed))
		there, back := noise(seed, 20000+int(seed)*97), noise(seed+1000, 50000-int(seed)*89)
		var gotThere, gotBack []byte
		end := func(h host.Host, c *TCPConn, send []byte, got *[]byte, r *rand.Rand) {
			written, done := h.NewSignal(), false
			h.Go("writer", func() {
				if err := writeInPieces(h, c, r, send); err != nil {
					t.Errorf("seed %d: write: %v", seed, err)
				}
				c.CloseWrite()
				done = true
				written.Broadcast()
			})
			var err error
			if *got, err = io.ReadAll(c); err != nil {
				t.Errorf("seed %d: read: %v", seed, err)
			}
			for !done {
				written.Wait()
			}
		}
		w.serve(b, 7, func(h host.Host, c *TCPConn) {
			end(h, c, back, &gotThere, rand.New(rand.NewPCG(seed, 1)))
		})
		w.exec(a, func(h host.Host) {
			c := w.connect(h, "10.0.0.2:7")
			end(h, c, there, &gotBack, rand.New(rand.NewPCG(seed, 2)))
			c.Close()
		})
		w.runAll()
		if !bytes.Equal(gotThere, there) || !bytes.Equal(gotBack, back) {
			t.Errorf("seed %d: %s", seed, difference(gotThere, there)+difference(gotBack, back))
		}
		w.leaks()
		retransmitted += len(w.events(KindTCPRetransmit))
		if t.Failed() {
			t.Logf("link %+v", rough(seed))
			break
		}
	}
	if retransmitted < 5*seeds {
		t.Errorf("only %d segments were sent again: the links were too good to prove anything", retransmitted)
	}
}

func difference(got, want []byte) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("byte %d is %d, want %d; ", i, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		return fmt.Sprintf("%d bytes came, want %d; ", len(got), len(want))
	}
	return ""
}
