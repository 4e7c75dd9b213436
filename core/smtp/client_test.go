package smtp_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/smtp"
)

// script is a server that says what a test wants it to: to each line that begins with a
// key its value, else "250 ok". It writes down what it hears.
type script struct {
	greeting string
	replies  map[string]string
	heard    strings.Builder
	// hangUpAfter is how many mails the server takes on a connection; 0: any number.
	hangUpAfter int
}

func (s *script) run(h host.Host) error {
	l, err := h.Listen("tcp", netip.AddrPortFrom(h.Addrs()[0], smtp.Port))
	if err != nil {
		return err
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		h.Go("script", func() { s.talk(conn) })
	}
}

func (s *script) talk(conn net.Conn) {
	defer conn.Close()
	io.WriteString(conn, s.greeting)
	in := bufio.NewReader(conn)
	data, mails := false, 0
	for {
		line, err := in.ReadString('\n')
		if err != nil || s.hangUpAfter > 0 && mails == s.hangUpAfter {
			return
		}
		s.heard.WriteString(strings.TrimSuffix(line, "\r\n") + "\n")
		if data && line != ".\r\n" {
			continue
		}
		if data {
			mails++
		}
		data = false
		reply := "250 ok\r\n"
		if strings.HasPrefix(line, "DATA") {
			reply = "354 go\r\n"
		}
		longest := ""
		for key, r := range s.replies {
			if strings.HasPrefix(line, key) && len(key) > len(longest) {
				longest, reply = key, r
			}
		}
		if reply == "" {
			return // hangs up
		}
		data = strings.HasPrefix(reply, "354")
		io.WriteString(conn, reply)
	}
}

// send lets a client send a mail to a scripted server.
func send(t *testing.T, s *script, e smtp.Envelope, sources ...string) (all []smtp.Sent, err error) {
	t.Helper()
	w := newWorld(t, 1)
	if s.greeting == "" {
		s.greeting = "220 script\r\n"
	}
	w.host("script", "198.51.100.25").Run(&program{s.run})
	w.host("client", "192.0.2.1").Run(running(func(h host.Host) {
		var c *smtp.Client
		if c, err = smtp.Dial(h, netip.AddrPortFrom(addr("198.51.100.25"), smtp.Port), "client"); err != nil {
			return
		}
		for _, source := range sources {
			var sent smtp.Sent
			sent, err = c.Send(e, []byte(source))
			all = append(all, sent)
			if err != nil {
				c.Close()
				return
			}
		}
		c.Quit()
	}))
	w.after(time.Hour)
	return all, err
}

func envelope(to ...string) smtp.Envelope {
	e := smtp.Envelope{From: smtp.Address{Local: "alice", Domain: "crepes.fr"}}
	for _, s := range to {
		a, _ := smtp.ParseAddress(s)
		e.To = append(e.To, a)
	}
	return e
}

func TestClientFallsBack(t *testing.T) {
	s := &script{replies: map[string]string{"EHLO": "502 what?\r\n"}}
	sent, err := send(t, s, envelope("bob@hamburger.edu"), "hello\r\n", ".\r\n..\r\nx")
	if err != nil || len(sent) != 2 || !sent[1].Last.Good() {
		t.Fatal(sent, err)
	}
	same(t, "heard", s.heard.String(), `
EHLO client
HELO client
MAIL FROM:<alice@crepes.fr>
RCPT TO:<bob@hamburger.edu>
DATA
hello
.
MAIL FROM:<alice@crepes.fr>
RCPT TO:<bob@hamburger.edu>
DATA
..
...
x
.
QUIT`)
}

func TestClientExtensions(t *testing.T) {
	umlaut := "Subject: a\r\n\r\ngr\xc3\xbc\xc3\x9fe\r\n"
	for _, test := range []struct {
		name, offers, source string
		to                   string
		mail                 string // the MAIL line
		has                  string // in the message
		code                 int    // of the last word; 0: 250
	}{
		{name: "all", offers: "SIZE 1000\n8BITMIME", source: umlaut, mail: "MAIL FROM:<alice@crepes.fr> SIZE=23 BODY=8BITMIME", has: "gr\xc3\xbc\xc3\x9fe"},
		{name: "no size", offers: "8BITMIME", source: umlaut, mail: "MAIL FROM:<alice@crepes.fr> BODY=8BITMIME"},
		{name: "too big", offers: "SIZE 10", source: umlaut, code: 552},
		{name: "converted", offers: "SIZE", source: umlaut, mail: "MAIL FROM:<alice@crepes.fr> SIZE=143",
			has: "Content-Transfer-Encoding: quoted-printable\nMIME-Version: 1.0\nContent-Type: text/plain; charset=unknown-8bit\nSubject: a\n\ngr=C3=BC=C3=9Fe\n"},
		{name: "8-bit header", offers: "8BITMIME", source: "Subject: \xc3\xbc\r\n\r\nx\r\n", code: 553},
		{name: "UTF-8 header", offers: "8BITMIME\nSMTPUTF8", source: "Subject: \xc3\xbc\r\n\r\nx\r\n", mail: "MAIL FROM:<alice@crepes.fr> SMTPUTF8 BODY=8BITMIME"},
		{name: "UTF-8 address", offers: "8BITMIME\nSMTPUTF8", source: "x\r\n", to: "jürgen@hamburger.edu", mail: "MAIL FROM:<alice@crepes.fr> SMTPUTF8"},
		{name: "UTF-8 address to none", offers: "8BITMIME", source: "x\r\n", to: "jürgen@hamburger.edu", code: 553},
	} {
		t.Run(test.name, func(t *testing.T) {
			// The last line is the one without a hyphen.
			lines := strings.Split("script\n"+test.offers, "\n")
			offers := ""
			for i, line := range lines {
				offers += map[bool]string{true: "250 ", false: "250-"}[i == len(lines)-1] + line + "\r\n"
			}
			s := &script{replies: map[string]string{"EHLO": offers}}
			to := test.to
			if to == "" {
				to = "bob@hamburger.edu"
			}
			sent, err := send(t, s, envelope(to), test.source)
			if err != nil || len(sent) != 1 {
				t.Fatal(sent, err)
			}
			code := test.code
			if code == 0 {
				code = 250
			}
			if sent[0].Last.Code != code || sent[0].To[0].Code != code {
				t.Errorf("%+v", sent[0])
			}
			if !strings.Contains(s.heard.String(), test.mail+"\n") || !strings.Contains(s.heard.String(), test.has) {
				t.Errorf("%s", s.heard.String())
			}
			if code != 250 && strings.Contains(s.heard.String(), "MAIL") {
				t.Errorf("%s", s.heard.String())
			}
		})
	}
}

// What each recipient is told, whatever the server knows.
func TestClientOutcomes(t *testing.T) {
	for _, pipelining := range []bool{false, true} {
		for _, test := range []struct {
			name    string
			replies map[string]string
			codes   string // of the recipients
			lost    bool   // the connection
		}{
			{"all well", nil, "250 250", false},
			{"sender refused", map[string]string{"MAIL": "550 5.7.1 no\r\n", "RCPT": "503 no\r\n", "DATA": "503 no\r\n"}, "550 550", false},
			{"one refused", map[string]string{"RCPT TO:<a": "550-5.1.1 no\r\n550 5.1.1 user\r\n"}, "550 250", false},
			{"one later", map[string]string{"RCPT TO:<b": "450 later\r\n"}, "250 450", false},
			{"all refused", map[string]string{"RCPT": "550 no\r\n", "DATA": "554 no\r\n"}, "550 550", false},
			{"all refused, but DATA", map[string]string{"RCPT": "550 no\r\n", ".": "554 what?\r\n"}, "550 550", false},
			{"DATA refused", map[string]string{"DATA": "451 disk\r\n"}, "451 451", false},
			{"message refused", map[string]string{".": "554 5.6.0 no\r\n"}, "554 554", false},
			{"closes", map[string]string{"RCPT": "421 4.3.2 bye\r\n"}, "421 421", true},
			{"hangs up at DATA", map[string]string{"DATA": ""}, "451 451", true},
			{"hangs up at the end", map[string]string{".": ""}, "451 451", true},
			{"refused, then hangs up", map[string]string{"RCPT TO:<a": "550 no\r\n", ".": ""}, "550 451", true},
			{"garbage", map[string]string{"MAIL": "hello\r\n"}, "451 451", true},
			{"other codes in a reply", map[string]string{"MAIL": "250-a\r\n251 b\r\n"}, "451 451", true},
			{"endless reply", map[string]string{"MAIL": strings.Repeat("250-a\r\n", 101)}, "451 451", true},
		} {
			replies := map[string]string{"EHLO": "250 script\r\n"}
			if pipelining {
				replies["EHLO"] = "250-script\r\n250 PIPELINING\r\n"
			}
			for k, v := range test.replies {
				replies[k] = v
			}
			s := &script{replies: replies}
			sent, err := send(t, s, envelope("a@hamburger.edu", "b@hamburger.edu"), "hello\r\n")
			if len(sent) != 1 || (err != nil) != test.lost {
				t.Errorf("%s: %v %v", test.name, sent, err)
				continue
			}
			codes := sent[0].To[0].String()[:3] + " " + sent[0].To[1].String()[:3]
			if codes != test.codes {
				t.Errorf("%s (pipelining: %t): %s, want %s\n%s", test.name, pipelining, codes, test.codes, s.heard.String())
			}
			if !test.lost && !strings.HasSuffix(s.heard.String(), "QUIT\n") {
				t.Errorf("%s: no QUIT in %s", test.name, s.heard.String())
			}
			sentText := strings.Contains(s.heard.String(), "\nhello\n")
			if shall := strings.Contains(test.codes, "250") || test.replies["."] != "" && !strings.Contains(test.name, "but") || strings.Contains(test.name, "hangs"); sentText && !shall {
				t.Errorf("%s: the message was sent", test.name)
			}
		}
	}
}

// Replies that come late, or never.
func TestClientWaits(t *testing.T) {
	s := &script{greeting: "220-wait\r\n"}
	_, err := send(t, s, envelope("bob@hamburger.edu"), "hello\r\n")
	if err == nil || s.heard.Len() != 0 {
		t.Errorf("%v %s", err, s.heard.String())
	}
	s = &script{greeting: "554 no service\r\n"}
	_, err = send(t, s, envelope("bob@hamburger.edu"), "hello\r\n")
	var r smtp.Reply
	if !errors.As(err, &r) || r.Code != 554 {
		t.Errorf("%v", err)
	}
}

// A second mail after one that was refused begins anew.
func TestClientGoesOn(t *testing.T) {
	s := &script{replies: map[string]string{"RCPT": "550 no\r\n"}}
	if sent, err := send(t, s, envelope("bob@hamburger.edu"), "one\r\n", "two\r\n"); err != nil || len(sent) != 2 {
		t.Fatal(sent, err)
	}
	same(t, "heard", s.heard.String(), `
EHLO client
MAIL FROM:<alice@crepes.fr>
RCPT TO:<bob@hamburger.edu>
RSET
MAIL FROM:<alice@crepes.fr>
RCPT TO:<bob@hamburger.edu>
QUIT`)
}

// What goes out has no bare CR or LF, whoever has put them into the queue.
func TestClientSmugglesNothing(t *testing.T) {
	s := &script{}
	if _, err := send(t, s, envelope("bob@hamburger.edu"), "a\n.\nb\r.\rc\r\n.\n\r.\r\n"); err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(s.heard.String(), "DATA\n")
	same(t, "heard", text, "a\n..\nb\n..\nc\n..\n\n..\n.\nQUIT")
}
