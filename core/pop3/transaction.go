package pop3

import (
	"strconv"
)

// stat: "+OK nn mm" (RFC 1939 §5). Messages marked as deleted are not counted.
func (c *session) stat([]string) { c.ok("%d %d", c.drop.count, c.drop.size) }

// list gives the size of a message, or of all.
func (c *session) list(args []string) {
	c.listing(args, c.drop.sum(),
		func(i int) string { return strconv.FormatInt(c.drop.octets[i], 10) })
}

// uidl gives the unique id of a message, or of all.
func (c *session) uidl(args []string) {
	c.listing(args, "unique ids follow", c.drop.id)
}

// listing answers LIST and UIDL: with one line of one message, or with the lines of all
// that aren't marked as deleted.
func (c *session) listing(args []string, title string, value func(i int) string) {
	line := func(i int) string { return strconv.Itoa(i+1) + " " + value(i) }
	if len(args) == 1 {
		if i, ok := c.message(args[0]); ok {
			c.ok("%s", line(i))
		}
		return
	}
	c.ok("%s", title)
	w := newDotWriter(c.out)
	for i := range c.drop.messages {
		if !c.drop.dead[i] {
			w.write([]byte(line(i) + "\r\n"))
		}
	}
	w.close()
}

// message reads the number of a message that isn't marked; it refuses any other.
func (c *session) message(arg string) (i int, ok bool) {
	i, why := c.drop.find(arg)
	if why != "" {
		c.refuse("", why)
		return 0, false
	}
	return i, true
}

// source returns a message's bytes; it refuses what somebody else has deleted since, by
// another protocol.
func (c *session) source(arg string) (b []byte, ok bool) {
	i, ok := c.message(arg)
	if !ok {
		return nil, false
	}
	if c.drop.messages[i].Gone() {
		c.refuse("", "the message is gone")
		return nil, false
	}
	return c.drop.messages[i].Source(), true
}

// retr sends a message.
func (c *session) retr(args []string) {
	if b, ok := c.source(args[0]); ok {
		c.ok("%d octets", len(b))
		w := newDotWriter(c.out)
		w.write(b)
		w.close()
	}
}

// top sends a message's header, the empty line, and so many lines of its body.
func (c *session) top(args []string) {
	n, err := strconv.Atoi(args[1])
	if err != nil || n < 0 {
		c.mistake("TOP wants a number of lines")
		return
	}
	if b, ok := c.source(args[0]); ok {
		c.ok("top of message follows")
		w := newDotWriter(c.out)
		w.write(topOf(b, n))
		w.close()
	}
}

// dele marks a message as deleted. "The POP3 server does not actually delete the
// message until the POP3 session enters the UPDATE state." (RFC 1939 §5)
func (c *session) dele(args []string) {
	if i, ok := c.message(args[0]); ok {
		c.drop.mark(i)
		c.ok("message %d deleted", i+1)
	}
}

// rset takes the marks off: "If any messages have been marked as deleted by the POP3
// server, they are unmarked." (RFC 1939 §5)
func (c *session) rset([]string) {
	c.drop.reset()
	c.ok("maildrop has %s", c.drop.sum())
}

// noop does nothing.
func (c *session) noop([]string) { c.ok("") }

// lines sends lines and the end of a multi-line response.
func (c *session) lines(lines []string) {
	w := newDotWriter(c.out)
	for _, l := range lines {
		w.write([]byte(l + "\r\n"))
	}
	w.close()
}
