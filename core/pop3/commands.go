package pop3

import (
	"slices"
	"strings"
)

// command is a command of the protocol.
type command struct {
	states   []State // where it may be given
	min, max int     // how many arguments it has
	rest     bool    // the last argument may contain spaces
	do       func(c *session, args []string)
}

var (
	anywhere  = []State{Authorization, Transaction}
	beginning = []State{Authorization}
	inside    = []State{Transaction}
)

// commands by their keywords.
var commands = map[string]command{
	"CAPA": {anywhere, 0, 0, false, (*session).capa},
	"QUIT": {anywhere, 0, 0, false, (*session).quit},
	"USER": {beginning, 1, 1, false, (*session).userName},
	"PASS": {beginning, 1, 1, true, (*session).pass},
	"APOP": {beginning, 2, 2, false, (*session).apop},
	"STAT": {inside, 0, 0, false, (*session).stat},
	"LIST": {inside, 0, 1, false, (*session).list},
	"UIDL": {inside, 0, 1, false, (*session).uidl},
	"RETR": {inside, 1, 1, false, (*session).retr},
	"TOP":  {inside, 2, 2, false, (*session).top},
	"DELE": {inside, 1, 1, false, (*session).dele},
	"RSET": {inside, 0, 0, false, (*session).rset},
	"NOOP": {inside, 0, 0, false, (*session).noop},
}

// serve does a command. "Keywords and arguments are each separated by a single SPACE
// character", and keywords are the same in any case (RFC 1939 §3).
func (c *session) serve(line string) {
	name, rest, has := strings.Cut(line, " ")
	name = strings.ToUpper(name)
	cmd, known := commands[name]
	if !known || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		c.mistake("that is no command")
		return
	}
	defer func() { c.step = "" }()
	c.step = name
	userBefore := c.name
	c.name = ""
	var args []string
	switch {
	case has && cmd.rest:
		args = []string{rest}
	case has:
		args = strings.Fields(rest)
	}
	switch {
	case !slices.Contains(cmd.states, c.state):
		c.mistake(name + " is not for the " + c.state.String() + " state")
	case len(args) < cmd.min || len(args) > cmd.max:
		c.mistake(name + " has other arguments")
	default:
		if name == "PASS" { // "immediately after a successful USER command"
			c.name = userBefore
		}
		cmd.do(c, args)
	}
}

// capa lists what the server can do beyond the minimum (RFC 2449 §5).
func (c *session) capa([]string) {
	c.ok("capabilities follow")
	c.lines([]string{
		"USER", "TOP", "UIDL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "EXPIRE NEVER", "IMPLEMENTATION " + implementedBy,
	})
}

// quit ends the session: from TRANSACTION through UPDATE, where what was marked is
// deleted; from AUTHORIZATION without (RFC 1939 §4, §6).
func (c *session) quit([]string) {
	if c.state == Transaction {
		c.update()
	} else {
		c.ok("goodbye")
	}
	_ = c.out.Flush() // an error says that the client has gone
	c.end()
}

// update deletes what was marked and gives the lock back. "If there is an error, such
// as a resource shortage, encountered while removing messages, the maildrop may result
// in having some or none of the messages marked as deleted be removed": it is all of
// them here.
func (c *session) update() {
	c.become(Update)
	gone := c.box.Expunge(c.drop.deleted())
	c.release()
	c.release = nil
	c.server.h.Emit(EventUpdate{Peer: c.peer, User: c.user.Name(), Deleted: len(gone), Left: c.box.Len()})
	if c.box.Len() > 0 {
		c.ok("goodbye (%s left)", some(c.box.Len(), "message"))
		return
	}
	c.ok("goodbye (maildrop empty)")
}
