package mailbox

import (
	"strconv"
	"strings"
)

// The journal's verbs.
const (
	verbBox         = "box"         // a mailbox exists
	verbLevel       = "level"       // a name exists that cannot be selected
	verbRename      = "rename"      // a mailbox has another name
	verbDelete      = "delete"      // a mailbox is no more
	verbAdd         = "add"         // a message is in a mailbox
	verbFlags       = "flags"       // messages have other flags
	verbGone        = "gone"        // messages are no more
	verbRecent      = "recent"      // the messages below a UID are no longer recent
	verbSubscribe   = "subscribe"   // a name is subscribed to
	verbUnsubscribe = "unsubscribe" // it no longer is
	verbCounters    = "counters"    // the numbers given out last
)

// line is a line of the journal: numbers and words, at last what may hold spaces.
type line struct{ b []byte }

func begin(verb string) line { return line{append(make([]byte, 0, 80), verb...)} }

func (l line) num(n uint64) line { return line{strconv.AppendUint(append(l.b, ' '), n, 10)} }

func (l line) word(s string) line { return line{append(append(l.b, ' '), s...)} }

func (l line) name(s string) line { return line{strconv.AppendQuote(append(l.b, ' '), s)} }

func (l line) uids(uids []uint32) line { return line{appendUIDs(append(l.b, ' '), uids)} }

func (l line) end() []byte { return append(l.b, '\n') }

// The lines, each as its reader in replay.go takes it apart.

func boxLine(m *Mailbox) []byte {
	if m.level {
		return begin(verbLevel).num(uint64(m.id)).name(m.name).end()
	}
	return begin(verbBox).num(uint64(m.id)).num(uint64(m.validity)).num(uint64(m.next)).num(uint64(m.recent)).name(m.name).end()
}

func addLine(m *Message) []byte {
	l := begin(verbAdd).num(uint64(m.box.id)).num(uint64(m.uid)).num(m.file).num(uint64(m.size))
	l = line{strconv.AppendInt(append(l.b, ' '), m.date, 10)}
	return flagWords(l, m.box.user, m.flags).end()
}

func flagWords(l line, u *User, set flagSet) line {
	for _, f := range u.flagNames(set) {
		l = l.word(f)
	}
	return l
}

func flagsLine(m *Mailbox, op FlagOp, set flagSet, uids []uint32) []byte {
	return flagWords(begin(verbFlags).num(uint64(m.id)).word(string(op)).uids(uids), m.user, set).end()
}

func goneLine(m *Mailbox, uids []uint32) []byte {
	return begin(verbGone).num(uint64(m.id)).uids(uids).end()
}

func (u *User) countersLine() []byte {
	return begin(verbCounters).num(uint64(u.boxID)).num(uint64(u.validity)).num(u.file).end()
}

// write appends lines to the user's journal, all of them or, if the machine stops now,
// none. A journal that has grown long for what it says is written anew.
func (u *User) write(lines ...[]byte) {
	var b []byte
	for _, l := range lines {
		b = append(b, l...)
	}
	u.disk.Append(u.journal, b)
	u.lines += len(lines)
	if u.lines > 1000 && u.lines > 3*(u.count+len(u.boxes)) {
		u.compact()
	}
}

// compact writes the journal anew, as short as can be.
func (u *User) compact() {
	b := u.countersLine()
	u.lines = 1
	for _, m := range u.boxes {
		b = append(b, boxLine(m)...)
		for _, msg := range m.list {
			b = append(b, addLine(msg)...)
		}
		u.lines += 1 + len(m.list)
	}
	for _, name := range u.subscribed {
		b = append(b, begin(verbSubscribe).name(name).end()...)
	}
	u.lines += len(u.subscribed)
	u.disk.Write(u.journal, b)
}

// fileName is where a message's bytes are on the disk.
func (u *User) fileName(file uint64) string {
	var b [20]byte
	return u.folder + string(strconv.AppendUint(b[:0], file, 10))
}

// folderOf is what the names of a user's files on the disk begin with.
func folderOf(user string) string { return "mail/" + strings.ReplaceAll(user, "/", "_") + "/" }
