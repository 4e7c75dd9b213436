package panels

import (
	"strconv"
	"strings"

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
