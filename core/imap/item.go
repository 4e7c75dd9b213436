package imap

import (
	"slices"
	"strconv"
	"strings"
)

// Item is a data item that FETCH asks for (RFC 3501, section 6.4.5).
type Item struct {
	// Name is in capitals: "FLAGS", "UID", "ENVELOPE", "BODYSTRUCTURE", "RFC822.SIZE"…;
	// "BODY" is the structure without extension data, or with a Section the bytes of it.
	Name    string
	Section *Section // of BODY[…]
}

// Section names bytes of a message: BODY[1.2.HEADER.FIELDS (FROM TO)]<0.1000>.
type Section struct {
	Part []int // the numbers of a part; none: the message
	// Text is "", "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME".
	Text   string
	Fields []string // of HEADER.FIELDS and HEADER.FIELDS.NOT
	// Partial says that only Length bytes from Offset on are wanted.
	Partial        bool
	Offset, Length uint32
	// Peek says that \Seen is not to be set.
	Peek bool
}

// The items without a section. RFC 822 in their names is the older standard of messages.
var plainItems = []string{"FLAGS", "UID", "ENVELOPE", "BODYSTRUCTURE", "INTERNALDATE",
	"RFC822.SIZE", "RFC822.HEADER", "RFC822.TEXT", "RFC822"}

// The macros of FETCH: "A macro must be used by itself".
var macros = map[string][]Item{
	"ALL":  {{Name: "FLAGS"}, {Name: "INTERNALDATE"}, {Name: "RFC822.SIZE"}, {Name: "ENVELOPE"}},
	"FAST": {{Name: "FLAGS"}, {Name: "INTERNALDATE"}, {Name: "RFC822.SIZE"}},
	"FULL": {{Name: "FLAGS"}, {Name: "INTERNALDATE"}, {Name: "RFC822.SIZE"}, {Name: "ENVELOPE"}, {Name: "BODY"}},
}

// String returns the item as it stands in a command.
func (i Item) String() string {
	if i.Section == nil {
		return i.Name
	}
	name := "BODY"
	if i.Section.Peek {
		name = "BODY.PEEK"
	}
	text := name + i.Section.spec()
	if i.Section.Partial {
		text += "<" + strconv.FormatUint(uint64(i.Section.Offset), 10) + "." +
			strconv.FormatUint(uint64(i.Section.Length), 10) + ">"
	}
	return text
}

// spec returns the section in its brackets.
func (s *Section) spec() string {
	var parts []string
	for _, n := range s.Part {
		parts = append(parts, strconv.Itoa(n))
	}
	if s.Text != "" {
		parts = append(parts, s.Text)
	}
	text := strings.Join(parts, ".")
	if len(s.Fields) > 0 {
		fields := make([]string, len(s.Fields))
		for i, f := range s.Fields {
			fields[i] = string(appendAString(nil, f))
		}
		text += " (" + strings.Join(fields, " ") + ")"
	}
	return "[" + text + "]"
}

// items reads what FETCH asks for: a macro, an item, or items in parentheses.
func (s *scanner) items() []Item {
	if s.peek() == '(' {
		var items []Item
		s.list(false, func() {
			items = append(items, s.item())
			if len(items) > maxItems {
				s.fail("fewer items")
			}
		})
		return items
	}
	from := s.at
	if name := s.run(isItem, "a data item"); s.err == nil {
		if m, is := macros[strings.ToUpper(name)]; is {
			return m
		}
	}
	s.at = from
	return []Item{s.item()}
}

// isItem are the characters of items' names: an atom's, but for the bracket of a section.
func isItem(c byte) bool { return isAtom(c) && c != '[' && c != '<' }

// item reads fetch-att.
func (s *scanner) item() Item {
	name := strings.ToUpper(s.run(isItem, "a data item"))
	switch name {
	case "BODY", "BODY.PEEK":
		if s.peek() != '[' {
			if name == "BODY.PEEK" {
				s.need('[')
			}
			return Item{Name: "BODY"}
		}
		section := s.section()
		section.Peek = name == "BODY.PEEK"
		if s.take('<') {
			section.Partial = true
			section.Offset = s.number()
			s.need('.')
			section.Length = s.nzNumber()
			s.need('>')
		}
		return Item{Name: "BODY", Section: section}
	}
	if slices.Contains(plainItems, name) {
		return Item{Name: name}
	}
	s.fail("a data item of FETCH")
	return Item{}
}

// section reads section: the brackets and what is in them.
func (s *scanner) section() *Section {
	section := &Section{}
	s.need('[')
	for isDigit(s.peek()) {
		section.Part = append(section.Part, int(s.nzNumber()))
		if len(section.Part) > maxDepth {
			s.fail("a part that is less deep")
		}
		if !s.take('.') {
			s.need(']')
			return section
		}
	}
	if len(section.Part) == 0 && s.take(']') {
		return section
	}
	section.Text = strings.ToUpper(s.run(isItemOrDot, "a section"))
	switch section.Text {
	case "HEADER", "TEXT":
	case "MIME":
		// RFC 3501, section 6.4.5: "The MIME part specifier MUST be prefixed by one or more
		// numeric part specifiers."
		if len(section.Part) == 0 {
			s.fail("the number of a part before MIME")
		}
	case "HEADER.FIELDS", "HEADER.FIELDS.NOT":
		s.sp()
		s.list(false, func() {
			section.Fields = append(section.Fields, s.astring())
			if len(section.Fields) > maxItems {
				s.fail("fewer header fields")
			}
		})
	default:
		s.fail("a section")
	}
	s.need(']')
	return section
}

func isItemOrDot(c byte) bool { return c == '.' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }
