package imap

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// maxFails is how many refused logins end a connection.
const maxFails = 3

// login: RFC 3501, section 6.2.3. The password crosses the network as it is.
func (s *session) login(c *call) Reply {
	c.args.sp()
	user := c.args.astring()
	c.args.sp()
	password := c.args.astring()
	if !c.parsed() {
		return Reply{}
	}
	return s.admit(user, password, "LOGIN")
}

// admit lets a user in whose password is right.
func (s *session) admit(name, password, how string) Reply {
	user, known := s.srv.store.User(name)
	if !known || !user.Check(password) {
		if s.fails++; s.fails == maxFails {
			s.untagged(Reply{Status: BYE, Text: "Too many refused logins"}.String())
			s.become(Logout)
		}
		return no("AUTHENTICATIONFAILED", "User name or password is wrong")
	}
	if s.srv.sessionsOf(user, s.peer.Addr()) >= maxOfOneUser {
		return no("LIMIT", "Too many connections of this user from this address") // RFC 5530, section 3
	}
	s.user = user
	s.become(Authenticated)
	return Reply{OK, "CAPABILITY " + capabilities, how + " completed"}
}

// authenticate: RFC 3501, section 6.2.2, with the mechanism PLAIN (RFC 4616). The first
// answer may stand in the command (RFC 4959).
func (s *session) authenticate(c *call) Reply {
	c.args.sp()
	mechanism := strings.ToUpper(c.args.atom())
	initial, given := "", false
	if c.args.peek() == ' ' {
		c.args.sp()
		initial, given = c.args.run(func(b byte) bool { return isAString(b) }, "base64"), true
	}
	if !c.parsed() {
		return Reply{}
	}
	if mechanism != "PLAIN" {
		return no("CANNOT", "Unknown mechanism")
	}
	if !given {
		s.out = append(s.out, "+ \r\n"...)
		if !s.flush() {
			return no("", "The client has gone")
		}
		line, err := s.in.line(nil, maxLogin)
		if err != nil {
			s.become(Logout)
			return bad("No answer")
		}
		initial = string(line)
	}
	// "If the client wishes to cancel an authentication exchange, it issues a line
	// consisting of a single "*"."
	if initial == "*" {
		return bad("AUTHENTICATE cancelled")
	}
	if initial == "=" {
		initial = "" // RFC 4959, section 3: an empty answer
	}
	data, err := base64.StdEncoding.DecodeString(initial)
	parts := bytes.Split(data, []byte{0})
	if err != nil || len(parts) != 3 {
		return bad("Not what PLAIN wants")
	}
	as, user, password := string(parts[0]), string(parts[1]), string(parts[2])
	if as != "" && as != user {
		return no("AUTHORIZATIONFAILED", "Nobody may act as somebody else")
	}
	return s.admit(user, password, "AUTHENTICATE")
}
