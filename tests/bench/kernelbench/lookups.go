package main

import (
	"fmt"
	"net/netip"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

// The textbook's hierarchy: root, edu, and the department's server.
const (
	rootZone = `
@ 86400 IN SOA a.root. nstld. 1 1800 900 604800 86400
@ 86400 IN NS a.root.
a.root. 86400 IN A 10.0.0.1
edu. 86400 IN NS a.edu.
a.edu. 86400 IN A 10.0.0.2
`
	eduZone = `
@ 86400 IN SOA a nstld 1 1800 900 604800 86400
@ 86400 IN NS a
a 86400 IN A 10.0.0.2
cs.umass 86400 IN NS dns.cs.umass
dns.cs.umass 86400 IN A 10.0.0.3
`
	departmentZone = `
@ 86400 IN SOA dns hostmaster 1 1800 900 604800 86400
@ 86400 IN NS dns
dns 86400 IN A 10.0.0.3
gaia 86400 IN A 10.0.0.9
`
	hintsZone = `
. 86400 IN NS a.root.
a.root. 86400 IN A 10.0.0.1
`
)

// lookupsCold looks a name up with nothing in the cache: eight messages.
func lookupsCold(scale float64) (int, time.Duration) {
	return runLookups(int(5e3*scale), func(r *dns.Resolver) { r.Flush() })
}

// lookupsCached looks up what the local name server knows: two messages.
func lookupsCached(scale float64) (int, time.Duration) {
	return runLookups(int(20e3*scale), func(*dns.Resolver) {})
}

// runLookups does n look-ups from a host's stub through its local name server,
// one after the other, and checks each answer. Everything is recorded.
func runLookups(n int, before func(*dns.Resolver)) (int, time.Duration) {
	w := newWorld(true)
	defer w.stop()
	for i, z := range []struct{ origin, text string }{{".", rootZone}, {"edu.", eduZone}, {"cs.umass.edu.", departmentZone}} {
		zone := must(dns.ParseZone(z.origin, z.text))
		m := w.host("server"+fmt.Sprint(i), fmt.Sprintf("10.0.0.%d", i+1))
		m.Install(dns.AuthorityKind, func() host.Program { return dns.NewAuthority([]*dns.Zone{zone}, false) })
	}
	resolver := dns.NewResolver(dns.ResolverConfig{Hints: must(dns.ParseHints(hintsZone))})
	w.host("local", "10.0.1.53").Install(dns.ResolverKind, func() host.Program { return resolver })
	stub := dns.NewStub([]netip.AddrPort{netip.MustParseAddrPort("10.0.1.53:53")})
	done := 0
	w.run(w.host("client", "10.0.1.1"), func(h host.Host) error {
		for ; done < n; done++ {
			before(resolver)
			r := stub.Lookup(h, "gaia.cs.umass.edu.", mdns.TypeA)
			if a := r.Addrs(); len(a) != 1 || a[0] != netip.MustParseAddr("10.0.0.9") {
				panic(fmt.Sprintf("look-up %d: %v %v", done, r.State, a))
			}
		}
		return nil
	})
	began := time.Now()
	for done < n && w.k.Step() {
	}
	took := time.Since(began)
	if crashes := w.n.Crashes(); done < n && len(crashes) > 0 {
		panic(crashes[0].What)
	}
	return done, took
}
