package labfile

import (
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"playnet/core/lab/strict"
)

var (
	noRegistrar   = strict.Define("no-registrar", `no registrar runs on the host "{host}"`)
	notBelow      = strict.Define("not-below", `the registrar enters names right below "{zone}", such as "example.{zone}", and not "{name}"`)
	glueElsewhere = strict.Define("glue-elsewhere", `"{name}" does not lie in "{zone}": its address is not entered here, but found by asking`)
	noChanges     = strict.Define("no-changes", `an update needs something to add or to remove`)
	zoneLine      = strict.Define("zone-line", `line {line}: {why}`)
	badDS         = strict.Define("bad-ds", `must be the data of a DS record, such as "12345 13 2 " and 64 hexadecimal digits`)
)

// DNSZoneSet replaces the text of a zone as the zone's operator would, in an editor:
// the server loads the zone anew, with its serial number raised unless the text does so.
type DNSZoneSet struct {
	// The host of the name server.
	Host Name `json:"host" strict:"required"`
	// The zone's name.
	Zone DomainName `json:"zone" strict:"required"`
	// The whole zone in master-file syntax. Names without a dot at their end are relative to the zone.
	Text string `json:"text" strict:"required,min=1,max=100000"`
}

// DNSUpdate sends a dynamic update (RFC 2136) from a host, as nsupdate does.
type DNSUpdate struct {
	// The host that sends it.
	Host Name `json:"host" strict:"required"`
	// The zone's primary server: the name of a host, or an address.
	Server HostRef `json:"server" strict:"required"`
	// The zone's name.
	Zone DomainName `json:"zone" strict:"required"`
	// The name of the key, one of "keys", that it is signed with; it is not signed if absent.
	Key DomainName `json:"key,omitempty"`
	// Records that are put in, in master-file syntax. Names without a dot at their end are relative to the zone.
	Add []string `json:"add,omitempty" strict:"max=100"`
	// Records that are taken out; their TTLs do not matter.
	Remove []string `json:"remove,omitempty" strict:"max=100"`
}

// Register has a registrar enter a domain, or what is new about one that it has entered
// before, into the parent zone.
type Register struct {
	// The host of the registrar.
	Host Name `json:"host" strict:"required"`
	// The domain.
	Domain DomainName `json:"domain" strict:"required"`
	// The domain's name servers.
	Servers []Server `json:"servers" strict:"required,min=1,max=13"`
	// What the owner says of the domain's keys, where its zone is signed: data of DS records.
	DS []string `json:"ds,omitempty" strict:"max=8"`
}

// Server is a name server of a domain.
type Server struct {
	// Its name.
	Name DomainName `json:"name" strict:"required"`
	// Its address (glue), without which nobody finds a server whose name lies in the domain itself.
	Address *IPv4 `json:"address,omitempty"`
}

func (DNSZoneSet) Op() string { return "dns.zone.set" }
func (DNSUpdate) Op() string  { return "dns.update" }
func (Register) Op() string   { return "registrar.register" }

func (a DNSZoneSet) check(c *checker, at *strict.Node) {
	apex, ok := c.servedZone(a.Host, a.Zone, at)
	if !ok {
		return
	}
	if _, wrong := ReadZone(apex, a.Text); len(wrong) > 0 {
		c.fail(at.Get("text"), zoneLine.With("line", strconv.Itoa(wrong[0].Line), "why", wrong[0].Reason))
	}
}

// ReadZone reads the text of a zone with a name. It tells everything that is wrong with
// it, by line (from 1).
func ReadZone(apex, text string) (*Zone, Errors) {
	c := &checker{file: &File{}, first: 1, used: map[string]bool{}}
	m := &Member{Name: apex, written: apex, Data: []byte(text), Line: 1}
	z := c.parseZone(m, apex)
	if z == nil {
		return nil, c.errs
	}
	c.zone(z, m)
	if len(c.errs) == 0 && z.Apex != apex {
		c.member(apex, 1, otherApex.With("apex", z.Apex, "base", apex))
	}
	if len(c.errs) > 0 {
		return nil, c.errs
	}
	return z, nil
}

func (a DNSUpdate) check(c *checker, at *strict.Node) {
	c.hostName(a.Host, at.Get("host"))
	c.ref(a.Server, at.Get("server"))
	c.keyName(a.Key, at.Get("key"))
	if len(a.Add)+len(a.Remove) == 0 {
		c.fail(at, noChanges.With())
	}
	for i, text := range a.Add {
		c.record(text, a.Zone.FQDN(), at.Get("add").At(i))
	}
	for i, text := range a.Remove {
		c.record(text, a.Zone.FQDN(), at.Get("remove").At(i))
	}
}

// Registrar returns the registrar on a host, as the lab has it.
func (f *File) Registrar(host Name) (s DNSRegistrar, ok bool) {
	s, ok = f.ServiceOf(host, DNSRegistrar{}.Kind()).(DNSRegistrar)
	return s, ok
}

func (a Register) check(c *checker, at *strict.Node) {
	c.hostName(a.Host, at.Get("host"))
	if c.file.Host(a.Host) == nil {
		return
	}
	s, ok := c.file.Registrar(a.Host)
	if !ok {
		c.fail(at.Get("host"), noRegistrar.With("host", string(a.Host)))
		return
	}
	zone, shown := s.Zone.FQDN(), strings.TrimSuffix(s.Zone.FQDN(), ".")
	if dns.CountLabel(a.Domain.FQDN()) != dns.CountLabel(zone)+1 || !dns.IsSubDomain(zone, a.Domain.FQDN()) {
		c.fail(at.Get("domain"), notBelow.With("zone", shown, "name", string(a.Domain)))
	}
	for i, server := range a.Servers {
		each := at.Get("servers").At(i)
		for _, before := range a.Servers[:i] {
			if before.Name.FQDN() == server.Name.FQDN() {
				c.fail(each.Get("name"), askedTwice.With("value", string(server.Name)))
				break
			}
		}
		if server.Address != nil && !dns.IsSubDomain(zone, server.Name.FQDN()) {
			c.fail(each.Get("address"), glueElsewhere.With("name", string(server.Name), "zone", shown))
		}
	}
	for i, ds := range a.DS {
		if a.ParseDS(ds) == nil {
			c.fail(at.Get("ds").At(i), badDS.With())
		}
	}
}

// ParseDS reads the data of a DS record of the domain; nil if they are none.
func (a Register) ParseDS(data string) dns.RR {
	rr, _, why := ParseRecord(a.Domain.FQDN()+" IN DS "+data, ".")
	if ds, ok := rr.(*dns.DS); why == nil && ok && len(ds.Digest) >= 40 {
		return ds
	}
	return nil
}
