package smtp

// obeyRset: RSET forgets the mail transaction.
func (c *session) obeyRset(args string) Reply {
	if args != "" {
		return replyNoArgs
	}
	c.reset()
	if c.greeted() {
		c.become(Ready, "RSET")
	}
	return replyReset
}

// obeyNoop: NOOP does nothing. RFC 5321, section 4.1.1.9: it may have a parameter, which
// the server ignores.
func (c *session) obeyNoop(string) Reply { return replyOK }

// obeyVrfy: VRFY asks whether there is such a user. Answering would tell spammers. RFC
// 5321, section 7.3, lets a server give 252 then.
func (c *session) obeyVrfy(args string) Reply {
	if args == "" {
		return Reply{501, "5.5.4", "syntax: VRFY user"}
	}
	return replyCannotSay
}

// obeyQuit: QUIT ends the session.
func (c *session) obeyQuit(args string) Reply {
	if args != "" {
		return replyNoArgs
	}
	c.become(Closing, "QUIT")
	return Reply{221, "2.0.0", c.config().Name + " closes the connection"}
}

// obeyHelp: HELP lists the commands.
func (c *session) obeyHelp(string) Reply {
	text := "Commands: HELO EHLO MAIL RCPT DATA BDAT RSET VRFY NOOP QUIT HELP"
	if c.offersAuth() {
		text += " AUTH"
	}
	return Reply{214, "2.0.0", text + "\nA mail: MAIL FROM:<you@your.domain>, RCPT TO:<user@domain>, DATA, its lines, a single dot"}
}
