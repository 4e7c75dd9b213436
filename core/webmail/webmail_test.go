package webmail_test

import (
	"bytes"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/mailserver"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
	"playnet/core/web"
	"playnet/core/webmail"
)

type program func(h host.Host) error

func (program) Kind() string            { return "test" }
func (p program) Run(h host.Host) error { return p(h) }
func (program) View() (v view.Program)  { return v }

// world is a browser, a webmail server, and the mail server behind it.
type world struct {
	testing.TB
	k       *sim.Kernel
	n       *vnet.Network
	mail    *vnet.Machine
	browser *vnet.Machine
	server  *webmail.Server
}

func newWorld(t testing.TB, mails ...string) *world {
	w := &world{TB: t, k: sim.New(3)}
	w.n = vnet.New(w.k, trace.New(trace.Options{}), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	host1 := func(name, addr string) *vnet.Machine {
		m, err := w.n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(addr)}, Link: vnet.LinkConfig{Delay: 5 * time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	w.mail = host1("mail", "192.0.2.25")
	var sources [][]byte
	for _, m := range mails {
		sources = append(sources, []byte(strings.ReplaceAll(m, "\n", "\r\n")))
	}
	config := mailserver.Config{Domains: []string{"crepes.fr"}, Accounts: []mailserver.Account{{User: "alice", Password: "s3cret"}, {User: "bob", Password: "b"}},
		Quota: 300_000, Folders: []mailserver.Folder{{User: "alice", Name: "INBOX", Messages: sources}}}
	w.mail.Install(mailserver.Kind, func() host.Program { return mailserver.New(config) })
	host1("webmail", "192.0.2.80").Install(webmail.Kind, func() host.Program {
		w.server = webmail.New(webmail.Config{Title: "Crepes mail", Domain: "crepes.fr", IMAP: "192.0.2.25", Submission: "192.0.2.25", Name: "webmail.crepes.fr"})
		return w.server
	})
	w.browser = host1("browser", "198.51.100.9")
	t.Cleanup(func() {
		for _, c := range w.n.Crashes() {
			t.Errorf("%s crashed: %s\n%s", c.Host, c.What, c.Stack)
		}
		if stuck := w.n.Stop(); len(stuck) > 0 {
			t.Errorf("fibers would not go: %v", stuck)
		}
	})
	return w
}

// browser is somebody before a browser.
type browser struct {
	*testing.T
	h    host.Host
	c    *web.Client
	jar  web.Jar
	page string // that is shown
	at   string
	last web.Answer
}

// with lets somebody use a browser until done.
func (w *world) with(t *testing.T, f func(b *browser)) {
	t.Helper()
	done := false
	w.browser.Run(program(func(h host.Host) error {
		b := &browser{T: t, h: h}
		b.c = web.NewClient(h, web.ClientConfig{Jar: &b.jar, Patience: 20 * time.Minute})
		f(b)
		b.c.Close()
		done = true
		return nil
	}))
	for steps := 0; w.k.Alive(); steps++ {
		if steps > 5_000_000 {
			t.Fatal("the world goes on and on")
		}
		w.k.Step()
	}
	if !done {
		t.Error("the browser never came to its end")
	}
}

const origin = "http://192.0.2.80"

func (b *browser) do(a web.Ask) *browser {
	b.Helper()
	a.URL = origin + a.URL
	answer, err := b.c.Do(a)
	if err != nil {
		b.Errorf("%s: %v", a.URL, err)
		return b
	}
	b.last, b.page, b.at = answer, string(answer.Body), strings.TrimPrefix(answer.URL, origin)
	return b
}

func (b *browser) get(path string) *browser { return b.do(web.Ask{URL: path}) }

func (b *browser) post(path string, namesAndValues ...string) *browser {
	var f web.Form
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		f = append(f, web.FormValue{Name: namesAndValues[i], Value: namesAndValues[i+1]})
	}
	return b.do(web.Ask{Method: "POST", URL: path, Type: "application/x-www-form-urlencoded", Body: web.EncodeForm(f)})
}

func (b *browser) token() string {
	m := regexp.MustCompile(`name="token" value="([0-9a-f]{32})"`).FindStringSubmatch(b.page)
	if m == nil {
		b.Errorf("no token in\n%s", b.page)
		return ""
	}
	return m[1]
}

func (b *browser) shows(status web.Status, at string, words ...string) *browser {
	b.Helper()
	if b.last.Status != status || b.at != at {
		b.Errorf("%v at %s, want %v at %s:\n%s", b.last.Status, b.at, status, at, b.page)
	}
	for _, word := range words {
		if !strings.Contains(b.page, word) {
			b.Errorf("%s does not show %q:\n%s", b.at, word, b.page)
		}
	}
	return b
}

func (b *browser) login() *browser {
	return b.post("/login", "user", "alice", "password", "s3cret").shows(200, "/mail")
}

const crepe = `From: Bob <bob@hamburger.edu>
To: alice@crepes.fr
Subject: =?utf-8?q?Cr=C3=AApe_<b>?=
Date: Mon, 02 Mar 2026 08:00:00 +0000
Message-ID: <1@hamburger.edu>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/html

<p>Hello <b>Alice</b>&amp;co<script>alert(1)</script><p>next &lt;img src=x onerror=alert(2)&gt;
--x
Content-Type: image/png; name="cr\"><script>alert(3)</script>.png"
Content-Disposition: attachment; filename="cr\"><script>alert(3)</script>.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--x--
`

// The way of somebody who logs in, reads, answers with a file, and logs out.
func TestWebmail(t *testing.T) {
	w := newWorld(t, crepe)
	w.with(t, func(b *browser) {
		b.get("/mail").shows(200, "/login", `<input name="user"`)
		b.post("/login", "user", "alice", "password", "wrong").shows(403, "/login", "does not let you in")
		b.login().shows(200, "/mail", "alice@crepes.fr", "<strong><a href=\"/message?folder=INBOX&amp;uid=1\">Crêpe &lt;b&gt;</a></strong>", "<p>1 message</p>")
		b.get("/message?folder=INBOX&uid=1").shows(200, "/message?folder=INBOX&uid=1", "Hello Alice&amp;co", "next &lt;img src=x", "Bob &lt;bob@hamburger.edu&gt;")
		if strings.Contains(b.page, "<script") || strings.Contains(b.page, "alert(1)") || strings.Contains(b.page, "<b>") || strings.Contains(b.page, "<img src=x") {
			t.Errorf("HTML of the mail stands in the page:\n%s", b.page)
		}
		if csp := b.last.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("the page may do: %q", csp)
		}
		b.get("/part?folder=INBOX&uid=1&part=2")
		if string(b.last.Body) != "\x89PNG\r\n\x1a\n" || b.last.Header.Get("Content-Type") != "image/png" {
			t.Errorf("the picture: %q, %v", b.last.Body, b.last.Header)
		}
		b.get("/part?folder=INBOX&uid=1&part=1")
		if got := b.last.Header.Get("Content-Type") + " " + b.last.Header.Get("Content-Disposition"); got != "application/octet-stream attachment" {
			t.Errorf("a part that is HTML is sent as %s", got)
		}
		b.get("/mail").shows(200, "/mail", "<td><a href=\"/message?folder=INBOX&amp;uid=1\">") // read by now

		b.get("/compose?folder=INBOX&uid=1").shows(200, "/compose?folder=INBOX&uid=1", `value="Bob &lt;bob@hamburger.edu&gt;"`, "Re: Crêpe &lt;b&gt;", "&gt; Hello Alice")
		var form bytes.Buffer
		for _, f := range [][3]string{{"token", "", b.token()}, {"to", "", "bob@crepes.fr"}, {"subject", "", "Re: Crêpe"}, {"text", "", "Bjørn, नमस्ते, 你好\r\n.\r\n"},
			{"inReplyTo", "", "1@hamburger.edu"}, {"references", "", "1@hamburger.edu"}, {"file", "; filename=\"a.bin\"\r\nContent-Type: image/x-own", "\x00\r\n.\r\n\xff"}} {
			form.WriteString("--bnd\r\nContent-Disposition: form-data; name=\"" + f[0] + "\"" + f[1] + "\r\n\r\n" + f[2] + "\r\n")
		}
		form.WriteString("--bnd--\r\n")
		b.do(web.Ask{Method: "POST", URL: "/send", Type: "multipart/form-data; boundary=bnd", Body: form.Bytes()}).shows(200, "/mail", "Sent")
		b.get("/mail?folder=Sent").shows(200, "/mail?folder=Sent", "Re: Crêpe", "<p>1 message</p>")
		b.post("/delete", "token", b.token(), "folder", "INBOX", "uid", "1").shows(200, "/mail?folder=INBOX", "0 messages")
		old := b.jar.Field("192.0.2.80", "/", false, b.h.Now())
		b.post("/logout", "token", b.token()).shows(200, "/login")
		if len(b.jar.Cookies()) != 0 {
			t.Errorf("after logging out there are cookies: %v", b.jar.Cookies())
		}
		resp := web.NewResponse(200, "", nil)
		resp.Header.Add("Set-Cookie", old)
		b.jar.Set("192.0.2.80", "/", resp, b.h.Now())
		b.get("/mail").shows(200, "/login") // the old cookie opens nothing
	})
	w.with(t, func(b *browser) {
		b.post("/login", "user", "bob", "password", "b").shows(200, "/mail", "Re: Crêpe")
		b.get("/message?folder=INBOX&uid=1").shows(200, "/message?folder=INBOX&uid=1", "Bjørn, नमस्ते, 你好\n.\n", "a.bin", "alice@crepes.fr")
		b.get("/part?folder=INBOX&uid=1&part=2")
		if string(b.last.Body) != "\x00\r\n.\r\n\xff" || !strings.Contains(b.last.Header.Get("Content-Disposition"), "filename=a.bin") {
			t.Errorf("the file: %q, %v", b.last.Body, b.last.Header)
		}
	})
}

// What another site, a careless user or a forger may send does nothing.
func TestWebmailRefuses(t *testing.T) {
	w := newWorld(t, crepe)
	w.with(t, func(b *browser) {
		b.login()
		token := b.token()
		b.post("/send", "to", "bob@crepes.fr", "text", "x").shows(403, "/send", "does not come from this session")
		b.post("/delete", "token", strings.Repeat("0", 32), "folder", "INBOX", "uid", "1").shows(403, "/delete")
		b.get("/delete?folder=INBOX&uid=1").shows(200, "/mail", "<p>1 message</p>")
		b.get("/logout").shows(200, "/mail")
		b.post("/send", "token", token, "to", "").shows(400, "/send", "needs somebody")
		b.post("/send", "token", token, "to", "not an address <").shows(400, "/send")
		b.post("/send", "token", token, "to", "nobody@crepes.fr", "subject", "<i>", "text", "</textarea><script>").shows(502, "/send", "nobody", "&lt;i&gt;", "&lt;/textarea&gt;&lt;script&gt;")
		for _, number := range []string{"0", "x", "-1", "99", "99999999999"} {
			b.get("/message?folder=INBOX&uid="+number).shows(404, "/message?folder=INBOX&uid="+number)
		}
		b.get("/message?folder=Nowhere&uid=1").shows(404, "/message?folder=Nowhere&uid=1")
		q := "/mail?folder=" + url.QueryEscape("x\r\nA LOGOUT \"<script>")
		b.get(q).shows(404, q)
		b.get("/../etc/passwd").shows(404, "/../etc/passwd")
		b.do(web.Ask{Method: "PUT", URL: "/mail"}).shows(405, "/mail")
		b.do(web.Ask{Method: "POST", URL: "/mail", Type: "text/plain", Body: []byte("x")}).shows(400, "/mail")

		// Nothing of a form becomes another field of the mail, or another recipient.
		b.post("/send", "token", token, "to", "alice@crepes.fr\r\nBcc: bob@crepes.fr", "subject", "x", "text", "ok").shows(502, "/send", "no such user")
		b.post("/send", "token", token, "to", "alice@crepes.fr", "subject", "one\r\nX-Evil: 1\r\n\r\ntwo", "inReplyTo", "a\r\nX-Evil: 2", "references", "a>\r\nX-Evil: 3", "text", "ok").shows(200, "/mail")
		b.get("/message?folder=INBOX&uid=2").shows(200, "/message?folder=INBOX&uid=2", "<h1>one X-Evil: 1 two</h1>")
	})
}

// A long text is shown up to somewhere, and the page says so; so it does when a mail was sent
// and there is no room for a copy.
func TestWebmailSaysWhatIsMissing(t *testing.T) {
	w := newWorld(t, "From: bob@crepes.fr\nSubject: Long\n\n"+strings.Repeat("All work and no play makes Jack a dull boy.\n", 6000))
	w.with(t, func(b *browser) {
		b.login()
		b.get("/message?folder=INBOX&uid=1").shows(200, "/message?folder=INBOX&uid=1", `<a href="/part?folder=INBOX&amp;uid=1&amp;part=1" download>The whole part</a> has 270000 bytes.`)
		if b.get("/part?folder=INBOX&uid=1&part=1"); len(b.last.Body) != 270_000 {
			t.Errorf("the whole part: %d bytes", len(b.last.Body))
		}
		token := b.get("/mail").token()
		b.post("/send", "token", token, "to", "bob@crepes.fr", "text", strings.Repeat("Heeere is Johnny! ", 2000)).shows(200, "/send", "was sent, but no copy of it is kept. The mail server says: ")
	})
	w.with(t, func(b *browser) {
		b.post("/login", "user", "bob", "password", "b").shows(200, "/mail", "<p>1 message</p>")
	})
}

// A session ends by itself, and a mail server that was away is found again.
func TestWebmailLasts(t *testing.T) {
	w := newWorld(t, crepe)
	w.with(t, func(b *browser) {
		b.login()
		w.mail.Stop()
		b.get("/mail").shows(502, "/mail", "can&#39;t be reached")
		w.mail.Start()
		_ = b.h.Sleep(time.Second)
		b.get("/mail").shows(200, "/mail", "<p>1 message</p>")
		_ = b.h.Sleep(29 * time.Minute)
		b.get("/mail").shows(200, "/mail")
		_ = b.h.Sleep(31 * time.Minute)
		b.get("/mail").shows(200, "/login")
	})
	if s := w.server.View().Mail.Sessions; len(s) != 0 {
		t.Errorf("sessions are left: %+v", s)
	}
}
