package app

import (
	"strings"

	"playnet/core/view"
	"playnet/ui/text"
)

// doMail does an action of the user whose mail is shown, and lets time run so that one sees
// what comes of it.
func (a *App) doMail(op string, fields map[string]any) bool {
	action := map[string]any{"op": op, "host": a.mailing.host}
	for name, value := range fields {
		action[name] = value
	}
	if !a.doWritten(action) {
		return false
	}
	if !a.Playing() {
		a.Play()
	}
	return true
}

// chosen are the fields that name the message that is shown.
func (a *App) chosen() (fields map[string]any, ok bool) {
	row, ok := a.MailSelected()
	if !ok || row.Queued != nil {
		return nil, false
	}
	return map[string]any{"folder": a.MailFolder().Key, "uids": []uint32{row.Item.UID}}, true
}

func with(fields map[string]any, name string, value any) map[string]any {
	fields[name] = value
	return fields
}

// FetchMail asks the server what is new.
func (a *App) FetchMail() { a.doMail("mail.fetch", nil) }

// FetchRest fetches what is not there of the message that is shown, or one part of it.
func (a *App) FetchRest(part string) {
	row, ok := a.MailSelected()
	if !ok || row.Queued != nil {
		return
	}
	fields := map[string]any{"folder": a.MailFolder().Key, "uid": row.Item.UID}
	if part != "" {
		fields["part"] = part
	}
	a.doMail("mail.open", fields)
}

// IdleMail has the server tell what comes (RFC 2177), or no longer.
func (a *App) IdleMail(on bool) { a.doMail("mail.idle", map[string]any{"on": on}) }

// Idling reports whether the server tells what comes.
func (a *App) Idling() bool {
	m, _ := a.mailOf(a.mailing.host)
	if m == nil {
		return false
	}
	for _, s := range m.Sessions {
		if s.Client && strings.EqualFold(s.Step, "IDLE") {
			return true
		}
	}
	return false
}

// FlagMail adds a flag to the message that is shown, or takes it away.
func (a *App) FlagMail(flag string, on bool) {
	fields, ok := a.chosen()
	if !ok {
		return
	}
	change := "add"
	if !on {
		change = "remove"
	}
	a.doMail("mail.flag", with(fields, change, []string{flag}))
}

// ToggleMailFlag turns a flag of the message that is shown.
func (a *App) ToggleMailFlag(flag string) {
	if row, ok := a.MailSelected(); ok {
		a.FlagMail(flag, !row.Item.HasFlag(flag))
	}
}

// MoveMailTo puts the message that is shown into another folder; copied leaves it where it is.
func (a *App) MoveMailTo(folder string, copied bool) {
	fields, ok := a.chosen()
	if !ok || folder == a.MailFolder().Key {
		return
	}
	op := "mail.move"
	if copied {
		op = "mail.copy"
	}
	line := a.mailAt()
	if a.doMail(op, with(fields, "to", folder)) && !copied {
		a.afterwards(line)
	}
}

// DeleteMail deletes the message that is shown.
func (a *App) DeleteMail() {
	fields, ok := a.chosen()
	if !ok {
		return
	}
	line := a.mailAt()
	if a.doMail("mail.delete", fields) {
		a.afterwards(line)
	}
}

// afterwards chooses the line below one that goes away.
func (a *App) afterwards(line int) {
	if line+1 < a.MailCount() {
		a.SelectMail(line + 1)
	} else if line > 0 {
		a.SelectMail(line - 1)
	}
	if a.MailPane() == MailMessage && a.Look().Layout == Phone {
		a.mailing.pane = MailList
	}
}

// NameFolder begins to type a folder's name: "create" or "rename"; "" leaves it at that.
func (a *App) NameFolder(what string) {
	m := &a.mailing
	m.naming, m.name = what, ""
	if what == "rename" {
		m.name = a.MailFolder().Key
	}
	a.pointed++
}

// FolderNaming returns what is being named, and what stands in the field.
func (a *App) FolderNaming() (what, name string) { return a.mailing.naming, a.mailing.name }

// TypeFolder takes what is typed as a folder's name.
func (a *App) TypeFolder(name string) {
	a.mailing.name = name
	a.pointed++
}

// FolderFault says what is wrong with the name that is typed; "" if nothing is.
func (a *App) FolderFault() string {
	name := strings.TrimSpace(a.mailing.name)
	switch {
	case name == "":
		return ""
	case strings.ContainsAny(name, "%*"): // RFC 3501 §5.1: wildcards of LIST
		return text.T("reader.folder.wild")
	case strings.HasPrefix(name, "/") || strings.HasSuffix(name, "/") || strings.Contains(name, "//"):
		return text.T("reader.folder.level")
	case len(name) > 200:
		return text.T("reader.folder.long")
	}
	for _, f := range a.MailFolders() {
		if strings.EqualFold(f.Key, name) && (a.mailing.naming == "create" || f.Key != a.MailFolder().Key) {
			return text.T("reader.folder.taken", "folder", name)
		}
	}
	return ""
}

// ApplyFolder does what was begun with a folder's name.
func (a *App) ApplyFolder() {
	m := &a.mailing
	name := strings.TrimSpace(m.name)
	if name == "" || a.FolderFault() != "" {
		return
	}
	fields := map[string]any{"folder": name}
	if m.naming == "rename" {
		fields = map[string]any{"folder": a.MailFolder().Key, "to": name}
	}
	if a.doMail("mail.folder."+m.naming, fields) {
		if m.naming == "rename" {
			m.folder = name
		}
		a.NameFolder("")
	}
}

// RemoveFolder deletes the folder that is shown.
func (a *App) RemoveFolder() {
	if a.doMail("mail.folder.delete", map[string]any{"folder": a.MailFolder().Key}) {
		a.ChooseMailFolder(a.firstFolder())
	}
}

// MayChangeFolder reports whether the folder that is shown can be renamed and deleted: INBOX
// can't (RFC 3501 §6.3.4).
func (a *App) MayChangeFolder() bool {
	f := a.MailFolder()
	_, agent := a.HasMail(a.mailing.host)
	return agent && !f.Queue && !f.Local && !strings.EqualFold(f.Key, "INBOX")
}

// MailProtocol returns how the host that is shown fetches its mail; "" of a server.
func (a *App) MailProtocol() string {
	if m, _ := a.mailOf(a.mailing.host); m != nil {
		return m.Protocol
	}
	return ""
}

// MailState returns what the user agent is doing, and the connections that stand.
func (a *App) MailState() (doing string, sessions []view.MailSession) {
	if m, _ := a.mailOf(a.mailing.host); m != nil {
		return m.Doing, m.Sessions
	}
	return "", nil
}

// MailAccount returns the address of the user whose mail is shown; "" of a server.
func (a *App) MailAccount() string {
	if m, _ := a.mailOf(a.mailing.host); m != nil {
		return m.Account
	}
	return ""
}
