package pop3

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"playnet/core/host"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// autologout is how long a server waits for a command, and for a client to take what
// was sent. RFC 1939, section 3: "A POP3 server MAY have an inactivity autologout
// timer. Such a timer MUST be of at least 10 minutes' duration."
const autologout = 10 * time.Minute

// What a server still takes from a client that it has refused for good.
const (
	lingerTime  = 10 * time.Second
	lingerBytes = 4 << 20
)

// session is the server's end of a connection.
type session struct {
	server *Server
	conn   net.Conn
	peer   netip.AddrPort
	in     *bufio.Reader
	out    *bufio.Writer

	state    State
	step     string // the command that is going on
	stamp    string // of the greeting, for APOP
	name     string // of USER, if it was the command before
	failed   int    // attempts to log in
	mistakes int
	why      string // it ends without QUIT

	user    *mailbox.User
	box     *mailbox.Mailbox
	release func() // of the lock
	drop    maildrop
}

func newSession(s *Server, conn net.Conn) *session {
	c := &session{server: s, conn: conn, peer: host.PeerOf(conn), why: "connection"}
	c.in = bufio.NewReaderSize(conn, maxCommand)
	c.out = bufio.NewWriterSize(patient{c}, 4096)
	return c
}

// patient writes to the client, who has some time to take it.
type patient struct{ *session }

func (p patient) Write(b []byte) (int, error) {
	if err := p.conn.SetWriteDeadline(p.server.h.Now().Add(autologout)); err != nil {
		return 0, err
	}
	return p.conn.Write(b)
}

// become changes the session's state.
func (c *session) become(s State) {
	c.server.h.Emit(EventState{Peer: c.peer, From: c.state.String(), State: s.String()})
	c.state = s
}

// run leads the session from its greeting to its end.
func (c *session) run() {
	c.greet()
	for c.state == Authorization || c.state == Transaction {
		line, err := c.read()
		if err != nil {
			c.giveUp(err)
			return
		}
		c.serve(line)
		if c.out.Flush() != nil {
			return // the client has gone
		}
	}
}

// errLong: a client's line is longer than a command may be.
var errLong = errors.New("the line is too long")

// read waits for a command. The time is for the whole line: a client that sends a byte
// now and then gains nothing. A line may end in LF alone, as people at a terminal and
// some old clients have it; nothing depends on it here.
func (c *session) read() (string, error) {
	if err := c.conn.SetReadDeadline(c.server.h.Now().Add(autologout)); err != nil {
		return "", err
	}
	b, err := c.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errLong
	}
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r"), nil
}

// giveUp ends a session that cannot go on. Of a client that says nothing RFC 1939,
// section 3, has: "the server should close the TCP connection without removing any
// messages or sending any response to the client."
func (c *session) giveUp(err error) {
	switch {
	case errors.Is(err, errLong):
		c.refuse("", "the line is too long")
		c.hangUp("commands")
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.why = "idle"
	case errors.Is(err, net.ErrClosed):
		c.why = "" // the host stops: there is nobody left to say so
	}
}

// end is the last thing of a session. What was marked is not deleted, unless UPDATE has
// done so.
func (c *session) end() {
	if c.state == Transaction && c.why != "" {
		c.server.h.Emit(EventAbandoned{Peer: c.peer, User: c.user.Name(), Marked: c.drop.marked, Why: c.why})
	}
	if c.release != nil {
		c.release()
		c.release = nil
	}
	if c.state != Closed && c.why != "" {
		c.become(Closed)
	}
	_ = c.conn.Close() // an error says that it is closed already
}

// ok answers that a command was done.
func (c *session) ok(format string, args ...any) {
	c.reply("+OK", "", fmt.Sprintf(format, args...))
}

// refuse answers that it was not; code is a response code with its brackets, or "".
func (c *session) refuse(code, text string) {
	c.reply("-ERR", code, text)
	_ = c.out.Flush() // an error is met by the next read
}

func (c *session) reply(status, code, text string) {
	// An error stays with the writer, and Flush returns it.
	_, _ = c.out.WriteString(strings.TrimSuffix(status+" "+code+text, " ") + "\r\n")
}

// mistake refuses a command that makes no sense; after too many the session ends.
func (c *session) mistake(text string) {
	c.refuse("", text)
	if c.mistakes++; c.mistakes >= maxMistakes {
		c.hangUp("commands")
	}
}

// hangUp ends the session without UPDATE, after a refusal.
func (c *session) hangUp(why string) {
	c.why = why
	c.linger()
	c.end()
}

// linger lets the client hear what was said to it last.
func (c *session) linger() { host.Linger(c.server.h, c.conn, c.conn, lingerTime, lingerBytes) }

// view describes the session for the screen.
func (c *session) view() view.MailSession {
	v := view.MailSession{Protocol: "pop3", Peer: c.peer.String(), State: c.state.String(), Step: c.step}
	if c.user != nil {
		v.User = c.user.Name()
	}
	return v
}
