package smtp

import (
	"net"
	"net/netip"
	"slices"

	"playnet/core/host"
	"playnet/core/view"
)

// Server takes mail from clients: other servers on port 25, or users on port 587.
type Server struct {
	config   Config
	grey     greylist
	sessions []*session // in the order of their beginning
}

// NewServer returns a server.
func NewServer(c Config) *Server { return &Server{config: c.withDefaults()} }

// Reconfigure changes what the server is told. Sessions that stand hear of it with their
// next command; the port stays.
func (s *Server) Reconfigure(c Config) {
	port := s.config.Port
	s.config = c.withDefaults()
	s.config.Port = port
}

// Config returns what the server is told, defaults filled in.
func (s *Server) Config() Config { return s.config }

// Run serves until the host stops.
func (s *Server) Run(h host.Host) error {
	if err := host.Welcome(h, s.protocol(), s.config.Port, func(conn net.Conn) { s.accept(h, conn) }); err != nil {
		return err
	}
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// protocol is how view.MailSession calls it.
func (s *Server) protocol() string {
	if s.config.Submission {
		return "submission"
	}
	return "smtp"
}

// accept takes a connection, which is served in a fiber of its own.
func (s *Server) accept(h host.Host, conn net.Conn) {
	c := newSession(s, h, conn)
	if s.full(c.peer.Addr()) {
		h.Go("connection", c.turnAway)
		return
	}
	s.sessions = append(s.sessions, c)
	h.Go("connection", func() {
		defer func() { s.sessions = slices.DeleteFunc(s.sessions, func(o *session) bool { return o == c }) }()
		c.serve()
	})
}

// full reports whether the server holds as many connections as it may, of all clients or
// of this one.
func (s *Server) full(client netip.Addr) bool {
	of := 0
	for _, c := range s.sessions {
		if c.peer.Addr() == client {
			of++
		}
	}
	return len(s.sessions) >= s.config.MaxConnections || of >= s.config.MaxPerClient
}

// Sessions returns the connections that stand.
func (s *Server) Sessions() []view.MailSession {
	var list []view.MailSession
	for _, c := range s.sessions {
		list = append(list, view.MailSession{Protocol: s.protocol(), Peer: c.peer.String(), State: c.state.String(), User: c.user, Step: c.step})
	}
	return list
}
