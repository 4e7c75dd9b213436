package agent

import (
	"slices"
	"strings"

	"playnet/core/mail"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// mirror is what the program knows of the folders on a server, from what it has asked for
// by IMAP. It is forgotten when the host stops: the server has it all.
type mirror struct {
	folders []*remote // as the server lists them
}

// remote is a folder on the server.
type remote struct {
	name     string
	validity uint32 // UIDVALIDITY: with another one all UIDs mean other messages
	next     uint32 // UIDNEXT
	total    int
	unseen   int
	known    []*known // ascending UIDs: the newest, and older ones that were asked for
}

// known is a message on the server of which the program has the header at least.
type known struct {
	item   view.MailItem
	header []byte // some fields, or all of them
	source []byte // what is there of the message; nil: the header alone
	whole  bool   // the source is all of it
	// Of a message of which parts are there: its structure, the parts, and their paths.
	structure *view.MailPart
	have      map[string]section
	parts     []string
}

// folder returns a folder by its name, or nil.
func (m *mirror) folder(name string) *remote {
	for _, f := range m.folders {
		if f.name == name || strings.EqualFold(name, "INBOX") && strings.EqualFold(f.name, "INBOX") {
			return f
		}
	}
	return nil
}

// add returns a folder by its name, which is made if it isn't known.
func (m *mirror) add(name string) *remote {
	if f := m.folder(name); f != nil {
		return f
	}
	f := &remote{name: name}
	m.folders = append(m.folders, f)
	return f
}

// renew forgets what was known of a folder's messages if its UIDs mean others now.
func (f *remote) renew(validity uint32) {
	if f.validity != 0 && f.validity != validity {
		f.known = nil
	}
	f.validity = validity
}

func (f *remote) find(uid uint32) *known {
	if i, ok := f.index(uid); ok {
		return f.known[i]
	}
	return nil
}

func (f *remote) index(uid uint32) (int, bool) {
	return slices.BinarySearchFunc(f.known, uid, func(k *known, uid uint32) int {
		switch {
		case k.item.UID < uid:
			return -1
		case k.item.UID > uid:
			return 1
		}
		return 0
	})
}

// put adds a message, in the place of what was known of it.
func (f *remote) put(k *known) {
	i, ok := f.index(k.item.UID)
	if ok {
		f.known[i] = k
		return
	}
	f.known = slices.Insert(f.known, i, k)
}

// forget takes messages away.
func (f *remote) forget(uids []uint32) {
	f.known = slices.DeleteFunc(f.known, func(k *known) bool { return slices.Contains(uids, k.item.UID) })
}

// unseenKnown counts the known messages that are not \Seen.
func (f *remote) unseenKnown() (n int) {
	for _, k := range f.known {
		if !k.item.HasFlag(mailbox.Seen) {
			n++
		}
	}
	return n
}

// change changes what is known of messages, and so how many are not \Seen.
func (f *remote) change(do func()) {
	before := f.unseenKnown()
	do()
	f.unseen = max(0, f.unseen+f.unseenKnown()-before)
}

// took notes that a message has come into the folder.
func (f *remote) took(k *known) {
	f.change(func() { f.put(k) })
	f.total, f.next = f.total+1, max(f.next, k.item.UID+1)
}

// lost notes that messages have gone, and how many are left.
func (f *remote) lost(uids []uint32, left int) {
	f.change(func() { f.forget(uids) })
	f.total = left
}

// reflag notes a message's flags.
func (f *remote) reflag(uid uint32, flags []string) {
	if k := f.find(uid); k != nil {
		f.change(func() { k.item.Flags = lasting(flags) })
	}
}

// itemAs describes a message that was put into a folder.
func itemAs(source []byte, uid uint32, flags []string) view.MailItem {
	item := mail.ItemOf(source)
	item.UID, item.Flags, item.Size = uid, flags, int64(len(source))
	return item
}

// headerOf returns the header of a message that the program knows, as far as it is there.
func (a *Agent) headerOf(id string) (mail.Header, bool) {
	folder, uid, ok := a.find(id)
	if !ok {
		return nil, false
	}
	source, ok := a.sourceOf(folder, uid)
	header, _ := mail.ParseHeader(source)
	return header, ok
}

// find returns where a message is. INBOX goes first.
func (a *Agent) find(id string) (folder string, uid uint32, ok bool) {
	for _, box := range a.own.Folders() {
		m, err := a.own.Mailbox(box.Name)
		if err != nil {
			continue
		}
		for _, msg := range slices.Backward(m.Messages()) {
			if msg.Item().MessageID == id {
				return a.shown(box.Name), msg.Item().UID, true
			}
		}
	}
	if a.config.Protocol == POP3 {
		return "", 0, false
	}
	for _, f := range a.server.folders {
		for _, k := range slices.Backward(f.known) {
			if k.item.MessageID == id {
				return f.name, k.item.UID, true
			}
		}
	}
	return "", 0, false
}

// shown is how one of the program's own folders is called now.
func (a *Agent) shown(own string) string {
	if a.config.Protocol == POP3 {
		return own
	}
	return ownPrefix + own
}

// sourceOf returns what is there of a message.
func (a *Agent) sourceOf(folder string, uid uint32) ([]byte, bool) {
	own, name := a.place(folder)
	if own {
		box, err := a.own.Mailbox(name)
		if err != nil {
			return nil, false
		}
		msg, _, ok := box.Find(uid)
		if !ok {
			return nil, false
		}
		return msg.Source(), true
	}
	f := a.server.folder(name)
	if f == nil {
		return nil, false
	}
	k := f.find(uid)
	switch {
	case k == nil:
		return nil, false
	case k.source == nil:
		return k.header, true
	}
	return k.source, true
}

func idOf(source []byte) string {
	header, _ := mail.ParseHeader(source)
	return mail.MessageIDOf(header.Get("Message-ID"))
}

// lasting leaves \Recent out, which a message has for one session alone.
func lasting(flags []string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(s string) bool { return strings.EqualFold(s, `\Recent`) })
}
