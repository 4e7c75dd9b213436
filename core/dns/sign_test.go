package dns_test

import (
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

const signedText = `$TTL 3600
@        86400 SOA ns hostmaster 2026030201 7200 900 1209600 600
@              NS  ns
@              NS  ns.elsewhere.invalid.
ns             A   192.0.2.1
www            A   192.0.2.80
www            A   192.0.2.81
www            AAAA 2001:db8::80
Mixed          TXT "case"
a.b.c          A   192.0.2.9
*x             TXT "no wildcard"
*.wild         TXT "from the asterisk"
x.*.wild       A   192.0.2.10
alias          CNAME www
gone           DNAME elsewhere.invalid.
secure         NS  ns.secure
secure         DS  12345 15 2 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20
ns.secure      A   192.0.2.2
plain          NS  ns.plain
plain          NS  ns
ns.plain       A   192.0.2.3
far.off.plain2 NS  ns
`

// signings are the ways to sign in which the tests sign.
var signings = []struct {
	name      string
	algorithm uint8
	split     bool
	how       dns.Signing
}{
	{"NSEC", dns.Ed25519, false, dns.Signing{}},
	{"NSEC, P-256, two keys", dns.ECDSAP256, true, dns.Signing{}},
	{"NSEC3", dns.Ed25519, true, dns.Signing{NSEC3: true}},
	{"NSEC3, salt", dns.Ed25519, false, dns.Signing{NSEC3: true, Iterations: 3, Salt: "abcd1234"}},
	{"NSEC3, opt-out", dns.Ed25519, false, dns.Signing{NSEC3: true, OptOut: true}},
}

func signed(t testing.TB, origin, text string, algorithm uint8, split bool, how dns.Signing) *dns.Zone {
	t.Helper()
	keys, err := dns.NewZoneKeys(7, origin, algorithm, split)
	if err != nil {
		t.Fatal(err)
	}
	how.Keys = keys
	if how.Inception.IsZero() {
		how.Inception, how.Expiration = epoch.Add(-time.Hour), epoch.Add(30*24*time.Hour)
	}
	z, err := dns.SignZone(zone(t, origin, text), how)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// TestSignaturesHold verifies each signature with the codec, and that each set that should
// have one has.
func TestSignaturesHold(t *testing.T) {
	for _, s := range signings {
		t.Run(s.name, func(t *testing.T) {
			z := signed(t, "example.", signedText, s.algorithm, s.split, s.how)
			type key struct {
				name string
				t    uint16
			}
			sets, keys := map[key][]mdns.RR{}, map[uint16]*mdns.DNSKEY{}
			var sigs []*mdns.RRSIG
			for _, rr := range z.All() {
				h := rr.Header()
				switch rr := rr.(type) {
				case *mdns.RRSIG:
					sigs = append(sigs, rr)
					continue
				case *mdns.DNSKEY:
					keys[rr.KeyTag()] = rr
				}
				sets[key{strings.ToLower(h.Name), h.Rrtype}] = append(sets[key{strings.ToLower(h.Name), h.Rrtype}], rr)
			}
			covered := map[key]bool{}
			for _, sig := range sigs {
				k := key{strings.ToLower(sig.Hdr.Name), sig.TypeCovered}
				if err := sig.Verify(keys[sig.KeyTag], sets[k]); err != nil {
					t.Errorf("%v: %v", sig, err)
				}
				if sig.Hdr.Ttl != sets[k][0].Header().Ttl || !sig.ValidityPeriod(epoch) {
					t.Errorf("%v: TTL or times", sig)
				}
				if (keys[sig.KeyTag].Flags&mdns.SEP != 0) != (sig.TypeCovered == mdns.TypeDNSKEY) && s.split {
					t.Errorf("%v: signed with the wrong key", sig)
				}
				covered[k] = true
			}
			for k := range sets {
				glue := k.name == "ns.secure.example." || k.name == "ns.plain.example."
				cut := k.t == mdns.TypeNS && k.name != "example."
				if covered[k] == (glue || cut) {
					t.Errorf("%v: signed: %v", k, covered[k])
				}
			}
			if s.split != (len(keys) == 2) {
				t.Errorf("%d keys", len(keys))
			}
		})
	}
}
