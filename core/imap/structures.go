package imap

import (
	"strconv"
	"strings"

	"playnet/core/mail"
	"playnet/core/view"
)

// Envelope is a message's ENVELOPE (RFC 3501, section 7.4.2). Texts are as they stand in the
// header: encoded words are not decoded.
type Envelope struct {
	Date, Subject string
	From, Sender  []mail.Address
	ReplyTo, To   []mail.Address
	Cc, Bcc       []mail.Address
	InReplyTo     string
	MessageID     string // with its angle brackets
}

// Item returns what a list shows of a message: of one that was fetched with ENVELOPE.
func (m *Message) Item() view.MailItem {
	item := view.MailItem{UID: m.UID, Size: m.Size, Flags: m.Flags, Has: "header"}
	if e := m.Envelope; e != nil {
		item.Subject = mail.DecodeWords(e.Subject)
		item.MessageID = mail.MessageIDOf(e.MessageID)
		if len(e.From) > 0 {
			item.From = e.From[0].String()
		}
		for _, a := range e.To {
			item.To = append(item.To, a.String())
		}
		if t, known := mail.ParseDate(e.Date); known {
			item.Date = t.UnixNano()
		}
	}
	return item
}

// Section returns the bytes of a section that was fetched: "[2]", "[HEADER]".
func (m *Message) Section(spec string) (data []byte, there bool) {
	for _, d := range m.Sections {
		if strings.EqualFold(d.Section, spec) && !d.Missing {
			return d.Data, true
		}
	}
	return nil, false
}

// envelope reads envelope.
func (s *scanner) envelope() *Envelope {
	e := &Envelope{}
	s.need('(')
	e.Date, _ = s.nstring()
	s.sp()
	e.Subject, _ = s.nstring()
	for _, list := range []*[]mail.Address{&e.From, &e.Sender, &e.ReplyTo, &e.To, &e.Cc, &e.Bcc} {
		s.sp()
		*list = s.addressList()
	}
	s.sp()
	e.InReplyTo, _ = s.nstring()
	s.sp()
	e.MessageID, _ = s.nstring()
	s.need(')')
	return e
}

// addressList reads addresses, or NIL. The marks of groups are left out.
func (s *scanner) addressList() []mail.Address {
	if s.takeWord("NIL") {
		return nil
	}
	var list []mail.Address
	s.need('(')
	for s.err == nil && !s.take(')') {
		s.need('(')
		name, _ := s.nstring()
		s.sp()
		s.nstring() // the route
		s.sp()
		local, _ := s.nstring()
		s.sp()
		domain, none := s.nstring()
		s.need(')')
		s.take(' ') // some servers put a space between addresses
		if !none {
			list = append(list, mail.Address{Name: mail.DecodeWords(name), Local: local, Domain: domain})
		}
	}
	return list
}

// structure reads body: the tree of parts. A server could nest it without end.
func (s *scanner) structure(depth int) view.MailPart {
	p := view.MailPart{}
	if depth > 2*maxDepth {
		s.fail("parts that are less deep")
		return p
	}
	s.need('(')
	if s.peek() == '(' {
		s.multipart(&p, depth)
	} else {
		s.onePart(&p, depth)
	}
	s.rest()
	return p
}

// multipart reads the parts, the subtype and the extension data of a multipart.
func (s *scanner) multipart(p *view.MailPart, depth int) {
	for s.err == nil && s.peek() == '(' {
		p.Children = append(p.Children, s.structure(depth+1))
		s.take(' ')
	}
	p.Type = "multipart/" + strings.ToLower(s.str())
	if s.take(' ') {
		p.Params = s.params()
		s.extension(p)
	}
}

// onePart reads body-type-basic, -text or -msg.
func (s *scanner) onePart(p *view.MailPart, depth int) {
	kind := strings.ToLower(s.str())
	s.sp()
	p.Type = kind + "/" + strings.ToLower(s.str())
	s.sp()
	p.Params = s.params()
	for _, v := range p.Params {
		if v.Name == "charset" {
			p.Charset = strings.ToLower(v.Value)
		}
		if v.Name == "name" {
			p.Name = v.Value
		}
	}
	s.sp()
	id, _ := s.nstring()
	p.ContentID = strings.Trim(id, "<>")
	s.sp()
	description, _ := s.nstring()
	p.Description = mail.DecodeWords(description)
	s.sp()
	encoding, _ := s.nstring()
	p.Encoding = strings.ToLower(encoding)
	s.sp()
	p.Len = int(s.number())
	switch {
	case p.Type == "message/rfc822" && s.take(' '):
		s.envelope()
		s.sp()
		p.Children = []view.MailPart{s.structure(depth + 1)}
		s.sp()
		s.number()
	case kind == "text" && s.take(' '):
		s.number()
	}
	if s.take(' ') {
		s.nstring() // MD5
		s.extension(p)
	}
}

// extension reads the disposition; languages and location are passed over by rest.
func (s *scanner) extension(p *view.MailPart) {
	if !s.take(' ') {
		return
	}
	if s.peek() != '(' {
		s.nstring()
		return
	}
	s.need('(')
	p.Disposition = strings.ToLower(s.str())
	s.sp()
	for _, v := range s.params() {
		if v.Name == "filename" {
			p.Name = v.Value
		}
	}
	s.need(')')
}

// rest passes over what extensions add, up to the closing parenthesis.
func (s *scanner) rest() {
	for s.err == nil && !s.take(')') {
		s.sp()
		s.skipValue(0)
	}
}

// params reads parameters, or NIL, and puts together and decodes what RFC 2231 has taken
// apart.
func (s *scanner) params() []view.NameValue {
	if s.takeWord("NIL") {
		return nil
	}
	value := "x"
	s.list(false, func() {
		name := s.str()
		s.sp()
		val, _ := s.nstring()
		value += "; " + name + "=" + mail.Quote(val)
	})
	if s.err != nil {
		return nil
	}
	_, params := mail.ParseParams(value)
	return params
}

// numberParts gives the parts their numbers; whole says that p is a message.
func numberParts(p *view.MailPart, path string, whole bool) {
	if p.Path = path; whole && path != "" {
		p.Path = path + ".TEXT"
	}
	below := func(n int) string {
		if path == "" {
			return strconv.Itoa(n)
		}
		return path + "." + strconv.Itoa(n)
	}
	switch {
	case strings.HasPrefix(p.Type, "multipart/"):
		for i := range p.Children {
			numberParts(&p.Children[i], below(i+1), false)
		}
	case whole:
		// A message that is one part has it as its part 1.
		if p.Path = below(1); path == "" {
			p.Path = ""
		}
		if len(p.Children) == 1 {
			numberParts(&p.Children[0], below(1), true)
		}
	case len(p.Children) == 1:
		numberParts(&p.Children[0], path, true)
	}
}
