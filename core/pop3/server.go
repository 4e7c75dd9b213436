package pop3

import (
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"

	"playnet/core/host"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// Bounds on what clients may do.
const (
	maxSessions   = 200 // connections that a server holds
	maxOfOnePeer  = 20  // of them from one address
	maxLogins     = 3   // wrong passwords in a session
	maxMistakes   = 20  // commands in a session that make no sense
	maxCommand    = 255 // bytes of a command with its CRLF (RFC 2449 §4)
	stampRandom   = 1 << 31
	respSysTemp   = "[SYS/TEMP] " // RFC 3206 §3
	respAuth      = "[AUTH] "     // RFC 3206 §4
	respInUse     = "[IN-USE] "   // RFC 2449 §8.1.2
	implementedBy = "Playnet"
)

// Server lets users fetch what is in their INBOX.
type Server struct {
	store    *mailbox.Store
	h        host.Host
	dice     *rand.Rand
	sessions []*session // in the order of their beginning
}

// NewServer returns a server of a store's users.
func NewServer(store *mailbox.Store) *Server { return &Server{store: store} }

// Run serves until the host stops.
func (s *Server) Run(h host.Host) error {
	s.h, s.dice = h, h.Rand("pop3")
	if err := host.Welcome(h, "pop3", Port, s.accept); err != nil {
		return err
	}
	return h.NewSignal().Wait() // nobody broadcasts: until the host stops
}

// accept takes a connection, which is served in a fiber of its own.
func (s *Server) accept(conn net.Conn) {
	c := newSession(s, conn)
	if held, many := s.tooMany(c.peer.Addr()); many {
		s.h.Emit(EventTurnedAway{Peer: c.peer, Held: held})
		s.h.Go("pop3-refusal", func() {
			c.refuse(respSysTemp, "too many connections")
			c.linger()
			_ = conn.Close() // an error says that it is closed already
		})
		return
	}
	s.sessions = append(s.sessions, c)
	s.h.Go("pop3-session", func() {
		defer s.leave(c)
		c.run()
	})
}

// tooMany reports whether there are as many connections as there may be, in all or
// from one address.
func (s *Server) tooMany(from netip.Addr) (held int, many bool) {
	if len(s.sessions) >= maxSessions {
		return len(s.sessions), true
	}
	for _, c := range s.sessions {
		if c.peer.Addr() == from {
			held++
		}
	}
	return held, held >= maxOfOnePeer
}

// leave forgets a session that has ended, whatever way.
func (s *Server) leave(c *session) {
	c.end()
	s.sessions = slices.DeleteFunc(s.sessions, func(o *session) bool { return o == c })
}

// Sessions describes the sessions that go on.
func (s *Server) Sessions() []view.MailSession {
	list := make([]view.MailSession, 0, len(s.sessions))
	for _, c := range s.sessions {
		list = append(list, c.view())
	}
	return list
}
