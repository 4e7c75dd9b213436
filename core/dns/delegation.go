package dns

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"syscall"

	mdns "github.com/miekg/dns"
)

// delegation is what an asker knows of a zone's servers.
type delegation struct {
	zone    string
	servers []nameServer
	told    bool // by the resolver's configuration
}

// nameServer is one server of a zone; without addresses its name has to be
// looked up first.
type nameServer struct {
	name  string
	addrs []netip.AddrPort
}

// names lists the names of the servers.
func (d *delegation) names() []string {
	list := make([]string, len(d.servers))
	for i, s := range d.servers {
		list[i] = s.name
	}
	return list
}

// delegationFrom reads the NS records of a section, in their order, and the
// addresses that belong to them.
func delegationFrom(authority, additional []mdns.RR) delegation {
	var d delegation
	for _, rr := range authority {
		ns, ok := rr.(*mdns.NS)
		if !ok {
			continue
		}
		zone := canonical(ns.Hdr.Name)
		if d.zone == "" {
			d.zone = zone
		}
		if zone == d.zone {
			d.servers = append(d.servers, nameServer{name: canonical(ns.Ns)})
		}
	}
	for i := range d.servers {
		s := &d.servers[i]
		for _, rr := range additional {
			if a, ok := rr.(*mdns.A); ok && strings.EqualFold(a.Hdr.Name, s.name) {
				s.addrs = appendAddress(s.addrs, a)
			}
		}
	}
	return d
}

// addressesIn lists the addresses that the A records of a section give.
func addressesIn(section []mdns.RR) []netip.AddrPort {
	var list []netip.AddrPort
	for _, rr := range section {
		if a, ok := rr.(*mdns.A); ok {
			list = appendAddress(list, a)
		}
	}
	return list
}

func appendAddress(list []netip.AddrPort, a *mdns.A) []netip.AddrPort {
	addr, ok := netip.AddrFromSlice(a.A.To4())
	if !ok {
		return list
	}
	return append(list, serverAddr(addr))
}

// read says what a response from a server of a zone means for a question. It
// keeps to the bailiwick: what lies outside of the zone is not that server's to
// tell (RFC 5452, section 6).
func read(m *mdns.Msg, zone, qname string, qtype uint16) Found {
	f := Found{Zone: zone, Name: qname, Result: OutOfZone}
	signatures := signaturesIn(m)
	f.Answer, f.Name, f.Result = chain(m.Answer, signatures, zone, qname, qtype)
	f.Proof = proofIn(m.Ns, signatures, zone)
	if f.Result == Success || f.Result == TooLong {
		return f
	}
	if ds := recordsOf(m.Ns, signatures, f.Name, mdns.TypeDS); qtype == mdns.TypeDS && len(ds) > 0 {
		// A referral that tells what was asked for (RFC 4035, section 3.1.4).
		f.Answer, f.Result = append(f.Answer, ds...), Success
		return f
	}
	soa := authorityOf(m.Ns, zone, f.Name)
	switch {
	case !within(f.Name, zone):
		return f // an alias that leads out: another zone's servers have to say
	case m.Rcode == mdns.RcodeNameError:
		f.Result = NXDomain
	case soa != nil:
		f.Result = NoData
	default:
		return readReferral(f, m, zone)
	}
	f.Authority = f.Proof
	if soa != nil {
		f.Authority = append([]mdns.RR{soa}, signaturesOf(signatures, soa.Hdr.Name, mdns.TypeSOA)...)
		f.Authority = append(f.Authority, proofIn(m.Ns, signatures, canonical(soa.Hdr.Name))...)
	}
	return f
}

// readReferral looks for a referral into a deeper zone on the way to the name.
// One that leads sideways or up is no help and would let look-ups go round in
// circles; without any, the answer says that there is no data.
func readReferral(f Found, m *mdns.Msg, zone string) Found {
	lame := false
	for _, rr := range m.Ns {
		if rr.Header().Rrtype != mdns.TypeNS {
			continue
		}
		child := canonical(rr.Header().Name)
		if below(child, zone) && within(f.Name, child) {
			f.Result, f.Zone = Referral, child
			f.Authority = sectionOf(m.Ns, mdns.TypeNS, child)
			f.Additional = glueFor(f.Authority, m.Extra, zone)
			return f
		}
		// RFC 2308, section 2.2: the zone's own servers in an authoritative answer make
		// it one of NODATA; all else points sideways or up.
		lame = lame || !m.Authoritative || child != zone
	}
	switch {
	case len(f.Answer) > 0:
		// The alias is good; what it leads to has to be asked for.
	case lame || !m.Authoritative && !m.RecursionAvailable && len(f.Proof) == 0:
		f.Result = OutOfZone
	default:
		// RFC 2308, section 2.2: NODATA type 3, "there is no SOA or NS record".
		f.Result, f.Authority = NoData, f.Proof
	}
	return f
}

// authorityOf finds the SOA record that vouches for a negative answer.
func authorityOf(section []mdns.RR, zone, name string) *mdns.SOA {
	for _, rr := range section {
		soa, ok := rr.(*mdns.SOA)
		if !ok {
			continue
		}
		if owner := canonical(soa.Hdr.Name); within(owner, zone) && within(name, owner) {
			return soa
		}
	}
	return nil
}

// glueFor picks the addresses of the servers that a referral names, as far as the
// referring zone's server can be believed about them.
func glueFor(ns, additional []mdns.RR, zone string) []mdns.RR {
	var out []mdns.RR
	for _, rr := range additional {
		h := rr.Header()
		if h.Rrtype != mdns.TypeA && h.Rrtype != mdns.TypeAAAA || h.Class != mdns.ClassINET {
			continue
		}
		owner := canonical(h.Name)
		if within(owner, zone) && slices.ContainsFunc(ns, func(n mdns.RR) bool { return target(n) == owner }) {
			out = append(out, rr)
		}
	}
	return out
}

func sectionOf(section []mdns.RR, rrtype uint16, owner string) []mdns.RR {
	var out []mdns.RR
	for _, rr := range section {
		if h := rr.Header(); h.Rrtype == rrtype && canonical(h.Name) == owner {
			out = append(out, rr)
		}
	}
	return out
}

// reasonOf puts a socket's error into the words of a trace.
func reasonOf(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "no route"
	case errors.Is(err, net.ErrClosed):
		return "host stopped"
	}
	return err.Error()
}
