package imap

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"playnet/core/host"
	"playnet/core/mail/mailbox"
)

// session is one connection, as the server sees it.
type session struct {
	srv   *Server
	conn  net.Conn
	peer  netip.AddrPort
	in    gatherer
	out   []byte
	began time.Time
	// patience ends the session when the client has said nothing for too long.
	patience host.Timer

	state State
	user  *mailbox.User // who has logged in
	box   *selection    // the mailbox that is open, in Selected
	step  string        // the command that is going on, for the screen
	wrong int           // commands in a row that were wrong
	fails int           // refused logins
}

func newSession(srv *Server, conn net.Conn) *session {
	s := &session{srv: srv, conn: conn, peer: host.PeerOf(conn), began: srv.h.Now()}
	s.in = gatherer{r: bufio.NewReader(conn), maxLine: maxLine, literal: s.allowLiteral, progress: s.waitForInput}
	return s
}

// become is the only place that changes the state.
func (s *session) become(state State) {
	if s.state == state && state != Selected {
		return
	}
	e := EventState{Peer: s.peer, End: "server", From: s.state.String(), To: state.String()}
	s.state = state
	if s.user != nil {
		e.User = s.user.Name()
	}
	if s.box != nil {
		e.Mailbox = s.box.mailbox.Name()
	}
	s.srv.h.Emit(e)
}

// serve greets the client and does what it says until either hangs up.
func (s *session) serve() {
	s.untagged(Reply{Status: OK, Code: "CAPABILITY " + capabilities, Text: s.srv.h.Name() + " IMAP4rev1 server ready"}.String())
	for s.state != Logout {
		if !s.flush() {
			return
		}
		s.step = ""
		s.waitForInput()
		command, err := s.in.gather()
		if err == nil {
			s.command(command)
			continue
		}
		if !s.unreadable(command, err) {
			break
		}
	}
	s.flush()
	s.become(Logout)
}

// waitForInput gives the client its time for the next command, or the next piece of a
// literal. The time for logging in is counted from the beginning, whatever comes. A world
// does not go on for the sake of a client that says nothing: the timer is weak.
func (s *session) waitForInput() {
	h := s.srv.h
	wait := autologout
	if s.state == NotAuthenticated {
		wait = max(s.began.Add(loginTime).Sub(h.Now()), 0)
	}
	s.stopWaiting()
	s.patience = h.AfterWeak(wait, func() { _ = s.conn.SetReadDeadline(h.Now()) }) // Read returns then
}

func (s *session) stopWaiting() {
	if s.patience != nil {
		s.patience.Stop()
	}
}

// unreadable answers what could not be read as a command, and reports whether to go on.
func (s *session) unreadable(got []byte, err error) bool {
	var refused refusedLiteral
	switch {
	case errors.As(err, &refused):
		s.tagged(tagOf(got), refused.reply)
		return s.mistake()
	case errors.Is(err, errLineTooLong):
		s.tagged(tagOf(got), bad("Command line too long"))
		return s.mistake()
	case errors.Is(err, errLiterals):
		s.untagged(Reply{Status: BYE, Text: "Too many literals"}.String())
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.untagged(Reply{Status: BYE, Code: "UNAVAILABLE", Text: "Autologout; idle for too long"}.String())
	}
	return false
}

// mistake counts a command that was wrong, and reports whether the client may try again.
func (s *session) mistake() bool {
	if s.wrong++; s.wrong < maxErrors {
		return true
	}
	s.untagged(Reply{Status: BYE, Text: "Too many errors"}.String())
	return false
}

// tagOf returns the tag with which a command begins, "*" if there is none.
func tagOf(command []byte) string {
	tag, _, _ := bytes.Cut(command, []byte{' '})
	for _, c := range tag {
		if !isTag(c) {
			return "*"
		}
	}
	if len(tag) == 0 || len(tag) > 100 {
		return "*"
	}
	return string(tag)
}

// allowLiteral decides about a literal before it is read, and tells a client that waits
// to go on (RFC 3501, section 7.5).
func (s *session) allowLiteral(so []byte, n int64, waits bool) error {
	limit, reply := int64(maxArgument), bad("Literal too long")
	verb, _, _ := strings.Cut(strings.ToUpper(string(after(so, ' '))), " ")
	switch {
	case s.state == NotAuthenticated:
		limit = maxLogin
	case verb == "APPEND" && len(so) <= maxLine: // else a message has come already, and one is all that it brings
		limit, reply = s.srv.config.MaxMessage, no("TOOBIG", "The message is too long") // RFC 4469, section 4.2
		if n <= limit && !s.user.Room(n) && waits {
			return refusedLiteral{no("OVERQUOTA", "The quota would be exceeded")} // RFC 9208, section 4.3.1
		}
	}
	switch {
	case n <= limit && waits:
		s.out = append(s.out, "+ Ready for the literal\r\n"...)
		s.flush()
		fallthrough
	case n <= limit:
		return nil
	case !waits && n > 2*s.srv.config.MaxMessage:
		// RFC 7888, section 4, lets a server close the connection rather than read it all.
		return errLiterals
	}
	return refusedLiteral{reply}
}

// after returns what follows the first c.
func after(b []byte, c byte) []byte {
	_, rest, _ := bytes.Cut(b, []byte{c})
	return rest
}

// call is a command that is being done.
type call struct {
	tag  string
	name string // in capitals
	uid  bool   // UID stood before it
	args scanner
	// noName: an argument can't be a mailbox's name.
	noName bool
}

// command does one command and answers it.
func (s *session) command(line []byte) {
	c := call{args: scanner{b: line}}
	c.tag = c.args.run(isTag, "a tag")
	if c.args.err != nil || len(c.tag) > 100 {
		s.untagged(bad("A command begins with a tag").String())
		s.end(s.mistake())
		return
	}
	c.args.sp()
	c.name = strings.ToUpper(c.args.atom())
	if c.name == "UID" {
		c.args.sp()
		c.name, c.uid = strings.ToUpper(c.args.atom()), true
	}
	s.step = c.full()
	reply := s.dispatch(&c)
	if s.box != nil && reply.Status != BAD {
		s.update(c.uid || !keepsNumbers[c.name], c.uid)
	}
	if s.state == Logout && c.name == "LOGOUT" {
		// RFC 3501, section 3.4, puts the server's BYE before its answer.
		s.untagged(Reply{Status: BYE, Text: "Logging out"}.String())
	}
	s.tagged(c.tag, reply)
	if reply.Status != BAD {
		s.wrong = 0
	} else {
		s.end(s.mistake())
	}
}

// keepsNumbers are the commands during which no sequence number changes: "An EXPUNGE
// response MUST NOT be sent when no command is in progress, nor while responding to a
// FETCH, STORE, or SEARCH command." (RFC 3501, section 7.4.1)
var keepsNumbers = map[string]bool{"FETCH": true, "STORE": true, "SEARCH": true}

// end ends the session if it shall not go on.
func (s *session) end(goOn bool) {
	if !goOn {
		s.become(Logout)
	}
}

// full is the command's name with UID before it.
func (c *call) full() string {
	if c.uid {
		return "UID " + c.name
	}
	return c.name
}

// dispatch finds the command and does it if the state allows.
func (s *session) dispatch(c *call) Reply {
	known, found := commands[c.name]
	switch {
	case c.args.err != nil:
		return bad("Missing command")
	case !found || c.uid && !known.uid:
		return bad("Unknown command")
	case s.state < known.from || s.state > known.to:
		if s.state == NotAuthenticated {
			return bad("Log in first")
		} else if known.from == Selected {
			return bad("No mailbox is selected")
		}
		return bad("Already logged in")
	case s.box != nil && s.box.vanished && known.from == Selected:
		s.closeMailbox()
		s.become(Authenticated)
		return no("NONEXISTENT", "The mailbox has been deleted")
	}
	reply := known.do(s, c)
	switch {
	case c.args.err == nil && c.noName:
		reply = no("CANNOT", "No mailbox can be called so")
	case c.args.err != nil:
		reply = bad("Error in arguments of " + c.full() + ": " + c.args.err.Error())
	}
	e := EventCommand{Client: s.peer, Command: c.full(), Status: string(reply.Status), Code: reply.Code, Said: reply.Text}
	if s.user != nil {
		e.User = s.user.Name()
	}
	s.srv.h.Emit(e)
	return reply
}

// untagged queues a line that begins with "*".
func (s *session) untagged(line string) {
	s.out = append(s.out, "* "...)
	s.out = append(s.out, line...)
	s.out = append(s.out, "\r\n"...)
	s.flushBig()
}

// tagged queues the answer of a command.
func (s *session) tagged(tag string, reply Reply) {
	s.out = append(s.out, tag...)
	s.out = append(s.out, ' ')
	s.out = append(s.out, reply.String()...)
	s.out = append(s.out, "\r\n"...)
}

// flushBig sends what is queued if it is much.
func (s *session) flushBig() {
	if len(s.out) >= flushAt {
		s.flush()
	}
}

// flush sends what is queued, and reports whether the client takes it.
func (s *session) flush() bool {
	if len(s.out) == 0 {
		return true
	}
	_ = s.conn.SetWriteDeadline(s.srv.h.Now().Add(sendTime)) // an error comes back from Write
	_, err := s.conn.Write(s.out)
	s.out = s.out[:0]
	if err != nil {
		s.become(Logout)
	}
	return err == nil
}
