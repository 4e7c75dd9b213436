package lab_test

import (
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/public"
)

// dialoguesTo returns the conversations with a port of a host, in the order of their beginning.
func dialoguesTo(t *testing.T, w *lab.World, host, port string) (list []view.Dialogue) {
	t.Helper()
	w.FindStreams(nil)
	streams, _ := w.Streams(0, 1000)
	for _, s := range streams {
		if s.Server != host || !strings.HasSuffix(s.ServerAddr, ":"+port) {
			continue
		}
		if _, err := w.ReadStream(s.Number, nil); err != nil {
			t.Fatal(err)
		}
		d, err := w.Stream(s.Number, 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, d)
	}
	return list
}

// Two sessions of the same two hosts at the same time keep their states apart: a server that
// keeps the mail of two domains is spoken to by two connections at once.
func TestStatesOfSessionsAtTheSameTime(t *testing.T) {
	text, _ := public.Lab("smtp-by-hand")
	change := strings.NewReplacer(
		`"domains": ["hamburger.edu"]`, `"domains": ["hamburger.edu", "crepes.fr"]`,
		"dns     A    203.0.113.53\nalice", "dns     A    203.0.113.53\n@       MX   10 mail.hamburger.edu.\nalice",
		`{"kind": "mail.agent",`, `{"kind": "mail.server", "host": "bob", "protocols": ["smtp"], "relayFor": ["student"]},
		{"kind": "mail.agent",`)
	f, err := labfile.Parse([]byte(change.Replace(string(text))))
	if err != nil {
		t.Fatal(err)
	}
	f.Lab.Timeline = nil
	w, err := lab.New(f, 1, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, line := range []string{"telnet 198.51.100.9 25", "EHLO me", "MAIL FROM:<>", "RCPT TO:<bob@hamburger.edu>", "RCPT TO:<postmaster@crepes.fr>", "DATA", "Subject: Two", "", "Hello", ".", "QUIT"} {
		if _, err := w.Do(labfile.TerminalLine{Host: "student", Line: labfile.TypedLine(line)}); err != nil {
			t.Fatal(err)
		}
		w.RunUntil(w.Now()+2e9, nil)
	}
	w.RunIdle(nil)
	list := dialoguesTo(t, w, "mail.hamburger.edu", "25")
	if len(list) != 2 || list[1].Stream.Begun > list[0].Stream.Last {
		t.Fatalf("%d sessions, that should overlap: %+v", len(list), list)
	}
	states := func(d view.Dialogue) string {
		var s []string
		for _, l := range d.Lines {
			if l.Len > 0 {
				word, _, _ := strings.Cut(l.Text, " ")
				s = append(s, word+" "+l.ClientState+" / "+l.ServerState)
			}
		}
		return strings.Join(s, "\n")
	}
	if first, second := states(list[0]), states(list[1]); first != second || !strings.Contains(first, "MAIL") {
		t.Errorf("the first session reads\n%s\nthe second\n%s", first, second)
	}
}

// What a Web server's connection is doing stands in the margin.
func TestStatesOfWebSessions(t *testing.T) {
	w := open(t, "webmail", 1)
	w.RunIdle(nil)
	said := map[string]string{}
	for _, d := range dialoguesTo(t, w, "webmail.crepes.fr", "80") {
		for _, l := range d.Lines {
			if l.Len > 0 {
				word, _, _ := strings.Cut(l.Text, " ")
				said[word] = l.ServerState
			}
		}
	}
	if said["GET"] != "waiting" || said["HTTP/1.1"] != "answering" {
		t.Errorf("the states are %v", said)
	}
}
