package mailbox

import (
	"strings"
	"unicode/utf8"
)

// Inbox is the mailbox that every user has, in any mixture of cases (RFC 3501 §5.1).
const Inbox = "INBOX"

// Separator stands between the levels of the hierarchy in a mailbox's name.
const Separator = "/"

// Bounds on what users may ask for.
const (
	maxName    = 255  // bytes of a name
	maxLevels  = 16   // of the hierarchy
	maxBoxes   = 1000 // of a user
	maxKeyword = 64   // bytes of a keyword
)

// canonical gives a name its one spelling: INBOX is the same in any case, also as the
// first level of a longer name.
func canonical(name string) string {
	first, rest, deeper := strings.Cut(name, Separator)
	if !strings.EqualFold(first, Inbox) {
		return name
	}
	if deeper {
		return Inbox + Separator + rest
	}
	return Inbox
}

// possible reports whether a mailbox may be called so. Names are UTF-8 here; IMAP's
// own encoding of them (RFC 3501 §5.1.3) is its affair.
func possible(name string) bool {
	if name == "" || len(name) > maxName || !utf8.ValidString(name) || strings.Count(name, Separator) >= maxLevels {
		return false
	}
	for level := range strings.SplitSeq(name, Separator) {
		if level == "" {
			return false
		}
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '*' || r == '%' })
}

// superiors lists the names above one, the topmost first.
func superiors(name string) (all []string) {
	for i := range len(name) {
		if name[i] == Separator[0] {
			all = append(all, name[:i])
		}
	}
	return all
}

// isBelow reports whether a name stands below another in the hierarchy.
func isBelow(name, superior string) bool {
	return len(name) > len(superior) && name[:len(superior)] == superior && name[len(superior)] == Separator[0]
}

// compare orders names: INBOX first, then those below it, then the others.
func compare(a, b string) int {
	switch x, y := inInbox(a), inInbox(b); {
	case x && !y:
		return -1
	case y && !x:
		return 1
	}
	// A name's inferiors follow it at once: the separator sorts below all else.
	return strings.Compare(strings.ReplaceAll(a, Separator, "\x00"), strings.ReplaceAll(b, Separator, "\x00"))
}

func inInbox(name string) bool { return name == Inbox || isBelow(name, Inbox) }
