package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/mailhtml"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// mailMessage draws the message that is chosen.
func mailMessage(a *app.App, s *State) *scene.Node {
	pane := scene.New("div", "message pane").Class("mail-message").Set("role", "region").Set("aria-label", text.T("reader.message"))
	row, ok := a.MailSelected()
	if !ok {
		words := text.T("reader.choose")
		if a.MailCount() == 0 {
			words = ""
		}
		return pane.Add(keyed("none", el("p", "hint", words)))
	}
	message, there := a.MailMessage()
	pane.Add(keyed("head", mailTitle(row.Item, &message)), keyed("acts", mailActs(a, row)))
	if row.Queued != nil && !a.MailSource() {
		pane.Add(keyed("queued", queuedMail(*row.Queued)))
	}
	if !there {
		return pane.Add(keyed("gone", el("p", "hint", text.T("reader.notread"))))
	}
	if a.MailSource() {
		return pane.Add(keyed("source", mailSource(a, message)))
	}
	return pane.Add(keyed("body", s.mailBody(a, message)))
}

// mailTitle tells of a message what its header says.
func mailTitle(i view.MailItem, m *view.MailMessage) *scene.Node {
	subject := i.Subject
	if strings.TrimSpace(subject) == "" {
		subject = text.T("reader.nosubject")
	}
	list := box("dl", "mail-fields")
	add := func(id, value string) {
		if value != "" {
			list.Add(keyed(id, box("div", "", el("dt", "", text.T("reader.field."+id)), el("dd", "", value))))
		}
	}
	checked, judged := app.MailVerdict{}, false
	if m != nil {
		checked, judged = app.MailChecks(*m)
	}
	if judged {
		list.Add(keyed("from", box("div", "", el("dt", "", text.T("reader.field.from")), box("dd", "", el("span", "", i.From), mailVerdict(checked)))))
	} else {
		add("from", i.From)
	}
	add("to", strings.Join(i.To, ", "))
	if m != nil {
		for _, h := range m.Root.Header {
			if strings.EqualFold(h.Name, "Cc") {
				add("cc", h.Value)
			}
		}
	}
	if judged {
		list.Add(keyed("checked", box("div", "", el("dt", "", text.T("reader.field.checked")), mailMethods(checked))))
	}
	add("date", app.MailWhen(i.Date))
	return box("div", "mail-title", el("h2", "", subject), list)
}

// mailVerdict says beside the sender whether the server's checks speak for it.
func mailVerdict(c app.MailVerdict) *scene.Node {
	sign := map[app.MailTrust]string{app.MailConfirmed: "✓", app.MailDenied: "✗", app.MailOpen: "?"}[c.Trust]
	return keyed("verdict", box("span", "mail-verdict "+string(c.Trust), el("span", "", sign).Set("aria-hidden", "true"),
		el("span", "", text.T("reader.verdict."+string(c.Trust), "domain", c.Domain))))
}

// mailMethods lists what each check has found, and about whom.
func mailMethods(c app.MailVerdict) *scene.Node {
	list := box("dd", "mail-methods")
	for i, m := range c.Methods {
		words := m.Name + "=" + m.Result
		if m.About != "" {
			words += " (" + m.About + ")"
		}
		list.Add(keyed(strconv.Itoa(i), el("span", "mail-method "+m.Result, words)))
	}
	return list
}

// mailActs are what can be done with a message.
func mailActs(a *app.App, of app.MailRow) *scene.Node {
	i := of.Item
	row := scene.New("div", "acts").Class("mail-acts").Set("role", "toolbar").Set("aria-label", text.T("reader.acts"))
	_, agent := a.HasMail(a.MailHost())
	if a.IsDraft() {
		row.Add(keyed("edit", button("mail:edit", "small primary", text.T("reader.edit"))))
	}
	if agent && of.Queued == nil {
		flagged, seen := i.HasFlag(`\Flagged`), i.HasFlag(`\Seen`)
		row.Add(button("mail:reply", "small", text.T("reader.reply")), button("mail:replyall", "small", text.T("reader.replyall")),
			button("mail:forward", "small", text.T("reader.forward")))
		row.Add(button("mail:flag", "small", text.T("reader.flag")).Set("aria-pressed", strconv.FormatBool(flagged)))
		unread := "reader.unread"
		if !seen {
			unread = "reader.read"
		}
		row.Add(keyed("seen", button("mail:seen", "small", text.T(unread))))
		row.Add(moveTargets(a), button("mail:delete", "small danger", text.T("reader.delete")))
	}
	return row.Add(box("span", "spring"),
		button("mail:source", "small", text.T("reader.source")).Set("aria-pressed", strconv.FormatBool(a.MailSource())))
}

// moveTargets is the choice of a folder to which the message, or a copy, goes; nil where
// there is none.
func moveTargets(a *app.App) *scene.Node {
	choice := scene.New("select", "move").Class("mail-to-folder").Set("data-key", "mail:into").Set("aria-label", text.T("reader.into"))
	first := scene.New("option", "").Set("value", "")
	first.Text = text.T("reader.into")
	choice.Add(first)
	for _, what := range []string{"move", "copy"} {
		for _, f := range a.MailFolders() {
			if f.Queue || f.Local != a.MailFolder().Local || f.Key == a.MailFolder().Key {
				continue
			}
			option := scene.New("option", what+f.Key).Set("value", what+":"+f.Key)
			option.Text = text.T("reader."+what, "folder", f.Key)
			choice.Add(option)
		}
	}
	if len(choice.Children) == 1 {
		return nil
	}
	return choice.Set("prop:value", "")
}

// queuedMail tells of a message that waits to be sent: whence and where it goes by its
// envelope, and how its tries went.
func queuedMail(q view.Queued) *scene.Node {
	list := box("dl", "mail-fields mail-envelope")
	add := func(id, value string) {
		if value != "" {
			list.Add(keyed(id, box("div", "", el("dt", "", text.T("reader.queue."+id)), el("dd", "", value))))
		}
	}
	from := "<" + q.From + ">"
	add("from", from)
	add("to", strings.Join(q.To, ", "))
	add("state", named("reader.queued.", q.State))
	add("tries", text.Number(q.Tries))
	add("next", app.MailWhen(q.Next))
	add("host", q.NextHost)
	add("word", q.LastWord)
	return box("div", "mail-queued", el("h3", "", text.T("reader.envelope")), list, el("p", "muted", text.T("reader.envelope.note")))
}

// mailBody draws what there is to read and see. It is drawn anew only when something else is
// to be seen: it may be long, and takes a selection of text with it.
func (s *State) mailBody(a *app.App, m view.MailMessage) *scene.Node {
	row, _ := a.MailSelected()
	part, points := a.PartPointed()
	queued := ""
	if row.Queued != nil {
		queued = row.Queued.ID
	}
	of := strings.Join([]string{a.MailHost(), a.MailFolder().Key, strconv.Itoa(int(row.Item.UID)), queued, row.Item.Has,
		strconv.Itoa(len(m.Source)), part, strconv.FormatBool(points), strconv.FormatUint(a.Worlds(), 10)}, "\n")
	if v := &s.mail; v.bodyOf != of || v.body == nil {
		v.body, v.bodyOf = mailRendering(a, m, false), of
	}
	return s.mail.body
}

// mailRendering draws the parts of a message as its reader sees them. Beside the source each
// part can be pointed at.
func mailRendering(a *app.App, m view.MailMessage, beside bool) *scene.Node {
	out := box("div", "mail-body")
	if !m.Whole {
		rest := box("div", "mail-rest", el("p", "", text.T("reader.partial", "have", app.Size(len(m.Source)), "size", app.Size(int(m.Item.Size)))))
		if _, agent := a.HasMail(a.MailHost()); agent {
			rest.Add(button("mail:rest", "small primary", text.T("reader.rest")))
		}
		out.Add(keyed("rest", rest))
	}
	files := box("ul", "mail-files")
	shown := map[string]bool{}
	for _, p := range app.MailShows(&m.Root) {
		if app.Attached(*p) {
			continue
		}
		shown[p.Path] = true
		out.Add(mailPart(a, *p, beside))
	}
	for _, p := range app.MailParts(&m.Root) {
		if len(p.Children) == 0 && !shown[p.Path] && app.Attached(*p) && !strings.HasPrefix(p.Type, "multipart/") {
			files.Add(keyed(p.Path, mailFile(a, *p, beside)))
		}
	}
	if len(files.Children) > 0 {
		out.Add(keyed("files", box("div", "", el("h3", "", text.Count("reader.files", len(files.Children))), files)))
	}
	return out
}

// pointable makes a node light up its part, and light up with it.
func pointable(a *app.App, n *scene.Node, p view.MailPart, class string, beside bool) *scene.Node {
	if !beside {
		return n.Class(class)
	}
	if part, on := a.PartPointed(); on && part == p.Path {
		class += " lit"
	}
	return n.Class(class).Set("data-key", "mail:part:"+p.Path).Set("id", "mail-shown-"+p.Path)
}

// mailPart draws a part that is text.
func mailPart(a *app.App, p view.MailPart, beside bool) *scene.Node {
	n := pointable(a, scene.New("section", "part "+p.Path), p, "mail-part", beside)
	words, foreign := a.MailForeign(p)
	if foreign {
		p.Text, p.Unreadable = words, false
		n.Add(el("p", "muted", text.T("mime.charset.browser", "charset", p.Charset)))
	}
	for _, problem := range p.Problems {
		if !foreign || problem != "charset-unknown" {
			n.Add(el("p", "mail-fault", named("reader.problem.", problem)))
		}
	}
	switch {
	case p.Unreadable:
		n.Add(el("p", "mail-fault", text.T("reader.charset", "charset", p.Charset)))
	case p.Type == "text/html":
		return n.Add(mailFrame(a, p)...).Add(cutNote(p))
	case p.Text == "" && p.Decoded > 0:
		return n.Add(el("p", "muted", text.T("reader.part.absent", "size", app.Size(p.Decoded))))
	}
	return n.Add(plainMail(p.Text), cutNote(p))
}

// cutNote says that a part goes on where its text ends; nil where it doesn't.
func cutNote(p view.MailPart) *scene.Node {
	if !p.Cut {
		return nil
	}
	return keyed("cut", el("p", "muted", text.T("reader.part.cut", "size", app.Size(p.Decoded))))
}

// manyMailLines bounds how much of a text is shown.
const manyMailLines = 1500

// plainMail draws a plain text, line by line; what is quoted says so by its colour and its mark.
func plainMail(words string) *scene.Node {
	out := box("div", "mail-text")
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(words, "\r\n", "\n"), "\n"), "\n")
	for i, line := range lines {
		if i == manyMailLines {
			out.Add(el("div", "muted", text.Count("reader.lines.more", len(lines)-i)))
			break
		}
		class := "mail-line"
		if strings.HasPrefix(line, ">") {
			class += " quoted"
		}
		out.Add(el("div", class, expand(line)).Set("dir", "auto"))
	}
	return out
}

// mailFrame shows an HTML part in a frame that can do nothing, and says what was left out.
func mailFrame(a *app.App, p view.MailPart) []*scene.Node {
	page := a.MailHTML(p)
	nodes := []*scene.Node{scene.New("iframe", "frame "+p.Path).Class("mail-frame").Set("sandbox", mailhtml.Sandbox).
		Set("referrerpolicy", "no-referrer").Set("title", text.T("reader.frame")).
		Set("srcdoc", page.Document(text.T("reader.frame")))}
	said := box("ul", "mail-removed")
	for _, kind := range mailhtml.Kinds {
		if n := page.Removed[kind]; n > 0 {
			said.Add(keyed(kind, box("li", "", el("span", "", text.Count("reader.removed."+kind, n)))))
		}
	}
	if len(said.Children) > 0 {
		nodes = append(nodes, keyed("removed", box("div", "mail-note", el("h4", "", text.T("reader.removed")), said)))
	}
	if len(page.Links) > 0 {
		list := box("ul", "mail-links")
		for _, l := range page.Links {
			item := box("li", "", el("span", "", l.Words+" → "), el("code", "", l.Target))
			if l.Deceptive() {
				item.Class("deceptive").Add(el("span", "mail-fault", " "+text.T("reader.deceptive")))
			}
			list.Add(item)
		}
		nodes = append(nodes, keyed("links", box("details", "mail-note", el("summary", "", text.Count("reader.links", len(page.Links))), list)))
	}
	return nodes
}

// mailFile draws a part that is a file: a picture is shown.
func mailFile(a *app.App, p view.MailPart, beside bool) *scene.Node {
	item := pointable(a, scene.New("li", p.Path), p, "mail-file", beside)
	name := app.PartName(p)
	item.Add(el("span", "mail-file-name", name).Set("title", name).Set("dir", "auto"), el("span", "muted", p.Type+" · "+app.Size(p.Decoded)))
	if p.Description != "" {
		item.Add(keyed("description", el("span", "muted", p.Description)))
	}
	if _, ok := a.MailContent(p); !ok {
		_, agent := a.HasMail(a.MailHost())
		if agent {
			item.Add(keyed("rest", button("mail:rest:"+p.Path, "small", text.T("reader.rest.part"))))
		}
		return item
	}
	item.Add(button("mail:save:"+p.Path, "small", text.T("reader.save")).Set("aria-label", text.T("reader.save.name", "name", name)))
	if url, ok := a.MailPicture(p); ok {
		alt := p.Description
		if alt == "" {
			alt = name
		}
		item.Add(keyed("picture", scene.New("img", "").Class("mail-picture").Set("src", url).Set("alt", alt)))
	}
	return item
}
