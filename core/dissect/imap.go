package dissect

import (
	"bytes"
	"strconv"
	"strings"

	"playnet/core/view"
)

// imap is the Internet Message Access Protocol, version 4rev1.
type imap struct{ talk }

func (imap) Name() string            { return "imap" }
func (imap) Title() string           { return "Internet Message Access Protocol" }
func (imap) Ports() []uint16         { return []uint16{143} }
func (imap) Session() Session        { return &imapSession{} }
func (imap) Prefix(side Side) string { return [2]string{"Request: ", "Response: "}[side] }

func (imap) Fragment(Unit) (name, label, rfc string) {
	return "imap.literal", "Literal", "RFC 3501 §4.3"
}

// What a line is.
const (
	imapWhole uint8 = iota
	imapRest        // it goes on after a literal
)

// imapSide is how far a side has come.
type imapSide struct {
	line    lines
	literal int  // bytes of a literal that are still to come
	rest    bool // the line goes on after it
}

type imapSession struct {
	sides [2]imapSide
	proof bool // the client is to prove who it is
	asked bool // and the server has asked it to
}

// Take implements [Session].
func (s *imapSession) Take(side Side, b []byte) Step {
	x := &s.sides[side]
	u := Unit{Kind: [2]Kind{Command, Reply}[side], Side: side}
	if x.literal > 0 {
		n := min(x.literal, len(b))
		want := x.literal
		x.literal -= n
		u.Kind = Message
		return Step{N: n, Unit: u, Want: want, Done: x.literal == 0}
	}
	if x.rest {
		u.Sense = imapRest
	}
	if side == Client && s.proof && s.asked {
		u.Kind, u.Sense = Credential, credBoth
	}
	n, done := x.line.take(b)
	if !done {
		return Step{N: n, Unit: u}
	}
	text := x.line.text()
	switch {
	case u.Kind == Credential:
		s.proof, s.asked = false, false
	case side == Client && !x.rest:
		w := strings.Fields(string(text))
		s.proof, s.asked = len(w) == 3 && strings.EqualFold(w[1], "AUTHENTICATE"), false
	case side == Server && bytes.HasPrefix(text, []byte("+")):
		s.asked = s.proof
	}
	x.literal = literalAt(x.line.end())
	x.rest = x.literal > 0 || bytes.HasSuffix(x.line.end(), []byte("{0}"))
	return Step{N: n, Unit: u, Done: true}
}

// literalAt returns the number of bytes that a line's end announces: {123}, or {123+}, for
// which nobody waits (RFC 7888 §4).
func literalAt(line []byte) int {
	if !bytes.HasSuffix(line, []byte("}")) {
		return 0
	}
	from := bytes.LastIndexByte(line, '{')
	if from < 0 {
		return 0
	}
	n, err := strconv.ParseUint(strings.TrimSuffix(string(line[from+1:len(line)-1]), "+"), 10, 31)
	if err != nil {
		return 0
	}
	return int(n)
}

// Summary implements [Protocol].
func (imap) Summary(_ Unit, b []byte) string {
	line, _ := cutLine(b)
	return shown(line)
}

// Fields implements [Protocol].
func (imap) Fields(u Unit, b []byte) []view.MessageField {
	line, _ := cutLine(b)
	whole := field("imap.line", "Line", shown(line), 0, len(b), "RFC 3501 §2.2")
	switch {
	case u.Kind == Credential:
		whole = field("imap.request", "Request", decoded(line), 0, len(line), "RFC 3501 §6.2.2")
	case u.Sense == imapRest:
	case u.Kind == Command:
		whole.Children = imapRequest(line)
	default:
		whole.Children = imapResponse(line)
	}
	return []view.MessageField{whole}
}

func imapRequest(line []byte) []view.MessageField {
	const rfc = "RFC 3501 §2.2.1"
	tag, at := word(line)
	list := []view.MessageField{field("imap.request_tag", "Request Tag", shown(tag), 0, len(tag), rfc)}
	if at >= len(line) {
		return list
	}
	verb, next := word(line[at:])
	if strings.EqualFold(string(verb), "UID") && at+next < len(line) { // what it is done to is named by UIDs
		at += next
		verb, next = word(line[at:])
	}
	list = append(list, field("imap.request.command", "Request Command", shown(verb), at, len(verb), rfc))
	args := at + next
	first, second := word(line[args:])
	add := func(name, label, rfc string, b []byte, at int) {
		if len(b) > 0 {
			list = append(list, field(name, label, strings.Trim(shown(b), `"`), at, len(b), rfc))
		}
	}
	switch strings.ToUpper(string(verb)) {
	case "LOGIN":
		add("imap.request.username", "Request Username", "RFC 3501 §6.2.3", first, args)
		password, _ := word(line[args+second:])
		add("imap.request.password", "Request Password", "RFC 3501 §6.2.3", password, args+second)
	case "SELECT", "EXAMINE", "CREATE", "DELETE", "SUBSCRIBE", "UNSUBSCRIBE", "STATUS", "APPEND":
		if n := quoted(line[args:]); n > 0 {
			first = line[args : args+n]
		}
		add("imap.request.folder", "Request Folder", "RFC 3501 §6.3", first, args)
	}
	return list
}

// quoted returns how long the quoted string is that begins here; 0: there is none.
func quoted(b []byte) int {
	if len(b) == 0 || b[0] != '"' {
		return 0
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

func imapResponse(line []byte) []view.MessageField {
	const rfc = "RFC 3501 §2.2.2"
	tag, at := word(line)
	list := []view.MessageField{field("imap.response_tag", "Response Tag", shown(tag), 0, len(tag), rfc)}
	if at >= len(line) {
		return list
	}
	what, _ := word(line[at:])
	switch strings.ToUpper(string(what)) {
	case "OK", "NO", "BAD", "BYE", "PREAUTH":
		return append(list, field("imap.response.status", "Response Status", shown(what), at, len(what), "RFC 3501 §7.1"))
	}
	if string(tag) == "*" {
		if what[0] >= '0' && what[0] <= '9' { // "* 23 EXISTS"
			_, next := word(line[at:])
			at += next
			what, _ = word(line[at:])
		}
		if len(what) > 0 {
			list = append(list, field("imap.response.command", "Response Command", shown(what), at, len(what), "RFC 3501 §7"))
		}
	}
	return list
}
