package dns_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
)

// server lets a machine be a name server.
func (w *world) server(m interface {
	Name() string
	Install(string, func() host.Program)
}, c dns.AuthorityConfig) {
	m.Install(dns.AuthorityKind, func() host.Program {
		a := dns.NewAuthorityOf(c)
		w.servers[m.Name()] = a
		return a
	})
}

const copied = `
$TTL 60
@ SOA ns hostmaster %d 3600 600 86400 60
@ NS ns
ns A 10.0.0.2
www A 192.0.2.%[1]d
`

func copiedZone(t testing.TB, serial int) *dns.Zone {
	return zone(t, "example.org", fmt.Sprintf(copied, serial))
}

// twoServers is a primary server, a secondary one, and a client.
func twoServers(t testing.TB) *world {
	w := newWorld(t, 1)
	w.host("client", "10.0.0.1")
	w.server(w.host("primary", "10.0.0.2"), dns.AuthorityConfig{
		Zones: []*dns.Zone{copiedZone(t, 1)}, Secondaries: []netip.Addr{addr("10.0.0.3")}})
	w.server(w.host("secondary", "10.0.0.3"), dns.AuthorityConfig{
		Copies: []dns.ZoneCopy{{Zone: "example.org", Primaries: []netip.AddrPort{at53("10.0.0.2")}}}})
	return w
}

// www asks a server for the address of www.example.org.
func (w *world) www(server string) string {
	w.Helper()
	m := w.query("client", server, func(q *mdns.Msg) { q.Question[0].Name = "www.example.org." })
	if m == nil {
		return "silence"
	}
	if len(m.Answer) == 0 {
		return mdns.RcodeToString[m.Rcode]
	}
	if !m.Authoritative {
		return "without AA"
	}
	return m.Answer[0].(*mdns.A).A.String()
}

func (w *world) machine(name string) interface {
	Stop()
	Start()
} {
	m, ok := w.n.Machine(name)
	if !ok {
		w.Fatalf("no host %s", name)
	}
	return m
}

// A secondary server gets the zone by itself, hears of changes by NOTIFY, and answers
// with authority.
func TestSecondary(t *testing.T) {
	w := twoServers(t)
	w.run()
	if got := w.www("10.0.0.3"); got != "192.0.2.1" {
		t.Fatalf("the secondary says %s", got)
	}
	w.servers["primary"].Replace(copiedZone(t, 2))
	w.run()
	if got := w.www("10.0.0.3"); got != "192.0.2.2" {
		t.Errorf("after the NOTIFY the secondary says %s", got)
	}
	// RFC 1982: one step on from the highest number is 0.
	w.servers["primary"].Replace(copiedZone(t, 1)) // an older one
	w.run()
	if got := w.www("10.0.0.3"); got != "192.0.2.2" {
		t.Errorf("an older version replaced a newer one: %s", got)
	}
	came := 0
	for _, e := range events[dns.EventTransferred](w, 0) {
		if !e.Sent {
			came++
		}
	}
	if came != 2 || len(events[dns.EventNotified](w, 0)) != 2 {
		t.Errorf("%d transfers, %d NOTIFYs", came, len(events[dns.EventNotified](w, 0)))
	}
}

// Without its primary a secondary serves on until EXPIRE; then it has no answer. It
// tries again every RETRY, and takes up what it missed.
func TestSecondaryWithoutPrimary(t *testing.T) {
	w := twoServers(t)
	w.run()
	w.machine("primary").Stop()
	w.after(23 * time.Hour)
	if got := w.www("10.0.0.3"); got != "192.0.2.1" {
		t.Errorf("before EXPIRE the secondary says %s", got)
	}
	w.after(90 * time.Minute)
	if got := w.www("10.0.0.3"); got != "SERVFAIL" {
		t.Errorf("after EXPIRE the secondary says %s", got)
	}
	if n := len(events[dns.EventZoneExpired](w, 0)); n != 1 {
		t.Errorf("expired %d times", n)
	}
	w.machine("primary").Start()
	w.after(time.Minute)
	if got := w.www("10.0.0.3"); got != "192.0.2.1" {
		t.Errorf("with the primary back the secondary says %s", got)
	}
}

// A lost NOTIFY is made up for by REFRESH.
func TestSecondaryRefresh(t *testing.T) {
	w := twoServers(t)
	w.run()
	w.machine("secondary").Stop()
	w.servers["primary"].Replace(copiedZone(t, 2))
	w.after(time.Hour)
	w.machine("secondary").Start()
	w.run()
	if got := w.www("10.0.0.3"); got != "192.0.2.2" {
		t.Errorf("after a restart the secondary says %s", got)
	}
	w.servers["primary"].Configure(dns.AuthorityConfig{OpenTransfer: true}) // nobody is told
	w.servers["primary"].Replace(copiedZone(t, 3))
	w.after(59 * time.Minute)
	if got := w.www("10.0.0.3"); got != "192.0.2.2" {
		t.Errorf("before REFRESH: %s", got)
	}
	w.after(2 * time.Minute)
	if got := w.www("10.0.0.3"); got != "192.0.2.3" {
		t.Errorf("after REFRESH: %s", got)
	}
}

// Who may have a zone, and what others are told.
func TestTransferRefusals(t *testing.T) {
	w := twoServers(t)
	w.run()
	ask := func(server, name string, qtype uint16) int {
		m := w.query("client", server, func(q *mdns.Msg) { q.Question[0] = mdns.Question{Name: name, Qtype: qtype, Qclass: 1} })
		return m.Rcode
	}
	if got := ask("10.0.0.2", "example.org.", mdns.TypeIXFR); got != mdns.RcodeRefused {
		t.Errorf("to a stranger: %d", got)
	}
	w.servers["primary"].Configure(dns.AuthorityConfig{OpenTransfer: true})
	for _, c := range []struct {
		name  string
		qtype uint16
		want  int
	}{
		{"example.org.", mdns.TypeAXFR, mdns.RcodeRefused}, // by UDP
		{"example.org.", mdns.TypeIXFR, mdns.RcodeSuccess}, // one SOA record
		{"www.example.org.", mdns.TypeIXFR, mdns.RcodeNotAuth},
	} {
		if got := ask("10.0.0.2", c.name, c.qtype); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.name, mdns.TypeToString[c.qtype], got, c.want)
		}
	}
}

// A zone of many messages arrives whole.
func TestTransferOfManyMessages(t *testing.T) {
	w := newWorld(t, 1)
	var text strings.Builder
	text.WriteString("$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.2\n")
	for i := range 5000 {
		fmt.Fprintf(&text, "host%d A 10.1.%d.%d\nhost%d TXT \"number %d\"\n", i, i/250, i%250+1, i, i)
	}
	w.host("client", "10.0.0.1")
	w.server(w.host("primary", "10.0.0.2"), dns.AuthorityConfig{Zones: []*dns.Zone{zone(t, "example.org", text.String())}, OpenTransfer: true})
	w.server(w.host("secondary", "10.0.0.3"), dns.AuthorityConfig{
		Copies: []dns.ZoneCopy{{Zone: "example.org", Primaries: []netip.AddrPort{at53("10.0.0.9"), at53("10.0.0.2")}}}})
	w.run()
	got, want := w.servers["secondary"].Zone("example.org"), w.servers["primary"].Zone("example.org")
	if got == nil || got.Records() != want.Records() {
		t.Fatalf("%v", got)
	}
	for i, rr := range want.All() {
		if got.All()[i].String() != rr.String() {
			t.Fatalf("record %d: %v, want %v", i, got.All()[i], rr)
		}
	}
}

// IXFR is answered with the whole zone, as RFC 1995, section 4, allows where no history is
// kept: first and last its SOA record, whatever version the asker has, and the SOA record
// alone to one who has the newest.
func TestIXFRIsAnsweredWithTheZone(t *testing.T) {
	ask := func(serial uint32) (answer []mdns.RR) {
		w := newWorld(t, 1)
		w.server(w.host("server", "10.0.0.2"), dns.AuthorityConfig{Zones: []*dns.Zone{copiedZone(t, 3)}, OpenTransfer: true})
		w.as(func(h host.Host) error {
			q := &mdns.Msg{MsgHdr: mdns.MsgHdr{Id: 7}, Question: []mdns.Question{{Name: "example.org.", Qtype: mdns.TypeIXFR, Qclass: 1}}}
			q.Ns = []mdns.RR{&mdns.SOA{Hdr: mdns.RR_Header{Name: "example.org.", Rrtype: mdns.TypeSOA, Class: 1}, Ns: "ns.", Mbox: "h.", Serial: serial}}
			b, err := q.Pack()
			if err != nil {
				return err
			}
			conn, err := h.Dial("tcp", at53("10.0.0.2"))
			if err != nil {
				return err
			}
			defer conn.Close()
			if _, err := conn.Write(append([]byte{0, byte(len(b))}, b...)); err != nil {
				return err
			}
			in := make([]byte, 4096)
			n, err := conn.Read(in)
			m := new(mdns.Msg)
			if err == nil {
				err = m.Unpack(in[2:n])
			}
			answer = m.Answer
			return err
		})
		return answer
	}
	old, current := ask(2), ask(3)
	if n := len(old); n != 5 || old[0].Header().Rrtype != mdns.TypeSOA || old[n-1].String() != old[0].String() {
		t.Errorf("to who has version 2: %v", old)
	}
	if len(current) != 1 || current[0].(*mdns.SOA).Serial != 3 {
		t.Errorf("to who has version 3: %v", current)
	}
}

// NOTIFY from who is no primary is ignored; of a zone that is none, refused.
func TestNotifyFromStrangers(t *testing.T) {
	w := twoServers(t)
	w.run()
	notify := func(name string) *mdns.Msg {
		return w.query("client", "10.0.0.3", func(q *mdns.Msg) {
			q.Opcode = mdns.OpcodeNotify
			q.Question[0] = mdns.Question{Name: name, Qtype: mdns.TypeSOA, Qclass: 1}
		})
	}
	if m := notify("example.org."); m != nil {
		t.Errorf("a stranger's NOTIFY was answered: %v", m)
	}
	if m := notify("example.com."); m == nil || m.Rcode != mdns.RcodeNotAuth || m.Opcode != mdns.OpcodeNotify {
		t.Errorf("of no zone of its: %v", m)
	}
}

// With rotation each record comes first in turn; without it the order is the file's.
func TestRotation(t *testing.T) {
	w := newWorld(t, 1)
	w.host("client", "10.0.0.1")
	z := zone(t, "org", soaNS+"ns 60 A 10.0.0.2\nwww 60 A 192.0.2.1\nwww 60 A 192.0.2.2\nwww 60 A 192.0.2.3\nalias 60 CNAME www\n")
	w.server(w.host("server", "10.0.0.2"), dns.AuthorityConfig{Zones: []*dns.Zone{z}, Rotate: true})
	w.run()
	first := func(name string) (list string) {
		for range 4 {
			m := w.query("client", "10.0.0.2", func(q *mdns.Msg) { q.Question[0].Name = name })
			if n := len(m.Answer); n < 3 {
				t.Fatalf("%d records", n)
			}
			for _, rr := range m.Answer {
				if a, ok := rr.(*mdns.A); ok {
					list += a.A.String()[len("192.0.2."):]
				}
			}
			list += " "
		}
		return list
	}
	if got := first("www.org."); got != "123 231 312 123 " {
		t.Errorf("rotated: %s", got)
	}
	if got := first("alias.org."); got != "231 312 123 231 " {
		t.Errorf("behind an alias: %s", got)
	}
	w.servers["server"].Configure(dns.AuthorityConfig{})
	if got := first("www.org."); got != "123 123 123 123 " {
		t.Errorf("not rotated: %s", got)
	}
}
