package app

import (
	"slices"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/view"
)

// MailPane is one of the reader's three panes, where there is room for one alone.
type MailPane string

// The panes.
const (
	MailFolders MailPane = "folders"
	MailList    MailPane = "list"
	MailMessage MailPane = "message"
)

// mailing is what the page itself remembers of the mail reader. The mail is the world's.
type mailing struct {
	open       bool
	host       string
	folder     string // key of the folder that is shown
	uid        uint32 // the message that is shown; 0: none
	asked      int    // one more than the lines that were there when more were asked for last
	queued     string // or that of the queue: its id there
	pane       MailPane
	source     bool   // the message is shown with its source and its tree of parts
	part       string // the part that is pointed at
	points     bool   // one is
	unfold     map[string]bool
	dock       bool // the dock was unfolded before the reader took its room
	naming     string
	name       string
	letter     letter
	saved      File    // the part that was saved last
	from       letters // in place of the world, in tests
	drafts     map[string]*Compose
	services   []mailService // of the lab file; of the lab that was opened as the
	servicesOf uint64        // so many-th
}

// MailAgent is a host whose mail can be looked at.
type MailAgent struct {
	Host    string
	Account string // "" of a server
}

// MailFolder is a folder of the reader.
type MailFolder struct {
	Key    string // names it among the host's
	Name   string
	User   string // of a server: whose it is
	Level  int    // how deep it lies in others
	Total  int
	Unseen int
	Local  bool
	Queue  bool // the messages that wait to be sent
}

const (
	agentKind = "mail.agent"
	queueKey  = "\x00queue"
	inbox     = "INBOX" // RFC 3501 §5.1
)

// mailHosts lists the hosts of the lab as they stand, if there is mail in it at all.
func (a *App) mailHosts() []view.Host {
	mails := func(s labfile.Service) bool { return strings.HasPrefix(s.Kind(), "mail.") || s.Kind() == "webmail" }
	if a.world != nil && !slices.ContainsFunc(a.world.File().Lab.Services, mails) {
		return nil // the others' programs are not even read
	}
	return a.Snapshot().Hosts
}

// mailOf returns what a host's mail program holds.
func (a *App) mailOf(host string) (m *view.Mail, kind string) {
	for _, h := range a.mailHosts() {
		if h.Name != host {
			continue
		}
		for i := range h.Programs {
			if h.Programs[i].Mail != nil && (m == nil || h.Programs[i].Kind == agentKind) {
				m, kind = h.Programs[i].Mail, h.Programs[i].Kind
			}
		}
	}
	return m, kind
}

// MailAgents lists the hosts at which somebody reads mail.
func (a *App) MailAgents() []MailAgent {
	var list []MailAgent
	for _, h := range a.mailHosts() {
		for _, p := range h.Programs {
			if p.Mail != nil && p.Kind == agentKind {
				list = append(list, MailAgent{h.Name, p.Mail.Account})
			}
		}
	}
	return list
}

// HasMail reports whether a host's mail can be looked at, and whether somebody reads and
// writes there.
func (a *App) HasMail(host string) (some, agent bool) {
	m, kind := a.mailOf(host)
	return m != nil, kind == agentKind
}

// MailShown reports whether the reader stands where the stage stood.
func (a *App) MailShown() bool {
	if a.mailing.open && a.world != nil {
		m, _ := a.mailOf(a.mailing.host)
		return m != nil
	}
	return false
}

// MailHost returns the host whose mail is shown, or was last.
func (a *App) MailHost() string { return a.mailing.host }

// OpenMail shows the mail of a host; "" is the one that was shown last, or the selected
// one, or the first that there is.
func (a *App) OpenMail(host string) {
	if host == "" {
		host = a.mailHost()
	}
	if some, _ := a.HasMail(host); !some {
		return
	}
	m := &a.mailing
	if host != m.host {
		m.host, m.folder, m.uid, m.queued, m.source, m.naming = host, "", 0, "", false, ""
		m.asked = 0
		m.pane = MailList
	}
	if !m.open {
		m.open, m.dock = true, a.look.Dock
		if a.Look().Layout != Phone {
			a.look.Dock = false // a letter wants height
		}
	}
	if a.Look().Layout == Phone {
		a.look.Pane = Stage // the reader stands there
	}
	if m.folder == "" {
		m.folder = a.firstFolder()
	}
	if m.pane == "" {
		m.pane = MailList
	}
	a.WantFocus("mail-list")
	a.touch()
}

func (a *App) mailHost() string {
	if some, _ := a.HasMail(a.mailing.host); some {
		return a.mailing.host
	}
	if some, agent := a.HasMail(a.sel.Host); some && agent {
		return a.sel.Host
	}
	if list := a.MailAgents(); len(list) > 0 {
		return list[0].Host
	}
	return ""
}

// CloseMail shows the stage again.
func (a *App) CloseMail() {
	m := &a.mailing
	if !m.open {
		return
	}
	m.open = false
	if a.Look().Layout != Phone && m.dock {
		a.look.Dock = true
	}
	a.touch()
}

// ToggleMail is OpenMail or CloseMail.
func (a *App) ToggleMail() {
	if a.MailShown() {
		a.CloseMail()
	} else {
		a.OpenMail("")
	}
}

// folderKey names a folder of a host.
func folderKey(b view.Mailbox) string {
	if b.User == "" {
		return b.Name
	}
	return b.User + "/" + b.Name
}

// MailFolders lists the folders of the host that is shown, the inbox first.
func (a *App) MailFolders() []MailFolder {
	m, kind := a.mailOf(a.mailing.host)
	if m == nil {
		return nil
	}
	var list []MailFolder
	if kind == agentKind && !slices.ContainsFunc(m.Mailboxes, func(b view.Mailbox) bool { return b.Name == inbox }) {
		list = append(list, MailFolder{Key: inbox, Name: inbox}) // every user has one, asked for or not yet
	}
	for _, b := range m.Mailboxes {
		f := MailFolder{Key: folderKey(b), Name: b.Name, User: b.User, Total: b.Total, Unseen: b.Unseen, Local: b.Local}
		if i := strings.LastIndexByte(b.Name, '/'); i >= 0 {
			f.Level, f.Name = strings.Count(b.Name, "/"), b.Name[i+1:]
		}
		list = append(list, f)
	}
	return append(list, MailFolder{Key: queueKey, Total: len(m.Queue), Queue: true})
}

func (a *App) firstFolder() string {
	for _, f := range a.MailFolders() {
		if strings.EqualFold(f.Name, "INBOX") {
			return f.Key
		}
	}
	return a.MailFolders()[0].Key
}

// MailFolder returns the folder that is shown.
func (a *App) MailFolder() MailFolder {
	list := a.MailFolders()
	at := slices.IndexFunc(list, func(f MailFolder) bool { return f.Key == a.mailing.folder })
	if at < 0 {
		at = 0
	}
	if len(list) == 0 {
		return MailFolder{}
	}
	return list[at]
}

// ChooseMailFolder shows a folder.
func (a *App) ChooseMailFolder(key string) {
	m := &a.mailing
	if m.folder != key {
		m.folder, m.uid, m.queued, m.source, m.asked = key, 0, "", false, 0
	}
	m.pane = MailList
	a.PutAside()
	a.pointed++
}

// MailBack goes to the pane before, where one is shown at a time.
func (a *App) MailBack() {
	m := &a.mailing
	switch {
	case a.Composing() != nil:
		a.PutAside()
	case m.pane == MailMessage:
		m.pane = MailList
	default:
		m.pane = MailFolders
	}
	a.pointed++
}

// MailPane returns the pane that is shown where there is room for one.
func (a *App) MailPane() MailPane {
	if a.mailing.pane == "" {
		return MailList
	}
	return a.mailing.pane
}

// mailbox returns the mailbox that is shown; nil for the queue.
func (a *App) mailbox() *view.Mailbox {
	m, _ := a.mailOf(a.mailing.host)
	if m == nil {
		return nil
	}
	for i := range m.Mailboxes {
		if folderKey(m.Mailboxes[i]) == a.MailFolder().Key {
			return &m.Mailboxes[i]
		}
	}
	return nil
}

// leaveMail goes one step back in the reader, and out of it at last.
func (a *App) leaveMail() {
	m := &a.mailing
	switch {
	case a.Composing() != nil:
		a.PutAside()
		a.WantFocus("mail-list")
	case m.naming != "":
		a.NameFolder("")
	case m.source:
		a.ShowMailSource(false)
	default:
		a.CloseMail()
	}
}

// ShowMailFolders shows the folders in the place of the list, where there is room for two
// panes, or the list again.
func (a *App) ShowMailFolders() {
	if m := &a.mailing; m.pane == MailFolders {
		m.pane = MailList
	} else {
		m.pane = MailFolders
	}
	a.pointed++
}
