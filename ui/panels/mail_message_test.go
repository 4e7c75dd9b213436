package panels

import (
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
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
