package web_test

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/view"
	"playnet/core/web"
)

// atWWW finds the one server of these worlds.
func atWWW(host.Host, string) (netip.Addr, error) { return wwwAddr, nil }

// browse has a browser do things one after the other, and returns what it shows in the end.
func (w *world) browse(do ...func(b *web.Browser)) *view.Page {
	w.Helper()
	b := web.NewBrowser(atWWW)
	w.client.Run(b)
	w.do(func(h host.Host) {
		for _, one := range do {
			one(b)
			if err := h.Sleep(10 * time.Second); err != nil {
				w.Error(err)
			}
		}
	})
	page := b.View().Page
	if page == nil || page.Loading {
		w.Fatalf("the browser shows %+v", page)
	}
	return page
}

// A page is there with its title and its images, each asked for by itself; letters whose
// small forms have another length than they themselves hide none.
func TestBrowserLoadsAPage(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: web.Files{
		{Path: "/index.html", Data: []byte("<!-- İstanbul \xff --><TITLE>Crepes &amp;\n more</TITLE><p>İ<IMG alt=\"\" data-src=\"none\" SRC=\"/crepe.png\"><img src=\"a&amp;b.gif\"><img alt=\"no source\"><img src=\"http://www.test/big.png\">")},
		{Path: "/crepe.png", Data: []byte("png")},
		{Path: "/big.png", Data: bytes.Repeat([]byte("x"), 200<<10)},
	}})
	page := w.browse(func(b *web.Browser) { b.Go(web.Ask{URL: "http://www.test/"}, false) })
	if page.Title != "Crepes & more" || page.Status != 200 || page.Type != "text/html" || page.Failed != "" {
		t.Errorf("%+v", page)
	}
	var got []string
	for _, o := range page.Objects {
		got = append(got, o.URL+" "+o.Type+" "+strings.Repeat("x", min(len(o.Data), 3)))
	}
	want := []string{"http://www.test/crepe.png image/png xxx", "http://www.test/a&b.gif text/plain; charset=utf-8 xxx", "http://www.test/big.png image/png "}
	if !slices.Equal(got, want) || page.Objects[1].Status != 404 || page.Objects[2].Bytes != 200<<10 {
		t.Errorf("%q, %+v", got, page.Objects[1])
	}
	if reused := len(events[web.EventReused](w)); reused != 3 {
		t.Errorf("%d requests were sent on a connection that stood", reused)
	}
}

// Alone: each object has a connection of its own.
func TestBrowserAlone(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: web.Files{{Path: "/index.html", Data: []byte(`<img src="/index.html"><img src="/index.html">`)}}})
	page := w.browse(func(b *web.Browser) { b.Go(web.Ask{URL: "http://www.test/"}, true) })
	if reused := len(events[web.EventReused](w)); reused != 0 || len(page.Objects) != 2 {
		t.Errorf("%d requests were sent on a connection that stood, %d objects", reused, len(page.Objects))
	}
}

// A form goes with the hidden fields of the page that is shown, unless it names them itself,
// and with the cookies that the server has set; the answer sends the browser on.
func TestBrowserSendsForms(t *testing.T) {
	var got []string
	w := newWorld(t, web.ServerConfig{Handler: web.HandlerFunc(func(r *web.Request) *web.Response {
		if r.Method != "POST" {
			page := web.NewResponse(web.StatusOK, "text/html; charset=utf-8", []byte(`<input type="hidden" name="token" value="a&amp;b"><input type="hidden" name="token" value="again"><input type="hidden" name="uid" value="7">`))
			page.SetCookie(web.Cookie{Name: "session", Value: "s1", Path: "/"})
			return page
		}
		cookie, _ := r.Cookie("session")
		got = append(got, string(r.Body)+" "+cookie)
		return web.Redirect(web.StatusSeeOther, "/done")
	})})
	page := w.browse(
		func(b *web.Browser) { b.Go(web.Ask{URL: "http://www.test/form"}, false) },
		func(b *web.Browser) { b.Submit("http://www.test/send", web.Form{{Name: "uid", Value: "8"}}) })
	if want := []string{"token=a%26b&uid=8 s1"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if page.URL != "http://www.test/done" || page.Redirects != 1 || page.Method != "POST" || len(page.Cookies) != 1 {
		t.Errorf("%+v", page)
	}
}

// Pages that are asked for at once come one after the other; what can't be had is told.
func TestBrowserTakesTurns(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: site})
	page := w.browse(func(b *web.Browser) {
		b.Go(web.Ask{URL: "http://www.test/big.txt"}, false)
		b.Go(web.Ask{URL: "http://www.test/none"}, false)
		b.Go(web.Ask{URL: "gopher://www.test/"}, false)
	})
	if page.Failed == "" || page.Status != 0 {
		t.Errorf("%+v", page)
	}
	var asked []string
	for _, e := range events[web.EventRequest](w) {
		asked = append(asked, e.Target)
	}
	if want := []string{"/big.txt", "/none"}; !slices.Equal(asked, want) {
		t.Errorf("%q", asked)
	}
}
