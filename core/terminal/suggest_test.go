package terminal

import (
	"strings"
	"testing"

	"playnet/core/view"
)

// play makes a terminal of lines: "$ …" is a command, "> …" is typed, "…" is printed.
func play(script string) view.Terminal {
	t := view.Terminal{Prompt: "alice$ "}
	for line := range strings.Lines(script) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "$ "):
			t.Lines = append(t.Lines, view.TerminalLine{Kind: view.TypedCommand, Text: line[2:]})
			t.Running, _, _ = strings.Cut(strings.TrimSpace(line[2:]), " ")
		case strings.HasPrefix(line, ">"):
			t.Lines = append(t.Lines, view.TerminalLine{Kind: view.TypedInput, Text: strings.TrimPrefix(line[1:], " ")})
		default:
			t.Lines = append(t.Lines, view.TerminalLine{Kind: view.Printed, Text: line})
		}
	}
	return t
}

const connected = "Trying 192.0.2.1...\nConnected to mail.crepes.fr.\nEscape character is '^]'.\n"

func TestSuggest(t *testing.T) {
	smtp := "$ telnet mail.crepes.fr 25\n" + connected
	pop := "$ telnet mail.crepes.fr pop3\n" + connected + "+OK ready\n"
	imap := "$ telnet mail.crepes.fr 143\n" + connected + "* OK ready\n"
	for _, c := range []struct{ script, want string }{
		{smtp, ""},
		{smtp + "220 mail ready\n", "EHLO alice|HELO alice|QUIT"},
		{smtp + "220 mail ready\n> EHLO alice\n250-mail\n", ""},
		{smtp + "220 mail ready\n> EHLO alice\n250-mail\n250 SIZE\n", "MAIL FROM:<alice@crepes.fr>|VRFY postmaster|QUIT"},
		{smtp + "220 r\n> HELO a\n250 m\n> MAIL FROM:<a@b>\n553 no\n", "MAIL FROM:<alice@crepes.fr>|VRFY postmaster|QUIT"},
		{smtp + "220 r\n> HELO a\n250 m\n> MAIL FROM:<a@b>\n250 ok\n", "RCPT TO:<postmaster@crepes.fr>|RSET|QUIT"},
		{smtp + "220 r\n> HELO a\n> MAIL FROM:<a@b>\n> RCPT TO:<b@c>\n250 m\n250 ok\n250 ok\n", "DATA|RCPT TO:<postmaster@crepes.fr>|RSET"},
		{smtp + "220 r\n> HELO a\n250 m\n> MAIL FROM:<a@b>\n250 o\n> RCPT TO:<b@c>\n250 o\n> DATA\n354 go\n> Subject: x\n",
			"From: <alice@crepes.fr>|To: <postmaster@crepes.fr>|"},
		{smtp + "220 r\n> HELO a\n250 m\n> MAIL FROM:<a@b>\n250 o\n> RCPT TO:<b@c>\n250 o\n> DATA\n354 go\n> Subject: x\n>\n> MAIL\n", ".|.."},
		{smtp + "220 r\n> HELO a\n250 m\n> MAIL FROM:<a@b>\n250 o\n> RCPT TO:<b@c>\n250 o\n> DATA\n354 go\n>\n> .\n250 taken\n> QUIT\n221 bye\n", ""},
		{"$ telnet mail.crepes.fr 587\n" + connected + "220 r\n> EHLO a\n250 m\n> AUTH LOGIN\n334 VXNlcm5hbWU6\n> YQ==\n334 UGFzc3dvcmQ6\n> Yg==\n235 ok\n",
			"AUTH LOGIN|MAIL FROM:<alice@crepes.fr>|VRFY postmaster|QUIT"},
		{pop, "USER alice|CAPA|QUIT"},
		{pop + "> USER alice\n+OK\n", "PASS |QUIT"},
		{pop + "> USER alice\n+OK\n> PASS x\n-ERR no\n", "PASS |QUIT"},
		{pop + "> USER alice\n+OK\n> PASS x\n+OK\n> RETR 1\n+OK 20\n+OK not a reply\n", ""},
		{pop + "> USER alice\n+OK\n> PASS x\n+OK\n> LIST\n+OK\n1 20\n.\n", "STAT|LIST|UIDL|RETR 1|TOP 1 0|DELE 1|RSET|QUIT"},
		{imap, "a1 LOGIN alice |a1 CAPABILITY|a1 LOGOUT"},
		{imap + "> x LOGIN alice y\nx OK in\n", "a2 LIST \"\" *|a2 SELECT INBOX|a2 STATUS INBOX (MESSAGES UNSEEN)|a2 LOGOUT"},
		{imap + "> x LOGIN alice y\nx OK in\n> y SELECT INBOX\n* 3 EXISTS\n", ""},
		{imap + "> x LOGIN alice y\nx OK in\n> y SELECT INBOX\ny OK\n> z IDLE\n+ idling\n", "DONE"},
		{"$ nc www.crepes.fr 80\n", "GET / HTTP/1.1|HEAD / HTTP/1.1"},
		{"$ nc www.crepes.fr 80\n> GET / HTTP/1.1\n", "Host: www.crepes.fr|Connection: close|"},
		{"$ nc www.crepes.fr 80\n> GET / HTTP/1.1\n> host: x\n>\n", ""},
		{"$ nc -v www.crepes.fr 80\n", ""},
		{"$ nc -lvC 25\nListening on 0.0.0.0 25\nConnection received on 192.0.2.9:5000\n", "220 alice ready|421 alice closing"},
		{"$ nc -lvC 25\nListening on 0.0.0.0 25\nConnection received on 192.0.2.9:5000\n> 220 a\nEHLO c\n> 250 a\nMAIL FROM:<a>\n", "250 OK|451 Try again later|552 Too much mail data"},
		{"$ nc -lvC 25\nConnection received on 192.0.2.9:5000\n> 220 a\nEHLO c\n> 250 a\nMAIL FROM:<a>\n> 250 a\nRCPT TO:<b>\n> 250 a\nDATA\n> 354 go\nSubject: x\n", ""},
		{"$ nc -lC 80\nGET / HTTP/1.1\n\n", "HTTP/1.1 200 OK|HTTP/1.1 404 Not Found"},
		{"$ nc -lC 143\n> * OK\nt LOGIN a b\n", "t OK done|t NO refused|t BAD what?"},
		{"$ nc -u mail.crepes.fr 25\n", ""},
		{"$ ping mail.crepes.fr\n", ""},
		{"$ telnet mail.crepes.fr 9\n" + connected, ""},
	} {
		var got []string
		for _, s := range Suggest(play(c.script)) {
			got = append(got, s.Line)
			if s.Note == "" {
				t.Errorf("%q bears no note", s.Line)
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("after\n%s\nsuggested: %q, want %q", c.script, got, c.want)
		}
	}
}

// What a peer sends must not make the reader of the screen fall.
func FuzzSuggest(f *testing.F) {
	f.Add("$ telnet a 25\n" + connected + "220 x\n> EHLO a\n250 b\n")
	f.Add("$ nc -lC 143\n> * OK\nt LOGIN a b\n")
	f.Fuzz(func(t *testing.T, script string) {
		s := play(script)
		_ = Suggest(s)
		s.Running = ""
		if got := Suggest(s); got != nil {
			t.Fatalf("nothing runs, and %v is suggested", got)
		}
	})
}
