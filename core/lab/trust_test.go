package lab_test

import (
	"testing"

	"playnet/core/dns"
	"playnet/core/lab/labfile"
	"playnet/core/view"
)

// A resolver that trusts the lab's root shows the chain of trust, zone by zone; one whose
// anchor is taken away trusts nobody, and says so of nothing.
func TestTrustAnchorOfTheLab(t *testing.T) {
	w := open(t, "dns-sec", 7)
	table := func() *view.Table {
		for _, h := range w.Snapshot().Hosts {
			for _, p := range h.Programs {
				for i := range p.Tables {
					if p.Tables[i].ID == "dns.trust" {
						return &p.Tables[i]
					}
				}
			}
		}
		return nil
	}
	w.RunUntil(1_000_000_000, nil)
	find(t, w, dns.KindValidated, "answer for A www.example.com is secure")
	states := map[string]string{}
	for _, r := range table().Rows {
		states[r.Cells[0]] = r.Cells[2]
	}
	if states["."] != "secure" || states["com."] != "secure" || states["example.com."] != "secure" {
		t.Errorf("%v", states)
	}
	do(t, w, `{"op": "service.set", "host": "dns.campus", "service": "dns.resolver", "setting": "trustAnchor", "value": ""}`)
	if table() != nil {
		t.Error("without an anchor there is a chain of trust")
	}
	if _, err := w.Do(labfile.ServiceSet{Host: "dns.campus", Service: "dns.resolver", Setting: "trustAnchor", Value: "labs"}); err == nil {
		t.Error(`"labs" is taken for a trust anchor`)
	}
}
