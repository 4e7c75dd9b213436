package terminal

import (
	"strings"

	"playnet/core/view"
)

// smtpTalk is how far a client has come with a mail server (RFC 5321 §3).
type smtpTalk struct {
	phase   smtpPhase
	waiting []string // commands whose replies are still to come
	message []string // lines after DATA
}

// smtpPhase is what a client may do next.
type smtpPhase uint8

const (
	smtpSilent  smtpPhase = iota // the server has not greeted
	smtpOpen                     // greeted, but not introduced
	smtpReady                    // no mail under way
	smtpSender                   // MAIL was taken
	smtpNamed                    // at least one RCPT was taken
	smtpMessage                  // after 354
	smtpUser                     // AUTH LOGIN: the name is wanted
	smtpOver                     // QUIT was answered
	smtpPhases  = iota
)

func (p smtpPhase) String() string {
	return [smtpPhases]string{"silent", "open", "ready", "sender", "recipients", "message", "login", "over"}[p]
}

// readSMTP follows a conversation from the client's side; it works for either end.
func (c *conversation) readSMTP(clientIsMine bool) smtpTalk {
	var s smtpTalk
	for _, t := range c.turns {
		if t.mine == clientIsMine {
			s.said(t.line)
		} else {
			s.heard(t.line)
		}
	}
	return s
}

func (s *smtpTalk) said(line string) {
	if s.phase != smtpMessage {
		s.waiting = append(s.waiting, verb(line))
		return
	}
	if line == "." {
		s.phase, s.message = smtpReady, nil
		s.waiting = append(s.waiting, ".")
		return
	}
	s.message = append(s.message, line)
}

// heard takes a line of a reply: "250-…" is followed by more.
func (s *smtpTalk) heard(line string) {
	if len(line) < 3 || len(line) > 3 && line[3] != ' ' {
		return
	}
	if s.phase == smtpSilent {
		if line[0] == '2' {
			s.phase = smtpOpen
		}
		return
	}
	if len(s.waiting) == 0 {
		return
	}
	command := s.waiting[0]
	s.waiting = s.waiting[1:]
	switch good := line[0] == '2'; {
	case line[:3] == "354":
		s.phase = smtpMessage
	case line[:3] == "334":
		s.phase = smtpUser
	case command == "QUIT" && good:
		s.phase = smtpOver
	case (command == "EHLO" || command == "HELO" || command == "RSET") && good:
		s.phase = smtpReady
	case command == "MAIL" && good:
		s.phase = smtpSender
	case command == "RCPT" && good:
		s.phase = smtpNamed
	case s.phase == smtpUser:
		s.phase = smtpReady
	}
}

func (c *conversation) suggestSMTP() []view.Suggestion {
	s := c.readSMTP(true)
	if len(s.waiting) > 0 {
		return nil
	}
	me, quit := c.own+"@"+c.domain(), []string{"QUIT", "smtp.quit"}
	switch s.phase {
	case smtpOpen:
		return suggestions("EHLO "+c.own, "smtp.ehlo", "HELO "+c.own, "smtp.helo", "QUIT", "smtp.quit")
	case smtpReady:
		next := []string{"MAIL FROM:<" + me + ">", "smtp.mail", "VRFY postmaster", "smtp.vrfy"}
		if c.service == "submission" {
			next = append([]string{"AUTH LOGIN", "smtp.auth"}, next...)
		}
		return suggestions(append(next, quit...)...)
	case smtpSender:
		return suggestions("RCPT TO:<postmaster@"+c.domain()+">", "smtp.rcpt", "RSET", "smtp.rset", "QUIT", "smtp.quit")
	case smtpNamed:
		return suggestions("DATA", "smtp.data", "RCPT TO:<postmaster@"+c.domain()+">", "smtp.more", "RSET", "smtp.rset")
	case smtpMessage:
		return s.suggestMessage(me, c.domain())
	}
	return nil
}

// suggestMessage says what a message still wants: the fields of its header (RFC 5322),
// an empty line, a text, the line with the dot.
func (s *smtpTalk) suggestMessage(me, domain string) []view.Suggestion {
	var have string
	for _, line := range s.message {
		if line == "" {
			return suggestions(".", "smtp.dot", "..", "smtp.stuffed")
		}
		have += strings.ToLower(line) + "\n"
	}
	var next []string
	for _, f := range [][2]string{
		{"From: <" + me + ">", "smtp.from"}, {"To: <postmaster@" + domain + ">", "smtp.to"}, {"Subject: Hello", "smtp.subject"},
	} {
		name, _, _ := strings.Cut(f[0], " ")
		if !strings.Contains("\n"+have, "\n"+strings.ToLower(name)) {
			next = append(next, f[0], f[1])
		}
	}
	return suggestions(append(next, "", "smtp.empty")...)
}

// replySMTP suggests what a server would say.
func (c *conversation) replySMTP() []view.Suggestion {
	s := c.readSMTP(false)
	switch {
	case s.phase == smtpSilent && len(c.turns) == 0:
		return suggestions("220 "+c.own+" ready", "reply.greeting", "421 "+c.own+" closing", "reply.421")
	case len(s.waiting) == 0:
		return nil
	}
	switch s.waiting[0] {
	case "EHLO", "HELO":
		return suggestions("250 "+c.own, "reply.helo", "502 Command not known here", "reply.502")
	case "MAIL":
		return suggestions("250 OK", "reply.mail", "451 Try again later", "reply.451", "552 Too much mail data", "reply.552")
	case "RCPT":
		return suggestions("250 OK", "reply.rcpt", "550 No such user", "reply.550", "450 Try again later", "reply.450")
	case "DATA":
		return suggestions("354 Go ahead", "reply.354", "503 Bad sequence of commands", "reply.503")
	case ".":
		return suggestions("250 Accepted", "reply.accepted", "452 Insufficient storage", "reply.452", "554 Transaction failed", "reply.554")
	case "QUIT":
		return suggestions("221 "+c.own+" closing", "reply.221")
	case "RSET", "NOOP":
		return suggestions("250 OK", "reply.ok")
	}
	return suggestions("500 Syntax error", "reply.500", "502 Command not known here", "reply.502", "250 OK", "reply.ok")
}
