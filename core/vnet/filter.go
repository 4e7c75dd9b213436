package vnet

import "playnet/core/trace"

// up reports whether a leg leads towards the cloud.
func (l *leg) up() bool { return l.line == &l.line.link.up }

// SiteFilter is what a site's border may keep from passing.
type SiteFilter uint8

// The filters.
const (
	// ForgedSources keeps frames in whose source address is not the site's own, as RFC
	// 2827 (BCP 38) asks of those who connect others.
	ForgedSources SiteFilter = iota
	// Pings keeps ICMP echo requests out.
	Pings
	siteFilters
)

var siteFilterNames = [...]string{ForgedSources: "forged sources", Pings: "pings"}

// String returns the filter's name.
func (s SiteFilter) String() string { return siteFilterNames[s] }

// SetFilter has a site's border filter, or no longer.
func (n *Network) SetFilter(site string, filter SiteFilter, on bool) error {
	s, ok := n.byName[site].(*Site)
	if !ok || filter >= siteFilters {
		return configError(site, "there is no site of this name")
	}
	if s.link.filters[filter] == on {
		return nil
	}
	s.link.filters[filter] = on
	n.emit(0, n.k.Context(), &SiteFiltered{Site: site, Filter: filter.String(), On: on})
	n.rewire()
	return nil
}

// Filters lists what the site's border keeps from passing.
func (s *Site) Filters() []string {
	var list []string
	for f, on := range s.link.filters {
		if on {
			list = append(list, SiteFilter(f).String())
		}
	}
	return list
}

// filtered returns why the border that a leg begins with does not let a frame pass, or 0.
func (n *Network) filtered(f *frame, l *leg) Reason {
	filters := &l.line.link.filters
	switch {
	case filters[ForgedSources] && l.up() && !n.from(f, l.line.link):
		return ForgedSource
	case filters[Pings] && !l.up() && f.proto == ICMP && len(f.data) > 0 && f.data[0] == icmpEchoRequest:
		return FilteredPing
	}
	return 0
}

// from reports whether a frame that leaves a site has the source address of one of the
// site's hosts.
func (n *Network) from(f *frame, l *link) bool {
	if !f.forged {
		return true
	}
	for _, m := range n.machines {
		if m.site != nil && m.site.link == l && m.local(f.src.ip) {
			return true
		}
	}
	return false
}

// watched reports whether a link is one at which frames have to stop, because somebody
// listens or something is filtered there.
func (l *link) watched() bool {
	return len(l.taps) > 0 || l.filters != [siteFilters]bool{}
}

// KindSiteFiltered is the kind of [SiteFiltered].
const KindSiteFiltered trace.Kind = 0x0115

func init() {
	trace.Register(trace.Spec{Kind: KindSiteFiltered, Name: "site.filtered", Decode: func(d *trace.Decoder) trace.Body {
		return &SiteFiltered{Site: d.String(), Filter: d.String(), On: d.Bool()}
	}})
}

// SiteFiltered says that a site's border filters from now on, or no longer.
type SiteFiltered struct {
	Site   string `json:"site"`
	Filter string `json:"filter"` // "forged sources", "pings"
	On     bool   `json:"on"`
}

// Kind returns [KindSiteFiltered].
func (*SiteFiltered) Kind() trace.Kind { return KindSiteFiltered }

// Text returns the event in one line.
func (b *SiteFiltered) Text() string {
	if b.On {
		return "the border of " + b.Site + " filters " + b.Filter
	}
	return "the border of " + b.Site + " no longer filters " + b.Filter
}

// Encode writes the fields.
func (b *SiteFiltered) Encode(e *trace.Encoder) {
	e.String(b.Site)
	e.String(b.Filter)
	e.Bool(b.On)
}
