package mailserver

import (
	"errors"
	"net"
	"strconv"

	"playnet/core/host"
	"playnet/core/mail/mailbox"
	"playnet/core/smtp"
	"playnet/core/view"
)

// Kind is the kind of [Server], as a lab file writes it.
const Kind = "mail.server"

// The screen gets to see the newest messages of each mailbox: so many of one, and so many
// of all together, though at least a few of each.
const (
	newestOfOne = 100
	newestOfAll = 1000
	newestLeast = 5
)

// Server is the program of a mail server.
type Server struct {
	config   Config
	h        host.Host
	store    *mailbox.Store // nil until the program runs
	queue    *smtp.Queue
	mx, msa  *smtp.Server // ports 25 and 587; nil: not served
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
	s.queue.Reconfigure(s.queueConfig())
	if s.mx != nil {
		s.mx.Reconfigure(s.smtpConfig())
	}
	if s.msa != nil {
		s.msa.Reconfigure(s.submissionConfig())
	}
}

// Queued returns the message of a mail in the queue.
func (s *Server) Queued(id string) (source []byte, ok bool) {
	if s.queue == nil {
		return nil, false
	}
	return s.queue.Message(id)
}

// View describes the server.
func (s *Server) View() view.Program {
	p := view.Program{Kind: Kind, State: "listening", Mail: &view.Mail{}}
	if s.store == nil {
		p.State = "starting"
		return p
	}
	total, folders := 0, 0
	for _, u := range s.store.Users() {
		folders += len(u.Folders())
	}
	newest := max(newestLeast, min(newestOfOne, newestOfAll/max(1, folders)))
	for _, u := range s.store.Users() {
		for _, m := range u.View(newest) {
			total += m.Total
			p.Mail.Mailboxes = append(p.Mail.Mailboxes, m)
		}
	}
	for _, v := range s.services {
		p.Mail.Sessions = append(p.Mail.Sessions, v.Sessions()...)
	}
	p.Mail.Queue = s.queue.Queued()
	if len(p.Mail.Sessions) > 0 {
		p.State = "busy"
	}
	p.Fields = append(p.Fields,
		view.Field{ID: "mail.messages", Value: strconv.Itoa(total)},
		view.Field{ID: "mail.queued", Value: strconv.Itoa(len(p.Mail.Queue))},
		view.Field{ID: "mail.sessions", Value: strconv.Itoa(len(p.Mail.Sessions))},
	)
	return p
}
