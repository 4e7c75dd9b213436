package web

import (
	"bufio"
	"bytes"
	"io"
	"net/url"
	"strings"
)

// ReadRequest reads a request, body included. io.EOF says that the client has closed
// before another began; a [*Refusal] what it has to be told.
func ReadRequest(br *bufio.Reader, l Limits) (*Request, error) {
	return readRequest(&reader{r: br}, l, func(*Request) error { return nil })
}

// readRequest calls expected between header and body, where a server says that it waits
// for the latter.
func readRequest(r *reader, l Limits, expected func(*Request) error) (*Request, error) {
	l = l.orDefault()
	req, err := r.requestLine(l)
	if err != nil {
		return nil, err
	}
	if req.Header, err = r.fields(l); err != nil {
		return nil, err
	}
	if err := checkHost(req); err != nil {
		return nil, err
	}
	f, length, err := framingOf(req.Version, req.Header)
	if err != nil {
		return nil, err
	}
	if length > l.Body {
		return nil, refuse(StatusContentTooLarge, "more content than is taken")
	}
	if f == byChunks || length > 0 {
		if err := expected(req); err != nil {
			return nil, err
		}
	}
	req.Body, req.Trailer, err = r.body(f, length, l)
	req.Bytes = r.n
	return req, err
}

// requestLine reads request-line = method SP request-target SP HTTP-version (RFC 9112
// §3).
func (r *reader) requestLine(l Limits) (*Request, error) {
	tooLong := refuse(StatusURITooLong, "the request line is too long")
	line, err := r.line(l.Line, tooLong)
	if err == nil && len(line) == 0 {
		// "a server that is expecting to receive and parse a request-line SHOULD ignore at
		// least one empty line (CRLF) received prior to the request-line" (RFC 9112 §2.2).
		line, err = r.line(l.Line, tooLong)
	}
	if err != nil {
		return nil, err
	}
	method, rest, ok := bytes.Cut(line, []byte(" "))
	target, version, ok2 := bytes.Cut(rest, []byte(" "))
	if !ok || !ok2 || !isToken(string(method)) {
		return nil, bad("no request line")
	}
	req := &Request{Method: string(method), Target: string(target)}
	if req.Version, err = parseVersion(version); err != nil {
		return nil, err
	}
	return req, checkTarget(req)
}

// parseVersion: HTTP-version is case-sensitive (RFC 9112 §2.3). A higher minor version is
// answered as 1.1.
func parseVersion(v []byte) (Version, error) {
	if len(v) != 8 || !bytes.HasPrefix(v, []byte("HTTP/")) || v[6] != '.' || !isDigit(v[5]) || !isDigit(v[7]) {
		return 0, bad("no version of HTTP")
	}
	switch {
	case v[5] != '1':
		return 0, refuse(StatusVersionUnsupported, string(v))
	case v[7] == '0':
		return HTTP10, nil
	}
	return HTTP11, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// checkTarget lets origin-form, absolute-form and asterisk-form pass (RFC 9112 §3.2).
func checkTarget(req *Request) error {
	for i := range len(req.Target) {
		if c := req.Target[i]; c <= ' ' || c >= 0x7f {
			return bad("a character in the target that is none of a URI")
		}
	}
	switch {
	case req.Method == "CONNECT":
		return refuse(StatusNotImplemented, "no tunnels here")
	case req.Target == "*":
		if req.Method != "OPTIONS" {
			return bad("the target * is for OPTIONS")
		}
		return nil
	case strings.HasPrefix(req.Target, "/"):
	case strings.HasPrefix(req.Target, "http://"):
		if _, ok := req.absolute(); !ok {
			return bad("the target is no URI")
		}
	default:
		return bad("the target is no path")
	}
	if _, err := url.ParseRequestURI(req.Target); err != nil {
		return bad("the target is no URI")
	}
	return nil
}

// checkHost: "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1
// request message that lacks a Host header field and to any request message that
// contains more than one Host header field line or a Host header field with an invalid
// field value." (RFC 9112 §3.2)
func checkHost(req *Request) error {
	hosts := req.Header.Values("Host")
	switch {
	case len(hosts) > 1:
		return bad("two Host fields")
	case len(hosts) == 0 && req.Version >= HTTP11:
		return bad("no Host field")
	case len(hosts) == 1 && !isHost(hosts[0]):
		return bad("the Host field names no host")
	}
	return nil
}

// isHost reads uri-host [":" port]; an empty one is for targets without an authority.
func isHost(s string) bool {
	if s == "" {
		return true
	}
	host, port, colon := strings.Cut(s, ":")
	if host == "" || colon && strings.Trim(port, "0123456789") != "" {
		return false
	}
	for i := range len(host) {
		if c := host[i]; c != '.' && c != '-' && c != '_' && !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// ReadResponse reads the response to a request of a method, body included. Interim
// responses (1xx) are read and forgotten.
func ReadResponse(br *bufio.Reader, method string, l Limits) (*Response, error) {
	l = l.orDefault()
	r := &reader{r: br}
	for range maxInterim {
		resp, err := r.response(method, l)
		if err != nil || resp.Status >= 200 || resp.Status == 101 {
			return resp, err
		}
	}
	return nil, refuse(StatusBadGateway, "too many interim responses")
}

// maxInterim is how many interim responses may come before the one that counts.
const maxInterim = 8

func (r *reader) response(method string, l Limits) (*Response, error) {
	resp, f, length, err := r.responseHead(method, l)
	if err != nil {
		return nil, err
	}
	resp.Body, resp.Trailer, err = r.body(f, length, l)
	resp.Bytes = r.n
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return resp, err
}

// responseHead reads a response up to where its body begins, and says how that ends.
func (r *reader) responseHead(method string, l Limits) (resp *Response, f framing, length int, err error) {
	line, err := r.line(l.Line, refuse(StatusBadGateway, "the status line is too long"))
	if err != nil {
		return nil, 0, 0, err
	}
	version, rest, _ := bytes.Cut(line, []byte(" "))
	code, phrase, _ := bytes.Cut(rest, []byte(" "))
	n, ok := decimal(string(code))
	if !ok || len(code) != 3 || n < 100 || !isFieldValue(string(phrase)) {
		return nil, 0, 0, refuse(StatusBadGateway, "no status line")
	}
	resp = &Response{Status: Status(n), Phrase: string(phrase)}
	if resp.Version, err = parseVersion(version); err != nil {
		return nil, 0, 0, err
	}
	if resp.Header, err = r.fields(l); err != nil {
		return nil, 0, 0, err
	}
	if f, length, err = framingOf(resp.Version, resp.Header); err != nil {
		return nil, 0, 0, err
	}
	switch {
	case method == "HEAD" || resp.Status.bodiless():
		f = noBody
	case f == noBody:
		f = untilClose
	}
	resp.close = f == untilClose || !keepsOpen(resp.Version, resp.Header)
	resp.Chunked = f == byChunks
	return resp, f, length, nil
}
