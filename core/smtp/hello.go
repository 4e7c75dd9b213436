package smtp

import (
	"strconv"
	"strings"
)

// obeyHelo: HELO introduces a client that knows no extensions.
func (c *session) obeyHelo(args string) Reply {
	if !isHello(args) {
		return replyNeedsName
	}
	c.hello(args, false)
	return Reply{250, "", c.config().Name}
}

// obeyEhlo: EHLO introduces a client and asks for the extensions.
func (c *session) obeyEhlo(args string) Reply {
	if !isHello(args) {
		return replyNeedsName
	}
	c.hello(args, true)
	cfg := c.config()
	lines := []string{
		cfg.Name + " greets " + c.helo,
		"PIPELINING",
		"SIZE " + strconv.FormatInt(cfg.MaxSize, 10),
		"8BITMIME",
		"ENHANCEDSTATUSCODES",
		"SMTPUTF8",
		"CHUNKING",
	}
	if c.offersAuth() {
		lines = append(lines, "AUTH PLAIN LOGIN")
	}
	return Reply{250, "", strings.Join(append(lines, "HELP"), "\n")}
}

// hello notes who the client says it is. RFC 5321, section 4.1.4: an EHLO in the middle
// of a session means that the server "MUST clear all buffers and reset the state exactly
// as if a RSET command had been issued."
func (c *session) hello(name string, esmtp bool) {
	c.helo, c.esmtp = strings.TrimSpace(name), esmtp
	c.reset()
	verb := "HELO"
	if esmtp {
		verb = "EHLO"
	}
	c.become(Ready, verb)
}

// isHello: a domain or an address literal. What else programs say of themselves is taken,
// as long as it is one printable word that can stand in a Received field.
func isHello(name string) bool {
	name = strings.TrimSpace(name)
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c > '~' || strings.IndexByte(`()<>@,;\"`, c) >= 0 {
			return false
		}
	}
	return name != "" && len(name) <= maxDomain
}

// reset forgets the mail transaction that goes on.
func (c *session) reset() { c.mail, c.bdat = Envelope{}, nil }

// greeted reports whether the client has introduced itself.
func (c *session) greeted() bool { return c.state != Greeting && c.state != Greeted }
