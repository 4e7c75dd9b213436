package dns

import (
	"net/netip"
	"slices"
)

// AuthorityConfig says what an [Authority] serves, and what it does for whom.
type AuthorityConfig struct {
	Zones []*Zone
	// Recursion: it does the rest of a look-up by itself where a client asks for that
	// (RD=1) and it would otherwise refer the client to a delegated zone's servers: it
	// asks these, with RD=1 again.
	Recursion bool
	// Rotate: each answer begins a set of records with another one, so that the load is
	// spread over the hosts of a name.
	Rotate bool
	// Secondaries are the servers that keep copies of its zones: they may transfer
	// them, and are told when one has changed.
	Secondaries []netip.Addr
	// OpenTransfer: anybody may transfer its zones.
	OpenTransfer bool
	// Copies are the zones of other servers that it keeps a copy of.
	Copies []ZoneCopy
	// Updaters are the hosts whose dynamic updates it takes.
	Updaters []netip.Addr
	// BySite are answers that depend on where the asker is.
	BySite []SiteAnswers
	// Capacity is how many queries it can deal with.
	Capacity Capacity
	// Keys are the secrets that it shares with others (TSIG).
	Keys []Key
	// UpdateKey is the name of the key with which updates must be signed. Whoever has it
	// may update, from whatever address unless there are updaters.
	UpdateKey string
	// TransferKey is the name of the key with which requests for transfers must be signed;
	// its NOTIFYs are signed with it too. Whoever has it may transfer its zones, from
	// whatever address.
	TransferKey string
}

// ZoneCopy says where a secondary server gets a zone from.
type ZoneCopy struct {
	Zone      string
	Primaries []netip.AddrPort // asked in this order
	Key       string           // the name of the key that signs what they are asked; "": none
}

// NewAuthority returns a server of some zones, for everybody and with nothing else
// turned on but perhaps recursion.
func NewAuthority(zones []*Zone, recursion bool) *Authority {
	return NewAuthorityOf(AuthorityConfig{Zones: zones, Recursion: recursion})
}

// NewAuthorityOf returns a server.
func NewAuthorityOf(c AuthorityConfig) *Authority {
	a := &Authority{config: c}
	for _, copied := range c.Copies {
		a.copies = append(a.copies, &zoneCopy{a: a, origin: plain(copied.Zone), primaries: copied.Primaries, key: c.key(copied.Key)})
	}
	a.zones = a.withCopies(c.Zones)
	return a
}

// withCopies makes a set of some zones and those that the server keeps copies of.
func (a *Authority) withCopies(zones []*Zone) *Zones {
	list := slices.Clone(zones)
	for _, c := range a.copies {
		list = append(list, c.served())
	}
	return NewZones(list...)
}

// Configure has the server work otherwise from now on. Zones and copies stay.
func (a *Authority) Configure(c AuthorityConfig) {
	c.Zones, c.Copies = a.config.Zones, a.config.Copies
	a.config = c
	if a.h != nil {
		a.desk.set(c.Capacity)
	}
}

// key returns the key of a name, or nil.
func (c *AuthorityConfig) key(name string) *Key {
	for i := range c.Keys {
		if name != "" && canonical(c.Keys[i].Name) == canonical(name) {
			return &c.Keys[i]
		}
	}
	return nil
}

// permits reports whether who signed a request has the key of a name.
func (c *AuthorityConfig) permits(from client, name string) bool {
	return from.signing != nil && canonical(from.signing.key.Name) == canonical(name)
}

// KeepWith gives each zone that a dynamic update changes to a function, to be written
// to its file: without the signatures.
func (a *Authority) KeepWith(keep func(*Zone)) { a.keep = keep }

// Reload replaces the server's own zones; queries from now on see the new ones, and
// the secondaries are told of those that have another serial number.
func (a *Authority) Reload(zones []*Zone) {
	before := a.zones
	a.zones = a.withCopies(zones)
	for _, z := range zones {
		if old := before.byOrigin[z.origin]; old == nil || old.apex == nil || old.SOA().Serial != z.SOA().Serial {
			a.notify(z)
		}
	}
}

// Replace replaces the one of the server's zones that has the same origin, and tells
// the secondaries.
func (a *Authority) Replace(z *Zone) {
	a.put(z)
	a.notify(z)
}

// put makes a zone the one that answers are made from.
func (a *Authority) put(z *Zone) { a.zones = NewZones(append(slices.Clone(a.zones.All()), z)...) }

// Zone returns the zone of an origin as it is served now, or nil.
func (a *Authority) Zone(origin string) *Zone {
	if z := a.zones.byOrigin[plain(origin)]; z != nil && z.apex != nil {
		return z
	}
	return nil
}
