package agent

import (
	"strconv"

	"playnet/core/mail"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// newest is how many messages of a folder the screen gets to see at once.
const newest = 100

// View describes the program.
func (a *Agent) View() view.Program {
	m := &view.Mail{Account: a.config.Address, Protocol: a.config.Protocol.String(), Doing: a.doing}
	p := view.Program{Kind: Kind, State: a.state.String(), Mail: m}
	if a.h == nil {
		p.State = "starting"
		return p
	}
	m.Queue = a.queued()
	if a.config.Protocol != POP3 {
		for _, f := range a.server.folders {
			m.Mailboxes = append(m.Mailboxes, f.view())
		}
	}
	for _, box := range a.own.View(newest) {
		if box.Name == mailbox.Inbox && box.Total == 0 && a.config.Protocol != POP3 {
			continue // every user has one, this one without a use
		}
		box.User, box.Name, box.Local = "", a.shown(box.Name), true
		m.Mailboxes = append(m.Mailboxes, box)
	}
	if a.talk != nil {
		m.Sessions = append(m.Sessions, a.talk())
	}
	total, unseen := 0, 0
	for _, box := range m.Mailboxes {
		total, unseen = total+box.Total, unseen+box.Unseen
	}
	p.Fields = append(p.Fields,
		view.Field{ID: "mail.messages", Value: strconv.Itoa(total)},
		view.Field{ID: "mail.unseen", Value: strconv.Itoa(unseen)},
		view.Field{ID: "mail.outbox", Value: strconv.Itoa(len(a.outbox))},
	)
	return p
}

func (f *remote) view() view.Mailbox {
	v := view.Mailbox{Name: f.name, UIDValidity: f.validity, UIDNext: f.next, Total: f.total, Unseen: f.unseen}
	for _, k := range f.known[max(0, len(f.known)-newest):] {
		v.Messages = append(v.Messages, k.shown())
		v.Bytes += k.item.Size
	}
	return v
}

// shown describes the message as a line of a list.
func (k *known) shown() view.MailItem {
	item := k.item
	switch {
	case k.whole:
		item.Has = ""
	case len(k.parts) > 0:
		item.Has = "parts"
	default:
		item.Has = "header"
	}
	return item
}

// Message returns a message as far as the program has it.
func (a *Agent) Message(folder string, uid uint32) (m view.MailMessage, ok bool) {
	if a.h == nil {
		return m, false
	}
	if folder == outboxName {
		for _, l := range a.outbox {
			if l.Number == uid {
				return view.MailMessage{Item: l.item, Source: l.source, Whole: true, Root: mail.Parse(l.source)}, true
			}
		}
		return m, false
	}
	m.Source, ok = a.sourceOf(folder, uid)
	if !ok {
		return m, false
	}
	if own, name := a.place(folder); own {
		box, _ := a.own.Mailbox(name) // there it is
		msg, _, _ := box.Find(uid)
		m.Item, m.Whole = msg.Item(), true
	} else {
		k := a.server.folder(name).find(uid)
		m.Item, m.Whole = k.shown(), k.whole
	}
	m.Root = mail.Parse(m.Source)
	return m, true
}

// List returns up to n messages of a folder, as lines of a list, the newest first: those
// from a place on, counted from 0. total is how many the folder holds. Of a folder on a
// server those are left out that the program hasn't asked for yet.
func (a *Agent) List(folder string, from, n int) (list []view.MailItem, total int) {
	if a.h == nil {
		return nil, 0
	}
	own, name := a.place(folder)
	if own {
		box, err := a.own.Mailbox(name)
		if err != nil {
			return nil, 0
		}
		return Page(box, from, n), box.Len()
	}
	f := a.server.folder(name)
	if f == nil {
		return nil, 0
	}
	for i := len(f.known) - 1 - max(from, 0); i >= 0 && len(list) < n; i-- {
		list = append(list, f.known[i].shown())
	}
	return list, f.total
}

// Page returns up to n messages of a mailbox as lines of a list, the newest first, from a
// place on.
func Page(box *mailbox.Mailbox, from, n int) (list []view.MailItem) {
	all := box.Messages()
	for i := len(all) - 1 - max(from, 0); i >= 0 && len(list) < n; i-- {
		list = append(list, all[i].Item())
	}
	return list
}
