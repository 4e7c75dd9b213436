package lab

import (
	"strings"
	"time"

	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/core/vnet"
)

// Snapshot tells all that the screen may know of the world at this instant.
func (w *World) Snapshot() view.Snapshot {
	s := w.snapshot(func(labfile.Name) bool { return true })
	s.Frames = w.Frames()
	return s
}

// Around tells the same of one host and of the network; of the other hosts what never changes,
// whether they are up, and their links; of frames nothing. In a world of a hundred busy hosts it
// costs a hundredth.
func (w *World) Around(host string) view.Snapshot {
	return w.snapshot(func(name labfile.Name) bool { return string(name) == host })
}

// Switches tells how the lab's switches stand.
func (w *World) Switches() []view.Switch {
	var list []view.Switch
	for _, sw := range w.file.Lab.Switches {
		list = append(list, view.Switch{ID: string(sw.ID), Title: sw.Title, Group: sw.Group, On: w.run.on[sw.ID]})
	}
	return list
}

// snapshot tells all of those hosts that whole chooses.
func (w *World) snapshot(whole func(labfile.Name) bool) view.Snapshot {
	r, l := w.run, &w.file.Lab
	wall := r.net.Wall()
	s := view.Snapshot{
		Lab: string(l.ID), Title: l.Title, Subject: string(l.Subject), Seed: w.seed,
		Now: int64(w.Now()), Wall: wall.Format(time.RFC3339Nano), WallNanos: wall.UnixNano(),
		Position: w.Position(), Events: w.EventCount(), Idle: w.Idle(),
		Hosts: []view.Host{}, Sites: []view.Site{},
		Crashes: r.net.Crashes(), Pairs: r.net.Pairs(),
	}
	for i := range l.Hosts {
		h := &l.Hosts[i]
		m := r.machine(h.Name)
		host := view.Host{
			Name: string(h.Name), Title: h.Title, Role: string(w.file.RoleOf(h)), Address: h.Address.String(), Anycast: anycastOf(h),
			Site: string(h.Site), Up: m.Up(), Link: m.Link(),
		}
		if whole(h.Name) {
			host.Traffic, host.Programs, host.Sockets, host.Terminal = m.Traffic(), w.programs(h.Name, m), m.Sockets(), r.terminalOf(h.Name)
		}
		s.Hosts = append(s.Hosts, host)
	}
	for i, site := range r.net.Sites() {
		s.Sites = append(s.Sites, view.Site{Name: site.Name(), Title: l.Sites[i].Title, Link: site.Link(), Filters: site.Filters()})
	}
	s.Switches = w.Switches()
	return s
}

// Frames tells of the frames in flight alone, oldest first.
func (w *World) Frames() []view.Frame { return w.run.net.Frames() }

// AppendFrames appends them to a list.
func (w *World) AppendFrames(list []view.Frame) []view.Frame { return w.run.net.AppendFrames(list) }

// programs describes a host's programs. A name server that has not begun, stands still,
// or waits for the copy of a zone says nothing of that zone; of it the lab tells which
// zones it would serve, so that it has its place in the hierarchy from the start.
func (w *World) programs(h labfile.Name, m *vnet.Machine) []view.Program {
	list := m.Programs()
	for i := range list {
		list[i].Settings = w.run.settings(h, list[i].Kind)
		w.nameDHT(list[i].DHT)
		w.torrentView(&list[i])
	}
	for _, s := range w.file.Lab.Services {
		a, ok := s.(labfile.DNSAuthority)
		if !ok || a.Host != h {
			continue
		}
		for i := range list {
			if list[i].Kind != a.Kind() {
				continue
			}
			if zones := w.awaitedZones(a, &list[i]); len(zones) > 0 {
				list[i].Fields = append(list[i].Fields, view.Field{ID: "dns.zones", Value: strings.Join(zones, ", ")})
			}
		}
	}
	return list
}

// awaitedZones lists the zones that a name server would serve and does not show.
func (w *World) awaitedZones(a labfile.DNSAuthority, p *view.Program) []string {
	var zones []string
	add := func(zone string) {
		for i := range p.Tables {
			if p.Tables[i].ID == "dns.zone" && p.Tables[i].Name == zone {
				return
			}
		}
		zones = append(zones, zone)
	}
	for _, name := range a.Zones {
		if z, ok := w.file.Zone(string(name), w.run.switchesOn()); ok {
			add(z.Apex)
		}
	}
	for _, c := range a.Copies {
		add(canonicalZone(string(c.Zone)))
	}
	return zones
}

// canonicalZone writes a zone's name as the servers' tables do.
func canonicalZone(name string) string {
	name = strings.ToLower(name)
	if !strings.HasSuffix(name, ".") {
		name += "."
	}
	return name
}

// anycastOf writes the addresses that a host shares with others.
func anycastOf(h *labfile.Host) (list []string) {
	for _, a := range h.Anycast {
		list = append(list, a.String())
	}
	return list
}
