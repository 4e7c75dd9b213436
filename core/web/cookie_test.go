package web

import (
	"fmt"
	"testing"
	"time"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestJar(t *testing.T) {
	for _, c := range []struct {
		host, path, cookie string // who sets what
		to, at             string // who is asked for what
		want               string
	}{
		{"www.crepes.fr", "/", "a=1", "www.crepes.fr", "/x", "a=1"},
		{"www.crepes.fr", "/", "a=1", "crepes.fr", "/", ""},
		{"www.crepes.fr", "/", "a=1", "x.www.crepes.fr", "/", ""},
		{"www.crepes.fr", "/", "a=1; Domain=crepes.fr", "mail.crepes.fr", "/", "a=1"},
		{"www.crepes.fr", "/", "a=1; Domain=.Crepes.FR", "crepes.fr", "/", "a=1"},
		{"www.crepes.fr", "/", "a=1; Domain=hamburger.edu", "hamburger.edu", "/", ""},
		{"www.crepes.fr", "/", "a=1; Domain=fr", "www.crepes.fr", "/", ""},
		{"www.crepes.fr", "/", "a=1; Domain=epes.fr", "www.epes.fr", "/", ""},
		{"crepes.fr", "/", "a=1; Domain=www.crepes.fr", "www.crepes.fr", "/", ""},
		{"mail", "/", "a=1; Domain=mail", "mail", "/", "a=1"},
		{"192.0.2.1", "/", "a=1; Domain=0.2.1", "192.0.2.1", "/", ""},
		{"a.fr", "/mail/list", "a=1", "a.fr", "/mail/x", "a=1"},
		{"a.fr", "/mail/list", "a=1", "a.fr", "/", ""},
		{"a.fr", "/mail/list", "a=1", "a.fr", "/mailbox", ""},
		{"a.fr", "/", "a=1; Path=/mail", "a.fr", "/mail", "a=1"},
		{"a.fr", "/", "a=1; Path=/mail", "a.fr", "/mailbox", ""},
		{"a.fr", "/", "a=1; Path=mail", "a.fr", "/", "a=1"},
		{"a.fr", "/", "a=1; Secure", "a.fr", "/", ""},
		{"a.fr", "/", "a=1; HttpOnly; SameSite=Lax; nonsense", "a.fr", "/", "a=1"},
		{"a.fr", "/", "a=1; Max-Age=10", "a.fr", "/", "a=1"},
		{"a.fr", "/", "a=1; Max-Age=0", "a.fr", "/", ""},
		{"a.fr", "/", "a=1; Max-Age=-99999999999999999999", "a.fr", "/", ""},
		{"a.fr", "/", "a=1; Max-Age=99999999999999999999", "a.fr", "/", "a=1"},
		{"a.fr", "/", "a=1; Max-Age=x", "a.fr", "/", "a=1"},
		{"a.fr", "/", "a=1; Expires=Mon, 02 Mar 2026 08:59:59 GMT", "a.fr", "/", ""},
		{"a.fr", "/", "a=1; Expires=Mon, 02 Mar 2026 09:00:01 GMT", "a.fr", "/", "a=1"},
		{"a.fr", "/", "a=1; Expires=Mon, 02 Mar 2020 09:00:01 GMT; Max-Age=5", "a.fr", "/", "a=1"},
		{"a.fr", "/", "a=1; Max-Age=5; Expires=Mon, 02 Mar 2020 09:00:01 GMT", "a.fr", "/", "a=1"},
		{"a.fr", "/", "=1", "a.fr", "/", ""},
		{"a.fr", "/", "a", "a.fr", "/", ""},
		{"a.fr", "/", " a = b c ", "a.fr", "/", "a=b c"},
	} {
		var j Jar
		resp := NewResponse(StatusOK, "", nil)
		resp.Header.Add("Set-Cookie", c.cookie)
		j.Set(c.host, c.path, resp, epoch)
		if got := j.Field(c.to, c.at, false, epoch); got != c.want {
			t.Errorf("%s%s sets %q: %s%s gets %q, want %q", c.host, c.path, c.cookie, c.to, c.at, got, c.want)
		}
	}
}

// Longer paths first, then older cookies; a new value keeps the old place; what has
// expired is gone; there are never too many.
func TestJarOrderAndBounds(t *testing.T) {
	var j Jar
	set := func(fields ...string) {
		r := NewResponse(StatusOK, "", nil)
		for _, f := range fields {
			r.Header.Add("Set-Cookie", f)
		}
		j.Set("a.fr", "/", r, epoch)
	}
	set("a=1", "b=2; Path=/x", "c=3")
	set("a=4", "d=5; Max-Age=60")
	if got := j.Field("a.fr", "/x", false, epoch); got != "b=2; a=4; c=3; d=5" {
		t.Error(got)
	}
	if got := j.Field("a.fr", "/x", false, epoch.Add(time.Minute)); got != "b=2; a=4; c=3" {
		t.Error(got)
	}
	set("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT")
	for i := range 60 {
		set(fmt.Sprintf("n%d=%d", i, i))
	}
	if n := len(j.Cookies()); n != maxPerDomain {
		t.Errorf("%d cookies of a domain", n)
	}
}

func TestCookieDates(t *testing.T) {
	for in, want := range map[string]string{
		"Wed, 09 Jun 2021 10:18:14 GMT":  "2021-06-09T10:18:14Z",
		"Wednesday, 09-Jun-21 10:18:14":  "2021-06-09T10:18:14Z",
		"Wed Jun  9 10:18:14 2021":       "2021-06-09T10:18:14Z",
		"9 junE 70 1:2:3":                "1970-06-09T01:02:03Z",
		"10:18:14 2069 Dec 31":           "2069-12-31T10:18:14Z",
		"31 Dec 2069 10:18:14":           "2069-12-31T10:18:14Z",
		"30 Feb 2021 10:18:14":           "",
		"09 Jun 2021 24:18:14":           "",
		"09 Jun 1600 10:18:14":           "",
		"09 Jun 2021":                    "",
		"Jun 2021 10:18:14":              "",
		"":                               "",
		"99999 Jun 2021 10:18:14 9 2021": "2021-06-09T10:18:14Z",
	} {
		got, ok := parseCookieDate(in)
		if ok != (want != "") || ok && got.Format(time.RFC3339) != want {
			t.Errorf("%q: %v %v, want %q", in, got, ok, want)
		}
	}
}

func TestSetCookieWritten(t *testing.T) {
	r := NewResponse(StatusOK, "", nil)
	r.SetCookie(Cookie{Name: "sid", Value: "abc", Path: "/", HTTPOnly: true, MaxAge: 60})
	r.SetCookie(Cookie{Name: "evil", Value: "a\r\nX: y"})
	r.SetCookie(Cookie{Name: "e;vil", Value: "a"})
	if got := r.Header.Values("Set-Cookie"); len(got) != 1 || got[0] != "sid=abc; Path=/; Max-Age=60; HttpOnly" {
		t.Errorf("%q", got)
	}
}
