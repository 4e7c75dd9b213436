package imap

import "strconv"

// selectBox does SELECT and EXAMINE: RFC 3501, sections 6.3.1 and 6.3.2.
func (s *session) selectBox(c *call) Reply {
	c.args.sp()
	name := c.mailbox()
	if !c.parsed() {
		return Reply{}
	}
	// "The SELECT command automatically deselects any currently selected mailbox before
	// attempting the new selection. Consequently, if a mailbox is selected and a SELECT
	// command that fails is attempted, no mailbox is selected."
	if s.box != nil {
		s.closeMailbox()
		s.untagged(Reply{Status: OK, Code: "CLOSED", Text: "The mailbox before is closed"}.String())
	}
	m, err := s.user.Mailbox(name)
	if err != nil {
		s.become(Authenticated)
		return refusal(err)
	}
	b := open(m, c.name == "EXAMINE")
	s.box = b
	s.tellDefinedFlags()
	s.untagged(strconv.Itoa(len(b.uids)) + " EXISTS")
	b.toldRecent = -1
	s.tellRecent()
	if n := firstUnseen(b); n > 0 {
		s.okCode("UNSEEN "+strconv.Itoa(n), "The first unseen message")
	}
	s.okCode("UIDVALIDITY "+strconv.FormatUint(uint64(m.UIDValidity()), 10), "UIDs valid")
	s.okCode("UIDNEXT "+strconv.FormatUint(uint64(m.UIDNext()), 10), "The next UID")
	s.become(Selected)
	if b.readOnly {
		return Reply{OK, "READ-ONLY", "EXAMINE completed"}
	}
	return Reply{OK, "READ-WRITE", "SELECT completed"}
}

// okCode sends an untagged OK that says something by its code.
func (s *session) okCode(code, text string) {
	s.untagged(Reply{OK, code, text}.String())
}

// firstUnseen returns the number of the first message that is not flagged \Seen, 0 if all
// are.
func firstUnseen(b *selection) int {
	if b.mailbox.Unseen() == 0 {
		return 0
	}
	for i, msg := range b.mailbox.Messages() {
		if !msg.Has(`\Seen`) {
			return i + 1
		}
	}
	return 0
}

// close: RFC 3501, section 6.4.2: it "permanently removes all messages that have the
// \Deleted flag set from the currently selected mailbox, and returns to the authenticated
// state from the selected state. No untagged EXPUNGE responses are sent."
func (s *session) close(c *call) Reply {
	if c.parsed() {
		if !s.box.readOnly {
			s.box.mailbox.Expunge(s.box.mailbox.Deleted())
		}
		s.closeMailbox()
		s.become(Authenticated)
	}
	return ok("CLOSE completed")
}

// unselect: RFC 3691: as CLOSE, but nothing is removed.
func (s *session) unselect(c *call) Reply {
	if c.parsed() {
		s.closeMailbox()
		s.become(Authenticated)
	}
	return ok("UNSELECT completed")
}
