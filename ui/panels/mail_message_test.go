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

// Beside the sender stands what the checks come to, and below it what each has found.
func TestTheVerdictStandsBesideTheSender(t *testing.T) {
	const received = "Received: from x ([192.0.2.1]) by mail.hamburger.edu with ESMTP id 1; Mon, 05 Jan 2026 09:00:00 +0000\r\n"
	for results, want := range map[string]string{
		"spf=pass smtp.mailfrom=a@crepes.fr; dmarc=pass header.from=crepes.fr":                    "mail-verdict confirmed",
		"spf=pass smtp.mailfrom=m@elsewhere.example; dkim=none; dmarc=fail header.from=crepes.fr": "mail-verdict denied",
		"spf=none smtp.mailfrom=a@crepes.fr":                                                      "mail-verdict open",
	} {
		source := received + "Authentication-Results: mail.hamburger.edu; " + results + "\r\nFrom: Alice <alice@crepes.fr>\r\n\r\n"
		m := view.MailMessage{Source: []byte(source), Root: view.MailPart{Header: []view.MailHeader{{Name: "From", Value: "Alice <alice@crepes.fr>"}}}}
		markup := scene.Markup(mailTitle(view.MailItem{From: "Alice <alice@crepes.fr>"}, &m))
		if !strings.Contains(markup, want) || !strings.Contains(markup, "Alice &lt;alice@crepes.fr&gt;") || strings.Count(markup, "mail-verdict") != 1 {
			t.Errorf("%s gave %s", results, markup)
		}
	}
}
