package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

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
	wrap.Add(zoneEditor(a, host, t.Name)...)
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
