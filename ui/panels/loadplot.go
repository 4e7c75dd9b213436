package panels

import (
	"slices"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/text"
)

// manyServers is how many servers the plots of load tell apart: those with most to do.
const manyServers = 6

// loadPlots show the work of the name servers: answers, queues, and what was dropped.
func loadPlots(a *app.App) []Plot {
	l := a.Loads()
	busy := busiest(l.Servers)
	seconds := Axis{Label: text.T("load.plot.time"), Unit: "s", Zero: true}
	plot := func(id string, perSecond bool, of func(view.ServerLoad) []int) Plot {
		p := Plot{Key: "load-" + id, Title: text.T("load.plot." + id), X: seconds,
			Y: Axis{Label: text.T("load.plot." + id + ".axis"), Zero: true}, Empty: text.T("load.plot." + id + ".none")}
		for i, s := range busy {
			points := loadPoints(of(s), l.Width, perSecond)
			if slices.ContainsFunc(points, func(d Datum) bool { return d.Y > 0 }) { // others would lie on the axis
				p.Series = append(p.Series, Series{Name: s.Host, Mark: PlotLine, Points: points, Tone: i + 1})
			}
		}
		return p
	}
	return []Plot{
		plot("answers", true, func(s view.ServerLoad) []int { return s.Answers }),
		plot("waiting", false, func(s view.ServerLoad) []int { return s.Waiting }),
		plot("dropped", true, func(s view.ServerLoad) []int { return s.Dropped }),
	}
}

// busiest picks the servers that have answered or lost most, in the order of the lab.
func busiest(all []view.ServerLoad) []view.ServerLoad {
	work := func(s view.ServerLoad) (n int) {
		for i := range s.Answers {
			n += s.Answers[i] + s.Dropped[i]
		}
		return n
	}
	order := make([]int, 0, len(all))
	for i := range all {
		if work(all[i]) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return work(all[j]) - work(all[i]) })
	order = order[:min(len(order), manyServers)]
	slices.Sort(order)
	list := make([]view.ServerLoad, len(order))
	for i, at := range order {
		list[i] = all[at]
	}
	return list
}

// leastSpan is over how long a rate is measured at least, in nanoseconds: counts of a
// tenth of a second would jump about.
const leastSpan = 1_000_000_000

// loadPoints makes points of cells. Several short cells become one point, with their sum
// or, of what is no rate, their greatest.
func loadPoints(cells []int, width int64, perSecond bool) []Datum {
	step := int(max(leastSpan/width, 1))
	var points []Datum
	for from := 0; from+step <= len(cells)-1 || from == 0 && len(cells) > 1; from += step {
		part := cells[from:min(from+step, len(cells)-1)] // the last cell goes on
		y := 0.0
		for _, n := range part {
			if perSecond {
				y += float64(n)
			} else {
				y = max(y, float64(n))
			}
		}
		span := float64(width) * float64(len(part)) / 1e9
		if perSecond {
			y /= span
		}
		points = append(points, Datum{X: float64(width)*float64(from)/1e9 + span/2, Y: y})
	}
	return points
}
