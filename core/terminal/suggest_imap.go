package terminal

import (
	"strconv"
	"strings"

	"playnet/core/view"
)

// suggestIMAP follows the states of RFC 3501 §3: not authenticated, authenticated,
// selected. Each command has a tag of its own, by which its answer is known.
func (c *conversation) suggestIMAP() []view.Suggestion {
	open := map[string]string{} // commands by their tags; only looked up
	tags, greeted, in, selected, over, idle := 0, false, false, false, false, false
	for _, t := range c.turns {
		tag, rest, _ := strings.Cut(t.line, " ")
		switch {
		case t.mine && idle && verb(t.line) == "DONE":
			idle = false
		case t.mine:
			open[tag] = verb(rest)
			tags++
		case tag == "*":
			greeted = true
		case tag == "+":
			idle = true
		case open[tag] != "":
			command := open[tag]
			delete(open, tag)
			if !strings.HasPrefix(strings.ToUpper(rest), "OK") {
				break
			}
			switch command {
			case "LOGIN", "AUTHENTICATE":
				in = true
			case "SELECT", "EXAMINE":
				selected = true
			case "CLOSE":
				selected = false
			case "LOGOUT":
				over = true
			}
		}
	}
	tag := "a" + strconv.Itoa(tags+1) + " "
	switch {
	case idle:
		return suggestions("DONE", "imap.done")
	case !greeted, len(open) > 0, over:
		return nil
	case !in:
		return suggestions(tag+"LOGIN "+c.own+" ", "imap.login", tag+"CAPABILITY", "imap.capability", tag+"LOGOUT", "imap.logout")
	case !selected:
		return suggestions(tag+"LIST \"\" *", "imap.list", tag+"SELECT INBOX", "imap.select", tag+"STATUS INBOX (MESSAGES UNSEEN)", "imap.status",
			tag+"LOGOUT", "imap.logout")
	}
	return suggestions(tag+"FETCH 1:* (FLAGS ENVELOPE)", "imap.envelope", tag+"FETCH 1 BODYSTRUCTURE", "imap.structure", tag+"FETCH 1 BODY[TEXT]", "imap.text",
		tag+"SEARCH UNSEEN", "imap.search", tag+"STORE 1 +FLAGS (\\Deleted)", "imap.store", tag+"EXPUNGE", "imap.expunge", tag+"IDLE", "imap.idle",
		tag+"LOGOUT", "imap.logout")
}

// replyIMAP suggests what a server would say.
func (c *conversation) replyIMAP() []view.Suggestion {
	if len(c.turns) == 0 {
		return suggestions("* OK [CAPABILITY IMAP4rev1] "+c.own+" ready", "reply.greeting")
	}
	line, heard := "", false
	for _, t := range c.turns { // the last command that has no tagged answer yet
		tag, _, _ := strings.Cut(t.line, " ")
		asked, _, _ := strings.Cut(line, " ")
		switch {
		case !t.mine:
			line, heard = t.line, true
		case heard && tag == asked:
			heard = false
		}
	}
	if !heard {
		return nil
	}
	tag, rest, _ := strings.Cut(line, " ")
	switch verb(rest) {
	case "CAPABILITY":
		return suggestions("* CAPABILITY IMAP4rev1", "reply.capability", tag+" OK done", "reply.tagged")
	case "SELECT", "EXAMINE":
		return suggestions("* 0 EXISTS", "reply.exists", tag+" OK [READ-WRITE] done", "reply.tagged", tag+" NO no such mailbox", "reply.no")
	case "LOGOUT":
		return suggestions("* BYE", "reply.bye", tag+" OK done", "reply.tagged")
	}
	return suggestions(tag+" OK done", "reply.tagged", tag+" NO refused", "reply.no", tag+" BAD what?", "reply.bad")
}
