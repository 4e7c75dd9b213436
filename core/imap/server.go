package imap

import (
	"net"
	"net/netip"
	"slices"

	"playnet/core/host"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// Config says how a server behaves.
type Config struct {
	// MaxMessage is how many bytes a message may have that APPEND brings; 0 means
	// [DefaultMaxMessage].
	MaxMessage int64
}

// Server lets users work with their mailboxes. It is run by one program, whose fibers its
// sessions are.
type Server struct {
	store    *mailbox.Store
	config   Config
	h        host.Host
	sessions []*session // that stand now, in the order of their beginning
}

// NewServer returns a server of a store's mailboxes.
func NewServer(store *mailbox.Store, config Config) *Server {
	if config.MaxMessage == 0 {
		config.MaxMessage = DefaultMaxMessage
	}
	return &Server{store: store, config: config}
}

// Run takes connections on [Port] until the host stops. It listens when it blocks for the
// first time.
func (srv *Server) Run(h host.Host) error {
	srv.h = h
	l, err := h.Listen("tcp", netip.AddrPortFrom(netip.IPv4Unspecified(), Port))
	if err != nil {
		return err
	}
	return srv.Serve(h, l)
}

// Serve takes connections of a listener until the host stops or the listener is closed.
func (srv *Server) Serve(h host.Host, l net.Listener) error {
	srv.h = h
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		h.Go("imap", func() { srv.talk(conn) })
	}
}

// talk serves one connection.
func (srv *Server) talk(conn net.Conn) {
	defer conn.Close()
	s := newSession(srv, conn)
	if len(srv.sessions) >= maxSessions {
		s.untagged(Reply{Status: BYE, Code: "UNAVAILABLE", Text: "Too many connections"}.String())
		s.flush()
		return
	}
	srv.sessions = append(srv.sessions, s)
	defer srv.forget(s)
	s.serve()
}

func (srv *Server) forget(s *session) {
	s.stopWaiting()
	s.closeMailbox()
	srv.sessions = slices.DeleteFunc(srv.sessions, func(other *session) bool { return other == s })
}

// Sessions describes the connections that stand now.
func (srv *Server) Sessions() []view.MailSession {
	list := make([]view.MailSession, 0, len(srv.sessions))
	for _, s := range srv.sessions {
		v := view.MailSession{Protocol: "imap", Peer: s.peer.String(), State: s.state.String(), Step: s.step}
		if s.user != nil {
			v.User = s.user.Name()
		}
		list = append(list, v)
	}
	return list
}
