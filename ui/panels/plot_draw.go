package panels

import (
	"math"
	"strconv"
	"strings"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// plotText is the size of all words in a chart.
const plotText = 12

// plotDrawing is a chart's picture on its way.
type plotDrawing struct {
	p         Plot
	v         *plotView
	w, h      float64
	sideways  bool      // X goes down, Y to the right
	x, y      plotScale // of the values
	plain     scene.Box // where the values are
	bars      int       // series of bars
	tip       *scene.Node
	nameRoom  float64 // of the categories' names on the left
	gridLines *scene.Node
	stops     bool // there is a point at which the Tab key stops
}

func newPlotDrawing(p Plot, v *plotView, w, h float64) *plotDrawing {
	d := &plotDrawing{p: p, v: v, w: w, h: h, gridLines: scene.New("g", "grid")}
	for _, s := range p.Series {
		if s.Mark == PlotBars {
			d.bars++
		}
	}
	d.sideways = d.bars > 0 && !d.namesFit(w-60)
	if d.sideways {
		const line = 20 // pixels that a bar and its name need
		d.h = max(h, line*float64(len(p.X.Labels)*max(d.bars, 1))+50)
	}
	d.scales()
	return d
}

// namesFit reports whether the names of the categories have room below upright bars.
func (d *plotDrawing) namesFit(w float64) bool {
	slot := w / float64(max(len(d.p.X.Labels), 1))
	for _, name := range d.p.X.Labels {
		if d.p.Metrics.Width(name, scene.Plain, plotText) > slot-8 {
			return false
		}
	}
	return true
}

// scales lays the axes out.
func (d *plotDrawing) scales() {
	xLo, xHi := d.extent(&d.p.X, func(p Datum) (float64, float64) { return p.X, p.X })
	yLo, yHi := d.extent(&d.p.Y, ends)
	if d.bars > 0 && !d.p.Y.Log {
		yLo, yHi = min(yLo, 0), max(yHi, 0)
	}
	const top, bottom = 24, 40
	if d.p.X.Keeps {
		d.v.end = max(d.v.end, xHi)
		xHi = d.v.end
	}
	nX, nY := int(d.w/80), int((d.h-top-bottom)/36)
	if d.sideways {
		nY = int(d.w / 110)
	}
	d.x = newPlotScale(&d.p.X, xLo, xHi, max(nX, 2), false)
	d.y = newPlotScale(&d.p.Y, yLo, yHi, max(nY, 2), true)
	level, upright := &d.x, &d.y
	if d.sideways {
		level, upright = &d.y, &d.x
	}
	left := 0.0
	for i := range upright.ticks {
		left = max(left, d.p.Metrics.Width(upright.tick(i), scene.Plain, plotText))
	}
	d.nameRoom = min(left, d.w*0.4)
	right := 14.0
	if n := len(level.ticks); n > 0 {
		right = max(right, d.p.Metrics.Width(level.tick(n-1), scene.Plain, plotText)/2+4)
	}
	d.plain = scene.Box{X: d.nameRoom + 10, Y: top, H: d.h - top - bottom}
	d.plain.W = d.w - d.plain.X - right
	level.from, level.to = d.plain.X, d.plain.Right()
	upright.from, upright.to = d.plain.Bottom(), d.plain.Y
	if d.sideways {
		upright.from, upright.to = d.plain.Y, d.plain.Bottom()
	}
}

// extent is the least and the greatest value that an axis has to show.
func (d *plotDrawing) extent(axis *Axis, of func(Datum) (float64, float64)) (lo, hi float64) {
	first := true
	for _, s := range d.p.Series {
		for _, p := range s.Points {
			for _, v := range values(of(p)) {
				if math.IsNaN(v) || math.IsInf(v, 0) || axis.Log && v <= 0 {
					continue
				}
				if first {
					lo, hi, first = v, v, false
				}
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	return lo, hi
}

func values(a, b float64) [2]float64 { return [2]float64{a, b} }

// place is the point of the picture at which a value stands.
func (d *plotDrawing) place(x, y float64) scene.Point {
	if d.sideways {
		return scene.Point{X: d.y.at(y), Y: d.x.at(x)}
	}
	return scene.Point{X: d.x.at(x), Y: d.y.at(y)}
}

// picture draws axes, series and what is said of the point that is pointed at.
func (d *plotDrawing) picture() *scene.Node {
	svg := scene.New("svg", "svg").Class("plot-picture").Num("width", d.w).Num("height", d.h).
		Set("role", "group").Set("aria-label", text.T("plot.label", "title", d.p.Title))
	svg.Add(d.axes()...)
	svg.Add(d.faint())
	d.stops = d.has(d.v.stop)
	for i := range d.p.Series {
		if d.p.Series[i].Mark != PlotFaint {
			svg.Add(d.series(i))
		}
	}
	return svg.Add(d.now(), d.tip)
}

// axes draws the grid, the ticks' words and the axes' titles.
func (d *plotDrawing) axes() []*scene.Node {
	level, upright := &d.x, &d.y
	if d.sideways {
		level, upright = &d.y, &d.x
	}
	b, words := d.plain, scene.New("g", "ticks").Set("aria-hidden", "true")
	end := -1e9
	for i, v := range level.ticks {
		x, label := level.at(v), level.tick(i)
		room := d.p.Metrics.Width(label, scene.Plain, plotText)
		if x-room/2 < max(end+8, 0) && end > -1e9 {
			continue // no room beside the one before
		}
		if d.sideways || len(d.p.X.Labels) == 0 {
			d.gridLines.Add(scene.Path("", "plot-grid", "M"+scene.Number(x)+","+scene.Number(b.Y)+"V"+scene.Number(b.Bottom()+4)))
		}
		x0 := max(x, room/2)
		words.Add(scene.Label("", "plot-tick middle", label, x0, b.Bottom()+17))
		end = x0 + room/2
	}
	for i, v := range upright.ticks {
		y := upright.at(v)
		if !d.sideways {
			d.gridLines.Add(scene.Path("", "plot-grid", "M"+scene.Number(b.X)+","+scene.Number(y)+"H"+scene.Number(b.Right())))
		}
		full := upright.tick(i)
		label := d.p.Metrics.Fit(full, scene.Plain, plotText, d.nameRoom)
		node := scene.Label("", "plot-tick end", label, b.X-8, y+4)
		if label != full {
			node = scene.New("g", "").Add(scene.Title(full), node)
		}
		words.Add(node)
	}
	frame := scene.Path("frame", "plot-axis", "M"+scene.Number(b.X)+","+scene.Number(b.Y)+"V"+scene.Number(b.Bottom())+"H"+scene.Number(b.Right()))
	fit := func(s string) string { return d.p.Metrics.Fit(s, scene.Plain, plotText, d.w-4) }
	return []*scene.Node{d.gridLines, frame, words,
		scene.Label("upright-title", "plot-axis-title", fit(upright.axis.title()), 0, 12),
		scene.Label("level-title", "plot-axis-title end", fit(level.axis.title()), b.Right(), d.h-5)}
}

// series draws one series.
func (d *plotDrawing) series(i int) *scene.Node {
	s := &d.p.Series[i]
	g := scene.New("g", "s"+scene.Number(float64(i))).Class("plot-series " + s.class(i))
	if s.Mark == PlotLine || s.Mark == PlotTheory {
		class := "plot-line"
		if s.Mark == PlotTheory {
			class = "plot-theory"
		}
		if s.Mark == PlotLine {
			g.Add(d.band(s))
		}
		g.Add(scene.Path("line", class, d.line(s)))
	}
	if s.Mark == PlotTheory {
		return g
	}
	for k := range s.Points {
		if !d.x.shows(s.Points[k].X) || !d.y.shows(s.Points[k].Y) {
			continue
		}
		if !d.stops {
			d.v.stop, d.stops = plotPoint(i, k), true
		}
		g.Add(d.point(i, k))
	}
	return g
}

// has reports whether there is a point of that name.
func (d *plotDrawing) has(name string) bool {
	series, point, _ := strings.Cut(name, ".")
	i, err := strconv.Atoi(series)
	if err != nil || i < 0 || i >= len(d.p.Series) {
		return false
	}
	k, err := strconv.Atoi(point)
	return err == nil && k >= 0 && k < len(d.p.Series[i].Points) && d.p.Series[i].marked()
}

// faint draws all thin lines as one: they may be hundreds. nil where there are none.
func (d *plotDrawing) faint() *scene.Node {
	var way []byte
	tone := ""
	for i := range d.p.Series {
		if s := &d.p.Series[i]; s.Mark == PlotFaint {
			way, tone = append(way, d.line(s)...), s.class(i)
		}
	}
	if len(way) == 0 {
		return nil
	}
	return scene.New("g", "faint").Class("plot-series " + tone).Add(scene.Path("line", "plot-faint", string(way)))
}

// now marks the present; nil where it is not to be marked, or is the end of the picture.
func (d *plotDrawing) now() *scene.Node {
	if d.p.NowLabel == "" || d.sideways || d.p.Now >= d.x.hi {
		return nil
	}
	x := d.place(d.p.Now, 0).X
	label := scene.Label("words", "plot-now-words", d.p.NowLabel, x-4, d.plain.Y+11).Set("text-anchor", "end")
	if x-d.plain.X < 60 {
		label = scene.Label("words", "plot-now-words", d.p.NowLabel, x+4, d.plain.Y+11)
	}
	n := scene.Number
	return scene.New("g", "now").Set("aria-hidden", "true").Add(
		scene.Path("line", "plot-now", "M"+n(x)+","+n(d.plain.Y)+"V"+n(d.plain.Bottom())), label)
}

// line is the way through a series' points.
func (d *plotDrawing) line(s *Series) string {
	var to []byte
	pen := byte('M')
	for _, p := range s.Points {
		if !d.x.shows(p.X) || !d.y.shows(p.Y) {
			pen = 'M'
			continue
		}
		to = appendPoint(append(to, pen), d.place(p.X, p.Y))
		pen = 'L'
	}
	return string(to)
}

func appendPoint(to []byte, p scene.Point) []byte {
	return scene.AppendNumber(append(scene.AppendNumber(to, p.X), ','), p.Y)
}

// band is the area between the ends of a line's intervals; nil where it has none.
func (d *plotDrawing) band(s *Series) *scene.Node {
	var to, back []byte
	any := false
	for _, p := range s.Points {
		if d.x.shows(p.X) && d.y.shows(p.Y) {
			low, high := ends(p)
			any = any || high > low
			pen := byte('L')
			if len(to) == 0 {
				pen = 'M'
			}
			to = appendPoint(append(to, pen), d.place(p.X, high))
			back = append(appendPoint([]byte{'L'}, d.place(p.X, low)), back...)
		}
	}
	if !any {
		return nil
	}
	return scene.Path("band", "plot-band", string(append(append(to, back...), 'Z')))
}

// manyPoints is how many points of a line are marked; of longer ones the pointer and the
// keys still find each.
const manyPoints = 24

// point draws a point: its interval, its mark, and around it where the pointer finds it.
func (d *plotDrawing) point(i, k int) *scene.Node {
	s := &d.p.Series[i]
	v := s.Points[k]
	name := plotPoint(i, k)
	at := d.place(v.X, v.Y)
	tab := "-1"
	if name == d.v.stop {
		tab = "0"
	}
	g := scene.New("g", name).Class("plot-point").Set("data-key", plotKey(d.p.Key, name)).Set("data-arrows", "").
		Set("tabindex", tab).Set("role", "img").Set("aria-label", d.spoken(s, v))
	switch {
	case s.Mark == PlotBars:
		bar := d.bar(i, v)
		at = scene.Point{X: bar.Center().X, Y: bar.Y}
		if d.sideways {
			at = scene.Point{X: bar.Right(), Y: bar.Center().Y}
		}
		g.Add(scene.Rect("mark", "plot-bar", bar, 2), d.whisker(v, at))
	case s.Mark == PlotLine && len(s.Points) > manyPoints:
		g.Add(scene.Circle("mark", "plot-hidden", at.X, at.Y, 4))
	case s.Mark == PlotLine:
		g.Add(plotShape(i, at, 3.5))
	default:
		g.Add(d.whisker(v, at), plotShape(i, at, 4.5))
	}
	g.Add(scene.Circle("hit", "plot-hit", at.X, at.Y, 9))
	if d.v.point == name {
		d.tip = d.say(s, i, v, at)
	}
	return g
}

// bar is the place of a bar among those of its category.
func (d *plotDrawing) bar(i int, v Datum) scene.Box {
	n := 0
	for _, s := range d.p.Series[:i] {
		if s.Mark == PlotBars {
			n++
		}
	}
	slot := d.plain.W
	if d.sideways {
		slot = d.plain.H
	}
	slot /= max(d.x.hi-d.x.lo, 1)
	wide := min(slot*0.76/float64(d.bars), 56)
	center := d.place(v.X, 0)
	if d.p.Y.Log {
		center = d.place(v.X, math.Pow(10, d.y.lo))
	}
	shift := (float64(n) - float64(d.bars-1)/2) * wide
	end := d.place(v.X, v.Y)
	if d.sideways {
		return scene.Box{X: min(center.X, end.X), Y: center.Y + shift - wide/2 + 0.5, W: max(abs(end.X-center.X), 1), H: wide - 1}
	}
	return scene.Box{X: center.X + shift - wide/2 + 0.5, Y: min(center.Y, end.Y), W: wide - 1, H: max(abs(end.Y-center.Y), 1)}
}

// whisker draws the interval around a point that stands at the middle of its mark; nil
// where there is none.
func (d *plotDrawing) whisker(v Datum, at scene.Point) *scene.Node {
	if v.High <= v.Low {
		return nil
	}
	low, high := d.y.at(v.Low), d.y.at(v.High)
	n := scene.Number
	if d.sideways {
		return scene.Path("whisker", "plot-whisker", "M"+n(low)+","+n(at.Y)+"H"+n(high)+
			"M"+n(low)+","+n(at.Y-4)+"v8M"+n(high)+","+n(at.Y-4)+"v8")
	}
	return scene.Path("whisker", "plot-whisker", "M"+n(at.X)+","+n(low)+"V"+n(high)+
		"M"+n(at.X-4)+","+n(low)+"h8M"+n(at.X-4)+","+n(high)+"h8")
}

// plotShape is the mark of a series' points: another one for each of four.
func plotShape(i int, at scene.Point, r float64) *scene.Node {
	n := scene.Number
	switch i % 4 {
	case 1:
		return scene.Rect("mark", "plot-mark", scene.BoxAround(at, 1.8*r, 1.8*r), 1)
	case 2:
		return scene.Path("mark", "plot-mark", "M"+n(at.X)+","+n(at.Y-1.2*r)+"l"+n(1.2*r)+","+n(2.1*r)+"h"+n(-2.4*r)+"Z")
	case 3:
		return scene.Path("mark", "plot-mark", "M"+n(at.X)+","+n(at.Y-1.3*r)+"l"+n(1.3*r)+","+n(1.3*r)+"l"+n(-1.3*r)+","+n(1.3*r)+"l"+n(-1.3*r)+","+n(-1.3*r)+"Z")
	}
	return scene.Circle("mark", "plot-mark", at.X, at.Y, r)
}
