package lab_test

import (
	"strings"
	"testing"
	"time"

	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/public"
)

// security runs dns-sec with an action at its beginning and returns what the campus resolver
// has made of each name.
func security(t *testing.T, do string) map[string]string {
	t.Helper()
	text, _ := public.Lab("dns-sec")
	if do != "" {
		text = []byte(strings.Replace(string(text), `"timeline": [`, `"timeline": [{"at": "1ms", "do": `+do+`},`, 1))
	}
	f, err := labfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, 3, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.RunIdle(nil)
	verdicts := map[string]string{}
	for _, name := range []string{"www.example.com.", "www.example.net.", "shop.example.com."} {
		for _, verdict := range []string{"secure", "insecure", "bogus"} {
			f, err := filter.Parse(`dns.validated.name == "` + name + `" && dns.validated.security == "` + verdict + `"`)
			if err != nil {
				t.Fatal(err)
			}
			if _, found, _ := w.FindEvent(f, 1, nil); found {
				verdicts[name] += verdict
			}
		}
	}
	return verdicts
}

// TestSigningBySwitch: what the switches and an operator's edit of a signed zone do to its
// signatures.
func TestSigningBySwitch(t *testing.T) {
	const www, late, forged = "www.example.com.", "www.example.net.", "shop.example.com."
	for do, want := range map[string][3]string{
		"": {"secure", "bogus", "bogus"},
		`{"op": "lab.switch", "switch": "renewed", "on": true}`:  {"secure", "secure", "bogus"},
		`{"op": "lab.switch", "switch": "old-key", "on": true}`:  {"bogus", "bogus", "bogus"},
		`{"op": "lab.switch", "switch": "trusting", "on": true}`: {"", "", ""},
		// The zone is signed anew with its operator's change, by the same keys.
		`{"op": "dns.record.set", "host": "ns.example", "zone": "example.com", "record": "www A 203.0.113.99"}`: {"secure", "bogus", "bogus"},
		// An edit does not renew signatures that are too old.
		`{"op": "dns.record.set", "host": "ns.example", "zone": "example.net", "record": "www A 203.0.113.99"}`: {"secure", "bogus", "bogus"},
	} {
		got := security(t, do)
		if got[www] != want[0] || got[late] != want[1] || got[forged] != want[2] {
			t.Errorf("%s: %v, want %v", do, got, want)
		}
	}
}

// TestNothingForgedIsBelieved: in the lab of forged answers no way of attack is left once the
// zones are signed and the resolver validates.
func TestNothingForgedIsBelieved(t *testing.T) {
	text, _ := public.Lab("dns-poison")
	text = []byte(strings.Replace(string(text), `"timeline": [`, `"timeline": [{"at": "1ms", "do": {"op": "lab.switch", "switch": "dnssec", "on": true}},`, 1))
	f, err := labfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, 1, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.RunIdle(nil)
	for expression, want := range map[string]bool{
		`dns.answer.answers contains "203.0.113.80"`: true, // the true address, before
		`dns.answer.rcode == "SERVFAIL"`:             true, // in place of a false one
		`attack.lost`:                                true,
		`attack.won`:                                 false,
		`dns.answer.answers contains "198.51.100.66" || dns.answer.answers contains "mallory"`: false,
	} {
		chosen, err := filter.Parse(expression)
		if err != nil {
			t.Fatal(err)
		}
		if _, found, _ := w.FindEvent(chosen, 1, nil); found != want {
			t.Errorf("%s: %v", expression, found)
		}
	}
}

// TestAnchor: the root's DS record is the one of the seed, and there is none without a signed
// root.
func TestAnchor(t *testing.T) {
	anchor := func(id string, seed uint64) string {
		text, _ := public.Lab(id)
		f, err := labfile.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return lab.Anchor(f, lab.Surroundings{SwitchesOn: f.SwitchesOn, Seed: seed, Begins: time.Unix(0, 0)})
	}
	one := anchor("dns-sec", 1)
	if f := strings.Fields(one); len(f) != 8 || f[0] != "." || f[3] != "DS" || f[5] != "15" || f[6] != "2" {
		t.Errorf("anchor: %q", one)
	}
	if anchor("dns-sec", 1) != one || anchor("dns-sec", 2) == one {
		t.Error("a seed has two anchors, or two seeds have one")
	}
	if got := anchor("dns-iterated", 1); got != "" {
		t.Errorf("a lab without signatures has the anchor %q", got)
	}
}
