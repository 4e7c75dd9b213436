package terminal

import (
	"strings"

	"playnet/core/view"
)

// suggestPOP3 follows the states of RFC 1939: AUTHORIZATION, TRANSACTION, UPDATE.
func (c *conversation) suggestPOP3() []view.Suggestion {
	waiting, named, in, over := []string{}, false, false, false
	greeted, multi, until := false, false, ""
	for _, t := range c.turns {
		if t.mine {
			waiting = append(waiting, t.line)
			continue
		}
		if multi { // lines until the dot
			if t.line == "." {
				multi = false
			}
			continue
		}
		good := strings.HasPrefix(t.line, "+OK")
		if !greeted {
			greeted = good
			continue
		}
		if len(waiting) == 0 {
			continue
		}
		command := waiting[0]
		waiting = waiting[1:]
		multi = good && multiLinePOP3(command)
		switch until = verb(command); {
		case !good:
		case until == "USER":
			named = true
		case until == "PASS", until == "APOP":
			in = true
		case until == "QUIT":
			over = true
		}
	}
	switch {
	case !greeted, len(waiting) > 0, multi, over:
		return nil
	case !in && named:
		return suggestions("PASS ", "pop3.pass", "QUIT", "pop3.quit")
	case !in:
		return suggestions("USER "+c.own, "pop3.user", "CAPA", "pop3.capa", "QUIT", "pop3.quit")
	}
	return suggestions("STAT", "pop3.stat", "LIST", "pop3.list", "UIDL", "pop3.uidl", "RETR 1", "pop3.retr", "TOP 1 0", "pop3.top",
		"DELE 1", "pop3.dele", "RSET", "pop3.rset", "QUIT", "pop3.update")
}

// multiLinePOP3 says whether the answer to a command ends with a line that is a dot.
func multiLinePOP3(command string) bool {
	switch verb(command) {
	case "LIST", "UIDL":
		return len(strings.Fields(command)) == 1
	case "RETR", "TOP", "CAPA":
		return true
	}
	return false
}

// replyPOP3 suggests what a server would say.
func (c *conversation) replyPOP3() []view.Suggestion {
	if len(c.turns) == 0 {
		return suggestions("+OK "+c.own+" ready", "reply.greeting")
	}
	line, last := c.last(false)
	if !last {
		if said, _ := c.last(true); said != "" && said != "." && multiLinePOP3(line) {
			return suggestions(".", "reply.dot")
		}
		return nil
	}
	switch verb(line) {
	case "STAT":
		return suggestions("+OK 1 120", "reply.stat")
	case "LIST", "UIDL", "RETR", "TOP":
		return suggestions("+OK", "reply.lines", "-ERR no such message", "reply.err")
	case "QUIT":
		return suggestions("+OK bye", "reply.bye")
	}
	return suggestions("+OK", "reply.ok", "-ERR", "reply.err")
}
