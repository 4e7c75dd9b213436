package mailbox

import "time"

// Append puts a message into the mailbox and returns its UID. The date is when the
// server got it. The error is [ErrQuota], [ErrFull], or [ErrNone] if the mailbox was
// deleted meanwhile. When Append returns, the message is there for good, once.
func (m *Mailbox) Append(source []byte, flags []string, date time.Time) (uid uint32, err error) {
	u := m.user
	if err := m.takes(1, int64(len(source))); err != nil {
		return 0, err
	}
	u.file++
	msg := &Message{
		box: m, uid: m.next, file: u.file, size: int64(len(source)), date: date.UnixNano(), flags: u.flagSet(AddFlags, flags),
	}
	u.disk.Write(u.fileName(msg.file), source)
	m.add(msg)
	u.write(addLine(msg))
	m.tell(Change{Kind: Appended, UID: msg.uid, Seq: len(m.list)})
	return msg.uid, nil
}

// takes returns why the mailbox cannot take so many messages more.
func (m *Mailbox) takes(messages int, bytes int64) error {
	switch {
	case m.gone || m.level:
		return ErrNone
	case !m.user.Room(bytes):
		return ErrQuota
	case uint64(m.next)+uint64(messages) > 1<<32-1:
		return ErrFull
	}
	return nil
}

// add puts a message at the end of the list.
func (m *Mailbox) add(msg *Message) {
	m.list = append(m.list, msg)
	m.next = max(m.next, msg.uid+1)
	m.count(msg, +1)
	m.user.count++
	m.user.used += msg.size
}

// count adds a message to the mailbox's sums, or takes it off.
func (m *Mailbox) count(msg *Message, n int) {
	m.shown = nil
	m.bytes += int64(n) * msg.size
	if msg.flags&seenBit == 0 {
		m.unseen += n
	}
}

// Copied is a message that was copied or moved: its UIDs before and after.
type Copied struct{ From, To uint32 }

// Copy copies messages to another mailbox of the same user, or to the same one, with
// their flags and dates, in the order of their UIDs: all or none. UIDs that no message
// has are passed over.
func (m *Mailbox) Copy(uids []uint32, to *Mailbox) ([]Copied, error) {
	return m.transfer(uids, to, false)
}

// Move moves messages to another mailbox of the same user (RFC 6851): at no instant
// are they in both, or in none. A move into the same mailbox gives them new UIDs.
func (m *Mailbox) Move(uids []uint32, to *Mailbox) ([]Copied, error) {
	return m.transfer(uids, to, true)
}

func (m *Mailbox) transfer(uids []uint32, to *Mailbox, move bool) (done []Copied, err error) {
	if to.user != m.user {
		panic("mailbox: a copy from one user to another")
	}
	found, bytes := m.found(uids)
	if move {
		bytes = 0
	}
	if err := to.takes(len(found), bytes); err != nil || len(found) == 0 {
		return nil, err
	}
	uids = uids[:0:0]
	var lines [][]byte
	var copies []*Message
	for i, msg := range found {
		c := *msg
		c.box, c.uid = to, to.next+uint32(i)
		copies, done = append(copies, &c), append(done, Copied{msg.uid, c.uid})
		lines, uids = append(lines, addLine(&c)), append(uids, msg.uid)
	}
	if move {
		lines = append(lines, goneLine(m, uids))
	}
	for _, c := range copies {
		m.user.shared[c.file]++
		to.add(c)
	}
	var left []departure
	if move {
		left = m.remove(uids)
	}
	m.user.write(lines...)
	m.user.release(left)
	for _, c := range copies {
		_, seq, _ := to.Find(c.uid)
		to.tell(Change{Kind: Appended, UID: c.uid, Seq: seq})
	}
	m.tellGone(left)
	return done, nil
}

// found returns the messages that have some of the UIDs, and their bytes together.
func (m *Mailbox) found(uids []uint32) (list []*Message, bytes int64) {
	for _, uid := range sorted(uids) {
		if msg, _, ok := m.Find(uid); ok {
			list = append(list, msg)
			bytes += msg.size
		}
	}
	return list, bytes
}
