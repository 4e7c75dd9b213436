package imap

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"playnet/core/mail/mailbox"
)

// Login logs in by LOGIN; the password crosses the network as it is.
func (c *Client) Login(user, password string) error {
	r := c.request("LOGIN").str(user).str(password)
	r.name = "LOGIN " + user
	if _, err := c.do(r); err != nil {
		return err
	}
	c.user = user
	c.become(Authenticated)
	if len(c.capabilities) == 0 {
		return c.Capability()
	}
	return nil
}

// Capability asks what the server can do; [Client.Has] knows it then.
func (c *Client) Capability() error {
	_, err := c.do(c.request("CAPABILITY"))
	return err
}

// Noop does nothing but hear of changes.
func (c *Client) Noop() error {
	_, err := c.do(c.request("NOOP"))
	return err
}

// Logout says goodbye and hangs up.
func (c *Client) Logout() error {
	_, err := c.do(c.request("LOGOUT"))
	return errors.Join(err, c.Close())
}

// List returns the mailboxes whose names match: "*" stands for anything, "%" for anything
// within a level of the hierarchy.
func (c *Client) List(reference, pattern string) ([]Folder, error) {
	_, err := c.do(c.request("LIST").str(encodeName(reference)).str(encodeName(pattern)))
	return c.answers.folders, err
}

// Subscribed is List of the names that the user has subscribed to.
func (c *Client) Subscribed(reference, pattern string) ([]Folder, error) {
	_, err := c.do(c.request("LSUB").str(encodeName(reference)).str(encodeName(pattern)))
	return c.answers.folders, err
}

// Status asks for numbers of a mailbox without selecting it: "MESSAGES", "UNSEEN",
// "UIDNEXT", "UIDVALIDITY", "RECENT".
func (c *Client) Status(name string, items ...string) (map[string]int64, error) {
	_, err := c.do(c.request("STATUS").mailbox(name).text("(" + strings.Join(items, " ") + ")"))
	return c.answers.status, err
}

// Select opens a mailbox; Examine opens it for reading alone.
func (c *Client) Select(name string) (*Box, error)  { return c.open("SELECT", name) }
func (c *Client) Examine(name string) (*Box, error) { return c.open("EXAMINE", name) }

func (c *Client) open(command, name string) (*Box, error) {
	c.box = &Box{Name: name, ReadOnly: command == "EXAMINE"}
	if _, err := c.do(c.request(command).mailbox(name)); err != nil {
		c.box = nil
		if c.state == Selected {
			c.become(Authenticated)
		}
		return nil, err
	}
	c.become(Selected)
	return c.box, nil
}

// Create, Delete, Rename and Subscribe change the user's mailboxes.
func (c *Client) Create(name string) error    { return c.onMailbox("CREATE", name) }
func (c *Client) Delete(name string) error    { return c.onMailbox("DELETE", name) }
func (c *Client) Subscribe(name string) error { return c.onMailbox("SUBSCRIBE", name) }

func (c *Client) Rename(from, to string) error {
	r := c.request("RENAME").mailbox(from).mailbox(to)
	r.name = "RENAME " + from + " " + to
	_, err := c.do(r)
	return err
}

func (c *Client) onMailbox(command, name string) error {
	r := c.request(command).mailbox(name)
	r.name = command + " " + name
	_, err := c.do(r)
	return err
}

// Numbers says which messages a command is about.
type Numbers struct {
	Set Set
	UID bool // UIDs, not sequence numbers
}

// Seqs and UIDs make Numbers of ranges.
func Seqs(ranges ...Range) Numbers { return Numbers{Set: ranges} }
func UIDs(ranges ...Range) Numbers { return Numbers{Set: ranges, UID: true} }

// OneUID is a single message.
func OneUID(uid uint32) Numbers { return UIDs(Range{uid, uid}) }

// ListUIDs is some messages.
func ListUIDs(uids ...uint32) Numbers { return Numbers{Set: SetOf(uids...), UID: true} }

func (n Numbers) command(name string) string {
	if n.UID {
		return "UID " + name
	}
	return name
}

// The items that clients mostly want: what a list shows of a message.
var (
	ItemFlags     = Item{Name: "FLAGS"}
	ItemUID       = Item{Name: "UID"}
	ItemEnvelope  = Item{Name: "ENVELOPE"}
	ItemStructure = Item{Name: "BODYSTRUCTURE"}
	ItemDate      = Item{Name: "INTERNALDATE"}
	ItemSize      = Item{Name: "RFC822.SIZE"}
)

// Fetch asks for items of messages. Responses that the server sends unasked meanwhile are
// among what comes back: look at UID or Seq.
func (c *Client) Fetch(n Numbers, items ...Item) ([]*Message, error) {
	_, err := c.do(c.fetch(n, items))
	return c.answers.messages, err
}

// FetchEach is Fetch that hands each message over as it comes.
func (c *Client) FetchEach(n Numbers, each func(*Message), items ...Item) error {
	r := c.fetch(n, items)
	r.each = each
	_, err := c.do(r)
	return err
}

func (c *Client) fetch(n Numbers, items []Item) *request {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = item.String()
	}
	r := c.request(n.command("FETCH")).text(n.Set.String(), "("+strings.Join(texts, " ")+")")
	r.name = string(r.open)
	return r
}

// ErrNoPart says that a message has no such part, or that there is no such message.
var ErrNoPart = errors.New("imap: there is no such part")

// FetchSection asks for bytes of a message: all of it, a part, a header.
func (c *Client) FetchSection(uid uint32, section Section) ([]byte, error) {
	messages, err := c.Fetch(OneUID(uid), Item{Name: "BODY", Section: &section})
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		if m.UID != uid && m.UID != 0 {
			continue
		}
		if data, there := m.Section(section.spec()); there {
			return data, nil
		}
	}
	return nil, ErrNoPart
}

// PartSection is the section of a part by its path, as the tree numbers it: "2.1"; "" is
// the whole message. It does not set \Seen if peek is.
func PartSection(path string, peek bool) (Section, error) {
	s := scanner{b: []byte("[" + strings.TrimSuffix(path, ".") + "]")}
	section := s.section()
	if s.end(); s.err != nil {
		return Section{}, fmt.Errorf("%w: %q", ErrNoPart, path)
	}
	section.Peek = peek
	return *section, nil
}

// Store changes the flags of messages.
func (c *Client) Store(n Numbers, op mailbox.FlagOp, flags ...string) ([]*Message, error) {
	what := "FLAGS"
	if op != mailbox.ReplaceFlags {
		what = string(op) + what
	}
	r := c.request(n.command("STORE")).text(n.Set.String(), what, string(appendFlags(nil, flags)))
	r.name = string(r.open)
	_, err := c.do(r)
	return c.answers.messages, err
}

// Copied tells where messages went: UIDs before and after, in pairs.
type Copied struct {
	UIDValidity uint32 // of the mailbox that they went to; 0: the server does not tell
	From, To    []uint32
}

// Copy copies messages to a mailbox; Move moves them (RFC 6851).
func (c *Client) Copy(n Numbers, to string) (Copied, error) { return c.transfer("COPY", n, to) }
func (c *Client) Move(n Numbers, to string) (Copied, error) { return c.transfer("MOVE", n, to) }

func (c *Client) transfer(command string, n Numbers, to string) (Copied, error) {
	r := c.request(n.command(command)).text(n.Set.String()).mailbox(to)
	r.name = n.command(command) + " " + n.Set.String() + " " + to
	reply, err := c.do(r)
	if err != nil {
		return Copied{}, err
	}
	for _, code := range append(c.answers.codes, reply.Code) {
		if copied, is := copiedOf(code); is {
			return copied, nil
		}
	}
	return Copied{}, nil
}

// copiedOf reads the response code COPYUID.
func copiedOf(code string) (copied Copied, is bool) {
	s := scanner{b: []byte(code)}
	if !s.takeWord("COPYUID ") {
		return copied, false
	}
	copied.UIDValidity = s.nzNumber()
	s.sp()
	from := s.set()
	s.sp()
	to := s.set()
	if s.end(); s.err != nil {
		return Copied{}, false
	}
	copied.From, copied.To = from.numbers(), to.numbers()
	return copied, len(copied.From) == len(copied.To)
}

// maxNumbers is how many numbers a set that a server sends may have.
const maxNumbers = 1 << 20

// numbers lists the numbers of a set, in its order.
func (set Set) numbers() (list []uint32) {
	for _, r := range set {
		for n := r.First; n <= r.Last && r.Last != Star && len(list) < maxNumbers; n++ {
			list = append(list, n)
		}
	}
	return list
}

// Append puts a message into a mailbox and returns its UID; 0 if the server does not tell.
func (c *Client) Append(name string, flags []string, date time.Time, message []byte) (uid uint32, err error) {
	r := c.request("APPEND").mailbox(name)
	if len(flags) > 0 {
		r.text(string(appendFlags(nil, flags)))
	}
	if !date.IsZero() {
		r.text(string(appendDate(nil, date)))
	}
	r.literal(message)
	r.name = "APPEND " + name
	reply, err := c.do(r)
	if err != nil {
		return 0, err
	}
	if words := strings.Fields(reply.Code); len(words) == 3 && strings.EqualFold(words[0], "APPENDUID") {
		n, _ := strconv.ParseUint(words[2], 10, 32) // one that is no number is none
		uid = uint32(n)
	}
	return uid, nil
}

// Search returns the UIDs of the messages that match all keys.
func (c *Client) Search(keys ...Key) ([]uint32, error) {
	if len(keys) == 0 {
		keys = []Key{{Name: "ALL"}}
	}
	r := c.request("UID SEARCH")
	r.keys(keys)
	r.name = "UID SEARCH " + string(appendKeys(nil, keys))
	_, err := c.do(r)
	return c.answers.found, err
}

// Expunge removes the messages that are flagged \Deleted: all, or with UIDPLUS those of
// some UIDs.
func (c *Client) Expunge(uids ...uint32) error {
	r := c.request("EXPUNGE")
	if len(uids) > 0 {
		r = c.request("UID EXPUNGE").text(SetOf(uids...).String())
		r.name = string(r.open)
	}
	_, err := c.do(r)
	return err
}
