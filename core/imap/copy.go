package imap

import (
	"slices"
	"strconv"

	"playnet/core/mail/mailbox"
)

// copy: RFC 3501, section 6.4.7.
func (s *session) copy(c *call) Reply { return s.transfer(c, (*mailbox.Mailbox).Copy) }

// move: RFC 6851. The messages' EXPUNGE responses follow, as after each command.
func (s *session) move(c *call) Reply { return s.transfer(c, (*mailbox.Mailbox).Move) }

func (s *session) transfer(c *call, do func(m *mailbox.Mailbox, uids []uint32, to *mailbox.Mailbox) ([]mailbox.Copied, error)) Reply {
	c.args.sp()
	set := c.args.set()
	c.args.sp()
	name := c.mailbox()
	if !c.parsed() {
		return Reply{}
	}
	list, missing, good := s.choose(c, set)
	switch {
	case !good:
		return noSuchNumber
	case len(list) == 0 && !missing:
		return ok("There was no such message")
	}
	to, err := s.user.Mailbox(name)
	switch {
	case err != nil:
		return target(err)
	case c.name == "MOVE" && s.box.readOnly:
		return no("READ-ONLY", "The mailbox was opened by EXAMINE")
	case missing:
		// RFC 3501, section 6.4.7, wants all messages copied or none.
		return expungeIssued
	}
	done, err := do(s.box.mailbox, uidsOf(list), to)
	if err != nil {
		return refusal(err)
	}
	code := copyUID(to.UIDValidity(), done)
	if c.name == "MOVE" {
		// RFC 6851, section 4.3, has COPYUID in an untagged OK before the EXPUNGE responses.
		s.okCode(code, "Moved")
		code = ""
	}
	return Reply{OK, code, c.full() + " completed"}
}

// copyUID is the response code of RFC 4315, section 3: which message became which.
func copyUID(validity uint32, done []mailbox.Copied) string {
	var from, to []uint32
	for _, d := range done {
		from, to = append(from, d.From), append(to, d.To)
	}
	return "COPYUID " + strconv.FormatUint(uint64(validity), 10) + " " + listOf(from).String() + " " + listOf(to).String()
}

// expunge does EXPUNGE and UID EXPUNGE: RFC 3501, section 6.4.3, and RFC 4315, section
// 2.1. The EXPUNGE responses follow, as after each command.
func (s *session) expunge(c *call) Reply {
	var set Set
	if c.uid {
		c.args.sp()
		set = c.args.set()
	}
	if !c.parsed() {
		return Reply{}
	}
	if s.box.readOnly {
		return no("READ-ONLY", "The mailbox was opened by EXAMINE")
	}
	uids := s.box.mailbox.Deleted()
	if c.uid {
		list, _, _ := s.choose(c, set)
		named := uidsOf(list) // in ascending order
		uids = slices.DeleteFunc(uids, func(uid uint32) bool {
			_, is := slices.BinarySearch(named, uid)
			return !is
		})
	}
	s.box.mailbox.Expunge(uids)
	return ok(c.full() + " completed")
}
