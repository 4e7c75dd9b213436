package web

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"playnet/core/host"
)

// ClientConfig says how a [Client] works.
type ClientConfig struct {
	// Resolve finds the address of a name; it blocks.
	Resolve func(name string) (netip.Addr, error)
	// Jar keeps cookies; nil: none are kept.
	Jar *Jar
	// Agent is the User-Agent field; none if "".
	Agent string
	// Limits bound responses.
	Limits Limits
	// Patience is how long a request may take, connecting included; [ClientPatience] if zero.
	Patience time.Duration
	// Alone: each request has a connection of its own.
	Alone bool
}

// Client sends requests. Connections are kept for the next request to the same server.
type Client struct {
	config ClientConfig
	h      host.Host
	idle   []*clientConn // oldest first
}

// clientConn is a connection of a client.
type clientConn struct {
	server   string // name and port
	conn     net.Conn
	r        *bufio.Reader
	requests int64
	since    time.Time // when it was last used
}

// How many connections a client keeps that wait, and for how long: less than servers do,
// so that a request is not sent into a connection that is being closed.
const (
	maxIdle  = 6
	idleTime = 10 * time.Second
)

// ClientPatience is how long a client waits for a server unless it is told otherwise.
const ClientPatience = time.Minute

// maxRedirects is how often a client lets itself be sent on.
const maxRedirects = 10

// The ways in which a request can fail before there is a response.
var (
	ErrURL       = errors.New("web: no address of the form http://host/path")
	ErrRedirects = errors.New("web: sent on too often")
)

// NewClient returns a client of a program.
func NewClient(h host.Host, c ClientConfig) *Client {
	if c.Patience == 0 {
		c.Patience = ClientPatience
	}
	return &Client{config: c, h: h}
}

// Ask is what a client is to do.
type Ask struct {
	Method string // GET if ""
	URL    string // http://host[:port]/path
	Type   string // of the body
	Body   []byte
}

// Answer is what came of it.
type Answer struct {
	*Response
	URL       string // where it came from in the end
	Redirects int
}

// Do sends a request, follows where it is sent on, and returns the last response.
func (c *Client) Do(a Ask) (Answer, error) {
	u, err := parseURL(a.URL)
	if err != nil {
		return Answer{}, err
	}
	if a.Method == "" {
		a.Method = "GET"
	}
	for hops := 0; ; hops++ {
		resp, err := c.once(u, a)
		if err != nil {
			return Answer{URL: u.String(), Redirects: hops}, err
		}
		next, on := redirected(u, &a, resp)
		if !on {
			return Answer{resp, u.String(), hops}, nil
		}
		if hops == maxRedirects {
			return Answer{resp, u.String(), hops}, ErrRedirects
		}
		c.h.Because(c.h.Emit(EventRedirected{Status: int(resp.Status), To: next.String()}))
		u = next
	}
}

// parseURL reads a URL of the scheme http.
func parseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" || u.Host == "" || u.User != nil || !isHost(u.Host) {
		return nil, ErrURL
	}
	u.Fragment = ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u, nil
}

// redirected says whether a response sends the client on, and where. RFC 9110 §15.4: 303 has it
// get what it is sent to, whatever it has asked for ("GET or HEAD"); after 301 and 302 it "MAY
// change the request method from POST to GET", as all browsers do, and after 307 and 308 it
// must not change it.
func redirected(from *url.URL, a *Ask, resp *Response) (*url.URL, bool) {
	to := resp.Header.Get("Location")
	gets := false
	switch resp.Status {
	case StatusMovedPermanently, StatusFound:
		gets = a.Method == "POST"
	case StatusSeeOther:
		gets = a.Method != "HEAD"
	case StatusTemporaryRedirect, StatusPermanentRedirect:
	default:
		return nil, false
	}
	if gets {
		a.Method, a.Body, a.Type = "GET", nil, ""
	}
	ref, err := url.Parse(to)
	if to == "" || err != nil {
		return nil, false
	}
	next, err := parseURL(from.ResolveReference(ref).String())
	return next, err == nil
}

// once sends one request.
func (c *Client) once(u *url.URL, a Ask) (*Response, error) {
	req := &Request{Method: a.Method, Target: u.RequestURI(), Version: HTTP11, Body: a.Body}
	req.Header.Set("Host", u.Host)
	if c.config.Agent != "" {
		req.Header.Set("User-Agent", c.config.Agent)
	}
	req.Header.Set("Accept", "*/*")
	if a.Type != "" {
		req.Header.Set("Content-Type", a.Type)
	}
	if c.config.Jar != nil {
		if field := c.config.Jar.Field(u.Hostname(), u.EscapedPath(), false, c.h.Now()); field != "" {
			req.Header.Set("Cookie", field)
		}
	}
	if c.config.Alone {
		req.Header.Set("Connection", "close")
	}
	out, err := req.Encode()
	if err != nil {
		return nil, err
	}
	resp, err := c.exchange(u, req, out)
	if err != nil {
		return nil, err
	}
	c.h.Because(c.h.Emit(EventResponse{Status: int(resp.Status), Method: a.Method, URL: u.String(), Bytes: int64(resp.Bytes)}))
	if c.config.Jar != nil {
		for _, k := range c.config.Jar.Set(u.Hostname(), u.EscapedPath(), resp, c.h.Now()) {
			c.h.Emit(EventCookie{Name: k.Name, Domain: k.Domain, Path: k.Path, Expired: !k.Expires.IsZero() && !k.Expires.After(c.h.Now())})
		}
	}
	return resp, nil
}

// exchange sends a request and reads its response, on a connection that stands or on a
// new one. If the server has just closed the old one, another is tried, unless the request
// would be done twice.
func (c *Client) exchange(u *url.URL, req *Request, out []byte) (*Response, error) {
	server := u.Host
	if u.Port() == "" {
		server = net.JoinHostPort(u.Hostname(), strconv.Itoa(Port))
	}
	deadline := c.h.Now().Add(c.config.Patience)
	for {
		k, reused, err := c.connection(server, deadline)
		if err != nil {
			return nil, err
		}
		resp, begun, err := c.talk(k, req, out, deadline)
		if err == nil {
			return resp, nil
		}
		_ = k.conn.Close() // what has failed already
		if !reused || begun || !idempotent(req.Method) {
			return nil, err
		}
	}
}

// idempotent reports whether a request of a method may be sent twice without doing more than
// once (RFC 9110 §9.2.2).
func idempotent(method string) bool {
	switch method {
	case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE":
		return true
	}
	return false
}

// talk sends a request and reads its response; begun: a part of it has come.
func (c *Client) talk(k *clientConn, req *Request, out []byte, deadline time.Time) (resp *Response, begun bool, err error) {
	if err := k.conn.SetDeadline(deadline); err != nil {
		return nil, false, err
	}
	if _, err := k.conn.Write(out); err != nil {
		return nil, false, err
	}
	if _, err := k.r.Peek(1); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, false, err
	}
	if resp, err = ReadResponse(k.r, req.Method, c.config.Limits); err != nil {
		return nil, true, err
	}
	k.requests++
	c.keep(k, !resp.close && !c.config.Alone)
	return resp, true, nil
}

// keep keeps a connection for the next request, or closes it. Bytes that nobody has asked
// for would be taken for the next response.
func (c *Client) keep(k *clientConn, open bool) {
	if !open || k.r.Buffered() > 0 {
		_ = k.conn.Close() // the response has been read
		return
	}
	k.since = c.h.Now()
	c.idle = append(c.idle, k)
	if len(c.idle) > maxIdle {
		_ = c.idle[0].conn.Close() // nobody uses it
		c.idle = c.idle[1:]
	}
}

// connection returns a connection to a server: the one used last, or a new one.
func (c *Client) connection(server string, deadline time.Time) (k *clientConn, reused bool, err error) {
	for i := len(c.idle) - 1; i >= 0; i-- {
		k := c.idle[i]
		if k.server != server {
			continue
		}
		c.idle = append(c.idle[:i:i], c.idle[i+1:]...)
		if c.h.Now().Sub(k.since) > idleTime {
			_ = k.conn.Close() // the server may be closing it, too
			continue
		}
		c.h.Emit(EventReused{Server: server, Requests: k.requests})
		return k, true, nil
	}
	name, port, _ := strings.Cut(server, ":")
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, false, ErrURL
	}
	addr, err := netip.ParseAddr(name)
	if err != nil {
		if addr, err = c.config.Resolve(name); err != nil {
			return nil, false, err
		}
	}
	conn, err := c.h.DialTimeout("tcp", netip.AddrPortFrom(addr, uint16(n)), deadline.Sub(c.h.Now()))
	if err != nil {
		return nil, false, err
	}
	return &clientConn{server: server, conn: conn, r: bufio.NewReader(conn)}, false, nil
}

// Close closes the connections that wait.
func (c *Client) Close() {
	for _, k := range c.idle {
		_ = k.conn.Close() // nobody uses it
	}
	c.idle = nil
}
