package lab

import (
	"strconv"
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/lab/labfile"
)

// planUpdate plans a dynamic update that a host sends.
func (r *run) planUpdate(a labfile.DNSUpdate) (func(), error) {
	u := &dns.Update{Zone: a.Zone.FQDN()}
	read := func(text string) mdns.RR {
		rr, stated, _ := labfile.ParseRecord(text, a.Zone.FQDN()) // checked with the action
		if !stated {
			rr.Header().Ttl = updateTTL
		}
		return rr
	}
	for _, text := range a.Remove {
		u.Changes = append(u.Changes, dns.Remove(read(text)))
	}
	for _, text := range a.Add {
		u.Changes = append(u.Changes, read(text))
	}
	server := serversOf(r.file, []labfile.HostRef{a.Server})[0]
	return func() { r.updater(a.Host).Start(server, u, secretOf(r.file, a.Key)) },
		unless(!r.machine(a.Host).Up(), hostDown.With("host", string(a.Host)))
}

// updateTTL is the TTL of a record that an update adds and that states none, in seconds.
const updateTTL = 3600

// updater returns the program of a host that sends updates, which is installed when the
// host is first told to.
func (r *run) updater(h labfile.Name) *dns.Updater {
	if r.updaters[h] == nil {
		r.machine(h).Install(dns.UpdaterKind, func() host.Program {
			r.updaters[h] = dns.NewUpdater()
			return r.updaters[h]
		})
	}
	return r.updaters[h]
}

// planRegistration plans the entry of a domain by a registrar.
func (r *run) planRegistration(a labfile.Register) (func(), error) {
	form := dns.Registration{Domain: a.Domain.FQDN()}
	for _, s := range a.Servers {
		server := dns.NameServer{Name: s.Name.FQDN()}
		if s.Address != nil {
			server.Addr = s.Address.Addr
		}
		form.Servers = append(form.Servers, server)
	}
	for _, ds := range a.DS {
		form.DS = append(form.DS, a.ParseDS(ds))
	}
	return func() { r.serviceOf(a.Host, dns.RegistrarKind).program.(*dns.Registrar).Register(form) },
		unless(!r.machine(a.Host).Up(), hostDown.With("host", string(a.Host)))
}

func registrarConfig(f *labfile.File, s labfile.DNSRegistrar) dns.RegistrarConfig {
	return dns.RegistrarConfig{Zone: s.Zone.FQDN(), Primary: serversOf(f, []labfile.HostRef{s.Primary})[0],
		Key: secretOf(f, s.Key), WithoutGlue: s.WithoutGlue}
}

// secretOf returns the key of a name, or nil for none.
func secretOf(f *labfile.File, name labfile.DomainName) *dns.Key {
	if keys := keysOf(f, []labfile.DomainName{name}); len(keys) > 0 {
		return &keys[0]
	}
	return nil
}

// ZoneText returns the text of a zone file on a name server's disk: as the lab or its
// operator wrote it, or else one record a line. ok is false where the server has no such
// file.
func (w *World) ZoneText(h, zone string) (text string, ok bool) {
	_, member, ok := w.file.Authority(labfile.Name(h), labfile.DomainName(zone))
	if !ok {
		return "", false
	}
	file := w.run.disk(labfile.Name(h))(member)
	if file.Text != "" {
		return file.Text, true
	}
	if _, edited := w.run.edited[zoneFile{labfile.Name(h), file.Member}]; !edited {
		if m, ok := w.file.Member(file.Member, nil); ok {
			return string(m), true
		}
	}
	var s strings.Builder
	for _, rr := range file.Records {
		s.WriteString(strings.ReplaceAll(rr.String(), "\t", " ") + "\n")
	}
	return s.String(), true
}

// textOf returns the text that an operator has written for a zone, with the serial number
// that it was published with: "" for other actions.
func textOf(a labfile.Action, serial uint32) string {
	set, ok := a.(labfile.DNSZoneSet)
	if !ok {
		return ""
	}
	read, _ := labfile.ReadZone(set.Zone.FQDN(), set.Text) // checked with the action
	written := ""
	for _, rr := range read.Records {
		if soa, ok := rr.(*mdns.SOA); ok {
			written = strconv.FormatUint(uint64(soa.Serial), 10)
		}
	}
	return withSerial(set.Text, written, strconv.FormatUint(uint64(serial), 10))
}

// withSerial puts a serial number in the place of another one, which is the first word
// behind SOA that is this number.
func withSerial(text, old, serial string) string {
	from := strings.Index(strings.ToUpper(text), "SOA")
	for at := max(from, 0); ; {
		i := strings.Index(text[at:], old)
		if i < 0 {
			return text
		}
		i += at
		end := i + len(old)
		if isBoundary(text, i-1) && isBoundary(text, end) {
			return text[:i] + serial + text[end:]
		}
		at = end
	}
}

// isBoundary reports whether no word goes on at an index.
func isBoundary(text string, at int) bool {
	return at < 0 || at >= len(text) || strings.IndexByte(" \t\r\n();", text[at]) >= 0
}
