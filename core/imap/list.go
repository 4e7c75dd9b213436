package imap

import (
	"slices"
	"strings"

	"playnet/core/mail/mailbox"
)

// list does LIST and LSUB: RFC 3501, sections 6.3.8 and 6.3.9.
func (s *session) list(c *call) Reply {
	c.args.sp()
	reference := c.args.astring()
	c.args.sp()
	var pattern string
	if p := c.args.peek(); p == '"' || p == '{' {
		pattern = c.args.str()
	} else {
		pattern = c.args.run(isList, "a name, with wildcards or not")
	}
	if len(reference)+len(pattern) > 4*maxName {
		c.args.fail("a shorter name")
	}
	if !c.parsed() {
		return Reply{}
	}
	// "An empty ("" string) mailbox name argument is a special request to return the
	// hierarchy delimiter and the root name of the name given in the reference."
	switch {
	case pattern == "" && c.name == "LIST":
		s.untagged(`LIST (\Noselect) "/" ""`)
	case c.name == "LIST":
		s.listFolders(reference + pattern)
	default:
		s.listSubscribed(reference + pattern)
	}
	return ok(c.name + " completed")
}

// listFolders tells of the mailboxes whose names match.
func (s *session) listFolders(pattern string) {
	for _, f := range s.user.Folders() {
		if wire := encodeName(f.Name); matches(pattern, wire) {
			s.untagged("LIST " + attributes(f) + ` "/" ` + string(appendAString(nil, wire)))
		}
	}
}

// attributes are what LIST tells of a name: RFC 3501, section 7.2.2, and RFC 3348.
func attributes(f mailbox.Folder) string {
	var list []string
	if f.NoSelect {
		list = append(list, `\Noselect`)
	}
	if f.Children {
		list = append(list, `\HasChildren`)
	} else {
		list = append(list, `\HasNoChildren`)
	}
	return string(appendFlags(nil, list))
}

// listSubscribed tells of the names that the user has subscribed to. RFC 3501, section
// 6.3.9: "Consider what happens if "foo/bar" (with a hierarchy delimiter of "/") is
// subscribed but "foo" is not. A "%" wildcard to LSUB must return foo, not foo/bar, in the
// LSUB response, and it MUST be flagged with the \Noselect attribute."
func (s *session) listSubscribed(pattern string) {
	subscribed := s.user.Subscriptions()
	var told []string
	for _, name := range subscribed {
		wire := encodeName(name)
		if matches(pattern, wire) {
			s.lsub("()", wire)
			continue
		}
		if !strings.HasSuffix(pattern, "%") {
			continue
		}
		for i := range len(wire) {
			if wire[i] != mailbox.Separator[0] || !matches(pattern, wire[:i]) {
				continue
			}
			above, _ := decodeName(wire[:i])
			if !slices.Contains(told, above) && !s.user.IsSubscribed(above) {
				told = append(told, above)
				s.lsub(`(\Noselect)`, wire[:i])
			}
		}
	}
}

func (s *session) lsub(attributes, wire string) {
	s.untagged("LSUB " + attributes + ` "/" ` + string(appendAString(nil, wire)))
}

// matches reports whether a name matches a pattern: "*" stands for anything, "%" for
// anything within a level of the hierarchy. INBOX is the same in any case. What one
// character of the pattern can reach is kept as a set of places in the name, so that no
// pattern takes long.
func matches(pattern, name string) bool {
	at := make([]bool, len(name)+1) // the places that the pattern so far can reach
	at[0] = true
	inbox := name == mailbox.Inbox || strings.HasPrefix(name, mailbox.Inbox+mailbox.Separator)
	for i := range len(pattern) {
		switch c := pattern[i]; c {
		case '*', '%':
			for j := range len(name) {
				if at[j] && (c == '*' || name[j] != mailbox.Separator[0]) {
					at[j+1] = true
				}
			}
		default:
			for j := len(name); j > 0; j-- {
				at[j] = at[j-1] && (name[j-1] == c || inbox && j <= len(mailbox.Inbox) && upper(c) == name[j-1])
			}
			at[0] = false
		}
	}
	return at[len(name)]
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}
