package agent

import (
	"errors"
	"net"
	"net/netip"

	"playnet/core/smtp"
)

// submitAll hands in what waits in the outbox, one message after the other over one
// connection, also those that are put there meanwhile.
func (a *Agent) submitAll() error {
	a.round++
	if a.nextWaiting() == nil {
		return nil
	}
	c, err := a.dialSubmission()
	if err != nil {
		return a.putOff(err)
	}
	a.talk = c.Session
	defer func() { a.talk = nil }()
	var refused error
	for l := a.nextWaiting(); l != nil; l = a.nextWaiting() {
		word, err := a.submit(c, l)
		if err != nil {
			c.Close()
			return a.putOff(err)
		}
		if word != nil {
			refused = word
		}
	}
	c.Quit()
	return refused
}

// dialSubmission connects to the user's server and logs in.
func (a *Agent) dialSubmission() (*smtp.Client, error) {
	// RFC 5321, section 4.1.1.1: a client without a name of its own gives its address.
	name := "[" + a.h.Addrs()[0].String() + "]"
	c, err := reach(a, a.config.Submission, smtp.PortSubmission, func(at netip.AddrPort) (*smtp.Client, error) { return smtp.Dial(a.h, at, name) })
	if err != nil {
		return nil, err
	}
	a.become(LoggingIn, a.config.Submission)
	if err := c.Login(a.config.User, a.config.Password); err != nil {
		var reply smtp.Reply
		if errors.As(err, &reply) {
			c.Quit()
		} else {
			c.Close()
		}
		return nil, err
	}
	return c, nil
}

// nextWaiting returns the oldest message that waits and was not tried in this round.
func (a *Agent) nextWaiting() *letter {
	for _, l := range a.outbox {
		if l.State == Waiting && l.round != a.round {
			return l
		}
	}
	return nil
}

// putOff notes that the messages that wait could not be handed in: for now or, if the
// server has said so, for good. It returns the reason.
func (a *Agent) putOff(why error) error {
	if errors.Is(why, net.ErrClosed) {
		return why // the host stops: they stand on the disk as they are
	}
	why = plain(why)
	var reply smtp.Reply
	final := errors.As(why, &reply) && reply.Permanent()
	for _, l := range a.outbox {
		if l.State == Waiting || l.State == Sending {
			a.unsent(l, why.Error(), final)
		}
	}
	return why
}

func (a *Agent) unsent(l *letter, why string, final bool) {
	state := Waiting
	if final {
		state = Refused
	}
	l.round = a.round
	a.settle(l, state, why)
	a.h.Emit(EventUnsent{MessageID: l.item.MessageID, Server: a.config.Submission, Reason: why, Final: final})
}

// submit hands in one message. refused says what the server has against it; after an error
// the connection is over.
func (a *Agent) submit(c *smtp.Client, l *letter) (refused, err error) {
	if l.operation != 0 {
		defer a.h.Serve(a.h.Serve(l.operation))
	}
	a.become(Submitting, l.item.Subject)
	l.round = a.round
	l.Tries++
	a.settle(l, Sending, "")
	from, ok := smtp.ParseAddress(l.From)
	e := smtp.Envelope{From: from}
	for _, to := range l.To {
		address, valid := smtp.ParseAddress(to)
		e.To, ok = append(e.To, address), ok && valid
	}
	if !ok {
		refused = errors.New("an address can't be written in an envelope")
		a.unsent(l, refused.Error(), true)
		return refused, nil
	}
	sent, err := c.Send(e, l.source)
	if err != nil {
		return nil, err
	}
	return a.judge(l, sent), nil
}

// judge draws the conclusions from what the server has said of each recipient.
func (a *Agent) judge(l *letter, sent smtp.Sent) (refused error) {
	var taken, kept []string
	word := sent.Last
	for i, r := range sent.To {
		if r.Good() {
			taken = append(taken, l.To[i])
			continue
		}
		kept, word = append(kept, l.To[i]), r
	}
	if len(taken) == 0 {
		a.unsent(l, word.String(), word.Permanent())
		return word
	}
	if len(kept) > 0 { // the server is responsible for the others: this one goes on for these
		rest := *l
		rest.Number, rest.To = a.outbox[len(a.outbox)-1].Number+1, kept
		a.outbox = append(a.outbox, &rest)
		a.unsent(&rest, word.String(), word.Permanent())
		refused, l.To = word, taken
	}
	a.settle(l, Sent, sent.Last.String())
	a.h.Because(a.h.Emit(EventSubmitted{MessageID: l.item.MessageID, Server: a.config.Submission, Reply: sent.Last.String()}))
	return refused
}
