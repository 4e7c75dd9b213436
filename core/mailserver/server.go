package mailserver

import (
	"errors"
	"net"
	"strconv"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/mail/mailbox"
	"playnet/core/pop3"
	"playnet/core/view"
)

// Kind is the kind of [Server], as a lab file writes it.
const Kind = "mail.server"

// newest is how many messages of a mailbox the screen gets to see.
const newest = 100

// Server is the program of a mail server.
type Server struct {
	config   Config
	h        host.Host
	store    *mailbox.Store // nil until the program runs
	services []service
}

// service is a protocol's server.
type service struct {
	name Protocol
	protocolServer
}

type protocolServer interface {
	// Run serves until the host stops.
	Run(h host.Host) error
	// Sessions describes the connections that stand, in the order of their beginning.
	Sessions() []view.MailSession
}

// New returns a mail server.
func New(c Config) *Server { return &Server{config: c} }

// Kind returns [Kind].
func (s *Server) Kind() string { return Kind }

// Store returns the server's mailboxes; nil before it runs.
func (s *Server) Store() *mailbox.Store { return s.store }

// Run opens the store and serves until the host stops. The error is that of a protocol
// that cannot be served.
func (s *Server) Run(h host.Host) error {
	s.h = h
	s.store = mailbox.Open(host.DiskOf(h), s.config.accounts())
	s.fill(h)
	s.open()
	failed := h.NewSignal()
	var err error
	for _, v := range s.services {
		h.Go(string(v.name), func() {
			if e := v.Run(h); e != nil && !errors.Is(e, net.ErrClosed) {
				err = e
				failed.Broadcast()
			}
		})
	}
	if e := failed.Wait(); e != nil {
		return e // the host stops
	}
	return err
}

// open makes the protocols' servers around the store.
func (s *Server) open() {
	if s.config.speaks(POP3) {
		s.services = append(s.services, service{POP3, pop3.NewServer(s.store)})
	}
	if s.config.speaks(IMAP) {
		s.services = append(s.services, service{IMAP, imap.NewServer(s.store, imap.Config{MaxMessage: s.config.MaxSize})})
	}
}

// Reconfigure changes how the server is set up, while it runs: all but its accounts,
// protocols and folders. Sessions that stand hear of it with their next command.
func (s *Server) Reconfigure(c Config) {
	s.config = c
	if s.store == nil {
		return
	}
	for _, u := range s.store.Users() {
		u.SetQuota(c.Quota)
	}
}

// View describes the server.
func (s *Server) View() view.Program {
	p := view.Program{Kind: Kind, State: "listening", Mail: &view.Mail{}}
	if s.store == nil {
		p.State = "starting"
		return p
	}
	total := 0
	for _, u := range s.store.Users() {
		for _, m := range u.View(newest) {
			total += m.Total
			p.Mail.Mailboxes = append(p.Mail.Mailboxes, m)
		}
	}
	for _, v := range s.services {
		p.Mail.Sessions = append(p.Mail.Sessions, v.Sessions()...)
	}
	if len(p.Mail.Sessions) > 0 {
		p.State = "busy"
	}
	p.Fields = append(p.Fields,
		view.Field{ID: "mail.messages", Value: strconv.Itoa(total)},
		view.Field{ID: "mail.sessions", Value: strconv.Itoa(len(p.Mail.Sessions))},
	)
	return p
}
