// Package tables draws what a picture shows as a table: for those who don't see pictures,
// and for whoever would rather read.
package tables

import (
	"strconv"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// Table is a picture, or a part of it, as a table.
type Table struct {
	Caption string
	Columns []string
	Rows    []Row
	Total   int    // rows that there are, if Rows holds only the last ones; 0: all are there
	Empty   string // what stands there while there are none
}

// Row is a line of a [Table]. Key is that of the picture's element; its first cell can be
// pressed as that can be.
type Row struct {
	Key      string
	Cells    []string
	Selected bool
}

// Draw draws tables one below the other, in an element that scrolls.
func Draw(list []Table, label string) *scene.Node {
	root := scene.New("div", "tables").Class("tables").Set("role", "region").Set("aria-label", label).Set("tabindex", "0")
	for i := range list {
		root.Add(draw(&list[i], i))
	}
	return root
}

func draw(t *Table, i int) *scene.Node {
	caption := words("caption", "caption", "", t.Caption)
	head := scene.New("tr", "head")
	for k, c := range t.Columns {
		head.Add(words("th", strconv.Itoa(k), "", c).Set("scope", "col"))
	}
	body := scene.New("tbody", "body")
	for k := range t.Rows {
		body.Add(row(&t.Rows[k]))
	}
	part := scene.New("div", strconv.Itoa(i)).Class("table-part").Add(
		scene.New("table", "table").Add(caption, scene.New("thead", "thead").Add(head), body))
	if len(t.Rows) == 0 && t.Empty != "" {
		part.Add(words("p", "empty", "empty", t.Empty))
	}
	if left := t.Total - len(t.Rows); left > 0 {
		part.Add(words("p", "more", "more", text.Count("tables.earlier", left)))
	}
	return part
}

func row(r *Row) *scene.Node {
	class := ""
	if r.Selected {
		class = "selected"
	}
	tr := scene.New("tr", r.Key).Set("class", class)
	for k, c := range r.Cells {
		cell := scene.New("td", strconv.Itoa(k))
		if k > 0 || r.Key == "" {
			cell.Text = c
			tr.Add(cell)
			continue
		}
		cell.Tag = "th"
		button := words("button", "press", "table-press", c)
		tr.Add(cell.Set("scope", "row").Add(button.Set("type", "button").Set("data-key", r.Key)))
	}
	return tr
}

func words(tag, key, class, s string) *scene.Node {
	n := scene.New(tag, key).Class(class)
	n.Text = s
	return n
}
