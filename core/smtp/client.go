package smtp

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// How long a client waits. RFC 5321, section 4.5.3.2, has the least values.
const (
	connectTimeout = 30 * time.Second
	replyTime      = 5 * time.Minute  // for a greeting, and for most commands
	dataStartTime  = 2 * time.Minute  // for 354
	blockTime      = 3 * time.Minute  // for the other side to take a block of the message
	dataEndTime    = 10 * time.Minute // for the reply to the message
	block          = 64 << 10
)

// errGarbage: what came is no reply.
var errGarbage = errors.New("the server answers with something that is no reply")

// Client is the client's end of a session. Its methods block; after an error that is no
// [Reply] the connection is of no use any more.
type Client struct {
	h     host.Host
	conn  net.Conn
	in    *lineReader
	peer  netip.AddrPort
	state State
	step  string
	user  string

	// extensions are what EHLO brought: keywords in capitals and their parameters.
	extensions map[string]string
	mails      int  // sent on this connection
	open       bool // a mail transaction was begun and not ended
}

// Dial opens a connection, hears the greeting, and introduces this host by its name. The
// error is a [Reply] if the server refuses.
func Dial(h host.Host, at netip.AddrPort, name string) (*Client, error) {
	conn, err := h.DialTimeout("tcp", at, connectTimeout)
	if err != nil {
		return nil, err
	}
	c := &Client{h: h, conn: conn, in: newLineReader(conn), peer: at, state: Greeting}
	if err := c.begin(name); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Client) begin(name string) error {
	greeting, err := c.read(replyTime)
	if err != nil {
		return err
	}
	if !greeting.Good() {
		return greeting
	}
	c.become(Greeted, greeting.String())
	return c.hello(name)
}

// hello says EHLO, or HELO to a server that does not know it. RFC 5321, section 3.2: "a
// client MUST be prepared" for that.
func (c *Client) hello(name string) error {
	r, err := c.ask("EHLO "+name, replyTime)
	if err != nil {
		return err
	}
	c.extensions = map[string]string{}
	if r.Permanent() {
		if r, err = c.ask("HELO "+name, replyTime); err != nil {
			return err
		}
	} else if r.Good() {
		lines := strings.Split(r.Text, "\n")
		for _, line := range lines[1:] {
			keyword, params, _ := strings.Cut(line, " ")
			c.extensions[strings.ToUpper(keyword)] = params
		}
	}
	if !r.Good() {
		return r
	}
	c.become(Ready, r.String())
	return nil
}

// Offers reports whether the server has named an extension, and its parameters.
func (c *Client) Offers(extension string) (params string, ok bool) {
	params, ok = c.extensions[extension]
	return params, ok
}

// Login authenticates the user (RFC 4954), with PLAIN if the server has it, else with
// LOGIN. The error is a [Reply] if the server does not believe it.
func (c *Client) Login(user, password string) error {
	offered, ok := c.Offers("AUTH")
	if !ok {
		return Reply{502, "5.5.1", "the server does not offer AUTH"}
	}
	c.become(Login, "AUTH")
	r, err := c.login(strings.ToUpper(offered), user, password)
	if err != nil {
		return err
	}
	c.become(Ready, r.String())
	if !r.Good() {
		return r
	}
	c.user = user
	return nil
}

func (c *Client) login(offered, user, password string) (Reply, error) {
	encoded := base64.StdEncoding.EncodeToString
	if strings.Contains(" "+offered+" ", " PLAIN ") {
		return c.ask("AUTH PLAIN "+encoded([]byte("\x00"+user+"\x00"+password)), replyTime)
	}
	r, err := c.ask("AUTH LOGIN", replyTime)
	for _, answer := range []string{user, password} {
		if err != nil || r.class() != classGoOn {
			return r, err
		}
		r, err = c.ask(encoded([]byte(answer)), replyTime)
	}
	return r, err
}

// Quit says goodbye and closes the connection.
func (c *Client) Quit() {
	if _, err := c.ask("QUIT", replyTime); err == nil {
		c.become(Closing, "QUIT")
	}
	c.Close()
}

// Close closes the connection without a word.
func (c *Client) Close() { _ = c.conn.Close() } // an error says that it is closed already

// Session describes the client's end.
func (c *Client) Session() view.MailSession {
	return view.MailSession{Protocol: protocolOf(c.peer.Port()), Client: true, Peer: c.peer.String(), State: c.state.String(), User: c.user, Step: c.step}
}

func protocolOf(port uint16) string {
	if port == PortSubmission {
		return "submission"
	}
	return "smtp"
}

// become is the only way from one state to another.
func (c *Client) become(s State, why string) {
	if s == c.state {
		return
	}
	c.h.Emit(EventState{Side: "client", Peer: c.peer, Before: c.state.String(), After: s.String(), Why: why})
	c.state = s
}

// ask sends a command and waits for its reply.
func (c *Client) ask(line string, wait time.Duration) (Reply, error) {
	if err := c.write([]byte(line + "\r\n")); err != nil {
		return Reply{}, err
	}
	c.step = shown(line)
	return c.read(wait)
}

func (c *Client) write(b []byte) error {
	if err := c.conn.SetWriteDeadline(c.h.Now().Add(blockTime)); err != nil {
		return err
	}
	_, err := c.conn.Write(b)
	return err
}

// read reads a reply, all its lines. A reply of 421 is an error: the server closes.
func (c *Client) read(wait time.Duration) (Reply, error) {
	if err := c.conn.SetReadDeadline(c.h.Now().Add(wait)); err != nil {
		return Reply{}, err
	}
	var whole Reply
	for n := 0; ; n++ {
		line, err := c.in.line(maxAuthLine)
		if err != nil {
			return Reply{}, err
		}
		r, more, ok := parseReplyLine(line)
		if !ok || n == maxReplyLines || n > 0 && r.Code != whole.Code {
			return Reply{}, fmt.Errorf("%w: %q", errGarbage, shown(line))
		}
		if n == 0 {
			whole = r
		} else {
			whole.Text += "\n" + r.Text
		}
		if !more {
			break
		}
	}
	whole.takeEnhanced()
	if whole.Code == 421 {
		return Reply{}, whole
	}
	return whole, nil
}

// stuffed returns a message as DATA carries it: a dot is put before each line that begins
// with one, each line ends with CRLF, and a line of a single dot ends it all (RFC 5321,
// section 4.5.2).
func stuffed(source []byte) []byte {
	out := make([]byte, 0, len(source)+len(source)/50+8)
	for len(source) > 0 {
		end := bytes.IndexAny(source, "\r\n")
		line := source
		if end >= 0 {
			line, source = source[:end], source[end:]
			if bytes.HasPrefix(source, []byte("\r\n")) {
				source = source[2:]
			} else {
				source = source[1:] // a bare CR or LF must not leave this host
			}
		} else {
			source = nil
		}
		if len(line) > 0 && line[0] == '.' {
			out = append(out, '.')
		}
		out = append(append(out, line...), "\r\n"...)
	}
	return append(out, ".\r\n"...)
}

// sizeLimit is the size that the server has named with SIZE; 0: none.
func (c *Client) sizeLimit() int64 {
	params, _ := c.Offers("SIZE")
	n, err := strconv.ParseInt(strings.TrimSpace(params), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
