package smtp

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// hop is a host that may take a domain's mail.
type hop struct {
	name       string // "" for an address literal
	preference uint16
	addr       netip.Addr // of a literal
}

// Why a domain's mail goes nowhere.
var (
	replyNoDomain   = Reply{550, "5.1.2", "there is no such domain"}
	replyNullMX     = Reply{556, "5.1.10", "the domain takes no mail (null MX)"}
	replyNoAddress  = Reply{550, "5.4.4", "no mail server of the domain has an address"}
	replyNotItself  = Reply{554, "5.4.6", "mail for the domain loops back to this server"}
	replyNoAnswer   = Reply{451, "4.4.3", "the DNS gives no answer"}
	replyNoResolver = Reply{451, "4.4.3", "no resolver"}
)

// How many hosts of a domain are tried in one go, and how many addresses of each.
const (
	maxHosts = 10
	maxAddrs = 4
)

// route finds the hosts that take a domain's mail, in the order of trying (RFC 5321,
// section 5.1). stopped: the host went down meanwhile.
func (q *Queue) route(domain string) (hops []hop, refusal *Reply, stopped bool) {
	if a, ok := literal(domain); ok {
		q.routed(domain, "literal", nil)
		return []hop{{addr: a, name: domain}}, nil, false
	}
	if q.config.Resolver == nil {
		return nil, &replyNoResolver, false
	}
	r := q.config.Resolver.Lookup(q.h, domain, mdns.TypeMX)
	switch r.State {
	case dns.LookupStopped:
		return nil, nil, true
	case dns.LookupFound:
		hops = mxOf(r.Records)
	case dns.LookupNoData:
		// "If an empty list of MXs is returned, the address is treated as if it was associated
		// with an implicit MX RR, with a preference of 0, pointing to that host."
		q.routed(domain, "A", nil)
		return []hop{{name: domain}}, nil, false
	case dns.LookupNXDomain, dns.LookupInvalid:
		return nil, &replyNoDomain, false
	default:
		return nil, &replyNoAnswer, false
	}
	if len(hops) == 1 && hops[0].name == "" {
		return nil, &replyNullMX, false // RFC 7505, section 3
	}
	hops = order(q.dice, slices.DeleteFunc(hops, func(p hop) bool { return p.name == "" }))
	hops = q.before(hops, q.config.Name)
	if len(hops) == 0 {
		return nil, &replyNotItself, false
	}
	q.routed(domain, "MX", hops)
	return hops[:min(len(hops), maxHosts)], nil, false
}

func (q *Queue) routed(domain, by string, hops []hop) {
	e := EventRouted{Domain: domain, By: by, Hosts: []string{domain}}
	if len(hops) > 0 {
		e.Hosts = nil
		for _, p := range hops {
			e.Hosts = append(e.Hosts, fmt.Sprintf("%d %s", p.preference, p.name))
		}
	}
	q.h.Because(q.h.Emit(e))
}

// mxOf returns the hosts of MX records; that of a null MX has no name.
func mxOf(records []mdns.RR) []hop {
	var hops []hop
	for _, rr := range records {
		if mx, ok := rr.(*mdns.MX); ok {
			hops = append(hops, hop{name: strings.ToLower(strings.TrimSuffix(mx.Mx, ".")), preference: mx.Preference})
		}
	}
	return hops
}

// order sorts hosts by preference. RFC 5321, section 5.1: "If there are multiple
// destinations with the same preference and there is no clear reason to favor one [...],
// then the sender-SMTP MUST randomize them to spread the load across multiple mail
// exchangers for a specific organization."
func order(dice *rand.Rand, hops []hop) []hop {
	// The answer's order is a resolver's whim; the dice decide alone.
	slices.SortFunc(hops, func(a, b hop) int { return strings.Compare(a.name, b.name) })
	dice.Shuffle(len(hops), func(i, j int) { hops[i], hops[j] = hops[j], hops[i] })
	slices.SortStableFunc(hops, func(a, b hop) int { return cmp.Compare(a.preference, b.preference) })
	return hops
}

// before drops this host from a sorted list, and all that are not preferred to it: mail
// moves towards lower numbers only, so that it can't go in circles (RFC 5321, section 5.1).
func (q *Queue) before(hops []hop, name string) []hop {
	for _, p := range hops {
		if strings.EqualFold(p.name, name) {
			return slices.DeleteFunc(hops, func(o hop) bool { return o.preference >= p.preference })
		}
	}
	return hops
}

// addresses finds the addresses of a host.
func (q *Queue) addresses(p hop) (list []netip.Addr, refusal *Reply, stopped bool) {
	if p.addr.IsValid() {
		return []netip.Addr{p.addr}, nil, false
	}
	for _, qtype := range []uint16{mdns.TypeA, mdns.TypeAAAA} {
		r := q.config.Resolver.Lookup(q.h, p.name, qtype)
		switch r.State {
		case dns.LookupStopped:
			return nil, nil, true
		case dns.LookupFound:
			for _, rr := range r.Records {
				if a, ok := addressOf(rr); ok && len(list) < maxAddrs {
					list = append(list, a)
				}
			}
			if len(list) > 0 { // an answer may hold nothing but an alias that leads nowhere
				return list, nil, false
			}
		case dns.LookupNXDomain, dns.LookupInvalid:
			return nil, &replyNoAddress, false
		case dns.LookupNoData:
		default:
			return nil, &replyNoAnswer, false
		}
	}
	return nil, &replyNoAddress, false
}

func addressOf(rr mdns.RR) (netip.Addr, bool) {
	switch rr := rr.(type) {
	case *mdns.A:
		a, ok := netip.AddrFromSlice(rr.A)
		return a.Unmap(), ok
	case *mdns.AAAA:
		return netip.AddrFromSlice(rr.AAAA)
	}
	return netip.Addr{}, false
}
