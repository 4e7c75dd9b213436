package dns_test

import (
	"net/netip"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

const updatedZone = `
$TTL 60
@ SOA ns hostmaster 7 3600 600 86400 60
@ NS ns
@ NS ns2
ns A 10.0.0.2
ns2 A 10.0.0.3
www A 192.0.2.1
www A 192.0.2.2
alias CNAME www
a.ent TXT "below"
`

// updatedWorld is a client that may update a server's zone, and one that may not.
func updatedWorld(t testing.TB) *world {
	w := newWorld(t, 1)
	w.host("client", "10.0.0.1")
	w.host("stranger", "10.0.0.9")
	w.server(w.host("server", "10.0.0.2"), dns.AuthorityConfig{
		Zones: []*dns.Zone{zone(t, "example.org", updatedZone)}, Updaters: []netip.Addr{addr("10.0.0.1")}})
	w.run()
	return w
}

// update sends an update of example.org. Prerequisites and updates are records, one a
// line, with class NONE or ANY as RFC 2136, section 2, has it.
func (w *world) update(from, prerequisites, updates string) string {
	w.Helper()
	m := w.query(from, "10.0.0.2", func(q *mdns.Msg) {
		q.Opcode = mdns.OpcodeUpdate
		q.Question[0] = mdns.Question{Name: "example.org.", Qtype: mdns.TypeSOA, Qclass: mdns.ClassINET}
		q.Answer, q.Ns = w.records(prerequisites), w.records(updates)
	})
	if m.Opcode != mdns.OpcodeUpdate {
		w.Errorf("the answer's opcode is %d", m.Opcode)
	}
	return mdns.RcodeToString[m.Rcode]
}

func (w *world) records(text string) (list []mdns.RR) {
	for _, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		if len(f) == 4 { // no data: a type that stands for all of it
			t := mdns.StringToType[f[3]]
			class := mdns.StringToClass[f[2]]
			list = append(list, &mdns.ANY{Hdr: mdns.RR_Header{Name: f[0], Rrtype: t, Class: class}})
			continue
		}
		class := mdns.StringToClass[f[2]]
		f[2] = "IN"
		rr, err := mdns.NewRR(strings.Join(f, " "))
		if err != nil {
			w.Fatal(err)
		}
		rr.Header().Class = class
		list = append(list, rr)
	}
	return list
}

func (w *world) zoneText() string {
	var s strings.Builder
	for _, rr := range w.servers["server"].Zone("example.org").All() {
		s.WriteString(strings.Join(strings.Fields(rr.String()), " ") + "\n")
	}
	return s.String()
}

// RFC 2136, section 3.2: each kind of prerequisite, holding and not.
func TestUpdatePrerequisites(t *testing.T) {
	w := updatedWorld(t)
	for _, c := range []struct{ why, prerequisite, want string }{
		{"name in use", "www.example.org. 0 ANY ANY", "NOERROR"},
		{"name in use, but is not", "no.example.org. 0 ANY ANY", "NXDOMAIN"},
		{"an empty non-terminal is not in use", "ent.example.org. 0 ANY ANY", "NXDOMAIN"},
		{"name not in use", "no.example.org. 0 NONE ANY", "NOERROR"},
		{"name not in use, but is", "www.example.org. 0 NONE ANY", "YXDOMAIN"},
		{"a set exists", "www.example.org. 0 ANY A", "NOERROR"},
		{"a set exists, but does not", "www.example.org. 0 ANY MX", "NXRRSET"},
		{"a set does not exist", "www.example.org. 0 NONE MX", "NOERROR"},
		{"a set does not exist, but does", "www.example.org. 0 NONE A", "YXRRSET"},
		{"a set with all its members", "www.example.org. 0 IN A 192.0.2.2\nwww.example.org. 0 IN A 192.0.2.1", "NOERROR"},
		{"a set with some of its members", "www.example.org. 0 IN A 192.0.2.2", "NXRRSET"},
		{"a set with too many", "www.example.org. 0 IN A 192.0.2.2\nwww.example.org. 0 IN A 192.0.2.1\nwww.example.org. 0 IN A 192.0.2.3", "NXRRSET"},
		{"outside", "www.example.com. 0 ANY ANY", "NOTZONE"},
		{"with a TTL", "www.example.org. 60 IN A 192.0.2.1", "FORMERR"},
		{"with data", "www.example.org. 0 NONE A 192.0.2.1", "FORMERR"},
		{"of another class", "www.example.org. 0 CH A", "FORMERR"},
	} {
		if got := w.update("client", c.prerequisite, ""); got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
	if n := w.servers["server"].Zone("example.org").SOA().Serial; n != 7 {
		t.Errorf("without updates the serial number became %d", n)
	}
}

// RFC 2136, section 3.4: what updates do, and what they are too weak for.
func TestUpdates(t *testing.T) {
	for _, c := range []struct {
		why, updates, rcode string
		without, with       string // lines of the zone that go and come
	}{
		{"add to a set", "www.example.org. 60 IN A 192.0.2.3", "NOERROR", "", "www.example.org. 60 IN A 192.0.2.3"},
		{"add what is there", "www.example.org. 60 IN A 192.0.2.1", "NOERROR", "", ""},
		{"another TTL", "www.example.org. 99 IN A 192.0.2.1", "NOERROR",
			"www.example.org. 60 IN A 192.0.2.1\nwww.example.org. 60 IN A 192.0.2.2", "www.example.org. 99 IN A 192.0.2.1\nwww.example.org. 99 IN A 192.0.2.2"},
		{"a new name", "new.example.org. 60 IN MX 5 www.example.org.", "NOERROR", "", "new.example.org. 60 IN MX 5 www.example.org."},
		{"an alias beside other records", "www.example.org. 60 IN CNAME ns.example.org.", "NOERROR", "", ""},
		{"other records beside an alias", "alias.example.org. 60 IN A 192.0.2.9", "NOERROR", "", ""},
		{"an alias takes an alias's place", "alias.example.org. 60 IN CNAME ns.example.org.", "NOERROR",
			"alias.example.org. 60 IN CNAME www.example.org.", "alias.example.org. 60 IN CNAME ns.example.org."},
		{"delete a record", "www.example.org. 0 NONE A 192.0.2.1", "NOERROR", "www.example.org. 60 IN A 192.0.2.1", ""},
		{"delete a record that is not there", "www.example.org. 0 NONE A 192.0.2.9", "NOERROR", "", ""},
		{"delete a set", "www.example.org. 0 ANY A", "NOERROR", "www.example.org. 60 IN A 192.0.2.1\nwww.example.org. 60 IN A 192.0.2.2", ""},
		{"delete a name", "alias.example.org. 0 ANY ANY", "NOERROR", "alias.example.org. 60 IN CNAME www.example.org.", ""},
		{"the apex keeps SOA and NS", "example.org. 0 ANY ANY", "NOERROR", "", ""},
		{"and its last NS", "example.org. 0 NONE NS ns.example.org.\nexample.org. 0 NONE NS ns2.example.org.", "NOERROR", "example.org. 60 IN NS ns.example.org.", ""},
		{"delete, then add", "www.example.org. 0 ANY A\nwww.example.org. 60 IN A 192.0.2.7", "NOERROR",
			"www.example.org. 60 IN A 192.0.2.1\nwww.example.org. 60 IN A 192.0.2.2", "www.example.org. 60 IN A 192.0.2.7"},
		{"outside", "www.example.org. 0 ANY A\nwww.example.com. 60 IN A 192.0.2.1", "NOTZONE", "", ""},
		{"a question's type", "www.example.org. 60 IN ANY", "FORMERR", "", ""},
		{"an older SOA", "example.org. 60 IN SOA ns.example.org. h.example.org. 6 1 1 1 1", "NOERROR", "", ""},
	} {
		w := updatedWorld(t)
		before := strings.Split(w.zoneText(), "\n")
		if got := w.update("client", "", c.updates); got != c.rcode {
			t.Errorf("%s: %s, want %s", c.why, got, c.rcode)
		}
		after := strings.Split(w.zoneText(), "\n")
		// The SOA record stands first.
		if got := lacking(before[1:], after[1:]); got != c.without {
			t.Errorf("%s: without\n%s\nwant\n%s", c.why, got, c.without)
		}
		if got := lacking(after[1:], before[1:]); got != c.with {
			t.Errorf("%s: with\n%s\nwant\n%s", c.why, got, c.with)
		}
		want := uint32(7)
		if c.with+c.without != "" {
			want = 8
		}
		if got := w.servers["server"].Zone("example.org").SOA().Serial; got != want {
			t.Errorf("%s: serial %d, want %d", c.why, got, want)
		}
	}
}

func lacking(a, b []string) string {
	in := map[string]bool{}
	for _, line := range b {
		in[line] = true
	}
	var list []string
	for _, line := range a {
		if !in[line] {
			list = append(list, line)
		}
	}
	return strings.Join(list, "\n")
}

// Who may not, may not learn anything either; a zone that the server keeps is written
// down before the update is confirmed.
func TestUpdatePermission(t *testing.T) {
	w := updatedWorld(t)
	kept := 0
	w.servers["server"].KeepWith(func(z *dns.Zone) { kept++ })
	if got := w.update("stranger", "no.example.org. 0 ANY ANY", "www.example.org. 0 ANY ANY"); got != "REFUSED" {
		t.Errorf("a stranger: %s", got)
	}
	if got := w.update("client", "", "new.example.org. 60 IN A 192.0.2.5"); got != "NOERROR" || kept != 1 {
		t.Errorf("%s, kept %d", got, kept)
	}
	updates := events[dns.EventUpdate](w, 0)
	if len(updates) != 2 || updates[1].Serial != 8 || len(updates[1].Added) != 1 {
		t.Errorf("%+v", updates)
	}
}
