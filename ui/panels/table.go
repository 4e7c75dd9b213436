package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// manyRows bounds what a table shows; what is left out is counted below it.
const manyRows = 200

// table draws a part of a program's state.
func table(s view.Snapshot, t view.Table) *scene.Node {
	caption := el("caption", "", named("table.", t.ID))
	if t.Name != "" {
		caption = box("caption", "", el("span", "", named("table.", t.ID)+" "), el("code", "", t.Name))
	}
	if t.Total == 0 && len(t.Rows) == 0 {
		return box("div", "table-wrap", box("p", "empty", el("span", "", named("table.", t.ID)+" "),
			el("code", "", t.Name), el("span", "", text.T("table.empty"))))
	}
	lead := leading(t)
	body := box("tbody", "")
	for i, r := range t.Rows {
		if i == manyRows {
			break
		}
		cells := make([]*scene.Node, 0, len(r.Cells))
		for j, value := range r.Cells[:min(len(r.Cells), len(t.Columns))] {
			cells = append(cells, cell(t.Columns[j].Type, value, s.WallNanos))
		}
		body.Add(lines(r.Key, cells, lead)...)
	}
	heads := make([]*scene.Node, 0, len(t.Columns))
	for _, c := range t.Columns {
		class := ""
		if c.Type == view.Number {
			class = "num"
		}
		heads = append(heads, scene.New("th", "").Class(class).Set("scope", "col").Add(el("span", "", named("column.", c.ID))))
	}
	wrap := box("div", "table-wrap", box("table", "", caption, box("thead", "", lines("", heads, lead)...), body))
	if left := max(t.Total, len(t.Rows)) - min(len(t.Rows), manyRows); left > 0 {
		wrap.Add(el("p", "more", text.Count("table.more", left)))
	}
	return wrap
}

// manyColumns is how many columns the inspector is wide enough for.
const manyColumns = 4

// leading returns how many cells of each row stand on a line of their own above
// the others: the first, a name as a rule, where there are too many columns.
func leading(t view.Table) int {
	if len(t.Columns) > manyColumns {
		return 1
	}
	return 0
}

// lines makes the table's lines of one row's cells.
func lines(key string, cells []*scene.Node, lead int) []*scene.Node {
	rest := scene.New("tr", key)
	if lead == 0 || len(cells) <= lead {
		return []*scene.Node{rest.Add(cells...)}
	}
	if key != "" {
		key += "/lead"
	}
	cells[0].Set("colspan", strconv.Itoa(len(cells)-lead))
	first := scene.New("tr", key).Class("lead").Add(cells[:lead]...)
	return []*scene.Node{first, rest.Class("rest").Add(cells[lead:]...)}
}

// cell draws a value as its column says. now is the world's wall clock.
func cell(kind view.ColumnType, value string, now int64) *scene.Node {
	switch kind {
	case view.Mono:
		return scene.New("td", "").Class("mono").Add(breakable(value)...)
	case view.Number:
		if n, err := strconv.Atoi(value); err == nil {
			value = text.Number(n)
		}
		return el("td", "num", value)
	case view.Instant:
		at, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return el("td", "", value)
		}
		return el("td", "num", relative(at-now))
	case view.Span:
		return span(value, now)
	}
	return el("td", "", value)
}

// breakable draws a name so that a narrow column breaks it at its dots. An
// address is never broken.
func breakable(name string) []*scene.Node {
	if strings.Trim(name, "0123456789.:") == "" {
		return []*scene.Node{el("span", "whole", name)}
	}
	var out []*scene.Node
	for name != "" {
		n := strings.IndexByte(name, '.') + 1
		if n == 0 {
			n = len(name)
		}
		if len(out) > 0 {
			out = append(out, scene.New("wbr", ""))
		}
		out = append(out, el("span", "", name[:n]))
		name = name[n:]
	}
	return out
}

func relative(ns int64) string {
	if ns > 0 {
		return text.T("instant.in", "span", text.Span(ns))
	}
	return text.T("instant.ago", "span", text.Span(-ns))
}

// span draws something that began and will end as a bar that runs down.
func span(value string, now int64) *scene.Node {
	from, to, _ := strings.Cut(value, " ")
	start, err1 := strconv.ParseInt(from, 10, 64)
	end, err2 := strconv.ParseInt(to, 10, 64)
	if err1 != nil || err2 != nil || end <= start {
		return el("td", "", value)
	}
	left := max(end-now, 0)
	share := float64(left) / float64(end-start)
	fill := scene.New("span", "").Class("ttl-left").Set("style:width", scene.Number(min(share, 1)*100)+"%")
	return box("td", "ttl-cell",
		box("span", "ttl", fill).Set("aria-hidden", "true"),
		el("span", "ttl-text", text.T("span.left", "seconds", text.Number(int((left+999_999_999)/1e9)))))
}
