package smtp_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/smtp"
)

func submission(t testing.TB) *site {
	return newSite(t, smtp.Config{Submission: true, Authenticate: func(user, password string) bool { return user == "alice" && password == "wonder" }})
}

func TestLogin(t *testing.T) {
	for _, test := range []struct{ name, lines, codes string }{
		{"plain", "EHLO x|AUTH PLAIN AGFsaWNlAHdvbmRlcg==", "250, 235 2.7.0"},
		{"plain, asked for", "EHLO x|AUTH plain|AGFsaWNlAHdvbmRlcg==", "250, 334, 235 2.7.0"},
		{"login", "EHLO x|AUTH LOGIN|YWxpY2U=|d29uZGVy", "250, 334, 334, 235 2.7.0"},
		{"login with the user at once", "EHLO x|AUTH LOGIN YWxpY2U=|d29uZGVy", "250, 334, 235 2.7.0"},
		{"wrong", "EHLO x|AUTH PLAIN AGFsaWNlAHdyb25n", "250, 535 5.7.8"},
		{"no base64", "EHLO x|AUTH PLAIN !", "250, 501 5.5.2"},
		{"no three parts", "EHLO x|AUTH PLAIN YWxpY2U=", "250, 501 5.5.2"},
		{"empty", "EHLO x|AUTH PLAIN =", "250, 501 5.5.2"},
		{"cancelled", "EHLO x|AUTH LOGIN|*|NOOP", "250, 334, 501 5.7.0, 250 2.0.0"},
		{"mechanism", "EHLO x|AUTH CRAM-MD5", "250, 504 5.5.4"},
		{"twice", "EHLO x|AUTH PLAIN AGFsaWNlAHdvbmRlcg==|AUTH PLAIN AGFsaWNlAHdvbmRlcg==", "250, 235 2.7.0, 503 5.5.1"},
		{"before EHLO", "AUTH PLAIN AGFsaWNlAHdvbmRlcg==", "503 5.5.1"},
		{"in a mail", "EHLO x|AUTH PLAIN AGFsaWNlAHdvbmRlcg==|MAIL FROM:<alice@hamburger.edu>|AUTH PLAIN x", "250, 235 2.7.0, 250 2.1.0, 503 5.5.1"},
		{"mail without it", "EHLO x|MAIL FROM:<alice@hamburger.edu>", "250, 530 5.7.0"},
		{"anywhere", "EHLO x|AUTH PLAIN AGFsaWNlAHdvbmRlcg==|MAIL FROM:<alice@hamburger.edu> AUTH=<>|RCPT TO:<bob@elsewhere.example>", "250, 235 2.7.0, 250 2.1.0, 250 2.1.5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := submission(t).raw(strings.ReplaceAll(test.lines, "|", "\r\n") + "\r\n")
			if codes := codesOf(got); codes != test.codes+", 421 4.4.2" {
				t.Errorf("%s\nwant %s", codes, test.codes)
			}
		})
	}
}

// What a session shows of itself while somebody logs in is not what they say: base64 hides no
// password.
func TestLoginIsNotShown(t *testing.T) {
	s := submission(t)
	s.client.Run(running(func(h host.Host) {
		conn, err := h.Dial("tcp", netip.AddrPortFrom(addr("198.51.100.25"), s.server.Config().Port))
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = conn.Write([]byte("EHLO x\r\nAUTH LOGIN YWxpY2U=\r\n"))
		_ = h.Sleep(time.Second)
		if list := s.server.Sessions(); len(list) != 1 || list[0].State != "login" || list[0].Step != "AUTH LOGIN" {
			t.Errorf("%+v", list)
		}
	}))
	s.run()
}

// A submission server completes what a user agent has left out.
func TestCompletion(t *testing.T) {
	for text, want := range map[string]string{
		"Subject: a\r\n\r\nhello\r\n":               "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <Q1@mail.hamburger.edu>\r\nSubject: a\r\n\r\nhello\r\n",
		"date: x\r\nMESSAGE-id: y\r\n\r\nhello\r\n": "date: x\r\nMESSAGE-id: y\r\n\r\nhello\r\n",
		"hello\r\n": "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <Q1@mail.hamburger.edu>\r\n\r\nhello\r\n",
		"Subject: a\r\n folded\r\nhello\r\nDate: in the text\r\nMessage-ID: too\r\n": "Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <Q1@mail.hamburger.edu>\r\nSubject: a\r\n folded\r\n\r\nhello\r\nDate: in the text\r\nMessage-ID: too\r\n",
	} {
		s := submission(t)
		s.raw("EHLO x\r\nAUTH PLAIN AGFsaWNlAHdvbmRlcg==\r\nMAIL FROM:<alice@hamburger.edu>\r\nRCPT TO:<bob@hamburger.edu>\r\nDATA\r\n" + text + ".\r\nQUIT\r\n")
		if len(s.inbox.mails) != 1 {
			t.Fatalf("%d mails", len(s.inbox.mails))
		}
		_, source, _ := strings.Cut(s.inbox.mails[0].source, "; Mon, 02 Mar 2026 09:00:00 +0000\r\n")
		if source != want {
			t.Errorf("%q\nwant %q", source, want)
		}
		if m := s.inbox.mails[0]; m.User != "alice" || !strings.Contains(m.source, "with ESMTPA id Q1") {
			t.Errorf("%+v", m)
		}
	}
}

func TestClientLogsIn(t *testing.T) {
	for _, password := range []string{"wonder", "wrong"} {
		s := submission(t)
		s.client.Run(running(func(h host.Host) {
			c, err := smtp.Dial(h, netip.AddrPortFrom(addr("198.51.100.25"), smtp.PortSubmission), "laptop")
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Quit()
			err = c.Login("alice", password)
			var r smtp.Reply
			if (err == nil) != (password == "wonder") || err != nil && (!errors.As(err, &r) || r.Code != 535) {
				t.Errorf("%s: %v", password, err)
			}
		}))
		s.run()
	}
}

// Passwords stand in no event.
func TestPasswordsAreNotTold(t *testing.T) {
	s := submission(t)
	s.raw("EHLO x\r\nAUTH PLAIN AGFsaWNlAHdyb25n\r\nAUTH LOGIN YWxpY2U=\r\nd3Jvbmc=\r\nQUIT\r\n")
	refused := events[smtp.EventRefused](s.world)
	if len(refused) != 2 || refused[0].Command != "AUTH PLAIN" || refused[1].Command != "AUTH LOGIN" {
		t.Errorf("%+v", refused)
	}
}
