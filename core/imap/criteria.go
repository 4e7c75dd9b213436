package imap

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Key is a search key (RFC 3501, section 6.4.4). All keys of a list must match.
type Key struct {
	// Name is in capitals: "SEEN", "FROM", "SINCE", "NOT", "OR", "SET", "UID", "AND"…
	Name  string
	Text  string    // what a string key looks for; the flag of KEYWORD
	Field string    // of HEADER
	Date  time.Time // the beginning of a day
	Size  int64     // of LARGER and SMALLER
	Set   Set       // of SET and UID
	Keys  []Key     // of NOT (one), OR (two), AND
}

// Keys without an argument are those that name a flag, and a few more.
var bareKeys = []string{"ALL", "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "NEW", "OLD", "RECENT",
	"SEEN", "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN"}

// Keys whose argument is a string that is looked for.
var textKeys = []string{"BCC", "BODY", "CC", "FROM", "SUBJECT", "TEXT", "TO"}

// Keys whose argument is a day.
var dateKeys = []string{"BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE"}

// keys reads one or more search keys. room counts down how many there may be.
func (s *scanner) keys(depth int, room *int) []Key {
	keys := []Key{s.key(depth, room)}
	for s.err == nil && s.peek() == ' ' {
		s.sp()
		keys = append(keys, s.key(depth, room))
	}
	return keys
}

// key reads search-key.
func (s *scanner) key(depth int, room *int) Key {
	if *room--; *room < 0 || depth > maxDepth {
		s.fail("fewer search keys")
		return Key{}
	}
	switch c := s.peek(); {
	case c == '(':
		s.need('(')
		k := Key{Name: "AND", Keys: s.keys(depth+1, room)}
		s.need(')')
		return k
	case c == '*' || isDigit(c):
		return Key{Name: "SET", Set: s.set()}
	}
	from := s.at
	k := Key{Name: strings.ToUpper(s.atom())}
	switch {
	case slices.Contains(bareKeys, k.Name):
	case slices.Contains(textKeys, k.Name):
		s.sp()
		k.Text = s.astring()
	case slices.Contains(dateKeys, k.Name):
		s.sp()
		k.Date = s.date()
	default:
		s.keyArguments(&k, from, depth, room)
	}
	return k
}

// keyArguments reads what is different for each of the other keys.
func (s *scanner) keyArguments(k *Key, from, depth int, room *int) {
	switch k.Name {
	case "KEYWORD", "UNKEYWORD":
		s.sp()
		k.Text = s.atom()
	case "HEADER":
		s.sp()
		k.Field = s.astring()
		s.sp()
		k.Text = s.astring()
	case "LARGER", "SMALLER":
		s.sp()
		k.Size = s.number64()
	case "UID":
		s.sp()
		k.Set = s.set()
	case "NOT":
		s.sp()
		k.Keys = []Key{s.key(depth+1, room)}
	case "OR":
		s.sp()
		k.Keys = []Key{s.key(depth+1, room)}
		s.sp()
		k.Keys = append(k.Keys, s.key(depth+1, room))
	default:
		if s.err == nil {
			s.at = from
		}
		s.fail("a search key")
	}
}

// appendKeys appends keys as they stand in a command, for a client.
func appendKeys(b []byte, keys []Key) []byte {
	for i, k := range keys {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendKey(b, k)
	}
	return b
}

func appendKey(b []byte, k Key) []byte {
	switch {
	case k.Name == "AND":
		return append(appendKeys(append(b, '('), k.Keys), ')')
	case k.Name == "SET":
		return append(b, k.Set.String()...)
	}
	b = append(b, k.Name...)
	switch {
	case slices.Contains(textKeys, k.Name):
		return appendString(append(b, ' '), k.Text)
	case slices.Contains(dateKeys, k.Name):
		return k.Date.AppendFormat(append(b, ' '), dateOnly)
	}
	switch k.Name {
	case "KEYWORD", "UNKEYWORD":
		return append(append(b, ' '), k.Text...)
	case "HEADER":
		b = appendAString(append(b, ' '), k.Field)
		return appendString(append(b, ' '), k.Text)
	case "LARGER", "SMALLER":
		return strconv.AppendInt(append(b, ' '), k.Size, 10)
	case "UID":
		return append(append(b, ' '), k.Set.String()...)
	case "NOT", "OR":
		return appendKeys(append(b, ' '), k.Keys)
	}
	return b
}
