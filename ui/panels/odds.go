package panels

import (
	"math"
	"strconv"

	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

const (
	// oddsKey is what the button's presses are about.
	oddsKey = "odds"
	// fullIDs is of how many bits the ids of queries are where nobody has made them less.
	fullIDs = 16
	// leastOdds is the lower end of the plot: with 64 ports and 16 bits it is 1 in 131,072.
	leastOdds = 1e-6
)

// oddsPlots show the measured share of races that a forged answer wins, beside what the
// formula says of it, and of ids as long as real ones.
func oddsPlots(a *app.App) []Plot {
	p := Plot{Key: "odds", Title: text.T("odds.plot"),
		X:     Axis{Label: text.T("odds.plot.ports"), Log: true, Min: 0.8, Max: 80},
		Y:     Axis{Label: text.T("odds.plot.share"), Log: true, Min: leastOdds, Max: 1, Format: oneIn},
		Empty: text.T("odds.plot.none")}
	o, _ := a.Odds()
	if o == nil {
		return []Plot{p}
	}
	measured := Series{Name: text.T("odds.plot.measured"), Mark: PlotDots, Tone: 1}
	for _, point := range o.Points() {
		share := float64(point.Won) / float64(max(point.Races, 1))
		measured.Points = append(measured.Points, Datum{X: float64(point.Ports), Y: share, Low: max(point.Low, leastOdds), High: point.High,
			Note: text.T("odds.plot.note", "won", strconv.Itoa(point.Won), "races", strconv.Itoa(point.Races))})
	}
	p.Series = []Series{
		measured,
		{Name: text.T("odds.plot.theory", "bits", strconv.Itoa(o.Bits())), Mark: PlotTheory, Tone: 1, Points: theory(o.Chance, o.Bits())},
		{Name: text.T("odds.plot.theory", "bits", strconv.Itoa(fullIDs)), Mark: PlotTheory, Tone: 2, Points: theory(o.Chance, fullIDs)},
	}
	return []Plot{p}
}

func theory(chance func(ports, bits int) float64, bits int) (points []Datum) {
	for _, ports := range app.OddsPools() {
		points = append(points, Datum{X: float64(ports), Y: chance(ports, bits)})
	}
	return points
}

// oneIn writes a chance as people say it: "1 in 2,048".
func oneIn(chance float64) string {
	if chance <= 0 {
		return "0"
	}
	return text.T("odds.one.in", "n", text.Number(int(math.Round(1/chance))))
}

// oddsBar is what one begins and ends the measurement with.
func oddsBar(a *app.App) *scene.Node {
	o, running := a.Odds()
	bar := box("div", "odds-bar")
	switch {
	case running:
		done := strconv.Itoa(int(o.Progress() * 100))
		bar.Add(button(oddsKey, "small", text.T("odds.stop")),
			el("span", "hint", text.T("odds.progress", "percent", done)))
	case o != nil:
		bar.Add(button(oddsKey, "small", text.T("odds.again")),
			el("span", "hint", text.T("odds.done", "forgeries", strconv.Itoa(o.Forgeries()), "bits", strconv.Itoa(o.Bits()))))
	default:
		bar.Add(button(oddsKey, "small", text.T("odds.measure")), el("span", "hint", text.T("odds.what")))
	}
	return bar
}

// pressOdds begins or ends the measurement.
func pressOdds(a *app.App) {
	if _, running := a.Odds(); running {
		a.StopOdds()
	} else {
		a.MeasureOdds()
	}
}
