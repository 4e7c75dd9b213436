package panels

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// rates is a chart with all that one can have: measured shares with intervals, a formula,
// decades.
func rates() Plot {
	theory := Series{Name: "λT / (1 + λT)", Mark: PlotTheory}
	measured := Series{Name: "measured", Mark: PlotDots}
	for _, ttl := range []float64{1, 10, 60, 300, 3600, 86400} {
		share := 0.01 * ttl / (1 + 0.01*ttl)
		theory.Points = append(theory.Points, Datum{X: ttl, Y: share})
		measured.Points = append(measured.Points, Datum{X: ttl, Y: share + 0.01, Low: share - 0.02, High: share + 0.04})
	}
	return Plot{Key: "rates", Title: "Hit rate against TTL", Series: []Series{theory, measured},
		X: Axis{Label: "TTL", Unit: "s", Log: true}, Y: Axis{Label: "Hit rate", Format: text.Percent, Min: 0, Max: 1}}
}

func TestTicksAreNice(t *testing.T) {
	for _, c := range []struct {
		axis   Axis
		lo, hi float64
		n      int
		want   string
	}{
		{Axis{}, 0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{Axis{}, 0, 97, 5, "0 20 40 60 80 100"},
		{Axis{}, 3, 3, 2, "0 2 4 6"},
		{Axis{}, 0, 0, 2, "−0.5 0.0 0.5"},
		{Axis{Zero: true}, 900, 1234, 3, "0 500 1,000 1,500"},
		{Axis{}, -0.004, 0.004, 4, "−0.004 −0.002 0.000 0.002 0.004"},
		{Axis{Min: 0, Max: 1, Format: text.Percent}, 0.3, 0.4, 2, "0 % 50 % 100 %"},
		{Axis{Log: true}, 2, 80000, 8, "1 10 100 1,000 10,000 100,000"},
		{Axis{Log: true}, 1e-6, 0.3, 4, "10⁻⁶ 10⁻⁴ 0.01 1"},
		{Axis{Log: true}, 3, 20, 6, "1 2 5 10 20 50 100"},
		{Axis{Labels: []string{"a.root", "b.root"}}, 0, 1, 2, "a.root b.root"},
	} {
		s := newPlotScale(&c.axis, c.lo, c.hi, c.n, true)
		var got []string
		for i := range s.ticks {
			got = append(got, s.tick(i))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v to %v: %q, want %q", c.lo, c.hi, strings.Join(got, " "), c.want)
		}
	}
}

func TestNumbersOfCharts(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.375: "0.375", -0.5: "−0.5", 86400: "86,400", 2.5e7: "2.5·10⁷", 1e8: "10⁸",
		0.00001234: "1.23·10⁻⁵", 1234.4: "1,234", 12.345: "12.3", 65536.4: "65,536"} {
		if got := plotNumber(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}

// number of an attribute.
func at(t *testing.T, n *scene.Node, name string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(n.Attr(name), 64)
	if err != nil {
		t.Fatalf("%s of %s: %v", name, n.Tag, err)
	}
	return v
}

func TestPointsStandWhereTheirValuesSay(t *testing.T) {
	s := &State{}
	n := s.Plot(Plot{Key: "k", X: Axis{Min: 0, Max: 10}, Y: Axis{Min: 0, Max: 4},
		Series: []Series{{Points: []Datum{{X: 0, Y: 0}, {X: 5, Y: 1}, {X: 10, Y: 4}}}}}, 400, 300)
	var x, y []float64
	for i := range 3 {
		mark := n.Find("data-key", fmt.Sprint("plot:k:0.", i)).Find("class", "plot-mark")
		x, y = append(x, at(t, mark, "cx")), append(y, at(t, mark, "cy"))
	}
	if math.Abs((x[1]-x[0])/(x[2]-x[0])-0.5) > 0.01 || math.Abs((y[0]-y[1])/(y[0]-y[2])-0.25) > 0.01 || y[2] >= y[0] {
		t.Errorf("points at %v, %v", x, y)
	}
	logs := s.Plot(rates(), 600, 300)
	var xs []float64
	for i := range 6 {
		xs = append(xs, at(t, logs.Find("data-key", fmt.Sprint("plot:rates:1.", i)).Find("class", "plot-hit"), "cx"))
	}
	if one, two := (xs[1]-xs[0])/1, (xs[4]-xs[2])/math.Log10(60); math.Abs(one-two) > 1 {
		t.Errorf("a decade is %v here and %v there", one, two)
	}
}

func TestAChartIsATableToo(t *testing.T) {
	s := &State{}
	if n := s.Plot(rates(), 600, 300); n.Find("class", "plot-table") != nil || n.Find("data-key", "plot:rates:table") == nil {
		t.Fatal("the chart is not drawn, or offers no table")
	}
	Handle(nil, s, Event{Type: "click", Key: "plot:rates:table"})
	if !s.TakeRedraw() {
		t.Error("nothing is drawn anew")
	}
	n := s.Plot(rates(), 600, 300)
	unsaid(t, n)
	all := words(n.Find("class", "plot-table"))
	for _, want := range []string{"TTL (s)", "λT / (1 + λT)", "60 s", "37.5 %", "38.5 % (35.5 % to 41.5 %)", "86,400 s"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in %s", want, all)
		}
	}
	if n.Find("class", "plot-picture") != nil {
		t.Error("the picture stands there, too")
	}
}

func TestATableTellsTheFormulaWhereSomethingWasMeasured(t *testing.T) {
	p := Plot{Key: "k", X: Axis{Label: "x"}, Y: Axis{Label: "y"}, Series: []Series{
		{Name: "formula", Mark: PlotTheory, Points: []Datum{{X: 0, Y: 0}, {X: 10, Y: 100}, {X: 20, Y: 200}}},
		{Name: "measured", Mark: PlotDots, Points: []Datum{{X: 5, Y: 51}}}}}
	s := &State{}
	s.plotView("k").table = true
	if got := words(s.Plot(p, 400, 200).Find("class", "plot-table")); !strings.HasSuffix(got, "measured 5 50 51") {
		t.Errorf("the table says %q", got)
	}
}

func TestKeysGoFromPointToPoint(t *testing.T) {
	s := &State{}
	s.Plot(rates(), 600, 300)
	key := func(where, key string) string {
		Handle(nil, s, Event{Island: "x", Type: key, Key: "plot:rates:" + where})
		w, _ := s.TakeWish()
		return strings.TrimPrefix(w.Focus, "plot:rates:")
	}
	for _, c := range [][3]string{{"1.2", "ArrowRight", "1.3"}, {"1.2", "ArrowLeft", "1.1"}, {"1.5", "ArrowRight", "1.5"},
		{"1.2", "Home", "1.0"}, {"1.2", "End", "1.5"}, {"1.2", "ArrowUp", ""}} { // above is only the formula
		if got := key(c[0], c[1]); got != c[2] {
			t.Errorf("%s from %s leads to %q, want %q", c[1], c[0], got, c[2])
		}
	}
	Handle(nil, s, Event{Type: "focus", Key: "plot:rates:1.2"})
	n := s.Plot(rates(), 600, 300)
	if tip := words(n.Find("class", "plot-tip tone-2")); !strings.Contains(tip, "TTL: 60 s") || !strings.Contains(tip, "38.5 %") || !strings.Contains(tip, "λT / (1 + λT): 37.5 %") {
		t.Errorf("the point says %q", tip)
	}
	stops := 0
	n.Walk(func(n *scene.Node) {
		if n.Attr("class") == "plot-point" && n.Attr("tabindex") == "0" {
			stops++
		}
	})
	if stops != 1 {
		t.Errorf("the Tab key stops at %d points", stops)
	}
	Handle(nil, s, Event{Type: "hover", Key: ""})
	if n = s.Plot(rates(), 600, 300); n.Find("class", "plot-tip tone-2") != nil {
		t.Error("the pointer has gone, and what it pointed at has not")
	}
}

func TestLongSeriesStaySmall(t *testing.T) {
	var kept Samples
	kept.Most = 100
	var all []Datum
	for i := range 50_000 {
		d := Datum{X: float64(i), Y: float64(i % 1000)}
		all = append(all, d)
		kept.Add(d)
		if len(kept.Points()) > 100 {
			t.Fatalf("%d points are kept", len(kept.Points()))
		}
	}
	if n := len(kept.Points()); n < 50 {
		t.Errorf("only %d points are left", n)
	}
	highest := 0.0
	for _, d := range kept.Points() {
		if d.Low < 0 || d.High > 999 || d.Y < d.Low || d.Y > d.High {
			t.Fatalf("a point is %+v", d)
		}
		highest = max(highest, d.High)
	}
	if highest != 999 {
		t.Errorf("the highest value is %v, and was 999", highest)
	}
	for i, d := range kept.Points()[1:] {
		if d.X <= kept.Points()[i].X {
			t.Fatal("the points are out of order")
		}
	}
	p := Plot{Key: "long", Series: []Series{{Points: all}}}
	count := 0
	(&State{}).Plot(p, 800, 300).Walk(func(*scene.Node) { count++ })
	if count > 2000 {
		t.Errorf("%d elements", count)
	}
}

// TestWordsHaveRoom holds, at the width of a telephone and of a projector, that no word of
// a chart leaves it or lies on another.
func TestWordsHaveRoom(t *testing.T) {
	load := Plot{Key: "load", Title: "Queries", X: Axis{Label: "Server"}, Y: Axis{Label: "Queries", Unit: "1/s"}, Series: []Series{{Mark: PlotBars}}}
	for i := range 30 {
		load.X.Labels = append(load.X.Labels, fmt.Sprintf("ns%d.example-registry.test", i))
		load.Series[0].Points = append(load.Series[0].Points, Datum{X: float64(i), Y: float64(i * i)})
	}
	few := load
	few.X.Labels = []string{"root", "edu", "com"}
	few.Series = []Series{{Mark: PlotBars, Points: load.Series[0].Points[:3]}, {Name: "b", Mark: PlotBars, Points: load.Series[0].Points[:3]}}
	for name, p := range map[string]Plot{"rates": rates(), "load": load, "few": few} {
		for _, w := range []float64{200, 358, 640, 1300} {
			svg := (&State{}).Plot(p, w, 300).Find("class", "plot-picture")
			h := at(t, svg, "height")
			var boxes []scene.Box
			var labels []string
			svg.Walk(func(n *scene.Node) {
				if n.Tag != "text" {
					return
				}
				wide := scene.DefaultMetrics.Width(n.Text, scene.Plain, plotText)
				b := scene.Box{X: at(t, n, "x"), Y: at(t, n, "y") - 9, W: wide, H: 11}
				if strings.Contains(n.Attr("class"), "middle") {
					b.X -= wide / 2
				} else if strings.Contains(n.Attr("class"), "end") {
					b.X -= wide
				}
				if b.X < -0.1 || b.Right() > w+0.1 || b.Y < 0 || b.Bottom() > h {
					t.Errorf("%s at %v: %q leaves the picture: %+v", name, w, n.Text, b)
				}
				for i, other := range boxes {
					if other.Overlaps(b) {
						t.Errorf("%s at %v: %q lies on %q", name, w, n.Text, labels[i])
					}
				}
				boxes, labels = append(boxes, b), append(labels, n.Text)
			})
			if len(boxes) < 4 {
				t.Errorf("%s at %v: %d words", name, w, len(boxes))
			}
		}
	}
}

func TestBarsReachFromZero(t *testing.T) {
	p := Plot{Key: "b", X: Axis{Labels: []string{"a", "b"}}, Y: Axis{},
		Series: []Series{{Mark: PlotBars, Points: []Datum{{X: 0, Y: 50}, {X: 1, Y: 100}}}}}
	n := (&State{}).Plot(p, 500, 300)
	var heights []float64
	n.Walk(func(n *scene.Node) {
		if n.Attr("class") == "plot-bar" {
			heights = append(heights, at(t, n, "height"))
		}
	})
	if len(heights) != 2 || math.Abs(heights[1]/heights[0]-2) > 0.02 {
		t.Errorf("heights %v", heights)
	}
}
