package panels

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/public"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// A long text says that it goes on.
func TestALongTextSaysThatItGoesOn(t *testing.T) {
	a := app.New(library{})
	for _, cut := range []bool{false, true} {
		part := view.MailPart{Type: "text/plain", Text: "Hello", Cut: cut, Decoded: 70_000}
		if says := strings.Contains(scene.Markup(mailPart(a, part, false)), "70.0 kB"); says != cut {
			t.Errorf("cut %v: says so %v", cut, says)
		}
	}
}

// What can be wrong with a part has its sentence, and no sentence is there for nothing.
func TestEachProblemHasItsSentence(t *testing.T) {
	source, err := os.ReadFile("../../core/mail/problems.go")
	if err != nil {
		t.Fatal(err)
	}
	problems := regexp.MustCompile(`Problem\w+ += "([^"]+)"`).FindAllStringSubmatch(string(source), -1)
	catalogue, err := public.Files.ReadFile("messages/en.reader.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if !text.Has("reader.problem." + p[1]) {
			t.Errorf("nothing says %q", p[1])
		}
	}
	if n := strings.Count(string(catalogue), `"reader.problem.`); n != len(problems) || n == 0 {
		t.Errorf("%d sentences for %d problems", n, len(problems))
	}
}

// The reader tells what its own server has checked, not what a forged field says.
func TestTheReaderTrustsItsOwnServer(t *testing.T) {
	const received = "Received: from x ([192.0.2.1]) by mail.hamburger.edu with ESMTP id 1; Mon, 05 Jan 2026 09:00:00 +0000\r\n"
	for source, want := range map[string]bool{
		received + "Authentication-Results: mail.hamburger.edu; spf=pass smtp.mailfrom=alice@crepes.fr\r\n\r\n": true,
		received + "Authentication-Results: mail.crepes.fr; spf=pass smtp.mailfrom=alice@crepes.fr\r\n\r\n":     false,
	} {
		markup := scene.Markup(mailTitle(view.MailItem{}, &view.MailMessage{Source: []byte(source)}))
		if strings.Contains(markup, "spf=pass") != want {
			t.Errorf("%s\ngave %s", source, markup)
		}
	}
}
