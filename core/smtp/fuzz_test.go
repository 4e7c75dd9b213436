package smtp_test

import (
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/smtp"
)

// Whatever a client sends, the server answers with replies, takes nothing that could be
// read in two ways, and serves the next client.
func FuzzServer(f *testing.F) {
	f.Add([]byte(begin+"Subject: a\r\n\r\n..hello\r\n.\r\nQUIT\r\n"), false)
	f.Add([]byte(begin+"hello\n.\r\nMAIL FROM:<x@y.z>\r\n.\r\n"), false)
	f.Add([]byte("EHLO x\r\nMAIL FROM:<a@b.c> SIZE=9\r\nRCPT TO:<bob@hamburger.edu>\r\nBDAT 5\r\nhelloBDAT 2 LAST\r\n\r\n"), false)
	f.Add([]byte("EHLO x\r\nAUTH LOGIN\r\nYWxpY2U=\r\n*\r\n\x00\r\n"), true)
	f.Add([]byte("EHLO x\r\nAUTH PLAIN AGFsaWNlAHdvbmRlcg==\r\nMAIL FROM:<>\r\nRCPT TO:<\"a b\"@c.d>\r\nDATA\r\n.\r\n"), true)
	f.Fuzz(func(t *testing.T, sent []byte, submission bool) {
		c := smtp.Config{MaxSize: 10_000, Submission: submission}
		if submission {
			c.Authenticate = func(user, password string) bool { return password == "wonder" }
		}
		s := newSite(t, c)
		wellFormedReplies(t, s.raw(string(sent)))
		for _, m := range s.inbox.mails {
			rest := strings.ReplaceAll(m.source, "\r\n", "")
			if strings.ContainsAny(rest, "\r\n\x00") {
				t.Errorf("accepted %q", m.source)
			}
			for _, to := range append(m.To, m.From) {
				if strings.ContainsAny(to.String(), "\r\n\x00") {
					t.Errorf("accepted the address %q", to)
				}
			}
		}
		if n := len(s.server.Sessions()); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		if !submission {
			s.serves()
		}
	})
}

// wellFormedReplies fails the test unless text is made of replies.
func wellFormedReplies(t *testing.T, text string) {
	for line := range strings.SplitAfterSeq(text, "\r\n") {
		if line == "" {
			continue
		}
		if len(line) < 6 || !strings.HasSuffix(line, "\r\n") || line[0] < '2' || line[0] > '5' || line[3] != ' ' && line[3] != '-' {
			t.Errorf("no reply: %q", line)
		}
	}
}

// Whatever a server says, the client comes to an end, and believes in no success that was
// not told.
func FuzzClient(f *testing.F) {
	f.Add([]byte("220 x\r\n250-x\r\n250 PIPELINING\r\n250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 ok\r\n221 bye\r\n"))
	f.Add([]byte("220 x\r\n500 x\r\n250 x\r\n250 ok\r\n550 5.1.1 no\r\n250 ok\r\n221 bye\r\n"))
	f.Add([]byte("220 x\r\n250-SIZE 99999999999999999999\r\n250 AUTH\r\n421 bye\r\n"))
	f.Add([]byte("220-\r\n\n250"))
	f.Fuzz(func(t *testing.T, says []byte) {
		w := newWorld(t, 1)
		w.host("server", "198.51.100.25").Run(running(func(h host.Host) {
			l, err := h.Listen("tcp", netip.AddrPortFrom(h.Addrs()[0], smtp.Port))
			if err != nil {
				t.Error(err)
				return
			}
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Write(says)
			conn.(host.HalfCloser).CloseWrite()
			io.Copy(io.Discard, conn)
			conn.Close()
		}))
		ended := false
		w.host("client", "192.0.2.1").Run(running(func(h host.Host) {
			defer func() { ended = true }()
			c, err := smtp.Dial(h, netip.AddrPortFrom(addr("198.51.100.25"), smtp.Port), "client")
			if err != nil {
				return
			}
			defer c.Quit()
			sent, _ := c.Send(envelope("a@hamburger.edu", "jürgen@b.c"), []byte("x\r\n"))
			if sent.Last.Code == 0 || len(sent.To) != 2 {
				t.Errorf("%+v", sent)
			}
			if sent.To[0].Good() && (!strings.Contains(string(says), "354") || strings.Count(string(says), "2") < 4) {
				t.Errorf("believed in %+v", sent)
			}
		}))
		w.after(2 * time.Hour)
		if !ended {
			t.Error("the client hangs")
		}
	})
}
