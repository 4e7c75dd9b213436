package agent

import (
	"errors"
	"time"

	"playnet/core/imap"
	"playnet/core/mail/mailbox"
)

// stillThere is how long the program listens at a time. RFC 2177, section 3: clients "are
// advised to terminate the IDLE and re-issue it at least every 29 minutes".
const stillThere = 25 * time.Minute

// Listen has the program listen for what is new on the server (IDLE), or no longer.
func (a *Agent) Listen(on bool) {
	a.do("listen to", func() error {
		if a.config.Protocol == POP3 {
			return errNoIdle
		}
		a.listen = on
		if !on {
			a.rest()
		}
		return nil
	})
}

var errNoIdle = errors.New("POP3 has no way to listen: the program has to ask")

// listenOn listens, as a job of its own, until another job wants its turn.
func (a *Agent) listenOn() error {
	for a.listen && !a.jobs.more() {
		if err := a.onServer(Fetching, mailbox.Inbox, func(l *line) error { return a.sync(l, mailbox.Inbox) }); err != nil {
			return err
		}
		err := a.onServer(Listening, "", func(l *line) error {
			l.OnUpdate = func(imap.Update) {
				if !l.news {
					l.news = true
					a.h.Go("news", func() { _ = l.Done() }) // if the connection is gone, Idle knows
				}
			}
			defer func() { l.OnUpdate, l.news = nil, false }()
			return l.IdleFor(stillThere)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// interrupt ends the listening, for another job.
func (a *Agent) interrupt() {
	if l := a.line; l != nil && l.Idling() {
		_ = l.Done() // if the connection is gone, Idle knows
	}
}
