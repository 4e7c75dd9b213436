package app_test

import (
	"testing"

	"playnet/ui/app"
)

// In a lab of three torrents each has a picture of its own; a selected peer brings its own.
func TestExchanges(t *testing.T) {
	a := opened(t, "rarest-first")
	all := a.Exchanges()
	if len(all) != 3 || !all[0].Shown || len(all[1].Peers) != 7 {
		t.Fatalf("the exchanges are %+v", all)
	}
	for n, e := range all {
		a.ShowExchange(n)
		w, ok := a.Swarm()
		if !ok || w.Name != e.Name || len(w.Peers) != len(e.Peers) || w.Peers[0].Host != e.Peers[0] {
			t.Errorf("of %s is shown %s with %d peers", e.Name, w.Name, len(w.Peers))
		}
	}
	a.SelectHost(all[1].Peers[2])
	if w, _ := a.Swarm(); w.Name != all[1].Name {
		t.Errorf("a peer of %s is selected, %s is shown", all[1].Name, w.Name)
	}
	hosts, _ := a.Places()
	if left := a.Bystanders(hosts, a.Exchanges()); len(left) != len(hosts)-len(all[0].Peers)-len(all[2].Peers) {
		t.Errorf("%d of %d hosts stand by", len(left), len(hosts))
	}
	if a.Look().Tab != app.Charts {
		t.Errorf("the dock opens with %s", a.Look().Tab)
	}
}
