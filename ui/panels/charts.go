package panels

import (
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// chartDrawings draw what [app.App.Charts] lists: each gives its plots, from the world as
// it stands.
var chartDrawings = map[app.Chart]func(*app.App) []Plot{
	app.LoadChart:       loadPlots,
	app.SpokenChart:     spokenPlots,
	app.SweepChart:      sweepPlots,
	app.OddsChart:       oddsPlots,
	app.SweepsChart:     worldsPlots,
	app.CompletionChart: completionPlots,
}

// What a plot needs besides its picture: title, legend, gaps.
const (
	plotHead  = 36
	chartsPad = 16
	chartsTop = 20 // above and below the charts
	// oddsBarHeight is the room of the bar above the odds.
	oddsBarHeight = 44
)

// ChartsPanel draws the lab's charts, beside each other where there is room.
func ChartsPanel(a *app.App, s *State, m *scene.Metrics, w, h float64) *scene.Node {
	root := box("div", "charts")
	var plots []Plot
	bar := 0.0
	for _, c := range a.Charts() {
		if c == app.OddsChart {
			bar = oddsBarHeight
			root.Add(oddsBar(a))
		}
		plots = append(plots, chartDrawings[c](a)...)
	}
	if len(plots) == 0 {
		return root.Add(el("p", "hint", text.T("charts.none")))
	}
	columns := chartColumns(len(plots), w)
	width := (w-2*chartsPad)/float64(columns) - chartsPad
	height := h - plotHead - chartsTop - bar
	if columns < len(plots) {
		height = min(height, width*0.6)
	}
	root.Set("style:--columns", scene.Number(float64(columns)))
	for _, p := range plots {
		p.Metrics = m
		root.Add(s.Plot(p, width, height-p.legendHeight(width)))
	}
	return root
}

// leastChartWidth is how wide a chart must be to be read with ease.
const leastChartWidth = 270

func chartColumns(n int, w float64) int {
	return min(max(int((w-chartsPad)/(leastChartWidth+chartsPad)), 1), n)
}
