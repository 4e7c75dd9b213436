package vnet

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

func TestCrashes(t *testing.T) {
	for name, crash := range map[string]func(w *world, h host.Host){
		"in its fiber":       func(*world, host.Host) { panic("lost my mind") },
		"in another fiber":   func(_ *world, h host.Host) { h.Go("x", func() { panic("lost my mind") }); h.Sleep(time.Hour) },
		"in a callback":      func(_ *world, h host.Host) { h.After(1, func() { panic("lost my mind") }); h.Sleep(time.Hour) },
		"in a weak callback": func(_ *world, h host.Host) { h.AfterWeak(1, func() { panic("lost my mind") }); h.Sleep(time.Hour) },
		"while a socket reads": func(w *world, h host.Host) {
			h.After(1, func() { panic("lost my mind") })
			w.listen(h, "0.0.0.0:7").ReadFrom(nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, 1)
			a, b := w.pair(LinkConfig{})
			w.echo(a, 9)
			unwound := false
			w.exec(a, func(h host.Host) {
				defer func() { unwound = true }()
				w.listen(h, "0.0.0.0:8")
				crash(w, h)
			})
			w.runUntil(time.Second)
			if !unwound {
				t.Error("the program's deferred calls did not run")
			}
			if s := a.Sockets(); len(s) != 1 || s[0].Program != "echo" {
				t.Errorf("sockets %v, want the other program's alone", s)
			}
			if p := a.Programs(); p[0].State != "busy" || p[1].State != "crashed" {
				t.Errorf("programs %v", p)
			}
			e := w.events(KindProgramCrashed)
			if len(e) != 1 || e[0].Body.(*ProgramCrashed).Message != "lost my mind" || e[0].Host != "a" {
				t.Errorf("events %v", e)
			}
			if n := len(w.events(KindProgramEnded)); n != 0 {
				t.Errorf("a crash was recorded as %d ends, too", n)
			}
			c := w.n.Crashes()
			if len(c) != 1 || c[0].Host != "a" || c[0].What != "test: lost my mind" || !strings.Contains(c[0].Stack, "program_test.go") {
				t.Errorf("crashes %+v", c)
			}
			at := w.travelled(b, a, 9) // the world goes on
			if at == 0 {
				t.Error("the echo does not answer any more")
			}
		})
	}
}

// travelled returns how many bytes come back from an echo.
func (w *world) travelled(from, to *Machine, port uint16) (n int) {
	w.exec(from, func(h host.Host) {
		c := w.dial(h, netip.AddrPortFrom(to.Addr(), port).String())
		c.Write([]byte("hello"))
		c.SetReadDeadline(h.Now().Add(time.Second))
		n, _ = c.Read(make([]byte, 9))
	})
	w.run()
	return n
}

func TestEndOfAProgram(t *testing.T) {
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{})
	a.Install("short", func() host.Program {
		return &prog{"short", func(h host.Host) error {
			w.listen(h, "0.0.0.0:7")
			h.Go("straggler", func() { h.Sleep(time.Hour); t.Error("a fiber outlived its program") })
			h.After(time.Hour, func() { t.Error("a timer outlived its program") })
			return errors.New("had enough")
		}}
	})
	a.Run(&prog{"once", func(h host.Host) error { return net.ErrClosed }})
	w.run()
	if len(a.Sockets()) != 0 {
		t.Errorf("sockets %v", a.Sockets())
	}
	e := w.events(KindProgramEnded)
	if len(e) != 2 || e[0].Body.(*ProgramEnded).Error != "had enough" || e[1].Body.(*ProgramEnded).Error != "" {
		t.Errorf("events %v", e)
	}
	if p := a.Programs(); len(p) != 1 || p[0].State != "ended" || p[0].Kind != "short" {
		t.Errorf("programs %v, want what was installed alone", p)
	}
}

func TestAProgramThatCannotBeMade(t *testing.T) {
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{})
	a.Install("broken", func() host.Program { panic("no such zone") })
	a.Install("missing", func() host.Program { return nil })
	w.run()
	p := a.Programs()
	if len(p) != 2 || p[0].State != "crashed" || p[1].State != "crashed" {
		t.Errorf("programs %v", p)
	}
	if c := w.n.Crashes(); len(c) != 2 || c[0].What != "broken: no such zone" {
		t.Errorf("crashes %v", c)
	}
}

// A program whose host stops can neither send nor open anything any more.
func TestADyingProgramIsMute(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{})
	at := w.arrivals(b)
	asked := 0
	w.exec(a, func(h host.Host) {
		c := w.dial(h, "10.0.0.2:9")
		_, err := c.Read(nil)
		wantErr(t, "read", err, net.ErrClosed)
		_, err = c.Write([]byte("farewell"))
		wantErr(t, "write", err, net.ErrClosed)
		_, err = h.Dial("udp", netip.MustParseAddrPort("10.0.0.2:9"))
		wantErr(t, "dial", err, net.ErrClosed)
		_, err = h.ListenPacket("udp", netip.AddrPort{})
		wantErr(t, "listen", err, net.ErrClosed)
		wantErr(t, "sleep", h.Sleep(1), net.ErrClosed)
		wantErr(t, "signal", h.NewSignal().Wait(), net.ErrClosed)
		h.After(0, func() { t.Error("a dead program was called") })
		h.Go("heir", func() { t.Error("a dead program has an heir") })
		asked++
	})
	w.runUntil(time.Second)
	a.Stop()
	w.runUntil(2 * time.Second)
	if asked != 1 || len(*at) != 0 {
		t.Errorf("unwound %d times, %d frames arrived", asked, len(*at))
	}
}

type shy struct{ prog }

func (shy) View() view.Program { panic("don't look at me") }

func TestAViewThatPanics(t *testing.T) {
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{})
	a.Run(&shy{prog{"shy", func(h host.Host) error { return h.Sleep(time.Hour) }}})
	w.runUntil(time.Second)
	before := w.t.HashString()
	if p := a.Programs(); len(p) != 1 || !strings.Contains(p[0].State, "don't look at me") {
		t.Errorf("programs %v", p)
	}
	if w.t.HashString() != before {
		t.Error("looking changed the world")
	}
}

func TestRandomStreams(t *testing.T) {
	draw := func(kinds ...string) (drawn []uint64) {
		w := newWorld(t, 1)
		a, _ := w.pair(LinkConfig{})
		for _, k := range kinds {
			a.Run(&prog{k, func(h host.Host) error {
				drawn = append(drawn, h.Rand("x").Uint64())
				return nil
			}})
		}
		w.run()
		return drawn
	}
	one, two := draw("k", "k"), draw("other", "k", "k")
	if one[0] == one[1] {
		t.Error("two programs of a kind share their dice")
	}
	if one[0] != two[1] || one[1] != two[2] {
		t.Error("another program disturbs a program's dice")
	}

	// Nor does a program repeat itself after a reboot, or when it is run again.
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{})
	seen := map[uint64]bool{}
	roll := func(h host.Host) error { seen[h.Rand("x").Uint64()] = true; return nil }
	a.Install("k", func() host.Program { return &prog{"k", roll} })
	for range 2 {
		a.Run(&prog{"k", roll})
		w.run()
		a.Stop()
		a.Start()
		w.run()
	}
	if len(seen) != 5 {
		t.Errorf("%d different numbers in 5 lives", len(seen))
	}

	// What ran before a reboot does not change the dice after it.
	second := func(guests int) (last uint64) {
		w := newWorld(t, 1)
		a, _ := w.pair(LinkConfig{})
		roll := func(h host.Host) error { last = h.Rand("x").Uint64(); return nil }
		a.Install("k", func() host.Program { return &prog{"k", roll} })
		for range guests {
			a.Run(&prog{"k", roll})
		}
		w.run()
		a.Stop()
		a.Start()
		w.run()
		return last
	}
	if second(0) != second(3) {
		t.Error("what ran before a reboot changes the dice after it")
	}
}

// What a program has written is there when its machine starts again, and each
// machine has a disk of its own.
func TestDiskOutlastsStop(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{})
	var found []string
	a.Disk().Write("log", []byte("loaded"))
	a.Install("writer", func() host.Program {
		return &prog{"writer", func(h host.Host) error {
			d := host.DiskOf(h)
			log, _ := d.Read("log")
			found = append(found, string(log))
			for {
				d.Append("log", []byte("."))
				if h.Sleep(time.Second) != nil {
					return nil
				}
			}
		}}
	})
	w.runUntil(1500 * time.Millisecond)
	a.Stop()
	w.runUntil(5 * time.Second)
	a.Start()
	w.runUntil(6500 * time.Millisecond)
	if want := []string{"loaded", "loaded.."}; !slices.Equal(found, want) {
		t.Errorf("the program found %q on the disk, want %q", found, want)
	}
	if names := b.Disk().Names(""); len(names) != 0 {
		t.Errorf("the other machine has %q", names)
	}
}
