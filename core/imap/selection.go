package imap

import (
	"slices"
	"strconv"

	"playnet/core/mail/mailbox"
)

// selection is an open mailbox as its client knows it. The mailbox may have moved on:
// others bring, remove and flag messages meanwhile. The client is told between commands,
// so that a sequence number always means the message that the client means.
type selection struct {
	mailbox  *mailbox.Mailbox
	readOnly bool            // by EXAMINE
	uids     []uint32        // the client's messages: sequence number n is uids[n-1]
	recent   uint32          // messages from this UID on are \Recent for this session,
	others   map[uint32]bool // but for these, of which another session heard first
	// toldRecent is how many \Recent messages the client knows of.
	toldRecent int
	taken      uint32          // the first UID that this session has not yet made its own
	keywords   int             // how many keywords FLAGS has told of
	arrived    []uint32        // not yet told
	gone       map[uint32]bool // not yet told
	flagged    map[uint32]bool // have other flags, not yet told
	vanished   bool            // the mailbox was deleted
	// mine is set while the session changes flags itself: it tells of them in its own way.
	mine bool
	stop func()
	// changed is called when there is something to tell; nil but in IDLE.
	changed func()
}

// open begins to follow a mailbox.
func open(m *mailbox.Mailbox, readOnly bool) *selection {
	b := &selection{mailbox: m, readOnly: readOnly,
		gone: map[uint32]bool{}, flagged: map[uint32]bool{}, others: map[uint32]bool{}}
	// RFC 3501, section 2.3.2: \Recent tells that this is the first session that has been
	// notified about the message; one that may not change the mailbox takes it from nobody.
	if b.recent = m.UIDNext() - uint32(m.Recent()); !readOnly {
		b.recent = m.TakeRecent()
	}
	messages := m.Messages()
	b.uids = make([]uint32, 0, len(messages))
	for _, msg := range messages {
		b.uids = append(b.uids, msg.UID())
	}
	b.stop = m.Watch(b.hear)
	return b
}

// hear notes a change of the mailbox.
func (b *selection) hear(c mailbox.Change) {
	switch c.Kind {
	case mailbox.Appended:
		b.arrived = append(b.arrived, c.UID)
	case mailbox.Reflagged:
		if !b.mine {
			b.flagged[c.UID] = true
		}
	case mailbox.Expunged:
		b.gone[c.UID] = true
	case mailbox.Vanished:
		b.vanished = true
	}
	if b.changed != nil {
		b.changed()
	}
}

// takeRecent makes a new message \Recent in this session alone, if no other has heard of
// it.
func (b *selection) takeRecent(uid uint32) {
	if b.readOnly || uid < b.taken {
		return
	}
	for first := b.mailbox.TakeRecent(); uid < first && uid < b.mailbox.UIDNext(); uid++ {
		b.others[uid] = true
	}
	b.taken = b.mailbox.UIDNext()
}

// isRecent reports whether a message is \Recent in this session.
func (b *selection) isRecent(uid uint32) bool { return uid >= b.recent && !b.others[uid] }

// flags returns a message's flags as this session sees them.
func (b *selection) flags(msg *mailbox.Message) []string {
	flags := msg.Flags()
	if b.isRecent(msg.UID()) {
		flags = append(slices.Clip(flags), `\Recent`)
	}
	return flags
}

// countRecent returns how many of the client's messages are \Recent.
func (b *selection) countRecent() int {
	from, _ := slices.BinarySearch(b.uids, b.recent)
	n := 0
	for _, uid := range b.uids[from:] {
		if b.isRecent(uid) {
			n++
		}
	}
	return n
}

// update tells the client what has changed. Numbers change only where that is allowed.
func (s *session) update(expunge, withUID bool) {
	b := s.box
	e := EventUpdate{Client: s.peer, User: s.user.Name(), Mailbox: b.mailbox.Name()}
	if expunge && len(b.gone) > 0 {
		e.Gone = s.tellGone()
	}
	if len(b.arrived)+len(b.flagged) > 0 {
		s.tellKeywords()
	}
	e.Arrived = s.tellArrived()
	if e.Gone+e.Arrived > 0 {
		s.tellRecent()
	}
	e.Flags = s.tellFlags(withUID)
	if e.Gone+e.Arrived+e.Flags > 0 {
		e.Exists = len(b.uids)
		s.srv.h.Emit(e)
	}
}

// tellGone sends EXPUNGE for each message that is no more. "The message sequence number
// for each successive message in the mailbox is immediately decremented by 1, and this
// decrement is reflected in message sequence numbers in subsequent responses".
func (s *session) tellGone() (told int) {
	b := s.box
	kept := b.uids[:0]
	for i, uid := range b.uids {
		if !b.gone[uid] {
			kept = append(kept, uid)
			continue
		}
		s.untagged(strconv.Itoa(i+1-told) + " EXPUNGE")
		told++
	}
	b.uids = kept
	// A message that came and went before the client heard of it was never there.
	b.arrived = slices.DeleteFunc(b.arrived, func(uid uint32) bool { return b.gone[uid] })
	clear(b.gone)
	return told
}

// tellArrived sends EXISTS, if there are new messages.
func (s *session) tellArrived() int {
	b := s.box
	n := 0
	for _, uid := range b.arrived {
		if !b.gone[uid] {
			b.takeRecent(uid)
			b.uids = append(b.uids, uid)
			n++
		}
	}
	b.arrived = b.arrived[:0]
	if n > 0 {
		s.untagged(strconv.Itoa(len(b.uids)) + " EXISTS")
	}
	return n
}

// tellRecent sends RECENT if it is another number than the client knows.
func (s *session) tellRecent() {
	if n := s.box.countRecent(); n != s.box.toldRecent {
		s.box.toldRecent = n
		s.untagged(strconv.Itoa(n) + " RECENT")
	}
}

// tellFlags sends the flags of messages that others have changed.
func (s *session) tellFlags(withUID bool) (told int) {
	b := s.box
	if len(b.flagged) == 0 {
		return 0
	}
	for i, uid := range b.uids {
		if !b.flagged[uid] {
			continue
		}
		if msg, _, there := b.mailbox.Find(uid); there {
			s.tellFlagsOf(i+1, msg, withUID)
			told++
		}
	}
	clear(b.flagged)
	return told
}

// tellFlagsOf sends FETCH with the flags of a message.
func (s *session) tellFlagsOf(n int, msg *mailbox.Message, withUID bool) {
	s.out = append(s.out, "* "...)
	s.out = strconv.AppendInt(s.out, int64(n), 10)
	s.out = append(s.out, " FETCH ("...)
	if withUID {
		s.out = append(s.out, "UID "...)
		s.out = strconv.AppendUint(s.out, uint64(msg.UID()), 10)
		s.out = append(s.out, ' ')
	}
	s.out = append(s.out, "FLAGS "...)
	s.out = appendFlags(s.out, s.box.flags(msg))
	s.out = append(s.out, ")\r\n"...)
	delete(s.box.flagged, msg.UID())
	s.flushBig()
}

// tellKeywords sends FLAGS and PERMANENTFLAGS anew when keywords have been added since.
func (s *session) tellKeywords() {
	if u := s.user; s.box.keywords != len(u.Keywords()) {
		s.tellDefinedFlags()
	}
}

var systemFlags = []string{mailbox.Answered, mailbox.Flagged, mailbox.Deleted, mailbox.Seen, mailbox.Draft}

// tellDefinedFlags sends which flags there are, and which can be changed for good.
func (s *session) tellDefinedFlags() {
	b := s.box
	all := append(slices.Clone(systemFlags), s.user.Keywords()...)
	b.keywords = len(s.user.Keywords())
	s.untagged("FLAGS " + string(appendFlags(nil, all)))
	switch {
	case b.readOnly:
		all = nil
	case s.user.MoreKeywords():
		all = append(all, `\*`) // keywords can be made by using them
	}
	s.untagged(Reply{Status: OK, Code: "PERMANENTFLAGS " + string(appendFlags(nil, all)), Text: "Flags permitted"}.String())
}

// closeMailbox forgets the open mailbox, if there is one.
func (s *session) closeMailbox() {
	if s.box != nil {
		s.box.stop()
		s.box = nil
	}
}

// chosen is a message that a command is about.
type chosen struct {
	number  int
	message *mailbox.Message
}

// choose finds the messages that a set names. Of a set of UIDs those that no message has
// are passed over: "A non-existent unique identifier is ignored without any error message
// generated" (RFC 3501, section 6.4.8). A sequence number that there is not makes the command BAD.
// missing says that some were expunged by others.
func (s *session) choose(c *call, set Set) (list []chosen, missing bool, ok bool) {
	b := s.box
	if c.uid {
		largest := uint32(0)
		if n := len(b.uids); n > 0 {
			largest = b.uids[n-1]
		}
		for _, r := range set.resolve(largest) {
			from, _ := slices.BinarySearch(b.uids, r.First)
			for i := from; i < len(b.uids) && b.uids[i] <= r.Last; i++ {
				if msg, _, there := b.mailbox.Find(b.uids[i]); there {
					list = append(list, chosen{i + 1, msg})
				} else {
					missing = true
				}
			}
		}
		return list, missing, true
	}
	resolved := set.resolve(uint32(len(b.uids)))
	for _, r := range resolved {
		if r.First == 0 || int64(r.Last) > int64(len(b.uids)) {
			return nil, false, false
		}
	}
	for _, r := range resolved {
		for n := r.First; n <= r.Last; n++ {
			if msg, _, there := b.mailbox.Find(b.uids[n-1]); there {
				list = append(list, chosen{int(n), msg})
			} else {
				missing = true
			}
		}
	}
	return list, missing, true
}

// uidsOf returns the UIDs of messages.
func uidsOf(list []chosen) []uint32 {
	uids := make([]uint32, len(list))
	for i, m := range list {
		uids[i] = m.message.UID()
	}
	return uids
}

var (
	noSuchNumber = bad("No message has such a sequence number")
	// RFC 5530, section 3: somebody else has expunged; NOOP would tell the client.
	expungeIssued = no("EXPUNGEISSUED", "Some of the messages have been expunged meanwhile")
)
