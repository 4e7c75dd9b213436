package smtp

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"unicode/utf8"

	"playnet/core/host"
)

const (
	// maxErrors is how often a client may get something wrong on one connection.
	maxErrors = 20
	// Replies to commands that come together go out together (RFC 2920, section 3.2), up to
	// so many bytes.
	maxHeldBack = 4096
)

// session is one connection of a server.
type session struct {
	server *Server
	h      host.Host
	conn   net.Conn
	peer   netip.AddrPort
	in     *lineReader
	out    []byte // replies that are held back

	state  State
	step   string // the command that is obeyed
	helo   string // what the client says its name is
	esmtp  bool   // it said EHLO
	user   string
	errors int

	mail Envelope // of the transaction that goes on
	bdat *content // what BDAT has brought of it; nil: nothing yet
	gone error    // why the connection is over; nil: it is not
}

func newSession(s *Server, h host.Host, conn net.Conn) *session {
	return &session{server: s, h: h, conn: conn, peer: host.PeerOf(conn), in: newLineReader(conn), state: Greeting}
}

func (c *session) config() *Config { return &c.server.config }

// become is the only way from one state to another.
func (c *session) become(s State, why string) {
	if s == c.state {
		return
	}
	c.h.Emit(EventState{Side: "server", Peer: c.peer, Before: c.state.String(), After: s.String(), Why: why})
	c.state = s
}

// turnAway answers a connection that is one too many.
func (c *session) turnAway() {
	defer c.conn.Close()
	c.say(replyBusy(c.config().Name))
	c.flush()
}

// serve holds the dialogue until one side closes.
func (c *session) serve() {
	defer c.conn.Close()
	c.say(Reply{220, "", c.config().Name + " ESMTP Playnet"})
	c.become(Greeted, "connection")
	for c.state != Closing && c.gone == nil {
		line, err := c.readLine(maxAuthLine)
		reply := Reply{}
		if err != nil {
			reply = c.misread(err)
		} else {
			c.step = shown(line) // everybody sees it
			reply = c.obey(line)
		}
		if c.gone != nil {
			break
		}
		c.answer(reply)
		c.step = ""
	}
	c.flush()
	c.become(Closing, "end")
}

// readLine reads a line, for which the client has a bounded time: it is the whole line's,
// so that one who sends a byte a minute gets no further.
func (c *session) readLine(limit int) (string, error) {
	if !c.in.buffered() {
		c.flush()
	}
	if err := c.conn.SetReadDeadline(c.h.Now().Add(c.config().CommandTimeout)); err != nil {
		return "", err
	}
	return c.in.line(limit)
}

// misread is what a line is answered with that can't be read. c.gone: there is nobody left.
func (c *session) misread(err error) Reply {
	switch {
	case errors.Is(err, errTooLong):
		return replyTooLong
	case errors.Is(err, errBareLF):
		return replyBareLF
	case errors.Is(err, errBareCR):
		return replyBareCR
	case errors.Is(err, errNUL):
		return replyNUL
	case errors.Is(err, errFlood):
		return replyFlood(c.config().Name)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return replyTimeout(c.config().Name, c.config().CommandTimeout)
	case errors.Is(err, io.EOF):
		c.gone = io.EOF
	default:
		c.gone = err
	}
	return Reply{}
}

// answer says a reply, and draws the consequences.
func (c *session) answer(r Reply) {
	if !r.Good() {
		c.h.Emit(EventRefused{Peer: c.peer, Command: c.step, Reply: r.String()})
	}
	// A client that asks for too many recipients does as it should; who gets commands
	// wrong, or guesses, shall not go on for ever.
	if r.Permanent() {
		if c.errors++; c.errors > maxErrors && c.state != Closing {
			c.say(r)
			r = replyErrors(c.config().Name)
		}
	}
	c.say(r)
	if r.Code == 421 {
		c.become(Closing, r.String())
	}
}

// say puts a reply among those that go out next.
func (c *session) say(r Reply) {
	c.out = r.append(c.out)
	if len(c.out) > maxHeldBack {
		c.flush()
	}
}

// flush sends the replies that were held back.
func (c *session) flush() {
	if len(c.out) == 0 || c.gone != nil {
		return
	}
	if err := c.conn.SetWriteDeadline(c.h.Now().Add(c.config().CommandTimeout)); err != nil {
		c.gone = err
		return
	}
	if _, err := c.conn.Write(c.out); err != nil {
		c.gone = err
	}
	c.out = c.out[:0]
}

// verbs are the commands. Those that change the session's state say so in their files.
var verbs = map[string]func(*session, string) Reply{
	"HELO": (*session).obeyHelo, "EHLO": (*session).obeyEhlo,
	"MAIL": (*session).obeyMail, "RCPT": (*session).obeyRcpt,
	"DATA": (*session).obeyData, "BDAT": (*session).obeyBdat, "AUTH": (*session).obeyAuth,
	"RSET": (*session).obeyRset, "VRFY": (*session).obeyVrfy, "NOOP": (*session).obeyNoop,
	"QUIT": (*session).obeyQuit, "HELP": (*session).obeyHelp,
	"EXPN":     func(*session, string) Reply { return replyNoExpn },
	"TURN":     func(*session, string) Reply { return replyNoExpn },
	"STARTTLS": func(*session, string) Reply { return replyNoTLS },
}

// obey does what a command line says and returns the reply.
func (c *session) obey(line string) Reply {
	cmd := parseCommand(line)
	do, known := verbs[cmd.verb]
	if !known {
		return replyUnknown
	}
	limit := maxCommandLine
	switch cmd.verb {
	case "MAIL":
		limit = maxMailLine
	case "AUTH":
		limit = maxAuthLine
	}
	if len(line)+len("\r\n") > limit {
		return replyTooLong
	}
	if !ascii(line) {
		// RFC 6531 lets addresses go beyond ASCII, in UTF-8, and nothing else.
		withAddress := cmd.verb == "MAIL" || cmd.verb == "RCPT" || cmd.verb == "VRFY"
		if !withAddress || !utf8.ValidString(line) {
			return replyNot7Bit
		}
	}
	return do(c, cmd.args)
}

// shown is a command line as events show it: passwords don't, nor what is long or can't
// be printed.
func shown(line string) string {
	const enough = 200
	if verb, rest, ok := strings.Cut(line, " "); ok && strings.EqualFold(verb, "AUTH") {
		mechanism, _, _ := strings.Cut(rest, " ")
		line = verb + " " + mechanism
	}
	if len(line) > enough {
		line = line[:enough] + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return '?'
		}
		return r
	}, line)
}
