package dns_test

import (
	"net/netip"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// change makes a record of an update or of its prerequisites.
func (s *script) change() mdns.RR {
	name := pick(s, []string{"@", "www", "www", "alias", "ns", "a.ent", "ent", "new", "*.wild", "sub", "x.sub", "WWW"})
	owner := strings.TrimPrefix(name+".", "@.") + pick(s, []string{"example.org.", "example.org.", "example.org.", "example.net."})
	text := pick(s, []string{"A 192.0.2.1", "A 192.0.2.9", "NS ns.example.org.", "NS ns2.example.org.", "NS other.example.", "CNAME www.example.org.",
		"SOA ns.example.org. h. 9 1 1 1 1", "SOA ns.example.org. h. 4000000000 1 1 1 1", "TXT below", "MX 1 www.example.org.", "DNAME example.net.", "TYPE65280 \\# 2 0102"})
	r, err := mdns.NewRR(owner + " " + pick(s, []string{"0", "60", "2147483647"}) + " IN " + text)
	if err != nil {
		return nil
	}
	h := r.Header()
	switch s.next(6) {
	case 0: // a set that there is, or that shall go
		return &mdns.ANY{Hdr: mdns.RR_Header{Name: h.Name, Rrtype: pick(s, []uint16{h.Rrtype, mdns.TypeANY}), Class: mdns.ClassANY}}
	case 1: // a set that there is not
		return &mdns.ANY{Hdr: mdns.RR_Header{Name: h.Name, Rrtype: h.Rrtype, Class: mdns.ClassNONE}}
	case 2: // a record that shall go
		h.Class, h.Ttl = mdns.ClassNONE, 0
	}
	return r
}

// FuzzUpdate sends arbitrary updates of sound records (FuzzAuthority sends damaged ones).
// The zone stays a zone: one SOA record, whose serial goes up whenever anything changes,
// at least one server, aliases alone at their names; and a transfer of it makes the same.
func FuzzUpdate(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	f.Add([]byte{0, 0, 2, 1, 2, 0, 0, 2, 1, 2, 0, 0, 3, 1, 2})
	f.Add([]byte("delete everything, and then some"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 400 {
			return
		}
		w := newWorld(t, 1)
		w.host("client", "10.0.0.1")
		w.server(w.host("server", "10.0.0.2"), dns.AuthorityConfig{OpenTransfer: true, Updaters: []netip.Addr{addr("10.0.0.1")},
			Zones: []*dns.Zone{zone(t, "example.org", updatedZone)}})
		w.run()
		s := &script{bytes: b}
		for range 3 {
			before := w.servers["server"].Zone("example.org")
			m := w.query("client", "10.0.0.2", func(q *mdns.Msg) {
				q.Opcode = mdns.OpcodeUpdate
				q.Question[0] = mdns.Question{Name: "example.org.", Qtype: mdns.TypeSOA, Qclass: mdns.ClassINET}
				for range s.next(3) {
					if r := s.change(); r != nil {
						q.Answer = append(q.Answer, r)
					}
				}
				for range 1 + s.next(5) {
					if r := s.change(); r != nil {
						q.Ns = append(q.Ns, r)
					}
				}
			})
			after := w.servers["server"].Zone("example.org")
			if m.Rcode != mdns.RcodeSuccess && joined(before, false) != joined(after, false) {
				t.Errorf("refused with %s, and yet changed", mdns.RcodeToString[m.Rcode])
			}
			checkUpdated(t, before, after)
		}
	})
}

// joined returns a zone's records as a text.
func joined(z *dns.Zone, withoutSOA bool) string {
	var s strings.Builder
	for _, rr := range z.All() {
		if !withoutSOA || rr.Header().Rrtype != mdns.TypeSOA {
			s.WriteString(rr.String() + "\n")
		}
	}
	return s.String()
}

func checkUpdated(t *testing.T, before, after *dns.Zone) {
	t.Helper()
	types := map[string]map[uint16]int{}
	for _, rr := range after.All() {
		h := rr.Header()
		name := strings.ToLower(h.Name)
		if types[name] == nil {
			types[name] = map[uint16]int{}
		}
		types[name][h.Rrtype]++
		if !mdns.IsSubDomain("example.org.", name) {
			t.Errorf("%v lies outside of the zone", rr)
		}
	}
	apex := types["example.org."]
	if apex[mdns.TypeSOA] != 1 || apex[mdns.TypeNS] == 0 || apex[mdns.TypeCNAME] > 0 {
		t.Errorf("at the apex: %v", apex)
	}
	for name, of := range types {
		if of[mdns.TypeCNAME] > 1 || of[mdns.TypeCNAME] == 1 && len(of) > 1 {
			t.Errorf("an alias is not alone at %s: %v", name, of)
		}
	}
	changed := joined(before, true) != joined(after, true)
	if up := int32(after.SOA().Serial - before.SOA().Serial); up < 0 || changed && up == 0 {
		t.Errorf("the serial goes from %d to %d; changed: %v", before.SOA().Serial, after.SOA().Serial, changed)
	}
	again, err := dns.ZoneFrom(after.Origin(), after.All())
	if err != nil || joined(again, false) != joined(after, false) {
		t.Errorf("its own records make another zone, or none: %v\n%s", err, joined(after, false))
	}
}
