package mailbox

import (
	"playnet/core/mail"
	"playnet/core/view"
)

// View describes the user's mailboxes for the screen, each with its newest messages:
// at most so many. Names that cannot be selected are left out.
func (u *User) View(newest int) []view.Mailbox {
	list := make([]view.Mailbox, 0, len(u.boxes))
	for _, m := range u.boxes {
		if !m.level {
			list = append(list, m.View(newest))
		}
	}
	return list
}

// View describes the mailbox for the screen.
func (m *Mailbox) View(newest int) view.Mailbox {
	v := view.Mailbox{
		User: m.user.Name(), Name: m.name, UIDValidity: m.validity, UIDNext: m.next,
		Total: len(m.list), Unseen: m.unseen, Bytes: m.bytes, Quota: m.user.Quota(),
	}
	if n := min(newest, len(m.list)); len(m.shown) != n || m.shown == nil {
		m.shown = make([]view.MailItem, 0, n)
		for _, msg := range m.list[len(m.list)-n:] {
			m.shown = append(m.shown, msg.Item())
		}
	}
	v.Messages = m.shown
	return v
}

// Item describes the message as a line of a list shows it. What it says of the header
// is read once.
func (msg *Message) Item() view.MailItem {
	if msg.item == nil {
		item := mail.ItemOf(msg.Source())
		msg.item = &item
	}
	item := *msg.item
	item.UID, item.Size, item.Flags = msg.uid, msg.size, msg.Flags()
	return item
}
