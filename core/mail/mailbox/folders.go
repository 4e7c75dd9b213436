package mailbox

import "slices"

// Folder is a name in a user's hierarchy of mailboxes.
type Folder struct {
	Name       string
	NoSelect   bool // it is there because of those below it (\Noselect)
	Children   bool // there are names below it
	Subscribed bool
}

// Folders lists the user's mailboxes and the names above them: INBOX first, then by
// name, each before those below it.
func (u *User) Folders() []Folder {
	list := make([]Folder, 0, len(u.boxes))
	for i, m := range u.boxes {
		list = append(list, Folder{
			Name: m.name, NoSelect: m.level,
			Children:   i+1 < len(u.boxes) && isBelow(u.boxes[i+1].name, m.name),
			Subscribed: u.IsSubscribed(m.name),
		})
	}
	return list
}

// Mailbox returns a mailbox by its name. The error is [ErrNone] or [ErrNoSelect].
func (u *User) Mailbox(name string) (*Mailbox, error) {
	switch m := u.find(canonical(name)); {
	case m == nil:
		return nil, ErrNone
	case m.level:
		return nil, ErrNoSelect
	default:
		return m, nil
	}
}

// Inbox returns the user's INBOX.
func (u *User) Inbox() *Mailbox { return u.find(Inbox) }

// Create makes a mailbox (RFC 3501 §6.3.3), and names above it that are missing, which
// cannot be selected themselves. A separator at the name's end says that others shall
// stand below it, which they may under any name. The error is [ErrExists], [ErrName] or
// [ErrMany].
func (u *User) Create(name string) error {
	if n := len(name); n > 1 && name[n-1:] == Separator {
		name = name[:n-1]
	}
	name = canonical(name)
	if !possible(name) {
		return ErrName
	}
	old := u.find(name)
	if old != nil && !old.level {
		return ErrExists
	}
	missing := u.missing(name)
	if len(u.boxes)+len(missing)+1 > maxBoxes {
		return ErrMany
	}
	lines := u.newLevels(missing)
	if old != nil {
		lines = append(lines, u.deleteLine(old))
		u.discard(old)
	}
	u.write(append(lines, boxLine(u.newBox(name)))...)
	return nil
}

// missing lists the names above one that are not there.
func (u *User) missing(name string) []string {
	return slices.DeleteFunc(superiors(name), func(s string) bool { return u.find(s) != nil })
}

// newLevels makes names that cannot be selected, and the journal's lines of them.
func (u *User) newLevels(names []string) (lines [][]byte) {
	for _, name := range names {
		u.boxID++
		m := &Mailbox{user: u, id: u.boxID, name: name, level: true}
		u.put(m)
		lines = append(lines, boxLine(m))
	}
	return lines
}

// Delete deletes a mailbox with all its messages (RFC 3501 §6.3.4). If there are names
// below it, its own stays and cannot be selected any more. The error is [ErrInbox],
// [ErrNone] or [ErrInferiors].
func (u *User) Delete(name string) error {
	name = canonical(name)
	m := u.find(name)
	switch {
	case name == Inbox:
		return ErrInbox
	case m == nil:
		return ErrNone
	case m.level && u.hasInferiors(name):
		return ErrInferiors
	}
	lines := [][]byte{u.deleteLine(m)}
	left := u.discard(m)
	if u.hasInferiors(name) {
		lines = append(lines, u.newLevels([]string{name})...)
	}
	u.write(lines...)
	u.release(left)
	m.tell(Change{Kind: Vanished})
	return nil
}

func (u *User) deleteLine(m *Mailbox) []byte { return begin(verbDelete).num(uint64(m.id)).end() }

func (u *User) hasInferiors(name string) bool {
	return slices.ContainsFunc(u.boxes, func(m *Mailbox) bool { return isBelow(m.name, name) })
}

// Rename gives a mailbox, and those below it, another name (RFC 3501 §6.3.5). Renaming
// INBOX moves its messages to a new mailbox and leaves INBOX empty; those below INBOX
// stay. The error is [ErrNone], [ErrExists], [ErrName] or [ErrMany].
func (u *User) Rename(from, to string) error {
	from, to = canonical(from), canonical(to)
	m := u.find(from)
	switch {
	case m == nil:
		return ErrNone
	case !possible(to) || isBelow(to, from) && from != Inbox:
		return ErrName
	case u.find(to) != nil:
		return ErrExists
	case from == Inbox:
		return u.renameInbox(to)
	}
	var moved []*Mailbox
	for _, b := range u.boxes {
		if b == m || isBelow(b.name, from) {
			if !possible(to + b.name[len(from):]) {
				return ErrName
			}
			moved = append(moved, b)
		}
	}
	missing := u.missing(to)
	if len(u.boxes)+len(missing) > maxBoxes {
		return ErrMany
	}
	lines := u.newLevels(missing)
	for _, b := range moved {
		u.take(b)
		b.name = to + b.name[len(from):]
		u.put(b)
		lines = append(lines, begin(verbRename).num(uint64(b.id)).name(b.name).end())
	}
	u.write(lines...)
	return nil
}

// renameInbox moves what is in INBOX to a new mailbox.
func (u *User) renameInbox(to string) error {
	if err := u.Create(to); err != nil {
		return err
	}
	inbox := u.Inbox()
	_, err := inbox.Move(inbox.uids(), u.find(to))
	return err
}

// find returns what has a name in its one spelling, or nil.
func (u *User) find(name string) *Mailbox {
	if i, ok := u.place(name); ok {
		return u.boxes[i]
	}
	return nil
}

func (u *User) place(name string) (int, bool) {
	return slices.BinarySearchFunc(u.boxes, name, func(m *Mailbox, name string) int { return compare(m.name, name) })
}

// newBox makes an empty mailbox.
func (u *User) newBox(name string) *Mailbox {
	u.boxID++
	u.validity++
	m := &Mailbox{user: u, id: u.boxID, name: name, validity: u.validity, next: 1, recent: 1}
	u.put(m)
	return m
}

// put adds a mailbox to the user's.
func (u *User) put(m *Mailbox) {
	i, _ := u.place(m.name)
	u.boxes = slices.Insert(u.boxes, i, m)
}

// take takes a mailbox off the user's list.
func (u *User) take(m *Mailbox) {
	i, _ := u.place(m.name)
	u.boxes = slices.Delete(u.boxes, i, i+1)
}

// discard takes away a mailbox and its messages.
func (u *User) discard(m *Mailbox) []departure {
	u.take(m)
	m.gone = true
	return m.remove(m.uids())
}
