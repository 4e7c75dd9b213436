package vnet

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// wired is three hosts: a and b on a site, c beyond it; b may forge and listen on the
// site's link.
func wired(t *testing.T, filters ...SiteFilter) (w *world, a, b, c *Machine) {
	w = newWorld(t, 1)
	l := LinkConfig{Delay: time.Millisecond}
	if _, err := w.n.AddSite(SiteConfig{Name: "campus", Link: l, Filters: filters}); err != nil {
		t.Fatal(err)
	}
	a, b = w.host("a", "10.0.0.1", "campus", l), w.host("b", "10.0.0.2", "campus", l)
	c = w.host("c", "10.9.0.1", "", l)
	if err := b.GrantWire(WireConfig{Forge: true, Taps: []string{"campus"}}); err != nil {
		t.Fatal(err)
	}
	return w, a, b, c
}

var (
	fromC = netip.MustParseAddrPort("10.9.0.1:53")
	fromA = netip.MustParseAddrPort("10.0.0.1:53")
)

func (w *world) lostWhy() (list []Reason) {
	w.t.Scan(1, func(e trace.Event) bool {
		if b, ok := e.Body.(*FrameLost); ok {
			list = append(list, b.Reason)
		}
		return true
	})
	return list
}

// A forged datagram arrives from whom it says, and the record tells that it is forged.
func TestForge(t *testing.T) {
	w, a, b, _ := wired(t)
	var from netip.AddrPort
	w.exec(a, func(h host.Host) {
		c, _ := h.ListenPacket("udp", netip.MustParseAddrPort("10.0.0.1:1000"))
		_, from, _ = c.ReadFromUDPAddrPort(make([]byte, 100))
	})
	var id trace.ID
	w.exec(b, func(h host.Host) {
		wire, ok := host.WireOf(h)
		if !ok {
			t.Error("no wire")
			return
		}
		id, _ = wire.Forge(fromC, netip.MustParseAddrPort("10.0.0.1:1000"), []byte("x"))
	})
	w.run()
	e, _ := w.t.Event(id)
	if sent := e.Body.(*FrameSent); from != fromC || !sent.Forged || e.Host != "b" || sent.Src != fromC {
		t.Errorf("from %v, %+v on %s", from, sent, e.Host)
	}
}

// Who is not granted it has no wire, and who is granted little can do little.
func TestWireIsGranted(t *testing.T) {
	w, a, _, c := wired(t)
	_ = c.GrantWire(WireConfig{})
	w.exec(a, func(h host.Host) {
		if _, ok := host.WireOf(h); ok {
			t.Error("a has a wire")
		}
	})
	w.exec(c, func(h host.Host) {
		wire, _ := host.WireOf(h)
		if _, err := wire.Forge(fromA, fromC, nil); !errors.Is(err, host.ErrNotGranted) {
			t.Errorf("forging: %v", err)
		}
		if _, err := wire.Tap("campus", nil); !errors.Is(err, host.ErrNotGranted) {
			t.Errorf("listening: %v", err)
		}
	})
	w.run()
	if err := a.GrantWire(WireConfig{Taps: []string{"nowhere"}}); err == nil {
		t.Error("a place that isn't")
	}
}

// RFC 2827: what leaves a site under an address that is not the site's stops at its
// border; what is forged inside, or under a neighbour's address, does not.
func TestBorderFiltersForgedSources(t *testing.T) {
	for _, filtered := range []bool{false, true} {
		w, a, b, c := wired(t)
		got := map[string]int{}
		for _, m := range []*Machine{a, c} {
			w.exec(m, func(h host.Host) {
				conn, _ := h.ListenPacket("udp", netip.AddrPortFrom(h.Addrs()[0], 1000))
				for {
					if _, _, err := conn.ReadFromUDPAddrPort(make([]byte, 10)); err != nil {
						return
					}
					got[h.Name()]++
				}
			})
		}
		if err := w.n.SetFilter("campus", ForgedSources, filtered); err != nil {
			t.Fatal(err)
		}
		w.exec(b, func(h host.Host) {
			wire, _ := host.WireOf(h)
			stranger := netip.MustParseAddrPort("192.0.2.1:53")
			_, _ = wire.Forge(stranger, netip.AddrPortFrom(c.Addr(), 1000), nil)
			_, _ = wire.Forge(fromA, netip.AddrPortFrom(c.Addr(), 1000), nil)
			_, _ = wire.Forge(fromC, netip.AddrPortFrom(a.Addr(), 1000), nil)
		})
		w.run()
		want := 2
		if filtered {
			want = 1
		}
		if got["c"] != want || got["a"] != 1 {
			t.Errorf("filtered %v: %v", filtered, got)
		}
		lost := w.lostWhy()
		if filtered != (len(lost) == 1 && lost[0] == ForgedSource) {
			t.Errorf("filtered %v: lost %v", filtered, lost)
		}
	}
}

// A filter of pings keeps echo requests out, and their replies in.
func TestBorderFiltersPings(t *testing.T) {
	w, a, _, c := wired(t, Pings)
	c.Ping(a.Addr(), 1)
	w.run()
	if lost := w.lostWhy(); len(lost) != 1 || lost[0] != FilteredPing {
		t.Errorf("lost %v", lost)
	}
	a.Ping(c.Addr(), 1)
	w.run()
	if lost := w.lostWhy(); len(lost) != 1 {
		t.Errorf("lost %v", lost)
	}
}

// Who listens on a link hears what crosses it and not what stays inside, can answer
// first, take a datagram away, or put other data into it.
func TestTap(t *testing.T) {
	w, a, b, c := wired(t)
	w.echo(c, 7)
	w.echo(b, 7)
	var heard []string
	w.exec(b, func(h host.Host) {
		wire, _ := host.WireOf(h)
		stop, err := wire.Tap("campus", func(x host.Crossing) host.Verdict {
			heard = append(heard, string(x.Data))
			switch string(x.Data) {
			case "first":
				if !x.Up {
					break
				}
				_, _ = wire.Forge(x.Dst, x.Src, []byte("me first"))
			case "drop":
				return host.Verdict{Drop: true}
			case "change":
				if !x.Up {
					return host.Verdict{Data: []byte("changed, and longer")}
				}
			}
			return host.Verdict{}
		})
		if err != nil {
			t.Error(err)
		}
		_ = h.Sleep(2 * time.Second)
		stop()
	})
	var answers []string
	w.exec(a, func(h host.Host) {
		ask := func(to, text string) {
			conn := w.dial(h, to)
			defer conn.Close()
			_, _ = conn.Write([]byte(text))
			_ = conn.SetReadDeadline(h.Now().Add(100 * time.Millisecond))
			buf := make([]byte, 100)
			n, err := conn.Read(buf)
			if err != nil {
				answers = append(answers, "none")
				return
			}
			answers = append(answers, string(buf[:n]))
		}
		ask("10.0.0.2:7", "inside")
		for _, text := range []string{"first", "drop", "change"} {
			ask("10.9.0.1:7", text)
		}
		_ = h.Sleep(3 * time.Second)
		ask("10.9.0.1:7", "change")
	})
	w.run()
	want := []string{"inside", "me first", "none", "changed, and longer", "change"}
	for i := range want {
		if i >= len(answers) || answers[i] != want[i] {
			t.Fatalf("answers %q, want %q", answers, want)
		}
	}
	// "first" up and down, "drop" up, "change" up and down.
	if len(heard) != 5 {
		t.Errorf("heard %q", heard)
	}
	if lost := w.lostWhy(); len(lost) != 1 || lost[0] != Intercepted {
		t.Errorf("lost %v", lost)
	}
}

// What a listener does wrong is its own crash.
func TestTapCrash(t *testing.T) {
	w, a, b, c := wired(t)
	w.echo(c, 7)
	w.exec(b, func(h host.Host) {
		wire, _ := host.WireOf(h)
		_, _ = wire.Tap("campus", func(host.Crossing) host.Verdict { panic("oh") })
		_ = h.Sleep(time.Second)
	})
	ok := false
	w.exec(a, func(h host.Host) {
		conn := w.dial(h, "10.9.0.1:7")
		_, _ = conn.Write([]byte("x"))
		_, err := conn.Read(make([]byte, 10))
		ok = err == nil
	})
	w.run()
	if len(w.n.Crashes()) != 1 || !ok {
		t.Errorf("crashes %v, answered %v", w.n.Crashes(), ok)
	}
}

// In one queue a conversation that comes last waits for all others; by turns it does not.
func TestFIFO(t *testing.T) {
	for _, fifo := range []bool{false, true} {
		w := newWorld(t, 1)
		a := w.host("a", "10.0.0.1", "", LinkConfig{Up: 80_000, FIFO: fifo})
		b := w.host("b", "10.0.0.2", "", LinkConfig{})
		var order []string
		w.exec(b, func(h host.Host) {
			conn, _ := h.ListenPacket("udp", netip.AddrPortFrom(b.Addr(), 9))
			buf := make([]byte, 2000)
			for range 22 {
				n, _, _ := conn.ReadFromUDPAddrPort(buf)
				order = append(order, string(buf[:1]))
				_ = n
			}
		})
		w.exec(a, func(h host.Host) {
			many, one := w.dial(h, "10.0.0.2:9"), w.dial(h, "10.0.0.2:9")
			for range 21 {
				_, _ = many.Write(append([]byte("m"), make([]byte, 1000)...))
			}
			_, _ = one.Write([]byte("o"))
		})
		w.run()
		if last := order[len(order)-1] == "o"; last != fifo {
			t.Errorf("fifo %v: %v", fifo, order)
		}
	}
}
