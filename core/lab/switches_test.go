package lab_test

import (
	"slices"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/vnet"
)

const switchLab = `-- lab.json --
{"playnet": 1, "id": "x", "title": "x", "subject": "dns", "epoch": "2026-03-02T09:00:00Z",
 "sites": [{"name": "campus"}],
 "hosts": [{"name": "root", "address": "198.51.100.1"}, {"name": "local", "address": "192.0.2.53", "site": "campus"}],
 "services": [{"kind": "dns.resolver", "host": "local", "hints": "zones/hints.zone", "sourcePorts": 4},
  {"kind": "dns.authority", "host": "root", "zones": ["zones/root.zone"]}],
 "switches": [
  {"id": "many", "title": "Many ports", "while": [{"op": "service.set", "host": "local", "service": "dns.resolver", "setting": "sourcePorts", "value": "64"}]},
  {"id": "border", "title": "BCP 38", "on": true, "while": [{"op": "site.filter", "site": "campus", "filter": "forged-sources", "on": true}]}]}
-- zones/hints.zone --
. 60 NS a.root.
a.root. 60 A 198.51.100.1
-- zones/root.zone --
$ORIGIN .
@ 60 SOA a.root. x. 1 2 3 4 5
@ 60 NS a.root.
a.root. 60 A 198.51.100.1
`

// What a switch lists holds while it is on: settings of services, filters of borders.
func TestSwitchHolds(t *testing.T) {
	f, err := labfile.Parse([]byte(switchLab))
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, 1, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ports := func() (value string) {
		for _, h := range w.Snapshot().Hosts {
			for _, p := range h.Programs {
				for _, s := range p.Settings {
					if s.ID == "sourcePorts" {
						value = s.Value
					}
				}
			}
		}
		return value
	}
	filters := func() []string { return w.Snapshot().Sites[0].Filters }
	if ports() != "4" || !slices.Equal(filters(), []string{vnet.ForgedSources.String()}) {
		t.Errorf("at first: %s ports, filters %v", ports(), filters())
	}
	do(t, w, `{"op": "lab.switch", "switch": "many", "on": true}`)
	do(t, w, `{"op": "lab.switch", "switch": "border", "on": false}`)
	if ports() != "64" || len(filters()) != 0 {
		t.Errorf("turned: %s ports, filters %v", ports(), filters())
	}
	do(t, w, `{"op": "site.filter", "site": "campus", "filter": "pings", "on": true}`)
	if _, err := try(t, w, `{"op": "site.filter", "site": "campus", "filter": "pings", "on": true}`); !refusedAs(err, "filter-is-so") {
		t.Errorf("a second time: %v", err)
	}
	do(t, w, `{"op": "lab.switch", "switch": "many", "on": false}`)
	if ports() != "4" || !slices.Equal(filters(), []string{vnet.Pings.String()}) {
		t.Errorf("turned back: %s ports, filters %v", ports(), filters())
	}
}
