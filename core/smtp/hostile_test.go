package smtp_test

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/smtp"
)

// connect runs f with a connection to the server.
func (s *site) connect(f func(h host.Host, conn net.Conn)) {
	s.client.Run(running(func(h host.Host) {
		conn, err := h.Dial("tcp", netip.AddrPortFrom(addr("198.51.100.25"), s.server.Config().Port))
		if err != nil {
			s.Error(err)
			return
		}
		defer conn.Close()
		f(h, conn)
	}))
}

// serves fails the test if the server does not serve another client.
func (s *site) serves() {
	s.Helper()
	before := len(s.inbox.mails)
	if got := s.raw(begin + "hello\r\n.\r\nQUIT\r\n"); len(s.inbox.mails) != before+1 {
		s.Errorf("the next client is not served: %s", got)
	}
}

func TestTenThousandRecipients(t *testing.T) {
	s := newSite(t, smtp.Config{})
	var b strings.Builder
	b.WriteString("EHLO x\r\nMAIL FROM:<a@b.c>\r\n")
	for n := range 10_000 {
		fmt.Fprintf(&b, "RCPT TO:<user%d@elsewhere.example>\r\n", n)
	}
	b.WriteString("DATA\r\nhello\r\n.\r\nQUIT\r\n")
	s.server.Reconfigure(smtp.Config{Name: "mail", OpenRelay: true, Queue: s.inbox, Mailboxes: s.inbox})
	got := s.raw(b.String())
	if taken, refused := strings.Count(got, "250 2.1.5"), strings.Count(got, "452 4.5.3 "); taken != 1_000 || refused != 9_000 {
		t.Errorf("%d taken, %d refused", taken, refused)
	}
	if len(s.inbox.mails) != 1 || len(s.inbox.mails[0].To) != 1_000 {
		t.Errorf("%d mails", len(s.inbox.mails))
	}
	s.server.Reconfigure(smtp.Config{Name: "mail", Domains: []string{"hamburger.edu"}, Queue: s.inbox, Mailboxes: s.inbox})
	s.serves()
}

func TestPipelinedGarbage(t *testing.T) {
	s := newSite(t, smtp.Config{})
	got := s.raw(strings.Repeat("\x01\xff garbage\r\n", 10_000))
	if codes := codesOf(got); strings.Count(codes, "500 5.5.2") != 21 || !strings.HasSuffix(codes, ", 421 4.7.0") {
		t.Errorf("%s", codes)
	}
	s.serves()
}

// A line that never ends.
func TestEndlessLine(t *testing.T) {
	s := newSite(t, smtp.Config{})
	if codes := codesOf(s.raw(strings.Repeat("x", 5<<20))); codes != "421 4.7.0" {
		t.Errorf("%s", codes)
	}
	s.serves()
}

// A message that never ends is read to no avail, and not for ever.
func TestEndlessMessage(t *testing.T) {
	s := newSite(t, smtp.Config{MaxSize: 1 << 20})
	if codes := codesOf(s.raw(begin + strings.Repeat("xxxxxxxx\r\n", 700_000))); !strings.HasSuffix(codes, ", 354, 421 4.7.0") {
		t.Errorf("%s", codes)
	}
	s.serves()
}

func TestSilence(t *testing.T) {
	s := newSite(t, smtp.Config{})
	for _, test := range []struct {
		name, text string
		codes      string
		after      time.Duration
	}{
		{"at once", "", "421 4.4.2", 5 * time.Minute},
		{"after a command", "NOOP\r\n", "250 2.0.0, 421 4.4.2", 5 * time.Minute},
		{"in a command", "NOO", "421 4.4.2", 5 * time.Minute},
		{"in a message", begin + "hello\r\n", "250, 250 2.1.0, 250 2.1.5, 354, 421 4.4.2", 10 * time.Minute},
	} {
		began := s.k.Now()
		codes := codesOf(s.raw(test.text))
		took := time.Duration(s.k.Now() - began)
		if codes != test.codes || took < test.after || took > test.after+2*time.Minute {
			t.Errorf("%s: %s after %v", test.name, codes, took)
		}
	}
	s.serves()
}

// One who sends a byte now and then gets no more time for it.
func TestSlowLoris(t *testing.T) {
	for _, test := range []struct {
		name, begin, drop string
		last              time.Duration
	}{
		{"command", "", "N", 5 * time.Minute},
		{"message", begin, "x\r\n", 10 * time.Minute},
	} {
		s := newSite(t, smtp.Config{})
		var lasted time.Duration
		s.connect(func(h host.Host, conn net.Conn) {
			began := h.Now()
			h.Go("drip", func() {
				conn.Write([]byte(test.begin))
				for h.Sleep(20*time.Second) == nil {
					if _, err := conn.Write([]byte(test.drop)); err != nil {
						return
					}
				}
			})
			io.Copy(io.Discard, conn)
			lasted = h.Now().Sub(began)
		})
		s.after(30 * time.Minute)
		if lasted < test.last || lasted > test.last+time.Minute {
			t.Errorf("%s: it lasted %v", test.name, lasted)
		}
		s.serves()
	}
}

// One host can't take all connections for itself, nor all hosts together any number.
func TestManyConnections(t *testing.T) {
	s := newSite(t, smtp.Config{MaxPerClient: 5, MaxConnections: 8})
	greeted, turned := 0, 0
	hold := func(from string) {
		m := s.host("flood"+from, from)
		for range 10 {
			m.Run(running(func(h host.Host) {
				conn, err := h.Dial("tcp", netip.AddrPortFrom(addr("198.51.100.25"), smtp.Port))
				if err != nil {
					return
				}
				b := make([]byte, 200)
				n, _ := conn.Read(b)
				if strings.HasPrefix(string(b[:n]), "421 4.3.2") {
					turned++
				} else if strings.HasPrefix(string(b[:n]), "220") {
					greeted++
				}
				h.Sleep(time.Hour)
			}))
		}
	}
	hold("203.0.113.1")
	s.after(time.Second)
	if greeted != 5 || turned != 5 || len(s.server.Sessions()) != 5 {
		t.Errorf("%d greeted, %d turned away", greeted, turned)
	}
	hold("203.0.113.2")
	s.after(time.Second)
	if greeted != 8 || turned != 12 {
		t.Errorf("%d greeted, %d turned away", greeted, turned)
	}
	s.after(6 * time.Minute)
	s.serves()
}

// What a client says of itself, and addresses, can't write fields of a header.
func TestHeaderInjection(t *testing.T) {
	s := newSite(t, smtp.Config{})
	s.raw("EHLO x\r\nMAIL FROM:<\"a\rBcc: eve\"@b.c>\r\nMAIL FROM:<\"a\nBcc: eve\"@b.c>\r\nMAIL FROM:<a@b.c>\r\n" +
		"RCPT TO:<\"bob\rX-Evil: 1\"@hamburger.edu>\r\nRCPT TO:<bob@hamburger.edu>\r\nDATA\r\nSubject: a\r\n\r\nhello\r\n.\r\nQUIT\r\n")
	if len(s.inbox.mails) != 1 {
		t.Fatalf("%d mails", len(s.inbox.mails))
	}
	m := s.inbox.mails[0]
	head, _, _ := strings.Cut(m.source, "\r\n\r\n")
	if strings.Contains(head, "Evil") || strings.Contains(head, "eve") || strings.Count(head, "\r\n") != 3 || m.From.String() != "a@b.c" {
		t.Errorf("%q", m.source)
	}
}

// A connection that is half closed, or reset, in the middle.
func TestHalfOpen(t *testing.T) {
	s := newSite(t, smtp.Config{})
	for _, text := range []string{"", "NOO", begin, begin + "hello\r\n.", begin + "hello\r\n.\r\n"} {
		s.connect(func(h host.Host, conn net.Conn) {
			conn.Write([]byte(text))
			conn.(host.HalfCloser).CloseWrite()
			io.Copy(io.Discard, conn)
		})
		s.run()
	}
	if len(s.inbox.mails) != 1 || len(s.server.Sessions()) != 0 {
		t.Errorf("%d mails, %d sessions", len(s.inbox.mails), len(s.server.Sessions()))
	}
	s.serves()
}

// The peer's host vanishes: its connection does not stay for ever.
func TestPeerVanishes(t *testing.T) {
	s := newSite(t, smtp.Config{})
	s.connect(func(h host.Host, conn net.Conn) {
		conn.Write([]byte(begin))
		h.Sleep(time.Hour)
	})
	s.after(time.Second)
	s.client.Stop()
	s.after(20 * time.Minute)
	if n := len(s.server.Sessions()); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

func TestDiskFull(t *testing.T) {
	s := newSite(t, smtp.Config{})
	s.inbox.full = true
	if codes := codesOf(s.raw(begin + "hello\r\n.\r\nQUIT\r\n")); codes != "250, 250 2.1.0, 250 2.1.5, 354, 452 4.3.1, 221 2.0.0" {
		t.Errorf("%s", codes)
	}
}
