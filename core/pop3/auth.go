package pop3

import (
	"crypto/md5" // what APOP is made of
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"
)

// greet opens the session. The greeting of a server that knows APOP "includes a
// timestamp in its banner greeting", another one in each session (RFC 1939 §7).
func (c *session) greet() {
	s := c.server
	c.stamp = fmt.Sprintf("<%d.%d@%s>", s.dice.Uint32N(stampRandom), s.h.Now().Unix(), s.h.Name())
	c.ok("POP3 server ready %s", c.stamp)
	if c.out.Flush() != nil {
		return // the client has gone
	}
	c.become(Authorization)
}

// userName takes a user's name. Whether there is such a user is not said: RFC 1939,
// section 13, knows the reason.
func (c *session) userName(args []string) {
	c.name = args[0]
	c.ok("send the password")
}

// pass takes the password of the user who was named just before.
func (c *session) pass(args []string) {
	if c.name == "" {
		c.mistake("PASS comes right after USER")
		return
	}
	u, ok := c.server.store.User(c.name)
	c.login("PASS", c.name, ok && u.Check(args[0]))
}

// apop takes a user's name and a proof of the password: the MD5 sum of the greeting's
// timestamp and the password, which itself never crosses the wire.
func (c *session) apop(args []string) {
	u, ok := c.server.store.User(args[0])
	c.login("APOP", args[0], ok && subtle.ConstantTimeCompare([]byte(strings.ToLower(args[1])), []byte(digest(c.stamp, u.Password()))) == 1)
}

// digest is APOP's proof of a password.
func digest(stamp, password string) string {
	sum := md5.Sum([]byte(stamp + password))
	return hex.EncodeToString(sum[:])
}

// login lets a user in who has given the right proof, if nobody else is there: the
// server "acquires an exclusive-access lock on the maildrop" (RFC 1939 §4).
func (c *session) login(method, name string, right bool) {
	e := EventLogin{Peer: c.peer, User: name, Method: method}
	if !right {
		e.Refused = "password"
		c.server.h.Emit(e)
		c.refuse(respAuth, "wrong name or password")
		if c.failed++; c.failed >= maxLogins {
			c.hangUp("commands")
		}
		return
	}
	u, _ := c.server.store.User(name)
	release, ok := u.Inbox().Lock()
	if !ok {
		e.Refused = "in use"
		c.server.h.Emit(e)
		c.refuse(respInUse, "another session has the maildrop")
		return
	}
	c.server.h.Emit(e)
	c.user, c.box, c.release = u, u.Inbox(), release
	c.drop = open(c.box)
	c.become(Transaction)
	c.ok("maildrop has %s", c.drop.sum())
}
