package smtp_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/smtp"
)

// Where mail goes that no MX record tells the way of.
func TestRoutes(t *testing.T) {
	for _, test := range []struct{ name, zone, to, by string }{
		{"by MX", hamburger, "bob@hamburger.edu", "MX"},
		{"by address", "hamburger.edu.\n@ A 198.51.100.25\n", "bob@hamburger.edu", "A"},
		{"by literal", hamburger, "bob@[198.51.100.25]", "literal"},
		{"in capitals", hamburger, "bob@HAMBURGER.EDU", "MX"},
		{"by alias", "hamburger.edu.\n@ A 198.51.100.25\n@ MX 10 mail\nmail CNAME hamburger.edu.\n", "bob@hamburger.edu", "MX"},
	} {
		p, a, b := twoOffices(t, crepes, test.zone)
		a.write("alice@crepes.fr", test.to)
		p.run()
		routed := events[smtp.EventRouted](p.world)
		if len(b.box("bob")) != 1 || len(routed) != 1 || routed[0].By != test.by {
			t.Errorf("%s: %d mails, %v", test.name, len(b.box("bob")), routed)
		}
	}
}

// A server that is one of the domain's own passes mail on only to those that are preferred to
// it: not to its equals, which could pass it back (RFC 5321 §5.1).
func TestBackupPassesOnUpwards(t *testing.T) {
	p, a, b := twoOffices(t, crepes, "hamburger.edu.\n@ MX 30 third\n@ MX 20 equal\n@ MX 20 mail.crepes.fr.\n@ MX 10 mail\nmail A 198.51.100.25\n")
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	p.run()
	routed := events[smtp.EventRouted](p.world)
	if len(b.box("bob")) != 1 || len(routed) != 1 || !slices.Equal(routed[0].Hosts, []string{"10 mail.hamburger.edu"}) {
		t.Errorf("%d mails, %v", len(b.box("bob")), routed)
	}
}

// hollow answers every question: its only mail host has address records that hold nothing.
type hollow struct{}

func (hollow) Lookup(_ host.Host, name string, qtype uint16, _ ...netip.AddrPort) dns.Reply {
	record := mdns.TypeToRR[qtype]()
	*record.Header() = mdns.RR_Header{Name: name, Rrtype: qtype, Class: mdns.ClassINET}
	if mx, ok := record.(*mdns.MX); ok {
		mx.Mx = "mail.hamburger.edu."
	}
	return dns.Reply{State: dns.LookupFound, Records: []mdns.RR{record}}
}

// An answer without an address in it sends the mail back, and brings nobody down.
func TestHollowAnswers(t *testing.T) {
	p := newPost(t, 1, crepes)
	a := p.office("mail.crepes.fr", "192.0.2.25", func(_ *smtp.Config, q *smtp.QueueConfig) { q.Resolver = hollow{} }, "crepes.fr")
	p.after(time.Second)
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	p.run()
	if box := a.box("alice"); len(box) != 1 || !strings.Contains(box[0], "Status: 5.4.4\r\n") {
		t.Errorf("%q", box)
	}
}

// When the DNS does not answer, mail waits.
func TestNoNames(t *testing.T) {
	p, a, b := twoOffices(t)
	p.names.Stop()
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	p.after(3 * time.Minute)
	if q := a.queue.Queued(); len(q) != 1 || q[0].State != "deferred" || !strings.HasPrefix(q[0].LastWord, "451 4.4.3 ") {
		t.Errorf("%+v", q)
	}
	p.names.Start()
	p.run()
	if len(b.box("bob")) != 1 {
		t.Errorf("%d mails", len(b.box("bob")))
	}
}

// A mail to many domains: what happens at one is no matter to the others.
func TestLegs(t *testing.T) {
	p := newPost(t, 1, crepes, hamburger, "pickle.example.\n@ MX 10 mail\nmail A 198.51.100.26\n")
	a := p.office("mail.crepes.fr", "192.0.2.25", nil, "crepes.fr")
	b := p.office("mail.hamburger.edu", "198.51.100.25", nil, "hamburger.edu")
	c := p.office("mail.pickle.example", "198.51.100.26", nil, "pickle.example")
	p.after(time.Second)
	c.Stop()
	a.write("alice@crepes.fr", "bob@hamburger.edu", "nobody@hamburger.edu", "carol@pickle.example", "dave@crepes.fr", "bob@[198.51.100.25]")
	p.after(10 * time.Minute)
	if len(b.box("bob")) != 2 || len(a.box("dave")) != 1 || len(a.box("alice")) != 1 {
		t.Errorf("%d, %d and %d mails", len(b.box("bob")), len(a.box("dave")), len(a.box("alice")))
	}
	if q := a.queue.Queued(); len(q) != 1 || len(q[0].To) != 1 || q[0].To[0] != "carol@pickle.example" {
		t.Errorf("%+v", q)
	}
	c.Start()
	p.run()
	if len(c.box("carol")) != 1 || len(b.box("bob")) != 2 {
		t.Errorf("%d and %d mails", len(c.box("carol")), len(b.box("bob")))
	}
}

// A server that closes the connection between two mails is asked again.
func TestServerClosesBetween(t *testing.T) {
	p := newPost(t, 1, crepes, hamburger)
	a := p.office("mail.crepes.fr", "192.0.2.25", nil, "crepes.fr")
	s := &script{greeting: "220 x\r\n", replies: map[string]string{"EHLO": "250 x\r\n"}}
	// After the first mail the server is gone when the second one's MAIL comes.
	s.hangUpAfter = 1
	p.host("mail.hamburger.edu", "198.51.100.25").Run(&program{s.run})
	p.after(time.Second)
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	a.write("alice@crepes.fr", "bob2@hamburger.edu")
	p.after(time.Minute)
	if n := len(events[smtp.EventDelivered](p.world)); n != 2 {
		t.Errorf("%d delivered\n%s", n, s.heard.String())
	}
	if n := len(events[smtp.EventDeferred](p.world)); n != 0 {
		t.Errorf("%d deferred", n)
	}
}
