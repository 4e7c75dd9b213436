package smtp

import (
	"errors"
	"net"
	"os"
	"slices"

	"playnet/core/mail"
)

// verdict is the last word of a try on a recipient.
type verdict struct {
	Reply
	host string // where it was said, or who could not be reached
	said bool   // a server has said it
	soft bool   // it is tried again, whatever the code says
}

// hopeless reports whether trying again makes no sense.
func (v verdict) hopeless() bool { return v.Permanent() && !v.soft }

// deliver sends all mail for a domain that is due, one after the other, over as few
// connections as will do.
func (q *Queue) deliver(domain string) {
	way := &way{q: q, domain: domain}
	stopped := false
	for l := q.nextDue(domain); l != nil && !stopped; l = q.nextDue(domain) {
		q.h.Serve(l.mail.Operation)
		q.h.Because(l.cause)
		l.active = true
		l.cause = q.h.Emit(EventTry{ID: l.mail.ID, Domain: domain, Number: l.Tries + 1})
		q.h.Because(l.cause)
		var words []verdict
		if domain == "" {
			words = q.deliverHere(l)
		} else {
			words, stopped = way.try(l)
		}
		if stopped {
			return // the host stops: nothing is known but what stands on the disk
		}
		l.active = false
		q.settle(l, words)
	}
	way.close()
	delete(q.busy, domain)
	q.wake.Broadcast()
}

// deliverHere puts a mail into mailboxes of this server. Nothing blocks until the queue
// on the disk knows of it, too: no stop of the host can come in between.
func (q *Queue) deliverHere(l *leg) []verdict {
	source := slices.Concat(mail.ReturnPath(l.mail.From.String()), q.source(l.mail))
	words := make([]verdict, len(l.To))
	for i, to := range l.To {
		words[i].Reply = Reply{250, "2.0.0", "delivered to mailbox"}
		if err := q.config.Mailboxes.Deliver(to, source); err != nil {
			words[i].Reply = *asReply(err)
		}
	}
	return words
}

func timedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// stops reports whether an error says that the host stops.
func stops(err error) bool { return errors.Is(err, net.ErrClosed) }
