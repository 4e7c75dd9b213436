package lab

import (
	"fmt"
	"net/netip"
	"slices"

	"playnet/core/agent"
	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
	"playnet/core/mailserver"
	"playnet/core/program"
	"playnet/core/torrent/dht"
	"playnet/core/torrent/peer"
	"playnet/core/torrent/tracker"
	"playnet/core/web"
	"playnet/core/webmail"
)

// Program is what runs on a host for one of the lab's services.
type Program struct {
	Service labfile.Service
	// Make makes the program, as its host does each time it starts.
	Make func() host.Program
}

// Programs lists the programs of a lab's services, in the order of the lab. They
// run on whatever implements host.Host.
func Programs(f *labfile.File, where Surroundings) ([]Program, error) {
	var all []Program
	signs, files := &signer{file: f, Surroundings: where, keyring: newKeyring()}, newTorrents(f)
	for _, s := range f.Lab.Services {
		read := func(m labfile.MemberName) *labfile.Zone {
			z, _ := f.Zone(string(m), where.SwitchesOn()) // the file's checks found it
			return z
		}
		_, err := newProgram(f, s, read, signs, files)
		if err != nil {
			return nil, fmt.Errorf("service %s on %s: %w", s.Kind(), s.On(), err)
		}
		s = f.Switched(s, where.SwitchesOn())
		all = append(all, Program{Service: s, Make: func() host.Program {
			p, _ := newProgram(f, s, read, signs, files) // it could be made above, and the file's checks have looked at every switch
			return p
		}})
	}
	return all, nil
}

// zoneReader returns a zone member as it reads at the moment.
type zoneReader func(labfile.MemberName) *labfile.Zone

// newProgram makes the program of a service.
func newProgram(f *labfile.File, s labfile.Service, read zoneReader, signs *signer, files *torrents) (host.Program, error) {
	switch s := s.(type) {
	case labfile.DNSAuthority:
		zones, err := zonesOf(s, read, signs)
		if err != nil {
			return nil, err
		}
		config := authorityConfig(f, s)
		config.Zones = zones
		return dns.NewAuthorityOf(config), nil
	case labfile.DNSResolver:
		config, err := resolverConfig(f, s, read, signs)
		if err != nil {
			return nil, err
		}
		return dns.NewResolver(config), nil
	case labfile.DNSLoad:
		return dns.NewUserLoad(loadConfig(f, s)), nil
	case labfile.DNSRegistrar:
		return dns.NewRegistrar(registrarConfig(f, s), nil), nil
	case labfile.SocketsSmall:
		return program.NewSmall(), nil
	case labfile.MailAgent:
		return agent.New(agentConfig(f, s)), nil
	case labfile.MailServer:
		return mailserver.New(mailServerConfig(f, s, signs.SwitchesOn())), nil
	case labfile.WebServer:
		return web.NewSite(siteFiles(f, s, signs.SwitchesOn(), files)), nil
	case labfile.WebDownload:
		return web.NewDownload(downloadConfig(f, s)), nil
	case labfile.DHTNode:
		return dht.New(dhtConfig(f, s)), nil
	case labfile.TorrentTracker:
		return tracker.NewServer(trackerConfig(f, s, files)), nil
	case labfile.TorrentPeer:
		return peer.New(peerConfig(f, s, files)), nil
	case labfile.Webmail:
		return webmail.New(webmailConfig(f, s)), nil
	}
	return nil, fmt.Errorf("no program speaks %s", s.Kind())
}

// authorityConfig reads what a server does beside answering from its zones.
func authorityConfig(f *labfile.File, s labfile.DNSAuthority) dns.AuthorityConfig {
	c := dns.AuthorityConfig{
		Recursion: s.Recursion, Rotate: s.Rotate, OpenTransfer: s.OpenTransfer,
		Secondaries: addressesOf(f, s.Secondaries), Updaters: addressesOf(f, s.Updaters),
		Capacity:  capacityOf(s.Capacity, s.Queue),
		UpdateKey: string(s.UpdateKey), TransferKey: string(s.TransferKey),
	}
	names := []labfile.DomainName{s.UpdateKey, s.TransferKey}
	for _, copied := range s.Copies {
		c.Copies = append(c.Copies, dns.ZoneCopy{Zone: copied.Zone.FQDN(), Primaries: serversOf(f, copied.From), Key: string(copied.Key)})
		names = append(names, copied.Key)
	}
	c.Keys = keysOf(f, names)
	c.BySite = siteAnswersOf(f, s.BySite)
	return c
}

// loadConfig reads what the users of a host look up.
func loadConfig(f *labfile.File, s labfile.DNSLoad) dns.LoadConfig {
	c := dns.LoadConfig{Servers: serversOf(f, f.Host(s.Host).Resolvers), Zipf: s.Zipf}
	for _, name := range s.Names {
		c.Names = append(c.Names, name.FQDN())
	}
	if s.Every != nil {
		c.Every = s.Every.Std()
	}
	if s.From != nil {
		c.From = s.From.Std()
	}
	if s.Until != nil {
		c.Until = s.Until.Std()
	}
	return c
}

// capacityOf reads how much work a server can do.
func capacityOf(rate *labfile.QueryRate, queue *labfile.QueueLength) (c dns.Capacity) {
	if rate != nil {
		c.Rate = int(*rate)
	}
	if queue != nil {
		c.Queue = int(*queue)
	}
	return c
}

// keysOf returns the keys of some names, of which those that are empty mean none.
func keysOf(f *labfile.File, names []labfile.DomainName) (keys []dns.Key) {
	for i, name := range names {
		if k := f.Key(name); k != nil && !slices.Contains(names[:i], name) {
			keys = append(keys, dns.Key{Name: k.Name.FQDN(), Algorithm: k.Algorithm.Name(), Secret: k.Secret.Bytes()})
		}
	}
	return keys
}

// addressesOf returns the addresses of hosts that a lab refers to.
func addressesOf(f *labfile.File, refs []labfile.HostRef) []netip.Addr {
	var list []netip.Addr
	for _, ref := range refs {
		addr, _ := f.Resolve(ref) // the file's checks found it
		list = append(list, addr)
	}
	return list
}

// zonesOf reads the zones of a server, and signs them.
func zonesOf(s labfile.DNSAuthority, read zoneReader, signs *signer) ([]*dns.Zone, error) {
	var zones []*dns.Zone
	for _, name := range s.Zones {
		parsed := read(name)
		z, err := dns.ZoneFrom(parsed.Apex, parsed.Records)
		if err == nil {
			z, err = signs.sign(s, z)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		zones = append(zones, z)
	}
	return zones, nil
}

func resolverConfig(f *labfile.File, s labfile.DNSResolver, read zoneReader, signs *signer) (dns.ResolverConfig, error) {
	var c dns.ResolverConfig
	if s.Hints != "" {
		hints, err := dns.HintsFrom(read(s.Hints).Records)
		if err != nil {
			return c, fmt.Errorf("%s: %w", s.Hints, err)
		}
		c.Hints = hints
	}
	c.Forwarders = serversOf(f, s.Forwarders)
	if s.MaxCacheTTL != nil {
		c.MaxTTL = s.MaxCacheTTL.Std()
	}
	if s.MinCacheTTL != nil {
		c.MinTTL = s.MinCacheTTL.Std()
	}
	if s.CacheSize != nil {
		c.CacheSize = int(*s.CacheSize)
	}
	if s.Timeout != nil {
		c.Timeout = s.Timeout.Std()
	}
	if s.Attempts != nil {
		c.Attempts = int(*s.Attempts)
	}
	c.Minimise, c.MixCase, c.PlainIDs, c.Rotate = s.Minimise, s.MixCase, s.PlainIDs, s.Rotate
	c.TrustAnchors = trustAnchors(s.TrustAnchor, signs)
	if s.ServeStale != nil {
		c.StaleFor = s.ServeStale.Std()
	}
	if s.SourcePorts != nil {
		c.Ports = int(*s.SourcePorts)
	}
	if s.IDBits != nil {
		c.IDBits = int(*s.IDBits)
	}
	c.BelieveAll = s.BelieveAll
	c.Capacity = capacityOf(s.Capacity, s.Queue)
	c.Helper = helperOf(f, s)
	for _, client := range serversOf(f, s.Clients) {
		c.Allow = append(c.Allow, netip.PrefixFrom(client.Addr(), client.Addr().BitLen()))
	}
	return c, nil
}

// trustAnchors returns where a resolver begins to trust: nowhere, if the lab's own root zone
// should be it and isn't signed.
func trustAnchors(a labfile.TrustAnchor, signs *signer) dns.TrustAnchors {
	anchors := dns.TrustAnchors{}
	if a == labfile.LabAnchor {
		own, _ := signs.anchor()
		for _, ds := range own.DS {
			anchors.Add(ds)
		}
		return anchors
	}
	list, _ := a.Records() // the file's checks have read them
	for _, rr := range list {
		anchors.Add(rr)
	}
	return anchors
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
