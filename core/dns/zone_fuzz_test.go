package dns_test

import (
	"slices"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// FuzzZone reads arbitrary texts as zone files. A zone that is taken has one SOA record
// and servers, holds nothing from outside, is the same zone when it is written out and
// read again, and answers any question.
func FuzzZone(f *testing.F) {
	f.Add(updatedZone)
	f.Add("")
	f.Add("$ORIGIN org.\n@ 1 SOA a b 1 2 3 4 5\n@ NS ns\n*.w TXT \"a\\\"b\" \\100\nd DNAME e\nx\\046y A 1.2.3.4\n( ; open\n")
	f.Add("@ SOA a b (1 2\n3 4 5)\n NS ns\n$TTL 1w\n$INCLUDE /etc/passwd\n")
	f.Add("@ 1 IN SOA a b 1 2 3 4 5\n@ 1 NS a\n$GENERATE 1-1000000 a$ A 1.2.3.4\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return
		}
		z, err := dns.ParseZone("example.org", text)
		if err != nil {
			return
		}
		all := z.All()
		soas := 0
		var lines []string
		for _, rr := range all {
			if rr.Header().Rrtype == mdns.TypeSOA {
				soas++
			}
			if !mdns.IsSubDomain(z.Origin(), rr.Header().Name) {
				t.Errorf("%v lies outside of %s", rr, z.Origin())
			}
			lines = append(lines, rr.String())
		}
		if soas != 1 || len(z.Lookup(z.Origin(), mdns.TypeNS).Answer) == 0 {
			t.Fatalf("a zone with %d SOA records", soas)
		}
		again, err := dns.ZoneFrom(z.Origin(), all)
		if err != nil {
			t.Fatalf("its own records make no zone: %v", err)
		}
		var copied []string
		for _, rr := range again.All() {
			copied = append(copied, rr.String())
		}
		slices.Sort(lines)
		slices.Sort(copied)
		if !slices.Equal(lines, copied) {
			t.Errorf("the zone\n%s\nbecomes\n%s", strings.Join(lines, "\n"), strings.Join(copied, "\n"))
		}
		for _, rr := range all {
			for _, name := range []string{rr.Header().Name, "x." + rr.Header().Name} {
				z.Lookup(strings.ToLower(name), rr.Header().Rrtype)
			}
		}
	})
}
