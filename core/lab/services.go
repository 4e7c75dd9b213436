package lab

import (
	"net/netip"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/torrent/peer"
	"playnet/core/view"
	"playnet/core/vnet"
)

// service is a service with the program that runs for it now, if its host is up. A
// host that starts again makes a new program.
type service struct {
	lab     labfile.Service // as the lab has it, with the settings that were changed since
	program host.Program    // nil before the first start
	hints   string          // of a resolver: the member that its hints were read from
}

// addService installs a service on its host, where it starts at once.
func (r *run) addService(s labfile.Service) error {
	s = r.file.Switched(s, r.switchesOn())
	read := r.disk(s.On())
	if _, err := newProgram(r.file, s, read, r.signs, r.torrents); err != nil {
		return err
	}
	entry := &service{lab: s}
	r.services = append(r.services, entry)
	if resolver, ok := s.(labfile.DNSResolver); ok && resolver.Hints != "" {
		entry.hints = read(resolver.Hints).Member
	}
	r.loads.watch(entry)
	r.swarms.watch(r.file, entry)
	r.machine(s.On()).InstallServer(s.Kind(), func() host.Program {
		before := entry.program
		entry.program, _ = newProgram(r.file, entry.lab, read, r.signs, r.torrents) // it could be made before
		if books, ok := before.(*dns.Registrar); ok {
			entry.program = dns.NewRegistrar(registrarConfig(r.file, entry.lab.(labfile.DNSRegistrar)), books)
		}
		if a, ok := entry.program.(*dns.Authority); ok {
			a.KeepWith(func(z *dns.Zone) { r.writeZone(s.On(), z) })
		}
		if p, ok := entry.lab.(labfile.TorrentPeer); ok && p.DiskOf != "" {
			entry.program.(*peer.Peer).UseDisk(r.machine(p.DiskOf).Disk())
		}
		return entry.program
	})
	return nil
}

// writeZone writes a zone to a host's disk.
func (r *run) writeZone(host labfile.Name, z *dns.Zone) {
	if _, member, ok := r.file.Authority(host, labfile.DomainName(z.Origin())); ok {
		file := r.disk(host)(member)
		r.edited[zoneFile{host, file.Member}] = &labfile.Zone{Member: file.Member, Apex: file.Apex, Records: z.All()}
	}
}

// reload lets the service's program read its members again, after a switch.
func (s *service) reload(r *run) {
	if resolver, ok := s.lab.(labfile.DNSResolver); ok {
		if resolver.TrustAnchor == labfile.LabAnchor {
			s.reconfigure(r) // the root's key may be another one
		}
		s.rehint(r, resolver)
		return
	}
	a, ok := s.program.(*dns.Authority)
	if !ok {
		return
	}
	if zones, err := zonesOf(s.lab.(labfile.DNSAuthority), r.disk(s.lab.On()), r.signs); err == nil {
		a.Reload(zones)
	}
}

// rehint has a resolver read its hints again. Where they are others, it begins with an
// empty cache, too, as if it were started anew: what it knows comes from other servers.
func (s *service) rehint(r *run, lab labfile.DNSResolver) {
	p, ok := s.program.(*dns.Resolver)
	if !ok || lab.Hints == "" {
		return
	}
	if hints := r.disk(lab.Host)(lab.Hints).Member; hints != s.hints {
		s.hints = hints
		s.reconfigure(r)
		r.emitAt(lab.Host, dns.EventCacheFlushed{Entries: p.Flush()})
	}
}

// addHost adds a host, with a stub resolver if it is told whom to ask.
func (r *run) addHost(h *labfile.Host) error {
	r.names[h.Address.Addr] = string(h.Name)
	m, err := r.net.AddHost(vnet.HostConfig{
		Name: string(h.Name), Addrs: []netip.Addr{h.Address.Addr}, Anycast: sharedBy(h), Site: string(h.Site), Link: linkConfig(h.Spec()),
	})
	if err != nil {
		return err
	}
	if servers := r.resolvers(h); len(servers) > 0 {
		m.Install(dns.StubKind, func() host.Program { return r.newStub(h.Name, servers) })
	}
	return nil
}

// sharedBy lists the addresses that a host shares with others.
func sharedBy(h *labfile.Host) (list []netip.Addr) {
	for _, a := range h.Anycast {
		list = append(list, a.Addr)
	}
	return list
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

func (r *run) addresses(refs []labfile.HostRef) []netip.AddrPort { return serversOf(r.file, refs) }
