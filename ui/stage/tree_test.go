package stage

import (
	"testing"

	"playnet/core/view"
	"playnet/ui/scene"
)

// A line of the hierarchy that runs behind a card seems to begin and end there.
func TestNoLineOfTheHierarchyRunsBehindACard(t *testing.T) {
	lines := 0
	for name, s := range shapes {
		for _, size := range sizes {
			all := members(s.Hosts)
			if len(all) == 0 || len(all) > tooMany {
				continue
			}
			l := arrange(all, size[0], size[1], 1, scene.DefaultMetrics)
			for _, k := range l.links {
				lines++
				for i, c := range l.cards {
					if k.from.Holds(c) || k.to.Holds(c) {
						continue
					}
					for share := 0.0; share <= 1; share += 0.01 {
						if p, _, _ := k.way.at(share); c.Has(p) {
							t.Errorf("%s at %v: the line %s runs behind %s", name, size, k.key, all[i].name())
							break
						}
					}
				}
			}
		}
	}
	if lines < 300 {
		t.Errorf("only %d lines were looked at", lines)
	}
}

// Two zones below one are drawn beside each other where cards of a readable size have room.
func TestSiblingsStandBesideEachOther(t *testing.T) {
	s := &view.Snapshot{Hosts: []view.Host{
		server("a.root", "198.41.0.4", "."), server("a.nic.example", "198.51.100.7", "example."),
		server("ns.crepes", "203.0.113.10", "crepes.example."), server("ns.hamburger", "203.0.113.130", "hamburger.example."),
		resolver("dns.riverside", "192.0.2.53", "library"), client("anna", "192.0.2.21", "library"), client("ben", "192.0.2.22", "library"),
	}}
	l := arrange(members(s.Hosts), 830, 400, 1, scene.DefaultMetrics)
	if l.packed || l.icon == 0 {
		t.Errorf("packed: %v, icons of %v pixels", l.packed, l.icon)
	}
	if a, b := l.cards[2], l.cards[3]; a.Y != b.Y {
		t.Errorf("the two stand at %v and %v", a, b)
	}
}
