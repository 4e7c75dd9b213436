package dns_test

import (
	"net/netip"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

func records(t *testing.T, texts ...string) (list []mdns.RR) {
	for _, text := range texts {
		rr, err := mdns.NewRR(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, rr)
	}
	return list
}

// Askers from a site get its records, at the end of a chain of aliases, too; all others,
// and all other names and types, are answered from the zone.
func TestAnswersByTheAskersSite(t *testing.T) {
	w := newWorld(t, 7)
	w.host("cdn", "192.0.2.53").Install(dns.AuthorityKind, func() host.Program {
		return dns.NewAuthorityOf(dns.AuthorityConfig{
			Zones: []*dns.Zone{zone(t, "cdn.example.", `@ 60 SOA ns h 1 2 3 4 60
@ NS ns
ns A 192.0.2.53
www CNAME edge
edge 20 A 198.51.100.1
edge 20 A 198.51.100.2
edge 20 TXT "default"
`)},
			BySite: []dns.SiteAnswers{{Site: "east", Clients: []netip.Addr{addr("192.0.2.11")},
				Records: records(t, "edge.cdn.example. 20 IN A 203.0.113.1")}},
		})
	})
	w.stub(w.host("east", "192.0.2.11"), at53("192.0.2.53"))
	w.stub(w.host("west", "192.0.2.12"), at53("192.0.2.53"))
	for _, c := range []struct{ who, name, qtype, want string }{
		{"east", "edge.cdn.example", "A", "edge.cdn.example. A 203.0.113.1"},
		{"east", "www.cdn.example", "A", "www.cdn.example. CNAME edge.cdn.example.; edge.cdn.example. A 203.0.113.1"},
		{"east", "edge.cdn.example", "TXT", `edge.cdn.example. TXT "default"`},
		{"west", "edge.cdn.example", "A", "edge.cdn.example. A 198.51.100.1; edge.cdn.example. A 198.51.100.2"},
	} {
		if got := strings.Join(w.lookup(c.who, c.name, c.qtype).Answers, "; "); got != c.want {
			t.Errorf("%s asks %s %s:\n got %s\nwant %s", c.who, c.qtype, c.name, got, c.want)
		}
	}
	if n := len(events[dns.EventTailored](w, 0)); n != 2 {
		t.Errorf("%d answers were made for a site, want 2", n)
	}
}
