package mailserver

import (
	"time"

	"playnet/core/dns"
	"playnet/core/imap"
	"playnet/core/pop3"
	"playnet/core/smtp"
)

// greylistWait is how long a stranger has to wait before the second try: long enough for
// programs that don't queue to be gone, short enough for those that do (RFC 6647 §5).
const greylistWait = time.Minute

// replyBusy is what a server that has too much to do says to each MAIL.
var replyBusy = smtp.Reply{Code: 451, Enhanced: "4.3.2", Text: "overloaded, please try again later"}

// queueService is the name of the queue among the services.
const queueService Protocol = "queue"

// open makes the queue and the protocols' servers around the store.
func (s *Server) open() {
	s.queue = smtp.NewQueue(s.queueConfig())
	s.queue.Open(s.h)
	if s.config.speaks(SMTP) {
		s.mx = smtp.NewServer(s.smtpConfig())
		s.services = append(s.services, service{SMTP, s.mx})
	}
	if s.config.speaks(Submission) {
		s.msa = smtp.NewServer(s.submissionConfig())
		s.services = append(s.services, service{Submission, s.msa})
	}
	s.services = append(s.services, service{queueService, s.queue})
	if s.config.speaks(POP3) {
		s.services = append(s.services, service{POP3, pop3.NewServer(s.store)})
	}
	if s.config.speaks(IMAP) {
		s.services = append(s.services, service{IMAP, imap.NewServer(s.store, imap.Config{MaxMessage: s.config.MaxSize})})
	}
}

func (s *Server) queueConfig() smtp.QueueConfig {
	return smtp.QueueConfig{
		Name: s.config.Name, Domains: s.config.Domains, Mailboxes: deliverer{s},
		Resolver: dns.NewStub(s.config.Resolvers),
		Retry:    s.config.Retry, WarnAfter: s.config.WarnAfter, GiveUpAfter: s.config.GiveUpAfter,
	}
}

// smtpConfig is for mail from anywhere, on port 25.
func (s *Server) smtpConfig() smtp.Config {
	c := smtp.Config{
		Name: s.config.Name, Domains: s.config.Domains, BackupFor: s.config.BackupFor, RelayFor: s.config.RelayFor,
		Queue: s.queue, Mailboxes: deliverer{s}, MaxSize: s.config.MaxSize, Check: s.check,
	}
	if s.config.Greylist {
		c.Greylist = greylistWait
	}
	if s.config.Busy {
		c.Trouble = replyBusy
	}
	return c
}

// submissionConfig is for mail of the server's own users, on port 587.
func (s *Server) submissionConfig() smtp.Config {
	return smtp.Config{
		Name: s.config.Name, Domains: s.config.Domains, Submission: true,
		Queue: s.queue, Mailboxes: deliverer{s}, MaxSize: s.config.MaxSize, Check: s.sign,
		Authenticate: func(user, password string) bool {
			u, ok := s.store.User(user)
			return ok && u.Check(password)
		},
	}
}
