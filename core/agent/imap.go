package agent

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"playnet/core/host"
	"playnet/core/imap"
	"playnet/core/mail/mailbox"
)

// lingers is how long the connection with the IMAP server stays when there is nothing to do.
const lingers = 30 * time.Second

// line is the connection with the IMAP server.
type line struct {
	*imap.Client
	bye  host.Timer // which ends it; nil: none
	news bool       // while it listened something has changed
}

// onServer does something by IMAP. A connection that stands from an earlier job may have
// died since: then a new one is made.
func (a *Agent) onServer(s State, what string, do func(*line) error) error {
	for {
		old := a.line != nil
		l, err := a.online()
		if err != nil {
			return err
		}
		if l.bye != nil {
			l.bye.Stop()
			l.bye = nil
		}
		a.become(s, what)
		err = do(l)
		var refused imap.Reply
		if err == nil || errors.As(err, &refused) || errors.Is(err, errGone) {
			a.rest()
			return err
		}
		_ = l.Close() // the first error counts
		a.line, a.talk = nil, nil
		if !old {
			return err
		}
	}
}

// online returns the connection with the IMAP server, which is made if there is none.
func (a *Agent) online() (*line, error) {
	if a.line != nil {
		return a.line, nil
	}
	c, err := reach(a, a.config.Incoming, imap.Port, func(at netip.AddrPort) (*imap.Client, error) { return imap.Dial(a.h, at) })
	if err != nil {
		return nil, err
	}
	a.become(LoggingIn, a.config.Incoming)
	if err := c.Login(a.config.User, a.config.Password); err != nil {
		_ = c.Logout() // the first error counts
		return nil, err
	}
	a.line, a.talk = &line{Client: c}, c.Session
	return a.line, nil
}

// rest arms the end of a connection that nobody uses. That is housekeeping.
func (a *Agent) rest() {
	if l := a.line; l != nil && !a.listen {
		l.bye = a.h.AfterWeak(lingers, func() {
			a.do("log out", func() error {
				if a.line != l || l.bye == nil {
					return nil // it was used again meanwhile
				}
				return a.hangUp()
			})
		})
	}
}

// hangUp ends the connection with the IMAP server.
func (a *Agent) hangUp() error {
	l := a.line
	a.line, a.talk, a.listen = nil, nil, false
	if l == nil {
		return nil
	}
	return l.Logout()
}

// filing is a message on its way into a folder on the server.
type filing struct{ folder, id string }

// appendTo puts a message into a folder on the server. One that went there before, and the
// server's reply was not heard, may be there already: it is looked for first.
func (a *Agent) appendTo(folder string, source []byte, flags []string) error {
	f := filing{folder, idOf(source)}
	return a.onServer(Changing, folder, func(l *line) error {
		uid, err := a.arrived(l, f)
		if err != nil {
			return err
		}
		if uid == 0 {
			err = a.creating(l, folder, func() (err error) {
				uid, err = l.Append(folder, flags, a.h.Now().UTC().Truncate(time.Second), source)
				return err
			})
		}
		var refused imap.Reply
		if err != nil && !errors.As(err, &refused) {
			a.unheard[f] = true
			return err
		}
		delete(a.unheard, f)
		if err != nil {
			return err
		}
		a.filed(folder, source)
		if box := a.server.add(folder); uid != 0 && box.find(uid) == nil {
			box.took(&known{item: itemAs(source, uid, flags), source: source, whole: true})
		}
		return nil
	})
}

// arrived returns the UID of a message that went into its folder without a reply; 0 if it is
// not there, or never went.
func (a *Agent) arrived(l *line, f filing) (uid uint32, err error) {
	if !a.unheard[f] || f.id == "" {
		return 0, nil
	}
	var refused imap.Reply
	if err := a.open(l, f.folder); errors.As(err, &refused) {
		return 0, nil // there is no such folder, then, or APPEND is refused too, and says why
	} else if err != nil {
		return 0, err
	}
	found, err := l.Search(imap.Key{Name: "HEADER", Field: "Message-ID", Text: "<" + f.id + ">"})
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0], nil
}

// creating does something that needs a folder, which is made if it isn't there. RFC 3501,
// section 7.1: TRYCREATE says that this is what is wrong.
func (a *Agent) creating(l *line, folder string, do func() error) error {
	err := do()
	var refused imap.Reply
	if !errors.As(err, &refused) || !strings.EqualFold(refused.CodeName(), "TRYCREATE") {
		return err
	}
	if err := l.Create(folder); err != nil {
		return err
	}
	a.server.add(folder)
	a.h.Emit(EventFolder{What: create.String(), Folder: folder})
	return do()
}

// open selects a folder, unless it is selected.
func (a *Agent) open(l *line, folder string) error {
	if box := l.Selected(); box != nil && box.Name == folder && !box.ReadOnly {
		return nil
	}
	box, err := l.Select(folder)
	if err != nil {
		return err
	}
	a.server.add(folder).renew(box.UIDValidity)
	return nil
}

// expunge deletes messages on the server.
func (a *Agent) expunge(folder string, uids []uint32) error {
	return a.onServer(Changing, folder, func(l *line) error {
		if err := a.open(l, folder); err != nil {
			return err
		}
		if err := a.discard(l, uids); err != nil {
			return err
		}
		a.h.Emit(EventRemoved{Folder: folder, UIDs: uids})
		a.server.add(folder).lost(uids, l.Selected().Exists)
		return nil
	})
}

// discard flags messages of the open folder and has the server remove them: those alone
// with UIDPLUS (RFC 4315), else all that are flagged so.
func (a *Agent) discard(l *line, uids []uint32) error {
	if _, err := l.Store(imap.ListUIDs(uids...), mailbox.AddFlags, mailbox.Deleted); err != nil {
		return err
	}
	if !l.Has("UIDPLUS") {
		uids = nil
	}
	return l.Expunge(uids...)
}

// store changes flags on the server.
func (a *Agent) store(folder string, uids []uint32, add, remove []string) error {
	return a.onServer(Changing, folder, func(l *line) error {
		if err := a.open(l, folder); err != nil {
			return err
		}
		for _, change := range []struct {
			op    mailbox.FlagOp
			flags []string
		}{{mailbox.AddFlags, add}, {mailbox.RemoveFlags, remove}} {
			if len(change.flags) == 0 {
				continue
			}
			told, err := l.Store(imap.ListUIDs(uids...), change.op, change.flags...)
			if err != nil {
				return err
			}
			for _, m := range told {
				a.server.add(folder).reflag(m.UID, m.Flags)
			}
		}
		a.h.Emit(EventFlagged{Folder: folder, UIDs: uids, Add: add, Remove: remove})
		return nil
	})
}

// serverTransfer moves or copies messages from one folder of the server to another.
func (a *Agent) serverTransfer(from string, uids []uint32, to string, move bool) error {
	return a.onServer(Changing, from, func(l *line) error {
		if err := a.open(l, from); err != nil {
			return err
		}
		some := imap.ListUIDs(uids...)
		var went imap.Copied
		err := a.creating(l, to, func() (err error) {
			if move && l.Has("MOVE") {
				went, err = l.Move(some, to)
			} else {
				went, err = l.Copy(some, to)
			}
			return err
		})
		if err == nil && move && !l.Has("MOVE") {
			err = a.discard(l, uids)
		}
		if err != nil {
			return err
		}
		a.h.Emit(EventMoved{Folder: from, UIDs: uids, To: to, Copied: !move})
		source, target := a.server.add(from), a.server.add(to)
		for i, uid := range went.From {
			if k := source.find(uid); k != nil {
				copied := *k
				copied.item.UID = went.To[i]
				target.took(&copied)
			}
		}
		if move {
			source.lost(uids, l.Selected().Exists)
		}
		return nil
	})
}

// serverFolder creates, deletes or renames a folder on the server.
func (a *Agent) serverFolder(change folderChange, name, to string) error {
	return a.onServer(Changing, name, func(l *line) error {
		if box := l.Selected(); box != nil && box.Name == name && change != create {
			if _, err := l.Select(mailbox.Inbox); err != nil {
				return err
			}
		}
		var err error
		switch change {
		case create:
			err = l.Create(name)
		case destroy:
			err = l.Delete(name)
		case rename:
			err = l.Rename(name, to)
		}
		if err != nil {
			return err
		}
		a.h.Emit(EventFolder{What: change.String(), Folder: name, To: to})
		_, err = a.list(l)
		return err
	})
}

// list asks for the server's folders, and returns those that can be opened.
func (a *Agent) list(l *line) (open []*remote, err error) {
	folders, err := l.List("", "*")
	if err != nil {
		return nil, err
	}
	before := a.server
	a.server = &mirror{}
	for _, f := range folders {
		if slices.ContainsFunc(f.Attributes, func(s string) bool { return strings.EqualFold(s, `\Noselect`) }) {
			continue
		}
		r := before.folder(f.Name)
		if r == nil {
			r = &remote{name: f.Name}
		}
		a.server.folders = append(a.server.folders, r)
	}
	return a.server.folders, nil
}
