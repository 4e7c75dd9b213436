package webmail_test

import (
	"strings"
	"testing"
)

// A message can be passed on, whole, and put into a folder that is made for it.
func TestForwardAndMove(t *testing.T) {
	w := newWorld(t, "From: Bob <bob@crepes.fr>\nTo: alice@crepes.fr\nSubject: The recipe\nMessage-ID: <recipe@crepes.fr>\n\nHalf a pound of flour.\n")
	w.with(t, func(b *browser) {
		b.get("/").shows(200, "/login")
		b.post("/login", "user", "alice", "password", "s3cret").shows(200, "/mail", "The recipe")
		b.get("/compose?folder=INBOX&uid=1&forward=1").shows(200, "/compose?folder=INBOX&uid=1&forward=1", `value="Fwd: The recipe"`, `name="forwards" value="1"`, "goes along, whole")
		b.post("/send", "token", b.token(), "to", "bob@crepes.fr", "subject", "Fwd: The recipe", "text", "Look!", "folder", "INBOX", "forwards", "1").shows(200, "/mail")
		b.get("/mail?folder=Sent").shows(200, "/mail?folder=Sent", "Fwd: The recipe")
		b.get("/message?folder=Sent&uid=1").shows(200, "/message?folder=Sent&uid=1", "Look!", "message.eml", "message/rfc822")
		b.get("/part?folder=Sent&uid=1&part=2")
		if got := string(b.last.Body); !strings.Contains(got, "Half a pound of flour.") || !strings.HasPrefix(got, "From: Bob") {
			t.Errorf("what was passed on is %q", got)
		}
		token := b.get("/message?folder=INBOX&uid=1").token()
		b.post("/move", "token", token, "folder", "INBOX", "uid", "1", "to", "").shows(400, "/move")
		b.post("/move", "token", "wrong", "folder", "INBOX", "uid", "1", "to", "Recipes").shows(403, "/move")
		b.post("/move", "token", token, "folder", "INBOX", "uid", "1", "to", "Recipes").shows(200, "/mail?folder=INBOX", "0 messages", "Recipes")
		b.get("/mail?folder=Recipes").shows(200, "/mail?folder=Recipes", "<p>1 message</p>", "The recipe")
		b.post("/send", "token", token, "to", "bob@crepes.fr", "text", "Again", "folder", "INBOX", "forwards", "1").shows(404, "/send")
	})
}

// What a mail in HTML loses when its text alone is shown is said.
func TestWhatHTMLLoses(t *testing.T) {
	w := newWorld(t,
		"From: bob@crepes.fr\nSubject: All\nContent-Type: text/html\n\n<html><head><style>p{color:red}</style></head><body><p>Read <a href=\"http://evil.example\">this</a><img src=\"http://evil.example/1.gif\"><img src=x onerror=alert(1)><script>alert('<img>')</script></body></html>\n",
		"From: bob@crepes.fr\nSubject: Little\nContent-Type: text/html\n\n<p>Just <b>words</b></p>\n")
	w.with(t, func(b *browser) {
		b.post("/login", "user", "alice", "password", "s3cret")
		b.get("/message?folder=INBOX&uid=1").shows(200, "/message?folder=INBOX&uid=1", "left out: 2 pictures, 1 link, 1 script, 1 style sheet.", "<pre>Read this</pre>")
		if strings.Contains(b.page, "evil.example") || strings.Contains(b.page, "alert") {
			t.Errorf("the page holds what nobody should see:\n%s", b.page)
		}
		b.get("/message?folder=INBOX&uid=2").shows(200, "/message?folder=INBOX&uid=2", "left out: nothing but its looks.", "<pre>Just words</pre>")
	})
}
