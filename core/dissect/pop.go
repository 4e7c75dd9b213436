package dissect

import (
	"bytes"
	"strings"

	"playnet/core/view"
)

// pop is the Post Office Protocol, version 3.
type pop struct{ talk }

func (pop) Name() string            { return "pop" }
func (pop) Title() string           { return "Post Office Protocol" }
func (pop) Ports() []uint16         { return []uint16{110} }
func (pop) Session() Session        { return &popSession{} }
func (pop) Prefix(side Side) string { return [2]string{"C: ", "S: "}[side] }

func (pop) Fragment(Unit) (name, label, rfc string) {
	return "pop.data.fragment", "DATA fragment", "RFC 1939 §3"
}

// asked is what a command that was not answered yet asks for.
type asked uint8

const (
	askedStatus  asked = iota // one line
	askedList                 // lines, until a single dot
	askedMessage              // a message, until a single dot
	askedProof                // nothing, until the client has proved who it is
)

// manyAsked is how many commands without an answer are remembered (RFC 2449 §6.6: a client
// may send on without waiting).
const manyAsked = 256

type popSession struct {
	line    [2]lines
	pending []asked
	many    asked // what the server sends after its first line
	end     dotEnd
	proof   bool // the client's next line is a credential
}

// Take implements [Session].
func (s *popSession) Take(side Side, b []byte) Step {
	if side == Client {
		n, done := s.line[Client].take(b)
		u := Unit{Kind: Command}
		if s.proof {
			u = Unit{Kind: Credential, Sense: credBoth}
		}
		if done && !s.proof && len(s.pending) < manyAsked {
			s.pending = append(s.pending, popAsks(s.line[Client].text()))
		}
		if done {
			s.proof = false
		}
		return Step{N: n, Unit: u, Done: done}
	}
	if s.many == askedMessage {
		n, done := s.end.take(b)
		if done {
			s.many = askedStatus
		}
		return Step{N: n, Unit: Unit{Kind: Message, Side: Server}, Done: done}
	}
	n, done := s.line[Server].take(b)
	u := Unit{Kind: Reply, Side: Server}
	if s.many == askedList {
		u.Kind = Listing
		if done && string(s.line[Server].text()) == "." {
			s.many = askedStatus
		}
		return Step{N: n, Unit: u, Done: done}
	}
	if done {
		s.reply(s.line[Server].text())
	}
	return Step{N: n, Unit: u, Done: done}
}

// popAsks tells what a command asks for (RFC 1939 §5, RFC 2449 §5).
func popAsks(line []byte) asked {
	w := strings.Fields(string(line))
	if len(w) == 0 {
		return askedStatus
	}
	switch strings.ToUpper(w[0]) {
	case "LIST", "UIDL":
		if len(w) == 1 {
			return askedList
		}
	case "CAPA":
		return askedList
	case "RETR", "TOP":
		return askedMessage
	case "AUTH":
		if len(w) > 1 {
			return askedProof
		}
		return askedList
	}
	return askedStatus
}

func (s *popSession) reply(line []byte) {
	if bytes.HasPrefix(line, []byte("+ ")) || string(line) == "+" {
		s.proof = true // RFC 5034 §4: the challenge
		return
	}
	if len(s.pending) == 0 {
		return // the greeting
	}
	asks := s.pending[0]
	s.pending = s.pending[1:]
	if bytes.HasPrefix(line, []byte("+OK")) && (asks == askedList || asks == askedMessage) {
		s.many = asks
		s.end.begin()
	}
}

// Summary implements [Protocol].
func (pop) Summary(_ Unit, b []byte) string {
	line, _ := cutLine(b)
	return shown(line)
}

// Fields implements [Protocol].
func (pop) Fields(u Unit, b []byte) []view.MessageField {
	line, _ := cutLine(b)
	first, rest := word(line)
	parts := func(whole, wholeLabel, a, aLabel, z, zLabel, rfc string) []view.MessageField {
		f := field(whole, wholeLabel, shown(line), 0, len(b), rfc)
		f.Children = append(f.Children, field(a, aLabel, shown(first), 0, len(first), rfc))
		if rest < len(line) {
			f.Children = append(f.Children, field(z, zLabel, shown(line[rest:]), rest, len(line)-rest, rfc))
		}
		return []view.MessageField{f}
	}
	switch u.Kind {
	case Command:
		return parts("pop.request", "Request", "pop.request.command", "Request command", "pop.request.parameter", "Request parameter", "RFC 1939 §3")
	case Credential:
		return []view.MessageField{field("pop.request.data", "Request data", decoded(line), 0, len(b), "RFC 5034 §4")}
	case Listing:
		return []view.MessageField{field("pop.response.data", "Response data", shown(line), 0, len(b), "RFC 1939 §3")}
	}
	return parts("pop.response", "Response", "pop.response.indicator", "Response indicator", "pop.response.description", "Response description", "RFC 1939 §3")
}
