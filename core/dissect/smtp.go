package dissect

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"

	"playnet/core/view"
)

// smtp is the Simple Mail Transfer Protocol.
type smtp struct{ talk }

func (smtp) Name() string    { return "smtp" }
func (smtp) Title() string   { return "Simple Mail Transfer Protocol" }
func (smtp) Ports() []uint16 { return []uint16{25, 587} }
func (smtp) Session() Session {
	return &smtpSession{}
}

func (smtp) Prefix(side Side) string { return [2]string{"C: ", "S: "}[side] }

func (smtp) Fragment(Unit) (name, label, rfc string) {
	return "smtp.data.fragment", "DATA fragment", "RFC 5321 §4.1.1.4"
}

// What a credential is.
const (
	credUser uint8 = iota + 1
	credPassword
	credBoth
)

type smtpSession struct {
	line   [2]lines
	data   bool // the client sends a message's text
	end    dotEnd
	chunk  int    // bytes of a BDAT chunk that are still to come
	method string // of the last AUTH, in capitals
	given  int    // credentials of it, with the command or after it
	asked  bool   // the server waits for one
}

// Take implements [Session].
func (s *smtpSession) Take(side Side, b []byte) Step {
	switch {
	case side == Server:
		return s.reply(b)
	case s.data && !s.line[Client].begun():
		n, done := s.end.take(b)
		s.data = !done
		return Step{N: n, Unit: Unit{Kind: Message}, Done: done}
	case s.chunk > 0:
		n := min(s.chunk, len(b))
		want := s.chunk
		s.chunk -= n
		return Step{N: n, Unit: Unit{Kind: Message}, Want: want, Done: s.chunk == 0}
	}
	n, done := s.line[Client].take(b)
	u := Unit{Kind: Command}
	if s.asked {
		u = Unit{Kind: Credential, Sense: s.credential()}
	} else if done {
		s.command(s.line[Client].text())
	}
	if done && s.asked {
		s.asked = false
		s.given++
	}
	return Step{N: n, Unit: u, Done: done}
}

// command notes what the client's command lets come next.
func (s *smtpSession) command(line []byte) {
	w := strings.Fields(string(line))
	switch {
	case len(w) > 1 && strings.EqualFold(w[0], "AUTH"):
		s.method, s.given = strings.ToUpper(w[1]), len(w)-2
	case len(w) > 1 && strings.EqualFold(w[0], "BDAT"):
		// RFC 3030 §2: "the octets of the message" follow the command's line end.
		if n, err := strconv.Atoi(w[1]); err == nil && n > 0 {
			s.chunk = n
		}
	}
}

// credential says what the server's prompt asks for. LOGIN asks for the name first (it is
// described in no RFC), PLAIN for both at once (RFC 4616 §2).
func (s *smtpSession) credential() uint8 {
	switch {
	case s.method != "LOGIN":
		return credBoth
	case s.given == 0:
		return credUser
	}
	return credPassword
}

func (s *smtpSession) reply(b []byte) Step {
	l := &s.line[Server]
	n, ends := l.take(b)
	step := Step{N: n, Unit: Unit{Kind: Reply, Side: Server}}
	if !ends {
		return step
	}
	line := l.text()
	// RFC 5321 §4.2.1: a hyphen after the code says that more lines come.
	if len(line) > 3 && line[3] == '-' {
		return step
	}
	step.Done = true
	switch code, _ := strconv.Atoi(string(line[:min(3, len(line))])); code {
	case 354:
		s.data = true
		s.end.begin()
	case 334:
		s.asked = true
	default:
		s.asked = false
	}
	return step
}

// Summary implements [Protocol].
func (smtp) Summary(u Unit, b []byte) string {
	switch u.Kind {
	case Reply:
		var s strings.Builder
		for i := 0; len(b) > 0 && s.Len() < 300; i++ {
			line, n := cutLine(b)
			if i > 0 {
				s.WriteString(" | ")
				line = line[min(4, len(line)):]
			}
			s.WriteString(shown(line))
			b = b[n:]
		}
		return s.String()
	case Credential:
		line, _ := cutLine(b)
		return [...]string{"", "User: ", "Pass: ", ""}[u.Sense&3] + shown(line)
	}
	line, _ := cutLine(b)
	return shown(line)
}

// Fields implements [Protocol].
func (smtp) Fields(u Unit, b []byte) []view.MessageField {
	switch u.Kind {
	case Command:
		return []view.MessageField{smtpCommand(b)}
	case Credential:
		line, _ := cutLine(b)
		name := [...]string{"", "smtp.auth.username", "smtp.auth.password", "smtp.auth.username_password"}[u.Sense&3]
		label := [...]string{"", "Username", "Password", "Username/Password"}[u.Sense&3]
		return []view.MessageField{field(name, label, decoded(line), 0, len(line), "RFC 4954 §4")}
	}
	return smtpReply(b)
}

// smtpReply takes a reply of one or more lines apart. The code of its first line holds for all
// of them: RFC 5321 §4.2.1 requires that they have the same.
func smtpReply(b []byte) (list []view.MessageField) {
	for at, n := 0, 0; at < len(b) && len(list) < manyFields; at += n {
		var line []byte
		line, n = cutLine(b[at:])
		f := field("smtp.response.line", "Further line", shown(line), at, n, "RFC 5321 §4.2.1")
		if at == 0 {
			f = field("smtp.response", "Response", shown(line), 0, n, "RFC 5321 §4.2")
			if len(line) >= 3 {
				f.Children = append(f.Children, field("smtp.response.code", "Response code", shown(line[:3]), 0, 3, "RFC 5321 §4.2.1"))
			}
		}
		if len(line) > 4 {
			f.Children = append(f.Children, field("smtp.rsp.parameter", "Response parameter", shown(line[4:]), at+4, len(line)-4, "RFC 5321 §4.2"))
		}
		list = append(list, f)
	}
	return list
}

func smtpCommand(b []byte) view.MessageField {
	line, _ := cutLine(b)
	f := field("smtp.command_line", "Command Line", shown(line), 0, len(b), "RFC 5321 §4.1.1")
	verb, rest := word(line)
	// RFC 5321 §2.4: verbs are written in either case, and mean the same.
	f.Children = append(f.Children, field("smtp.req.command", "Command", strings.ToUpper(shown(verb)), 0, len(verb), "RFC 5321 §4.1.1"))
	if rest < len(line) {
		f.Children = append(f.Children, field("smtp.req.parameter", "Request parameter", shown(line[rest:]), rest, len(line)-rest, "RFC 5321 §4.1.1"))
	}
	return f
}

// decoded undoes base64, which hides nothing; the zeros between PLAIN's parts are shown.
func decoded(b []byte) string {
	out, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(b)))
	if err != nil {
		return shown(b)
	}
	return shown(out)
}
