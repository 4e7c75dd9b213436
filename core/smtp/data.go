package smtp

import (
	"errors"
	"os"
	"slices"

	"playnet/core/mail"
)

// chunk is how many octets of a message renew the time that a client has. One who sends
// more slowly than that is cut off.
const chunk = 64 << 10

// obeyData: DATA brings the message, up to a line of a single dot.
func (c *session) obeyData(args string) Reply {
	switch {
	case args != "":
		return replyNoArgs
	case !c.greeted():
		return replyHelloFirst
	case c.bdat != nil:
		return replyInBdat
	case c.state == Sender:
		return replyNoRcpt // RFC 2920, section 3.1: 554 where recipients may have been refused
	case c.state != Recipients:
		return replyMailFirst
	}
	c.become(Data, "DATA")
	c.say(replyStartMail)
	c.flush()
	m := &content{limit: c.config().MaxSize}
	if err := c.in.readData(m, c.clock()); err != nil {
		return c.misreadData(err)
	}
	c.step = "."
	return c.receive(m)
}

// clock returns a function that gives the client more time with each chunk, and no end of
// time and bytes to nobody.
func (c *session) clock() func(read int64) error {
	renewed := int64(-1)
	return func(read int64) error {
		if read > 2*c.config().MaxSize+maxThrownAway {
			return errFlood
		}
		if read/chunk == renewed {
			return nil
		}
		renewed = read / chunk
		return c.conn.SetReadDeadline(c.h.Now().Add(c.config().DataTimeout))
	}
}

// misreadData is the reply when a message's end did not come.
func (c *session) misreadData(err error) Reply {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return replyTimeout(c.config().Name, c.config().DataTimeout)
	}
	return c.misread(err)
}

// receive takes a message that has come whole: with the 250 that it returns the server is
// responsible for it. RFC 5321, section 6.1: "it MUST NOT lose the message for frivolous
// reasons".
func (c *session) receive(m *content) Reply {
	c.become(Responsible, "end of data")
	reply := c.judge(m)
	c.reset()
	c.become(Ready, reply.String())
	return reply
}

func (c *session) judge(m *content) Reply {
	if refusal := m.refusal(); refusal != nil {
		return *refusal
	}
	cfg := c.config()
	// RFC 5321, section 6.3: "Simple counting of the number of "Received:" header fields in a
	// message has proven to be an effective, although rarely optimal, method of detecting
	// loops in mail systems."
	if mail.CountReceived(m.text) >= cfg.MaxHops {
		return replyHops
	}
	e := c.mail
	e.ID = cfg.Queue.NewID()
	text := parted(m.text)
	if cfg.Submission {
		text = complete(text, e, cfg.Name, c.h.Now())
	}
	if cfg.Check != nil {
		var err error
		if text, err = cfg.Check(c.h, e, text); err != nil {
			return *asReply(err)
		}
	}
	source := slices.Concat(received(e, cfg.Name, c.protocolName(), c.h.Now()), text)
	if err := cfg.Queue.Accept(e, source); err != nil {
		return *asReply(err)
	}
	id := c.h.Emit(EventAccepted{Peer: c.peer, ID: e.ID, From: e.From.String(), To: texts(e.To), Size: int64(len(source))})
	c.h.Because(id)
	return Reply{250, "2.0.0", "Ok: queued as " + e.ID}
}

// protocolName is what the Received field says of the way it came (RFC 3848, RFC 6531).
func (c *session) protocolName() string {
	switch {
	case c.mail.UTF8 && c.user != "":
		return "UTF8SMTPA"
	case c.mail.UTF8:
		return "UTF8SMTP"
	case c.user != "":
		return "ESMTPA"
	case c.esmtp:
		return "ESMTP"
	}
	return "SMTP"
}

func texts(list []Address) []string {
	all := make([]string, len(list))
	for i, a := range list {
		all[i] = a.String()
	}
	return all
}
