package panels

import (
	"strconv"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/lab/sweep"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// worldsKey is what the buttons of a lab's sweeps are about.
const worldsKey = "worlds"

// curvePoints is how finely a curve is drawn.
const curvePoints = 121

// worldsPlots draw what a lab's sweeps measure: the formulas' curves, what was computed
// beforehand, and what this page has measured.
func worldsPlots(a *app.App) []Plot {
	var plots []Plot
	for _, s := range a.LabSweeps() {
		plots = append(plots, worldsPlot(a.LabFile(), s))
	}
	return plots
}

func worldsPlot(f *labfile.File, s app.LabSweep) Plot {
	p := Plot{Key: worldsKey + "-" + string(s.ID), Title: s.Title, Tools: worldsTools(s),
		X: Axis{Label: s.Axis.Label, Log: s.Axis.Log},
		Y: Axis{Label: s.Label, Unit: s.Unit, Log: s.Log, Zero: !s.Log}}
	if q, _ := f.Parameter(s.Axis.Parameter); q != nil {
		p.X.Unit = q.Unit
		if p.X.Label == "" {
			p.X.Label = q.Title
		}
	}
	for i, c := range s.Curves {
		curve := Series{Name: c.Name, Mark: PlotTheory, Tone: i%plotTones + 1}
		for _, point := range sweep.Curve(f, s.Sweep, i, curvePoints) {
			curve.Points = append(curve.Points, Datum{X: point.X, Y: point.Y})
		}
		p.Series = append(p.Series, curve)
	}
	if r := f.ResultsOf(s.Sweep); r != nil {
		for _, m := range r.Series {
			p.Series = append(p.Series, before(s.Sweep, r, m))
		}
	}
	for i, m := range s.Series {
		p.Series = append(p.Series, measuredNow(s, i, m.Name))
	}
	return p
}

// before is what was computed of a series when the lab was made: a line beneath the points.
func before(s *labfile.Sweep, r *labfile.SweepResults, m labfile.SweepMeasured) Series {
	line := Series{Name: text.T("worlds.before", "name", m.Name), Mark: PlotLine, Tone: toneOf(s, m.Name)}
	for k, values := range m.Values {
		if k >= len(r.Axis) || len(values) == 0 {
			continue
		}
		line.Points = append(line.Points, datum(float64(r.Axis[k]), values))
	}
	return line
}

func measuredNow(s app.LabSweep, i int, name string) Series {
	dots := Series{Name: text.T("worlds.measured", "name", name), Mark: PlotDots, Tone: toneOf(s.Sweep, name)}
	for k, x := range s.Axis.Values {
		if s.Tally == nil {
			break
		}
		if values := s.Tally.At(i, k); len(values) > 0 {
			dots.Points = append(dots.Points, datum(float64(x), values))
		}
	}
	return dots
}

// datum is the median of what several worlds gave, between the smallest and the largest.
func datum(x float64, values []float64) Datum {
	median, low, high := sweep.Spread(values)
	return Datum{X: x, Y: median, Low: low, High: high, Note: text.Count("worlds.note", len(values))}
}

// toneOf gives a series the same colour wherever it is drawn, and that of the curve which
// stands in the same place.
func toneOf(s *labfile.Sweep, name string) int {
	for i, m := range s.Series {
		if m.Name == name {
			return i%plotTones + 1
		}
	}
	return 1
}

// worldsTools begin a sweep and call it off; between, they say how far it is.
func worldsTools(s app.LabSweep) []*scene.Node {
	id := worldsKey + ":" + string(s.ID)
	if s.Running {
		share := strconv.Itoa(s.Done * 100 / max(s.Total, 1))
		bar := scene.New("progress", "progress").Class("sweep-progress").Set("max", "100").Set("value", share).
			Set("aria-label", text.T("worlds.progress")).Set("title", text.T("worlds.far", "done", text.Number(s.Done), "total", text.Number(s.Total)))
		return []*scene.Node{bar, button(id+":stop", "small", text.T("worlds.stop"))}
	}
	words := text.T("worlds.start")
	if s.Tally != nil {
		words = text.T("worlds.again")
	}
	total := len(s.Axis.Values) * s.Number()
	tools := []*scene.Node{button(id+":start", "small primary", words).Set("title", text.Count("worlds.about", total))}
	if s.Tally != nil && len(s.Tally.Faults()) > 0 {
		tools = append([]*scene.Node{el("span", "sweep-fault", strings.Join(s.Tally.Faults(), " "))}, tools...)
	}
	return tools
}

// worldsEvent takes what is pressed.
func (s *State) worldsEvent(a *app.App, e Event, id string) {
	if e.Type != "click" {
		return
	}
	s.redraw = true
	if sweep, what, _ := strings.Cut(id, ":"); what == "start" {
		a.StartLabSweep(labfile.ID(sweep))
	} else {
		a.StopLabSweep()
	}
}
