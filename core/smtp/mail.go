package smtp

import (
	"strconv"
)

// obeyMail: MAIL FROM:<address> begins a mail.
func (c *session) obeyMail(args string) Reply {
	cfg := c.config()
	switch {
	case !c.greeted():
		return replyHelloFirst
	case c.state != Ready:
		return replyNested
	case cfg.Submission && c.user == "" && !cfg.relays(c.peer.Addr()):
		return replyAuthFirst // RFC 6409, section 4.3
	case cfg.Trouble.Code != 0:
		return cfg.Trouble
	}
	from, params, refusal := parsePath(args, "FROM", replyMailSyntax, replyBadSender)
	if refusal != nil {
		return *refusal
	}
	utf8, refusal := c.mailParams(params)
	if refusal != nil {
		return *refusal
	}
	if !from.ASCII() && !utf8 {
		return replyNeedsUTF8
	}
	c.mail = Envelope{From: from, UTF8: utf8, Peer: c.peer.Addr(), Helo: c.helo, User: c.user}
	c.become(Sender, "MAIL")
	return replySenderOK
}

// mailParams reads the parameters of MAIL, each of an extension that EHLO has named.
func (c *session) mailParams(params []param) (utf8 bool, refusal *Reply) {
	if len(params) > 0 && !c.esmtp {
		return false, &replyParam
	}
	for _, p := range params {
		switch p.key {
		case "SIZE": // RFC 1870, section 6: refused as early as it is known
			size, err := strconv.ParseUint(p.value, 10, 64)
			if err != nil || len(p.value) > 20 {
				return false, &replyBadParam
			}
			if size > uint64(c.config().MaxSize) {
				return false, &replyTooBig
			}
		case "BODY":
			if p.value != "7BIT" && p.value != "8BITMIME" {
				return false, &replyBadParam
			}
		case "SMTPUTF8":
			if p.value != "" {
				return false, &replyBadParam
			}
			utf8 = true
		case "AUTH": // RFC 4954, section 5: who wrote it; nobody is believed here
			if !c.offersAuth() {
				return false, &replyParam
			}
		default:
			return false, &replyParam
		}
	}
	return utf8, nil
}
