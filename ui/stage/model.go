package stage

import (
	"strings"

	"playnet/core/view"
	"playnet/ui/scene"
)

// The service kinds that make a host a name server.
const (
	kindAuthority = "dns.authority"
	kindResolver  = "dns.resolver"
)

// role is what a host is on the picture.
type role int

const (
	roleOther role = iota
	roleClient
	roleResolver
	roleMailAgent
	roleMailServer
	roleWebmail
	roleRoot
	roleTLD
	roleAuthority
)

// member is a host of the picture.
type member struct {
	host  *view.Host
	role  role
	zones []string // that it serves, in the order of its program; "." or "edu."
}

// name is what the card is headed with.
func (m *member) name() string {
	if m.host.Title != "" {
		return m.host.Title
	}
	return m.host.Name
}

// isMail reports whether it is a station of mail's way.
func (m *member) isMail() bool { return m.role >= roleMailAgent && m.role <= roleWebmail }

// members finds out what each host is: by its programs, for a lab may call a host
// what it likes; by the lab's word where no program tells.
func members(hosts []view.Host) []member {
	all := make([]member, len(hosts))
	for i := range hosts {
		h := &hosts[i]
		m := member{host: h, zones: zonesOf(h)}
		part, mail := mailRole(h)
		switch {
		case mail:
			m.role = part
		case h.Role == "resolver" || len(m.zones) == 0 && runs(h, kindResolver):
			m.role = roleResolver
		case len(m.zones) > 0:
			m.role = roleAuthority
			for _, z := range m.zones {
				if labels := labelsOf(z); labels == 0 {
					m.role = roleRoot
				} else if labels == 1 && m.role != roleRoot {
					m.role = roleTLD
				}
			}
		case h.Role == "client":
			m.role = roleClient
		case h.Role == "" && len(h.Programs) == 0:
			m.role = roleClient
		}
		all[i] = m
	}
	return all
}

func runs(h *view.Host, kind string) bool {
	for i := range h.Programs {
		if h.Programs[i].Kind == kind {
			return true
		}
	}
	return false
}

// zonesOf returns the zones that a host's authoritative servers hold: from the
// field "zones", else from the names of its zone tables.
func zonesOf(h *view.Host) []string {
	var zones []string
	add := func(name string) {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			return
		}
		if !strings.HasSuffix(name, ".") {
			name += "."
		}
		for _, z := range zones {
			if z == name {
				return
			}
		}
		zones = append(zones, name)
	}
	for i := range h.Programs {
		p := &h.Programs[i]
		if p.Kind != kindAuthority {
			continue
		}
		for _, f := range p.Fields {
			if isZones(f.ID) {
				for _, z := range strings.FieldsFunc(f.Value, func(r rune) bool { return r == ' ' || r == ',' }) {
					add(z)
				}
			}
		}
		for _, t := range p.Tables {
			if t.ID == "zone" || strings.HasSuffix(t.ID, ".zone") {
				add(t.Name)
			}
		}
	}
	return zones
}

// isZones reports whether a field lists zones.
func isZones(id string) bool { return id == "zones" || strings.HasSuffix(id, ".zones") }

// labelsOf counts the labels of a zone's name: 0 for the root.
func labelsOf(zone string) int {
	if zone == "." {
		return 0
	}
	return strings.Count(zone, ".")
}

// within reports whether zone lies below parent.
func within(zone, parent string) bool {
	if parent == "." {
		return zone != "."
	}
	return strings.HasSuffix(zone, "."+parent)
}

// bare is a zone's name as the picture writes it: without the last dot.
func bare(zone string) string {
	if zone == "." {
		return zone
	}
	return strings.TrimSuffix(zone, ".")
}

// group is the servers of one zone: they stand together.
type group struct {
	zone     string
	members  []int // indices of the hosts
	parent   *group
	children []*group
	level    int
	box      scene.Box // its place on the picture
}

// groups arranges the authoritative servers by zone. A server of several zones
// stands with the uppermost of them. The result lists each group after its parent,
// siblings in the order of the hosts; edges are the pairs (parent, child) to draw,
// of which there are more than the tree has where a server holds several zones.
func groups(all []member) (list []*group, edges [][2]*group) {
	holders := map[string]*group{} // by every zone that is served
	var order []*group
	var zones []string // in the order of the hosts
	for i := range all {
		m := &all[i]
		if m.role < roleRoot {
			continue
		}
		top := m.zones[0]
		for _, z := range m.zones {
			if labelsOf(z) < labelsOf(top) {
				top = z
			}
		}
		g := findGroup(order, top)
		if g == nil {
			g = &group{zone: top}
			order = append(order, g)
		}
		g.members = append(g.members, i)
		for _, z := range m.zones {
			if holders[z] == nil {
				holders[z] = g
				zones = append(zones, z)
			}
		}
	}
	for _, g := range order {
		holders[g.zone] = g // its own servers speak for a zone, not a relative's
	}
	for _, z := range zones {
		child, parent := holders[z], nearest(z, holders, zones)
		if parent == nil || parent == child {
			continue
		}
		if child.parent == nil && z == child.zone {
			child.parent = parent
			parent.children = append(parent.children, child)
		}
		edges = append(edges, [2]*group{parent, child})
	}
	for _, g := range order {
		if g.parent == nil {
			list = place(g, 0, list)
		}
	}
	return list, edges
}

func findGroup(order []*group, zone string) *group {
	for _, g := range order {
		if g.zone == zone {
			return g
		}
	}
	return nil
}

// nearest returns who holds the closest zone above z; nil if nobody does.
func nearest(z string, holders map[string]*group, zones []string) *group {
	best, bestLabels := (*group)(nil), -1
	for _, candidate := range zones {
		if n := labelsOf(candidate); n > bestLabels && within(z, candidate) {
			best, bestLabels = holders[candidate], n
		}
	}
	return best
}

// place appends g and those below it, each with its level.
func place(g *group, level int, list []*group) []*group {
	g.level = level
	list = append(list, g)
	for _, c := range g.children {
		list = place(c, level+1, list)
	}
	return list
}
