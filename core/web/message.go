package web

import (
	"net/netip"
	"net/url"
	"strings"
)

// Version is a version of HTTP/1: its minor number.
type Version int

// The versions.
const (
	HTTP10 Version = 0
	HTTP11 Version = 1
)

// String returns "HTTP/1.1" or "HTTP/1.0".
func (v Version) String() string {
	if v == HTTP10 {
		return "HTTP/1.0"
	}
	return "HTTP/1.1"
}

// Request is a request with all of its content.
type Request struct {
	Method  string
	Target  string // as it stands in the request line
	Version Version
	Header  Header
	Body    []byte
	Trailer Header // fields behind a chunked body
	// Bytes is how many bytes it took on the wire.
	Bytes int
	// Client is where it came from; only a [Server] knows.
	Client netip.AddrPort
}

// Response is a response with all of its content.
type Response struct {
	Version Version
	Status  Status
	Phrase  string // the reason phrase; the code's own if ""
	Header  Header
	Body    []byte
	Trailer Header // is sent behind a chunked body
	// Chunked: the body is sent in chunks, as by a server that does not know its length
	// beforehand.
	Chunked bool
	// Bytes is how many bytes it took on the wire.
	Bytes int
	// close: the sender will send nothing after it.
	close bool
}

// NewResponse returns a response with a body of some media type.
func NewResponse(s Status, mediaType string, body []byte) *Response {
	r := &Response{Version: HTTP11, Status: s, Body: body}
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	return r
}

// TextResponse returns a response with a short text that says what the code means.
func TextResponse(s Status) *Response {
	return NewResponse(s, "text/plain; charset=utf-8", []byte(s.String()+"\n"))
}

// Redirect returns a response that sends the client on: after a form, with
// [StatusSeeOther].
func Redirect(s Status, to string) *Response {
	r := TextResponse(s)
	r.Header.Set("Location", to)
	return r
}

// Host returns the site that a request is for, without its port, in lower case.
func (r *Request) Host() string {
	host := r.Header.Get("Host")
	if u, ok := r.absolute(); ok {
		host = u.Host // it counts, and Host is ignored (RFC 9112 §3.2.2)
	}
	host, _, _ = strings.Cut(host, ":")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// absolute returns the target as a URI, if it is in absolute-form.
func (r *Request) absolute() (*url.URL, bool) {
	if strings.HasPrefix(r.Target, "/") || r.Target == "*" {
		return nil, false
	}
	u, err := url.Parse(r.Target)
	if err != nil || u.Host == "" {
		return nil, false
	}
	return u, true
}

// Path returns the path that is asked for, its percent signs undone; "" if it can't be
// read.
func (r *Request) Path() string {
	target := r.Target
	if u, ok := r.absolute(); ok {
		target = u.RequestURI()
	}
	path, _, _ := strings.Cut(target, "?")
	path, err := url.PathUnescape(path)
	if err != nil || !strings.HasPrefix(path, "/") {
		return ""
	}
	return path
}

// Query returns the parameters behind the question mark.
func (r *Request) Query() url.Values {
	_, query, _ := strings.Cut(r.Target, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return url.Values{}
	}
	return values
}

// keepsOpen reports whether the client wants to send more on the connection (RFC 9112
// §9.3).
func (r *Request) keepsOpen() bool { return keepsOpen(r.Version, r.Header) }

func keepsOpen(v Version, h Header) bool {
	switch {
	case h.hasToken("Connection", "close"):
		return false
	case v >= HTTP11:
		return true
	}
	return h.hasToken("Connection", "keep-alive")
}
