package panels

import (
	"strconv"

	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// mailView is what the reader remembers of itself.
type mailView struct {
	list   mailList
	body   *scene.Node // of the message, as it was drawn last
	bodyOf string      // and what of
}

// The widths from which on the reader has room for two panes and for all three, and the
// height of its bar. The style sheet holds the same numbers.
const (
	mailTwo   = 600
	mailThree = 940
	mailBar   = 44
)

// MailPanel draws the mail reader: folders, the list of messages, the message. width and
// height are the panel's, in pixels. nil while the stage stands there.
func MailPanel(a *app.App, s *State, width, height float64) *scene.Node {
	if !a.MailShown() {
		return nil
	}
	panes := "1"
	switch {
	case width >= mailThree:
		panes = "3"
	case width >= mailTwo:
		panes = "2"
	}
	composing := a.Composing() != nil
	pane := string(a.MailPane())
	if composing {
		pane = "message"
	}
	root := scene.New("div", "mail").Class("mail").Set("data-panes", panes).Set("data-pane", pane).
		Set("data-source", strconv.FormatBool(a.MailSource() && !composing)).Set("data-host", a.MailHost())
	body := scene.New("div", "panes").Class("mail-panes")
	body.Add(mailFolders(a), mailListPane(a, s, height-mailBar))
	if composing {
		body.Add(composeForm(a, s))
	} else {
		body.Add(mailMessage(a, s))
	}
	return root.Add(mailHead(a, panes), body)
}

// mailHead is the bar above the panes.
func mailHead(a *app.App, panes string) *scene.Node {
	bar := scene.New("div", "bar").Class("mail-bar").Set("role", "toolbar").Set("aria-label", text.T("reader.bar"))
	if panes == "1" && (a.MailPane() != app.MailFolders || a.Composing() != nil) {
		bar.Add(button("mail:back", "icon-button mail-back", "").Add(el("span", "icon icon-back", "")).
			Set("aria-label", text.T("reader.back")).Set("title", text.T("reader.back")))
	}
	bar.Add(mailOwner(a))
	if panes == "2" && !a.MailSource() {
		bar.Add(button("mail:folders", "small mail-where", folderTitle(a, a.MailFolder())).
			Set("aria-expanded", strconv.FormatBool(a.MailPane() == app.MailFolders)).Set("title", text.T("reader.folders")))
	}
	_, agent := a.HasMail(a.MailHost())
	if agent {
		words := text.T("reader.write")
		if a.KeptDraft() {
			words = text.T("reader.write.on")
		}
		if a.Composing() == nil {
			bar.Add(button("mail:compose", "small primary", words))
		}
		bar.Add(button("mail:fetch", "small", text.T("reader.fetch")).Set("title", text.T("reader.fetch.title")))
		if a.MailProtocol() == "imap" {
			bar.Add(button("mail:idle", "small", text.T("reader.idle")).Set("aria-pressed", strconv.FormatBool(a.Idling())).Set("title", text.T("reader.idle.title")))
		}
	}
	doing, _ := a.MailState()
	bar.Add(scene.New("span", "doing").Class("mail-doing muted").Set("role", "status").Set("title", doing).Add(el("span", "", doing)))
	return bar.Add(button("mail:close", "icon-button", "").Add(el("span", "icon icon-close", "")).
		Set("aria-label", text.T("reader.close")).Set("title", text.T("reader.close")))
}

// mailOwner says whose mail it is; where there are several users it is a choice.
func mailOwner(a *app.App) *scene.Node {
	agents := a.MailAgents()
	_, agent := a.HasMail(a.MailHost())
	if !agent || len(agents) < 2 {
		words := a.MailAccount()
		if words == "" {
			words = a.MailHost()
		}
		return scene.New("b", "owner").Class("mail-owner").Set("title", words).Add(el("span", "", words))
	}
	choice := scene.New("select", "owner").Class("mail-owner").Set("data-key", "mail:owner").Set("aria-label", text.T("reader.owner"))
	for _, other := range agents {
		option := scene.New("option", other.Host).Set("value", other.Host)
		if other.Host == a.MailHost() {
			option.Set("selected", "")
		}
		option.Text = other.Account
		choice.Add(option)
	}
	return choice.Set("prop:value", a.MailHost())
}

// mailFolders draws the folders, and what can be done with them.
func mailFolders(a *app.App) *scene.Node {
	list := scene.New("ul", "folders").Class("mail-folder-list")
	user := ""
	for _, f := range a.MailFolders() {
		if f.User != user {
			user = f.User
			list.Add(keyed("user "+user, box("li", "mail-user muted", el("span", "", user))))
		}
		list.Add(keyed(f.Key, box("li", "", mailFolder(a, f))))
	}
	pane := scene.New("div", "folder pane").Class("mail-folders").Set("role", "navigation").Set("aria-label", text.T("reader.folders")).Add(list)
	_, agent := a.HasMail(a.MailHost())
	if !agent {
		return pane
	}
	what, name := a.FolderNaming()
	if what == "" {
		row := box("div", "mail-folder-acts", button("mail:folder:create", "small", text.T("reader.folder.create")))
		if a.MayChangeFolder() {
			row.Add(button("mail:folder:rename", "small", text.T("reader.folder.rename")),
				button("mail:folder:delete", "small danger", text.T("reader.folder.delete")))
		}
		return pane.Add(keyed("acts", row))
	}
	field := scene.New("input", "name").Set("id", "mail-folder-name").Set("type", "text").Set("data-key", "mail:name").
		Set("data-catch", "Enter Escape").Set("aria-label", text.T("reader.folder.name")).Set("placeholder", text.T("reader.folder.name")).
		Set("autocomplete", "off").Set("maxlength", "200").Set("aria-describedby", "mail-folder-fault").Set("prop:value", name)
	apply := button("mail:folder:apply", "small primary", text.T("reader.folder.apply."+what))
	fault := a.FolderFault()
	if fault != "" {
		field.Set("aria-invalid", "true")
	}
	if fault != "" || name == "" {
		apply.Set("disabled", "")
	}
	return pane.Add(keyed("naming", box("div", "mail-naming", field,
		scene.New("p", "fault").Class("mail-fault").Set("id", "mail-folder-fault").Set("role", "status").Add(el("span", "", fault)),
		box("div", "mail-folder-acts", apply, button("mail:folder:cancel", "small", text.T("meddle.cancel"))))))
}

func mailFolder(a *app.App, f app.MailFolder) *scene.Node {
	name := folderTitle(a, f)
	count, label := "", text.Count("reader.folder.total", f.Total)
	if f.Unseen > 0 {
		count, label = text.Number(f.Unseen), text.T("reader.folder.unseen", "n", text.Number(f.Unseen), "total", text.Number(f.Total))
	} else if f.Queue && f.Total > 0 {
		count = text.Number(f.Total)
	}
	n := button("mail:open:"+f.Key, "mail-folder", "").Set("title", name+": "+label).
		Set("style:--level", strconv.Itoa(f.Level))
	if f.Key == a.MailFolder().Key {
		n.Set("aria-current", "true")
	}
	if f.Unseen > 0 {
		n.Set("data-unseen", "")
	}
	return n.Add(el("span", "mail-folder-name", name), keyed("count", el("span", "mail-count", count)))
}

// folderTitle is what a folder is called: the well-known ones in the reader's language.
func folderTitle(a *app.App, f app.MailFolder) string {
	switch {
	case f.Queue:
		if _, agent := a.HasMail(a.MailHost()); agent {
			return text.T("reader.outbox")
		}
		return text.T("reader.queue")
	case text.Has("reader.folder.is." + folderWord(f.Name)):
		return text.T("reader.folder.is." + folderWord(f.Name))
	}
	return f.Name
}

// folderWord is the well-known name of a folder, in lower case; others have none.
func folderWord(name string) string {
	switch name {
	case "INBOX":
		return "inbox"
	case "Sent":
		return "sent"
	case "Drafts":
		return "drafts"
	case "Trash":
		return "trash"
	}
	return "-"
}
