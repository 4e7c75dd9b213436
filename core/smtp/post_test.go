package smtp_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/mail"
	"playnet/core/smtp"
)

func TestMailArrives(t *testing.T) {
	p, a, b := twoOffices(t)
	a.write("alice@crepes.fr", "bob@hamburger.edu", "bob2@hamburger.edu", "carol@crepes.fr")
	p.run()
	if len(b.box("bob")) != 1 || len(b.box("bob2")) != 1 || len(a.box("carol")) != 1 {
		t.Fatalf("boxes %q %q %q", b.box("bob"), b.box("bob2"), a.box("carol"))
	}
	got := b.box("bob")[0]
	if !strings.HasPrefix(got, "Return-Path: <alice@crepes.fr>\r\nReceived: from mail.crepes.fr ([192.0.2.25])\r\n\tby mail.hamburger.edu with ESMTP id ") ||
		!strings.HasSuffix(got, "Do you like ketchup?\r\n.\r\n") || strings.Contains(got, "for <bob") {
		t.Errorf("%s", got)
	}
	if n := len(a.queue.Queued()) + len(b.queue.Queued()); n != 0 {
		t.Errorf("%d mails are left", n)
	}
	if names := append(a.disk.Names("queue/"), b.disk.Names("queue/")...); len(names) != 0 {
		t.Errorf("the disks still hold %v", names)
	}
}

// Several mails for one domain go over one connection.
func TestOneConnection(t *testing.T) {
	p, a, b := twoOffices(t)
	for range 5 {
		a.write("alice@crepes.fr", "bob@hamburger.edu")
	}
	p.run()
	if len(b.box("bob")) != 5 {
		t.Fatalf("%d mails", len(b.box("bob")))
	}
	connections := 0
	for _, e := range events[smtp.EventState](p.world) {
		if e.Side == "client" && e.After == "greeted" {
			connections++
		}
	}
	if connections != 1 {
		t.Errorf("%d connections", connections)
	}
}

func TestBounces(t *testing.T) {
	for _, test := range []struct{ name, zone, to, status, action string }{
		{"no such user", hamburger, "nobody@hamburger.edu", "5.1.1", "failed"},
		{"no such domain", hamburger, "bob@nowhere.hamburger.edu", "5.1.2", "failed"},
		{"null MX", "hamburger.edu.\n@ MX 0 .\n", "bob@hamburger.edu", "5.1.10", "failed"},
		{"MX without address", "hamburger.edu.\n@ MX 0 missing\n", "bob@hamburger.edu", "5.4.4", "failed"},
		{"nothing but a name", "hamburger.edu.\n@ TXT hello\n", "bob@hamburger.edu", "5.4.4", "failed"},
		{"this host itself", "hamburger.edu.\n@ MX 0 mail.crepes.fr.\n", "bob@hamburger.edu", "5.4.6", "failed"},
		{"this host by another name", "hamburger.edu.\n@ MX 0 alias\nalias A 192.0.2.25\n", "bob@hamburger.edu", "5.4.6", "failed"},
		{"nobody there", "hamburger.edu.\n@ MX 0 mail\nmail A 198.51.100.99\n", "bob@hamburger.edu", "4.4.7", "failed"},
		{"full", hamburger, "full@hamburger.edu", "4.4.7", "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, a, _ := twoOffices(t, crepes, test.zone)
			a.write("alice@crepes.fr", test.to)
			p.run()
			box := a.box("alice")
			if len(box) == 0 || len(a.queue.Queued()) > 0 {
				t.Fatalf("alice has %d mails, the queue %v", len(box), a.queue.Queued())
			}
			report := box[len(box)-1]
			root := mail.Parse([]byte(report))
			if root.Type != "multipart/report" || len(root.Children) != 3 || root.Children[1].Type != "message/delivery-status" {
				t.Fatalf("%s", report)
			}
			for _, want := range []string{"Final-Recipient: rfc822; " + test.to, "Action: " + test.action, "Status: " + test.status,
				"Return-Path: <>", "Reporting-MTA: dns; mail.crepes.fr", "Subject: ketchup"} {
				if !strings.Contains(report, want+"\r\n") {
					t.Errorf("no %q in\n%s", want, report)
				}
			}
		})
	}
}

// Who has refused a mail is said as it was: the server, or the client because of what the
// server does not offer.
func TestAReportSaysWhoRefused(t *testing.T) {
	for to, want := range map[string]string{
		"nobody@hamburger.edu": "<nobody@hamburger.edu>: host mail.hamburger.edu said: 550 5.1.1 ",
		"bob@hamburger.edu":    "<bob@hamburger.edu>: 552 5.3.4 ",
	} {
		p := newPost(t, 1, crepes, hamburger)
		a := p.office("mail.crepes.fr", "192.0.2.25", nil, "crepes.fr")
		p.office("mail.hamburger.edu", "198.51.100.25", func(c *smtp.Config, _ *smtp.QueueConfig) {
			if to == "bob@hamburger.edu" {
				c.MaxSize = 20
			}
		}, "hamburger.edu")
		p.after(time.Second)
		a.write("alice@crepes.fr", to)
		p.run()
		said := strings.Contains(want, " said: ")
		if box := a.box("alice"); len(box) != 1 || !strings.Contains(box[0], want) || strings.Contains(box[0], "Remote-MTA: dns; mail.hamburger.edu\r\n") != said {
			t.Errorf("%s: %q", to, box)
		}
	}
}

// A report that can't be delivered is not reported.
func TestNoBounceForABounce(t *testing.T) {
	p, a, _ := twoOffices(t)
	a.write("nobody@hamburger.edu", "nobody@crepes.fr")
	p.run()
	if n := len(events[smtp.EventDropped](p.world)); n != 1 {
		t.Errorf("%d dropped", n)
	}
	if n := len(events[smtp.EventBounced](p.world)); n != 1 {
		t.Errorf("%d bounced", n)
	}
}

func TestMXInTheirOrder(t *testing.T) {
	p := newPost(t, 1, crepes, "hamburger.edu.\n@ MX 20 two\n@ MX 10 one\n@ MX 30 three\none A 198.51.100.1\ntwo A 198.51.100.2\nthree A 198.51.100.3\n")
	a := p.office("mail.crepes.fr", "192.0.2.25", nil, "crepes.fr")
	p.host("one", "198.51.100.1") // nothing listens
	b := p.office("two", "198.51.100.2", func(c *smtp.Config, _ *smtp.QueueConfig) { c.Trouble = smtp.Reply{Code: 451, Text: "not now"} }, "hamburger.edu")
	c := p.office("three", "198.51.100.3", nil, "hamburger.edu")
	p.after(time.Second)
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	p.run()
	if len(b.box("bob")) != 0 || len(c.box("bob")) != 1 {
		t.Errorf("%d and %d mails", len(b.box("bob")), len(c.box("bob")))
	}
	if n := len(events[smtp.EventDeferred](p.world)); n != 0 {
		t.Errorf("deferred %d times", n)
	}
}

// Hosts of equal preference share the load.
func TestEqualPreference(t *testing.T) {
	p := newPost(t, 1, crepes, "hamburger.edu.\n@ MX 10 one\n@ MX 10 two\none A 198.51.100.1\ntwo A 198.51.100.2\n")
	a := p.office("mail.crepes.fr", "192.0.2.25", nil, "crepes.fr")
	b := p.office("one", "198.51.100.1", nil, "hamburger.edu")
	c := p.office("two", "198.51.100.2", nil, "hamburger.edu")
	p.after(time.Second)
	for range 40 {
		a.write("alice@crepes.fr", "bob@hamburger.edu")
		p.run()
	}
	one, two := len(b.box("bob")), len(c.box("bob"))
	if one+two != 40 || one < 10 || two < 10 {
		t.Errorf("%d and %d", one, two)
	}
}

// A backup server that is an MX itself sends to better ones only.
func TestBackupMX(t *testing.T) {
	p := newPost(t, 1, crepes, "hamburger.edu.\n@ MX 10 one\n@ MX 20 two\n@ MX 30 three\none A 198.51.100.1\ntwo A 198.51.100.2\nthree A 198.51.100.3\n")
	p.host("one", "198.51.100.1")
	two := p.office("two.hamburger.edu", "198.51.100.2", func(c *smtp.Config, _ *smtp.QueueConfig) { c.BackupFor = []string{"hamburger.edu"} }, "two.example")
	three := p.office("three.hamburger.edu", "198.51.100.3", nil, "hamburger.edu")
	p.after(time.Second)
	p.submit("192.0.2.1", "198.51.100.2", "alice@crepes.fr", "bob@hamburger.edu")
	p.after(time.Hour)
	if len(three.box("bob")) != 0 {
		t.Error("the mail went back to a worse server")
	}
	if q := two.queue.Queued(); len(q) != 1 || q[0].State != "deferred" || !strings.Contains(q[0].LastWord, "refused") {
		t.Errorf("%+v", q)
	}
}

func TestLoop(t *testing.T) {
	// Each of two servers believes that the other one has the domain.
	p := newPost(t, 1, "loop.example.\n@ MX 10 one\none A 198.51.100.1\n", "b.example.\n@ A 198.51.100.2\n")
	one := p.office("one.example", "198.51.100.1", func(c *smtp.Config, q *smtp.QueueConfig) { c.OpenRelay, c.MaxHops = true, 10 }, "one.example")
	two := p.office("b.example", "198.51.100.2", func(c *smtp.Config, q *smtp.QueueConfig) { c.OpenRelay, c.MaxHops = true, 10 }, "two.example")
	stub := one.sends.Resolver
	one.sends.Resolver = elsewhere{stub, "loop.example", "b.example"}
	p.after(time.Second)
	two.write("alice@two.example", "bob@loop.example")
	p.run()
	box := two.box("alice")
	if len(box) != 1 || !strings.Contains(box[0], "Status: 5.4.6") {
		t.Errorf("alice has %q", box)
	}
	if n := len(events[smtp.EventAccepted](p.world)); n < 10 || n > 12 {
		t.Errorf("the mail went %d ways", n)
	}
}

// elsewhere is a resolver with one name taken for another.
type elsewhere struct {
	smtp.Resolver
	name, as string
}

func (e elsewhere) Lookup(h host.Host, name string, qtype uint16, servers ...netip.AddrPort) dns.Reply {
	if name == e.name {
		name = e.as
	}
	return e.Resolver.Lookup(h, name, qtype, servers...)
}

// Gaps grow, the sender is warned once, and after the limit the mail comes back.
func TestRetries(t *testing.T) {
	p, a, b := twoOffices(t)
	b.Stop()
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	p.run()
	var waits []time.Duration
	for _, e := range events[smtp.EventDeferred](p.world) {
		waits = append(waits, e.Wait)
	}
	if len(waits) < 30 || !slices.Equal(waits[:8], []time.Duration{5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute,
		80 * time.Minute, 160 * time.Minute, 4 * time.Hour, 4 * time.Hour}) {
		t.Errorf("waits %v", waits)
	}
	if n := len(events[smtp.EventWarned](p.world)); n != 1 {
		t.Errorf("%d warnings", n)
	}
	box := a.box("alice")
	if len(box) != 2 || !strings.Contains(box[0], "Action: delayed\r\n") || !strings.Contains(box[1], "Action: failed\r\n") {
		t.Fatalf("%q", box)
	}
	if took := time.Duration(p.k.Now()); took < 5*24*time.Hour || took > 5*24*time.Hour+time.Hour {
		t.Errorf("given up after %v", took)
	}
}

// The server comes back, and the mail arrives.
func TestServerComesBack(t *testing.T) {
	p, a, b := twoOffices(t)
	b.Stop()
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	p.after(10 * time.Minute)
	b.Start()
	p.run()
	if len(b.box("bob")) != 1 || len(a.box("alice")) != 0 {
		t.Errorf("%d mails, %d reports", len(b.box("bob")), len(a.box("alice")))
	}
}

// What a stopped server has accepted is on its disk.
func TestQueueSurvives(t *testing.T) {
	p, a, b := twoOffices(t)
	b.Stop()
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	p.after(10 * time.Minute)
	before := a.queue.Queued()
	a.Stop()
	p.after(time.Minute)
	a.Start()
	p.after(time.Second)
	after := a.queue.Queued()
	if len(after) != 1 || after[0].ID != before[0].ID || after[0].Tries != before[0].Tries || after[0].Item.Subject != "ketchup" {
		t.Fatalf("%+v, was %+v", after, before)
	}
	b.Start()
	p.run()
	if len(b.box("bob")) != 1 {
		t.Errorf("%d mails", len(b.box("bob")))
	}
}

func TestGreylisting(t *testing.T) {
	p := newPost(t, 1, crepes, hamburger)
	a := p.office("mail.crepes.fr", "192.0.2.25", nil, "crepes.fr")
	b := p.office("mail.hamburger.edu", "198.51.100.25", func(c *smtp.Config, _ *smtp.QueueConfig) { c.Greylist = 8 * time.Minute }, "hamburger.edu")
	p.after(time.Second)
	a.write("alice@crepes.fr", "bob@hamburger.edu")
	p.run()
	if len(b.box("bob")) != 1 {
		t.Fatalf("%d mails", len(b.box("bob")))
	}
	if d := events[smtp.EventDeferred](p.world); len(d) != 2 || !strings.Contains(d[0].Reason, "450 4.7.1 greylisted") {
		t.Errorf("%v", d)
	}
}
