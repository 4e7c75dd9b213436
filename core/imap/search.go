package imap

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"playnet/core/mail"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// search: RFC 3501, section 6.4.4.
func (s *session) search(c *call) Reply {
	c.args.sp()
	if c.args.takeWord("CHARSET ") {
		charset := c.args.astring()
		c.args.sp()
		if c.args.err == nil && !slices.Contains([]string{"US-ASCII", "UTF-8"}, strings.ToUpper(charset)) {
			return no("BADCHARSET (US-ASCII UTF-8)", "Unknown charset")
		}
	}
	room := maxKeys
	keys := c.args.keys(0, &room)
	if !c.parsed() {
		return Reply{}
	}
	b := s.box
	for i := range keys {
		keys[i].prepare(b)
	}
	out := []byte("SEARCH")
	for i, uid := range b.uids {
		msg, _, there := b.mailbox.Find(uid)
		if !there {
			continue
		}
		one := candidate{b: b, number: uint32(i + 1), opened: opened{message: msg}}
		if !one.all(keys) {
			continue
		}
		n := uint64(i + 1)
		if c.uid {
			n = uint64(uid)
		}
		out = strconv.AppendUint(append(out, ' '), n, 10)
	}
	s.untagged(string(out))
	return ok(c.full() + " completed")
}

// prepare resolves the sets of a key, and lowers its text, once for all messages. Numbers
// that no message has match none.
func (k *Key) prepare(b *selection) {
	switch k.Name {
	case "SET":
		k.Set = k.Set.resolve(uint32(len(b.uids)))
	case "UID":
		largest := uint32(0)
		if n := len(b.uids); n > 0 {
			largest = b.uids[n-1]
		}
		k.Set = k.Set.resolve(largest)
	}
	if k.Name != "KEYWORD" && k.Name != "UNKEYWORD" {
		k.Text = strings.ToLower(k.Text)
	}
	for i := range k.Keys {
		k.Keys[i].prepare(b)
	}
}

// candidate is a message that may match.
type candidate struct {
	opened
	b      *selection
	number uint32
}

func (m *candidate) all(keys []Key) bool {
	for i := range keys {
		if !m.match(&keys[i]) {
			return false
		}
	}
	return true
}

// match reports whether a message matches a key. Its recursion is as deep as the scanner
// let the keys be.
func (m *candidate) match(k *Key) bool {
	switch k.Name {
	case "ALL":
		return true
	case "AND":
		return m.all(k.Keys)
	case "OR":
		return m.match(&k.Keys[0]) || m.match(&k.Keys[1])
	case "NOT":
		return !m.match(&k.Keys[0])
	case "SET":
		return k.Set.has(m.number)
	case "UID":
		return k.Set.has(m.message.UID())
	case "LARGER":
		return m.message.Size() > k.Size
	case "SMALLER":
		return m.message.Size() < k.Size
	case "KEYWORD":
		return m.message.Has(k.Text)
	case "UNKEYWORD":
		return !m.message.Has(k.Text)
	case "BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE":
		return m.matchDate(k)
	case "BCC", "CC", "FROM", "SUBJECT", "TO":
		return m.matchField(k.Name, k.Text)
	case "HEADER":
		return m.matchField(k.Field, k.Text)
	case "TEXT":
		return m.matchHeader(k.Text) || m.matchBody(k.Text)
	case "BODY":
		return m.matchBody(k.Text)
	}
	return m.matchFlag(k.Name)
}

// flagKeys are the keys that name a flag; those with UN before them want it away.
var flagKeys = map[string]string{"ANSWERED": mailbox.Answered, "DELETED": mailbox.Deleted,
	"DRAFT": mailbox.Draft, "FLAGGED": mailbox.Flagged, "SEEN": mailbox.Seen}

func (m *candidate) matchFlag(name string) bool {
	recent := m.b.isRecent(m.message.UID())
	switch name {
	case "RECENT":
		return recent
	case "OLD":
		return !recent
	case "NEW":
		return recent && !m.message.Has(mailbox.Seen)
	}
	if flag, is := flagKeys[name]; is {
		return m.message.Has(flag)
	}
	return !m.message.Has(flagKeys[strings.TrimPrefix(name, "UN")])
}

// matchDate compares days, "disregarding time and timezone": each date is taken as it is
// written.
func (m *candidate) matchDate(k *Key) bool {
	name, t := k.Name, m.message.Date()
	if sent, is := strings.CutPrefix(name, "SENT"); is {
		m.bytes()
		var known bool
		if t, known = mail.ParseDate(m.header.Get("Date")); !known {
			return false
		}
		name = sent
	}
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	switch name {
	case "BEFORE":
		return day.Before(k.Date)
	case "ON":
		return day.Equal(k.Date)
	}
	return !day.Before(k.Date)
}

// matchField looks for a text in the fields of a name. "If the string to search is
// zero-length, this matches all messages that have a header line with the specified
// field-name regardless of the contents."
func (m *candidate) matchField(name, text string) bool {
	m.bytes()
	for _, f := range m.header {
		if strings.EqualFold(f.Name, name) && holds(mail.DecodeWords(f.Value), text) {
			return true
		}
	}
	return false
}

func (m *candidate) matchHeader(text string) bool {
	m.bytes()
	for _, f := range m.header {
		if holds(f.Name+": "+mail.DecodeWords(f.Value), text) {
			return true
		}
	}
	return false
}

// matchBody looks for a text in the text parts, decoded.
func (m *candidate) matchBody(text string) bool {
	found := false
	source := m.bytes()
	mail.Walk(m.tree(), func(p *view.MailPart) bool {
		if len(p.Children) == 0 && (strings.HasPrefix(p.Type, "text/") || strings.HasPrefix(p.Type, "message/")) {
			decoded, known, _ := mail.DecodeCharset(p.Charset, mail.DecodeBody(source, *p))
			if !known {
				decoded = string(mail.DecodeBody(source, *p))
			}
			found = found || holds(decoded, text)
		}
		return !found
	})
	return found
}

// holds reports whether a text holds another, in capitals or not: "the match is
// case-insensitive".
func holds(text, lower string) bool { return strings.Contains(strings.ToLower(text), lower) }
