package vnet

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// A segment of lent bytes that goes beyond the window is cut; what comes later and is put
// behind it is not written over the rest of what was lent.
func TestLentBytesBeyondTheWindow(t *testing.T) {
	for segments := streamBuffer / maxSegment; ; segments++ { // until the last one is cut
		if again := lendBeyondTheWindow(t, segments); again {
			return
		} else if segments > 2*streamBuffer/maxSegment {
			t.Fatal("no segment went beyond the window")
		}
	}
}

// lendBeyondTheWindow sends so many segments of lent bytes, whatever the window, to a reader
// who takes his time. If the last byte is sent again, it is another one that arrives. It
// reports whether it was.
func lendBeyondTheWindow(t *testing.T, segments int) (again bool) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond})
	body := noise(1, segments*maxSegment)
	last := body[len(body)-1]
	lent, got := slices.Clone(body), []byte(nil)
	w.serve(b, 7, func(h host.Host, c *TCPConn) {
		some := make([]byte, streamBuffer/4)
		for {
			h.Sleep(10 * time.Second)
			n, err := c.Read(some)
			got = append(got, some[:n]...)
			if err != nil {
				return
			}
		}
	})
	x := &hearer{}
	x.open = func() { x.s.Lend(nil, lent); x.s.Send(nil); x.s.CloseWrite() }
	w.dialStream(a, "10.0.0.2:7", x)
	change := func(f *frame, at int, bytes ...byte) {
		if err := w.n.Change(uint64(f.id), at, bytes, true); err != nil {
			t.Fatal(err)
		}
	}
	for seen, times := trace.ID(0), 0; w.k.Step(); {
		for f := range w.n.flight.all() {
			if f.id <= seen {
				continue
			}
			seen = f.id
			if f.from == b && f.tcp.Flags&SYN == 0 { // the sender is told of more room than there is
				change(f, ethernetHeader+ipHeader+14, 0xff, 0xff)
			} else if n := len(f.data); n > 0 && int(f.tcp.RelSeq)+n == len(body)+1 {
				if times++; times > 1 {
					again = true
					change(f, f.size-1, ^last)
				}
			}
		}
	}
	if len(got) != len(body) || again != (got[len(got)-1] == ^last) {
		t.Errorf("%d segments: %d bytes of %d arrived", segments, len(got), len(body))
	}
	if !bytes.Equal(lent, body) {
		t.Errorf("%d segments: what was lent has changed: %s", segments, difference(lent, body))
	}
	return again
}
