package lab

import (
	"errors"

	mdns "github.com/miekg/dns"

	"playnet/core/agent"
	"playnet/core/dns"
	"playnet/core/lab/labfile"
	"playnet/core/mailserver"
	"playnet/core/torrent/dht"
	"playnet/core/torrent/peer"
	"playnet/core/torrent/tracker"
	"playnet/core/trace"
	"playnet/core/view"
)

// zoneFile is a zone member as one host has it on its disk.
type zoneFile struct {
	host   labfile.Name
	member string // as the switches choose it
}

// disk reads the zones of a host: the lab's members, unless its operator has changed
// them.
func (r *run) disk(host labfile.Name) zoneReader {
	return func(member labfile.MemberName) *labfile.Zone {
		z, _ := r.file.Zone(string(member), r.switchesOn()) // the file's checks found it
		if edited, ok := r.edited[zoneFile{host, z.Member}]; ok {
			return edited
		}
		return z
	}
}

// planZone plans a change of a zone by its operator: an editor on its file, and a
// reload.
func (r *run) planZone(a labfile.Action) (func(), error) {
	host, zone := zoneOf(a)
	if !r.machine(host).Up() {
		return nil, hostDown.With("host", string(host))
	}
	server, member, _ := r.file.Authority(host, zone) // checked with the action
	file := r.disk(host)(member)                      // with what dynamic updates have changed
	before := dns.ZoneEdit{Apex: file.Apex, Records: file.Records}
	after, err := edit(before, a)
	var made *dns.Zone
	var removed, added []string
	if err == nil {
		after, made, removed, added, err = after.Publish(before)
	}
	if err == nil {
		made, err = r.signs.sign(server, made)
	}
	if err != nil {
		return nil, editRefusal(err, file.Apex)
	}
	return func() {
		r.edited[zoneFile{host, file.Member}] = &labfile.Zone{Member: file.Member, Apex: file.Apex, Records: after.Records, Text: textOf(a, made.SOA().Serial)}
		for _, s := range r.services {
			if authority, ok := s.program.(*dns.Authority); ok && s.lab.On() == host {
				authority.Replace(made)
			}
		}
		r.emitAt(host, dns.EventZoneChanged{Zone: file.Apex, Serial: made.SOA().Serial, Removed: removed, Added: added})
	}, nil
}

func zoneOf(a labfile.Action) (labfile.Name, labfile.DomainName) {
	switch a := a.(type) {
	case labfile.DNSRecordSet:
		return a.Host, a.Zone
	case labfile.DNSRecordAdd:
		return a.Host, a.Zone
	case labfile.DNSRecordRemove:
		return a.Host, a.Zone
	case labfile.DNSTTLSet:
		return a.Host, a.Zone
	case labfile.DNSZoneSet:
		return a.Host, a.Zone
	}
	panic("lab: no action on a zone: " + a.Op())
}

// edit does what an action says to a zone's records.
func edit(z dns.ZoneEdit, a labfile.Action) (dns.ZoneEdit, error) {
	read := func(text string) (mdns.RR, bool) {
		rr, stated, _ := labfile.ParseRecord(text, z.Apex) // checked with the action
		return rr, stated
	}
	switch a := a.(type) {
	case labfile.DNSRecordSet:
		rr, stated := read(a.Record)
		if a.Was == "" {
			return z.Set(rr, nil, stated)
		}
		was, _ := read(a.Was)
		return z.Set(rr, was, stated)
	case labfile.DNSRecordAdd:
		rr, stated := read(a.Record)
		return z.Add(rr, stated)
	case labfile.DNSRecordRemove:
		rr, _ := read(a.Record)
		return z.Remove(rr)
	case labfile.DNSTTLSet:
		code, _ := a.Type.Code()
		return z.SetTTL(a.Name.FQDN(), code, uint32(a.TTL))
	case labfile.DNSZoneSet:
		read, _ := labfile.ReadZone(z.Apex, a.Text) // checked with the action
		return z.Replace(read.Records)
	}
	panic("lab: no action on a zone: " + a.Op())
}

// editRefusal says by its id why a zone can't be changed so.
func editRefusal(err error, zone string) error {
	var wrong *dns.EditError
	if !errors.As(err, &wrong) {
		return err
	}
	why := noRecord
	switch wrong.Problem {
	case dns.RecordExists:
		why = recordExists
	case dns.AliasConflict:
		why = aliasAlone
	case dns.SecondSOA:
		why = oneSOA
	case dns.NoSOA:
		why = keepSOA
	case dns.NoApexNS:
		why = keepNS
	case dns.SameText:
		why = zoneAsIs
	case dns.NothingNew:
		why = zoneSame
	}
	return why.With("zone", zone, "name", wrong.Name, "type", wrong.Type)
}

// planSetting plans a change of a service's configuration and a reload.
func (r *run) planSetting(a labfile.ServiceSet) (func(), error) {
	if !r.machine(a.Host).Up() {
		return nil, hostDown.With("host", string(a.Host))
	}
	s := r.serviceOf(a.Host, a.Service)
	changed, err := r.file.WithSetting(s.lab, a)
	if err != nil {
		return nil, err
	}
	was, now := valueOf(s.lab, a.Setting), valueOf(changed, a.Setting)
	if was == now {
		return nil, settingSame.With("setting", a.Setting)
	}
	return func() {
		s.lab = changed
		r.emitAt(a.Host, &SettingChanged{Service: a.Service, Setting: a.Setting, Was: was, Value: now})
		s.reconfigure(r)
	}, nil
}

// reconfigure tells the service's program its settings.
func (s *service) reconfigure(r *run) {
	switch p := s.program.(type) {
	case *dns.Authority:
		p.Configure(authorityConfig(r.file, s.lab.(labfile.DNSAuthority)))
	case *dns.Registrar:
		p.Configure(registrarConfig(r.file, s.lab.(labfile.DNSRegistrar)))
	case *dns.Resolver:
		if c, err := resolverConfig(r.file, s.lab.(labfile.DNSResolver), r.disk(s.lab.On()), r.signs); err == nil {
			p.Configure(c)
		}
	case *dns.UserLoad:
		p.Configure(loadConfig(r.file, s.lab.(labfile.DNSLoad)))
	case *agent.Agent:
		p.Configure(agentConfig(r.file, s.lab.(labfile.MailAgent)))
	case dht.Program:
		p.SetMute(s.lab.(labfile.DHTNode).Mute)
	case *tracker.Server:
		p.Configure(trackerConfig(r.file, s.lab.(labfile.TorrentTracker), r.torrents))
	case *peer.Peer:
		p.Set(peerSettings(r.file, s.lab.(labfile.TorrentPeer)))
	case *mailserver.Server:
		p.Reconfigure(mailServerConfig(r.file, s.lab.(labfile.MailServer), r.switchesOn()))
	}
}

func valueOf(s labfile.Service, setting string) string {
	for _, have := range labfile.Settings(s) {
		if have.Name == setting {
			return have.Value
		}
	}
	return ""
}

// serviceOf returns the service of a kind on a host, or nil.
func (r *run) serviceOf(host labfile.Name, kind string) *service {
	for _, s := range r.services {
		if s.lab.On() == host && s.lab.Kind() == kind {
			return s
		}
	}
	return nil
}

func (r *run) planFlush(a labfile.CacheFlush) (func(), error) {
	return func() {
		for _, s := range r.services {
			if p, ok := s.program.(*dns.Resolver); ok && s.lab.On() == a.Host {
				r.emitAt(a.Host, dns.EventCacheFlushed{Entries: p.Flush()})
			}
		}
	}, unless(!r.machine(a.Host).Up(), hostDown.With("host", string(a.Host)))
}

// emitAt records an event of a host that follows from what is going on now.
func (r *run) emitAt(host labfile.Name, b trace.Body) {
	r.trace.Emit(r.kernel.Now(), r.trace.Host(string(host)), r.kernel.Context(), b)
}

// settings describes what can be changed of a service that a host runs.
func (r *run) settings(host labfile.Name, kind string) []view.Setting {
	s := r.serviceOf(host, kind)
	if s == nil {
		return nil
	}
	var list []view.Setting
	for _, have := range labfile.Settings(s.lab) {
		list = append(list, view.Setting{ID: have.Name, Kind: string(have.Kind), Value: have.Value})
	}
	return list
}
