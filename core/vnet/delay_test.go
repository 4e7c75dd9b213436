package vnet

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"playnet/core/host"
)

// fill is a payload that makes a frame of 100 bytes: 14 Ethernet, 20 IP, 8 UDP.
var fill = make([]byte, 58)

const us = time.Microsecond

// arrivals lets b listen on port 9 and returns where the instants of what comes
// are noted.
func (w *world) arrivals(b *Machine) *[]time.Duration {
	var at []time.Duration
	w.exec(b, func(h host.Host) {
		c := w.listen(h, "0.0.0.0:9")
		buf := make([]byte, 100)
		for {
			if _, _, err := c.ReadFrom(buf); err != nil {
				return
			}
			at = append(at, h.Now().Sub(testEpoch))
		}
	})
	return &at
}

// burst lets a send frames of 100 bytes to an address at once.
func (w *world) burst(a *Machine, to string, frames int) {
	w.exec(a, func(h host.Host) {
		c := w.dial(h, to)
		for range frames {
			if _, err := c.Write(fill); err != nil {
				w.Error(err)
			}
		}
	})
}

func TestInstantsOfArrival(t *testing.T) {
	// A frame of 100 bytes is 800 bits: 800 µs at 1 Mbit/s.
	tests := []struct {
		name   string
		a, b   LinkConfig
		frames int
		want   []time.Duration
	}{
		{"nothing takes time", LinkConfig{}, LinkConfig{}, 2, []time.Duration{0, 0}},
		{"delays add up", LinkConfig{Delay: 3 * us}, LinkConfig{Delay: 4 * us}, 2, []time.Duration{7 * us, 7 * us}},
		{"rate and delay, each way",
			LinkConfig{Up: 1e6, Down: 1, Delay: 1000 * us}, LinkConfig{Up: 1, Down: 2e6, Delay: 2000 * us}, 1,
			// 800 up, 1000, 400 down, 2000
			[]time.Duration{4200 * us}},
		{"the line is busy",
			LinkConfig{Up: 1e6, Delay: 1000 * us}, LinkConfig{Down: 2e6, Delay: 2000 * us}, 3,
			[]time.Duration{4200 * us, 5000 * us, 5800 * us}},
		{"the bottleneck is the second link",
			LinkConfig{Up: 10e6}, LinkConfig{Down: 1e6}, 3,
			// in at 80, 160, 240; out 80+800, then one each 800
			[]time.Duration{880 * us, 1680 * us, 2480 * us}},
		{"rounded up to the nanosecond",
			LinkConfig{Up: 3e6}, LinkConfig{}, 2,
			// 800/3 µs = 266,666.67 ns
			[]time.Duration{266667, 2 * 266667}},
		{"one bit a second", LinkConfig{Up: 1}, LinkConfig{}, 1, []time.Duration{800 * time.Second}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, 1)
			a, b := w.host("a", "10.0.0.1", "", tt.a), w.host("b", "10.0.0.2", "", tt.b)
			at := w.arrivals(b)
			w.burst(a, "10.0.0.2:9", tt.frames)
			w.run()
			if !slices.Equal(*at, tt.want) {
				t.Errorf("arrived at %v, want %v", *at, tt.want)
			}
		})
	}
}

// sites builds two sites with two hosts each, and one host on the cloud. Every
// link has a delay that is a power of ten, so that a sum tells what was crossed.
func sites(t *testing.T) *world {
	w := newWorld(t, 1)
	w.site("left", LinkConfig{Delay: 1000})
	w.site("right", LinkConfig{Delay: 10000})
	w.host("l1", "10.1.0.1", "left", LinkConfig{Delay: 1})
	w.host("l2", "10.1.0.2", "left", LinkConfig{Delay: 10})
	w.host("r1", "10.2.0.1", "right", LinkConfig{Delay: 100})
	w.host("alone", "10.3.0.1", "", LinkConfig{Delay: 100000})
	return w
}

// travel returns how long a frame takes from one host to another.
func (w *world) travel(from, to string) time.Duration {
	w.Helper()
	a, _ := w.n.Machine(from)
	b, _ := w.n.Machine(to)
	start := w.k.Now()
	at := w.arrivals(b)
	w.burst(a, b.Addr().String()+":9", 1)
	w.run()
	if len(*at) != 1 {
		w.Fatalf("%d frames arrived, want 1", len(*at))
	}
	return (*at)[0] - time.Duration(start)
}

func TestWaysThroughTheNetwork(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		want     time.Duration
	}{
		{"l1", "l2", 11},        // inside a site its link is not crossed
		{"l1", "r1", 11101},     // both hosts, both sites
		{"r1", "l1", 11101},     // and back
		{"l2", "alone", 101010}, // no far site
		{"alone", "r1", 110100}, // no near site
		{"l1", "l1", 0},         // never leaves the host
	} {
		if got := sites(t).travel(tt.from, tt.to); got != tt.want {
			t.Errorf("%s to %s took %d ns, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestPairOverrides(t *testing.T) {
	type over struct {
		a, b  string
		delay time.Duration
	}
	const big = 1000000
	tests := []struct {
		name     string
		pairs    []over
		from, to string
		want     time.Duration
	}{
		{"hosts: all links between them", []over{{"l1", "r1", big}}, "l1", "r1", big},
		{"in the other direction", []over{{"l1", "r1", big}}, "r1", "l1", big},
		{"another pair is untouched", []over{{"l1", "r1", big}}, "l2", "r1", 11110},
		{"sites: the hosts' links still count", []over{{"left", "right", big}}, "l1", "r1", big + 101},
		{"host and site", []over{{"l1", "right", big}}, "l1", "r1", big + 100},
		{"host and site, from the site", []over{{"l1", "right", big}}, "r1", "l1", big + 100},
		{"site and host on the cloud", []over{{"left", "alone", big}}, "alone", "l2", big + 10},
		{"inside a site", []over{{"l1", "l2", big}}, "l2", "l1", big},
		{"a site's override does not hold inside it", []over{{"left", "right", big}}, "l1", "l2", 11},
		{"hosts before sites", []over{{"left", "right", 7}, {"l1", "right", 8}, {"l1", "r1", 9}}, "l1", "r1", 9},
		{"host and site before sites", []over{{"left", "right", 7}, {"left", "r1", 8}}, "l1", "r1", 8 + 1},
		{"the first of equals", []over{{"left", "right", 7}, {"right", "left", 8}}, "l1", "r1", 7 + 101},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := sites(t)
			w.travel(tt.from, tt.to) // paths that are known already have to change
			for _, o := range tt.pairs {
				if err := w.n.SetPair(o.a, o.b, PairConfig{Delay: &o.delay}); err != nil {
					t.Fatal(err)
				}
			}
			for _, m := range w.n.Machines() { // ends the first journey's programs
				m.Stop()
				m.Start()
			}
			if got := w.travel(tt.from, tt.to); got != tt.want {
				t.Errorf("%s to %s took %d ns, want %d", tt.from, tt.to, got, tt.want)
			}
		})
	}
}

func TestPairReplacesOnlyWhatItSays(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6, Down: 1e6, Delay: 5 * us, Loss: 1})
	none := 0.0
	if err := w.n.SetPair("a", "b", PairConfig{Loss: &none}); err != nil {
		t.Fatal(err)
	}
	at := w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 2)
	w.run()
	want := []time.Duration{1610 * us, 2410 * us} // rates and delays stay
	if !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v", *at, want)
	}
}

func TestQueueDropsTheTail(t *testing.T) {
	w := newWorld(t, 1)
	_, b := w.pair(LinkConfig{})
	slow := w.host("slow", "10.0.0.3", "", LinkConfig{Up: 1e6, Queue: 200})
	at := w.arrivals(b)
	w.exec(slow, func(h host.Host) {
		c := w.dial(h, "10.0.0.2:9")
		for range 5 { // one is being sent, two wait, two are too many
			c.Write(fill)
		}
		if l := slow.Link(); l.QueuedUp != 200 || l.QueuedDn != 0 || l.Dropped != 2 {
			t.Errorf("waiting %d up, %d down, %d dropped; want 200, 0, 2", l.QueuedUp, l.QueuedDn, l.Dropped)
		}
		h.Sleep(800 * us) // the first is gone and the second started
		if l := slow.Link(); l.QueuedUp != 100 {
			t.Errorf("after 800 µs %d bytes wait, want 100", l.QueuedUp)
		}
		c.Write(fill) // fits
		c.Write(fill) // doesn't
		h.Sleep(3200 * us)
		if l := slow.Link(); l.QueuedUp != 0 || l.Dropped != 3 {
			t.Errorf("at the end %d bytes wait and %d were dropped, want 0 and 3", l.QueuedUp, l.Dropped)
		}
	})
	w.run()
	want := []time.Duration{800 * us, 1600 * us, 2400 * us, 3200 * us}
	if !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v", *at, want)
	}
	if n := w.losses(QueueFull); n != 3 {
		t.Errorf("%d losses recorded, want 3", n)
	}
	for _, e := range w.events(KindFrameLost) {
		if where := e.Body.(*FrameLost).Where; where != "slow/up" {
			t.Errorf("lost at %s, want slow/up", where)
		}
	}
}

func TestAFrameLargerThanTheQueueCrossesAnIdleLine(t *testing.T) {
	w := newWorld(t, 1)
	a, b := w.pair(LinkConfig{Up: 1e6, Down: 1e6, Queue: 1})
	at := w.arrivals(b)
	w.burst(a, "10.0.0.2:9", 2)
	w.run()
	if want := []time.Duration{1600 * us}; !slices.Equal(*at, want) {
		t.Errorf("arrived at %v, want %v", *at, want)
	}
}

func TestBadNetworksAreRefused(t *testing.T) {
	w := newWorld(t, 1)
	w.site("campus", LinkConfig{})
	w.host("a", "10.0.0.1", "campus", LinkConfig{})
	nan := 0.0
	nan /= nan
	minus := -time.Second
	for i, err := range []error{
		second(w.n.AddSite(SiteConfig{Name: "a"})),
		second(w.n.AddSite(SiteConfig{})),
		second(w.n.AddSite(SiteConfig{Name: "x", Link: LinkConfig{Up: -1}})),
		second(w.n.AddSite(SiteConfig{Name: "x", Link: LinkConfig{Queue: -1}})),
		second(w.n.AddHost(HostConfig{Name: "campus", Addrs: addrs("10.0.0.2")})),
		second(w.n.AddHost(HostConfig{Name: "x"})),
		second(w.n.AddHost(HostConfig{Name: "x", Addrs: addrs("10.0.0.1")})),
		second(w.n.AddHost(HostConfig{Name: "x", Addrs: addrs("2001:db8::1")})),
		second(w.n.AddHost(HostConfig{Name: "x", Addrs: addrs("127.0.0.1")})),
		second(w.n.AddHost(HostConfig{Name: "x", Addrs: addrs("224.0.0.1")})),
		second(w.n.AddHost(HostConfig{Name: "x", Addrs: addrs("10.0.0.3"), Site: "a"})),
		second(w.n.AddHost(HostConfig{Name: "x", Addrs: addrs("10.0.0.3"), Link: LinkConfig{Loss: 1.5}})),
		second(w.n.AddHost(HostConfig{Name: "x", Addrs: addrs("10.0.0.3"), Link: LinkConfig{Loss: nan}})),
		w.n.SetPair("a", "a", PairConfig{}),
		w.n.SetPair("a", "nowhere", PairConfig{}),
		w.n.SetPair("a", "campus", PairConfig{Delay: &minus}),
		w.n.Cut("nowhere"),
		w.n.Restore("nowhere"),
	} {
		if _, ok := err.(*ConfigError); !ok {
			t.Errorf("case %d: got %v, want a ConfigError", i, err)
		}
	}
	if got := len(w.n.Machines()) + len(w.n.Sites()); got != 2 {
		t.Errorf("%d places after all refusals, want 2", got)
	}
}

func second[T any](_ T, err error) error { return err }

func TestViewOfAFrame(t *testing.T) {
	w := newWorld(t, 1)
	w.site("campus", LinkConfig{Up: 1e6, Delay: 1000 * us})
	a := w.host("a", "10.0.0.1", "campus", LinkConfig{Delay: 100 * us})
	w.host("b", "10.0.0.2", "", LinkConfig{Down: 1e6, Delay: 10 * us})
	w.burst(a, "10.0.0.2:9", 2)
	type seen struct {
		leg                 string
		start, end, arrives time.Duration
	}
	// 100 on the host's link, 800 + 1000 (second: 1600 + 1000) on the site's,
	// 800 + 10 on the other host's.
	for _, tt := range []struct {
		at   time.Duration
		want []seen
	}{
		{0, []seen{{"host-up", 0, 100 * us, 2710 * us}, {"host-up", 0, 100 * us, 2710 * us}}},
		{100 * us, []seen{{"site-up", 100 * us, 1900 * us, 2710 * us}, {"site-up", 100 * us, 2700 * us, 3510 * us}}},
		{1900 * us, []seen{{"host-down", 1900 * us, 2710 * us, 2710 * us}, {"site-up", 100 * us, 2700 * us, 3510 * us}}},
		{2710 * us, []seen{{"host-down", 2700 * us, 3510 * us, 3510 * us}}},
		{3510 * us, nil},
	} {
		w.runUntil(tt.at)
		var got []seen
		for _, f := range w.n.Frames() {
			if f.Protocol != "udp" {
				continue // b has no port open: its answers are not the subject
			}
			if f.From != "a" || f.To != "b" || f.Size != 100 || f.Dst != "10.0.0.2:9" {
				t.Errorf("frame %+v", f)
			}
			got = append(got, seen{f.Leg, time.Duration(f.LegStart), time.Duration(f.LegEnd), time.Duration(f.ArrivesAt)})
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("at %v:\n got %v\nwant %v", tt.at, got, tt.want)
		}
	}
}
