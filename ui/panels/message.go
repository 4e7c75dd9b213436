package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// message tells a frame's way and what its bytes mean.
func message(m view.Message, t view.Transfer, sel app.Selection, now int64, folded map[string]bool) []*scene.Node {
	out := []*scene.Node{box("div", "what",
		box("h2", "", titleOf(m, t)...),
		el("p", "where", way(t)),
		fate(t, now))}
	for i, l := range m.Layers {
		out = append(out, layer(l, i, sel, isFolded(folded, m, i)))
	}
	return out
}

func way(t view.Transfer) string {
	to := t.To
	if to == "" {
		to = text.T("transfer.nobody")
	}
	return text.T("message.way", "from", t.From, "to", to)
}

func titleOf(m view.Message, t view.Transfer) []*scene.Node {
	var out []*scene.Node
	if t.Number > 0 {
		out = append(out, el("span", "number", strconv.Itoa(t.Number)))
	}
	return append(out, el("span", "", m.Summary))
}

func fate(t view.Transfer, now int64) *scene.Node {
	row := box("div", "state-row")
	switch {
	case t.EndAt == 0 || t.EndAt > now:
		row.Add(keyed("fly", el("span", "pill", text.T("fate.flying"))))
	case t.Fate == view.Lost:
		row.Add(keyed("lost", el("span", "pill bad", text.T("fate.lost"))), el("span", "muted", t.Reason))
	default:
		row.Add(keyed("here", el("span", "pill good", text.T("fate.delivered"))),
			el("span", "muted", text.T("fate.took", "span", text.Span(t.EndAt-t.SentAt))))
	}
	row.Add(el("span", "muted", text.T("message.size", "n", text.Number(t.Size))), box("span", "spring"))
	if t.Fate == view.InFlight {
		row.Add(button("drop:"+strconv.FormatUint(t.Frame, 10), "small danger", text.T("message.drop")))
	}
	return row
}

// layerKey names a layer for folding: the same layer of the next message stays folded.
func layerKey(i int, l view.Layer) string { return "layer:" + strconv.Itoa(i) + ":" + l.Protocol }

// isFolded reports whether a layer shows its title alone. The innermost layer, what the
// message is about, is open until somebody folds it; the others are the other way round.
func isFolded(folded map[string]bool, m view.Message, i int) bool {
	if f, ok := folded[layerKey(i, m.Layers[i])]; ok {
		return f
	}
	return i < len(m.Layers)-1
}

func layer(l view.Layer, i int, sel app.Selection, folded bool) *scene.Node {
	key := layerKey(i, l)
	open := strconv.FormatBool(!folded)
	head := button(key, "layer-head", "").Set("aria-expanded", open).
		Set("data-from", strconv.Itoa(l.Offset)).Set("data-len", strconv.Itoa(l.Len)).
		Add(el("span", "twist", "▸").Set("aria-hidden", "true"), el("span", "layer-name", l.Title), el("span", "muted", text.Count("layer.bytes", l.Len)))
	part := scene.New("section", key).Class("layer").Set("data-open", open).Add(box("h3", "", head))
	if !folded {
		list := box("ul", "tree")
		for j, f := range l.Fields {
			list.Add(field(f, strconv.Itoa(i)+"."+strconv.Itoa(j), sel))
		}
		part.Add(list)
	}
	return part
}

// field draws a field and what it consists of. path is its place in the message: the
// numbers of the layer, the field, the field in it.
func field(f view.MessageField, path string, sel app.Selection) *scene.Node {
	pointed := "false"
	if sel.Len > 0 && sel.Field == path {
		pointed = "true"
	}
	label := f.Label
	if label == "" {
		label = f.Name
	}
	item := scene.New("li", path).Add(button("field:"+path, "field", "").
		Set("aria-pressed", pointed).
		Add(el("span", "field-label", label), el("span", "field-value", f.Value)))
	if pointed == "true" && (f.Note != "" || f.RFC != "") {
		item.Add(box("p", "note", explanation(f)...))
	}
	if len(f.Children) > 0 {
		list := box("ul", "tree")
		for j, c := range f.Children {
			list.Add(field(c, path+"."+strconv.Itoa(j), sel))
		}
		item.Add(list)
	}
	return item
}

func explanation(f view.MessageField) []*scene.Node {
	var out []*scene.Node
	if f.Note != "" {
		out = append(out, el("span", "", text.T(f.Note)+" "))
	}
	if f.RFC != "" {
		out = append(out, el("span", "rfc", f.RFC))
	}
	return out
}

// FieldAt returns the field of a path; it reports false if there is none.
func FieldAt(m view.Message, path string) (view.MessageField, bool) {
	var at []int
	n := 0
	for i := 0; i <= len(path); i++ {
		if i == len(path) || path[i] == '.' {
			at = append(at, n)
			n = 0
			continue
		}
		n = n*10 + int(path[i]-'0')
	}
	if len(at) < 2 || at[0] >= len(m.Layers) {
		return view.MessageField{}, false
	}
	fields := m.Layers[at[0]].Fields
	for k, i := range at[1:] {
		if i < 0 || i >= len(fields) {
			return view.MessageField{}, false
		}
		if k == len(at)-2 {
			return fields[i], true
		}
		fields = fields[i].Children
	}
	return view.MessageField{}, false
}

// FieldOf returns the path of the innermost field that a byte of the frame belongs to.
func FieldOf(m view.Message, offset int) (path string, ok bool) {
	for i, l := range m.Layers {
		if p, found := innermost(l.Fields, strconv.Itoa(i), offset); found {
			path, ok = p, true
		}
	}
	return path, ok
}

func innermost(fields []view.MessageField, above string, offset int) (string, bool) {
	for j, f := range fields {
		path := above + "." + strconv.Itoa(j)
		if p, ok := innermost(f.Children, path, offset); ok {
			return p, true
		}
		if offset >= f.Offset && offset < f.Offset+f.Len {
			return path, true
		}
	}
	return "", false
}
