package panels

import (
	"playnet/ui/scene"
	"playnet/ui/text"
)

// legend names the series; nil where there is but one, which the title names.
func legend(p Plot) *scene.Node {
	if len(p.Series) == 1 && p.Series[0].Mark != PlotTheory {
		return nil
	}
	list := scene.New("ul", "legend").Class("plot-legend")
	faint := false
	for i, s := range p.Series {
		if len(s.Points) == 0 || s.Mark == PlotFaint && faint {
			continue
		}
		faint = faint || s.Mark == PlotFaint
		swatch := scene.New("svg", "").Class("plot-swatch "+s.class(i)).Set("width", "22").Set("height", "12").Set("aria-hidden", "true")
		switch s.Mark {
		case PlotTheory:
			swatch.Add(scene.Path("", "plot-theory", "M1,6H21"))
		case PlotFaint:
			swatch.Add(scene.Path("", "plot-faint", "M1,6H21"))
			s.Name = text.T("plot.each")
		case PlotLine:
			swatch.Add(scene.Path("", "plot-line", "M1,6H21"), plotShape(i, scene.Point{X: 11, Y: 6}, 3.5))
		case PlotBars:
			swatch.Add(scene.Rect("", "plot-bar", scene.Box{X: 4, Y: 1, W: 14, H: 10}, 2))
		default:
			swatch.Add(plotShape(i, scene.Point{X: 11, Y: 6}, 4))
		}
		list.Add(scene.New("li", s.Name).Add(swatch, el("span", "", s.Name)))
	}
	return list
}

// What a legend needs beside its words, as 35-plot.css has it.
const (
	legendSwatch = 28.0 // a sign, and the room to its name
	legendGap    = 16.0
	legendLine   = 20.0
	legendTop    = 6.0
	// titleText is the size of a chart's title, tableButton the room of the button beside it.
	titleText   = 14.0
	tableButton = 110.0
)

// legendWidths lists how wide the entries of the legend are.
func (p *Plot) legendWidths() (list []float64) {
	n := legend(*p)
	if n == nil {
		return nil
	}
	for _, item := range n.Children {
		list = append(list, legendSwatch+p.Metrics.Width(item.Key, scene.Plain, plotText))
	}
	return list
}

// legendBeside reports whether the legend has room beside the title.
func (p *Plot) legendBeside(w float64) bool {
	room := w - tableButton - p.Metrics.Width(p.Title, scene.Bold, titleText)
	for _, wide := range p.legendWidths() {
		room -= wide + legendGap
	}
	return len(p.Tools) == 0 && room >= 0
}

// legendHeight is the room of the legend below a picture of that width.
func (p *Plot) legendHeight(w float64) float64 {
	if p.legendBeside(w) {
		return 0
	}
	lines, end := 0.0, w
	for _, wide := range p.legendWidths() {
		if end += legendGap + wide; end > w {
			lines, end = lines+1, wide
		}
	}
	if lines == 0 {
		return 0
	}
	return legendTop + lines*legendLine
}
