package webmail_test

import (
	"html"
	"strings"
	"testing"

	"playnet/core/web"
)

// An answer goes to who wrote, even if the name looks like a list of addresses and its
// encoding hides that.
func TestAnAnswerGoesToWhoWrote(t *testing.T) {
	w := newWorld(t,
		"From: \"Doe, Jane\" <bob@crepes.fr>\nSubject: One\n\nx\n",
		"From: =?utf-8?Q?eve=40evil.example=2C_Bob?= <bob@crepes.fr>\nSubject: RE: Two\n\nx\n")
	w.with(t, func(b *browser) {
		b.login()
		for uid, want := range map[string][2]string{"1": {`"Doe, Jane" <bob@crepes.fr>`, "Re: One"}, "2": {`"eve@evil.example, Bob" <bob@crepes.fr>`, "RE: Two"}} {
			b.get("/compose?folder=INBOX&uid=" + uid)
			for _, value := range want {
				if !strings.Contains(b.page, `value="`+html.EscapeString(value)+`"`) {
					t.Errorf("no %s in %s", value, b.page)
				}
			}
		}
		b.post("/send", "token", b.token(), "to", `"eve@evil.example, Bob" <bob@crepes.fr>`, "subject", "x", "text", "x").shows(200, "/mail")
	})
}

// Who uses a method that there isn't hears which there are.
func TestWhatIsAllowedIsSaid(t *testing.T) {
	w := newWorld(t, crepe)
	w.with(t, func(b *browser) {
		b.login()
		token := b.token()
		if b.do(web.Ask{Method: "PUT", URL: "/mail"}); b.last.Header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%+v", b.last.Header)
		}
		if b.post("/mail", "token", token).shows(405, "/mail"); b.last.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%+v", b.last.Header)
		}
	})
}
