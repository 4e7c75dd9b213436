package imap_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/mail/mailbox"
)

// served fails the test if the server does not serve the next client.
func (w world) served() {
	w.Helper()
	w.Do(func(h host.Host) {
		c := w.login(h)
		w.must(c.Noop())
		w.must(c.Logout())
	})
}

func (w world) say(name, text string) string { return w.Say(name, text, nil)[name] }

// Each of these is refused or ended as the protocol has it, and the next client is served.
func TestHostileInput(t *testing.T) {
	for name, c := range map[string]struct {
		say  []string
		want string // in what comes back
	}{
		"a line of 1 MB":               {[]string{"1 LOGIN " + strings.Repeat("a", 1<<20) + "\r\n2 NOOP\r\n"}, "1 BAD Command line too long\r\n2 OK"},
		"a line of 1 MB without tag":   {[]string{strings.Repeat("\xff", 1<<20) + "\r\n"}, "* BAD Command line too long\r\n"},
		"NUL":                          {[]string{"1 LOGIN al\x00ice secret\r\n2 NOOP\r\n"}, "1 BAD Error in arguments of LOGIN: expected a space at character 11\r\n2 OK"},
		"a large literal before LOGIN": {[]string{"1 LOGIN {2000}\r\n", "2 NOOP\r\n"}, "1 BAD Literal too long\r\n2 OK"},
		"one that does not wait":       {[]string{"1 LOGIN {2000+}\r\n" + strings.Repeat("x", 2000) + " y\r\n2 NOOP\r\n"}, "1 BAD Literal too long\r\n2 OK"},
		"a literal without end":        {[]string{"1 LOGIN {999999999999+}\r\n"}, "* BYE"},
		"many literals":                {[]string{"1 LOGIN" + strings.Repeat(" {1+}\r\nx", 200) + "\r\n"}, "* BYE"},
		"garbage, pipelined":           {[]string{strings.Repeat("\x16\x03\x01 garbage\r\n", 1000)}, "* BYE Too many errors"},
		"logins, one after the other":  {[]string{"1 LOGIN alice a\r\n2 LOGIN alice b\r\n3 LOGIN alice c\r\n4 LOGIN alice secret\r\n"}, "* BYE Too many refused logins"},
		"keys without end": {[]string{"1 LOGIN alice secret\r\n2 SELECT INBOX\r\n3 SEARCH " + strings.Repeat("NOT ", 1000) + "ALL\r\n"},
			"3 BAD Error in arguments of SEARCH: expected fewer search keys"},
		"lists without end": {[]string{"1 LOGIN alice secret\r\n2 SELECT INBOX\r\n3 SEARCH " + strings.Repeat("(", 1000) + "\r\n"}, "3 BAD"},
		"ranges without end": {[]string{"1 LOGIN alice secret\r\n2 SELECT INBOX\r\n3 UID FETCH 1" + strings.Repeat(",1", 5000) + " FLAGS\r\n"},
			"3 BAD Error in arguments of UID FETCH: expected fewer ranges"},
		"flags without end":          {[]string{"1 LOGIN alice secret\r\n2 APPEND INBOX (" + strings.Repeat("a ", 100) + "a) {1+}\r\nx\r\n"}, "2 BAD"},
		"names without end":          {[]string{"1 LOGIN alice secret\r\n2 CREATE " + strings.Repeat("a/", 500) + "a\r\n"}, "2 NO [CANNOT]"},
		"a message that is too long": {[]string{"1 LOGIN alice secret\r\n2 APPEND INBOX {99999}\r\n", "3 NOOP\r\n"}, "2 NO [TOOBIG]"},
		"NUL in a message":           {[]string{"1 LOGIN alice secret\r\n2 APPEND INBOX {3+}\r\na\x00b\r\n3 STATUS INBOX (MESSAGES)\r\n"}, "MESSAGES 0"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, imap.Config{MaxMessage: 10_000})
			w.Dial("a")
			var got string
			for _, text := range c.say {
				got += w.say("a", text)
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("said %.2000q", got)
			}
			w.served()
		})
	}
}

// One message is what APPEND brings: a client can't have the server keep a hundred of them at
// once, as literals of one command.
func TestOneLargeLiteralIsEnough(t *testing.T) {
	w := newWorld(t, imap.Config{MaxMessage: 1 << 20})
	w.Dial("a")
	w.say("a", "1 LOGIN alice secret\r\n")
	got := w.say("a", "2 APPEND {1000000+}\r\n"+strings.Repeat("x", 1_000_000)+" {1000000}\r\n")
	if want := "2 BAD Literal too long\r\n"; got != want {
		t.Errorf("said %q", got)
	}
	w.served()
}

// A client that says nothing, or a byte at a time, is sent away: soon if it has not logged
// in, else after the half hour that RFC 3501, section 5.4, grants.
func TestSlowClients(t *testing.T) {
	for name, c := range map[string]struct {
		begin, every string
		stays, goes  time.Duration
	}{
		"silent, not logged in":   {"", "", 2 * time.Minute, 4 * time.Minute},
		"dribbles, not logged in": {"1 LOGIN ", "x", 2 * time.Minute, 4 * time.Minute},
		"silent, logged in":       {"1 LOGIN alice secret\r\n", "", 29 * time.Minute, 31 * time.Minute},
		"dribbles, logged in":     {"1 LOGIN alice secret\r\n", "x", 29 * time.Minute, 31 * time.Minute},
		"dribbles a literal":      {"1 LOGIN alice secret\r\n2 APPEND INBOX {9000+}\r\n", "x", 29 * time.Minute, 31 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, imap.Config{})
			w.Dial("a")
			w.say("a", c.begin)
			var got string
			for began := w.Kernel.Now(); w.Kernel.Now().Sub(began) < c.goes; {
				w.After(20 * time.Second)
				got += w.say("a", c.every)
				if elapsed := w.Kernel.Now().Sub(began); elapsed < c.stays && strings.Contains(got, "BYE") {
					t.Fatalf("sent away after %v", elapsed)
				}
			}
			if !strings.Contains(got, "* BYE [UNAVAILABLE] Autologout") {
				t.Errorf("said %q", got)
			}
			if n := len(w.Server.Sessions()); n != 0 {
				t.Errorf("%d sessions are left", n)
			}
			w.served()
		})
	}
}

// A stranger holds so many connections and no more, and so does a user from one place; another
// user from there comes in. Those that are only half open count, and go in time.
func TestManyConnections(t *testing.T) {
	const most, full = 20, "* BYE [UNAVAILABLE] Too many connections"
	w := newWorld(t, imap.Config{})
	w.Do(func(h host.Host) {
		hear := func(conn net.Conn) string {
			b := make([]byte, 1000)
			n, err := conn.Read(b)
			w.must(err)
			return string(b[:n])
		}
		logIn := func(user string) (conn net.Conn, said string) {
			conn, err := h.Dial("tcp", serverAt)
			w.must(err)
			hear(conn)
			_, err = io.WriteString(conn, "1 LOGIN "+user+" secret\r\n")
			w.must(err)
			return conn, hear(conn)
		}
		var held net.Conn
		for i := range most + 1 {
			conn, said := logIn("alice")
			if refused := strings.HasPrefix(said, "1 NO [LIMIT] "); refused != (i == most) {
				t.Errorf("login %d hears %q", i+1, said)
			}
			if i == most {
				w.must(conn.Close())
			} else {
				held = conn
			}
		}
		if _, said := logIn("bob"); !strings.HasPrefix(said, "1 OK ") {
			t.Errorf("another user hears %q", said)
		}
		w.must(held.Close())
		for i := range most + 1 {
			conn, err := h.Dial("tcp", serverAt)
			w.must(err)
			if said := hear(conn); strings.HasPrefix(said, full) != (i == most) {
				t.Errorf("connection %d hears %q", i+1, said)
			}
		}
	})
	w.After(4 * time.Minute)
	w.served()
}

// A client that takes nothing of what it is sent holds the server for some minutes, not
// for ever, and nobody else.
func TestClientThatDoesNotRead(t *testing.T) {
	w := newWorld(t, imap.Config{})
	big := []byte("Subject: big\r\n\r\n" + strings.Repeat("x", 1<<20))
	w.Do(func(h host.Host) {
		c := w.login(h)
		_, err := c.Append("INBOX", nil, time.Time{}, big)
		w.must(err)
		w.must(c.Logout())
		conn, err := h.Dial("tcp", serverAt)
		w.must(err)
		_, err = conn.Write([]byte("1 LOGIN alice secret\r\n2 SELECT INBOX\r\n" + strings.Repeat("3 FETCH 1 BODY[]\r\n", 20)))
		w.must(err)
	})
	w.served()
	w.After(20 * time.Minute)
	if n := len(w.Server.Sessions()); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

// A session sees another state when the mailbox that it has open is deleted.
func TestMailboxGoes(t *testing.T) {
	w := newWorld(t, imap.Config{})
	w.Do(func(h host.Host) {
		a, b := w.login(h), w.login(h)
		w.must(a.Create("Trips"))
		_, err := a.Append("Trips", []string{mailbox.Seen}, time.Time{}, []byte("x"))
		w.must(err)
		_, err = b.Select("Trips")
		w.must(err)
		w.must(a.Delete("Trips"))
		if _, err := b.Fetch(imap.OneUID(1), imap.ItemFlags); err == nil || !strings.Contains(err.Error(), "NONEXISTENT") {
			t.Error(err)
		}
		_, err = b.Select("INBOX")
		w.must(err)
	})
}

// A server that is stopped in the middle of everything starts again with all that it has
// said OK to.
func TestStopAndStart(t *testing.T) {
	w := newWorld(t, imap.Config{})
	w.Do(func(h host.Host) {
		c := w.login(h)
		w.must(c.Create("Trips"))
		w.must(c.Subscribe("Trips"))
		_, err := c.Append("Trips", []string{mailbox.Flagged}, time.Time{}, []byte(crepe))
		w.must(err)
		w.Mail.Stop()
		w.Mail.Start()
		if err := c.Noop(); err == nil {
			t.Error("the old connection still answers")
		}
		if c.State() != imap.Logout {
			t.Error(c.State())
		}
		w.must(h.Sleep(time.Second))
		c = w.login(h)
		folders, err := c.Subscribed("", "T*")
		w.must(err)
		box, err := c.Select("Trips")
		w.must(err)
		if len(folders) != 1 || box.Exists != 1 {
			t.Errorf("%v, %+v", folders, box)
		}
	})
}
