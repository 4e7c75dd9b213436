package labfile

import (
	"strings"

	"github.com/miekg/dns"

	"playnet/core/lab/strict"
)

var (
	noAuthority   = strict.Define("no-authority", `no name server with zones of its own runs on the host "{host}"`)
	zoneNotServed = strict.Define("zone-not-served", `the name server on "{host}" does not serve the zone "{zone}"; it serves: {known}`)
	soaElsewhere  = strict.Define("soa-elsewhere", `an SOA record stands at the zone's name "{apex}" only, not at "{name}"`)
	noCache       = strict.Define("no-cache", `nothing on the host "{host}" keeps a cache`)
)

// DNSRecordSet changes a record in a zone as the zone's operator would: the server
// loads the zone anew, with its serial number raised. The zone file stays changed
// when the host is stopped and started.
type DNSRecordSet struct {
	// The host of the name server.
	Host Name `json:"host" strict:"required"`
	// The zone's name.
	Zone DomainName `json:"zone" strict:"required"`
	// The record as it is to be, in master-file syntax: "gaia.cs.umass.edu. 300 IN A 128.119.245.13". A name without a dot at its end is relative to the zone; a TTL that is not given stays.
	Record string `json:"record" strict:"required,min=1,max=2000"`
	// The record in whose place it is put. Absent: all records of its name and type.
	Was string `json:"was,omitempty" strict:"max=2000"`
}

// DNSRecordAdd puts a record into a zone; otherwise it is as dns.record.set.
type DNSRecordAdd struct {
	// The host of the name server.
	Host Name `json:"host" strict:"required"`
	// The zone's name.
	Zone DomainName `json:"zone" strict:"required"`
	// The record, in master-file syntax. Without a TTL it has that of the records of its name and type, or else that of the zone's SOA record.
	Record string `json:"record" strict:"required,min=1,max=2000"`
}

// DNSRecordRemove takes a record out of a zone; otherwise it is as dns.record.set.
type DNSRecordRemove struct {
	// The host of the name server.
	Host Name `json:"host" strict:"required"`
	// The zone's name.
	Zone DomainName `json:"zone" strict:"required"`
	// The record, in master-file syntax; its TTL does not matter.
	Record string `json:"record" strict:"required,min=1,max=2000"`
}

// DNSTTLSet changes how long the records of a name and type may be cached;
// otherwise it is as dns.record.set.
type DNSTTLSet struct {
	// The host of the name server.
	Host Name `json:"host" strict:"required"`
	// The zone's name.
	Zone DomainName `json:"zone" strict:"required"`
	// The records' name; it is taken as complete, with or without a dot at its end.
	Name DomainName `json:"name" strict:"required"`
	// The records' type.
	Type RRType `json:"type" strict:"required"`
	// The time to live, in seconds.
	TTL TTL `json:"ttl" strict:"required"`
}

// CacheFlush has the caches of a host's programs forget everything.
type CacheFlush struct {
	// The host.
	Host Name `json:"host" strict:"required"`
}

func (DNSRecordSet) Op() string    { return "dns.record.set" }
func (DNSRecordAdd) Op() string    { return "dns.record.add" }
func (DNSRecordRemove) Op() string { return "dns.record.remove" }
func (DNSTTLSet) Op() string       { return "dns.ttl.set" }
func (CacheFlush) Op() string      { return "cache.flush" }

// TTL is a time to live in seconds. RFC 2181, section 8: "a TTL value is an
// unsigned number, with a minimum value of 0, and a maximum value of 2147483647."
type TTL int64

// Validate implements strict.Validator.
func (t TTL) Validate() error { return between(int64(t), 0, maxTTL) }

const maxTTL = 1<<31 - 1

func (a DNSRecordSet) check(c *checker, at *strict.Node) {
	if apex, ok := c.servedZone(a.Host, a.Zone, at); ok {
		c.record(a.Record, apex, at.Get("record"))
		if a.Was != "" {
			c.record(a.Was, apex, at.Get("was"))
		}
	}
}

func (a DNSRecordAdd) check(c *checker, at *strict.Node) {
	if apex, ok := c.servedZone(a.Host, a.Zone, at); ok {
		c.record(a.Record, apex, at.Get("record"))
	}
}

func (a DNSRecordRemove) check(c *checker, at *strict.Node) {
	if apex, ok := c.servedZone(a.Host, a.Zone, at); ok {
		c.record(a.Record, apex, at.Get("record"))
	}
}

func (a DNSTTLSet) check(c *checker, at *strict.Node) {
	if apex, ok := c.servedZone(a.Host, a.Zone, at); ok && !dns.IsSubDomain(apex, a.Name.FQDN()) {
		c.fail(at.Get("name"), outOfZone.With("name", string(a.Name), "apex", apex))
	}
}

func (a CacheFlush) check(c *checker, at *strict.Node) {
	c.hostName(a.Host, at.Get("host"))
	if c.file.Host(a.Host) == nil {
		return
	}
	for _, s := range c.file.Lab.Services {
		if r, ok := s.(DNSResolver); ok && r.Host == a.Host {
			return
		}
	}
	c.fail(at.Get("host"), noCache.With("host", string(a.Host)))
}

// Authority returns the authoritative name server of a host and the member that
// holds a zone of it.
func (f *File) Authority(host Name, zone DomainName) (s DNSAuthority, member MemberName, ok bool) {
	for _, any := range f.Lab.Services {
		a, is := any.(DNSAuthority)
		if !is || a.Host != host {
			continue
		}
		for _, name := range a.Zones {
			if z, ok := f.Zone(string(name), nil); ok && z.Apex == zone.FQDN() {
				return a, name, true
			}
		}
	}
	return s, "", false
}

// servedZone finds the zone of a server that an action means.
func (c *checker) servedZone(host Name, zone DomainName, at *strict.Node) (apex string, ok bool) {
	c.hostName(host, at.Get("host"))
	if c.file.Host(host) == nil {
		return "", false
	}
	if _, _, ok := c.file.Authority(host, zone); ok {
		return zone.FQDN(), true
	}
	known, serves := "", false
	for _, s := range c.file.Lab.Services {
		if a, is := s.(DNSAuthority); is && a.Host == host {
			serves = true
			for _, name := range a.Zones {
				if z, ok := c.file.Zone(string(name), nil); ok {
					known += z.Apex + " "
				}
			}
		}
	}
	if !serves {
		c.fail(at.Get("host"), noAuthority.With("host", string(host)))
	} else {
		c.fail(at.Get("zone"), zoneNotServed.With("host", string(host), "zone", string(zone), "known", strings.TrimSpace(known)))
	}
	return "", false
}

// record checks one record of an action.
func (c *checker) record(text, apex string, at *strict.Node) {
	rr, _, why := ParseRecord(text, apex)
	if why != nil {
		c.fail(at, why)
		return
	}
	h := rr.Header()
	switch {
	case !dns.IsSubDomain(apex, dns.CanonicalName(h.Name)):
		c.fail(at, outOfZone.With("name", h.Name, "apex", apex))
	case h.Rrtype == dns.TypeSOA && dns.CanonicalName(h.Name) != apex:
		c.fail(at, soaElsewhere.With("name", h.Name, "apex", apex))
	}
}
