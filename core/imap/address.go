package imap

import "strings"

// address is one of an ENVELOPE (RFC 3501, section 7.4.2). Names are as they stand in the
// header: encoded words stay encoded.
type address struct {
	name, route, mailbox, host string
	// kind tells a mailbox from the two marks of a group: "[RFC-2822] group syntax is
	// indicated by a special form of address structure in which the host name field is
	// NIL. If the mailbox name field is also NIL, this is an end of group marker".
	kind addressKind
}

type addressKind int

const (
	mailboxAddress addressKind = iota
	groupBegin                 // its name is in mailbox
	groupEnd
)

// addresses reads an address list (RFC 5322, section 3.4), forgivingly: what can't be
// understood is left out.
func addresses(value string) []address {
	p := addressParser{rest: value}
	for {
		p.space()
		if p.rest == "" {
			break
		}
		p.one()
	}
	if p.group {
		p.found = append(p.found, address{kind: groupEnd})
	}
	return p.found
}

type addressParser struct {
	rest    string
	found   []address
	group   bool
	comment string // the last one read
}

// one reads up to the end of an address, or a mark of a group.
func (p *addressParser) one() {
	p.comment = ""
	words := p.words()
	c := byte(0)
	if p.rest != "" {
		c = p.rest[0]
		p.rest = p.rest[1:]
	}
	switch c {
	case ':':
		p.found = append(p.found, address{mailbox: words, kind: groupBegin})
		p.group = true
	case '<':
		a := address{name: words}
		a.route, a.mailbox, a.host = p.angle()
		p.found = append(p.found, a)
	case '@':
		a := address{mailbox: words, host: p.words()}
		if p.space(); a.name == "" {
			a.name = p.comment // the old way to give a name
		}
		p.found = append(p.found, a)
	default: // a comma, a semicolon, the end, or something stray
		if words != "" {
			p.found = append(p.found, address{mailbox: words, name: p.comment})
		}
		if c == ';' && p.group {
			p.found = append(p.found, address{kind: groupEnd})
			p.group = false
		}
	}
}

// angle reads what follows "<": an obsolete route, the address and ">".
func (p *addressParser) angle() (route, mailbox, host string) {
	if p.space(); strings.HasPrefix(p.rest, "@") {
		if before, after, found := strings.Cut(p.rest, ":"); found && !strings.Contains(before, ">") {
			route, p.rest = strings.TrimSpace(before), after
		}
	}
	mailbox = p.words()
	if strings.HasPrefix(p.rest, "@") {
		p.rest = p.rest[1:]
		host = p.words()
	}
	if _, after, found := strings.Cut(p.rest, ">"); found {
		p.rest = after
	} else {
		p.rest = ""
	}
	return route, mailbox, host
}

// words reads atoms, quoted strings and domain literals. White space between them is
// kept as one space.
func (p *addressParser) words() string {
	var b strings.Builder
	for {
		spaced := p.space()
		if p.rest == "" {
			return b.String()
		}
		var word string
		switch c := p.rest[0]; c {
		case '"':
			word = p.quoted()
		case '[':
			word = p.bracketed()
		case '<', '>', '@', ',', ';', ':', ')', ']', '\\':
			return b.String()
		default:
			n := strings.IndexAny(p.rest, " \t\r\n()<>@,;:\\\"[]")
			if n < 0 {
				n = len(p.rest)
			}
			word, p.rest = p.rest[:n], p.rest[n:]
		}
		if spaced && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
}

// space skips white space and comments and reports whether there was any.
func (p *addressParser) space() bool {
	skipped := false
	for p.rest != "" {
		switch p.rest[0] {
		case ' ', '\t', '\r', '\n':
			p.rest = p.rest[1:]
		case '(':
			p.comment = p.commentText()
		default:
			return skipped
		}
		skipped = true
	}
	return skipped
}

// commentText reads a comment, which may hold comments; counting needs no recursion.
func (p *addressParser) commentText() string {
	depth := 0
	var b strings.Builder
	for i := 0; i < len(p.rest); i++ {
		c := p.rest[i]
		switch c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				p.rest = p.rest[i+1:]
				return b.String()
			}
		case '\\':
			if i++; i == len(p.rest) {
				continue
			}
			c = p.rest[i]
		}
		b.WriteByte(c)
	}
	p.rest = ""
	return b.String()
}

// quoted reads a quoted string and returns what it stands for.
func (p *addressParser) quoted() string {
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch c := p.rest[i]; c {
		case '"':
			p.rest = p.rest[i+1:]
			return b.String()
		case '\\':
			if i++; i < len(p.rest) {
				b.WriteByte(p.rest[i])
			}
		default:
			b.WriteByte(c)
		}
	}
	p.rest = ""
	return b.String()
}

// bracketed reads a domain literal, with its brackets.
func (p *addressParser) bracketed() string {
	n := strings.IndexByte(p.rest, ']') + 1
	if n == 0 {
		n = len(p.rest)
	}
	word := p.rest[:n]
	p.rest = p.rest[n:]
	return word
}
