package dns_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"playnet/core/dns"
)

// Five levels under .no, two name servers at each, the first of them dead: a
// look-up still comes to its end within the client's first five seconds.
func TestFiveLevels(t *testing.T) {
	w := newWorld(t, 1)
	w.stub(w.host("client", "10.0.0.1"), at53("10.0.0.53"))
	w.resolver(w.host("local", "10.0.0.53"), dns.ResolverConfig{Hints: hints(t, ". 60 NS a.\n. 60 NS b.\na. 60 A 10.0.1.1\nb. 60 A 10.0.1.2")})
	origin := "."
	for level, label := range []string{"", "no", "uio", "ifi", "sub", "deep"} {
		if label != "" {
			origin = strings.TrimSuffix(label+"."+origin, "..") + map[bool]string{true: "."}[origin == "."]
		}
		text := fmt.Sprintf("@ 600 SOA a h 1 1 1 1 60\n@ 600 NS a\n@ 600 NS b\na 600 A 10.0.%d.1\nb 600 A 10.0.%d.2\nwww 600 A 192.0.2.1\n", level+1, level+1)
		if level < 5 {
			child := []string{"no", "uio", "ifi", "sub", "deep"}[level]
			text += fmt.Sprintf("%[1]s 600 NS a.%[1]s\n%[1]s 600 NS b.%[1]s\na.%[1]s 600 A 10.0.%[2]d.1\nb.%[1]s 600 A 10.0.%[2]d.2\n", child, level+2)
		}
		z := zone(t, origin, text)
		w.host(fmt.Sprintf("dead%d", level), fmt.Sprintf("10.0.%d.1", level+1)).Stop()
		w.authority(w.host(fmt.Sprintf("live%d", level), fmt.Sprintf("10.0.%d.2", level+1)), false, z)
	}
	w.run()
	a := w.lookup("client", "www.deep.sub.ifi.uio.no", "A")
	if a.Rcode != "NOERROR" || a.Took > 5*time.Second || len(events[dns.EventTimeout](w, 0)) != 6 {
		t.Errorf("%+v, %d time-outs", a, len(events[dns.EventTimeout](w, 0)))
	}
}

// A stub's queries have ids of their own, whatever program they are for.
func TestStubIDs(t *testing.T) {
	w := textbook(t, 7, false, false)
	ids := map[string]bool{}
	for range 5 {
		begin := w.t.Len()
		w.lookup("engineering", "gaia.cs.umass.edu", "A")
		ids[string(w.messages(begin)[0].payload[:2])] = true
	}
	if len(ids) != 5 {
		t.Errorf("5 queries with %d ids", len(ids))
	}
}
