package mailbox

import (
	"slices"
	"strings"
)

// The system flags (RFC 3501 §2.3.2). \Recent is not among them: it is not stored with
// a message, see [Mailbox.TakeRecent].
const (
	Seen     = `\Seen`
	Answered = `\Answered`
	Flagged  = `\Flagged`
	Deleted  = `\Deleted`
	Draft    = `\Draft`
)

var systemFlags = []string{Seen, Answered, Flagged, Deleted, Draft}

// flagSet holds flags as bits: the system flags, then the user's keywords in the order
// of their first use.
type flagSet uint64

const seenBit flagSet = 1

// maxKeywords is how many keywords a user's mailboxes can have between them.
const maxKeywords = 59

// FlagOp is what is done with a message's flags.
type FlagOp byte

// What can be done with flags.
const (
	AddFlags     FlagOp = '+'
	RemoveFlags  FlagOp = '-'
	ReplaceFlags FlagOp = '='
)

func (op FlagOp) apply(old, flags flagSet) flagSet {
	switch op {
	case AddFlags:
		return old | flags
	case RemoveFlags:
		return old &^ flags
	default:
		return flags
	}
}

// Keywords lists the keywords that the user's messages have, or had.
func (u *User) Keywords() []string { return u.keywords }

// MoreKeywords reports whether the user may still use new keywords.
func (u *User) MoreKeywords() bool { return len(u.keywords) < maxKeywords }

// flagSet reads flags, which are the same in any case, for what is done with them. What cannot
// be stored is left out: \Recent, system flags that nobody knows, keywords beyond the bounds;
// and what is taken away need not be known for that.
func (u *User) flagSet(op FlagOp, flags []string) (set flagSet) {
	for _, f := range flags {
		if op == RemoveFlags {
			set |= u.knownBit(f)
		} else {
			set |= u.flagBit(f)
		}
	}
	return set
}

func (u *User) flagBit(f string) flagSet {
	if bit := u.knownBit(f); bit != 0 {
		return bit
	}
	if !isKeyword(f) || !u.MoreKeywords() {
		return 0
	}
	u.keywords = append(u.keywords, f)
	return u.knownBit(f)
}

// knownBit returns a flag's bit, or 0 if nobody has used it yet.
func (u *User) knownBit(f string) flagSet {
	same := func(known string) bool { return strings.EqualFold(known, f) }
	if i := slices.IndexFunc(systemFlags, same); i >= 0 {
		return 1 << i
	}
	if i := slices.IndexFunc(u.keywords, same); i >= 0 {
		return 1 << (len(systemFlags) + i)
	}
	return 0
}

// isKeyword reports whether a keyword can be called so: an atom (RFC 3501 §9).
func isKeyword(f string) bool {
	return f != "" && len(f) <= maxKeyword && !strings.ContainsFunc(f, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`(){%*"\]`, r)
	})
}

// flagNames lists the flags of a set.
func (u *User) flagNames(set flagSet) []string {
	if set == 0 {
		return nil
	}
	var names []string
	for i, name := range systemFlags {
		if set&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	for i, name := range u.keywords {
		if set&(1<<(len(systemFlags)+i)) != 0 {
			names = append(names, name)
		}
	}
	return names
}
