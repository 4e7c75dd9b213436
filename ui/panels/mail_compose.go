package panels

import (
	"strconv"

	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// composeForm is the form in which a message is written. What is wrong with a field stands
// below it.
func composeForm(a *app.App, s *State) *scene.Node {
	c, wrong := a.Composing(), a.ComposeFaults()
	form := scene.New("div", "compose").Class("mail-message mail-compose").Set("role", "form").Set("aria-label", text.T("reader.compose"))
	fields := scene.New("div", "fields").Class("mail-compose-fields")
	names := []string{"to"}
	if c.More || c.Cc != "" || c.Bcc != "" {
		names = append(names, "cc", "bcc")
	}
	for _, name := range append(names, "subject") {
		fields.Add(composeField(a, c, name, wrong[name])...)
	}
	area := scene.New("textarea", "text").Class("mail-write").Set("id", "mail-text").Set("data-key", "mail:field:text").
		Set("aria-label", text.T("reader.field.text")).Set("aria-describedby", "mail-fault-text").Set("dir", "auto").
		Set("spellcheck", "false").Set("data-catch", "Escape").Set("prop:value", c.Text)
	form.Add(fields, area, scene.New("p", "text fault").Class("mail-fault").Set("id", "mail-fault-text").Add(el("span", "", wrong["text"])))
	if c.Drawing {
		area.Set("hidden", "") // there is not room for both everywhere
		form.Add(mailSheet())
	}
	return form.Add(composeFiles(c), composeActs(a, c, wrong))
}

// composeField is a line of the form's head.
func composeField(a *app.App, c *app.Compose, name, wrong string) []*scene.Node {
	id := "mail-" + name
	input := scene.New("input", name).Set("id", id).Set("type", "text").Set("data-key", "mail:field:"+name).Set("data-catch", "Escape").
		Set("autocomplete", "off").Set("spellcheck", "false").Set("aria-describedby", "mail-fault-"+name).Set("dir", "auto")
	if name != "subject" {
		input.Set("autocapitalize", "off").Set("inputmode", "email")
	}
	faulty := wrong != "" && c.Field(name) != ""
	if faulty {
		input.Set("aria-invalid", "true")
	}
	input.Set("prop:value", c.Field(name))
	row := scene.New("div", "row "+name).Class("mail-compose-row").Add(
		scene.New("label", "").Set("for", id).Add(el("span", "", text.T("reader.field."+name))), input)
	if name == "to" && !c.More && c.Cc == "" && c.Bcc == "" {
		row.Add(button("mail:copies", "small", text.T("reader.copies")))
	}
	nodes := []*scene.Node{row}
	if list := a.AddressesFor(name); len(list) > 0 {
		offers := scene.New("div", "offers "+name).Class("mail-offers").Set("role", "group").Set("aria-label", text.T("reader.suggestions"))
		for _, address := range list {
			offers.Add(button("mail:take:"+name+":"+address, "small", address).Set("data-hold", ""))
		}
		nodes = append(nodes, offers)
	}
	if faulty {
		nodes = append(nodes, scene.New("p", "fault "+name).Class("mail-fault").Set("id", "mail-fault-"+name).Set("role", "status").Add(el("span", "", wrong)))
	}
	return nodes
}

// composeFiles lists what goes with the message.
func composeFiles(c *app.Compose) *scene.Node {
	list := scene.New("ul", "attached").Class("mail-attached")
	if c.Forward != nil {
		list.Add(keyed("\x00forward", box("li", "", el("span", "mail-file-name", c.Forward.About()).Set("title", c.Forward.About()).Set("dir", "auto"),
			el("span", "muted", "message/rfc822"))))
	}
	for i, f := range c.Attached {
		list.Add(keyed(f.Name, box("li", "", el("span", "mail-file-name", f.Name).Set("title", f.Name).Set("dir", "auto"),
			el("span", "muted", f.Type+" · "+app.Size(len(f.Data))),
			button("mail:detach:"+strconv.Itoa(i), "small", text.T("reader.detach")).Set("aria-label", text.T("reader.detach.name", "name", f.Name)))))
	}
	return list
}

// composeActs are the form's buttons.
func composeActs(a *app.App, c *app.Compose, wrong map[string]string) *scene.Node {
	send := button("mail:send", "small primary", text.T("reader.send"))
	if len(wrong) > 0 {
		send.Set("disabled", "")
	}
	file := scene.New("label", "file").Class("small mail-choose").Set("title", text.T("reader.attach.title", "max", app.Size(app.AttachmentsMax))).Add(
		el("span", "", text.T("reader.attach")),
		scene.New("input", "file").Class("unseen").Set("type", "file").Set("multiple", "").Set("data-mail-file", "").
			Set("data-key", "mail:file").Set("aria-describedby", "mail-attach-note"))
	row := scene.New("div", "acts").Class("mail-acts").Add(send, file,
		button("mail:draw", "small", text.T("reader.draw")).Set("aria-pressed", strconv.FormatBool(c.Drawing)),
		button("mail:draft", "small", text.T("reader.draft")), button("mail:aside", "small", text.T("reader.aside")),
		button("mail:discard", "small danger", text.T("reader.discard")))
	note := text.T("reader.attach.note", "max", app.Size(app.AttachmentsMax))
	if wrong["nobody"] != "" && c.Subject+c.Text != "" {
		note = wrong["nobody"] + " " + note
	}
	return box("div", "mail-compose-foot", row, scene.New("p", "note").Class("muted mail-attach-note").Set("id", "mail-attach-note").Add(el("span", "", note)))
}

// mailSheet is a sheet to draw a picture on; mail.js holds the pen.
func mailSheet() *scene.Node {
	tools := box("div", "mail-acts")
	for _, colour := range []string{"#1b1f27", "#c2253b", "#b84c00", "#1a7346", "#2456d6"} {
		tools.Add(keyed(colour, button("", "mail-colour", "").Set("data-pen", colour).Set("style:--pen", colour).
			Set("aria-label", text.T("reader.pen."+colour[1:]))))
	}
	tools.Add(button("", "small", text.T("reader.draw.clear")).Set("data-pen", "clear"),
		button("", "small primary", text.T("reader.draw.done")).Set("data-pen", "done"),
		button("mail:undraw", "small", text.T("meddle.cancel")))
	sheet := scene.New("canvas", "sheet").Class("mail-sheet").Set("width", "320").Set("height", "180").Set("tabindex", "0").
		Set("role", "img").Set("aria-label", text.T("reader.sheet")).Set("data-mail-sheet", "")
	return scene.New("div", "drawing").Class("mail-drawing").Add(sheet, tools, el("p", "muted", text.T("reader.sheet.keys")))
}
