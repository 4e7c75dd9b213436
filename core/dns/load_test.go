package dns_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/trace"
)

// users is a world whose host "hall" asks its server for names.
func users(t *testing.T, seed uint64, c dns.LoadConfig) (*world, func() *dns.UserLoad) {
	w := newWorld(t, seed)
	w.authority(w.host("server", "192.0.2.53"), false, zone(t, "example.",
		"@ 60 SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\na A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3\n"))
	c.Servers = append(c.Servers, at53("192.0.2.53"))
	c.Names = []string{"a.example.", "b.example.", "c.example."}
	var program *dns.UserLoad
	w.host("hall", "192.0.2.99").Install(dns.LoadKind, func() host.Program {
		program = dns.NewUserLoad(c)
		return program
	})
	return w, func() *dns.UserLoad { return program }
}

// asked counts the look-ups by name, and returns when the first and the last began.
func asked(w *world) (by map[string]int, first, last time.Duration, gaps []time.Duration) {
	by = map[string]int{}
	w.t.Scan(1, func(e trace.Event) bool {
		if l, ok := e.Body.(dns.EventLookup); ok {
			at := time.Duration(e.At)
			if len(by) == 0 {
				first = at
			} else {
				gaps = append(gaps, at-last)
			}
			by[l.Name]++
			last = at
		}
		return true
	})
	return by, first, last, gaps
}

// The users ask as often as they should, between the instants that they are told, and
// at times that have no memory: the squares of the gaps have twice the mean's square on
// average, as those of a Poisson process have.
func TestUsersAskAtTheirRate(t *testing.T) {
	const every, from, until = 50 * time.Millisecond, 2 * time.Second, 202 * time.Second
	w, _ := users(t, 3, dns.LoadConfig{Every: every, From: from, Until: until})
	w.run()
	by, first, last, gaps := asked(w)
	if first < from || first > from+20*every || last > until || last < until-20*every {
		t.Errorf("the look-ups go from %v to %v, want %v to %v", first, last, from, until)
	}
	// 4,000 are expected; three standard deviations of a Poisson count are 190.
	n := by["a.example."] + by["b.example."] + by["c.example."]
	if n < 3810 || n > 4190 {
		t.Errorf("%d look-ups in 200 s, want about 4000", n)
	}
	mean, square := 0.0, 0.0
	for _, g := range gaps {
		mean += g.Seconds() / float64(len(gaps))
		square += g.Seconds() * g.Seconds() / float64(len(gaps))
	}
	if ratio := square / mean / mean; ratio < 1.85 || ratio > 2.15 {
		t.Errorf("the mean square of the gaps is %.2f times the square of their mean, want 2", ratio)
	}
	for name, count := range by { // 1,333 each: four standard deviations are 120
		if count < 1213 || count > 1453 {
			t.Errorf("%s was asked for %d times of %d, want a third", name, count, n)
		}
	}
}

// By Zipf's law the shares of three names are 6, 3 and 2 elevenths.
func TestUsersLikeNamesByZipfsLaw(t *testing.T) {
	w, _ := users(t, 4, dns.LoadConfig{Every: 20 * time.Millisecond, Until: 110 * time.Second, Zipf: true})
	w.run()
	by, _, _, _ := asked(w)
	n := float64(by["a.example."] + by["b.example."] + by["c.example."])
	for name, share := range map[string]float64{"a.example.": 6. / 11, "b.example.": 3. / 11, "c.example.": 2. / 11} {
		if got := float64(by[name]) / n; got < share-.03 || got > share+.03 {
			t.Errorf("%s has %.3f of the look-ups, want %.3f", name, got, share)
		}
	}
}

// What the users got is counted, the unanswered look-ups too.
func TestUsersCountWhatTheyGot(t *testing.T) {
	w, program := users(t, 5, dns.LoadConfig{Every: 100 * time.Millisecond, Until: 4 * time.Second})
	w.after(2 * time.Second)
	state := program().View().State
	m, _ := w.n.Machine("server")
	m.Stop()
	w.run()
	by, _, _, _ := asked(w)
	n := by["a.example."] + by["b.example."] + by["c.example."]
	v := program().View()
	got := fmt.Sprintf("%s, then %s: %s = %s + %s, mean %s", state, v.State, field(v.Fields, "dns.load.asked"),
		field(v.Fields, "dns.load.answered"), field(v.Fields, "dns.load.silent"), field(v.Fields, "dns.load.mean"))
	silent := 0
	for _, a := range events[dns.EventAnswer](w, 0) {
		if a.Rcode == "" {
			silent++
		}
	}
	if silent == 0 || silent == n {
		t.Fatalf("%d of %d look-ups had no answer", silent, n)
	}
	same(t, "the users", got, fmt.Sprintf("asking, then idle: %d = %d + %d, mean 20.000", n, n-silent, silent))
}

// A change of their habits holds at once, however long the next look-up is off.
func TestUsersChangeTheirHabits(t *testing.T) {
	w, program := users(t, 6, dns.LoadConfig{Every: 1000 * time.Hour, Until: 20 * time.Second})
	w.after(10 * time.Second)
	program().Configure(dns.LoadConfig{Servers: []netip.AddrPort{at53("192.0.2.53")}, Every: 100 * time.Millisecond, Until: 20 * time.Second})
	w.run()
	if n := len(events[dns.EventLookup](w, 0)); n < 60 || n > 150 {
		t.Errorf("%d look-ups in the last 10 s, want about 100", n)
	}
}
