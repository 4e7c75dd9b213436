package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

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

// tree draws a message's layers as a tree, the innermost first: what the message is about.
type tree struct {
	app    *app.App
	m      view.Message
	sel    app.Selection
	folded map[string]bool
	items  []treeItem // those that can be seen, in their order
	stop   string     // the key of the one at which the Tab key stops
}

// treeItem is a line of the tree.
type treeItem struct {
	key    string
	above  string // the key of what it belongs to
	open   bool
	parent bool // it has others below it
}

// newTree lists the items that can be seen.
func newTree(a *app.App, m view.Message, folded map[string]bool) *tree {
	t := &tree{app: a, m: m, sel: a.Selection(), folded: folded}
	for i := len(m.Layers) - 1; i >= 0; i-- {
		l := m.Layers[i]
		key := layerKey(i, l)
		open := !isFolded(folded, m, i)
		t.items = append(t.items, treeItem{key: key, open: open, parent: true})
		if open {
			t.list(l.Fields, strconv.Itoa(i), key)
		}
	}
	for _, item := range t.items {
		if t.stop == "" || t.sel.Len > 0 && item.key == "field:"+t.sel.Field {
			t.stop = item.key
		}
	}
	return t
}

func (t *tree) list(fields []view.MessageField, path, above string) {
	for j, f := range fields {
		path := path + "." + strconv.Itoa(j)
		key := "field:" + path
		open := !t.folded[t.fieldFold(path, f)]
		t.items = append(t.items, treeItem{key: key, above: above, open: open, parent: len(f.Children) > 0})
		if open {
			t.list(f.Children, path, key)
		}
	}
}

// fieldFold names a field for folding.
func (t *tree) fieldFold(path string, f view.MessageField) string {
	return "fold:" + path + ":" + f.Name
}

// layerTree draws the tree.
func layerTree(a *app.App, m view.Message, folded map[string]bool) *scene.Node {
	t := newTree(a, m, folded)
	root := scene.New("ul", "layers").Class("layers").Set("role", "tree").Set("aria-label", text.T("message.layers"))
	for i := len(m.Layers) - 1; i >= 0; i-- {
		root.Add(t.layer(i))
	}
	return root
}

// line makes the part of an item that can be pressed.
func (t *tree) line(key, class string, level int, parent, open bool) *scene.Node {
	stop := "-1"
	if key == t.stop {
		stop = "0"
	}
	n := scene.New("button", key).Class(class).Set("type", "button").Set("data-key", key).Set("data-arrows", "").
		Set("role", "treeitem").Set("tabindex", stop).Set("aria-level", strconv.Itoa(level))
	if parent {
		n.Set("aria-expanded", strconv.FormatBool(open))
	}
	return n
}

func (t *tree) layer(i int) *scene.Node {
	l := t.m.Layers[i]
	key := layerKey(i, l)
	open := !isFolded(t.folded, t.m, i)
	size := text.Count("layer.bytes", l.Len)
	if l.Part > 0 {
		size = text.T("layer.reassembled", "n", text.Number(l.Len), "frames", text.Number(len(t.m.Reassembled[l.Part-1].Frames)))
	}
	head := t.line(key, "layer-head", 1, true, open).Set("aria-selected", "false").
		Add(el("span", "twist", "▸").Set("aria-hidden", "true"), el("span", "layer-name", l.Title), el("span", "muted", size))
	part := scene.New("li", key).Class("layer").Set("role", "none").Set("data-open", strconv.FormatBool(open)).Add(head)
	if open {
		part.Add(t.fields(l.Fields, strconv.Itoa(i), 2, t.m.PartBytes(l.Part)))
	}
	return part
}

func (t *tree) fields(fields []view.MessageField, path string, level int, b []byte) *scene.Node {
	list := box("ul", "tree").Set("role", "none")
	for j, f := range fields {
		list.Add(t.field(f, path+"."+strconv.Itoa(j), level, b))
	}
	return list
}

// field draws a field and what it consists of. path is its place in the message: the
// numbers of the layer, the field, the field in it.
func (t *tree) field(f view.MessageField, path string, level int, b []byte) *scene.Node {
	pointed := t.sel.Len > 0 && t.sel.Field == path
	open := !t.folded[t.fieldFold(path, f)]
	key := "field:" + path
	line := t.line(key, "field", level, len(f.Children) > 0, open).Set("aria-selected", strconv.FormatBool(pointed))
	if bits := bitsText(b, f); bits != "" {
		line.Add(el("span", "field-bits", bits))
	}
	line.Add(el("span", "field-label", label(f)), el("span", "field-value", f.Value))
	item := scene.New("li", path).Set("role", "none").Add(line)
	if pointed {
		item.Add(t.note(f))
	}
	if len(f.Children) > 0 && open {
		item.Add(t.fields(f.Children, path, level+1, b))
	}
	return item
}

func label(f view.MessageField) string {
	if f.Label != "" {
		return f.Label
	}
	return f.Name
}

// note explains the field that is pointed at, and offers to filter by it.
func (t *tree) note(f view.MessageField) *scene.Node {
	n := scene.New("div", "note").Class("note").Set("role", "none").
		Add(box("p", "", append([]*scene.Node{el("code", "", f.Name), el("span", "", " ")}, explanation(f)...)...))
	if test, ok := t.app.TestOf(f); ok {
		row := box("div", "note-filter").Set("role", "group").Set("aria-label", text.T("filter.by", "test", test)).Set("title", test)
		for _, how := range []app.Combine{app.Replace, app.And, app.AndNot} {
			row.Add(button("filter-by:"+string(how), "small", text.T("filter.by."+string(how))))
		}
		n.Add(row)
	}
	return n
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

// treeEvent moves in the tree: up and down, into an item and out of it.
func (s *State) treeEvent(a *app.App, e Event) {
	m, ok := a.Message()
	if !ok {
		return
	}
	items := newTree(a, m, s.Folded).items
	at := -1
	for i := range items {
		if items[i].key == e.Key {
			at = i
		}
	}
	if at < 0 {
		return
	}
	item, to := items[at], e.Key
	switch e.Type {
	case "ArrowDown":
		to = items[min(at+1, len(items)-1)].key
	case "ArrowUp":
		to = items[max(at-1, 0)].key
	case "Home":
		to = items[0].key
	case "End":
		to = items[len(items)-1].key
	case "ArrowRight":
		switch {
		case item.parent && !item.open:
			s.foldItem(a, m, item.key, false)
		case item.parent && at+1 < len(items):
			to = items[at+1].key
		}
	case "ArrowLeft":
		if item.parent && item.open {
			s.foldItem(a, m, item.key, true)
		} else if item.above != "" {
			to = item.above
		}
	}
	if to != e.Key {
		s.wish = wish{Focus: to}
	}
}

// foldItem folds or unfolds a layer or a field.
func (s *State) foldItem(a *app.App, m view.Message, key string, fold bool) {
	if s.Folded == nil {
		s.Folded = map[string]bool{}
	}
	s.redraw = true
	if path, ok := strings.CutPrefix(key, "field:"); ok {
		if f, ok := FieldAt(m, path); ok {
			s.Folded["fold:"+path+":"+f.Name] = fold
		}
		return
	}
	for i, l := range m.Layers {
		if layerKey(i, l) == key {
			s.Folded[key] = fold
			a.PointAt(strconv.Itoa(i), l.Offset, l.Len)
		}
	}
}
