package labfile

import (
	"net/netip"
	"slices"

	"github.com/miekg/dns"

	"playnet/core/lab/strict"
)

var (
	noHelper      = strict.Define("no-helper", `there is no "helper" that says which names`)
	badShortcut   = strict.Define("bad-shortcut", `a shortcut is a single word, not "{word}"`)
	nothingBySite = strict.Define("nothing-by-site", `no zone of the server has records of "{name}" (type {type}) that this one could stand in for`)
	siteTwice     = strict.Define("site-twice", `the site "{name}" stands here twice`)
	signedBySite  = strict.Define("signed-by-site", `the zone of "{name}" is signed: its server can't answer otherwise than the zone says`)
)

// SiteAnswers is what askers from one site get.
type SiteAnswers struct {
	// The site where the asker is: as a rule a local name server.
	Site Name `json:"site" strict:"required"`
	// Records that stand in for the zone's of the same name and type, as "www.example.com. 20 A 192.0.2.80".
	Records []string `json:"records" strict:"required,min=1,max=100"`
}

// Helper is what a resolver does beyond resolving.
type Helper struct {
	// The host, or the address, of the page that is shown instead of what is blocked. Without one, names that are blocked do not exist.
	Page HostRef `json:"page,omitempty"`
	// Names that clients are kept from.
	Rules []HelperRule `json:"rules,omitempty" strict:"max=100"`
	// Names that mistyped ones may have been meant to be.
	Popular []DomainName `json:"popular,omitempty" strict:"max=1000"`
	// Short words for names.
	Shortcuts []Shortcut `json:"shortcuts,omitempty" strict:"max=100"`
}

// HelperRule keeps clients from some names.
type HelperRule struct {
	// What the names have in common, as "phishing".
	Category string `json:"category" strict:"required,min=1,max=60"`
	// The names; what lies below them is meant, too.
	Names []DomainName `json:"names" strict:"required,min=1,max=1000"`
	// Whom the rule concerns: names of hosts, or addresses. Everybody if absent.
	Clients []HostRef `json:"clients,omitempty" strict:"max=100"`
	// On whose account: "blocked" (the operator's; so if absent), "censored" (by order of others) or "filtered" (the client's own wish).
	Grounds Grounds `json:"grounds,omitempty"`
}

// Shortcut is a short word for a name.
type Shortcut struct {
	// The word.
	Word DomainName `json:"word" strict:"required"`
	// The name that it stands for.
	Name DomainName `json:"name" strict:"required"`
}

// Grounds say on whose account a name is blocked.
type Grounds string

// Enum lists the grounds.
func (Grounds) Enum() []string { return []string{"blocked", "censored", "filtered"} }

func (c *checker) helper(s DNSResolver, at *strict.Node) {
	h := s.Helper
	if h == nil {
		if s.Blocks || s.Corrects {
			c.fail(at, noHelper.With())
		}
		return
	}
	at = at.Get("helper")
	if h.Page != "" {
		c.ref(h.Page, at.Get("page"))
	}
	for i, r := range h.Rules {
		c.refs(r.Clients, at.Get("rules").At(i).Get("clients"))
	}
	for i, cut := range h.Shortcuts {
		if dns.CountLabel(cut.Word.FQDN()) != 1 {
			c.fail(at.Get("shortcuts").At(i).Get("word"), badShortcut.With("word", string(cut.Word)))
		}
	}
}

// bySite checks what a server says to askers from some sites.
func (c *checker) bySite(s DNSAuthority, at *strict.Node) {
	seen := map[Name]bool{}
	for i, answers := range s.BySite {
		here := at.At(i)
		if c.file.Site(answers.Site) == nil {
			c.failNear(here.Get("site"), unknownSite, nearSite, answers.Site)
		}
		if seen[answers.Site] {
			c.fail(here.Get("site"), siteTwice.With("name", string(answers.Site)))
		}
		seen[answers.Site] = true
		for j, text := range answers.Records {
			rr, _, why := ParseRecord(text, ".")
			if why != nil {
				c.fail(here.Get("records").At(j), why)
				continue
			}
			c.standsIn(s, rr, here.Get("records").At(j))
		}
	}
}

// standsIn checks that a zone of a server has records in whose place another can stand.
func (c *checker) standsIn(s DNSAuthority, rr dns.RR, at *strict.Node) {
	h := rr.Header()
	arg := []string{"name", h.Name, "type", dns.TypeToString[h.Rrtype]}
	for _, member := range s.Zones {
		for _, of := range c.file.everyZone(member) {
			i := slices.IndexFunc(of.Records, func(own dns.RR) bool {
				return own.Header().Rrtype == h.Rrtype && dns.CanonicalName(own.Header().Name) == dns.CanonicalName(h.Name)
			})
			if i < 0 {
				continue
			}
			if slices.ContainsFunc(s.DNSSEC, func(z ZoneSigning) bool { return z.Zone.FQDN() == dns.CanonicalName(of.Apex) }) {
				c.fail(at, signedBySite.With("name", h.Name))
			}
			return
		}
	}
	c.fail(at, nothingBySite.With(arg...))
}

// everyZone returns a zone member as it is without switches, and as each switch has it.
func (f *File) everyZone(member MemberName) (list []*Zone) {
	if z, ok := f.Zone(string(member), nil); ok {
		list = append(list, z)
	}
	for _, s := range f.Lab.Switches {
		if z, ok := f.Zone(string(member), []ID{s.ID}); ok {
			list = append(list, z)
		}
	}
	return list
}

// sharers checks the addresses that a host shares with others.
func (c *checker) anycast(h *Host, at *strict.Node) {
	for i, a := range h.Anycast {
		if slices.Contains(h.Anycast[:i], a) {
			c.fail(at.At(i), askedTwice.With("value", a.String()))
		}
		for j := range c.file.Lab.Hosts {
			if other := &c.file.Lab.Hosts[j]; other.Address == a {
				c.fail(at.At(i), ownAddress.With("address", a.String(), "host", string(other.Name)))
			}
		}
	}
}

var ownAddress = strict.Define("own-address", `the address {address} is host "{host}"'s own, and can't be shared`)

// HasAnycast reports whether hosts of the lab share addresses.
func (f *File) HasAnycast() bool {
	return slices.ContainsFunc(f.Lab.Hosts, func(h Host) bool { return len(h.Anycast) > 0 })
}

// AddressesIn lists the addresses of the hosts of a site.
func (f *File) AddressesIn(site Name) (list []netip.Addr) {
	for i := range f.Lab.Hosts {
		if h := &f.Lab.Hosts[i]; h.Site == site {
			list = append(list, h.Address.Addr)
		}
	}
	return list
}
