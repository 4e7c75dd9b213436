package dns_test

import (
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// askSigned puts a query to a server of a zone.
func askSigned(t *testing.T, z *dns.Zone, name string, qtype uint16, do bool) *mdns.Msg {
	t.Helper()
	w := newWorld(t, 1)
	w.host("client", "10.0.0.1")
	w.authority(w.host("server", "10.0.0.2"), false, z)
	w.run()
	return w.query("client", "10.0.0.2", func(m *mdns.Msg) {
		m.SetQuestion(name, qtype)
		m.RecursionDesired, m.CheckingDisabled = false, true
		if do {
			m.SetEdns0(1232, true)
		}
	})
}

// sketch writes a section in short: "A RRSIG(A)".
func sketch(section []mdns.RR) string {
	var list []string
	for _, rr := range section {
		text := mdns.TypeToString[rr.Header().Rrtype]
		switch rr := rr.(type) {
		case *mdns.RRSIG:
			text += "(" + mdns.TypeToString[rr.TypeCovered] + ")"
		case *mdns.NSEC:
			text += " " + rr.Hdr.Name + ">" + rr.NextDomain
		case *mdns.OPT:
			continue
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

// TestAnswersWithDO: RFC 4035, section 3.1, on a zone with NSEC records.
func TestAnswersWithDO(t *testing.T) {
	z := signed(t, "example.", signedText, dns.Ed25519, false, dns.Signing{})
	for _, c := range []struct {
		name              string
		qtype             uint16
		rcode             int
		answer, authority string
	}{
		{"www.example.", mdns.TypeA, 0, "A A RRSIG(A)", ""},
		// No type: the name's own record proves it.
		{"www.example.", mdns.TypeMX, 0, "", "SOA RRSIG(SOA) NSEC www.example.>example. RRSIG(NSEC)"},
		// No name, and no wildcard.
		{"nobody.example.", mdns.TypeA, 3, "", "SOA RRSIG(SOA) NSEC mixed.example.>ns.example. RRSIG(NSEC) NSEC example.>*x.example. RRSIG(NSEC)"},
		// One record proves both.
		{"a.b.x.example.", mdns.TypeA, 3, "", "SOA RRSIG(SOA) NSEC www.example.>example. RRSIG(NSEC) NSEC example.>*x.example. RRSIG(NSEC)"},
		// An empty non-terminal exists: the record leads to a name below it.
		{"b.c.example.", mdns.TypeA, 0, "", "SOA RRSIG(SOA) NSEC alias.example.>a.b.c.example. RRSIG(NSEC)"},
		// Out of a wildcard: nothing is nearer.
		{"any.wild.example.", mdns.TypeTXT, 0, "TXT RRSIG(TXT)", "NSEC x.*.wild.example.>www.example. RRSIG(NSEC)"},
		{"any.wild.example.", mdns.TypeA, 0, "", "SOA RRSIG(SOA) NSEC x.*.wild.example.>www.example. RRSIG(NSEC) NSEC *.wild.example.>x.*.wild.example. RRSIG(NSEC)"},
		// A DNAME is signed, what is made of it is not.
		{"far.gone.example.", mdns.TypeA, 0, "DNAME RRSIG(DNAME) CNAME", ""},
		{"alias.example.", mdns.TypeA, 0, "CNAME RRSIG(CNAME) A A RRSIG(A)", ""},
		// Referrals: to a zone that is signed, and to one that is proved not to be.
		{"www.secure.example.", mdns.TypeA, 0, "", "NS DS RRSIG(DS)"},
		{"www.plain.example.", mdns.TypeA, 0, "", "NS NS NSEC plain.example.>far.off.plain2.example. RRSIG(NSEC)"},
		// The parent answers for DS.
		{"secure.example.", mdns.TypeDS, 0, "DS RRSIG(DS)", ""},
		{"plain.example.", mdns.TypeDS, 0, "", "SOA RRSIG(SOA) NSEC plain.example.>far.off.plain2.example. RRSIG(NSEC)"},
		{"example.", mdns.TypeDNSKEY, 0, "DNSKEY RRSIG(DNSKEY)", ""},
	} {
		m := askSigned(t, z, c.name, c.qtype, true)
		if got := sketch(m.Answer); got != c.answer || m.Rcode != c.rcode {
			t.Errorf("%s %s: %d %s, want %d %s", c.name, mdns.TypeToString[c.qtype], m.Rcode, got, c.rcode, c.answer)
		}
		if got := sketch(m.Ns); got != c.authority {
			t.Errorf("%s %s: authority section\n%s\nwant\n%s", c.name, mdns.TypeToString[c.qtype], got, c.authority)
		}
		if !m.CheckingDisabled || m.AuthenticatedData {
			t.Errorf("%s: CD %v, AD %v", c.name, m.CheckingDisabled, m.AuthenticatedData)
		}
		// Nothing of it for who does not ask for it.
		plain := askSigned(t, z, c.name, c.qtype, false)
		for _, rr := range append(plain.Answer, append(plain.Ns, plain.Extra...)...) {
			switch rr.Header().Rrtype {
			case mdns.TypeRRSIG, mdns.TypeNSEC, mdns.TypeNSEC3, mdns.TypeDS, mdns.TypeDNSKEY:
				if rr.Header().Rrtype != c.qtype {
					t.Errorf("%s %s without DO: %v", c.name, mdns.TypeToString[c.qtype], rr)
				}
			}
		}
	}
}
