package web_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
	"playnet/core/web"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// program is straight-line code of a test, as a program.
type program func(h host.Host) error

func (program) Kind() string            { return "test" }
func (p program) Run(h host.Host) error { return p(h) }
func (program) View() (v view.Program)  { return v }

// world is a network with a web server on www and a client.
type world struct {
	testing.TB
	k      *sim.Kernel
	trace  *trace.Trace
	n      *vnet.Network
	www    *vnet.Machine
	client *vnet.Machine
}

var wwwAddr = netip.MustParseAddr("192.0.2.80")

func newWorld(t testing.TB, c web.ServerConfig) *world {
	w := &world{TB: t, k: sim.New(1), trace: trace.New(trace.Options{})}
	w.n = vnet.New(w.k, w.trace, epoch)
	for _, m := range []struct {
		at   **vnet.Machine
		name string
		addr string
	}{{&w.www, "www", "192.0.2.80"}, {&w.client, "client", "198.51.100.9"}} {
		var err error
		if *m.at, err = w.n.AddHost(vnet.HostConfig{Name: m.name, Addrs: []netip.Addr{netip.MustParseAddr(m.addr)},
			Link: vnet.LinkConfig{Delay: 10 * time.Millisecond}}); err != nil {
			t.Fatal(err)
		}
	}
	w.www.Install("server", func() host.Program { return program(web.NewServer(c).Run) })
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

// do runs a client's code to its end, and the world until it rests.
func (w *world) do(f func(h host.Host)) {
	w.Helper()
	done := false
	w.client.Run(program(func(h host.Host) error { f(h); done = true; return nil }))
	for steps := 0; w.k.Alive(); steps++ {
		if steps > 5_000_000 {
			w.Fatal("the world goes on and on")
		}
		w.k.Step()
	}
	if !done {
		w.Error("the client never came to its end")
	}
}

func (w *world) dial(h host.Host) net.Conn {
	c, err := h.Dial("tcp", netip.AddrPortFrom(wwwAddr, 80))
	if err != nil {
		w.Error(err)
	}
	return c
}

// events returns the bodies of a type, in their order.
func events[T trace.Body](w *world) (list []T) {
	w.trace.Scan(1, func(e trace.Event) bool {
		if b, ok := e.Body.(T); ok {
			list = append(list, b)
		}
		return true
	})
	return list
}

var site = web.Files{
	{Path: "/index.html", Data: []byte("<h1>Crepes</h1>"), Modified: epoch.Add(-time.Hour)},
	{Path: "/big.txt", Data: bytes.Repeat([]byte("crepe "), 20000), Modified: epoch},
}

// Requests that were sent ahead are answered in their order on one connection; Date,
// Content-Length and the rest stand where they must.
func TestServerPipelined(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: site, Name: "playnet"})
	w.do(func(h host.Host) {
		c := w.dial(h)
		defer c.Close()
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: www\r\n\r\nHEAD /big.txt HTTP/1.1\r\nHost: www\r\n\r\n"+
			"GET /none HTTP/1.1\r\nHost: www\r\n\r\nDELETE / HTTP/1.1\r\nHost: www\r\n\r\nGET /big.txt HTTP/1.1\r\nHost: www\r\nConnection: close\r\n\r\n"+
			"GET / HTTP/1.1\r\nHost: never answered\r\n\r\n")
		r := bufio.NewReader(c)
		for i, want := range []struct {
			method string
			status web.Status
			length int
		}{{"GET", 200, 15}, {"HEAD", 200, 0}, {"GET", 404, 14}, {"DELETE", 405, 23}, {"GET", 200, 120000}} {
			resp, err := web.ReadResponse(r, want.method, web.Limits{})
			if err != nil || resp.Status != want.status || len(resp.Body) != want.length {
				t.Fatalf("response %d: %+v, %v", i, resp, err)
			}
			if resp.Header.Get("Date") != "Mon, 02 Mar 2026 09:00:00 GMT" || resp.Header.Get("Server") != "playnet" {
				t.Errorf("response %d: %v", i, resp.Header)
			}
		}
		if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
			t.Errorf("behind the last response: %q, %v", rest, err)
		}
	})
}

func TestServerConditional(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: site})
	w.do(func(h host.Host) {
		c := w.dial(h)
		defer c.Close()
		r := bufio.NewReader(c)
		ask := func(fields string) *web.Response {
			_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: www\r\n"+fields+"\r\n")
			resp, err := web.ReadResponse(r, "GET", web.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			return resp
		}
		tag := ask("").Header.Get("ETag")
		for _, x := range []struct {
			fields string
			want   web.Status
		}{
			{"If-None-Match: " + tag + "\r\n", 304},
			{"If-None-Match: \"x\", W/" + tag + "\r\n", 304},
			{"If-None-Match: *\r\n", 304},
			{"If-None-Match: \"x\"\r\nIf-Modified-Since: Mon, 02 Mar 2026 08:00:00 GMT\r\n", 200},
			{"If-Modified-Since: Mon, 02 Mar 2026 08:00:00 GMT\r\n", 304},
			{"If-Modified-Since: Monday, 02-Mar-26 08:00:00 GMT\r\n", 304},
			{"If-Modified-Since: Mon Mar  2 07:59:59 2026\r\n", 200},
			{"If-Modified-Since: yesterday\r\n", 200},
		} {
			if got := ask(x.fields); got.Status != x.want || (len(got.Body) > 0) != (x.want == 200) || got.Header.Get("ETag") != tag {
				t.Errorf("%q: %v", x.fields, got.Status)
			}
		}
	})
}

// HTTP/1.0 ends with the connection, unless it is asked to stay.
func TestServerHTTP10(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: web.HandlerFunc(func(*web.Request) *web.Response {
		r := web.NewResponse(web.StatusOK, "text/plain", []byte("abc"))
		r.Chunked = true
		return r
	})})
	for _, x := range []struct{ request, has string }{
		{"GET / HTTP/1.0\r\n\r\n", "Connection: close\r\n"},
		{"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n", "Connection: keep-alive\r\n"},
	} {
		w.do(func(h host.Host) {
			c := w.dial(h)
			defer c.Close()
			_, _ = io.WriteString(c, x.request)
			all, err := io.ReadAll(c)
			if s := string(all); err != nil || !strings.Contains(s, x.has) || !strings.HasSuffix(s, "\r\n\r\nabc") || !strings.Contains(s, "Content-Length: 3") {
				t.Errorf("%q: %q, %v", x.request, all, err)
			}
		})
	}
}

// Content that waits for it is called for; what is too much is refused before it comes.
func TestServerExpect(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Limits: web.Limits{Body: 100}, Handler: web.HandlerFunc(func(r *web.Request) *web.Response {
		return web.NewResponse(web.StatusOK, "text/plain", r.Body)
	})})
	w.do(func(h host.Host) {
		for _, x := range []struct{ fields, want string }{
			{"Content-Length: 3\r\nExpect: 100-continue\r\n", "HTTP/1.1 100 Continue\r\n\r\n"},
			{"Transfer-Encoding: chunked\r\nExpect: 100-Continue\r\n", "HTTP/1.1 100 Continue\r\n\r\n"},
			{"Content-Length: 101\r\nExpect: 100-continue\r\n", "HTTP/1.1 413 Content Too"},
			{"Content-Length: 3\r\nExpect: tea\r\n", "HTTP/1.1 417 Expectation"},
		} {
			c := w.dial(h)
			_, _ = io.WriteString(c, "POST / HTTP/1.1\r\nHost: www\r\n"+x.fields+"\r\n")
			got := make([]byte, len(x.want[:min(len(x.want), 24)]))
			if _, err := io.ReadFull(c, got); err != nil || !strings.HasPrefix(x.want, string(got)) {
				t.Errorf("%q: %q, %v", x.fields, got, err)
			}
			_ = c.Close()
		}
	})
}

// Whoever drips a request, sends nothing, sends garbage ahead, a line of a megabyte, or
// leaves half of a connection open, is told so or left, and the next client is served.
func TestServerHostile(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: site, Idle: 30 * time.Second})
	served := func(h host.Host, after string) {
		c := w.dial(h)
		defer c.Close()
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: www\r\nConnection: close\r\n\r\n")
		if all, err := io.ReadAll(c); err != nil || !bytes.Contains(all, []byte("<h1>Crepes</h1>")) {
			t.Errorf("after %s the next client gets %q, %v", after, all, err)
		}
	}
	read := func(c net.Conn) string {
		all, _ := io.ReadAll(c)
		first, _, _ := strings.Cut(string(all), "\r\n")
		return first
	}
	w.do(func(h host.Host) {
		began := h.Now()
		c := w.dial(h)
		dripped := c
		h.Go("drip", func() {
			for _, b := range []byte("GET / HTTP/1.1\r\nHost: www\r\nX: " + strings.Repeat("x", 500)) {
				if _, err := dripped.Write([]byte{b}); err != nil || h.Sleep(time.Second) != nil {
					return
				}
			}
		})
		if got := read(c); got != "HTTP/1.1 408 Request Timeout" || h.Now().Sub(began) > 70*time.Second {
			t.Errorf("dripping: %q after %v", got, h.Now().Sub(began))
		}
		_ = c.Close()
		served(h, "dripping")

		began = h.Now()
		c = w.dial(h)
		if got := read(c); got != "" || h.Now().Sub(began) > 31*time.Second {
			t.Errorf("silence: %q after %v", got, h.Now().Sub(began))
		}
		_ = c.Close()
		served(h, "silence")

		c = w.dial(h)
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: www\r\n\r\n\x00\x01garbage\r\n\r\n"+strings.Repeat("more garbage\r\n", 10000))
		if all, _ := io.ReadAll(c); !bytes.Contains(all, []byte("200 OK")) || !bytes.Contains(all, []byte("HTTP/1.1 400 Bad Request")) ||
			bytes.Count(all, []byte("HTTP/1.1 ")) != 2 {
			t.Errorf("garbage behind a request: %q", all)
		}
		_ = c.Close()
		served(h, "garbage")

		c = w.dial(h)
		h.Go("long", func() { _, _ = c.Write([]byte("GET /" + strings.Repeat("a", 1<<20))) })
		if got := read(c); got != "HTTP/1.1 414 URI Too Long" {
			t.Errorf("a megabyte: %q", got)
		}
		_ = c.Close()
		served(h, "a megabyte")

		c = w.dial(h)
		_, _ = io.WriteString(c, "GET /big.txt HTTP/1.1\r\nHost: www\r\n\r\n")
		_ = c.(host.HalfCloser).CloseWrite()
		if got := read(c); got != "HTTP/1.1 200 OK" {
			t.Errorf("half closed: %q", got)
		}
		_ = c.Close()
		served(h, "half a connection")

		var many []net.Conn
		for range 420 {
			many = append(many, w.dial(h))
		}
		if got := read(many[410]); got != "HTTP/1.1 503 Service Unavailable" {
			t.Errorf("too many connections: %q", got)
		}
		for _, c := range many {
			_ = c.Close()
		}
		_ = h.Sleep(time.Second)
		served(h, "too many connections")
	})
}

// A handler that lets a client write into its header gives nothing away.
func TestServerSplitting(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: web.HandlerFunc(func(r *web.Request) *web.Response {
		return web.Redirect(web.StatusFound, r.Query().Get("to"))
	})})
	w.do(func(h host.Host) {
		c := w.dial(h)
		defer c.Close()
		_, _ = io.WriteString(c, "GET /?to=/%0d%0aSet-Cookie:%20evil=1 HTTP/1.1\r\nHost: www\r\n\r\n")
		all, _ := io.ReadAll(c)
		if !bytes.HasPrefix(all, []byte("HTTP/1.1 500 ")) || bytes.Contains(all, []byte("evil")) {
			t.Errorf("%q", all)
		}
	})
}

// shop counts visits in a cookie, and sends people on.
func shop(r *web.Request) *web.Response {
	switch r.Path() {
	case "/loop":
		return web.Redirect(web.StatusFound, "/loop")
	case "/form":
		resp := web.Redirect(web.StatusSeeOther, "hello?x=1")
		resp.SetCookie(web.Cookie{Name: "form", Value: string(r.Body), Path: "/"})
		return resp
	case "/same":
		return web.Redirect(web.StatusTemporaryRedirect, "http://www:80/echo")
	}
	form, _ := r.Cookie("form")
	resp := web.NewResponse(web.StatusOK, "text/plain", []byte(r.Method+" "+r.Target+" "+form+" "+string(r.Body)))
	resp.Chunked = true
	return resp
}

func TestClient(t *testing.T) {
	w := newWorld(t, web.ServerConfig{Handler: web.HandlerFunc(shop)})
	w.do(func(h host.Host) {
		var jar web.Jar
		c := web.NewClient(h, web.ClientConfig{Jar: &jar, Resolve: func(name string) (netip.Addr, error) {
			if name != "www" {
				return netip.Addr{}, errors.New("no such host")
			}
			return wwwAddr, nil
		}})
		defer c.Close()
		do := func(a web.Ask, want string) {
			t.Helper()
			got, err := c.Do(a)
			if err != nil || string(got.Body) != want {
				t.Errorf("%+v: %q, %v, want %q", a, got.Body, err, want)
			}
		}
		do(web.Ask{URL: "http://www"}, "GET /  ")
		do(web.Ask{Method: "POST", URL: "http://www/form", Body: []byte("x"), Type: "text/plain"}, "GET /hello?x=1 x ")
		do(web.Ask{Method: "POST", URL: "http://www/same", Body: []byte("y")}, "POST /echo x y")
		if _, err := c.Do(web.Ask{URL: "http://www/loop"}); !errors.Is(err, web.ErrRedirects) {
			t.Errorf("a loop: %v", err)
		}
		_ = h.Sleep(20 * time.Second) // the server has closed
		do(web.Ask{URL: "http://www/late#part"}, "GET /late x ")
		for _, u := range []string{"", "www", "https://www/", "http://user@www/", "http://www/\r\nx", "http://", "http://a b/", "ftp://www/"} {
			if _, err := c.Do(web.Ask{URL: u}); !errors.Is(err, web.ErrURL) {
				t.Errorf("%q: %v", u, err)
			}
		}
		if _, err := c.Do(web.Ask{URL: "http://nowhere/"}); err == nil || err.Error() != "no such host" {
			t.Error(err)
		}
	})
	conns := 0
	for _, s := range events[web.EventState](w) {
		if s.From == "waiting" && s.To == "closing" {
			conns++
		}
	}
	if n := len(events[web.EventReused](w)); n != 15 || conns != 2 {
		t.Errorf("connections were used again %d times, and %d ended", n, conns)
	}
	if n := len(events[web.EventCookie](w)); n != 1 {
		t.Errorf("%d cookies kept", n)
	}
}
