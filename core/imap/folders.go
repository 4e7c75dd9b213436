package imap

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"playnet/core/mail/mailbox"
)

// mailbox reads a mailbox's name. One that is not in modified UTF-7 is no error of syntax:
// no mailbox is called so.
func (c *call) mailbox() string {
	wire := c.args.astring()
	name, is := decodeName(wire)
	if !is || len(wire) > 4*maxName {
		c.noName = true
	}
	return name
}

// refusal is the answer to an error of the store, with the codes of RFC 5530.
func refusal(err error) Reply {
	var reason mailbox.Error
	errors.As(err, &reason)
	switch reason {
	case mailbox.ErrQuota:
		return no("OVERQUOTA", "The quota would be exceeded")
	case mailbox.ErrNone, mailbox.ErrNoSelect:
		return no("NONEXISTENT", "No such mailbox")
	case mailbox.ErrExists:
		return no("ALREADYEXISTS", "The mailbox exists already")
	case mailbox.ErrMany, mailbox.ErrFull:
		return no("LIMIT", "There may not be more of them")
	}
	return no("CANNOT", sentence(err.Error()))
}

// sentence gives a text a capital letter at its beginning.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// target is the answer where the mailbox to put messages into is not there: "a server MUST
// return an error, and MUST NOT automatically create the mailbox" (RFC 3501, section
// 6.3.11), but says with TRYCREATE that CREATE might help.
func target(err error) Reply {
	if errors.Is(err, mailbox.ErrNone) {
		return no("TRYCREATE", "No such mailbox")
	}
	return refusal(err)
}

// create: RFC 3501, section 6.3.3.
func (s *session) create(c *call) Reply {
	c.args.sp()
	name := c.mailbox()
	if !c.parsed() {
		return Reply{}
	}
	if err := s.user.Create(name); err != nil {
		return refusal(err)
	}
	return ok("CREATE completed")
}

// delete: RFC 3501, section 6.3.4.
func (s *session) delete(c *call) Reply {
	c.args.sp()
	name := c.mailbox()
	if !c.parsed() {
		return Reply{}
	}
	if err := s.user.Delete(name); err != nil {
		return refusal(err)
	}
	return ok("DELETE completed")
}

// rename: RFC 3501, section 6.3.5.
func (s *session) rename(c *call) Reply {
	c.args.sp()
	from := c.mailbox()
	c.args.sp()
	to := c.mailbox()
	if !c.parsed() {
		return Reply{}
	}
	if err := s.user.Rename(from, to); err != nil {
		return refusal(err)
	}
	return ok("RENAME completed")
}

// subscribe does SUBSCRIBE and UNSUBSCRIBE: RFC 3501, sections 6.3.6 and 6.3.7.
func (s *session) subscribe(c *call) Reply {
	c.args.sp()
	name := c.mailbox()
	if !c.parsed() {
		return Reply{}
	}
	do := s.user.Subscribe
	// "A server MAY validate the mailbox argument to SUBSCRIBE to verify that it exists."
	if _, err := s.user.Mailbox(name); c.name == "SUBSCRIBE" && errors.Is(err, mailbox.ErrNone) {
		return refusal(err)
	}
	if c.name == "UNSUBSCRIBE" {
		do = s.user.Unsubscribe
	}
	// A name that is not on the list need not be taken off it.
	if err := do(name); err != nil && !(errors.Is(err, mailbox.ErrNone) && c.name == "UNSUBSCRIBE") {
		return refusal(err)
	}
	return ok(c.name + " completed")
}

// statusItems are those of STATUS: RFC 3501, section 6.3.10; SIZE is RFC 8438's.
var statusItems = []string{"MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "SIZE"}

// status: RFC 3501, section 6.3.10.
func (s *session) status(c *call) Reply {
	c.args.sp()
	name := c.mailbox()
	c.args.sp()
	var items []string
	c.args.list(false, func() {
		item := strings.ToUpper(c.args.atom())
		if !slices.Contains(statusItems, item) || len(items) == maxItems {
			c.args.fail("an item of STATUS")
		}
		items = append(items, item)
	})
	if !c.parsed() {
		return Reply{}
	}
	m, err := s.user.Mailbox(name)
	if err != nil {
		return refusal(err)
	}
	pairs := make([]string, len(items))
	for i, item := range items {
		pairs[i] = item + " " + strconv.FormatInt(statusOf(m, item), 10)
	}
	s.untagged("STATUS " + string(appendAString(nil, encodeName(m.Name()))) + " (" + strings.Join(pairs, " ") + ")")
	return ok("STATUS completed")
}

// statusOf returns a number that STATUS tells of a mailbox.
func statusOf(m *mailbox.Mailbox, item string) int64 {
	switch item {
	case "MESSAGES":
		return int64(m.Len())
	case "RECENT":
		return int64(m.Recent())
	case "UIDNEXT":
		return int64(m.UIDNext())
	case "UIDVALIDITY":
		return int64(m.UIDValidity())
	case "UNSEEN":
		return int64(m.Unseen())
	}
	return m.Bytes()
}
