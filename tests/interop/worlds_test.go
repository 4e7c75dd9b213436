package interop

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/public"
	testlabs "playnet/tests/labs"
)

// open opens a lab's text.
func open(t *testing.T, text string, seed uint64) *lab.World {
	t.Helper()
	f, err := labfile.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	w, err := lab.New(f, seed, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// labs returns the text of each lab that is shipped or serves tests, by its id.
func labs(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, id := range public.Labs() {
		text, _ := public.Lab(id)
		all[id] = string(text)
	}
	entries, err := testlabs.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		id := strings.TrimSuffix(e.Name(), ".lab")
		text, _ := testlabs.Lab(id)
		all[id] = string(text)
	}
	return all
}

// generate writes a lab of dice: a hierarchy of name servers on links that lose,
// duplicate, reorder and queue, and look-ups of names that there are, that there
// aren't, of many types, at servers, at a host that serves nothing, and at nobody.
func generate(seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 'w'))
	chance := func(most float64) float64 { return float64(r.IntN(int(most*1000)+1)) / 1000 }
	file := map[string]any{
		"playnet": 1, "id": fmt.Sprintf("generated-%d", seed), "title": "Generated", "subject": "dns",
		"epoch": "2026-03-02T09:00:00Z",
		"hosts": []map[string]any{
			{"name": "client", "address": "10.1.0.1", "site": "east", "resolvers": []string{"resolver"}},
			{"name": "other", "address": "10.1.0.2", "resolvers": []string{"resolver"}},
			{"name": "resolver", "address": "10.1.0.53", "site": "east"},
			{"name": "root", "address": "10.2.0.1", "site": "west"},
			{"name": "tld", "address": "10.2.0.2", "site": "west"},
			{"name": "ns", "address": "10.3.0.1"},
		},
		"services": []map[string]any{
			{"kind": "dns.resolver", "host": "resolver", "hints": "zones/hints.zone"},
			{"kind": "dns.authority", "host": "root", "zones": []string{"zones/root.zone"}, "recursion": r.IntN(2) == 0},
			{"kind": "dns.authority", "host": "tld", "zones": []string{"zones/test.zone"}, "recursion": r.IntN(2) == 0},
			{"kind": "dns.authority", "host": "ns", "zones": []string{"zones/lab.test.zone"}},
		},
	}
	var sites []map[string]any
	for _, name := range []string{"east", "west"} {
		sites = append(sites, map[string]any{"name": name, "link": map[string]any{
			"delay": fmt.Sprintf("%dus", r.IntN(40000)), "loss": chance(0.08),
			"duplicate": chance(0.1), "reorder": chance(0.2), "up": fmt.Sprintf("%dkbit/s", 64<<r.IntN(8)), "queue": "4KiB",
		}})
	}
	file["sites"] = sites
	var timeline []map[string]any
	names := []string{"www.lab.test", "lab.test", "alias.lab.test", "text.lab.test", "gone.lab.test", "nowhere.test", "example", "test"}
	for range 12 + r.IntN(12) {
		do := map[string]any{"op": "dns.query", "host": pick(r, "client", "other"), "name": pick(r, names...),
			"type": pick(r, "A", "A", "NS", "MX", "TXT", "SOA", "CNAME", "AAAA", "SRV")}
		if r.IntN(3) == 0 {
			do["server"] = pick(r, "root", "tld", "ns", "other", "10.9.9.9")
		}
		timeline = append(timeline, map[string]any{"at": fmt.Sprintf("%dus", r.IntN(3_000_000)), "do": do})
	}
	file["timeline"] = timeline
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		panic(err)
	}
	return "-- lab.json --\n" + string(text) + zones
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

const zones = `
-- zones/hints.zone --
.      3600000 NS root.test.
root.test. 3600000 A 10.2.0.1
-- zones/root.zone --
$ORIGIN .
$TTL 86400
@ SOA root.test. hostmaster.test. 1 10800 3600 604800 3600
@ NS root.test.
root.test. A 10.2.0.1
test. NS tld.test.
tld.test. A 10.2.0.2
-- zones/test.zone --
$ORIGIN test.
$TTL 7200
@ SOA tld hostmaster 1 10800 3600 604800 300
@ NS tld
tld A 10.2.0.2
root A 10.2.0.1
lab NS ns.lab
ns.lab A 10.3.0.1
-- zones/lab.test.zone --
$ORIGIN lab.test.
$TTL 60
@ SOA ns hostmaster 7 10800 3600 604800 30
@ NS ns
@ MX 10 mail
@ TXT "v=spf1 -all" "a second string"
ns A 10.3.0.1
www A 10.1.0.80
www A 10.1.0.81
www AAAA 2001:db8::80
alias CNAME www
mail A 10.1.0.25
text TXT "some words"
_sip._udp SRV 10 60 5060 mail
`

// run runs a world for a while, or for as long as something happens.
// A swarm, which goes on saying the same, is left soon.
func run(w *lab.World) {
	long := 2 * time.Minute
	for _, entry := range w.File().Lab.Timeline {
		if entry.Within != nil { // dice say when it happens
			long = max(long, (entry.At+*entry.Within).Std()+time.Minute)
		}
	}
	if w.File().Lab.Torrents != nil {
		long = 2500 * time.Millisecond
	}
	w.RunUntil(sim.Instant(0).Add(long), nil)
}
