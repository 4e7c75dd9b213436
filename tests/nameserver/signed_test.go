package nameserver

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/tests/peers"
)

// signings are the ways in which zones are signed here, one after the other.
var signings = []struct {
	algorithm uint8
	split     bool
	how       dns.Signing
}{
	{dns.Ed25519, false, dns.Signing{}},
	{dns.Ed25519, true, dns.Signing{NSEC3: true}},
	{dns.ECDSAP256, true, dns.Signing{}},
	{dns.Ed25519, false, dns.Signing{NSEC3: true, OptOut: true}},
	{dns.ECDSAP256, false, dns.Signing{NSEC3: true, Iterations: 2, Salt: "c0ffee"}},
}

// signAll signs generated zones, each in another way, with DS records where one delegates
// to another; they are valid now.
func signAll(t *testing.T, zones []genZone) []genZone {
	t.Helper()
	var keys []*dns.ZoneKeys
	var delegations []*mdns.DS
	for i, z := range zones {
		s := signings[i%len(signings)]
		k, err := dns.NewZoneKeys(1, z.origin, s.algorithm, s.split)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k)
		if i%7 != 6 { // some are islands
			delegations = append(delegations, k.DS())
		}
	}
	var out []genZone
	for i, z := range zones {
		parsed, err := dns.ParseZone(z.origin, z.text)
		if err != nil {
			t.Fatal(err)
		}
		how := signings[i%len(signings)].how
		how.Keys, how.Delegations = keys[i], delegations
		how.Inception, how.Expiration = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
		signed, err := dns.SignZone(parsed, how)
		if err != nil {
			t.Fatal(err)
		}
		z.text = masterFile(signed)
		out = append(out, z)
	}
	return out
}

func masterFile(z *dns.Zone) string {
	var b strings.Builder
	for _, rr := range z.All() {
		b.WriteString(rr.String() + "\n")
	}
	return b.String()
}

// TestSameSignedAnswersAsNamed holds our server against named on signed zones, most of the
// queries with DO=1.
func TestSameSignedAnswersAsNamed(t *testing.T) {
	zones := signAll(t, generate(2))
	queries := makeQueries(zones, 3000, 2)
	r := rand.New(rand.NewPCG(2, 5))
	for _, q := range queries {
		if r.IntN(4) > 0 && q.query.IsEdns0() == nil {
			q.query.SetEdns0(1232, true)
		}
		if r.IntN(12) == 0 {
			q.query.Question[0].Qtype = pick(r, []uint16{mdns.TypeDNSKEY, mdns.TypeDS, mdns.TypeNSEC, mdns.TypeNSEC3, mdns.TypeNSEC3PARAM, mdns.TypeRRSIG})
		}
		q.query.CheckingDisabled = r.IntN(5) == 0
		q.query.AuthenticatedData = r.IntN(5) == 0
	}
	hold(t, zones, queries)
}

// TestOthersVerify lets the field's own tools verify signed zones.
func TestOthersVerify(t *testing.T) {
	verify, check := peers.Need(t, "dnssec-verify"), peers.Need(t, "named-checkzone")
	for i, z := range signAll(t, generate(3)) {
		file := filepath.Join(t.TempDir(), "zone")
		if err := os.WriteFile(file, []byte(z.text), 0o644); err != nil {
			t.Fatal(err)
		}
		args := []string{"-o", z.origin, file}
		if !signings[i%len(signings)].split {
			args = append([]string{"-z"}, args...) // one key does both jobs
		}
		if out, err := exec.Command(verify, args...).CombinedOutput(); err != nil {
			t.Errorf("%s: dnssec-verify: %v\n%s", z.origin, err, out)
		}
		out, err := exec.Command(check, "-i", "none", "-k", "ignore", "-n", "ignore", z.origin, file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "DNSSEC signed") {
			t.Errorf("%s: named-checkzone: %v\n%s", z.origin, err, out)
		}
	}
}
