package dns

import (
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"
)

// anyDelegation is [delegationFrom] with IPv6 addresses behind the others.
func anyDelegation(ns, additional []mdns.RR) delegation {
	d := delegationFrom(ns, additional)
	for i := range d.servers {
		s := &d.servers[i]
		for _, rr := range additional {
			if rr.Header().Rrtype == mdns.TypeAAAA && strings.EqualFold(rr.Header().Name, s.name) {
				s.addrs = append(s.addrs, anyAddresses([]mdns.RR{rr})...)
			}
		}
	}
	return d
}

// anyAddresses lists the addresses that records of the types A and AAAA give.
func anyAddresses(section []mdns.RR) []netip.AddrPort {
	var list []netip.AddrPort
	for _, rr := range section {
		if a, ok := addressOf(rr); ok {
			list = append(list, serverAddr(a))
		}
	}
	return list
}

// addressTypes lists the types of addresses under which servers are looked up.
func (r *Resolver) addressTypes() []uint16 {
	if r.config.IPv6 {
		return []uint16{mdns.TypeA, mdns.TypeAAAA}
	}
	return []uint16{mdns.TypeA}
}

// knownAddresses returns what the cache knows of a server's addresses.
func (r *Resolver) knownAddresses(name string) []netip.AddrPort {
	var list []netip.AddrPort
	for _, t := range r.addressTypes() {
		if a := r.cache.get(name, t, rankReferral); a != nil && a.result == Success {
			list = append(list, anyAddresses(a.rrs)...)
		}
	}
	return list
}

// parentAddresses returns what only parent zones say of a server's addresses.
func (r *Resolver) parentAddresses(name string) []netip.AddrPort {
	var list []netip.AddrPort
	for _, t := range r.addressTypes() {
		list = append(list, anyAddresses(r.cache.parents(name, t))...)
	}
	return list
}

// way returns the address at which a server is really asked, if it can be.
func (r *Resolver) way(server netip.AddrPort) (netip.AddrPort, bool) {
	a := server.Addr()
	switch {
	case unaskable(a):
		return server, false
	case a.Is4() && r.config.NAT64.IsValid():
		return netip.AddrPortFrom(translated(r.config.NAT64, a), server.Port()), true
	}
	return server, a.Is4() || r.config.IPv6
}

// translated embeds an IPv4 address into a NAT64 prefix: RFC 6052, section 2.2, of whose
// bits 64 to 71 "MUST be set to zero".
func translated(prefix netip.Prefix, a netip.Addr) netip.Addr {
	out := prefix.Masked().Addr().As16()
	at := prefix.Bits() / 8
	for _, b := range a.As4() {
		if at == 8 {
			at++
		}
		out[at] = b
		at++
	}
	return netip.AddrFrom16(out)
}

// unaskable reports whether an address is none that a name server can have, for a
// resolver that is asked from elsewhere: its own host, everybody, or nobody. Glue may
// say anything.
func unaskable(a netip.Addr) bool {
	return a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255})
}
