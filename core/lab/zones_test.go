package lab_test

import (
	"slices"
	"strings"
	"testing"

	"playnet/core/lab"
)

// servedZones lists, by host, the zones that a snapshot tells of: by tables, or by name.
func servedZones(w *lab.World) (zones map[string][]string, named int) {
	zones = map[string][]string{}
	for _, h := range w.Snapshot().Hosts {
		for _, p := range h.Programs {
			for _, f := range p.Fields {
				if f.ID == "dns.zones" {
					zones[h.Name] = append(zones[h.Name], strings.Split(f.Value, ", ")...)
					named++
				}
			}
			for _, t := range p.Tables {
				if t.ID == "dns.zone" {
					zones[h.Name] = append(zones[h.Name], t.Name)
				}
			}
		}
		slices.Sort(zones[h.Name])
	}
	return zones, named
}

// The hierarchy is known before the first server has begun, and stays as it is.
func TestZonesAreKnownFromTheStart(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	first, named := servedZones(w)
	if named != 5 || !slices.Equal(first["a.root"], []string{"."}) {
		t.Errorf("at the start: %d servers name zones, %v", named, first)
	}
	w.RunIdle(nil)
	last, named := servedZones(w)
	if named != 0 {
		t.Errorf("%d servers still only name their zones", named)
	}
	for host, zones := range last {
		if !slices.Equal(first[host], zones) {
			t.Errorf("%s: %v at first, %v later", host, first[host], zones)
		}
	}
}
