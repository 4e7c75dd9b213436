package lab

import (
	"fmt"
	"slices"

	"playnet/core/lab/labfile"
	"playnet/core/vnet"
)

// siteFilters are the filters of a site's border as the network has them.
var siteFilters = []struct {
	lab labfile.SiteFilter
	net vnet.SiteFilter
}{{labfile.FilterForgedSources, vnet.ForgedSources}, {labfile.FilterPings, vnet.Pings}}

// planSwitch turns a switch. Of those that are the positions of one, one is always on: to turn
// one on turns off the one that was.
func (r *run) planSwitch(a labfile.LabSwitch) (func(), error) {
	s := r.file.Switch(a.Switch)
	switch {
	case r.on[a.Switch] == a.On:
		return nil, switchSame.With("switch", string(a.Switch))
	case s.Group != "" && !a.On:
		return nil, switchPosition.With("switch", string(a.Switch), "group", s.Group)
	}
	return func() {
		for _, other := range r.file.Lab.Switches {
			if s.Group != "" && other.Group == s.Group && r.on[other.ID] {
				r.turn(other.ID, false)
			}
		}
		r.turn(a.Switch, a.On)
	}, nil
}

// turn sets a switch: the servers that use a member which now reads otherwise
// reload it, and what the switch holds holds, or no longer.
func (r *run) turn(id labfile.ID, on bool) {
	r.on[id] = on
	for _, s := range r.services {
		s.reload(r)
	}
	for _, a := range r.file.Switch(id).While {
		switch a := a.(type) {
		case labfile.ServiceSet:
			r.settle(a)
		case labfile.SiteFilterSet:
			r.filter(a.Site, a.Filter, r.file.Filtered(a.Site, a.Filter, r.switchesOn()))
		}
	}
}

// settle gives a service the value of a setting that the switches say now.
func (r *run) settle(a labfile.ServiceSet) {
	s := r.serviceOf(a.Host, a.Service)
	a.Value = valueOf(r.file.Switched(r.file.ServiceOf(a.Host, a.Service), r.switchesOn()), a.Setting)
	changed, err := r.file.WithSetting(s.lab, a)
	was := valueOf(s.lab, a.Setting)
	if err != nil || was == a.Value {
		return // what somebody has set since can forbid it, and stays
	}
	s.lab = changed
	r.emitAt(a.Host, &SettingChanged{Service: a.Service, Setting: a.Setting, Was: was, Value: a.Value})
	s.reconfigure(r)
}

// filter has a site's border filter something, or no longer.
func (r *run) filter(site labfile.Name, filter labfile.SiteFilter, on bool) {
	for _, f := range siteFilters {
		if f.lab == filter {
			_ = r.net.SetFilter(string(site), f.net, on) // the file's checks found the site
		}
	}
}

// filtersOf returns what a site's border filters from the beginning.
func (r *run) filtersOf(site labfile.Name) []vnet.SiteFilter {
	var list []vnet.SiteFilter
	for _, f := range siteFilters {
		if r.file.Filtered(site, f.lab, r.switchesOn()) {
			list = append(list, f.net)
		}
	}
	return list
}

func (r *run) planFilter(a labfile.SiteFilterSet) (func(), error) {
	already := false
	for _, s := range r.net.Sites() {
		for _, f := range siteFilters {
			if s.Name() == string(a.Site) && f.lab == a.Filter {
				already = slices.Contains(s.Filters(), f.net.String()) == a.On
			}
		}
	}
	return func() { r.filter(a.Site, a.Filter, a.On) }, unless(already, filterSame.With("site", string(a.Site)))
}

// grantWire lets hosts forge and listen as the lab says.
func (r *run) grantWire() error {
	for i := range r.file.Lab.Hosts {
		h := &r.file.Lab.Hosts[i]
		if h.Wire == nil {
			continue
		}
		c := vnet.WireConfig{Forge: h.Wire.Forge}
		for _, place := range h.Wire.Taps {
			c.Taps = append(c.Taps, string(place))
		}
		if err := r.machine(h.Name).GrantWire(c); err != nil {
			return fmt.Errorf("host %s: %w", h.Name, err)
		}
	}
	return nil
}
