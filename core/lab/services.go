package lab

import (
	"fmt"
	"net/netip"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/core/vnet"
)

// service is a service of the lab with the program that runs for it now, if its
// host is up. A host that starts again makes a new program.
type service struct {
	lab       labfile.Service
	authority *dns.Authority // nil for another kind
}

// addService installs a service on its host, where it starts at once.
func (r *run) addService(s labfile.Service) error {
	m, entry := r.machine(s.On()), &service{lab: s}
	r.services = append(r.services, entry)
	switch s := s.(type) {
	case labfile.DNSAuthority:
		if _, err := r.zones(s); err != nil {
			return err
		}
		m.Install(s.Kind(), func() host.Program {
			zones, _ := r.zones(s) // found right above, under every switch by the file's own checks
			entry.authority = dns.NewAuthority(zones, s.Recursion)
			return entry.authority
		})
	case labfile.DNSResolver:
		config, err := r.resolverConfig(s)
		if err != nil {
			return err
		}
		m.Install(s.Kind(), func() host.Program { return dns.NewResolver(config) })
	default:
		return fmt.Errorf("no program speaks %s", s.Kind())
	}
	return nil
}

// reload lets the service's program read its members again, after a switch.
func (s *service) reload(r *run) {
	a, ok := s.lab.(labfile.DNSAuthority)
	if !ok || s.authority == nil {
		return
	}
	if zones, err := r.zones(a); err == nil {
		s.authority.Reload(zones)
	}
}

// zones reads the zones of a server as the switches have them now.
func (r *run) zones(s labfile.DNSAuthority) ([]*dns.Zone, error) {
	var zones []*dns.Zone
	for _, name := range s.Zones {
		parsed, _ := r.file.Zone(string(name), r.switchesOn()) // the file's checks found it
		z, err := dns.ZoneFrom(parsed.Apex, parsed.Records)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		zones = append(zones, z)
	}
	return zones, nil
}

func (r *run) resolverConfig(s labfile.DNSResolver) (dns.ResolverConfig, error) {
	var c dns.ResolverConfig
	if s.Hints != "" {
		parsed, _ := r.file.Zone(string(s.Hints), r.switchesOn())
		hints, err := dns.HintsFrom(parsed.Records)
		if err != nil {
			return c, fmt.Errorf("%s: %w", s.Hints, err)
		}
		c.Hints = hints
	}
	c.Forwarders = r.addresses(s.Forwarders)
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

// addHost adds a host, with a stub resolver if it is told whom to ask.
func (r *run) addHost(h *labfile.Host) error {
	m, err := r.net.AddHost(vnet.HostConfig{
		Name: string(h.Name), Addrs: []netip.Addr{h.Address.Addr}, Site: string(h.Site), Link: linkConfig(h.Spec()),
	})
	if err != nil {
		return err
	}
	if servers := r.resolvers(h); len(servers) > 0 {
		m.Install(dns.StubKind, func() host.Program { return r.newStub(h.Name, servers) })
	}
	return nil
}

// newStub makes the stub resolver of a host.
func (r *run) newStub(h labfile.Name, servers []netip.AddrPort) host.Program {
	r.stubs[h] = dns.NewStub(servers)
	return r.stubs[h]
}

// machine returns the machine of a host of the lab.
func (r *run) machine(h labfile.Name) *vnet.Machine {
	m, _ := r.net.Machine(string(h)) // the file's checks found it
	return m
}

// link returns the access link of a host or a site.
func (r *run) link(place labfile.Name) view.Link {
	if m, ok := r.net.Machine(string(place)); ok {
		return m.Link()
	}
	for _, s := range r.net.Sites() {
		if s.Name() == string(place) {
			return s.Link()
		}
	}
	panic("lab: no such place: " + place) // the file's checks found it
}

func (r *run) resolvers(h *labfile.Host) []netip.AddrPort { return r.addresses(h.Resolvers) }

func (r *run) addresses(refs []labfile.HostRef) []netip.AddrPort {
	var list []netip.AddrPort
	for _, ref := range refs {
		addr, _ := r.file.Resolve(ref) // the file's checks found it
		list = append(list, netip.AddrPortFrom(addr, dns.Port))
	}
	return list
}
