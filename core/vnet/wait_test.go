package vnet

import (
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"playnet/core/host"
)

func TestDeadlines(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		w.echo(b, 7)
		h.Sleep(1)
		c := w.dial(h, "10.0.0.2:7")
		buf := make([]byte, 9)
		start := h.Now()
		c.SetReadDeadline(start.Add(3 * time.Second))
		_, err := c.Read(buf)
		wantErr(t, "read", err, os.ErrDeadlineExceeded)
		if d := h.Now().Sub(start); d != 3*time.Second {
			t.Errorf("the deadline passed after %v", d)
		}
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("%v is no time-out for package net", err)
		}

		c.Write([]byte("x"))
		h.Sleep(time.Second) // the echo is there
		_, err = c.Read(buf)
		wantErr(t, "a past deadline fails at once, datagram or not", err, os.ErrDeadlineExceeded)
		c.SetReadDeadline(time.Time{})
		if _, err = c.Read(buf); err != nil {
			t.Errorf("without deadline: %v", err)
		}

		c.SetDeadline(h.Now().Add(-time.Second))
		_, err = c.Write(buf)
		wantErr(t, "write", err, os.ErrDeadlineExceeded)
		_, err = c.Read(buf)
		wantErr(t, "read", err, os.ErrDeadlineExceeded)
		c.SetWriteDeadline(time.Time{})
		if _, err = c.Write(buf); err != nil {
			t.Errorf("write without deadline: %v", err)
		}
	})
}

func TestADatagramInTimeBeatsTheDeadline(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		w.echo(b, 7)
		h.Sleep(1)
		c := w.dial(h, "10.0.0.2:7")
		c.Write([]byte("x"))
		// There and back takes 4 ms.
		c.SetReadDeadline(h.Now().Add(4*time.Millisecond + 1))
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
	})
}

// reader reads in a fiber of its own and notes how that ended.
func reader(h host.Host, c net.Conn) (err *error, at *time.Time) {
	err, at = new(error), new(time.Time)
	h.Go("reader", func() {
		_, *err = c.Read(make([]byte, 9))
		*at = h.Now()
	})
	h.Sleep(time.Second) // now it waits
	return err, at
}

func TestChangingADeadlineUnderAWaiter(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		start := h.Now()
		c := w.dial(h, "10.0.0.2:7")
		err, at := reader(h, c)
		c.SetReadDeadline(h.Now().Add(5 * time.Second))
		h.Sleep(2 * time.Second)
		c.SetReadDeadline(h.Now().Add(time.Second)) // sooner than before
		h.Sleep(10 * time.Second)
		wantErr(t, "sooner", *err, os.ErrDeadlineExceeded)
		if d := at.Sub(start); d != 4*time.Second {
			t.Errorf("it failed after %v, want 4 s", d)
		}

		start = h.Now()
		c.SetReadDeadline(start.Add(2 * time.Second))
		err, at = reader(h, c)
		c.SetReadDeadline(start.Add(7 * time.Second)) // later
		h.Sleep(20 * time.Second)
		wantErr(t, "later", *err, os.ErrDeadlineExceeded)
		if d := at.Sub(start); d != 7*time.Second {
			t.Errorf("it failed after %v, want 7 s", d)
		}

		c.SetReadDeadline(time.Time{})
		err, at = reader(h, c)
		c.SetReadDeadline(h.Now()) // at once
		now := h.Now()
		h.Sleep(1)
		wantErr(t, "at once", *err, os.ErrDeadlineExceeded)
		if !at.Equal(now) {
			t.Errorf("it failed at %v, want %v", at, now)
		}
	})
}

func TestCloseUnderWaiters(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		c := w.dial(h, "10.0.0.2:7")
		one, _ := reader(h, c)
		two, _ := reader(h, c)
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		h.Sleep(1)
		wantErr(t, "first waiter", *one, net.ErrClosed)
		wantErr(t, "second waiter", *two, net.ErrClosed)
		wantErr(t, "closing twice", c.Close(), net.ErrClosed)
		_, err := c.Read(nil)
		wantErr(t, "read", err, net.ErrClosed)
		_, err = c.Write(nil)
		wantErr(t, "write", err, net.ErrClosed)
		wantErr(t, "set", c.SetDeadline(time.Time{}), net.ErrClosed)
	})
}

func TestSeveralWaitersShareASocket(t *testing.T) {
	on(t, func(w *world, h host.Host, b *Machine) {
		s := w.listen(h, "0.0.0.0:9")
		var got []string
		for _, name := range []string{"first", "second", "third"} {
			h.Go(name, func() {
				buf := make([]byte, 9)
				n, _, err := s.ReadFrom(buf)
				if err != nil {
					t.Error(err)
				}
				got = append(got, name+" "+string(buf[:n]))
			})
		}
		w.exec(b, func(h host.Host) {
			c := w.dial(h, "10.0.0.1:9")
			for _, m := range []string{"a", "b", "c"} {
				c.Write([]byte(m))
			}
		})
		h.Sleep(time.Second)
		if len(got) != 3 || got[0] != "first a" || got[1] != "second b" || got[2] != "third c" {
			t.Errorf("got %q; first come, first served", got)
		}
	})
}

// A datagram wakes one reader, not all of them: else a server of a hundred
// fibers would cost a hundred events a message.
func TestADatagramWakesOneReader(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Second})
	w.exec(a, func(h host.Host) {
		s := w.listen(h, "0.0.0.0:9")
		for range 100 {
			h.Go("reader", func() { s.ReadFrom(nil) })
		}
		h.Sleep(time.Hour)
	})
	w.exec(b, func(h host.Host) { w.dial(h, "10.0.0.1:9").Write(nil) })
	w.runUntil(time.Second)
	before := w.k.Position()
	w.runUntil(time.Minute)
	if got := w.k.Position() - before; got != 2 {
		t.Errorf("%d events, want 2: the arrival and one reader", got)
	}
}

func TestSignal(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		s := h.NewSignal()
		woken := 0
		for range 2 {
			h.Go("reader", func() {
				if err := s.Wait(); err != nil {
					t.Error(err)
				}
				woken++
			})
		}
		wantErr(t, "wait", s.WaitUntil(h.Now().Add(time.Second)), os.ErrDeadlineExceeded)
		if woken != 0 {
			t.Errorf("%d went on without a broadcast", woken)
		}
		s.Broadcast()
		h.Sleep(1)
		if woken != 2 {
			t.Errorf("%d went on, want 2", woken)
		}
	})
}

func TestTimers(t *testing.T) {
	on(t, func(w *world, h host.Host, _ *Machine) {
		var fired []string
		note := func(s string) func() { return func() { fired = append(fired, s) } }
		h.After(2*time.Second, note("two"))
		one := h.After(time.Second, note("one"))
		gone := h.After(time.Second, note("gone"))
		h.AfterWeak(3*time.Second, note("weak"))
		if !gone.Stop() || gone.Stop() {
			t.Error("Stop has to report whether the call was pending")
		}
		h.Sleep(4 * time.Second)
		if one.Stop() {
			t.Error("Stop after the call says that it was pending")
		}
		if len(fired) != 3 || fired[0] != "one" || fired[1] != "two" || fired[2] != "weak" {
			t.Errorf("fired %q", fired)
		}
	})
}

// A world ends when only housekeeping is left.
func TestWeakTimersDoNotKeepTheWorldAlive(t *testing.T) {
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{})
	w.exec(a, func(h host.Host) {
		h.AfterWeak(time.Hour, func() { t.Error("fired") })
		h.SleepWeak(time.Hour)
	})
	w.run()
	if w.k.Now() != 0 {
		t.Errorf("the world went on to %v", w.k.Now())
	}
}
