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
	err := host.Welcome(h, "imap", Port, func(conn net.Conn) {
		h.Go("imap-session", func() { srv.talk(conn) })
	})
	if err != nil {
		return err
	}
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// talk serves one connection.
func (srv *Server) talk(conn net.Conn) {
	defer conn.Close()
	s := newSession(srv, conn)
	if len(srv.sessions) >= maxSessions || srv.sessionsOf(nil, s.peer.Addr()) >= maxStrangers {
		s.untagged(Reply{Status: BYE, Code: "UNAVAILABLE", Text: "Too many connections"}.String())
		s.flush()
		return
	}
	srv.sessions = append(srv.sessions, s)
	defer srv.forget(s)
	s.serve()
}

// sessionsOf counts the connections of a user from an address; of nobody: those that have not
// logged in.
func (srv *Server) sessionsOf(user *mailbox.User, from netip.Addr) (n int) {
	for _, s := range srv.sessions {
		if s.user == user && s.peer.Addr() == from {
			n++
		}
	}
	return n
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
