package pop3

import (
	"bufio"
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

// Bounds on what a client takes from a server.
const (
	patience    = 5 * time.Minute // for each reply, and for each 32 KiB of a message
	maxReply    = 512             // bytes of a reply's first line with its CRLF (RFC 2449 §4)
	maxMessage  = 64 << 20        // bytes of a message
	maxListing  = 16 << 20        // bytes of LIST or UIDL
	maxCapa     = 64 << 10        // bytes of CAPA
	readAtATime = 32 << 10
)

// Refusal is a server's -ERR.
type Refusal struct {
	Command string // the keyword; "" is the connection itself
	Code    string // the response code without brackets: "IN-USE"; "" if there is none
	Text    string
}

// Error returns the reply as it came.
func (r *Refusal) Error() string {
	code := ""
	if r.Code != "" {
		code = "[" + r.Code + "] "
	}
	return strings.TrimSuffix("-ERR "+code+r.Text, " ")
}

// errNotPOP3: what came is no reply.
var errNotPOP3 = errors.New("pop3: the server says neither +OK nor -ERR")

// Client is a client's end of a session, for one fiber: each method sends a command and
// blocks until the reply has come. The error is a [*Refusal] if the server said -ERR;
// after any other the session is over.
type Client struct {
	h     host.Host
	conn  net.Conn
	in    *bufio.Reader
	peer  netip.AddrPort
	state State
	user  string
	stamp string // of the greeting, for APOP; "" if there is none
	step  string // the command that is going on
}

// Dial connects to a server and waits for its greeting.
func Dial(h host.Host, server netip.AddrPort) (*Client, error) {
	conn, err := h.DialTimeout("tcp", server, patience)
	if err != nil {
		return nil, err
	}
	c := &Client{h: h, conn: conn, peer: server}
	c.in = bufio.NewReaderSize(patientReader{c}, maxReply)
	greeting, err := c.reply("")
	if err != nil {
		c.Close()
		return nil, err
	}
	c.stamp = stampOf(greeting)
	c.become(Authorization)
	return c, nil
}

// patientReader reads from the server, which has some time for each piece.
type patientReader struct{ *Client }

func (p patientReader) Read(b []byte) (int, error) {
	if err := p.conn.SetReadDeadline(p.h.Now().Add(patience)); err != nil {
		return 0, err
	}
	return p.conn.Read(b[:min(len(b), readAtATime)])
}

// stampOf finds the timestamp in a greeting, "<process-ID.clock@hostname>" (RFC 1939 §7).
func stampOf(greeting string) string {
	from := strings.IndexByte(greeting, '<')
	if from < 0 {
		return ""
	}
	n := strings.IndexByte(greeting[from:], '>')
	if n < 0 || !strings.Contains(greeting[from:from+n], "@") {
		return ""
	}
	return greeting[from : from+n+1]
}

func (c *Client) become(s State) {
	c.h.Emit(EventState{Client: true, Peer: c.peer, From: c.state.String(), State: s.String()})
	c.state = s
}

// State returns where the session is.
func (c *Client) State() State { return c.state }

// View describes the session for the screen.
func (c *Client) View() view.MailSession {
	return view.MailSession{Protocol: "pop3", Client: true, Peer: c.peer.String(), State: c.state.String(), User: c.user, Step: c.step}
}

// Close ends the connection without QUIT: the server deletes nothing. It does nothing
// after Quit.
func (c *Client) Close() {
	if c.state != Closed {
		c.become(Closed)
	}
	_ = c.conn.Close() // an error says that it is closed already
}

// command sends a command and returns the text of +OK. Arguments that hold a line end
// would be commands of their own: they are refused.
func (c *Client) command(name string, args ...string) (string, error) {
	line := strings.Join(append([]string{name}, args...), " ")
	if strings.ContainsAny(line, "\r\n\x00") || len(line) > maxCommand-2 {
		return "", fmt.Errorf("pop3: %s cannot be said", name)
	}
	c.step = name
	defer func() { c.step = "" }()
	if err := c.conn.SetWriteDeadline(c.h.Now().Add(patience)); err != nil {
		return "", err
	}
	if _, err := c.conn.Write([]byte(line + "\r\n")); err != nil {
		return "", err
	}
	return c.reply(name)
}

// reply reads the first line of a reply.
func (c *Client) reply(command string) (string, error) {
	b, err := c.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errBig
	}
	if err != nil {
		return "", err
	}
	line := strings.TrimRight(string(b), "\r\n")
	status, text, _ := strings.Cut(line, " ")
	switch status {
	case "+OK":
		return text, nil
	case "-ERR":
		r := &Refusal{Command: command, Text: text}
		if code, rest, ok := strings.Cut(text, "]"); ok && code != "" && code[0] == '[' {
			r.Code, r.Text = strings.ToUpper(code[1:]), strings.TrimPrefix(rest, " ")
		}
		return "", r
	}
	return "", errNotPOP3
}

// Login says who the user is with USER and PASS: the password crosses the wire as it is.
func (c *Client) Login(user, password string) error {
	if _, err := c.command("USER", user); err != nil {
		return err
	}
	if _, err := c.command("PASS", password); err != nil {
		return err
	}
	c.user = user
	c.become(Transaction)
	return nil
}

// CanAPOP reports whether the server's greeting has what APOP needs.
func (c *Client) CanAPOP() bool { return c.stamp != "" }

// LoginAPOP says who the user is, and proves the password without sending it.
func (c *Client) LoginAPOP(user, password string) error {
	if _, err := c.command("APOP", user, digest(c.stamp, password)); err != nil {
		return err
	}
	c.user = user
	c.become(Transaction)
	return nil
}

// Capa lists what the server can do, in its own words (RFC 2449).
func (c *Client) Capa() ([]string, error) {
	b, err := c.multi(maxCapa, "CAPA")
	return strings.FieldsFunc(string(b), func(r rune) bool { return r == '\r' || r == '\n' }), err
}

// Stat returns how many messages there are, and their octets.
func (c *Client) Stat() (messages int, octets int64, err error) {
	text, err := c.command("STAT")
	if err != nil {
		return 0, 0, err
	}
	if _, err := fmt.Sscanf(text, "%d %d", &messages, &octets); err != nil || messages < 0 || octets < 0 {
		return 0, 0, errNotPOP3
	}
	return messages, octets, nil
}

// Listed is a line of LIST or UIDL.
type Listed struct {
	N    int    // the message's number in this session
	Size int64  // octets, of LIST
	ID   string // of UIDL
}

// List returns the sizes of the messages.
func (c *Client) List() ([]Listed, error) {
	return c.listing("LIST", func(l *Listed, value string) error {
		size, err := strconv.ParseInt(value, 10, 64)
		l.Size = size
		return err
	})
}

// UIDL returns the unique ids of the messages, which stay the same from session to
// session.
func (c *Client) UIDL() ([]Listed, error) {
	return c.listing("UIDL", func(l *Listed, value string) error {
		l.ID = value
		if len(value) > 70 {
			return errNotPOP3
		}
		return nil
	})
}

func (c *Client) listing(command string, read func(*Listed, string) error) (list []Listed, err error) {
	b, err := c.multi(maxListing, command)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(b)) {
		number, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		n, err := strconv.Atoi(number)
		value, _, _ = strings.Cut(value, " ")
		l := Listed{N: n}
		if err != nil || n < 1 || value == "" || read(&l, value) != nil {
			return nil, errNotPOP3
		}
		list = append(list, l)
	}
	return list, nil
}

// Retr returns a message.
func (c *Client) Retr(n int) ([]byte, error) { return c.multi(maxMessage, "RETR", strconv.Itoa(n)) }

// Top returns a message's header, the empty line, and so many lines of its body.
func (c *Client) Top(n, lines int) ([]byte, error) {
	return c.multi(maxMessage, "TOP", strconv.Itoa(n), strconv.Itoa(lines))
}

// multi sends a command whose reply has many lines.
func (c *Client) multi(limit int, name string, args ...string) ([]byte, error) {
	if _, err := c.command(name, args...); err != nil {
		return nil, err
	}
	c.step = name
	defer func() { c.step = "" }()
	return readLines(c.in, limit)
}

// Dele marks a message as deleted, which it will be after Quit.
func (c *Client) Dele(n int) error { return c.simple("DELE", strconv.Itoa(n)) }

// Rset takes the marks off.
func (c *Client) Rset() error { return c.simple("RSET") }

// Noop does nothing, but for keeping the session alive.
func (c *Client) Noop() error { return c.simple("NOOP") }

func (c *Client) simple(name string, args ...string) error {
	_, err := c.command(name, args...)
	return err
}

// Quit ends the session; what was marked is deleted when it returns nil.
func (c *Client) Quit() error {
	if c.state == Transaction {
		c.become(Update)
	}
	err := c.simple("QUIT")
	c.Close()
	return err
}
