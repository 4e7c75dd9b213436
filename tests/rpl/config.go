package main

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// settings are a scenario's configuration in our resolver's words.
type settings struct {
	resolver dns.ResolverConfig
	now      time.Time // when the scenario begins
}

// ignored are options that change nothing here, each for a reason.
var ignored = map[string]string{
	"target-fetch-policy":    "our resolver looks servers' addresses up when it needs them",
	"iter-scrub-promiscuous": "our resolver always leaves out what it was not asked for",
	"minimal-responses":      "our responses are always minimal; see compare",
	"fake-sha1":              "says how signatures are digested, and none is verified",
	"val-override-date":      "says when signatures are valid, and none is verified",
	"trust-anchor":           "of DSA: see compare",
	"trust-anchor-signaling": "RFC 8145 is not spoken",
	"harden-referral-path":   "only looks more up",
	"rrset-roundrobin":       "sets are compared without their order",
	"max-global-quota":       "our own bound on queries holds",
	"max-query-restarts":     "our own bound on aliases holds",
	"module-config":          "says that names are iterated",
	"stub-prime":             "our resolver does not ask for a zone's servers beforehand",
	"ede":                    "extended errors are always sent",
	"server":                 "opens a clause",
}

// configure reads a scenario's options; skip says why it can't be played.
func configure(s *scenario) (set *settings, skip string, err error) {
	set = &settings{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	if why := beyond(s); why != "" {
		return nil, why, nil
	}
	// As unbound has them.
	set.resolver.Signatures, set.resolver.Minimise, set.resolver.IPv6 = true, true, true
	c := &reader{set: set}
	for _, o := range s.options {
		if skip, err = c.option(o); skip != "" || err != nil {
			return nil, skip, err
		}
	}
	skip, err = c.finish()
	return set, skip, err
}

// leftOut lists scenarios that want what our resolver must not do.
var leftOut = map[string]string{
	"iter_dname_ttl0": "wants a record of TTL 0 a second later, and RFC 1035, section 3.2.1, has it used \"for the transaction in progress\" only",
}

// beyond says why a scenario needs something that our resolver leaves out on purpose.
func beyond(s *scenario) string {
	if why, ok := leftOut[s.name]; ok {
		return why
	}
	if s.validation {
		return "needs DNSSEC validation"
	}
	for _, st := range s.steps {
		if st.entry == nil {
			continue
		}
		for _, q := range st.entry.msg.Question {
			if q.Qclass != mdns.ClassINET {
				return "asks in class " + mdns.Class(q.Qclass).String() + ", and our resolver knows IN only"
			}
		}
	}
	return ""
}

// reader gathers options that stand on several lines.
type reader struct {
	set   *settings
	zone  *zoneClause
	zones []*zoneClause
}

// zoneClause is a stub-zone or forward-zone.
type zoneClause struct {
	forward, first bool
	name           string
	addrs          []netip.AddrPort
}

func (c *reader) option(o option) (skip string, err error) {
	if _, ok := ignored[o.name]; ok {
		return "", nil
	}
	switch o.name {
	case "stub-zone", "forward-zone":
		c.zone = &zoneClause{forward: o.name == "forward-zone"}
		c.zones = append(c.zones, c.zone)
	case "name":
		c.zone.name = mdns.CanonicalName(o.value)
	case "stub-addr", "forward-addr":
		a, err := netip.ParseAddr(o.value)
		if err != nil {
			return "", err
		}
		c.zone.addrs = append(c.zone.addrs, netip.AddrPortFrom(a, dns.Port))
	case "stub-first":
		c.zone.first = o.value == "yes"
	case "qname-minimisation":
		c.set.resolver.Minimise = o.value == "yes"
	case "iter-scrub-ns":
		c.set.resolver.MaxNameServers, err = strconv.Atoi(o.value)
		return "", err
	case "private-address":
		p, err := netip.ParsePrefix(o.value)
		c.set.resolver.PrivateAddrs = append(c.set.resolver.PrivateAddrs, p)
		return "", err
	case "private-domain":
		c.set.resolver.PrivateZones = append(c.set.resolver.PrivateZones, mdns.CanonicalName(o.value))
	case "root-hints", "do-nat64":
	case "nat64-prefix":
		c.set.resolver.NAT64, err = netip.ParsePrefix(o.value)
		return "", err
	case "do-ip6":
		c.set.resolver.IPv6 = o.value == "yes"
	case "do-ip4":
		if o.value == "no" && !c.set.resolver.NAT64.IsValid() {
			return "IPv6 without IPv4 is left out", nil
		}
	default:
		return "the option " + o.name + " is left out", nil
	}
	return "", nil
}

// finish makes hints and stub zones of the clauses.
func (c *reader) finish() (skip string, err error) {
	var root strings.Builder
	for _, z := range c.zones {
		switch {
		case z.forward && z.name != ".":
			return "forward zones below the root are left out", nil
		case z.forward:
			c.set.resolver.Forwarders = z.addrs
		case z.name == ".":
			for i, a := range z.addrs {
				rrtype := "A"
				if a.Addr().Is6() {
					rrtype = "AAAA"
				}
				fmt.Fprintf(&root, ". 3600000 NS ns%[1]d.hint.\nns%[1]d.hint. 3600000 %[2]s %[3]s\n", i, rrtype, a.Addr())
			}
		default:
			c.set.resolver.Stubs = append(c.set.resolver.Stubs, dns.StubZone{Zone: z.name, Addrs: z.addrs, First: z.first})
		}
	}
	if root.Len() > 0 {
		c.set.resolver.Hints, err = dns.ParseHints(root.String())
	}
	return "", err
}
