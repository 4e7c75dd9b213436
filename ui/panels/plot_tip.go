package panels

import (
	"playnet/ui/scene"
	"playnet/ui/text"
)

// said are the lines that tell of a point: its series, where it stands, its value, and
// what a formula says there.
func (d *plotDrawing) said(s *Series, v Datum) []string {
	lines := []string{text.T("plot.at", "name", d.p.X.Label, "value", d.p.X.value(v.X))}
	if len(d.p.X.Labels) > 0 {
		lines[0] = d.p.X.value(v.X)
	}
	name := s.Name
	if name == "" {
		name = d.p.Y.Label
	}
	lines = append(lines, text.T("plot.at", "name", name, "value", valueWords(&d.p, v)))
	for i := range d.p.Series {
		if t := &d.p.Series[i]; t.Mark == PlotTheory && t != s {
			if y, ok := between(t.Points, v.X); ok {
				lines = append(lines, text.T("plot.at", "name", t.Name, "value", d.p.Y.value(y)))
			}
		}
	}
	if v.Note != "" {
		lines = append(lines, v.Note)
	}
	return lines
}

// spoken is what a screen reader says of a point.
func (d *plotDrawing) spoken(s *Series, v Datum) string {
	words := ""
	for i, line := range d.said(s, v) {
		if i > 0 {
			words += ", "
		}
		words += line
	}
	return words
}

// say draws what is said of a point, beside it and within the picture.
func (d *plotDrawing) say(s *Series, i int, v Datum, at scene.Point) *scene.Node {
	const pad, line, far = 8, 17, 12
	lines := d.said(s, v)
	wide := 0.0
	for k, words := range lines {
		lines[k] = d.p.Metrics.Fit(words, scene.Plain, plotText, d.w-2*pad-4)
		wide = max(wide, d.p.Metrics.Width(lines[k], scene.Plain, plotText))
	}
	b := scene.Box{X: at.X + far, Y: at.Y - far, W: wide + 2*pad, H: float64(len(lines))*line + 2*pad - 4}
	if b.Right() > d.w-2 {
		b.X = at.X - far - b.W
	}
	if b.X < 2 { // neither side has room: above or below
		b.X = max(2, min(at.X-b.W/2, d.w-2-b.W))
		b.Y = at.Y - far - b.H
		if b.Y < 2 {
			b.Y = at.Y + far
		}
	}
	b.Y = max(2, min(b.Y, d.h-2-b.H))
	g := scene.New("g", "tip").Class("plot-tip "+s.class(i)).Set("aria-hidden", "true")
	g.Add(scene.Rect("box", "plot-tip-box", b, 6))
	for k, words := range lines {
		class := "plot-tip-text"
		if k == 0 {
			class = "plot-tip-text muted"
		}
		g.Add(scene.Label("", class, words, b.X+pad, b.Y+pad+9+float64(k)*line))
	}
	return g
}
