package panels

import (
	"strconv"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// What can be changed stands where the thing stands. Its fields and buttons report keys
// that begin with "meddle:": see [State.meddle].

// meddleFrame offers what can be done to a message: while it is under way, or else how to
// get back to when it was.
func meddleFrame(a *app.App, t view.Transfer) *scene.Node {
	id := strconv.FormatUint(t.Frame, 10)
	part := scene.New("section", "meddle").Class("meddle").Set("aria-label", text.T("meddle.message"))
	switch {
	case t.Fate == view.InFlight:
		group := "delay|" + id
		by, ok := a.Draft("by|" + group)
		if !ok {
			by = "50ms"
		}
		part.Add(
			box("div", "state-row",
				button("meddle:duplicate:"+id, "small", text.T("meddle.duplicate")),
				button("meddle:bytes:"+id, "small", text.T("meddle.bytes"))),
			box("div", "state-row",
				button("meddle:apply:"+group, "small", text.T("meddle.delay")),
				field1("by|"+group, by, text.T("meddle.delay.by"), "")))
	case t.EndAt > t.SentAt:
		part.Add(el("p", "meddle-note", text.T("meddle.over")), button("meddle:back:"+id, "small", text.T("meddle.back")))
	}
	if changed, arrived := a.Changed(t.Frame); changed {
		part.Add(el("p", "meddle-note", text.T("meddle.changed")), box("div", "state-row",
			pressed(button("meddle:show:sent", "small", text.T("meddle.as.sent")), !arrived),
			pressed(button("meddle:show:arrived", "small", text.T("meddle.as.arrived")), arrived)))
	}
	return part
}

func pressed(n *scene.Node, on bool) *scene.Node {
	return n.Set("aria-pressed", strconv.FormatBool(on))
}

// field1 makes a field of one line. What is typed is kept by its draft's key; Enter
// applies it, Escape forgets it.
func field1(draft, value, label, empty string) *scene.Node {
	n := scene.New("input", draft).Class("meddle-field").Set("type", "text").Set("data-key", "meddle:draft:"+draft).
		Set("data-catch", "Enter Escape").Set("prop:value", value).Set("aria-label", label).
		Set("spellcheck", "false").Set("autocomplete", "off").Set("autocapitalize", "off")
	if empty != "" {
		n.Set("placeholder", empty)
	}
	return n
}

// row1 is a field with its name before it.
func row1(draft, value, label, empty string) *scene.Node {
	return scene.New("label", draft).Class("meddle-row").Add(el("span", "", label), field1(draft, value, label, empty))
}

// settle1 are the buttons that apply what stands in a group's fields, or forget it.
func settle1(a *app.App, group string) *scene.Node {
	row := scene.New("div", "settle "+group).Class("state-row meddle-settle").Add(
		button("meddle:apply:"+group, "small primary", text.T("meddle.apply")),
		button("meddle:undo:"+group, "small", text.T("meddle.undo")))
	if !a.Drafted(group) {
		row.Set("hidden", "")
	}
	return row
}

// meddleLinks shows the links that belong to a host, its site's and what holds between
// either and another place included, with fields for their values.
func meddleLinks(a *app.App, s view.Snapshot, h view.Host) []*scene.Node {
	out := []*scene.Node{meddleLink(a, h.Name, text.T("link.title"), h.Link, false)}
	for _, site := range s.Sites {
		if site.Name == h.Site {
			title := site.Title
			if title == "" {
				title = site.Name
			}
			out = append(out, meddleLink(a, site.Name, text.T("meddle.site.link", "site", title), site.Link, true))
		}
	}
	for _, p := range s.Pairs {
		if mine := func(place string) bool { return place == h.Name || place == h.Site }; mine(p.Between[0]) || mine(p.Between[1]) {
			out = append(out, meddlePair(a, p))
		}
	}
	return out
}

// meddleLink shows a link; its title, and whether it can be cut here.
func meddleLink(a *app.App, place, title string, l view.Link, cut bool) *scene.Node {
	group := app.LinkGroup(place, "")
	part := scene.New("section", "link "+place).Class("part meddle-link").Add(el("h3", "", title))
	if cut {
		row := box("div", "state-row")
		mend := button("cut:"+place, "small", text.T("link.cut"))
		if l.Cut {
			row.Add(keyed("cut", el("span", "pill bad", text.T("link.iscut"))))
			mend = button("mend:"+place, "small", text.T("link.mend"))
		}
		part.Add(row.Add(box("span", "spring"), mend))
	}
	for _, f := range app.LinkFields {
		present := linkValue(l, f)
		value, ok := a.Draft(f + "|" + group)
		if !ok {
			value = present
		}
		part.Add(row1(f+"|"+group, value, text.T("link."+f), text.T("rate.unlimited")))
	}
	return part.Add(settle1(a, group), linkCounters(l))
}

// linkValue writes a value of a link as its field takes it.
func linkValue(l view.Link, field string) string {
	switch field {
	case "up":
		return rateText(l.Up)
	case "down":
		return rateText(l.Down)
	case "delay":
		return labfile.Duration(l.Delay).String()
	case "loss":
		return chanceText(l.Loss)
	case "duplicate":
		return chanceText(l.Duplicate)
	case "reorder":
		return chanceText(l.Reorder)
	case "queue":
		if l.Queue > 0 {
			return labfile.Size(l.Queue).String()
		}
	}
	return ""
}

func rateText(bits int64) string {
	if bits == 0 {
		return "" // unlimited, which the placeholder says
	}
	return labfile.Rate(bits).String()
}

func chanceText(p float64) string { return strconv.FormatFloat(p*100, 'g', 6, 64) + " %" }

// meddlePair shows what holds between two places instead of what their links say.
func meddlePair(a *app.App, p view.Pair) *scene.Node {
	group := app.LinkGroup(p.Between[0], p.Between[1])
	part := scene.New("section", "pair "+p.Between[0]+" "+p.Between[1]).Class("part meddle-link").
		Add(el("h3", "", text.T("meddle.pair", "a", p.Between[0], "b", p.Between[1])))
	add := func(field, present string) {
		value, ok := a.Draft(field + "|" + group)
		if !ok {
			value = present
		}
		part.Add(row1(field+"|"+group, value, text.T("link."+field), text.T("meddle.links.own")))
	}
	delay := ""
	if p.Delay != nil {
		delay = labfile.Duration(*p.Delay).String()
	}
	add("delay", delay)
	for _, c := range []struct {
		field string
		p     *float64
	}{{"loss", p.Loss}, {"duplicate", p.Duplicate}, {"reorder", p.Reorder}} {
		if c.p != nil {
			add(c.field, chanceText(*c.p))
		} else {
			add(c.field, "")
		}
	}
	return part.Add(settle1(a, group))
}

// linkCounters shows what a link has seen.
func linkCounters(l view.Link) *scene.Node {
	list := box("dl", "fields")
	add := func(id, value string) {
		list.Add(box("div", "", el("dt", "", text.T(id)), el("dd", "", value)))
	}
	if l.QueuedUp > 0 || l.QueuedDn > 0 {
		add("link.queued", text.T("link.queued.value", "up", text.Number(int(l.QueuedUp)), "down", text.Number(int(l.QueuedDn))))
	}
	if l.Dropped > 0 {
		add("link.dropped", text.Number(int(l.Dropped)))
	}
	return list
}

// meddleSettings shows the settings of a program that can be changed while it runs; nil
// if there are none.
func meddleSettings(a *app.App, host string, p view.Program) *scene.Node {
	if len(p.Settings) == 0 {
		return nil
	}
	part := scene.New("div", "settings").Class("meddle-settings")
	for _, s := range p.Settings {
		group := app.SettingGroup(host, p.Kind, s.ID)
		label := named("setting.", s.ID)
		if s.Kind == "flag" {
			on := s.Value == "true"
			part.Add(scene.New("div", s.ID).Class("meddle-row").Add(el("span", "", label),
				button("meddle:flag:"+group, "small", text.T(map[bool]string{true: "meddle.on", false: "meddle.off"}[on])).
					Set("role", "switch").Set("aria-checked", strconv.FormatBool(on)).Set("aria-label", label)))
			continue
		}
		value, ok := a.Draft("value|" + group)
		if !ok {
			value = s.Value
		}
		part.Add(row1("value|"+group, value, label, text.T("meddle.default")), settle1(a, group))
	}
	if p.Kind == "dns.resolver" {
		part.Add(keyed("flush", box("div", "state-row", button("meddle:flush:"+host, "small", text.T("meddle.flush")))))
	}
	return part
}

// zoneTable shows a zone's records. A press on one opens it for a change.
func zoneTable(a *app.App, host string, t view.Table) *scene.Node {
	heads := box("tr", "")
	for _, c := range t.Columns {
		class := ""
		if c.Type == view.Number {
			class = "num"
		}
		heads.Add(scene.New("th", "").Class(class).Set("scope", "col").Add(el("span", "", named("column.", c.ID))))
	}
	body := box("tbody", "")
	for i, r := range t.Rows {
		if i == manyRows {
			break
		}
		body.Add(recordRow(a, host, t, r))
	}
	wrap := box("div", "table-wrap", box("table", "zone-table",
		box("caption", "", el("span", "", named("table.", t.ID)+" "), el("code", "", t.Name)), box("thead", "", heads), body))
	if left := max(t.Total, len(t.Rows)) - min(len(t.Rows), manyRows); left > 0 {
		wrap.Add(el("p", "more", text.Count("table.more", left)))
	}
	group := app.RecordGroup(host, t.Name, "")
	if value, open := a.Draft("text|" + group); open {
		return wrap.Add(recordForm(group, value, text.T("meddle.record.new"), false))
	}
	return wrap.Add(keyed("add", box("div", "state-row", button("meddle:open:"+group, "small", text.T("meddle.record.add")))))
}

// recordText writes a row of a zone's table as a line of its file.
func recordText(r view.Row) string {
	c := r.Cells
	return c[0] + " " + c[1] + " IN " + c[2] + " " + c[3]
}

func recordRow(a *app.App, host string, t view.Table, r view.Row) *scene.Node {
	group := app.RecordGroup(host, t.Name, recordText(r))
	if value, open := a.Draft("text|" + group); open {
		return scene.New("tr", r.Key+"/form").Add(box("td", "", recordForm(group, value, text.T("meddle.record.change"), true)).
			Set("colspan", strconv.Itoa(len(t.Columns))))
	}
	row := scene.New("tr", r.Key)
	for j, value := range r.Cells {
		n := cell(t.Columns[j].Type, value, 0)
		if j == len(r.Cells)-1 {
			n = scene.New("td", "").Class("mono").Add(button("meddle:open:"+group, "meddle-value", "").
				Set("aria-label", text.T("meddle.record.edit", "record", recordText(r))).Add(breakable(value)...))
		}
		row.Add(n)
	}
	return row
}

// recordForm is the field in which a record is written, and its buttons.
func recordForm(group, value, label string, removable bool) *scene.Node {
	buttons := box("div", "state-row",
		button("meddle:apply:"+group, "small primary", text.T("meddle.apply")))
	if removable {
		buttons.Add(button("meddle:remove:"+group, "small danger", text.T("meddle.record.remove")))
	}
	buttons.Add(button("meddle:undo:"+group, "small", text.T("meddle.cancel")))
	return scene.New("div", "form "+group).Class("meddle-record").Add(field1("text|"+group, value, label, text.T("meddle.record.example")), buttons)
}

// bytesForm is the form for new bytes of the message whose bytes are shown; nil while
// they are not being changed.
func bytesForm(a *app.App, m view.Message) *scene.Node {
	e, ok := a.BytesEdit(m.ID)
	if !ok {
		return nil
	}
	choice := scene.New("select", "sums").Set("data-key", "meddle:sums").Set("aria-label", text.T("meddle.checksums"))
	for _, c := range []struct {
		value string
		on    bool
		label string
	}{{"keep", !e.Fix, text.T("meddle.checksums.keep")}, {"fix", e.Fix, text.T("meddle.checksums.fix")}} {
		option := scene.New("option", c.value).Set("value", c.value)
		if c.on {
			option.Set("selected", "")
		}
		option.Text = c.label
		choice.Add(option)
	}
	note := text.T("meddle.note.keep")
	if e.Fix {
		note = text.T("meddle.note.fix")
	}
	return scene.New("div", "bytes-form").Class("meddle-bytes").Add(
		box("div", "state-row",
			el("span", "", text.T("meddle.from.byte", "n", strconv.Itoa(e.Offset))),
			field1("hex|bytes", e.Hex, text.T("meddle.hex", "n", strconv.Itoa(e.Offset)), present(m, e)),
			choice,
			button("meddle:apply:bytes", "small primary", text.T("meddle.apply")),
			button("meddle:undo:bytes", "small", text.T("meddle.cancel"))),
		el("p", "meddle-note", note))
}

// present writes the bytes that stand where new ones are to be put.
func present(m view.Message, e app.BytesEdit) string {
	var out []string
	for i := e.Offset; i < min(e.Offset+4, len(m.Bytes)); i++ {
		out = append(out, string([]byte{hexDigits[m.Bytes[i]>>4], hexDigits[m.Bytes[i]&15]}))
	}
	return strings.Join(out, " ")
}

// meddle does what a field or a button does that changes something. It returns whether a
// key that was pressed in a field meant something.
func (s *State) meddle(a *app.App, e Event, id string) (meant bool) {
	what, group, _ := strings.Cut(id, ":")
	switch {
	case what == "draft" && e.Type == "input":
		a.SetDraft(group, e.Value)
	case what == "draft" && e.Type == "key":
		_, group, _ = strings.Cut(group, "|")
		if e.Value == "Enter" {
			s.apply(a, group)
		} else {
			s.undo(a, group)
		}
		return true
	case what == "sums" && e.Type == "change":
		a.EditChecksums(group == "fix")
	case e.Type == "click":
		s.pressMeddle(a, what, group)
	}
	return false
}

func (s *State) pressMeddle(a *app.App, what, group string) {
	switch what {
	case "apply":
		s.apply(a, group)
	case "undo":
		s.undo(a, group)
	case "duplicate":
		a.DuplicateFrame(number(group))
	case "bytes":
		a.EditBytes(number(group))
		s.wish = wish{Island: "bytes", Focus: "meddle:draft:hex|bytes"}
	case "back":
		a.GoUnderWay(number(group))
	case "show":
		a.ShowArrived(group == "arrived")
	case "flush":
		a.FlushCache(group)
	case "flag":
		if _, host, service, setting := parts4(group); setting != "" {
			a.ApplySetting(host, service, setting, strconv.FormatBool(!s.flag(a, host, service, setting)))
		}
	case "open":
		_, _, _, record := parts4(group)
		a.SetDraft("text|"+group, record)
		s.wish = wish{Focus: "meddle:draft:text|" + group}
	case "remove":
		_, host, zone, record := parts4(group)
		a.RemoveRecord(host, zone, record)
	}
}

// apply does what stands in the fields of a group.
func (s *State) apply(a *app.App, group string) {
	kind, first, second, third := parts4(group)
	switch kind {
	case "bytes":
		a.ApplyBytes()
	case "delay":
		by, ok := a.Draft("by|" + group)
		if !ok {
			by = "50ms"
		}
		a.DelayFrame(number(first), by)
	case "link":
		a.ApplyLink(first, second)
	case "setting":
		if value, ok := a.Draft("value|" + group); ok {
			a.ApplySetting(first, second, third, value)
		}
	case "record":
		a.ApplyRecord(first, second, third)
	}
}

func (s *State) undo(a *app.App, group string) {
	if group == "bytes" {
		a.EditBytes(0)
		return
	}
	a.DropDrafts(group)
}

// editFrom puts new bytes from another one on, where bytes are being changed.
func (s *State) editFrom(a *app.App, offset int) {
	if a.Editing() != 0 {
		a.EditAt(offset)
		s.wish = wish{Island: "bytes", Focus: "meddle:draft:hex|bytes"}
	}
}

// flag returns how a setting that is on or off stands.
func (s *State) flag(a *app.App, host, service, setting string) bool {
	for _, h := range a.Snapshot().Hosts {
		for _, p := range h.Programs {
			for _, have := range p.Settings {
				if h.Name == host && p.Kind == service && have.ID == setting {
					return have.Value == "true"
				}
			}
		}
	}
	return false
}

// parts4 takes a group's name apart; the last part may hold anything.
func parts4(group string) (a, b, c, d string) {
	parts := append(strings.SplitN(group, "|", 4), "", "", "", "")
	return parts[0], parts[1], parts[2], parts[3]
}
