package dns_test

import (
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// A resolver that rotates turns what it has in its cache by one for each client, and
// begins where its dice say; one that does not keeps the order in which it came.
func TestResolverRotates(t *testing.T) {
	orders := func(seed uint64, rotate bool) string {
		w := newWorld(t, seed)
		w.host("client", "10.0.0.1")
		w.server(w.host("server", "10.0.0.2"), dns.AuthorityConfig{Zones: []*dns.Zone{
			zone(t, ".", "@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\nns 60 A 10.0.0.2\nwww 60 A 192.0.2.1\nwww 60 A 192.0.2.2\nwww 60 A 192.0.2.3\n")}})
		hints, err := dns.ParseHints(". 60 NS ns.\nns. 60 A 10.0.0.2\n")
		if err != nil {
			t.Fatal(err)
		}
		w.resolver(w.host("resolver", "10.0.0.53"), dns.ResolverConfig{Rotate: rotate, Hints: hints})
		w.run()
		var list []string
		for range 4 {
			m := w.query("client", "10.0.0.53", func(q *mdns.Msg) { q.Question[0].Name, q.RecursionDesired = "www.", true })
			order := ""
			for _, rr := range m.Answer {
				order += rr.(*mdns.A).A.String()[len("192.0.2."):]
			}
			list = append(list, order)
		}
		return strings.Join(list, " ")
	}
	if got := orders(1, false); got != "123 123 123 123" {
		t.Errorf("without rotation: %s", got)
	}
	seen := map[string]bool{}
	for seed := range uint64(20) {
		got := orders(seed+1, true)
		seen[got] = true
		if !strings.Contains("123 231 312 123 231 312 123", got) {
			t.Errorf("seed %d: %s", seed+1, got)
		}
	}
	if len(seen) != 3 {
		t.Errorf("it begins in %d ways: %v", len(seen), seen)
	}
}
