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
	"target-fetch-policy":       "our resolver looks servers' addresses up when it needs them",
	"iter-scrub-promiscuous":    "our resolver always leaves out what it was not asked for",
	"minimal-responses":         "our responses are always minimal; see compare",
	"fake-sha1":                 "is for builds that can't verify SHA-1; ours can",
	"trust-anchor-signaling":    "RFC 8145 is not spoken",
	"harden-referral-path":      "only looks more up",
	"rrset-roundrobin":          "sets are compared without their order",
	"max-global-quota":          "our own bound on queries holds",
	"max-query-restarts":        "our own bound on aliases holds",
	"module-config":             "says that names are iterated",
	"stub-prime":                "our resolver does not ask for a zone's servers beforehand",
	"ede":                       "extended errors are always sent",
	"server":                    "opens a clause",
	"access-control":            "every client may ask here",
	"aggressive-nsec":           "only saves queries (RFC 8198)",
	"prefetch-key":              "only asks earlier",
	"harden-algo-downgrade":     "see leftOut",
	"log-servfail":              "says what is logged",
	"val-log-level":             "says what is logged",
	"val-max-restart":           "our resolver does not try again what is bogus",
	"harden-unknown-additional": "our resolver leaves out all that it was not asked for",
	"local-zone":                "says that a name is no special one",
	"directory":                 "says where files stand",
}

// configure reads a scenario's options; skip says why it can't be played.
func configure(s *scenario) (set *settings, skip string, err error) {
	set = &settings{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	if why := beyond(s); why != "" {
		return nil, why, nil
	}
	// As unbound has them.
	set.resolver.Signatures, set.resolver.Minimise, set.resolver.IPv6 = true, true, true
	set.resolver.TrustAnchors, set.resolver.Algorithms = dns.TrustAnchors{}, algorithms()
	c := &reader{scenario: s, set: set}
	for _, o := range s.options {
		if skip, err = c.option(o); skip != "" || err != nil {
			return nil, skip, err
		}
	}
	skip, err = c.finish()
	return set, skip, err
}

const (
	wantsReferralAD = "wants AD on a referral (RD=0), which our resolver makes of what it needs itself, unchecked"
	wantsNSEC       = "wants names denied by NSEC records in the cache (RFC 8198), and our resolver asks"
)

// leftOut lists scenarios that want what our resolver must not do.
var leftOut = map[string]string{
	"val_cnameother":        "wants, of an alias beside other data, what comes first; our resolver takes the data, as either breaks RFC 1034, section 3.6.2",
	"val_ta_algo_missing":   "wants a signature of every algorithm, and RFC 6840, section 5.11, has validators be content with one",
	"val_cnametonsec":       "wants the proof that a zone is not signed taken from an answer about another name; our resolver asks for DS records, which nobody has",
	"val_refer_unsignadd":   wantsReferralAD,
	"val_referd":            wantsReferralAD,
	"val_referglue":         wantsReferralAD,
	"val_negcache_dssoa":    wantsNSEC,
	"val_negcache_nxdomain": wantsNSEC,
	"val_negcache_ttl":      wantsNSEC,
	"iter_dname_ttl0":       "wants a record of TTL 0 a second later, and RFC 1035, section 3.2.1, has it used \"for the transaction in progress\" only",
}

// beyond says why a scenario needs something that our resolver leaves out on purpose.
func beyond(s *scenario) string {
	if why, ok := leftOut[s.name]; ok {
		return why
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
	scenario *scenario
	set      *settings
	zone     *zoneClause
	zones    []*zoneClause
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
	case "trust-anchor":
		return "", c.anchor(o.value)
	case "domain-insecure":
		c.set.resolver.InsecureZones = append(c.set.resolver.InsecureZones, mdns.CanonicalName(o.value))
	case "val-override-date":
		if o.value == "-1" { // whenever: when the last signature has been made
			c.set.now = lastInception(c.scenario)
			return "", nil
		}
		c.set.now, err = time.Parse("20060102150405", o.value)
		return "", err
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

// anchor adds a trust anchor.
func (c *reader) anchor(record string) error {
	more, err := dns.ParseTrustAnchors(record)
	for _, list := range more {
		for _, rr := range list {
			c.set.resolver.TrustAnchors.Add(rr)
		}
	}
	return err
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

// lastInception returns when the last of a scenario's signatures begins to be valid.
func lastInception(s *scenario) time.Time {
	var last uint32
	for _, r := range s.ranges {
		for _, e := range r.entries {
			for _, section := range [][]mdns.RR{e.msg.Answer, e.msg.Ns, e.msg.Extra} {
				for _, rr := range section {
					if sig, ok := rr.(*mdns.RRSIG); ok {
						last = max(last, sig.Inception)
					}
				}
			}
		}
	}
	return time.Unix(int64(last), 0).UTC()
}
