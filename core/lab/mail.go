package lab

import (
	"strings"

	"playnet/core/agent"
	"playnet/core/lab/labfile"
	"playnet/core/lab/strict"
	"playnet/core/mail"
	"playnet/core/mail/auth"
	"playnet/core/mail/mailbox"
	"playnet/core/mailserver"
	"playnet/core/view"
)

var (
	noMailThere = strict.Define("no-mail-there", `no mail program and no mail server is on the host {host}, or it has not begun yet`)
	noFolder    = strict.Define("no-such-folder", `there is no folder {folder} on the host {host}`)
	noMessage   = strict.Define("no-such-mail", `there is no message {uid} in the folder {folder} on the host {host}`)
)

// Mail returns a message that a host has: a mail program as far as it has been fetched, a
// mail server whole. A server's folders are named after their user: "alice/INBOX". Looking
// changes nothing. The error's reason says what is not there.
func (w *World) Mail(host, folder string, uid uint32) (view.MailMessage, error) {
	name := labfile.Name(host)
	if p, ok := w.mailAgent(name); ok {
		if m, ok := p.Message(folder, uid); ok {
			return m, nil
		}
		return view.MailMessage{}, noMessage.With("host", host, "folder", folder, "uid", decimal(int64(uid)))
	}
	box, err := w.serverFolder(name, folder)
	if err != nil {
		return view.MailMessage{}, err
	}
	msg, _, ok := box.Find(uid)
	if !ok {
		return view.MailMessage{}, noMessage.With("host", host, "folder", folder, "uid", decimal(int64(uid)))
	}
	return view.MailMessage{Item: msg.Item(), Source: msg.Source(), Whole: true, Root: mail.Parse(msg.Source())}, nil
}

// QueuedMail returns a message that waits to be sent, by its id in the outbox of a host's mail
// program or in the queue of its mail server.
func (w *World) QueuedMail(host, id string) (m view.MailMessage, err error) {
	name := labfile.Name(host)
	var source []byte
	ok := false
	if p, agent := w.mailAgent(name); agent {
		source, ok = p.Waiting(id)
	} else if s := w.run.serviceOf(name, mailserver.Kind); s != nil {
		p, runs := s.program.(*mailserver.Server)
		if ok = runs; runs {
			source, ok = p.Queued(id)
		}
	}
	if !ok {
		return m, noMessage.With("host", host, "folder", "queue", "uid", id)
	}
	return view.MailMessage{Item: mail.ItemOf(source), Source: source, Whole: true, Root: mail.Parse(source)}, nil
}

// MailList returns up to n messages of a folder as lines of a list, the newest first, from
// a place on that is counted from 0; total is how many there are. Folders are named as
// [World.Mail] has them.
func (w *World) MailList(host, folder string, from, n int) (list []view.MailItem, total int, err error) {
	name := labfile.Name(host)
	if p, ok := w.mailAgent(name); ok {
		list, total = p.List(folder, from, n)
		return list, total, nil
	}
	box, err := w.serverFolder(name, folder)
	if err != nil {
		return nil, 0, err
	}
	return agent.Page(box, from, n), box.Len(), nil
}

// mailAgent returns a host's mail program, unless it has never run.
func (w *World) mailAgent(host labfile.Name) (*agent.Agent, bool) {
	s := w.run.serviceOf(host, agent.Kind)
	if s == nil {
		return nil, false
	}
	p, ok := s.program.(*agent.Agent)
	return p, ok
}

// serverFolder returns a folder of a mail server.
func (w *World) serverFolder(host labfile.Name, folder string) (*mailbox.Mailbox, error) {
	s := w.run.serviceOf(host, mailserver.Kind)
	if s == nil {
		return nil, noMailThere.With("host", string(host))
	}
	p, ok := s.program.(*mailserver.Server)
	if !ok || p.Store() == nil {
		return nil, noMailThere.With("host", string(host))
	}
	user, name, _ := strings.Cut(folder, "/")
	u, ok := p.Store().User(user)
	if !ok {
		return nil, noFolder.With("host", string(host), "folder", folder)
	}
	box, err := u.Mailbox(name)
	if err != nil {
		return nil, noFolder.With("host", string(host), "folder", folder)
	}
	return box, nil
}

// MailContent returns the body of a part of a message, as far as it is there, with its
// transfer encoding undone: the bytes of the file or text.
func MailContent(m view.MailMessage, part view.MailPart) []byte {
	return mail.DecodeBody(m.Source, part)
}

// MailAnswer says whom an answer to a message goes to, and who else got the message, each
// written so that the same address is read of it again.
func MailAnswer(m view.MailMessage) (to, others []string) {
	header, _ := mail.ParseHeader(m.Source)
	got := append(mail.ParseAddresses(header.Get("To")), mail.ParseAddresses(header.Get("Cc"))...)
	return mail.Fields(mail.AnswerTo(header)), mail.Fields(got)
}

// MailChecked returns what the user's server has found about where a message comes from (RFC
// 8601), as it stands in the message; "" if it has not looked.
func MailChecked(m view.MailMessage) string {
	header, _ := mail.ParseHeader(m.Source)
	return auth.Found(header)
}
