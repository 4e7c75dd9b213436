package mailbox

import (
	"slices"
	"time"

	"playnet/core/view"
)

// Mailbox is a user's folder of messages.
type Mailbox struct {
	user     *User
	id       uint32 // in the journal
	name     string
	level    bool   // it is a name alone, with others below it (\Noselect)
	validity uint32 // UIDVALIDITY
	next     uint32 // UIDNEXT
	recent   uint32 // the first UID of which no session has been told
	gone     bool   // deleted

	list   []*Message // ascending UIDs
	unseen int
	bytes  int64
	shown  []view.MailItem // what the screen was given last; nil: something has changed

	watchers []*watcher
	locked   bool
}

// Message is a message of a mailbox.
type Message struct {
	box   *Mailbox
	uid   uint32
	flags flagSet
	file  uint64
	size  int64
	date  int64 // nanoseconds since 1970
	gone  bool
	item  *view.MailItem // what lists show of it, once somebody has looked
}

// Name returns the mailbox's name, with "/" between the levels of the hierarchy.
func (m *Mailbox) Name() string { return m.name }

// User returns whose mailbox it is.
func (m *Mailbox) User() *User { return m.user }

// Gone reports whether the mailbox was deleted since somebody got hold of it.
func (m *Mailbox) Gone() bool { return m.gone }

// UIDValidity tells this mailbox from others that had its name before.
func (m *Mailbox) UIDValidity() uint32 { return m.validity }

// UIDNext returns the UID that the next message will get.
func (m *Mailbox) UIDNext() uint32 { return m.next }

// Len returns how many messages are there.
func (m *Mailbox) Len() int { return len(m.list) }

// Unseen returns how many messages are not flagged \Seen.
func (m *Mailbox) Unseen() int { return m.unseen }

// Bytes returns how many bytes the messages have together.
func (m *Mailbox) Bytes() int64 { return m.bytes }

// Recent returns how many messages have come since a session took the recent ones.
func (m *Mailbox) Recent() int {
	i, _ := m.index(m.recent)
	return len(m.list) - i
}

// TakeRecent returns the UID from which on messages are \Recent for the session that
// asks, and for no later one (RFC 3501 §2.3.2).
func (m *Mailbox) TakeRecent() (from uint32) {
	from = m.recent
	if from != m.next {
		m.recent = m.next
		m.user.write(begin(verbRecent).num(uint64(m.id)).num(uint64(m.next)).end())
	}
	return from
}

// Messages returns the messages in ascending order of UIDs. The list must not be
// changed; it stays as it is when messages come or go.
func (m *Mailbox) Messages() []*Message { return m.list[:len(m.list):len(m.list)] }

func (m *Mailbox) uids() []uint32 {
	list := make([]uint32, 0, len(m.list))
	for _, msg := range m.list {
		list = append(list, msg.uid)
	}
	return list
}

// At returns the message with a sequence number, from 1 to Len.
func (m *Mailbox) At(seq int) *Message { return m.list[seq-1] }

// Find returns the message with a UID, and its sequence number.
func (m *Mailbox) Find(uid uint32) (msg *Message, seq int, ok bool) {
	i, ok := m.index(uid)
	if !ok {
		return nil, 0, false
	}
	return m.list[i], i + 1, true
}

// index returns where a UID stands in the list, or would stand.
func (m *Mailbox) index(uid uint32) (int, bool) {
	return slices.BinarySearchFunc(m.list, uid, func(msg *Message, uid uint32) int {
		return int(int64(msg.uid) - int64(uid))
	})
}

// Lock gives the caller the exclusive access that POP3 wants (RFC 1939 §4), until it
// calls release; ok is false while somebody else has it. It keeps out nobody but those
// who ask for it.
func (m *Mailbox) Lock() (release func(), ok bool) {
	if m.locked {
		return nil, false
	}
	m.locked = true
	return func() { m.locked = false }, true
}

// UID returns the message's unique identifier.
func (msg *Message) UID() uint32 { return msg.uid }

// Size returns how many bytes the message has.
func (msg *Message) Size() int64 { return msg.size }

// Date returns when the server got the message (RFC 3501 §2.3.3).
func (msg *Message) Date() time.Time { return time.Unix(0, msg.date).UTC() }

// Flags lists the message's flags and keywords.
func (msg *Message) Flags() []string { return msg.box.user.flagNames(msg.flags) }

// Has reports whether the message has a flag, whatever its case.
func (msg *Message) Has(flag string) bool {
	return msg.flags&msg.box.user.knownBit(flag) != 0
}

// Gone reports whether the message was expunged since somebody got hold of it.
func (msg *Message) Gone() bool { return msg.gone }

// Source returns the message's bytes, which must not be changed; none if it is gone.
func (msg *Message) Source() []byte {
	if msg.gone {
		return nil
	}
	u := msg.box.user
	b, _ := u.disk.Read(u.fileName(msg.file))
	return b
}
