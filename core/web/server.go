package web

import (
	"net"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// Port is where web servers listen.
const Port = 80

// Handler answers requests. It may block: other connections are served meanwhile.
type Handler interface {
	Serve(*Request) *Response
}

// HandlerFunc is a function that answers requests.
type HandlerFunc func(*Request) *Response

// Serve calls the function.
func (f HandlerFunc) Serve(r *Request) *Response { return f(r) }

// ServerConfig says how a [Server] works. Zero values mean the defaults.
type ServerConfig struct {
	Port    uint16 // 80
	Handler Handler
	Name    string // of the Server field; none if ""
	Limits  Limits
	// Idle is how long a connection may wait for its next request, Patience how long a
	// request may take to come, from its first byte to its last.
	Idle, Patience time.Duration
}

// The defaults of a server's patience, in the magnitudes that Apache and nginx have.
const (
	defaultIdle     = 15 * time.Second
	defaultPatience = 60 * time.Second
)

// maxConnections is how many connections a server holds; the next one is told to come
// again (503).
const maxConnections = 400

// Server answers HTTP/1.1 and HTTP/1.0 on persistent connections.
type Server struct {
	config   ServerConfig
	h        host.Host
	sessions []*session // in the order of their beginning
	served   int64
}

// NewServer returns a server.
func NewServer(c ServerConfig) *Server {
	if c.Port == 0 {
		c.Port = Port
	}
	if c.Idle == 0 {
		c.Idle = defaultIdle
	}
	if c.Patience == 0 {
		c.Patience = defaultPatience
	}
	c.Limits = c.Limits.orDefault()
	return &Server{config: c}
}

// Run serves until the host stops.
func (s *Server) Run(h host.Host) error {
	s.h = h
	err := host.Welcome(h, "web", s.config.Port, func(conn net.Conn) {
		h.Go("http", func() { s.serve(conn) })
	})
	if err != nil {
		return err
	}
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

func (s *Server) serve(conn net.Conn) {
	defer conn.Close()
	c := newSession(s, conn)
	if len(s.sessions) >= maxConnections {
		c.answer(&Request{Method: "GET", Version: HTTP11}, closing(TextResponse(StatusUnavailable)))
		c.linger()
		return
	}
	s.sessions = append(s.sessions, c)
	defer s.forget(c)
	for c.exchange() {
	}
}

func (s *Server) forget(c *session) {
	for i, o := range s.sessions {
		if o == c {
			s.sessions = append(s.sessions[:i:i], s.sessions[i+1:]...)
			return
		}
	}
}

// Served returns how many requests were answered.
func (s *Server) Served() int64 { return s.served }

// Sessions describes the connections that stand, for the screen.
func (s *Server) Sessions() []view.MailSession {
	list := make([]view.MailSession, 0, len(s.sessions))
	for _, c := range s.sessions {
		list = append(list, view.MailSession{Protocol: "http", Peer: c.peer, State: c.state.String(), Step: c.step})
	}
	return list
}
