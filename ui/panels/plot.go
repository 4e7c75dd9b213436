package panels

import (
	"strconv"
	"strings"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// Plot is a chart: what is measured over what. It is given anew for each drawing, as every
// picture is, and drawn by [State.Plot], which remembers what the reader does with it: a
// table in its place, the point that is pointed at. An example, hit rates over TTLs with
// what theory says:
//
//	s.Plot(panels.Plot{
//		Key:   "hit-rate", // of this chart among all of the page
//		Title: text.T("cache.plot"),
//		X:     panels.Axis{Label: text.T("cache.plot.ttl"), Unit: "s", Log: true},
//		Y:     panels.Axis{Label: text.T("cache.plot.rate"), Format: text.Percent, Min: 0, Max: 1},
//		Series: []panels.Series{
//			{Name: text.T("cache.plot.theory"), Mark: panels.PlotTheory, Points: formula},
//			{Name: text.T("cache.plot.measured"), Mark: panels.PlotDots, Points: []panels.Datum{
//				{X: 60, Y: 0.381, Low: 0.352, High: 0.411},
//			}},
//		},
//		Metrics: metrics,
//	}, 640, 320)
//
// For bars give the X axis Labels: the bar at X 0 has the first label. They lie on their
// sides where the labels need more room than there is. Values that go on being added
// belong into [Samples], which stays small.
type Plot struct {
	Key     string
	Title   string
	X, Y    Axis
	Series  []Series
	Empty   string         // what stands there while there are no points; "": a general sentence
	Tools   []*scene.Node  // what else stands beside the title, before the button of the table
	Metrics *scene.Metrics // widths of the page's texts; nil: estimates
	// Now is where on the X axis the present is, and NowLabel its name; "": it is not marked.
	Now      float64
	NowLabel string
}

// Axis says what is measured along an axis, and how it is drawn.
type Axis struct {
	Label  string
	Unit   string               // "s"; "" for plain numbers
	Format func(float64) string // writes a value, its unit included; nil: three digits and the unit
	Labels []string             // names of the values 0, 1, 2, …: an axis of categories
	Log    bool                 // decades of equal lengths; values that are not above 0 are left out
	Zero   bool                 // begins at 0, whatever the values are (bars always do)
	// Min and Max are the ends of the axis; where Min is not below Max, the values decide.
	Min, Max float64
	Keeps    bool // its end stays where it was once: who goes back in time sees how far that is
}

// PlotMark is how the points of a series are drawn.
type PlotMark int

// The marks.
const (
	PlotLine   PlotMark = iota // a line through the points
	PlotTheory                 // a dashed line without points: what a formula says
	PlotDots                   // points alone
	PlotBars                   // upright bars from 0
	PlotFaint                  // a thin line among many: no points of its own, all in one colour
)

// Series is points that belong together.
type Series struct {
	Name   string
	Mark   PlotMark
	Points []Datum // of lines in the order of X
	Tone   int     // 1 to 6, one of the chart's colours; 0: the series' number
}

// Datum is a measured value. Where High is above Low, they are the ends of the interval in
// which the true value is thought to lie.
type Datum struct {
	X, Y, Low, High float64
	Note            string // one more thing to say of it, "" for nothing
}

// plotView is what the panels remember of a chart.
type plotView struct {
	table bool
	point string  // that is pointed at, as plotPoint writes it
	stop  string  // at which the Tab key stops
	end   float64 // of the X axis, where that one keeps it
	plot  Plot    // as it was drawn last: arrow keys move in it
}

// plotView returns what is remembered of the chart of that key.
func (s *State) plotView(key string) *plotView {
	if s.plots == nil {
		s.plots = map[string]*plotView{}
	}
	v := s.plots[key]
	if v == nil {
		v = &plotView{}
		s.plots[key] = v
	}
	return v
}

// leastPlot is the smallest size at which a chart says anything, in pixels.
const leastPlotWidth, leastPlotHeight = 200, 112

// Plot draws a chart; the picture in it is w wide and h high, in pixels, or higher where its
// bars need that. Title, legend and the table need their own room.
func (s *State) Plot(p Plot, w, h float64) *scene.Node {
	v := s.plotView(p.Key)
	p = p.thinned(w)
	v.plot = p
	head := box("div", "plot-head", el("h3", "plot-title", p.Title))
	names := legend(p)
	if p.legendBeside(w) {
		head.Add(names)
		names = nil
	}
	head.Add(box("span", "spring")).Add(p.Tools...)
	head.Add(button(plotKey(p.Key, "table"), "small", text.T("plot.table")).Set("aria-pressed", strconv.FormatBool(v.table)))
	root := scene.New("div", "plot "+p.Key).Class("plot").Add(head)
	switch {
	case p.empty() && p.Empty != "":
		return root.Add(el("p", "empty", p.Empty))
	case p.empty():
		return root.Add(el("p", "empty", text.T("plot.empty")))
	case v.table:
		return root.Add(plotTable(p))
	}
	d := newPlotDrawing(p, v, max(w, leastPlotWidth), max(h, leastPlotHeight))
	return root.Add(d.picture(), names)
}

func (p *Plot) empty() bool {
	for _, s := range p.Series {
		if len(s.Points) > 0 {
			return false
		}
	}
	return true
}

// thinned leaves of long lines about a point for each four pixels: a picture of a run that
// goes on for hours has as many elements as one of a minute.
func (p Plot) thinned(w float64) Plot {
	list := make([]Series, len(p.Series))
	most := max(int(w/4), 32)
	for i, s := range p.Series {
		list[i] = s
		if s.Mark != PlotDots && s.Mark != PlotBars && len(s.Points) > most {
			var few Samples
			few.Most = most
			if s.Mark == PlotFaint {
				few.Most = max(most/2, 32)
			}
			for _, d := range s.Points {
				few.Add(d)
			}
			list[i].Points = few.Points()
		}
	}
	p.Series = list
	return p
}

// class gives a series its colour. Its shape says the same to those who see no colours.
func (s *Series) class(i int) string {
	tone := s.Tone
	if tone == 0 {
		tone = i%plotTones + 1
	}
	return "tone-" + strconv.Itoa(tone)
}

const plotTones = 6

// plotKey names a part of a chart in events.
func plotKey(plot, part string) string { return "plot:" + plot + ":" + part }

// plotPoint names a point of a chart.
func plotPoint(series, i int) string { return strconv.Itoa(series) + "." + strconv.Itoa(i) }

// plotEvent takes what happens in a chart.
func (s *State) plotEvent(e Event, id string) {
	key, part, _ := strings.Cut(id, ":")
	v := s.plotView(key)
	switch {
	case part == "table":
		if e.Type == "click" {
			v.table, s.redraw = !v.table, true
		}
	case e.Type == "hover" || e.Type == "focus" || e.Type == "click":
		v.point, s.redraw = part, true
		if e.Type != "hover" {
			v.stop = part
		}
	default:
		if next, ok := plotStep(v.plot, part, e.Type); ok {
			v.point, v.stop, s.redraw = next, next, true
			s.wish = wish{Island: e.Island, Focus: plotKey(key, next)}
		}
	}
}

// leavePlots lets go of the point that was pointed at, once the pointer is elsewhere.
func (s *State) leavePlots(e Event) {
	if e.Type != "hover" || strings.HasPrefix(e.Key, "plot:") {
		return
	}
	for _, v := range s.plots { // each on its own: the order does not matter
		if v.point != "" {
			v.point, s.redraw = "", true
		}
	}
}

// plotStep returns the point to which an arrow key leads: left and right along a series, up
// and down to the next one.
func plotStep(p Plot, from, arrow string) (string, bool) {
	a, b, _ := strings.Cut(from, ".")
	series, i := int(number(a)), int(number(b))
	if series >= len(p.Series) {
		return "", false
	}
	last := len(p.Series[series].Points) - 1
	switch arrow {
	case "ArrowLeft":
		i--
	case "ArrowRight":
		i++
	case "Home":
		i = 0
	case "End":
		i = last
	case "ArrowUp", "ArrowDown":
		step := 1
		if arrow == "ArrowUp" {
			step = -1
		}
		x := p.Series[series].Points[min(i, last)].X
		for series += step; series >= 0 && series < len(p.Series); series += step {
			if s := p.Series[series]; s.marked() && len(s.Points) > 0 {
				return plotPoint(series, nearest(s.Points, x)), true
			}
		}
		return "", false
	}
	return plotPoint(series, min(max(i, 0), last)), true
}

// marked reports whether the points of a series can be pointed at.
func (s *Series) marked() bool { return s.Mark != PlotTheory && s.Mark != PlotFaint }

func nearest(points []Datum, x float64) int {
	best := 0
	for i, d := range points {
		if abs(d.X-x) < abs(points[best].X-x) {
			best = i
		}
	}
	return best
}

func abs(x float64) float64 { return max(x, -x) }
