package vnet

import (
	"runtime"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// note is an event of a test program.
type note struct{ Text_ string }

const kindNote trace.Kind = 0xff01

func init() {
	trace.Register(trace.Spec{Kind: kindNote, Name: "test.note", Decode: func(d *trace.Decoder) trace.Body {
		return &note{d.String()}
	}})
}

func (*note) Kind() trace.Kind          { return kindNote }
func (n *note) Text() string            { return n.Text_ }
func (n *note) Encode(e *trace.Encoder) { e.String(n.Text_) }

// A question and its answer: every event is caused by the one before, and serves
// the operation that the asker named.
func TestCauseAndOperation(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond, Up: 1e6})
	w.exec(b, func(h host.Host) {
		s := w.listen(h, "0.0.0.0:7")
		buf := make([]byte, 9)
		_, from, err := s.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		h.Sleep(time.Millisecond) // a nap keeps both parents
		s.WriteToUDPAddrPort([]byte("answer"), from)
		h.After(time.Millisecond, func() { h.Emit(&note{"later"}) })
		h.Sleep(time.Second)
	})
	var operation trace.ID
	w.exec(a, func(h host.Host) {
		operation = h.Emit(&note{"operation"})
		if before := h.Serve(operation); before != 0 {
			t.Errorf("served %d before", before)
		}
		h.Because(operation)
		c := w.dial(h, "10.0.0.2:7")
		c.Write([]byte("question"))
		h.Serve(0)
		c.Read(make([]byte, 9))
		h.Emit(&note{"done"})
		if before := h.Serve(0); before != operation {
			t.Errorf("reading the answer took over operation %d, want %d", before, operation)
		}
	})
	w.run()

	var done, later trace.Event
	for _, e := range w.events(kindNote) {
		switch e.Body.(*note).Text_ {
		case "done":
			done = e
		case "later":
			later = e
		}
	}
	chain := func(e trace.Event) (kinds []string) {
		for e.ID != operation {
			if e.For != operation {
				t.Errorf("%s serves %d, want %d", e.Body.Kind(), e.For, operation)
			}
			kinds = append(kinds, e.Body.Kind().String())
			var ok bool
			if e, ok = w.t.Event(e.Cause); !ok {
				t.Fatalf("the chain %v ends before the operation", kinds)
			}
		}
		return kinds
	}
	want := []string{"test.note", "frame.delivered", "frame.sent", "frame.delivered", "frame.sent"}
	if got := chain(done); !equal(got, want) {
		t.Errorf("the end came about by %q, want %q", got, want)
	}
	if got := chain(later); !equal(got, []string{"test.note", "frame.delivered", "frame.sent"}) {
		t.Errorf("the timer's call came about by %q", got)
	}
	// socket.open, too, is due to the operation.
	if e := w.events(KindSocketOpen)[1]; e.Cause != operation || e.For != operation {
		t.Errorf("the socket was opened because of %d for %d, want %d", e.Cause, e.For, operation)
	}
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// A loss, and what a user does to a frame, keep the frame's operation.
func TestLossesKeepTheOperation(t *testing.T) {
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{Delay: time.Millisecond})
	var operation trace.ID
	w.exec(a, func(h host.Host) {
		operation = h.Emit(&note{"operation"})
		h.Serve(operation)
		c := w.dial(h, "10.9.9.9:7")
		c.Write(nil) // nobody has the address
		d := w.dial(h, "10.0.0.2:7")
		d.Write(nil) // the link is cut
	})
	w.runUntil(100 * us)
	a.Cut()
	w.run()
	lost := w.events(KindFrameLost)
	if len(lost) != 2 {
		t.Fatalf("%d losses, want 2", len(lost))
	}
	cut := w.events(KindLinkCut)[0].ID
	for _, e := range lost {
		if e.For != operation || e.Cause != cut {
			t.Errorf("%s because of %d for %d, want %d, %d", e.Body.Text(), e.Cause, e.For, cut, operation)
		}
	}
}

func TestNothingLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	for seed := range uint64(50) {
		w := newWorld(t, seed)
		a, b := w.pair(LinkConfig{Delay: time.Millisecond, Loss: 0.5})
		w.echo(a, 7)
		w.echo(b, 7)
		for range 5 {
			w.exec(a, func(h host.Host) {
				h.Go("napper", func() { h.Sleep(time.Hour) })
				c := w.dial(h, "10.0.0.2:7")
				for {
					c.Write([]byte("x"))
					if _, err := c.Read(make([]byte, 9)); err != nil {
						return
					}
				}
			})
		}
		w.runUntil(time.Second)
		if seed%2 == 0 {
			a.Stop()
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("stuck %v", stuck)
		}
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

func TestAFrameAllocatesNothing(t *testing.T) {
	for _, l := range []LinkConfig{
		{Delay: time.Millisecond},
		{Up: 100e6, Down: 100e6, Delay: time.Millisecond, Queue: 256 << 10, Reorder: 0.01, Duplicate: 0.001},
	} {
		w := echoWorld(t, trace.Options{Off: true}, l)
		for range 20000 {
			w.k.Step()
		}
		if got := testing.AllocsPerRun(20000, func() { w.k.Step() }); got != 0 {
			t.Errorf("%+v: %v allocations an event, want 0", l, got)
		}
	}
}
