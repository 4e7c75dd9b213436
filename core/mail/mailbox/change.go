package mailbox

import "slices"

// SetFlags changes the flags of messages; UIDs that no message has are passed over.
// It returns the UIDs of the messages whose flags are others now.
func (m *Mailbox) SetFlags(uids []uint32, op FlagOp, flags []string) (changed []uint32) {
	found, _ := m.found(uids)
	if len(found) == 0 {
		return nil // a keyword is known from when some message has it
	}
	set := m.user.flagSet(op, flags)
	for _, msg := range found {
		if op.apply(msg.flags, set) != msg.flags {
			changed = append(changed, msg.uid)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	m.setFlags(op, set, changed)
	m.user.write(flagsLine(m, op, set, changed))
	for _, uid := range changed {
		if msg, seq, ok := m.Find(uid); ok { // who heard of one before may have removed it
			m.tell(Change{Kind: Reflagged, UID: msg.uid, Seq: seq})
		}
	}
	return changed
}

func (m *Mailbox) setFlags(op FlagOp, set flagSet, uids []uint32) {
	for _, uid := range uids {
		msg, _, ok := m.Find(uid)
		if !ok {
			continue
		}
		m.count(msg, -1)
		msg.flags = op.apply(msg.flags, set)
		m.count(msg, +1)
	}
}

// Expunge removes messages for good, whatever their flags: choosing those that are
// flagged \Deleted is the caller's work. It returns the UIDs that are gone, ascending;
// those that no message had are passed over.
func (m *Mailbox) Expunge(uids []uint32) (gone []uint32) {
	found, _ := m.found(uids)
	if len(found) == 0 {
		return nil
	}
	for _, msg := range found {
		gone = append(gone, msg.uid)
	}
	left := m.remove(gone)
	m.user.write(goneLine(m, gone))
	m.user.release(left)
	m.tellGone(left)
	return gone
}

// departure is a message that is no more, and the sequence number that it had when all
// those before it in the list had gone.
type departure struct {
	uid  uint32
	seq  int
	file uint64
}

// remove takes messages off the list. The UIDs ascend.
func (m *Mailbox) remove(uids []uint32) (left []departure) {
	u := m.user
	kept := make([]*Message, 0, len(m.list)) // whoever has the old list may go on reading it
	for _, msg := range m.list {
		if len(uids) == 0 || uids[0] != msg.uid {
			kept = append(kept, msg)
			continue
		}
		uids = uids[1:]
		msg.gone = true
		m.count(msg, -1)
		u.count--
		u.used -= msg.size
		left = append(left, departure{msg.uid, len(kept) + 1, msg.file})
	}
	m.list = kept
	return left
}

// release takes the files of messages that are no more off the disk, unless a copy has
// them too. The journal says by then that the messages are gone.
func (u *User) release(left []departure) {
	for _, d := range left {
		switch n := u.shared[d.file]; {
		case n > 1:
			u.shared[d.file] = n - 1
		case n == 1:
			delete(u.shared, d.file)
		default:
			u.disk.Remove(u.fileName(d.file))
		}
	}
}

// Deleted lists the UIDs of the messages that are flagged \Deleted.
func (m *Mailbox) Deleted() (uids []uint32) {
	bit := m.user.knownBit(Deleted)
	for _, msg := range m.list {
		if msg.flags&bit != 0 {
			uids = append(uids, msg.uid)
		}
	}
	return uids
}

// Change is something that happened to a mailbox.
type Change struct {
	Kind ChangeKind
	UID  uint32 // of the message
	// Seq is the message's sequence number: of one that is gone, what it was when those
	// before it in the same call had gone already, as EXPUNGE responses count (RFC 3501
	// §7.4.1).
	Seq int
}

// ChangeKind is what kind of change it was.
type ChangeKind uint8

// What can happen to a mailbox.
const (
	Appended  ChangeKind = iota + 1 // a message came
	Reflagged                       // a message has other flags
	Expunged                        // a message went
	Vanished                        // the mailbox was deleted; there is no message
)

func (k ChangeKind) String() string {
	return [...]string{"", "appended", "reflagged", "expunged", "vanished"}[k]
}

type watcher struct{ hear func(Change) }

// Watch has hear called with each change of the mailbox, whoever makes it, the caller
// itself included, until stop is called. The change is on the disk by then, and all
// that its call changes can be seen. hear must not block.
func (m *Mailbox) Watch(hear func(Change)) (stop func()) {
	w := &watcher{hear}
	m.watchers = append(m.watchers, w)
	return func() {
		// In a new list: it may be called while the changes are told.
		m.watchers = slices.DeleteFunc(slices.Clone(m.watchers), func(o *watcher) bool { return o == w })
	}
}

func (m *Mailbox) tell(c Change) {
	for _, w := range m.watchers {
		w.hear(c)
	}
}

func (m *Mailbox) tellGone(left []departure) {
	for _, d := range left {
		m.tell(Change{Kind: Expunged, UID: d.uid, Seq: d.seq})
	}
}
