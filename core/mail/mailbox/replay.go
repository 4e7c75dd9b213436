package mailbox

import (
	"slices"
	"strconv"
	"strings"
)

// load reads the user's journal, and removes files that no message has: their writer
// was stopped before it could say so, or its removal was.
func (u *User) load() {
	journal, _ := u.disk.Read(u.journal)
	for l := range strings.Lines(string(journal)) {
		u.replay(strings.TrimSuffix(l, "\n"))
		u.lines++
	}
	used := map[uint64]bool{}
	for _, m := range u.boxes {
		for _, msg := range m.list {
			if used[msg.file] {
				u.shared[msg.file]++
			}
			used[msg.file] = true
		}
	}
	for _, name := range u.disk.Names(u.folder) {
		file, err := strconv.ParseUint(strings.TrimPrefix(name, u.folder), 10, 64)
		if err == nil && !used[file] {
			u.disk.Remove(name)
		}
	}
}

// replay does what a line of the journal says.
func (u *User) replay(l string) {
	verb, rest, _ := strings.Cut(l, " ")
	switch verb {
	case verbAdd:
		u.replayAdd(rest)
	case verbFlags:
		f := strings.Fields(rest)
		u.byID(f[0]).setFlags(FlagOp(f[1][0]), u.flagSet(FlagOp(f[1][0]), f[3:]), parseUIDs(f[2]))
	case verbGone:
		f := strings.Fields(rest)
		u.byID(f[0]).remove(parseUIDs(f[1]))
	case verbRecent:
		f := strings.Fields(rest)
		u.byID(f[0]).recent = uint32(number(f[1]))
	case verbCounters:
		f := strings.Fields(rest)
		u.boxID, u.validity, u.file = uint32(number(f[0])), uint32(number(f[1])), number(f[2])
	case verbBox, verbLevel:
		u.replayBox(verb, rest)
	case verbRename:
		id, name, _ := strings.Cut(rest, " ")
		m := u.byID(id)
		u.take(m)
		m.name = unquote(name)
		u.put(m)
	case verbDelete:
		u.discard(u.byID(rest))
	case verbSubscribe:
		u.setSubscribed(unquote(rest), true)
	case verbUnsubscribe:
		u.setSubscribed(unquote(rest), false)
	default:
		panic("mailbox: the journal says " + strconv.Quote(l))
	}
}

func (u *User) replayAdd(rest string) {
	var f [5]string
	for i := range f {
		f[i], rest, _ = strings.Cut(rest, " ")
	}
	m := u.byID(f[0])
	date, _ := strconv.ParseInt(f[4], 10, 64)
	u.file = max(u.file, number(f[2]))
	m.add(&Message{
		box: m, uid: uint32(number(f[1])), file: number(f[2]), size: int64(number(f[3])), date: date,
		flags: u.flagSet(AddFlags, strings.Fields(rest)),
	})
}

func (u *User) replayBox(verb, rest string) {
	m := &Mailbox{user: u, level: verb == verbLevel}
	numbers := []*uint32{&m.id, &m.validity, &m.next, &m.recent}
	if m.level {
		numbers = numbers[:1]
	}
	for _, n := range numbers {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		*n = uint32(number(word))
	}
	m.name = unquote(rest)
	u.boxID, u.validity = max(u.boxID, m.id), max(u.validity, m.validity)
	u.put(m)
}

// byID returns the mailbox that a line of the journal is about.
func (u *User) byID(id string) *Mailbox {
	n := uint32(number(id))
	i := slices.IndexFunc(u.boxes, func(m *Mailbox) bool { return m.id == n })
	if i < 0 {
		panic("mailbox: the journal speaks of a mailbox that is not there")
	}
	return u.boxes[i]
}

func unquote(s string) string {
	name, err := strconv.Unquote(s)
	if err != nil {
		panic("mailbox: the journal has the name " + s)
	}
	return name
}
