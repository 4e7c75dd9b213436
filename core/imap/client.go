package imap

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

const (
	// clientPatience is how long a client waits for a server that says nothing.
	clientPatience = 5 * time.Minute
	// maxResponse is how long a line of a response may be, and maxAnswer all responses to
	// one command together, in bytes.
	maxResponse, maxAnswer = 1 << 20, 256 << 20
)

// Client is a connection to a server, as a user agent has it. Its methods block; one fiber
// at a time uses it, except for [Client.Done]. An error that is a [Reply] is the server's
// refusal, after which the connection goes on.
type Client struct {
	h      host.Host
	conn   net.Conn
	server netip.AddrPort
	in     gatherer
	sent   int64
	got    int64
	budget int64 // how much more the server may say to this command

	state        State
	user         string
	step         string
	tags         int
	capabilities []string
	box          *Box // the selected mailbox

	// OnUpdate, if set, hears of each change of the selected mailbox that the server tells
	// of. It must not use the client.
	OnUpdate func(Update)

	answers  answers // what the present command collects
	goOn     bool    // the server has asked for more
	idling   bool
	doneSaid bool // IDLE shall end
}

// Update is a change of the selected mailbox.
type Update struct {
	Kind  UpdateKind
	Seq   int      // of the message; of Exists, how many messages there are now
	UID   uint32   // of Flags, if the server tells it
	Flags []string // of Flags
}

// UpdateKind says what has changed.
type UpdateKind uint8

// What the server tells unasked.
const (
	Exists  UpdateKind = iota + 1 // so many messages are there
	Expunge                       // a message has gone; those behind it have moved up
	Flags                         // a message has other flags
)

// ErrProtocol says that what came is not IMAP, or more than anybody could want.
var ErrProtocol = errors.New("imap: the server does not keep to the protocol")

// Dial connects to a server and hears its greeting.
func Dial(h host.Host, server netip.AddrPort) (*Client, error) {
	conn, err := h.DialTimeout("tcp", server, clientPatience)
	if err != nil {
		return nil, err
	}
	c := &Client{h: h, conn: conn, server: server, budget: maxAnswer}
	c.in = gatherer{r: bufio.NewReader(countingReader{c}), maxLine: maxResponse, literal: c.allowLiteral, progress: c.wait}
	if err := c.greeting(); err != nil {
		_ = conn.Close() // the first error counts
		return nil, err
	}
	return c, nil
}

// countingReader counts what comes.
type countingReader struct{ c *Client }

func (r countingReader) Read(b []byte) (int, error) {
	n, err := r.c.conn.Read(b)
	r.c.got += int64(n)
	if r.c.budget -= int64(n); r.c.budget < 0 && err == nil {
		err = fmt.Errorf("%w: the answer has no end", ErrProtocol)
	}
	return n, err
}

// wait gives the server its time for the next line; in IDLE it may be silent for ever.
func (c *Client) wait() {
	var until time.Time
	if !c.idling {
		until = c.h.Now().Add(clientPatience)
	}
	_ = c.conn.SetReadDeadline(until) // Read tells the error
}

func (c *Client) allowLiteral(_ []byte, n int64, _ bool) error {
	if n > maxAnswer {
		return fmt.Errorf("%w: a literal of %d bytes", ErrProtocol, n)
	}
	return nil
}

// greeting: RFC 3501, section 7.1: OK, PREAUTH or BYE.
func (c *Client) greeting() error {
	c.wait()
	line, err := c.in.gather()
	if err != nil {
		return err
	}
	s := scanner{b: line, lenient: true}
	s.need('*')
	s.sp()
	reply := s.reply()
	if s.err != nil {
		return fmt.Errorf("%w: %w", ErrProtocol, s.err)
	}
	switch reply.Status {
	case OK:
	case PREAUTH:
		c.become(Authenticated)
	default:
		return reply
	}
	c.note(reply)
	return nil
}

// become is the only place that changes the state.
func (c *Client) become(state State) {
	if c.state == state && state != Selected {
		return
	}
	e := EventState{Peer: c.server, End: "client", From: c.state.String(), To: state.String(), User: c.user}
	if state == Selected && c.box != nil {
		e.Mailbox = c.box.Name
	}
	c.state = state
	c.h.Emit(e)
}

// State returns the connection's state as the client knows it.
func (c *Client) State() State { return c.state }

// Session describes the connection for the screen.
func (c *Client) Session() view.MailSession {
	return view.MailSession{Protocol: "imap", Client: true, Peer: c.server.String(), State: c.state.String(), User: c.user, Step: c.step}
}

// Selected returns the open mailbox, or nil. It changes as the server tells of changes.
func (c *Client) Selected() *Box { return c.box }

// Has reports whether the server has said that it can do something.
func (c *Client) Has(capability string) bool {
	return slices.ContainsFunc(c.capabilities, func(have string) bool { return strings.EqualFold(have, capability) })
}

// Close hangs up without LOGOUT.
func (c *Client) Close() error {
	c.become(Logout)
	return c.conn.Close()
}

// request is a command's arguments, in pieces: after each but the last a literal begins,
// for which a server without LITERAL+ has to be waited for.
type request struct {
	name   string // for events: without password and message
	pieces [][]byte
	open   []byte
	plus   bool
	each   func(*Message) // hears of messages instead of collecting them
}

func (c *Client) request(name string) *request {
	return &request{name: name, open: []byte(name), plus: c.Has("LITERAL+")}
}

func (r *request) text(words ...string) *request {
	for _, w := range words {
		r.open = append(append(r.open, ' '), w...)
	}
	return r
}

// str adds a string: as it is, in quotes, or as a literal.
func (r *request) str(text string) *request {
	if quotable(text) {
		r.open = appendAString(append(r.open, ' '), text)
		return r
	}
	return r.literal([]byte(text))
}

func (r *request) mailbox(name string) *request { return r.str(encodeName(name)) }

func (r *request) literal(data []byte) *request {
	r.open = strconv.AppendInt(append(r.open, " {"...), int64(len(data)), 10)
	if r.plus {
		r.open = append(r.open, '+')
	}
	r.open = append(r.open, "}\r\n"...)
	if !r.plus {
		r.pieces = append(r.pieces, r.open)
		r.open = nil
	}
	r.open = append(r.open, data...)
	return r
}

// keys adds search keys. Texts beyond ASCII go as literals, with their charset named.
func (r *request) keys(keys []Key) {
	if !plainKeys(keys) {
		r.text("CHARSET", "UTF-8")
	}
	for _, k := range keys {
		r.key(k)
	}
}

func plainKeys(keys []Key) bool {
	for _, k := range keys {
		if !quotable(k.Text) || !plainKeys(k.Keys) {
			return false
		}
	}
	return true
}

// key adds a key: piece by piece where its text needs a literal.
func (r *request) key(k Key) {
	switch {
	case quotable(k.Text) && plainKeys(k.Keys):
		r.open = appendKey(append(r.open, ' '), k)
	case k.Name == "HEADER":
		r.text(k.Name).str(k.Field).str(k.Text)
	case k.Name == "AND":
		r.text("(ALL")
		for _, inner := range k.Keys {
			r.key(inner)
		}
		r.open = append(r.open, ')')
	case len(k.Keys) > 0:
		r.text(k.Name)
		for _, inner := range k.Keys {
			r.key(inner)
		}
	default:
		r.text(k.Name).str(k.Text)
	}
}

// do sends a command and reads the responses to its end. Untagged responses go to
// c.answers and to the selected mailbox.
func (c *Client) do(r *request) (Reply, error) {
	if c.state == Logout {
		return Reply{}, net.ErrClosed
	}
	began, sent, got := c.h.Now(), c.sent, c.got
	c.step = strings.SplitN(r.name, " ", 2)[0]
	c.answers = answers{each: r.each}
	c.tags++
	tag := "a" + strconv.Itoa(c.tags)
	reply, err := c.exchange(tag, r)
	c.step = ""
	if err != nil {
		c.become(Logout)
		_ = c.conn.Close() // the first error counts
		return reply, err
	}
	c.h.Emit(EventDone{Server: c.server, Command: r.name, Status: string(reply.Status), Code: reply.Code, Said: reply.Text,
		Sent: c.sent - sent, Got: c.got - got, Took: c.h.Now().Sub(began)})
	c.note(reply)
	if reply.Status != OK {
		return reply, reply
	}
	return reply, nil
}

// exchange writes a command and reads until its answer has come.
func (c *Client) exchange(tag string, r *request) (Reply, error) {
	c.budget = maxAnswer
	out := append([]byte(tag), ' ')
	for _, piece := range r.pieces {
		if err := c.write(append(out, piece...)); err != nil {
			return Reply{}, err
		}
		out = nil
		reply, answered, err := c.until(tag, func() bool { return c.goOn })
		if err != nil || answered {
			return reply, err // refused: the literal must not be sent
		}
	}
	if err := c.write(append(append(out, r.open...), "\r\n"...)); err != nil {
		return Reply{}, err
	}
	reply, _, err := c.until(tag, func() bool { return false })
	return reply, err
}

func (c *Client) write(b []byte) error {
	_ = c.conn.SetWriteDeadline(c.h.Now().Add(clientPatience)) // Write tells the error
	n, err := c.conn.Write(b)
	c.sent += int64(n)
	return err
}

// until reads responses until the command is answered, or enough says so.
func (c *Client) until(tag string, enough func() bool) (reply Reply, answered bool, err error) {
	c.goOn = false
	for !enough() {
		c.wait()
		line, err := c.in.gather()
		if err != nil {
			return reply, false, noEOF(err)
		}
		s := scanner{b: line, lenient: true}
		switch {
		case s.take('+'):
			if c.goOn = true; c.idling && c.doneSaid {
				err = c.write([]byte("DONE\r\n"))
			}
		case s.take('*'):
			s.sp()
			c.untagged(&s)
		case s.takeWord(tag + " "):
			reply, answered = s.reply(), true
		default:
			s.fail("a response")
		}
		if err != nil {
			return reply, false, err
		}
		if s.err != nil {
			return reply, false, fmt.Errorf("%w: %w", ErrProtocol, s.err)
		}
		if answered {
			return reply, true, nil
		}
	}
	return reply, false, nil
}

// noEOF says of an end of the stream what it means here.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
