package mailserver

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/pop3"
	"playnet/core/view"
)

// A mail from one user to another: submitted, queued, sent to the other's server, put
// into the mailbox, fetched.
func TestJourney(t *testing.T) {
	w := newWorld(t)
	var fetched string
	w.exec(func(h host.Host) {
		if r := w.submit(h, "Do you like ketchup?", "bob@hamburger.edu", "al+list@crepes.fr"); r.Code != 250 {
			t.Errorf("submitted: %v", r)
		}
		_ = h.Sleep(10 * time.Second)
		c, err := pop3.Dial(h, w.burgers.at(pop3.Port))
		if err != nil {
			t.Error(err)
			return
		}
		_ = c.Login("bob", "ketchup")
		b, _ := c.Retr(1)
		fetched = string(b)
		_ = c.Dele(1)
		_ = c.Quit()
	})
	if !strings.HasPrefix(fetched, "Return-Path: <alice@crepes.fr>\r\n") || strings.Count(fetched, "\nReceived: ") != 2 ||
		!strings.HasSuffix(fetched, "Do you like ketchup?\r\n") {
		t.Errorf("bob has fetched\n%s", fetched)
	}
	if n := len(w.burgers.box("bob")); n != 0 {
		t.Errorf("%d messages are left", n)
	}
	if n := len(w.crepes.box("alice")); n != 1 {
		t.Errorf("alice's alias brought %d messages", n)
	}
	v := w.crepes.Programs()[0]
	if v.State != "listening" || len(v.Mail.Queue) != 0 || len(v.Mail.Mailboxes) != 1 || v.Mail.Mailboxes[0].Total != 1 {
		t.Errorf("the server shows %+v, %+v", v, v.Mail)
	}
}

// What was taken with 250 outlasts stops of both servers.
func TestStops(t *testing.T) {
	w := newWorld(t)
	w.burgers.Stop()
	w.user.Run(program{func(h host.Host) {
		if r := w.submit(h, "hello", "bob@hamburger.edu"); r.Code != 250 {
			t.Errorf("submitted: %v", r)
		}
	}})
	w.after(time.Minute)
	if q := w.crepes.Programs()[0].Mail.Queue; len(q) != 1 || q[0].To[0] != "bob@hamburger.edu" {
		t.Errorf("the queue holds %+v", q)
	}
	w.crepes.Stop()
	w.after(time.Minute)
	w.crepes.Start()
	w.burgers.Start()
	w.run()
	if n := len(w.burgers.box("bob")); n != 1 {
		t.Errorf("bob has %d messages", n)
	}
	w.burgers.Stop()
	w.burgers.Start()
	w.run()
	if n := len(w.burgers.box("bob")); n != 1 {
		t.Errorf("after a stop bob has %d messages", n)
	}
}

// A mailbox that is full, and one that nobody has, come back to the sender.
func TestBounces(t *testing.T) {
	w := newWorld(t)
	w.exec(func(h host.Host) {
		w.submit(h, strings.Repeat("x\r\n", 700), "bob@hamburger.edu")
		w.submit(h, "y", "nobody@hamburger.edu")
		w.submit(h, "z", "postmaster@hamburger.edu")
	})
	got := w.crepes.box("alice")
	if len(got) != 2 || !strings.Contains(got[0]+got[1], "5.2.2") || !strings.Contains(got[0]+got[1], "5.1.1") {
		t.Errorf("alice has %d messages:\n%s", len(got), strings.Join(got, "\n--\n"))
	}
	if got := w.burgers.box("bob"); len(got) != 1 || !strings.HasSuffix(got[0], "z\r\n") {
		t.Errorf("bob, who is the postmaster, has %q", got)
	}
}

// The folders that a lab gives are filled once, not at each start.
func TestFolders(t *testing.T) {
	w := newWorld(t)
	config := Config{Domains: []string{"example.org"}, Protocols: []Protocol{POP3},
		Accounts: []Account{{User: "carol", Password: "x"}},
		Folders: []Folder{
			{User: "carol", Messages: [][]byte{[]byte("Date: Sun, 1 Nov 2026 10:00:00 +0000\nSubject: old\n\nhi\n"), []byte("Subject: new\r\n\r\n")}, Copies: 3},
			{User: "carol", Name: "Recipes/Crepes", Flags: []string{`\Seen`}, Messages: [][]byte{[]byte("Subject: flour\n\n")}},
			{User: "nobody", Messages: [][]byte{[]byte("x")}},
		}}
	o := w.office("mail.example.org", "203.0.113.25", config)
	w.run()
	for range 2 {
		if n := total(o.server.Store()); n != 7 {
			t.Errorf("%d messages", n)
		}
		o.Stop()
		o.Start()
		w.run()
	}
	u, _ := o.server.Store().User("carol")
	first := u.Inbox().At(1)
	if got := string(first.Source()); !strings.HasSuffix(got, "Subject: old\r\n\r\nhi\r\n") || first.Date().Day() != 1 {
		t.Errorf("the first is %q of %v", got, first.Date())
	}
	if !u.Inbox().At(2).Date().Equal(epoch) {
		t.Errorf("one without a date is of %v", u.Inbox().At(2).Date())
	}
	if m, err := u.Mailbox("Recipes/Crepes"); err != nil || m.Len() != 1 || m.Unseen() != 0 {
		t.Errorf("the folder: %v", err)
	}
	if s := ports(o.Sockets()); s != "110" {
		t.Errorf("it listens on %s", s)
	}
}

func TestPorts(t *testing.T) {
	w := newWorld(t)
	if s := ports(w.crepes.Sockets()); s != "25 587 110 143" {
		t.Errorf("it listens on %s", s)
	}
}

// ports lists the ports of welcoming sockets.
func ports(sockets []view.Socket) string {
	var list []string
	for _, s := range sockets {
		if at, err := netip.ParseAddrPort(s.Local); err == nil && s.State == "LISTEN" {
			list = append(list, at.String()[strings.LastIndex(at.String(), ":")+1:])
		}
	}
	return strings.Join(list, " ")
}

// Settings can change while the server runs.
func TestReconfigure(t *testing.T) {
	w := newWorld(t)
	c := w.burgers.config
	c.Quota = 100
	w.burgers.server.Reconfigure(c)
	w.exec(func(h host.Host) { w.submit(h, strings.Repeat("x", 200), "bob@hamburger.edu") })
	if n := len(w.burgers.box("bob")); n != 0 {
		t.Errorf("bob has %d messages", n)
	}
	c.Quota = 0
	w.burgers.server.Reconfigure(c)
	w.exec(func(h host.Host) { w.submit(h, strings.Repeat("x", 200), "bob@hamburger.edu") })
	if n := len(w.burgers.box("bob")); n != 1 {
		t.Errorf("bob has %d messages", n)
	}
}
