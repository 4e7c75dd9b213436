package vnet

import (
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

func TestStopAndStart(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond})
	var diary []string
	b.Install("diarist", func() host.Program {
		fresh := 0
		return &prog{"diarist", func(h host.Host) error {
			fresh++
			diary = append(diary, "starts")
			c := w.listen(h, "0.0.0.0:7")
			h.AfterWeak(time.Hour, func() { t.Error("a timer outlived its program") })
			h.Go("helper", func() {
				if err := h.Sleep(time.Hour); errors.Is(err, net.ErrClosed) {
					diary = append(diary, "helper ends")
				}
			})
			_, _, err := c.ReadFrom(make([]byte, 9))
			diary = append(diary, "reader ends")
			if fresh != 1 {
				t.Error("a program ran twice")
			}
			return err
		}}
	})
	w.runUntil(time.Second)
	if s := b.Sockets(); len(s) != 1 {
		t.Errorf("sockets %v", s)
	}
	b.Stop()
	b.Stop() // nothing more happens
	if b.Up() || len(b.Sockets()) != 0 {
		t.Errorf("up %v, sockets %v", b.Up(), b.Sockets())
	}
	if p := b.Programs(); len(p) != 1 || p[0].State != "stopped" {
		t.Errorf("programs %v", p)
	}
	if b.Run(&prog{"x", nil}) {
		t.Error("a machine that is off started a program")
	}
	w.runUntil(2 * time.Second)
	b.Start()
	b.Start()
	w.runUntil(3 * time.Second)
	want := []string{"starts", "reader ends", "helper ends", "starts"}
	if !slices.Equal(diary, want) {
		t.Errorf("diary %q, want %q", diary, want)
	}
	if p := b.Programs(); len(p) != 1 || p[0].State != "busy" {
		t.Errorf("programs %v", p)
	}
	var kinds []string
	w.t.Scan(1, func(e trace.Event) bool {
		kinds = append(kinds, e.Body.Kind().String())
		return true
	})
	order := []string{"program.started", "socket.open", "host.down", "socket.closed", "program.ended",
		"host.up", "program.started", "socket.open"}
	if !slices.Equal(kinds, order) {
		t.Errorf("events %q, want %q", kinds, order)
	}
	if e := w.events(KindProgramEnded)[0].Body.(*ProgramEnded); e.Error != "" {
		t.Errorf("a stopped program ended with %q", e.Error)
	}
	// Everything that the stop brought about is due to it.
	down := w.events(KindHostDown)[0]
	if closed := w.events(KindSocketClosed)[0]; closed.Cause != down.ID {
		t.Errorf("the socket was closed because of %d, want %d", closed.Cause, down.ID)
	}
	_ = a
}

func TestFramesOfAStoppedHost(t *testing.T) {
	w := newWorld(t, 1)
	l := LinkConfig{Up: 1e6, Down: 1e6, Delay: 1000 * us} // 800 µs a frame
	a, b := w.pair(l)
	at := w.arrivals(a)
	w.burst(b, "10.0.0.1:9", 3)
	// At 2 ms the first is on a's link; the second, sent at 1600 µs, still on b's.
	w.runUntil(2000 * us)
	b.Stop()
	w.run()
	if want := []time.Duration{3600 * us}; !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v", *at, want)
	}
	if n := w.losses(HostDown); n != 2 {
		t.Errorf("%d frames lost, want 2", n)
	}

	// A frame that is further away finds the host as it is when it gets there.
	w = newWorld(t, 1)
	w.site("campus", LinkConfig{Delay: time.Second})
	far := w.host("far", "10.0.0.1", "campus", LinkConfig{})
	near := w.host("near", "10.0.0.2", "", LinkConfig{})
	w.burst(far, "10.0.0.2:9", 1)
	w.runUntil(time.Millisecond)
	near.Stop()
	near.Start()
	at = w.arrivals(near)
	w.run()
	if len(*at) != 1 {
		t.Error("a host that is up again got nothing")
	}
}

func TestARebootedHostSendsAtOnce(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6})
	at := w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 100) // 80 ms of queue
	w.runUntil(time.Millisecond)
	a.Stop()
	a.Start()
	if l := a.Link(); l.QueuedUp != 0 {
		t.Errorf("%d bytes wait after a reboot", l.QueuedUp)
	}
	w.burst(a, "10.0.0.2:9", 1)
	w.run()
	if want := []time.Duration{800 * us, 1800 * us}; !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v", *at, want)
	}
}

func TestCutUnderway(t *testing.T) {
	// near --(10 µs)-- campus --(1 s)-- cloud --(1 s)-- far: three plain legs.
	build := func() (*world, *[]time.Duration) {
		w := newWorld(t, 1)
		w.site("campus", LinkConfig{Delay: time.Second})
		near := w.host("near", "10.0.0.1", "campus", LinkConfig{Delay: 10 * us})
		far := w.host("far", "10.0.0.2", "", LinkConfig{Delay: time.Second})
		at := w.arrivals(far)
		w.burst(near, "10.0.0.2:9", 1)
		return w, at
	}
	tests := []struct {
		name     string
		link     string
		cut      time.Duration // when
		restored time.Duration // 0: never
		lostAt   time.Duration // 0: it arrives
	}{
		{"under the frame", "campus", time.Second, 0, time.Second},
		{"before it gets there", "far", time.Second, 0, time.Second + 10*us},
		{"restored before it gets there", "far", 100 * us, time.Second, 0},
		{"behind it", "near", time.Second, 0, 0},
		{"another's", "other", time.Second, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, at := build()
			w.host("other", "10.0.0.3", "", LinkConfig{})
			w.runUntil(tt.cut)
			if err := w.n.Cut(tt.link); err != nil {
				t.Fatal(err)
			}
			if tt.restored > 0 {
				w.runUntil(tt.restored)
				if err := w.n.Restore(tt.link); err != nil {
					t.Fatal(err)
				}
			}
			w.run()
			lost := w.events(KindFrameLost)
			if tt.lostAt == 0 {
				if want := []time.Duration{2*time.Second + 10*us}; !slices.Equal(*at, want) || len(lost) != 0 {
					t.Errorf("arrived at %v, lost %v; want %v", *at, lost, want)
				}
				return
			}
			if len(lost) != 1 || lost[0].Body.(*FrameLost).Reason != LinkCut || time.Duration(lost[0].At) != tt.lostAt {
				t.Errorf("lost %v, want one at %v", lost, tt.lostAt)
			}
		})
	}
}

func TestCutAndRestore(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond})
	at := w.arrivals(b)
	a.Cut()
	a.Cut()
	if !a.Link().Cut || b.Link().Cut {
		t.Error("the wrong link is cut")
	}
	w.burst(a, "10.0.0.2:9", 1)
	w.run()
	if len(*at) != 0 || w.losses(LinkCut) != 1 || a.Link().Dropped != 1 {
		t.Errorf("%d arrived over a cut link, %d lost", len(*at), w.losses(LinkCut))
	}
	a.Restore()
	a.Restore()
	w.burst(a, "10.0.0.2:9", 1)
	w.run()
	if len(*at) != 1 {
		t.Error("nothing arrives over the restored link")
	}
	if n, m := len(w.events(KindLinkCut)), len(w.events(KindLinkRestored)); n != 1 || m != 1 {
		t.Errorf("%d cuts and %d restorations recorded, want 1 and 1", n, m)
	}
}

func TestDropByHand(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6, Delay: time.Millisecond})
	at := w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 3)
	w.runUntil(100 * us)
	frames := w.n.Frames()
	if len(frames) != 3 {
		t.Fatalf("%d frames under way, want 3", len(frames))
	}
	middle := frames[1].ID
	if err := w.n.Drop(middle); err != nil {
		t.Error(err)
	}
	var unknown UnknownFrameError
	if err := w.n.Drop(middle); !errors.As(err, &unknown) || uint64(unknown) != middle {
		t.Errorf("dropping it again: %v", err)
	}
	if err := w.n.Drop(4711); !errors.As(err, &unknown) || !strings.Contains(err.Error(), "4711") {
		t.Errorf("dropping one that never was: %v", err)
	}
	w.run()
	if want := []time.Duration{2800 * us, 3600 * us}; !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v: the third moves up", *at, want)
	}
	lost := w.events(KindFrameLost)
	if len(lost) != 1 {
		t.Fatalf("%d losses, want 1", len(lost))
	}
	if b := lost[0].Body.(*FrameLost); b.Frame != trace.ID(middle) || b.Reason != ByHand || b.Where != "a/up" {
		t.Errorf("loss %+v", b)
	}
	if lost[0].Cause != trace.ID(middle) {
		t.Errorf("a loss that nothing in the world caused is due to %d, want the frame itself, %d", lost[0].Cause, middle)
	}
	if err := w.n.Drop(frames[0].ID); err == nil {
		t.Error("a frame that has arrived could be dropped")
	}
}
