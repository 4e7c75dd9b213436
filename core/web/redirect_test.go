package web_test

import (
	"fmt"
	"net/netip"
	"strconv"
	"testing"

	"playnet/core/host"
	"playnet/core/web"
)

// What a client asks for where it is sent on, by the status and by what it has asked for
// first (RFC 9110 §15.4): a method and its content are kept or become GET without content.
func TestRedirectsKeepTheMethod(t *testing.T) {
	got := ""
	w := newWorld(t, web.ServerConfig{Handler: web.HandlerFunc(func(r *web.Request) *web.Response {
		if r.Path() == "/to" {
			got = fmt.Sprintf("%s %s%s", r.Method, r.Body, r.Header.Get("Content-Type"))
			return web.NewResponse(web.StatusOK, "text/plain", nil)
		}
		n, _ := strconv.Atoi(r.Query().Get("status"))
		return web.Redirect(web.Status(n), "/to")
	})})
	w.do(func(h host.Host) {
		c := web.NewClient(h, web.ClientConfig{Resolve: func(string) (netip.Addr, error) { return wwwAddr, nil }})
		defer c.Close()
		for _, x := range []struct{ method, after301, after303, after307 string }{
			{"GET", "GET ", "GET ", "GET "},
			{"HEAD", "HEAD ", "HEAD ", "HEAD "},
			{"POST", "GET ", "GET ", "POST xa/b"},
			{"PUT", "PUT xa/b", "GET ", "PUT xa/b"},
			{"DELETE", "DELETE ", "GET ", "DELETE "},
		} {
			for status, want := range map[int]string{301: x.after301, 302: x.after301, 303: x.after303, 307: x.after307, 308: x.after307} {
				a := web.Ask{Method: x.method, URL: "http://www/?status=" + strconv.Itoa(status)}
				if x.method == "POST" || x.method == "PUT" {
					a.Body, a.Type = []byte("x"), "a/b"
				}
				if answer, err := c.Do(a); err != nil || answer.Redirects != 1 || got != want {
					t.Errorf("%s after %d: %q, want %q; %v", x.method, status, got, want, err)
				}
			}
		}
	})
}
