package imap

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"playnet/core/mail/mailbox"
)

// append: RFC 3501, section 6.3.11. The literal has been read by then: how long it may
// be was decided when it was announced.
func (s *session) append(c *call) Reply {
	c.args.sp()
	name := c.mailbox()
	c.args.sp()
	var flags []string
	if c.args.peek() == '(' {
		flags = c.args.flags()
		c.args.sp()
	}
	date := s.srv.h.Now()
	if c.args.peek() == '"' {
		date = c.args.dateTime()
		c.args.sp()
	}
	message := c.args.literal()
	if !c.parsed() {
		return Reply{}
	}
	if len(message) == 0 {
		return no("CANNOT", "A message has at least one byte")
	}
	m, err := s.user.Mailbox(name)
	if err != nil {
		return target(err)
	}
	uid, err := m.Append(slices.Clone(message), flags, inYears(date))
	if err != nil {
		return refusal(err)
	}
	code := "APPENDUID " + strconv.FormatUint(uint64(m.UIDValidity()), 10) + " " + strconv.FormatUint(uint64(uid), 10)
	return Reply{OK, code, "APPEND completed"}
}

// inYears keeps a date within what nanoseconds since 1970 can say.
func inYears(t time.Time) time.Time {
	first := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
	switch {
	case t.Before(first):
		return first
	case t.After(last):
		return last
	}
	return t
}

// flags reads flags in parentheses that a client may set: \Recent is not among them, and
// of those with a backslash only the system flags.
func (s *scanner) flags() []string {
	var flags []string
	s.list(true, func() { flags = s.oneFlag(flags) })
	return flags
}

func (s *scanner) oneFlag(flags []string) []string {
	from := s.at
	f := s.flag()
	if s.err == nil && strings.HasPrefix(f, `\`) && !slices.ContainsFunc(systemFlags, func(k string) bool { return strings.EqualFold(k, f) }) {
		s.at = from
		s.fail("a flag that can be set")
	}
	if len(flags) == maxFlags {
		s.fail("fewer flags")
	}
	return append(flags, f)
}

// store: RFC 3501, section 6.4.6.
func (s *session) store(c *call) Reply {
	c.args.sp()
	set := c.args.set()
	c.args.sp()
	op := mailbox.ReplaceFlags
	if p := c.args.peek(); p == '+' || p == '-' {
		c.args.need(p)
		op = mailbox.FlagOp(p)
	}
	if !c.args.takeWord("FLAGS") {
		c.args.fail("FLAGS")
	}
	silent := c.args.takeWord(".SILENT")
	c.args.sp()
	var flags []string
	if c.args.peek() == '(' {
		flags = c.args.flags()
	} else {
		for flags = c.args.oneFlag(nil); c.args.take(' '); {
			flags = c.args.oneFlag(flags)
		}
	}
	if !c.parsed() {
		return Reply{}
	}
	list, missing, good := s.choose(c, set)
	switch {
	case !good:
		return noSuchNumber
	case s.box.readOnly:
		return no("READ-ONLY", "The mailbox was opened by EXAMINE")
	}
	s.setFlags(list, op, flags)
	s.tellKeywords()
	if !silent {
		for _, m := range list {
			s.tellFlagsOf(m.number, m.message, c.uid)
		}
	}
	if missing && !c.uid {
		return expungeIssued
	}
	return ok(c.full() + " completed")
}

// setFlags changes flags without the session hearing of it itself.
func (s *session) setFlags(list []chosen, op mailbox.FlagOp, flags []string) {
	s.box.mine = true
	s.box.mailbox.SetFlags(uidsOf(list), op, flags)
	s.box.mine = false
}
