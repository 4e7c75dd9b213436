package smtp_test

import (
	"strings"
	"testing"
	"time"

	"playnet/core/smtp"
)

// The dialogue of the textbook.
func TestTheTextbooksDialogue(t *testing.T) {
	s := newSite(t, smtp.Config{})
	same(t, "dialogue", s.dialogue(`HELO crepes.fr
MAIL FROM:<alice@crepes.fr>
RCPT TO:<bob@hamburger.edu>
DATA
Do you like ketchup?
How about pickles?
..
.
QUIT
`), `
S: 220 mail.hamburger.edu ESMTP Playnet
C: HELO crepes.fr
S: 250 mail.hamburger.edu
C: MAIL FROM:<alice@crepes.fr>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@hamburger.edu>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Do you like ketchup?
C: How about pickles?
C: ..
C: .
S: 250 2.0.0 Ok: queued as Q1
C: QUIT
S: 221 2.0.0 mail.hamburger.edu closes the connection
`)
	if len(s.inbox.mails) != 1 {
		t.Fatalf("%d mails", len(s.inbox.mails))
	}
	m := s.inbox.mails[0]
	if m.From.String() != "alice@crepes.fr" || len(m.To) != 1 || m.To[0].String() != "bob@hamburger.edu" {
		t.Errorf("envelope %+v", m.Envelope)
	}
	same(t, "source", strings.ReplaceAll(m.source, "\r\n", "\n"), `Received: from crepes.fr ([192.0.2.1])
	by mail.hamburger.edu with SMTP id Q1
	for <bob@hamburger.edu>; Mon, 02 Mar 2026 09:00:00 +0000

Do you like ketchup?
How about pickles?
.
`)
}

func TestExtensions(t *testing.T) {
	s := newSite(t, smtp.Config{MaxSize: 1000})
	same(t, "dialogue", s.dialogue("EHLO [192.0.2.1]\n"), `
S: 220 mail.hamburger.edu ESMTP Playnet
C: EHLO [192.0.2.1]
S: 250-mail.hamburger.edu greets [192.0.2.1]
S: 250-PIPELINING
S: 250-SIZE 1000
S: 250-8BITMIME
S: 250-ENHANCEDSTATUSCODES
S: 250-SMTPUTF8
S: 250-CHUNKING
S: 250 HELP`)
}

// Each line is a whole session, its commands parted by "|"; then the codes of the replies
// to each, the greeting's left out.
func TestReplies(t *testing.T) {
	for _, test := range []struct{ name, lines, codes string }{
		{"unknown", "XYZZY", "500 5.5.2"},
		{"empty", "", "500 5.5.2"},
		{"lower case", "helo x|mail from:<a@b.c>|rcpt to:<bob@hamburger.edu>|quit", "250, 250 2.1.0, 250 2.1.5, 221 2.0.0"},
		{"no name", "HELO", "501 5.5.4"},
		{"a name that would break a header", "HELO a)b", "501 5.5.4"},
		{"MAIL first", "MAIL FROM:<a@b.c>", "503 5.5.1"},
		{"RCPT before MAIL", "HELO x|RCPT TO:<bob@hamburger.edu>", "250, 503 5.5.1"},
		{"DATA before RCPT", "HELO x|MAIL FROM:<a@b.c>|DATA", "250, 250 2.1.0, 554 5.5.1"},
		{"DATA before MAIL", "HELO x|DATA", "250, 503 5.5.1"},
		{"MAIL twice", "HELO x|MAIL FROM:<a@b.c>|MAIL FROM:<a@b.c>", "250, 250 2.1.0, 503 5.5.1"},
		{"EHLO forgets the mail", "HELO x|MAIL FROM:<a@b.c>|HELO y|MAIL FROM:<a@b.c>", "250, 250 2.1.0, 250, 250 2.1.0"},
		{"RSET forgets the mail", "HELO x|MAIL FROM:<a@b.c>|RSET|RCPT TO:<bob@hamburger.edu>", "250, 250 2.1.0, 250 2.0.0, 503 5.5.1"},
		{"null path", "HELO x|MAIL FROM:<>|RCPT TO:<>", "250, 250 2.1.0, 501 5.1.3"},
		{"no brackets", "HELO x|MAIL FROM:a@b.c", "250, 501 5.1.7"},
		{"no colon", "HELO x|MAIL FROM <a@b.c>", "250, 501 5.5.4"},
		{"no domain", "HELO x|MAIL FROM:<a>", "250, 501 5.1.7"},
		{"two at signs", "HELO x|MAIL FROM:<a@b@c>", "250, 501 5.1.7"},
		{"source route", "HELO x|MAIL FROM:<@one.example,@two.example:a@b.c>", "250, 250 2.1.0"},
		{"quoted", `HELO x|MAIL FROM:<"a b\"@"@b.c>`, "250, 250 2.1.0"},
		{"literal", `HELO x|MAIL FROM:<a@[192.0.2.9]>|RCPT TO:<bob@[198.51.100.25]>|RCPT TO:<bob@[198.51.100.26]>`, "250, 250 2.1.0, 250 2.1.5, 554 5.7.1"},
		{"no user", "HELO x|MAIL FROM:<a@b.c>|RCPT TO:<eve@hamburger.edu>", "250, 250 2.1.0, 550 5.1.1"},
		{"no relay", "HELO x|MAIL FROM:<a@b.c>|RCPT TO:<bob@elsewhere.example>", "250, 250 2.1.0, 554 5.7.1"},
		{"percent hack", "HELO x|MAIL FROM:<a@b.c>|RCPT TO:<bob%elsewhere.example@hamburger.edu>", "250, 250 2.1.0, 550 5.1.1"},
		{"postmaster", "HELO x|MAIL FROM:<a@b.c>|RCPT TO:<Postmaster>", "250, 250 2.1.0, 250 2.1.5"},
		{"parameters after HELO", "HELO x|MAIL FROM:<a@b.c> SIZE=1", "250, 555 5.5.4"},
		{"too big", "EHLO x|MAIL FROM:<a@b.c> SIZE=20000000", "250, 552 5.3.4"},
		{"far too big", "EHLO x|MAIL FROM:<a@b.c> SIZE=99999999999999999999999", "250, 501 5.5.4"},
		{"8bit", "EHLO x|MAIL FROM:<a@b.c> BODY=8BITMIME SIZE=10", "250, 250 2.1.0"},
		{"no such body", "EHLO x|MAIL FROM:<a@b.c> BODY=9BIT", "250, 501 5.5.4"},
		{"twice the same", "EHLO x|MAIL FROM:<a@b.c> SIZE=1 SIZE=2", "250, 501 5.5.4"},
		{"no such parameter", "EHLO x|MAIL FROM:<a@b.c> RET=FULL", "250, 555 5.5.4"},
		{"no such parameter of RCPT", "EHLO x|MAIL FROM:<a@b.c>|RCPT TO:<bob@hamburger.edu> NOTIFY=NEVER", "250, 250 2.1.0, 555 5.5.4"},
		{"UTF-8 unasked", "EHLO x|MAIL FROM:<jürgen@b.c>", "250, 553 5.6.7"},
		{"UTF-8", "EHLO x|MAIL FROM:<jürgen@b.c> SMTPUTF8|RCPT TO:<jürgen@hamburger.edu>", "250, 250 2.1.0, 250 2.1.5"},
		{"not UTF-8", "EHLO x|MAIL FROM:<j\xfcrgen@b.c> SMTPUTF8", "250, 500 5.5.2"},
		{"8 bits elsewhere", "EHLO ü", "500 5.5.2"},
		{"misc", "NOOP|NOOP x|VRFY bob|VRFY|EXPN x|STARTTLS|TURN|HELP", "250 2.0.0, 250 2.0.0, 252 2.5.2, 501 5.5.4, 502 5.5.1, 502 5.5.1, 502 5.5.1, 214 2.0.0"},
		{"AUTH on port 25", "EHLO x|AUTH PLAIN", "250, 502 5.5.1"},
		{"arguments", "RSET x|QUIT x|DATA x", "501 5.5.4, 501 5.5.4, 501 5.5.4"},
		{"long line", "NOOP " + strings.Repeat("x", 505) + "|NOOP " + strings.Repeat("x", 506), "250 2.0.0, 500 5.5.2"},
		{"a megabyte", "NOOP " + strings.Repeat("x", 1<<20) + "|NOOP", "500 5.5.2, 250 2.0.0"},
		{"bare CR", "NOOP\rNOOP|NOOP", "500 5.5.2, 250 2.0.0"},
		{"NUL", "NOOP\x00|NOOP", "500 5.5.2, 250 2.0.0"},
		{"bare LF", "NOOP\nNOOP", "500 5.5.2, 250 2.0.0"},
		{"long local part", "HELO x|MAIL FROM:<" + strings.Repeat("x", 65) + "@b.c>", "250, 501 5.1.7"},
		{"long path", "HELO x|MAIL FROM:<x@" + strings.Repeat("abcdefg.", 32) + "fr>", "250, 501 5.1.7"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, smtp.Config{})
			got := s.raw(strings.ReplaceAll(test.lines, "|", "\r\n") + "\r\n")
			if codes := codesOf(got); codes != test.codes && codes != test.codes+", 421 4.4.2" {
				t.Errorf("%s\nwant %s in\n%s", codes, test.codes, got)
			}
		})
	}
}

// codesOf lists the codes of the replies, the greeting's left out.
func codesOf(text string) string {
	var codes []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if len(line) < 4 || line[3] == '-' {
			continue
		}
		code := line[:3]
		if fields := strings.Fields(line[4:]); len(fields) > 0 && len(fields[0]) >= 5 && fields[0][1] == '.' {
			code += " " + fields[0]
		}
		codes = append(codes, code)
	}
	if len(codes) == 0 || codes[0] != "220" {
		return "no greeting: " + text
	}
	return strings.Join(codes[1:], ", ")
}

const begin = "EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<bob@hamburger.edu>\r\nDATA\r\n"

// What might smuggle a second mail past a server that sees one.
func TestSmuggling(t *testing.T) {
	second := "MAIL FROM:<admin@hamburger.edu>\r\nRCPT TO:<bob@hamburger.edu>\r\nDATA\r\nforged\r\n.\r\n"
	for _, end := range []string{"\n.\r\n", "\r\n.\n", "\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n\x00.\r\n", "\n\n.\r\n", "\r\n.\r\r\n"} {
		s := newSite(t, smtp.Config{})
		got := s.raw(begin + "hello" + end + second + "QUIT\r\n")
		if codes := codesOf(got); codes != "250, 250 2.1.0, 250 2.1.5, 354, 554 5.6.0, 221 2.0.0" {
			t.Errorf("%q: %s", end, codes)
		}
		if len(s.inbox.mails) != 0 {
			t.Errorf("%q: %d mails got in", end, len(s.inbox.mails))
		}
		s.after(time.Second)
		if got := s.raw(begin + "hello\r\n.\r\nQUIT\r\n"); !strings.Contains(got, "queued as") {
			t.Errorf("%q: the next client is not served: %s", end, got)
		}
	}
}

func TestContent(t *testing.T) {
	for _, test := range []struct{ name, text, code string }{
		{"nothing", "", "250 2.0.0"},
		{"NUL", "a\x00b\r\n", "554 5.6.0"},
		{"as long as may be", strings.Repeat("x", 998) + "\r\n", "250 2.0.0"},
		{"longer", strings.Repeat("x", 999) + "\r\n", "554 5.6.0"},
		{"a megabyte in a line", strings.Repeat("x", 1<<20) + "\r\n", "552 5.3.4"},
		{"as big as may be", strings.Repeat("12345678\r\n", 10000), "250 2.0.0"},
		{"bigger", strings.Repeat("12345678\r\n", 10000) + "\r\n", "552 5.3.4"},
		{"8 bits", "grüße\r\n", "250 2.0.0"},
		{"a loop", strings.Repeat("Received: from here\r\n", 100) + "\r\n", "554 5.4.6"},
		{"no loop", strings.Repeat("Received: from here\r\n", 99) + "\r\nReceived: again\r\n", "250 2.0.0"},
	} {
		s := newSite(t, smtp.Config{MaxSize: 100000})
		got := codesOf(s.raw(begin + test.text + ".\r\nNOOP\r\nQUIT\r\n"))
		if want := "250, 250 2.1.0, 250 2.1.5, 354, " + test.code + ", 250 2.0.0, 221 2.0.0"; got != want {
			t.Errorf("%s: %s, want %s", test.name, got, want)
		}
		if accepted := len(s.inbox.mails) == 1; accepted != (test.code[0] == '2') {
			t.Errorf("%s: accepted: %t", test.name, accepted)
		}
	}
}
