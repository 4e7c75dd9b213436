package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// Inspector draws what is selected: the lab, a host, or a message. Without a state (nil) it
// is drawn as nobody has touched it.
func Inspector(a *app.App, state *State) *scene.Node {
	if state == nil {
		state = &State{}
	}
	s, folded := a.Selection(), state.Folded
	root := box("div", "inspect", tabs(a))
	if a.TerminalShown() {
		return root // it has an island of its own: see Terminal
	}
	body := scene.New("div", "body-"+string(s.Kind)).Class("inspect-body").
		Set("role", "tabpanel").Set("id", "inspect-panel").Set("tabindex", "0").Set("aria-label", text.T("tab."+string(s.Kind)))
	switch s.Kind {
	case app.Host:
		around := a.Around(s.Host)
		for _, h := range around.Hosts {
			if h.Name == s.Host {
				body.Add(host(a, state, around, h)...)
			}
		}
	case app.Frame:
		if m, ok := a.Message(); ok {
			t, _ := a.Transfer(m.ID)
			parts := message(a, m, t, folded)
			body.Add(parts[0], meddleFrame(a, t), asking(a)).Add(parts[1:]...)
		} else {
			body.Add(el("p", "hint", text.T("message.gone")))
		}
	case app.Event:
		body.Add(event(a, s.Event)...)
	default:
		body.Add(lab(a)...)
	}
	return root.Add(body)
}

func tabs(a *app.App) *scene.Node {
	row := box("div", "tabs").Set("role", "tablist").Set("aria-label", text.T("inspector.label"))
	kind, shell := a.Selection().Kind, a.TerminalShown()
	kinds := tabKinds(kind)
	if len(kinds) == 4 {
		row.Class("tabs five") // they need to stand closer
	}
	for _, k := range kinds {
		row.Add(tab("tab:"+string(k), text.T("tab."+string(k)), k == kind && !shell, "inspect-panel"))
	}
	return row.Add(tab("tab:"+terminalTab, text.T("tab.terminal"), shell, "terminal-panel"))
}

// tabKinds lists the tabs: that of an event is there while one is selected.
func tabKinds(selected app.Kind) []app.Kind {
	kinds := []app.Kind{app.Lab, app.Host, app.Frame}
	if selected == app.Event {
		kinds = append(kinds, app.Event)
	}
	return kinds
}

// tab makes one tab of a row. The row is one stop of the Tab key; arrows move in it.
func tab(key, label string, selected bool, panel string) *scene.Node {
	n := scene.New("button", key).Class("tab").Set("type", "button").Set("role", "tab").
		Set("data-key", key).Set("data-arrows", "").
		Set("aria-selected", strconv.FormatBool(selected)).Set("aria-controls", panel)
	if selected {
		n.Set("tabindex", "0")
	} else {
		n.Set("tabindex", "-1")
	}
	n.Text = label
	return n
}

// lab tells what the lab is about, in its author's words.
func lab(a *app.App) []*scene.Node {
	if !a.HasWorld() {
		return nil
	}
	story := Markdown(a.Story())
	if len(story) == 0 {
		story = []*scene.Node{el("h2", "", a.Title())}
	}
	hosts := box("ul", "hosts")
	places, _ := a.Places()
	for _, h := range places {
		item := button("host:"+h.Name, "host-link", "").Add(
			el("span", "host-name", h.Name), el("span", "host-role", text.T("role."+h.Role)))
		hosts.Add(keyed(h.Name, box("li", "", item)))
	}
	return []*scene.Node{
		box("div", "prose", story...),
		el("h3", "", text.T("lab.hosts")),
		hosts,
		spoken(a),
	}
}

func whereabouts(s view.Snapshot, h view.Host) *scene.Node {
	where := text.T("role."+h.Role) + " · " + h.Address
	if h.Title != "" && h.Title != h.Name {
		where = h.Title + " · " + where
	}
	for _, site := range s.Sites {
		if site.Name == h.Site {
			title := site.Title
			if title == "" {
				title = site.Name
			}
			where += " · " + title
		}
	}
	if len(h.Anycast) > 0 {
		return box("div", "", el("p", "where", where), el("p", "where", text.T("host.anycast", "addresses", strings.Join(h.Anycast, ", "))))
	}
	return el("p", "where", where)
}

// hostState says whether a host is up, and offers what can be done about it.
func hostState(h view.Host) *scene.Node {
	state := keyed("up", el("span", "pill good", text.T("host.up")))
	power := button("stop:"+h.Name, "small", text.T("host.stop"))
	if !h.Up {
		state = keyed("down", el("span", "pill bad", text.T("host.down")))
		power = button("start:"+h.Name, "small", text.T("host.start"))
	}
	row := box("div", "state-row", state)
	cut := button("cut:"+h.Name, "small", text.T("link.cut"))
	if h.Link.Cut {
		row.Add(keyed("cut", el("span", "pill bad", text.T("link.iscut"))))
		cut = button("mend:"+h.Name, "small", text.T("link.mend"))
	}
	return row.Add(box("span", "spring"), button("link:"+h.Name, "small", text.T("link.show")), power, cut)
}

// pinging offers to ping another host from this one; nil where there is none, or where
// this one is down.
func pinging(s view.Snapshot, h view.Host, target string) *scene.Node {
	if target == "" || !h.Up {
		return nil
	}
	choice := scene.New("select", "ping-to "+h.Name).Class("ping-to").Set("data-key", "ping-to:"+h.Name).Set("aria-label", text.T("ping.to"))
	for _, other := range s.Hosts {
		if other.Name == h.Name {
			continue
		}
		option := scene.New("option", other.Name).Set("value", other.Name)
		if other.Name == target {
			option.Set("selected", "")
		}
		option.Text = other.Name
		choice.Add(option)
	}
	return keyed("ping", box("div", "state-row ping-row", button("ping:"+h.Name, "small", text.T("ping.do")), choice))
}

// named returns the catalogue's word for something that a program calls by an id, and the
// id itself where the catalogue has none: states and kinds are protocol terms.
func named(prefix, id string) string {
	if text.Has(prefix + id) {
		return text.T(prefix + id)
	}
	return id
}
