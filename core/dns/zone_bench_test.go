package dns_test

import (
	"fmt"
	"runtime"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// How many bytes of memory a name takes, with its one record, in a large zone.
func BenchmarkZoneOfManyNames(b *testing.B) {
	const names = 200_000
	for range b.N {
		var before, after runtime.MemStats
		records := make([]mdns.RR, 0, names+2)
		add := func(text string) {
			rr, err := mdns.NewRR(text)
			if err != nil {
				b.Fatal(err)
			}
			records = append(records, rr)
		}
		runtime.GC()
		runtime.ReadMemStats(&before)
		add("example.org. 60 IN SOA ns.example.org. h.example.org. 1 2 3 4 5")
		add("example.org. 60 IN NS ns.example.org.")
		for i := range names {
			add(fmt.Sprintf("host%d.example.org. 60 IN A 10.%d.%d.%d", i, i>>16, i>>8&255, i&255))
		}
		z, err := dns.ZoneFrom("example.org.", records)
		if err != nil {
			b.Fatal(err)
		}
		records = nil
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/names, "bytes/name")
		runtime.KeepAlive(z)
	}
}
