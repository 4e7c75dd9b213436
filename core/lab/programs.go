package lab

import (
	"fmt"
	"net/netip"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/program"
)

// Program is what runs on a host for one of the lab's services.
type Program struct {
	Service labfile.Service
	// Make makes the program, as its host does each time it starts.
	Make func() host.Program
}

// Programs lists the programs of a lab's services, in the order of the lab. They
// run on whatever implements host.Host. switchesOn is asked at each Make, as the
// members that a program reads depend on the switches.
func Programs(f *labfile.File, switchesOn func() []labfile.ID) ([]Program, error) {
	var all []Program
	for _, s := range f.Lab.Services {
		p, err := programOf(f, s, switchesOn)
		if err != nil {
			return nil, fmt.Errorf("service %s on %s: %w", s.Kind(), s.On(), err)
		}
		all = append(all, p)
	}
	return all, nil
}

// programOf finds out how to make the program of a service. What Make reads is
// read once here, for its errors: the file's own checks have looked at every
// switch.
func programOf(f *labfile.File, s labfile.Service, switchesOn func() []labfile.ID) (p Program, err error) {
	p.Service = s
	switch s := s.(type) {
	case labfile.DNSAuthority:
		p.Make = func() host.Program {
			zones, _ := zonesOf(f, s, switchesOn())
			return dns.NewAuthority(zones, s.Recursion)
		}
		_, err = zonesOf(f, s, switchesOn())
	case labfile.DNSResolver:
		p.Make = func() host.Program {
			config, _ := resolverConfig(f, s, switchesOn())
			return dns.NewResolver(config)
		}
		_, err = resolverConfig(f, s, switchesOn())
	case labfile.SocketsSmall:
		p.Make = func() host.Program { return program.NewSmall() }
	default:
		err = fmt.Errorf("no program speaks %s", s.Kind())
	}
	return p, err
}

// zonesOf reads the zones of a server as the switches have them.
func zonesOf(f *labfile.File, s labfile.DNSAuthority, on []labfile.ID) ([]*dns.Zone, error) {
	var zones []*dns.Zone
	for _, name := range s.Zones {
		parsed, _ := f.Zone(string(name), on) // the file's checks found it
		z, err := dns.ZoneFrom(parsed.Apex, parsed.Records)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		zones = append(zones, z)
	}
	return zones, nil
}

func resolverConfig(f *labfile.File, s labfile.DNSResolver, on []labfile.ID) (dns.ResolverConfig, error) {
	var c dns.ResolverConfig
	if s.Hints != "" {
		parsed, _ := f.Zone(string(s.Hints), on)
		hints, err := dns.HintsFrom(parsed.Records)
		if err != nil {
			return c, fmt.Errorf("%s: %w", s.Hints, err)
		}
		c.Hints = hints
	}
	c.Forwarders = serversOf(f, s.Forwarders)
	if s.MaxCacheTTL != nil {
		c.MaxTTL = s.MaxCacheTTL.Std()
	}
	if s.Timeout != nil {
		c.Timeout = s.Timeout.Std()
	}
	if s.Attempts != nil {
		c.Attempts = int(*s.Attempts)
	}
	return c, nil
}

// serversOf returns where the name servers listen that a lab refers to.
func serversOf(f *labfile.File, refs []labfile.HostRef) []netip.AddrPort {
	var list []netip.AddrPort
	for _, ref := range refs {
		addr, _ := f.Resolve(ref) // the file's checks found it
		list = append(list, netip.AddrPortFrom(addr, dns.Port))
	}
	return list
}
