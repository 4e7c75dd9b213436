package dns_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

func masterFile(z *dns.Zone) string {
	var b strings.Builder
	for _, rr := range z.All() {
		b.WriteString(rr.String() + "\n")
	}
	return b.String()
}

// TestEDNSUpdateOfASignedZone: what a dynamic update changes is signed at once, the secondary
// server's copy proves the same, and the zone file stays without signatures.
func TestEDNSUpdateOfASignedZone(t *testing.T) {
	for _, nsec3 := range []bool{false, true} {
		w := newWorld(t, 1)
		w.host("client", "10.0.0.1")
		z := signed(t, "example.org", updatedZone, dns.Ed25519, true, dns.Signing{NSEC3: nsec3})
		w.server(w.host("server", "10.0.0.2"), dns.AuthorityConfig{Zones: []*dns.Zone{z},
			Updaters: []netip.Addr{addr("10.0.0.1")}, Secondaries: []netip.Addr{addr("10.0.0.3")}})
		w.server(w.host("secondary", "10.0.0.3"), dns.AuthorityConfig{
			Copies: []dns.ZoneCopy{{Zone: "example.org", Primaries: []netip.AddrPort{at53("10.0.0.2")}}}})
		w.run()
		var kept *dns.Zone
		w.servers["server"].KeepWith(func(z *dns.Zone) { kept = z })
		if got := w.update("client", "", "new.example.org. 60 IN A 192.0.2.9\nwww.example.org. 0 NONE A 192.0.2.1"); got != "NOERROR" {
			t.Fatal(got)
		}
		if got := w.update("client", "", "www.example.org. 60 IN RRSIG A 15 3 60 20300101000000 20200101000000 1 example.org. AAAA"); got != "REFUSED" {
			t.Errorf("a signature of somebody else's: %s", got)
		}
		w.run()
		change := events[dns.EventUpdate](w, 0)[0]
		if len(change.Added) != 1 || len(change.Removed) != 1 {
			t.Errorf("the event tells of more than was changed: %q %q", change.Added, change.Removed)
		}
		if text := masterFile(kept); strings.Contains(text, "NSEC") || !strings.Contains(text, "new.example.org.") {
			t.Errorf("kept:\n%s", text)
		}
		// The whole is what signing the changed zone gives.
		again := signed(t, "example.org", masterFile(kept.Source()), dns.Ed25519, true, dns.Signing{NSEC3: nsec3})
		if got, want := masterFile(w.servers["server"].Zone("example.org")), masterFile(again); got != want {
			t.Errorf("after the update:\n%s\nsigned anew:\n%s", got, want)
		}
		for _, q := range []struct {
			name  string
			qtype uint16
		}{{"new.example.org.", mdns.TypeA}, {"nobody.example.org.", mdns.TypeA}, {"ent.example.org.", mdns.TypeTXT}, {"www.example.org.", mdns.TypeMX}} {
			ask := func(server string) string {
				m := w.query("client", server, func(m *mdns.Msg) {
					m.SetQuestion(q.name, q.qtype)
					m.Id = 1
					m.SetEdns0(1232, true)
				})
				if len(m.Answer)+len(m.Ns) < 2 {
					t.Errorf("%s says of %s:\n%v", server, q.name, m)
				}
				return m.String()
			}
			if primary, secondary := ask("10.0.0.2"), ask("10.0.0.3"); primary != secondary {
				t.Errorf("%s: the primary says\n%s\nthe secondary\n%s", q.name, primary, secondary)
			}
		}
	}
}

// TestRememberedSignatures are those that would be made.
func TestRememberedSignatures(t *testing.T) {
	var memory dns.Signatures
	var texts []string
	for range 2 {
		for _, m := range []*dns.Signatures{nil, &memory, &memory} {
			texts = append(texts, masterFile(signed(t, "example.", signedText, dns.ECDSAP256, true, dns.Signing{Signatures: m})))
		}
	}
	for _, text := range texts[1:] {
		if text != texts[0] {
			t.Fatalf("another time the same zone is signed otherwise:\n%s\n%s", texts[0], text)
		}
	}
	// Nor do those of other keys, times or TTLs count.
	later := dns.Signing{Signatures: &memory, Inception: epoch, Expiration: epoch.Add(time.Hour)}
	if masterFile(signed(t, "example.", signedText, dns.ECDSAP256, true, later)) == texts[0] {
		t.Error("signatures are valid from another time on and the same")
	}
	other := strings.Replace(signedText, "$TTL 3600", "$TTL 3599", 1)
	fresh := masterFile(signed(t, "example.", other, dns.ECDSAP256, true, dns.Signing{}))
	if masterFile(signed(t, "example.", other, dns.ECDSAP256, true, dns.Signing{Signatures: &memory})) != fresh {
		t.Error("signatures of another TTL are taken")
	}
}

// TestDelegationsAreVouchedFor: DS records come to where the zone delegates and says nothing
// itself.
func TestDelegationsAreVouchedFor(t *testing.T) {
	var list []*mdns.DS
	for _, name := range []string{"plain.example.", "secure.example.", "www.example.", "example.", "elsewhere."} {
		k, err := dns.NewZoneKeys(7, name, dns.Ed25519, false)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, k.DS())
	}
	z := signed(t, "example.", signedText, dns.Ed25519, false, dns.Signing{Delegations: list})
	var have []string
	for _, rr := range z.All() {
		if ds, ok := rr.(*mdns.DS); ok {
			have = append(have, ds.Hdr.Name)
			if ds.Hdr.Name == "secure.example." && ds.KeyTag != 12345 {
				t.Error("what the zone says itself of secure.example is replaced")
			}
			if ds.Hdr.Name == "plain.example." && (ds.Digest != list[0].Digest || ds.Hdr.Ttl != 3600) {
				t.Errorf("DS: %v", ds)
			}
		}
	}
	if strings.Join(have, " ") != "secure.example. plain.example." {
		t.Errorf("DS records of %v", have)
	}
}
