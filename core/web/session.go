package web

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"playnet/core/host"
)

// SessionState is what a server does with a connection.
type SessionState uint8

// The states.
const (
	SessionIdle      SessionState = iota // waits for a request's first byte
	SessionHeader                        // reads the request's line and header
	SessionBody                          // reads its body
	SessionAnswering                     // the handler works, the response goes out
	SessionClosing                       // nothing more is answered
	sessionStates    = iota
)

// String returns the name that the screen shows.
func (s SessionState) String() string {
	return [sessionStates]string{"waiting", "reading the header", "reading the body", "answering", "closing"}[s]
}

// session is a connection of a server.
type session struct {
	server *Server
	conn   net.Conn
	peer   string
	r      *bufio.Reader
	state  SessionState
	step   string // the request that is going on
}

func newSession(s *Server, conn net.Conn) *session {
	return &session{server: s, conn: conn, peer: conn.RemoteAddr().String(), r: bufio.NewReader(conn)}
}

// become changes the state.
func (c *session) become(s SessionState) {
	if c.state == s {
		return
	}
	c.server.h.Emit(EventState{Peer: c.peer, From: c.state.String(), To: s.String()})
	c.state = s
}

// exchange reads a request and answers it. It reports whether another may follow.
func (c *session) exchange() bool {
	req, err := c.read()
	var refused *Refusal
	switch {
	case err == nil:
	case errors.As(err, &refused):
		c.refuse(refused)
		return false
	case errors.Is(err, os.ErrDeadlineExceeded) && c.state != SessionIdle:
		c.refuse(&Refusal{StatusRequestTimeout, "the request took too long"})
		return false
	default: // the client has gone, or says nothing more
		c.become(SessionClosing)
		return false
	}
	c.step = req.Method + " " + req.Target
	if a, ok := c.conn.RemoteAddr().(*net.TCPAddr); ok {
		req.Client = a.AddrPort()
	}
	c.become(SessionAnswering)
	h := c.server.h
	h.Because(h.Emit(EventRequest{Method: req.Method, Site: req.Host(), Target: req.Target, Bytes: int64(req.Bytes)}))
	resp := c.server.respond(req)
	open := req.keepsOpen() && !resp.Header.hasToken("Connection", "close")
	if !open {
		resp = closing(resp)
	} else if req.Version < HTTP11 {
		resp.Header.Set("Connection", "keep-alive")
	}
	if !c.answer(req, resp) {
		return false
	}
	c.step = ""
	if !open {
		c.linger()
		return false
	}
	c.become(SessionIdle)
	return true
}

// read reads a request. It may begin late, but then it has to come: a client that drips
// its bytes holds a connection for so long and no longer.
func (c *session) read() (*Request, error) {
	s := c.server
	if err := c.conn.SetReadDeadline(s.h.Now().Add(s.config.Idle)); err != nil {
		return nil, err
	}
	if _, err := c.r.Peek(1); err != nil {
		return nil, err
	}
	if err := c.conn.SetReadDeadline(s.h.Now().Add(s.config.Patience)); err != nil {
		return nil, err
	}
	c.become(SessionHeader)
	return readRequest(&reader{r: c.r}, s.config.Limits, c.expectBody)
}

// expectBody tells a client that waits for it that its content is welcome. In HTTP/1.0
// the expectation is ignored, and it need not be met where content is there already
// (RFC 9110 §10.1.1).
func (c *session) expectBody(req *Request) error {
	c.become(SessionBody)
	expect := req.Header.Get("Expect")
	switch {
	case expect == "" || req.Version < HTTP11 || c.r.Buffered() > 0:
		return nil
	case !strings.EqualFold(expect, "100-continue"):
		return refuse(StatusExpectationFailed, "an expectation that is not known")
	}
	_, err := io.WriteString(c.conn, "HTTP/1.1 100 Continue\r\n\r\n")
	return err
}

// respond lets the handler answer, and adds what all responses have.
func (s *Server) respond(req *Request) *Response {
	resp := s.config.Handler.Serve(req)
	if resp == nil {
		resp = TextResponse(StatusInternal)
	}
	s.dress(resp)
	return resp
}

// dress adds the fields that all responses have.
func (s *Server) dress(resp *Response) {
	if !resp.Header.Has("Date") {
		resp.Header.Set("Date", Date(s.h.Now()))
	}
	if s.config.Name != "" {
		resp.Header.Set("Server", s.config.Name)
	}
}

func closing(resp *Response) *Response {
	resp.Header.Set("Connection", "close")
	return resp
}

// answer sends a response, and reports whether it could.
func (c *session) answer(req *Request, resp *Response) bool {
	out, rest, err := resp.encode(req.Method, req.Version, piece)
	if err != nil { // a handler let a line end into a header: nobody shall read it
		out, _ = closing(TextResponse(StatusInternal)).Encode(req.Method, req.Version)
	}
	c.server.served++
	werr := c.write(out)
	if werr == nil && len(rest) > 0 {
		werr = c.write(rest)
	}
	if err != nil || werr != nil {
		c.become(SessionClosing)
	}
	return err == nil && werr == nil
}

// A client that takes nothing is given up, one that takes a large file slowly is not: for each
// 16 KiB the server is as patient again. What is long goes out in pieces.
const (
	piece       = 256 << 10
	perPatience = 16 << 10
)

func (c *session) write(out []byte) error {
	for {
		n := min(len(out), piece)
		patience := c.server.config.Patience * time.Duration(1+n/perPatience)
		if err := c.conn.SetWriteDeadline(c.server.h.Now().Add(patience)); err != nil {
			return err
		}
		if _, err := c.conn.Write(out[:n]); err != nil || n == len(out) {
			return err
		}
		out = out[n:]
	}
}

// refuse answers what could not be read as a request. Where it ends is not known, so the
// connection ends with the answer.
func (c *session) refuse(r *Refusal) {
	c.become(SessionAnswering)
	resp := NewResponse(r.Status, "text/plain; charset=utf-8", []byte(r.Error()+"\n"))
	c.server.dress(resp)
	if c.answer(&Request{Method: "GET", Version: HTTP11}, closing(resp)) {
		c.linger()
	}
}

// How long, and how much, is read and thrown away of a connection that ends.
const (
	lingerTime  = 2 * time.Second
	lingerBytes = 4 << 20
)

// linger ends a connection so that its last response arrives.
func (c *session) linger() {
	c.become(SessionClosing)
	host.Linger(c.server.h, c.conn, c.r, lingerTime, lingerBytes)
}
