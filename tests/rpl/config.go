package main

import (
	"fmt"
	"net/netip"
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
	"target-fetch-policy":     "our resolver looks servers' addresses up when it needs them",
	"iter-scrub-promiscuous":  "our resolver always leaves out what it was not asked for",
	"minimal-responses":       "our responses are always minimal; see compare",
	"fake-sha1":               "says how signatures are digested that are not verified",
	"trust-anchor-signaling":  "RFC 8145 is not spoken",
	"harden-referral-path":    "only looks more up",
	"rrset-roundrobin":        "sets are compared without their order",
	"iter-scrub-ns":           "NS records are left out of answers",
	"max-global-quota":        "our own bound on queries holds",
	"module-config":           "the validator is chosen by the trust anchor",
	"do-ip6":                  "the virtual network is IPv4 only",
	"stub-prime":              "our resolver does not ask for the root's servers beforehand",
	"ede":                     "extended errors are always sent",
	"val-override-date":       "see settings.now",
	"max-query-restarts":      "our own bound on aliases holds",
	"access-control":          "the client is always a neighbour",
	"serve-expired":           "see configure",
	"serve-expired-ttl":       "see configure",
	"serve-expired-reply-ttl": "see configure",
}

// configure reads a scenario's options; skip says why it can't be played.
func configure(s *scenario) (set *settings, skip string, err error) {
	set = &settings{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	if why := beyond(s); why != "" {
		return nil, why, nil
	}
	c := &reader{set: set, hints: map[string]string{}}
	for _, o := range s.options {
		if skip, err = c.option(o); skip != "" || err != nil {
			return nil, skip, err
		}
	}
	skip, err = c.finish()
	return set, skip, err
}

// beyond says why a scenario needs something that our resolver leaves out on purpose.
func beyond(s *scenario) string {
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
	hints map[string]string
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
	case "server":
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
		if a.Is6() {
			return "its servers have IPv6 addresses, and the virtual network is IPv4 only", nil
		}
		c.zone.addrs = append(c.zone.addrs, netip.AddrPortFrom(a, dns.Port))
	case "stub-first":
		c.zone.first = o.value == "yes"
	case "qname-minimisation":
	case "trust-anchor":
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
		case z.forward && z.name == ".":
			c.set.resolver.Forwarders = z.addrs
		case z.name == ".":
			for _, a := range z.addrs {
				fmt.Fprintf(&root, ". 3600000 NS ns.%[1]s.hint.\nns.%[1]s.hint. 3600000 A %[2]s\n",
					strings.ReplaceAll(a.Addr().String(), ".", "-"), a.Addr())
			}
		default:
			return "stub and forward zones below the root are left out", nil
		}
	}
	if root.Len() > 0 {
		c.set.resolver.Hints, err = dns.ParseHints(root.String())
	}
	return "", err
}
