package panels

import (
	"strconv"
	"strings"

	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// zoneEditor lets a zone's operator write its file anew: a button, or the text with what is
// wrong with it. A server that has the zone from another one has no file to edit.
func zoneEditor(a *app.App, host, zone string) []*scene.Node {
	group := app.ZoneGroup(host, zone)
	words, open := a.Draft("text|" + group)
	if !open {
		if _, ok := a.ZoneText(host, zone); !ok {
			return nil
		}
		return []*scene.Node{keyed("edit "+zone, box("div", "state-row", button("meddle:open:"+group, "small", text.T("zone.edit"))))}
	}
	problems := a.ZoneProblems(zone, words)
	apply := button("meddle:apply:"+group, "small primary", text.T("zone.apply"))
	if len(problems) > 0 {
		apply.Set("disabled", "")
	}
	label := text.T("zone.text", "zone", zone)
	area := scene.New("textarea", "text|"+group).Class("zone-text").Set("data-key", "meddle:draft:text|"+group).
		Set("prop:value", words).Set("aria-label", label).Set("aria-describedby", "zone-problems").Set("spellcheck", "false").
		Set("autocapitalize", "off").Set("wrap", "off").Set("rows", strconv.Itoa(min(max(strings.Count(words, "\n")+2, 8), 24))).
		Set("data-catch", "Escape")
	if len(problems) > 0 {
		area.Set("aria-invalid", "true")
	}
	return []*scene.Node{scene.New("div", "editor "+zone).Class("zone-editor").Add(
		area, zoneVerdict(problems),
		box("div", "state-row", apply, button("meddle:undo:"+group, "small", text.T("meddle.cancel"))))}
}

// zoneVerdict says whether the text is a zone, or where it is none.
func zoneVerdict(problems []app.Problem) *scene.Node {
	verdict := scene.New("div", "verdict").Set("id", "zone-problems").Set("role", "status")
	if len(problems) == 0 {
		return verdict.Add(el("p", "zone-problems zone-sound", text.T("zone.sound")))
	}
	list := scene.New("ul", "problems").Class("zone-problems")
	for _, p := range problems {
		list.Add(box("li", "zone-problem", el("b", "", text.T("zone.line", "line", strconv.Itoa(p.Line))), el("span", "", " "+p.Reason)))
	}
	return verdict.Add(list)
}

// registrarForm is the form in which a domain is registered. What is wrong with a field
// stands below it.
func registrarForm(a *app.App, host string) *scene.Node {
	f := a.RegisterForm(host)
	group := app.RegisterGroup(host)
	form := scene.New("div", "register").Class("register").Set("role", "group").Set("aria-label", text.T("register.title")).
		Add(el("h4", "", text.T("register.title")))
	line := func(name, value, label, shown, empty string) {
		field := field1(name+"|"+group, value, label, empty)
		wrong, doubtful := f.Wrong[name], f.Doubtful[name]
		row := scene.New("label", name).Class("meddle-row register-row").Add(el("span", "", shown), field)
		form.Add(row)
		note := func(class, words string) {
			field.Set("aria-describedby", "register-"+name)
			form.Add(scene.New("p", name+" note").Class("register-note "+class).Set("id", "register-"+name).Add(el("span", "", words)))
		}
		switch {
		case wrong != "":
			field.Set("aria-invalid", "true")
			note("wrong", wrong)
		case doubtful != "":
			note("doubtful", doubtful)
		}
	}
	draft := func(name string) string { words, _ := a.Draft(name + "|" + group); return words }
	line("domain", draft("domain"), text.T("register.domain"), text.T("register.domain"), "example.com")
	for i := range f.Servers {
		n := strconv.Itoa(i + 1)
		name, address := "name"+strconv.Itoa(i), "address"+strconv.Itoa(i)
		line(name, draft(name), text.T("register.server", "n", n), text.T("register.server", "n", n), "ns"+n+".example.com")
		line(address, draft(address), text.T("register.address", "n", n), text.T("register.address.short"), "203.0.113."+n)
	}
	line("ds", draft("ds"), text.T("register.ds"), text.T("register.ds"), text.T("register.ds.empty"))
	send := button("meddle:apply:"+group, "small primary", text.T("register.send"))
	if !f.Ready() {
		send.Set("disabled", "")
	}
	buttons := box("div", "state-row", send)
	if f.MayAddServer() {
		buttons.Add(button("meddle:more:"+group, "small", text.T("register.more")))
	}
	if a.Drafted(group) {
		buttons.Add(button("meddle:undo:"+group, "small", text.T("meddle.cancel")))
	}
	return form.Add(buttons)
}
