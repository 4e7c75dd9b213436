package agent

import (
	"errors"
	"strings"

	"playnet/core/mail"
	"playnet/core/mail/mailbox"
)

// Folders that the program makes when it needs them.
const (
	sentFolder   = "Sent"
	draftsFolder = "Drafts"
	outboxName   = "Outbox" // the outbox, as a folder of which messages can be deleted
)

// ownPrefix begins the names of the program's own folders when the others are a server's.
const ownPrefix = "Local/"

// place says where a folder is: whether it is one of the program's own, and how it is
// called there.
func (a *Agent) place(folder string) (own bool, name string) {
	if a.config.Protocol == POP3 {
		return true, folder
	}
	name, own = strings.CutPrefix(folder, ownPrefix)
	return own, name
}

// ownFolder returns one of the program's own folders.
func (a *Agent) ownFolder(name string, create bool) (*mailbox.Mailbox, error) {
	box, err := a.own.Mailbox(name)
	if errors.Is(err, mailbox.ErrNone) && create {
		if err := a.own.Create(name); err != nil {
			return nil, err
		}
		return a.own.Mailbox(name)
	}
	return box, err
}

// put adds a message to a folder, which is made if it isn't there.
func (a *Agent) put(folder string, source []byte, flags []string) error {
	own, name := a.place(folder)
	if !own {
		return a.appendTo(name, source, flags)
	}
	box, err := a.ownFolder(name, true)
	if err != nil {
		return err
	}
	_, err = box.Append(source, flags, a.h.Now())
	a.filed(folder, source)
	return err
}

func (a *Agent) filed(folder string, source []byte) {
	a.h.Emit(EventFiled{Folder: folder, MessageID: idOf(source), Size: int64(len(source))})
}

// remove deletes messages for good.
func (a *Agent) remove(folder string, uids []uint32) error {
	own, name := a.place(folder)
	if !own {
		return a.expunge(name, uids)
	}
	box, err := a.ownFolder(name, false)
	if err != nil {
		return err
	}
	gone := box.Expunge(uids)
	a.h.Emit(EventRemoved{Folder: folder, UIDs: gone})
	return nil
}

// Delete deletes messages for good: from the outbox, too.
func (a *Agent) Delete(folder string, uids []uint32) {
	a.do("delete", func() error {
		if folder != outboxName {
			return a.remove(folder, uids)
		}
		for _, uid := range uids {
			for _, l := range a.outbox {
				if l.Number == uid && l.State != Sent {
					a.drop(l)
					a.h.Emit(EventRemoved{Folder: folder, UIDs: []uint32{uid}})
					break
				}
			}
		}
		return nil
	})
}

// Flag gives messages flags, and takes others away.
func (a *Agent) Flag(folder string, uids []uint32, add, remove []string) {
	a.do("flag", func() error { return a.flag(folder, uids, add, remove) })
}

func (a *Agent) flag(folder string, uids []uint32, add, remove []string) error {
	own, name := a.place(folder)
	if !own {
		return a.store(name, uids, add, remove)
	}
	box, err := a.ownFolder(name, false)
	if err != nil {
		return err
	}
	box.SetFlags(uids, mailbox.AddFlags, add)
	box.SetFlags(uids, mailbox.RemoveFlags, remove)
	a.h.Emit(EventFlagged{Folder: folder, UIDs: uids, Add: add, Remove: remove})
	return nil
}

// flagAnswered flags a message that was answered. One that the program doesn't know stays
// as it is.
func (a *Agent) flagAnswered(id string) error {
	if folder, uid, ok := a.find(id); ok && id != "" {
		return a.flag(folder, []uint32{uid}, []string{mailbox.Answered}, nil)
	}
	return nil
}

// Move moves messages to another folder.
func (a *Agent) Move(folder string, uids []uint32, to string) {
	a.do("move", func() error { return a.transfer(folder, uids, to, true) })
}

// Copy copies messages to another folder.
func (a *Agent) Copy(folder string, uids []uint32, to string) {
	a.do("copy", func() error { return a.transfer(folder, uids, to, false) })
}

func (a *Agent) transfer(from string, uids []uint32, to string, move bool) error {
	ownFrom, fromName := a.place(from)
	ownTo, toName := a.place(to)
	switch {
	case !ownFrom && !ownTo:
		return a.serverTransfer(fromName, uids, toName, move)
	case ownFrom && ownTo:
		source, err := a.ownFolder(fromName, false)
		if err != nil {
			return err
		}
		target, err := a.ownFolder(toName, true)
		if err != nil {
			return err
		}
		if move {
			_, err = source.Move(uids, target)
		} else {
			_, err = source.Copy(uids, target)
		}
		a.h.Emit(EventMoved{Folder: from, UIDs: uids, To: to, Copied: !move})
		return err
	}
	// Between the server and this machine: each message is put there before it goes here.
	for _, uid := range uids {
		source, flags, err := a.whole(from, uid)
		if err != nil {
			return err
		}
		if err := a.put(to, source, flags); err != nil {
			return err
		}
	}
	if move {
		return a.remove(from, uids)
	}
	return nil
}

// Draft saves a letter that isn't finished, in the place of the draft that it was.
func (a *Agent) Draft(l Letter) {
	a.do("draft", func() error {
		if err := a.complete(&l); err != nil {
			return err
		}
		d := a.compose(l)
		d.KeepBcc = true
		source := mail.Build(d)
		a.h.Because(a.h.Emit(EventComposed{MessageID: d.MessageID, From: d.From.Spec(), To: d.Recipients(), Subject: d.Subject, Size: int64(len(source)), Draft: true}))
		// First on this machine's disk, where no server is needed for it.
		own, _ := a.place(draftsFolder)
		var spare uint32
		box, err := a.ownFolder(draftsFolder, true)
		if err == nil && !own {
			spare, err = box.Append(source, []string{mailbox.Draft}, a.h.Now())
		}
		if err != nil {
			return err
		}
		if err := a.put(draftsFolder, source, []string{mailbox.Draft, mailbox.Seen}); err != nil {
			return err
		}
		if !own {
			box.Expunge([]uint32{spare})
		}
		if l.Draft == 0 {
			return nil
		}
		return a.remove(draftsFolder, []uint32{l.Draft})
	})
}

// CreateFolder makes a folder.
func (a *Agent) CreateFolder(folder string) {
	a.do("folder", func() error {
		if own, name := a.place(folder); !own {
			return a.serverFolder(create, name, "")
		} else if err := a.own.Create(name); err != nil {
			return err
		}
		a.h.Emit(EventFolder{What: create.String(), Folder: folder})
		return nil
	})
}

// DeleteFolder deletes a folder with all that is in it.
func (a *Agent) DeleteFolder(folder string) {
	a.do("folder", func() error {
		if own, name := a.place(folder); !own {
			return a.serverFolder(destroy, name, "")
		} else if err := a.own.Delete(name); err != nil {
			return err
		}
		a.h.Emit(EventFolder{What: destroy.String(), Folder: folder})
		return nil
	})
}

// RenameFolder gives a folder another name. It stays where it is.
func (a *Agent) RenameFolder(folder, to string) {
	a.do("folder", func() error {
		own, name := a.place(folder)
		ownTo, toName := a.place(to)
		switch {
		case own != ownTo:
			return errElsewhere
		case !own:
			return a.serverFolder(rename, name, toName)
		}
		if err := a.own.Rename(name, toName); err != nil {
			return err
		}
		a.h.Emit(EventFolder{What: rename.String(), Folder: folder, To: to})
		return nil
	})
}

var errElsewhere = errors.New("a folder can't be renamed from the server to this machine, or back")

// folderChange is what can be done with a folder.
type folderChange uint8

const (
	create folderChange = iota
	destroy
	rename
)

func (c folderChange) String() string { return [...]string{"created", "deleted", "renamed"}[c] }
