package imap

import (
	"slices"
	"strconv"

	"playnet/core/mail"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// fetch: RFC 3501, section 6.4.5.
func (s *session) fetch(c *call) Reply {
	c.args.sp()
	set := c.args.set()
	c.args.sp()
	items := c.args.items()
	if !c.parsed() {
		return Reply{}
	}
	list, missing, good := s.choose(c, set)
	if !good {
		return noSuchNumber
	}
	if c.uid && !slices.ContainsFunc(items, func(i Item) bool { return i.Name == "UID" }) {
		// RFC 3501, section 6.4.8: "server implementations MUST implicitly include the UID
		// message data item as part of any FETCH response caused by a UID command".
		items = append([]Item{{Name: "UID"}}, items...)
	}
	if !s.box.readOnly && slices.ContainsFunc(items, marksSeen) {
		items = s.markSeen(list, items)
	}
	for _, m := range list {
		if m.message.Gone() {
			missing = true // while the responses before were being sent
			continue
		}
		s.tellMessage(m, items)
		if s.state == Logout {
			break // the client has gone
		}
	}
	if missing && !c.uid {
		return expungeIssued
	}
	return ok(c.full() + " completed")
}

// marksSeen reports whether fetching an item sets \Seen: "The \Seen flag is implicitly set"
// by what brings a text, "if this causes the flags to change, they SHOULD be included as
// part of the FETCH responses".
func marksSeen(i Item) bool {
	return i.Section != nil && !i.Section.Peek || i.Name == "RFC822" || i.Name == "RFC822.TEXT"
}

// markSeen sets \Seen, and adds the flags to the items where that has changed some.
func (s *session) markSeen(list []chosen, items []Item) []Item {
	changed := slices.ContainsFunc(list, func(m chosen) bool { return !m.message.Has(mailbox.Seen) })
	s.setFlags(list, mailbox.AddFlags, []string{mailbox.Seen})
	if changed && !slices.ContainsFunc(items, func(i Item) bool { return i.Name == "FLAGS" }) {
		return append(items, Item{Name: "FLAGS"})
	}
	return items
}

// tellMessage sends FETCH with the items of a message.
func (s *session) tellMessage(m chosen, items []Item) {
	s.out = append(s.out, "* "...)
	s.out = strconv.AppendInt(s.out, int64(m.number), 10)
	s.out = append(s.out, " FETCH ("...)
	one := opened{message: m.message}
	for i, item := range items {
		if i > 0 {
			s.out = append(s.out, ' ')
		}
		s.out = s.appendItem(s.out, &one, item)
	}
	s.out = append(s.out, ")\r\n"...)
	s.flushBig()
}

// opened is a message whose bytes, header and tree of parts are read when they are
// needed.
type opened struct {
	message *mailbox.Message
	source  []byte
	root    *view.MailPart
	header  mail.Header
	bodyAt  int
	read    bool
}

func (o *opened) bytes() []byte {
	if !o.read {
		o.source, o.read = o.message.Source(), true
		o.header, o.bodyAt = mail.ParseHeader(o.source)
	}
	return o.source
}

// tree returns the tree of parts.
func (o *opened) tree() *view.MailPart {
	if o.root == nil {
		root := mail.Parse(o.bytes())
		o.root = &root
	}
	return o.root
}

// of returns what a section names. The message's own header and text need no tree.
func (o *opened) of(section *Section) (data []byte, there bool) {
	source := o.bytes()
	if len(section.Part) > 0 {
		return section.bytesOf(source, o.tree())
	}
	return section.bytesOf(source, &view.MailPart{BodyAt: o.bodyAt, Len: len(source)})
}

// appendItem appends an item's name and value: RFC 3501, section 7.4.2.
func (s *session) appendItem(b []byte, o *opened, item Item) []byte {
	if item.Section != nil {
		b = append(append(b, "BODY"...), item.Section.spec()...)
		if item.Section.Partial {
			b = append(strconv.AppendUint(append(b, '<'), uint64(item.Section.Offset), 10), '>')
		}
		return appendSection(append(b, ' '), o, item.Section)
	}
	b = append(append(b, item.Name...), ' ')
	switch item.Name {
	case "FLAGS":
		return appendFlags(b, s.box.flags(o.message))
	case "UID":
		return strconv.AppendUint(b, uint64(o.message.UID()), 10)
	case "INTERNALDATE":
		return appendDate(b, o.message.Date())
	case "RFC822.SIZE":
		return strconv.AppendInt(b, o.message.Size(), 10)
	case "ENVELOPE":
		o.bytes()
		return appendEnvelope(b, o.header)
	case "BODY", "BODYSTRUCTURE":
		return appendStructure(b, o.bytes(), o.tree(), item.Name == "BODYSTRUCTURE")
	case "RFC822.HEADER":
		return appendSection(b, o, &Section{Text: "HEADER"})
	case "RFC822.TEXT":
		return appendSection(b, o, &Section{Text: "TEXT"})
	}
	return appendSection(b, o, &Section{}) // RFC822
}

func appendSection(b []byte, o *opened, section *Section) []byte {
	data, there := o.of(section)
	if !there {
		return append(b, "NIL"...)
	}
	return appendLiteral(b, string(section.cut(data)))
}
