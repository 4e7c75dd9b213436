package lab

import (
	"time"

	"playnet/core/view"
)

// Snapshot tells all that the screen may know of the world at this instant.
func (w *World) Snapshot() view.Snapshot {
	r, l := w.run, &w.file.Lab
	wall := r.net.Wall()
	s := view.Snapshot{
		Lab: string(l.ID), Title: l.Title, Subject: string(l.Subject), Seed: w.seed,
		Now: int64(w.Now()), Wall: wall.Format(time.RFC3339Nano), WallNanos: wall.UnixNano(),
		Position: w.Position(), Events: w.EventCount(), Idle: w.Idle(),
		Hosts: []view.Host{}, Sites: []view.Site{},
		Frames: r.net.Frames(), Crashes: r.net.Crashes(),
	}
	for i := range l.Hosts {
		h := &l.Hosts[i]
		m := r.machine(h.Name)
		s.Hosts = append(s.Hosts, view.Host{
			Name: string(h.Name), Title: h.Title, Role: string(w.file.RoleOf(h)), Address: h.Address.String(),
			Site: string(h.Site), Up: m.Up(), Link: m.Link(), Programs: m.Programs(), Sockets: m.Sockets(),
		})
	}
	for i, site := range r.net.Sites() {
		s.Sites = append(s.Sites, view.Site{Name: site.Name(), Title: l.Sites[i].Title, Link: site.Link()})
	}
	for _, sw := range l.Switches {
		s.Switches = append(s.Switches, view.Switch{ID: string(sw.ID), Title: sw.Title, On: r.on[sw.ID]})
	}
	return s
}
