package dns_test

import (
	"fmt"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

// benchLookups measures look-ups end to end: stub, resolver, and the servers of
// the textbook's figure, all in one world with its trace.
func benchLookups(b *testing.B, name func(i int) string) {
	w := textbook(b, 7, false, false)
	stub := w.stubs["engineering"]
	m, _ := w.n.Machine("engineering")
	b.ReportAllocs()
	b.ResetTimer()
	m.Run(&prog{func(h host.Host) error {
		for i := range b.N {
			if r := stub.Lookup(h, name(i), mdns.TypeA); r.State == dns.LookupTimedOut {
				return fmt.Errorf("look-up %d timed out", i)
			}
		}
		return nil
	}})
	for w.k.Alive() {
		w.k.Step()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lookups/s")
}

// BenchmarkCached: the resolver knows the answer.
func BenchmarkCached(b *testing.B) {
	benchLookups(b, func(int) string { return "gaia.cs.umass.edu." })
}

// BenchmarkOneServer: the resolver knows the zone's server and asks it.
func BenchmarkOneServer(b *testing.B) {
	benchLookups(b, func(i int) string { return "n" + fmt.Sprint(i) + ".cs.umass.edu." })
}

// BenchmarkIterated: root, edu and umass.edu are asked each time; a new world for
// each look-up would measure the making of worlds, so the cache is emptied.
func BenchmarkIterated(b *testing.B) {
	w := textbook(b, 7, false, false)
	stub, resolver := w.stubs["engineering"], w.resolvers["dns.nyu.edu"]
	m, _ := w.n.Machine("engineering")
	b.ReportAllocs()
	b.ResetTimer()
	m.Run(&prog{func(h host.Host) error {
		for range b.N {
			resolver.Flush()
			stub.Lookup(h, "gaia.cs.umass.edu.", mdns.TypeA)
		}
		return nil
	}})
	for w.k.Alive() {
		w.k.Step()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lookups/s")
}
