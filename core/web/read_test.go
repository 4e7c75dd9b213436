package web

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func parse(s string) (*Request, error) {
	return ReadRequest(bufio.NewReader(strings.NewReader(s)), Limits{Body: 1000})
}

// status is what a request is refused with; 0: it is taken, -1: the client has gone.
func status(err error) Status {
	var r *Refusal
	switch {
	case err == nil:
		return 0
	case errors.As(err, &r):
		return r.Status
	}
	return -1
}

const hostLine = "Host: www.crepes.fr\r\n"

// What two readers of the same bytes could understand in two ways is refused.
func TestRequestsRefused(t *testing.T) {
	get := "GET / HTTP/1.1\r\n" + hostLine
	post := "POST / HTTP/1.1\r\n" + hostLine
	for _, c := range []struct {
		what, request string
		want          Status
	}{
		{"plain", get + "\r\n", 0},
		{"an empty line first", "\r\n" + get + "\r\n", 0},
		{"two empty lines first", "\r\n\r\n" + get + "\r\n", 400},
		{"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0},
		{"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"two Hosts", get + "Host: other\r\n\r\n", 400},
		{"a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
		{"a Host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
		{"absolute form", "GET http://www.crepes.fr/x HTTP/1.1\r\n" + hostLine + "\r\n", 0},
		{"another scheme", "GET ftp://www.crepes.fr/x HTTP/1.1\r\n" + hostLine + "\r\n", 400},
		{"asterisk", "OPTIONS * HTTP/1.1\r\n" + hostLine + "\r\n", 0},
		{"asterisk for GET", "GET * HTTP/1.1\r\n" + hostLine + "\r\n", 400},
		{"CONNECT", "CONNECT a:25 HTTP/1.1\r\n" + hostLine + "\r\n", 501},
		{"HTTP/2.0", "GET / HTTP/2.0\r\n" + hostLine + "\r\n", 505},
		{"http/1.1", "GET / http/1.1\r\n" + hostLine + "\r\n", 400},
		{"HTTP/1.1 with a word behind", "GET / HTTP/1.1 x\r\n" + hostLine + "\r\n", 400},
		{"HTTP/0.9", "GET /\r\n", 400},
		{"two blanks", "GET  / HTTP/1.1\r\n" + hostLine + "\r\n", 400},
		{"a tab", "GET\t/ HTTP/1.1\r\n" + hostLine + "\r\n", 400},
		{"a method that is no token", "GE(T / HTTP/1.1\r\n" + hostLine + "\r\n", 400},
		{"a bad escape", "GET /%zz HTTP/1.1\r\n" + hostLine + "\r\n", 400},
		{"eight bits in the target", "GET /\xc3\xa9 HTTP/1.1\r\n" + hostLine + "\r\n", 400},
		{"bare LF in the request line", "GET / HTTP/1.1\n" + hostLine + "\r\n", 400},
		{"bare LF in a field", get + "A: b\n\r\n", 400},
		{"bare LF as the empty line", get + "\n", 400},
		{"bare CR in a field", get + "A: b\rC: d\r\n\r\n", 400},
		{"NUL in a field", get + "A: b\x00\r\n\r\n", 400},
		{"a control in a field", get + "A: b\x01\r\n\r\n", 400},
		{"a folded line", get + "A: b\r\n c\r\n\r\n", 400},
		{"a first line that is folded", "GET / HTTP/1.1\r\n X: y\r\n" + hostLine + "\r\n", 400},
		{"a blank before the colon", get + "A : b\r\n\r\n", 400},
		{"a field without a name", get + ": b\r\n\r\n", 400},
		{"a field without a colon", get + "A\r\n\r\n", 400},
		{"both lengths", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", 400},
		{"two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400},
		{"the same length twice", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
		{"a list of lengths", post + "Content-Length: 3, 3\r\n\r\nabc", 400},
		{"a negative length", post + "Content-Length: -3\r\n\r\nabc", 400},
		{"a signed length", post + "Content-Length: +3\r\n\r\nabc", 400},
		{"a length in hexadecimal", post + "Content-Length: 0x3\r\n\r\nabc", 400},
		{"an empty length", post + "Content-Length:\r\n\r\nabc", 400},
		{"too long", post + "Content-Length: 1001\r\n\r\n", 413},
		{"much too long", post + "Content-Length: 99999999999999999999999\r\n\r\n", 413},
		{"an unknown coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
		{"chunked not last", post + "Transfer-Encoding: chunked, gzip\r\n\r\n", 400},
		{"chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
		{"an obscured coding", post + "Transfer-Encoding: xchunked\r\n\r\n", 400},
		{"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		{"chunks", post + "Transfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nSum: 1\r\n\r\n", 0},
		{"a chunk without an end", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", 400},
		{"a chunk that ends with LF", post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n", 400},
		{"a negative chunk", post + "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n", 400},
		{"a chunk with 0x", post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", 400},
		{"a chunk without a size", post + "Transfer-Encoding: chunked\r\n\r\n;x\r\nabc\r\n0\r\n\r\n", 400},
		{"a huge chunk", post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n", 413},
		{"chunks that add up", post + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("c8\r\n"+strings.Repeat("x", 200)+"\r\n", 6) + "0\r\n\r\n", 413},
		{"a long line of a chunk", post + "Transfer-Encoding: chunked\r\n\r\n1;" + strings.Repeat("x", 2000) + "\r\na\r\n0\r\n\r\n", 400},
		{"a folded trailer", post + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n c\r\n\r\n", 400},
		{"a long target", "GET /" + strings.Repeat("a", 9000) + " HTTP/1.1\r\n" + hostLine + "\r\n", 414},
		{"a megabyte in a line", "GET /" + strings.Repeat("a", 1<<20), 414},
		{"a long field", get + "A: " + strings.Repeat("b", 33<<10) + "\r\n\r\n", 431},
		{"a megabyte in a field", get + "A: " + strings.Repeat("b", 1<<20), 431},
		{"many fields", get + strings.Repeat("A: b\r\n", 101) + "\r\n", 431},
		{"many bytes of fields", get + strings.Repeat("A: "+strings.Repeat("b", 500)+"\r\n", 80) + "\r\n", 431},
		{"the client goes in the header", get + "A: b", -1},
		{"the client goes before the empty line", get, -1},
		{"the client goes in the body", post + "Content-Length: 3\r\n\r\nab", -1},
		{"the client goes in a chunk", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nab", -1},
	} {
		if _, err := parse(c.request); status(err) != c.want || errors.Is(err, io.EOF) {
			t.Errorf("%s: %v, want %v", c.what, err, c.want)
		}
	}
	if _, err := parse(""); err != io.EOF {
		t.Errorf("a connection that is closed between requests: %v", err)
	}
}

func TestRequestRead(t *testing.T) {
	r, err := parse("POST /a%20b?q=1&r=%26 HTTP/1.1\r\nhOST: WWW.Crepes.fr:8080\r\nx-one: \t a b \t\r\ncookie: a=1; sid=xyz\r\nTransfer-Encoding: chunked\r\n\r\n" +
		"3\r\nabc\r\n0a;ext\r\n0123456789\r\n000\r\nCheck: sum\r\n\r\nnext")
	if err != nil {
		t.Fatal(err)
	}
	sid, _ := r.Cookie("sid")
	if r.Method != "POST" || r.Path() != "/a b" || r.Query().Get("r") != "&" || r.Host() != "www.crepes.fr" || r.Header.Get("X-One") != "a b" ||
		string(r.Body) != "abc0123456789" || r.Trailer.Get("check") != "sum" || sid != "xyz" || !r.keepsOpen() {
		t.Errorf("%+v", r)
	}
}

// Requests that were sent ahead are read one after the other, whatever is in them.
func TestPipelined(t *testing.T) {
	in := bufio.NewReader(strings.NewReader("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /GET /2 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /3 HTTP/1.0\r\n\r\n"))
	var got []string
	for {
		r, err := ReadRequest(in, Limits{})
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Method+r.Target+string(r.Body))
	}
	if s := strings.Join(got, " "); s != "POST/1GET / GET/2 HEAD/3" {
		t.Error(s)
	}
}

func TestResponses(t *testing.T) {
	for _, c := range []struct {
		method, response, body string
		want                   Status
		close                  bool
	}{
		{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", "abc", 0, false},
		{"GET", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "", 0, false},
		{"GET", "HTTP/1.0 200 OK\r\n\r\nabc", "abc", 0, true},
		{"GET", "HTTP/1.1 200 OK\r\n\r\nabc", "abc", 0, true},
		{"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "", 0, false},
		{"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "", 0, false},
		{"GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: Close\r\n\r\na", "a", 0, true},
		{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "a", 0, false},
		{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n1\r\na\r\n0\r\n\r\n", "", 400, false},
		{"GET", "HTTP/1.1 20 OK\r\n\r\n", "", 502, false},
		{"GET", "220 mail.crepes.fr ready\r\n", "", 502, false},
		{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "", -1, false},
		{"GET", strings.Repeat("HTTP/1.1 103 Early\r\n\r\n", 9), "", 502, false},
	} {
		r, err := ReadResponse(bufio.NewReader(strings.NewReader(c.response)), c.method, Limits{})
		if status(err) != c.want || err == nil && (string(r.Body) != c.body || r.close != c.close) {
			t.Errorf("%q: %+v, %v", c.response, r, err)
		}
	}
}

// What is written is what is read, and nothing else can be smuggled into it.
func TestWritten(t *testing.T) {
	resp := NewResponse(StatusOK, "text/plain", bytes.Repeat([]byte("0123456789"), 2000))
	resp.Chunked, resp.Trailer = true, Header{{"Sum", "1"}}
	for _, v := range []Version{HTTP10, HTTP11} {
		out, err := resp.Encode("GET", v)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ReadResponse(bufio.NewReader(bytes.NewReader(out)), "GET", Limits{})
		if err != nil || !bytes.Equal(back.Body, resp.Body) || back.Chunked != (v == HTTP11) || (back.Trailer.Get("Sum") == "1") != (v == HTTP11) {
			t.Errorf("%v: %v", v, err)
		}
	}
	head, _ := resp.Encode("HEAD", HTTP11)
	if !bytes.HasSuffix(head, []byte("\r\n\r\n")) || bytes.Count(head, []byte("\r\n\r\n")) != 1 {
		t.Errorf("to HEAD: %q", head)
	}
	for _, f := range []Field{{"A", "b\r\nEvil: 1"}, {"A", "b\n"}, {"A\r\nEvil", "1"}, {"A", "\x00"}, {"", "x"}, {"A B", "x"}} {
		r := NewResponse(StatusOK, "", nil)
		r.Header = append(r.Header, f)
		if out, err := r.Encode("GET", HTTP11); err == nil {
			t.Errorf("%q is written as %q", f, out)
		}
		q := &Request{Method: "GET", Target: "/", Version: HTTP11, Header: Header{f}}
		if out, err := q.Encode(); err == nil {
			t.Errorf("%q is written as %q", f, out)
		}
	}
	for _, target := range []string{"/a b", "/a\r\nX: y", "", "x"} {
		if out, err := (&Request{Method: "GET", Target: target, Version: HTTP11}).Encode(); err == nil {
			t.Errorf("the target %q is written as %q", target, out)
		}
	}
}

func FuzzRequest(f *testing.F) {
	f.Add([]byte("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n"))
	f.Add([]byte("GET http://a/b HTTP/1.1\r\nHost: c\r\nContent-Length: 2\r\n\r\nxyGET / HTTP/1.0\r\n\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r, err := ReadRequest(bufio.NewReader(bytes.NewReader(in)), Limits{Body: 1 << 16})
		if err != nil {
			return
		}
		// What was understood can be said again, and is understood as the same.
		out, err := r.Encode()
		if err != nil {
			t.Fatalf("%q was read, but can't be written: %v", in, err)
		}
		again, err := ReadRequest(bufio.NewReader(bytes.NewReader(out)), Limits{Body: 1 << 16})
		if err != nil || again.Method != r.Method || again.Target != r.Target || !bytes.Equal(again.Body, r.Body) || again.Host() != r.Host() {
			t.Fatalf("%q becomes %q: %v", in, out, err)
		}
	})
}

func FuzzResponse(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"), "GET")
	f.Add([]byte("HTTP/1.0 404 No\r\nSet-Cookie: a=b; Path=/; Expires=Wed, 09 Jun 2027 10:18:14 GMT\r\n\r\nabc"), "HEAD")
	f.Fuzz(func(t *testing.T, in []byte, method string) {
		r, err := ReadResponse(bufio.NewReader(bytes.NewReader(in)), method, Limits{Body: 1 << 16})
		if err != nil {
			return
		}
		var j Jar
		j.Set("www.crepes.fr", "/", r, epoch)
		if v := j.Field("www.crepes.fr", "/", false, epoch); !isFieldValue(v) {
			t.Fatalf("a cookie that can't be sent: %q", v)
		}
		if _, err := r.Encode(method, HTTP11); err != nil {
			t.Fatalf("%q was read, but can't be written: %v", in, err)
		}
	})
}

// The names of fields stand on the wire as RFC 9110 writes them.
func TestFieldNames(t *testing.T) {
	var h Header
	for given, want := range map[string]string{"content-type": "Content-Type", "etag": "ETag", "ETAG": "ETag", "te": "TE", "www-authenticate": "WWW-Authenticate", "x-a-b": "X-A-B"} {
		if h.Set(given, "x"); h[len(h)-1].Name != want {
			t.Errorf("%s is written %s", given, h[len(h)-1].Name)
		}
	}
}
