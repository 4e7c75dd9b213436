package labfile

import "playnet/core/lab/strict"

var (
	notWhile   = strict.Define("not-while", `a switch holds "service.set" and "site.filter" alone, not "{op}"`)
	noBorder   = strict.Define("no-border", `"{name}" is no site: only a site has a border that filters`)
	filtersTwo = strict.Define("filter-twice", `the filter "{name}" stands here twice`)
)

// SiteFilter is something that a site's border keeps from passing.
type SiteFilter string

// The filters.
const (
	FilterForgedSources SiteFilter = "forged-sources"
	FilterPings         SiteFilter = "pings"
)

// Enum lists the filters.
func (SiteFilter) Enum() []string { return []string{string(FilterForgedSources), string(FilterPings)} }

// SiteFilterSet has a site's border filter something, or no longer.
type SiteFilterSet struct {
	// The site.
	Site Name `json:"site" strict:"required"`
	// What is filtered: "forged-sources" (packets that leave under an address that is not the site's, RFC 2827) or "pings" (ICMP echo requests that come in).
	Filter SiteFilter `json:"filter" strict:"required"`
	// Whether it is filtered from now on.
	On bool `json:"on" strict:"required"`
}

// Op is the word in the field "op".
func (SiteFilterSet) Op() string { return "site.filter" }

func (a SiteFilterSet) check(c *checker, at *strict.Node) {
	if c.file.Site(a.Site) != nil {
		return
	}
	if c.file.Host(a.Site) != nil {
		c.fail(at.Get("site"), noBorder.With("name", string(a.Site)))
		return
	}
	c.failNear(at.Get("site"), unknownSite, nearSite, a.Site)
}

// filters checks what a site's border filters.
func (c *checker) filters(list []SiteFilter, at *strict.Node) {
	for i, f := range list {
		if contains(list[:i], f) {
			c.fail(at.At(i), filtersTwo.With("name", string(f)))
		}
	}
}

// wire checks where a host may listen.
func (c *checker) wire(w *Wire, at *strict.Node) {
	if w == nil {
		return
	}
	for i, place := range w.Taps {
		if c.place(place, at.Get("taps").At(i)) && contains(w.Taps[:i], place) {
			c.fail(at.Get("taps").At(i), askedTwice.With("value", string(place)))
		}
	}
}

// while checks what a switch holds.
func (c *checker) while(list []Action, from []origin, at *strict.Node) {
	for i, a := range list {
		if from[i].member > 0 { // the others of its group are alike
			continue
		}
		entry := at.At(from[i].entry)
		switch a.(type) {
		case ServiceSet, SiteFilterSet:
			a.check(c, entry)
		default:
			c.fail(entry.Get("op"), notWhile.With("op", a.Op()))
		}
	}
}

// NeedsWire reports whether the lab grants some host what only the virtual network has.
func (f *File) NeedsWire() bool {
	for i := range f.Lab.Hosts {
		if f.Lab.Hosts[i].Wire != nil {
			return true
		}
	}
	return false
}

// Switched returns a service of the lab with the settings that hold while some switches
// are on.
func (f *File) Switched(s Service, switchesOn []ID) Service {
	for i := range f.Lab.Switches {
		if !contains(switchesOn, f.Lab.Switches[i].ID) {
			continue
		}
		for _, a := range f.Lab.Switches[i].While {
			if set, ok := a.(ServiceSet); ok && set.Host == s.On() && set.Service == s.Kind() {
				s, _ = f.WithSetting(s, set) // checked with the lab
			}
		}
	}
	return s
}

// Filtered reports whether a site's border filters something while some switches are on.
func (f *File) Filtered(site Name, filter SiteFilter, switchesOn []ID) bool {
	on := contains(f.Site(site).Filters, filter)
	for i := range f.Lab.Switches {
		if !contains(switchesOn, f.Lab.Switches[i].ID) {
			continue
		}
		for _, a := range f.Lab.Switches[i].While {
			if set, ok := a.(SiteFilterSet); ok && set.Site == site && set.Filter == filter {
				on = set.On
			}
		}
	}
	return on
}
