package vnet

import (
	"bytes"
	"io"
	"syscall"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// A reader that stops closes the window, and the writer blocks: with what the
// reader's buffer holds, a quarter more than announced, and its own. Then the
// window is probed, at longer and longer intervals, and opens when the reader goes
// on; no byte is lost.
func TestAReaderThatStops(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 100e6, Down: 100e6, Delay: 5 * time.Millisecond})
	data := noise(1, 2<<20)
	written := 0
	var got []byte
	const goesOn = 30 * time.Second
	w.serve(b, 7, func(h host.Host, c *TCPConn) {
		h.Sleep(goesOn)
		got, _ = io.ReadAll(c)
	})
	w.exec(a, func(h host.Host) {
		c := w.connect(h, "10.0.0.2:7")
		for rest := data; len(rest) > 0; rest = rest[min(1000, len(rest)):] {
			n, err := c.Write(rest[:min(1000, len(rest))])
			if err != nil {
				t.Error(err)
				return
			}
			written += n
		}
		c.Close()
	})
	w.runUntil(goesOn - time.Second)
	// A writer is woken when a third of its buffer is free, and not before.
	if room := streamBuffer + streamBuffer/4 + mostSendBuffer; written < room-mostSendBuffer/3 || written > room {
		t.Errorf("the writer was blocked after %d bytes, want %d", written, room)
	}
	if v := b.Sockets()[1]; v.RecvQ < streamBuffer+streamBuffer/4-2000 || v.State != "ESTABLISHED" {
		t.Errorf("the reader's socket: %+v", v)
	}
	var probes []time.Duration
	for _, e := range w.events(KindFrameSent) {
		if s := e.Body.(*FrameSent); e.Host == "a" && s.Size == 55 {
			probes = append(probes, time.Duration(e.At))
		}
		if s := e.Body.(*FrameSent); s.TCP.Retransmission {
			t.Errorf("probes are no retransmissions: %s", s.Text())
		}
	}
	if len(probes) < 5 {
		t.Fatalf("probes at %v", probes)
	}
	for i := 2; i < len(probes); i++ { // the interval doubles, counted from the answer
		last, next := probes[i-1]-probes[i-2], probes[i]-probes[i-1]
		if d := next - 2*last; d < -delayedAck-30*time.Millisecond || d > 0 {
			t.Errorf("the probes' intervals grow from %v to %v", last, next)
		}
	}
	w.runAll()
	if !bytes.Equal(got, data) {
		t.Error(difference(got, data))
	}
	w.leaks()
}

// The announcement that the window is open again is lost: a probe finds out.
func TestTheWindowsOpeningIsLost(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 100e6, Down: 100e6, Delay: 5 * time.Millisecond})
	data := noise(1, 1<<20)
	dropped := 0
	w.t.Subscribe(func(e trace.Event) {
		if time.Duration(e.At) == 10*time.Second && e.Host == "b" {
			dropped++
			w.k.After(0, func() { w.n.Drop(uint64(e.ID)) })
		}
	}, KindFrameSent)
	var got []byte
	w.serve(b, 7, func(h host.Host, c *TCPConn) {
		h.Sleep(10*time.Second - time.Duration(w.k.Now()))
		got, _ = io.ReadAll(c)
	})
	w.exec(a, func(h host.Host) {
		c := w.connect(h, "10.0.0.2:7")
		c.Write(data)
		c.Close()
	})
	w.runAll()
	if dropped == 0 || !bytes.Equal(got, data) {
		t.Errorf("%d announcements were dropped; %s", dropped, difference(got, data))
	}
}

// A peer that has died behind a closed window is noticed; one that answers never
// is.
func TestProbingForEver(t *testing.T) {
	for _, dies := range []bool{false, true} {
		w := newWorld(t, 1)
		a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
		w.serve(b, 7, func(h host.Host, c *TCPConn) { h.NewSignal().Wait() })
		var err error
		w.exec(a, func(h host.Host) { _, err = w.connect(h, "10.0.0.2:7").Write(make([]byte, 2<<20)) })
		w.runUntil(time.Hour)
		if err != nil || w.k.Alive() {
			t.Errorf("after an hour: error %v, alive %v; want the writer to wait, and nothing to wait for", err, w.k.Alive())
		}
		if dies {
			b.Cut()
		}
		w.runUntil(2 * time.Hour)
		if (err != nil) != dies {
			t.Errorf("dies %v: the writer got %v", dies, err)
		}
	}
}

// Who has closed does not wait for ever for a reader that has stopped.
func TestAnOrphanGivesUpProbing(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
	var err error
	var n int64
	w.serve(b, 7, func(h host.Host, c *TCPConn) {
		h.Sleep(time.Hour)
		n, err = io.Copy(io.Discard, c)
	})
	w.exec(a, func(h host.Host) {
		c := w.connect(h, "10.0.0.2:7")
		c.SetWriteBuffer(4 << 20)
		c.Write(make([]byte, 2<<20))
		c.Close()
	})
	w.runUntil(5 * time.Minute)
	if s := a.Sockets(); len(s) != 0 {
		t.Errorf("after five minutes: %+v", s)
	}
	w.runAll()
	wantErr(t, "the reader, when it goes on", err, syscall.ECONNRESET)
	if n < streamBuffer {
		t.Errorf("it could read %d bytes", n)
	}
	w.leaks()
}

// A reader that takes little at a time does not make the window open in crumbs.
func TestNoSillyWindows(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 10e6, Down: 10e6, Delay: 5 * time.Millisecond})
	w.serve(b, 7, func(h host.Host, c *TCPConn) {
		buf := make([]byte, 100)
		for {
			if _, err := c.Read(buf); err != nil {
				return
			}
			h.Sleep(100 * us)
		}
	})
	w.exec(a, func(h host.Host) {
		c := w.connect(h, "10.0.0.2:7")
		c.Write(make([]byte, 1<<20))
		c.Close()
	})
	w.runAll()
	segments, crumbs := 0, 0
	for _, e := range w.events(KindFrameSent) {
		s := e.Body.(*FrameSent)
		if n := s.Size - 54; e.Host == "a" && s.TCP.Flags&SYN == 0 && n > 1 {
			segments++
			if n < maxSegment {
				crumbs++
			}
		}
	}
	if segments < 700 || crumbs > segments/100 {
		t.Errorf("%d of %d segments were not full", crumbs, segments)
	}
}

// Buffers can be made smaller or larger, and hold what they should.
func TestBufferSizes(t *testing.T) {
	for _, size := range []int{1000, 5000, 100000, 1 << 20} {
		w := newWorld(t, 1)
		a, b := w.pair(LinkConfig{Up: 1e9, Down: 1e9, Delay: 5 * time.Millisecond})
		data := noise(1, 3<<20)
		var got []byte
		w.serve(b, 7, func(h host.Host, c *TCPConn) {
			c.SetReadBuffer(size)
			h.Sleep(5 * time.Second)
			got, _ = io.ReadAll(c)
		})
		w.exec(a, func(h host.Host) {
			c := w.connect(h, "10.0.0.2:7")
			c.SetWriteBuffer(size)
			h.Sleep(time.Second)
			c.Write(data)
			c.Close()
		})
		w.runUntil(4 * time.Second)
		for _, s := range a.Sockets() {
			if s.SendQ > size {
				t.Errorf("buffer of %d: %d bytes wait to be sent", size, s.SendQ)
			}
		}
		// What was announced in the handshake is not taken back.
		if n, most := b.Sockets()[1].RecvQ, max(size+size/4+size/8, 65535)+2000; n > most || n < size {
			t.Errorf("buffer of %d: %d bytes wait for the reader, want at most %d", size, n, most)
		}
		w.runAll()
		if !bytes.Equal(got, data) {
			t.Errorf("buffer of %d: %s", size, difference(got, data))
		}
	}
}

// One who writes byte by byte to one who does not read does not fill the memory
// with frames.
func TestCrumbsAreCoalesced(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: 5 * time.Millisecond})
	data := noise(1, 20000)
	var got []byte
	w.serve(b, 7, func(h host.Host, c *TCPConn) {
		h.Sleep(time.Minute)
		if c.rcv.inbox.Len() > coalesceBehind+len(data)/maxSegment+1 || c.rcv.unread != len(data) {
			t.Errorf("%d bytes wait in %d frames", c.rcv.unread, c.rcv.inbox.Len())
		}
		got, _ = io.ReadAll(c)
	})
	w.exec(a, func(h host.Host) {
		c := w.connect(h, "10.0.0.2:7")
		for i := range data {
			c.Write(data[i : i+1])
		}
		c.Close()
	})
	w.runAll()
	if !bytes.Equal(got, data) {
		t.Error(difference(got, data))
	}
}

// However small the pieces are that are written, a window closes in the end.
func TestWritersOfCrumbsAreStopped(t *testing.T) {
	const most = streamBuffer + streamBuffer/4 + streamBuffer/8 + 256
	for _, piece := range []int{7, 100, 129} {
		w := newWorldOf(t, 1, trace.Options{Off: true})
		a, b := w.pair(LinkConfig{Delay: time.Millisecond})
		var reader *TCPConn
		w.serve(b, 7, func(h host.Host, c *TCPConn) {
			reader = c
			h.NewSignal().Wait()
		})
		w.exec(a, func(h host.Host) {
			c := w.connect(h, "10.0.0.2:7")
			for written := 0; written < 2*most; written += piece {
				c.Write(make([]byte, piece))
				for tries := 0; c.snd.buf.size > 0 && tries < 10; tries++ {
					h.Sleep(4 * time.Millisecond)
				}
			}
		})
		w.runUntil(time.Hour)
		if reader.rcv.unread > most || reader.rcv.unread < streamBuffer {
			t.Errorf("pieces of %d bytes: %d wait for the reader, want at most %d", piece, reader.rcv.unread, most)
		}
	}
}
