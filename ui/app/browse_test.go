package app_test

import (
	"reflect"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
)

func TestPageForms(t *testing.T) {
	page := &view.Page{URL: "http://mail.fr/a/b", Body: `<p>x<form method="get" action="/no"><input name=q></form>
<form method="post" action="/send"><input type="hidden" name="token" value="1&amp;2"><p><label>To <input name="to" value="bob"></label>
<label>Password <input name=pw type=password></label><textarea name="text" aria-label="Text">
a <b>&lt;</textarea><input type=file name=f><button>Send it</button></form><form method=POST action="go?x=1"></form>`}
	want := []app.PageForm{{Action: "http://mail.fr/send", Button: "Send it", Fields: []app.PageField{
		{Name: "token", Value: "1&2", Kind: "hidden"}, {Name: "to", Label: "To", Value: "bob", Kind: "text"}, {Name: "pw", Label: "Password", Kind: "password"},
		{Name: "text", Label: "Text", Value: "a <b><", Kind: "textarea"}}}, {Action: "http://mail.fr/a/go?x=1"}}
	if got := app.PageForms(page); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

// The pictures that the browser has loaded are shown, and nothing else is asked for.
func TestPageHTML(t *testing.T) {
	page := &view.Page{URL: "http://a.fr/", Body: `<h1>A</h1><script>alert(1)</script><img src="/one.png" alt="one"><img src="http://evil/two.png"><img src="three.html">`,
		Objects: []view.PageObject{{URL: "http://a.fr/one.png", Type: "image/png", Data: []byte("PNG")}, {URL: "http://evil/two.png"}, {URL: "http://a.fr/three.html", Type: "text/html", Data: []byte("<script>")}}}
	got := app.PageHTML(page).Body
	if !strings.Contains(got, `<img src="data:image/png;base64,UE5H"`) || strings.Count(got, "<img") != 1 || strings.Contains(got, "script") || strings.Contains(got, `"http://evil`) {
		t.Error(got)
	}
}

// Somebody browses a lab's webmail with the page's own controls.
func TestBrowse(t *testing.T) {
	a := opened(t, "webmail")
	if got := a.BrowserHost(); got != "alice" {
		t.Errorf("the lab's browser is at %q", got)
	}
	if got := opened(t, "dns-iterated").BrowserHost(); got != "" {
		t.Errorf("in a lab without one there is a browser at %q", got)
	}
	a = opened(t, "webmail")
	a.SetAsking(false)
	a.SetDraft("url|"+app.BrowseGroup("alice"), "webmail.crepes.fr/login")
	a.Browse("alice")
	for n := 0; n < 5000 && (a.BrowserPage("alice") == nil || a.BrowserPage("alice").Title != "crepes.fr webmail"); n++ {
		frames(a, 1)
	}
	page := a.BrowserPage("alice")
	if page == nil || page.Status != 200 || len(app.PageForms(page)) != 1 {
		t.Fatalf("%+v", page)
	}
}
