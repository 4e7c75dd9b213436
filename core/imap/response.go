package imap

import (
	"strconv"
	"strings"
	"time"

	"playnet/core/view"
)

// Box is a selected mailbox, as the server has told of it.
type Box struct {
	Name           string
	Exists         int // messages
	Recent         int
	Unseen         int // the number of the first message that is not \Seen; 0: not told
	UIDValidity    uint32
	UIDNext        uint32
	Flags          []string // that there are
	PermanentFlags []string // that can be changed for good; \* says that keywords can be made
	ReadOnly       bool
}

// Folder is a mailbox of LIST.
type Folder struct {
	Name       string
	Delimiter  string // between levels; "" if the names have none
	Attributes []string
}

// Message is what FETCH has brought of a message; what was not asked for is empty.
type Message struct {
	Seq       int
	UID       uint32
	Flags     []string
	Date      time.Time // INTERNALDATE
	Size      int64     // RFC822.SIZE
	Envelope  *Envelope
	Structure *view.MailPart // of BODYSTRUCTURE: without offsets and texts
	Sections  []SectionData
}

// SectionData is bytes of a message.
type SectionData struct {
	Section string // "[2.MIME]"
	Origin  int64  // of a partial, where it begins; -1 if it is whole
	Missing bool   // there is no such part
	Data    []byte
}

// answers are the untagged responses to a command.
type answers struct {
	folders  []Folder
	messages []*Message
	found    []uint32 // by SEARCH
	status   map[string]int64
	codes    []string       // of untagged OK
	each     func(*Message) // hears of messages instead of collecting them
}

// reply reads what follows a tag: status, code, text.
func (s *scanner) reply() Reply {
	r := Reply{Status: Status(strings.ToUpper(s.run(isLetter, "a status")))}
	switch r.Status {
	case OK, NO, BAD, BYE, PREAUTH:
	default:
		s.fail("OK, NO, BAD, BYE or PREAUTH")
		return r
	}
	s.take(' ')
	rest := string(s.b[min(s.at, len(s.b)):])
	if strings.HasPrefix(rest, "[") {
		if code, text, found := strings.Cut(rest[1:], "]"); found {
			r.Code, rest = code, strings.TrimPrefix(text, " ")
		}
	}
	s.at = len(s.b)
	r.Text = rest
	return r
}

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

// note takes over what the code of a reply says.
func (c *Client) note(r Reply) {
	args := strings.TrimSpace(strings.TrimPrefix(r.Code, r.CodeName()))
	number := func() uint32 { n, _ := strconv.ParseUint(args, 10, 32); return uint32(n) }
	switch name := strings.ToUpper(r.CodeName()); {
	case name == "CAPABILITY":
		c.capabilities = strings.Fields(args)
	case c.box == nil:
	case name == "UIDVALIDITY":
		c.box.UIDValidity = number()
	case name == "UIDNEXT":
		c.box.UIDNext = number()
	case name == "UNSEEN":
		c.box.Unseen = int(number())
	case name == "READ-ONLY":
		c.box.ReadOnly = true
	case name == "PERMANENTFLAGS":
		c.box.PermanentFlags = strings.Fields(strings.Trim(args, "()"))
	}
}

// untagged takes a response that begins with "*".
func (c *Client) untagged(s *scanner) {
	if isDigit(s.peek()) {
		n := int(s.number())
		s.sp()
		c.numbered(s, n)
		return
	}
	from := s.at
	switch name := strings.ToUpper(s.atom()); name {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		s.at = from
		r := s.reply()
		if r.Code != "" && len(c.answers.codes) < maxItems {
			c.answers.codes = append(c.answers.codes, r.Code)
		}
		c.note(r)
	case "CAPABILITY":
		c.capabilities = strings.Fields(string(s.b[s.at:]))
	case "LIST", "LSUB":
		s.sp()
		c.answers.folders = append(c.answers.folders, s.folder())
	case "FLAGS":
		s.sp()
		if flags := s.anyFlags(); c.box != nil {
			c.box.Flags = flags
		}
	case "SEARCH":
		for s.take(' ') && !s.done() {
			c.answers.found = append(c.answers.found, s.nzNumber())
		}
	case "STATUS":
		c.answers.status = s.statusData()
	}
	// Anything else is an extension's, and may be passed over.
}

// numbered takes "* 5 EXISTS" and its like.
func (c *Client) numbered(s *scanner, n int) {
	switch name := strings.ToUpper(s.atom()); name {
	case "EXISTS":
		if c.box != nil {
			c.box.Exists = n
		}
		c.tell(Update{Kind: Exists, Seq: n})
	case "RECENT":
		if c.box != nil {
			c.box.Recent = n
		}
	case "EXPUNGE":
		if c.box != nil && c.box.Exists > 0 {
			c.box.Exists--
		}
		c.tell(Update{Kind: Expunge, Seq: n})
	case "FETCH":
		s.sp()
		m := s.message()
		m.Seq = n
		if s.err != nil {
			return
		}
		if m.Flags != nil {
			c.tell(Update{Kind: Flags, Seq: n, UID: m.UID, Flags: m.Flags})
		}
		if c.answers.each != nil {
			c.answers.each(m)
		} else {
			c.answers.messages = append(c.answers.messages, m)
		}
	}
}

func (c *Client) tell(u Update) {
	if c.OnUpdate != nil {
		c.OnUpdate(u)
	}
}

// folder reads mailbox-list.
func (s *scanner) folder() Folder {
	f := Folder{Attributes: s.anyFlags()}
	s.sp()
	f.Delimiter, _ = s.nstring()
	s.sp()
	wire := s.astring()
	name, good := decodeName(wire)
	if !good {
		name = wire // a server's own way to write names is shown as it is
	}
	f.Name = name
	return f
}

// anyFlags reads flags in parentheses, as servers send them: \* too.
func (s *scanner) anyFlags() []string {
	flags := []string{}
	s.list(true, func() {
		switch {
		case s.takeWord(`\*`):
			flags = append(flags, `\*`)
		default:
			flags = append(flags, s.flag())
		}
		if len(flags) > 4*maxFlags {
			s.fail("fewer flags")
		}
	})
	return flags
}

// statusData reads the name and the numbers of STATUS.
func (s *scanner) statusData() map[string]int64 {
	s.sp()
	s.astring()
	s.sp()
	data := map[string]int64{}
	s.list(true, func() {
		name := strings.ToUpper(s.atom())
		s.sp()
		data[name] = s.number64()
	})
	return data
}

// message reads the items of FETCH.
func (s *scanner) message() *Message {
	m := &Message{}
	s.list(true, func() {
		name := strings.ToUpper(s.run(isItem, "a data item"))
		if name == "BODY" && s.peek() == '[' {
			m.Sections = append(m.Sections, s.sectionData())
			return
		}
		s.sp()
		switch name {
		case "UID":
			m.UID = s.nzNumber()
		case "FLAGS":
			m.Flags = s.anyFlags()
		case "INTERNALDATE":
			m.Date = s.dateTime()
		case "RFC822.SIZE":
			m.Size = s.number64()
		case "ENVELOPE":
			m.Envelope = s.envelope()
		case "BODY", "BODYSTRUCTURE":
			p := s.structure(0)
			numberParts(&p, "", true)
			m.Structure = &p
		case "RFC822", "RFC822.HEADER", "RFC822.TEXT":
			section := map[string]string{"RFC822": "[]", "RFC822.HEADER": "[HEADER]", "RFC822.TEXT": "[TEXT]"}[name]
			data, missing := s.nbytes()
			m.Sections = append(m.Sections, SectionData{Section: section, Origin: -1, Missing: missing, Data: data})
		default:
			s.skipValue(0)
		}
	})
	return m
}

// sectionData reads what follows BODY: a section, its origin, its bytes.
func (s *scanner) sectionData() SectionData {
	section := s.section()
	d := SectionData{Section: section.spec(), Origin: -1}
	if s.take('<') {
		d.Origin = int64(s.number())
		s.need('>')
	}
	s.sp()
	d.Data, d.Missing = s.nbytes()
	return d
}

// nbytes reads nstring as bytes.
func (s *scanner) nbytes() (data []byte, isNil bool) {
	if s.peek() == '{' {
		return s.literal(), false
	}
	text, isNil := s.nstring()
	return []byte(text), isNil
}

// skipValue passes over the value of an item that nobody knows.
func (s *scanner) skipValue(depth int) {
	switch c := s.peek(); {
	case depth > maxDepth:
		s.fail("lists that are less deep")
	case c == '(':
		s.list(true, func() { s.skipValue(depth + 1) })
	case c == '"' || c == '{':
		s.nbytes()
	default:
		s.run(isAString, "a value")
	}
}
