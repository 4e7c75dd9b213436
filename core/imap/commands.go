package imap

// capabilities are what the server can do beyond its state: IDLE (RFC 2177), NAMESPACE
// (RFC 2342), ID (RFC 2971), UNSELECT (RFC 3691), UIDPLUS (RFC 4315), CHILDREN (RFC 3348),
// SASL-IR (RFC 4959), MOVE (RFC 6851), LITERAL+ (RFC 7888), STATUS=SIZE (RFC 8438). STARTTLS is
// not offered: nothing here is encrypted.
const capabilities = "IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN ID IDLE NAMESPACE CHILDREN UNSELECT UIDPLUS MOVE STATUS=SIZE"

// command is what the server knows of a command.
type command struct {
	from, to State // in which it is allowed
	uid      bool  // UID may stand before it
	// do reads the arguments, does the command and returns the answer. If the arguments are
	// wrong it does nothing, and what it returns does not count.
	do func(*session, *call) Reply
}

var commands map[string]command

func init() {
	commands = map[string]command{
		"CAPABILITY": {from: NotAuthenticated, to: Selected, do: (*session).capability},
		"NOOP":       {from: NotAuthenticated, to: Selected, do: (*session).noop},
		"LOGOUT":     {from: NotAuthenticated, to: Selected, do: (*session).logout},
		"ID":         {from: NotAuthenticated, to: Selected, do: (*session).id},

		"LOGIN":        {from: NotAuthenticated, to: NotAuthenticated, do: (*session).login},
		"AUTHENTICATE": {from: NotAuthenticated, to: NotAuthenticated, do: (*session).authenticate},

		"SELECT":      {from: Authenticated, to: Selected, do: (*session).selectBox},
		"EXAMINE":     {from: Authenticated, to: Selected, do: (*session).selectBox},
		"CREATE":      {from: Authenticated, to: Selected, do: (*session).create},
		"DELETE":      {from: Authenticated, to: Selected, do: (*session).delete},
		"RENAME":      {from: Authenticated, to: Selected, do: (*session).rename},
		"SUBSCRIBE":   {from: Authenticated, to: Selected, do: (*session).subscribe},
		"UNSUBSCRIBE": {from: Authenticated, to: Selected, do: (*session).subscribe},
		"LIST":        {from: Authenticated, to: Selected, do: (*session).list},
		"LSUB":        {from: Authenticated, to: Selected, do: (*session).list},
		"STATUS":      {from: Authenticated, to: Selected, do: (*session).status},
		"NAMESPACE":   {from: Authenticated, to: Selected, do: (*session).namespace},
		"APPEND":      {from: Authenticated, to: Selected, do: (*session).append},
		"IDLE":        {from: Authenticated, to: Selected, do: (*session).idle},

		"CHECK":    {from: Selected, to: Selected, do: (*session).check},
		"CLOSE":    {from: Selected, to: Selected, do: (*session).close},
		"UNSELECT": {from: Selected, to: Selected, do: (*session).unselect},
		"EXPUNGE":  {from: Selected, to: Selected, uid: true, do: (*session).expunge},
		"SEARCH":   {from: Selected, to: Selected, uid: true, do: (*session).search},
		"FETCH":    {from: Selected, to: Selected, uid: true, do: (*session).fetch},
		"STORE":    {from: Selected, to: Selected, uid: true, do: (*session).store},
		"COPY":     {from: Selected, to: Selected, uid: true, do: (*session).copy},
		"MOVE":     {from: Selected, to: Selected, uid: true, do: (*session).move},
	}
}

// parsed wants the end of the arguments, and reports whether all was well. If not,
// dispatch knows what to answer.
func (c *call) parsed() bool {
	c.args.end()
	return c.args.err == nil && !c.noName
}

// capability: RFC 3501, section 6.1.1.
func (s *session) capability(c *call) Reply {
	if c.parsed() {
		s.untagged("CAPABILITY " + capabilities)
	}
	return ok("CAPABILITY completed")
}

// noop: RFC 3501, section 6.1.2. What it is good for is said after each command.
func (s *session) noop(c *call) Reply {
	c.parsed()
	return ok("NOOP completed")
}

// check: RFC 3501, section 6.4.1. The store has written everything already.
func (s *session) check(c *call) Reply {
	c.parsed()
	return ok("CHECK completed")
}

// logout: RFC 3501, section 6.1.3.
func (s *session) logout(c *call) Reply {
	if c.parsed() {
		s.closeMailbox()
		s.become(Logout)
	}
	return ok("LOGOUT completed")
}

// id: RFC 2971. What the client says of itself changes nothing.
func (s *session) id(c *call) Reply {
	c.args.sp()
	if c.args.peek() == '(' {
		pairs := 0
		c.args.list(true, func() {
			c.args.str()
			c.args.sp()
			c.args.nstring()
			if pairs++; pairs > 30 {
				c.args.fail("at most 30 pairs") // RFC 2971, section 3.3
			}
		})
	} else if !c.args.takeWord("NIL") {
		c.args.fail("NIL or a list")
	}
	if c.parsed() {
		s.untagged(`ID ("name" "Playnet")`)
	}
	return ok("ID completed")
}

// namespace: RFC 2342. There are only the user's own mailboxes.
func (s *session) namespace(c *call) Reply {
	if c.parsed() {
		s.untagged(`NAMESPACE (("" "/")) NIL NIL`)
	}
	return ok("NAMESPACE completed")
}
