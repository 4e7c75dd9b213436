package panels

import (
	"slices"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// plotTable is a chart as a table: a row for each X, a column for each series.
func plotTable(p Plot) *scene.Node {
	head := box("tr", "", el("th", "", p.X.title()).Set("scope", "col"))
	var list, formula []float64
	for _, s := range p.Series {
		name := s.Name
		if name == "" {
			name = p.Y.title()
		}
		head.Add(el("th", "num", name).Set("scope", "col"))
		for _, d := range s.Points {
			if s.Mark == PlotTheory {
				formula = append(formula, d.X)
			} else {
				list = append(list, d.X)
			}
		}
	}
	if len(list) == 0 {
		list = formula // else a formula is told where something was measured
	}
	slices.Sort(list)
	list = slices.Compact(list)
	body := box("tbody", "")
	for i, x := range list {
		if i == manyRows {
			break
		}
		row := box("tr", "", el("th", "", p.X.value(x)).Set("scope", "row"))
		for _, s := range p.Series {
			words := valueAt(&p, s.Points, x)
			if y, ok := between(s.Points, x); ok && s.Mark == PlotTheory {
				words = p.Y.value(y)
			}
			row.Add(el("td", "num", words))
		}
		body.Add(row)
	}
	wrap := scene.New("div", "table").Class("plot-table").Set("tabindex", "0").Set("role", "region").Set("aria-label", p.Title).
		Add(box("table", "", el("caption", "unseen", p.Title), box("thead", "", head), body))
	if left := len(list) - manyRows; left > 0 {
		wrap.Add(el("p", "more", text.Count("table.more", left)))
	}
	return wrap
}

// valueAt writes the value of a series at x, with its interval, "–" where it has none.
func valueAt(p *Plot, points []Datum, x float64) string {
	for _, d := range points {
		if d.X == x {
			return valueWords(p, d)
		}
	}
	return "–"
}

func valueWords(p *Plot, d Datum) string {
	if d.High > d.Low {
		return text.T("plot.interval", "value", p.Y.value(d.Y), "low", p.Y.value(d.Low), "high", p.Y.value(d.High))
	}
	return p.Y.value(d.Y)
}

// between is the value at x of a line through the points; it reports false beside them.
func between(points []Datum, x float64) (float64, bool) {
	for i, d := range points {
		if d.X == x {
			return d.Y, true
		}
		if i > 0 && points[i-1].X < x && x < d.X {
			a := points[i-1]
			return a.Y + (d.Y-a.Y)*(x-a.X)/(d.X-a.X), true
		}
	}
	return 0, false
}
