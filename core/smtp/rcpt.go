package smtp

import (
	"errors"
	"slices"
	"strings"
)

// obeyRcpt: RCPT TO:<address> names a recipient.
func (c *session) obeyRcpt(args string) Reply {
	switch {
	case !c.greeted():
		return replyHelloFirst
	case c.bdat != nil:
		return replyInBdat
	case c.state != Sender && c.state != Recipients:
		return replyMailFirst
	}
	to, params, refusal := parsePath(args, "TO", replyRcptSyntax, replyBadRcpt)
	switch {
	case refusal != nil:
		return *refusal
	case to.Null():
		return replyBadRcpt
	case len(params) > 0:
		return replyParam
	case !to.ASCII() && !c.mail.UTF8:
		return replyNeedsUTF8
	case len(c.mail.To) >= c.config().MaxRecipients:
		// RFC 5321, section 4.5.3.1.10: "it MUST use a response code of 452."
		return replyManyRcpts
	}
	// RFC 5321, section 4.5.1: a server "MUST support the reserved mailbox "postmaster"", even
	// without a domain.
	if to.Domain == "" {
		if !strings.EqualFold(to.Local, "postmaster") || len(c.config().Domains) == 0 {
			return replyBadRcpt
		}
		to.Domain = c.config().Domains[0]
	}
	if refusal := c.takes(to); refusal != nil {
		return *refusal
	}
	for _, known := range c.mail.To {
		if known.Key() == to.Key() {
			return replyRcptOK // named twice, it gets one copy
		}
	}
	c.mail.To = append(c.mail.To, to)
	c.become(Recipients, "RCPT")
	return replyRcptOK
}

// takes says why mail from this client to this recipient is not taken; nil: it is. A
// server that sends on whatever anybody gives it is an open relay, and the spammers'
// friend: mail ends here, or its sender is one of ours.
func (c *session) takes(to Address) *Reply {
	cfg := c.config()
	if c.isHere(to) {
		if err := cfg.Mailboxes.Verify(to, 0); err != nil {
			return asReply(err)
		}
	} else if c.user == "" && !cfg.passesOn(to.Domain) && !cfg.relays(c.peer.Addr()) {
		return &replyNoRelay
	}
	if cfg.Greylist > 0 && c.user == "" && !cfg.relays(c.peer.Addr()) {
		if !c.server.grey.passes(c.h.Now(), cfg.Greylist, c.peer.Addr(), c.mail.From, to) {
			return &replyGreylisted
		}
	}
	return nil
}

// isHere reports whether a recipient's mail ends on this server.
func (c *session) isHere(to Address) bool {
	if a, ok := to.Literal(); ok {
		return slices.Contains(c.h.Addrs(), a)
	}
	return c.config().local(to.Domain)
}

// asReply returns the refusal that an error is, or stands for.
func asReply(err error) *Reply {
	var r Reply
	if errors.As(err, &r) {
		return &r
	}
	r = replyLocal
	r.Text += ": " + err.Error()
	return &r
}
