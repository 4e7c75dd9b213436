package panels

import (
	"math"
	"strconv"

	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// sweepPlots draws how often the cache answers against the TTL: measured, and by theory.
func sweepPlots(a *app.App) []Plot {
	s := a.Sweep()
	theory := Series{Name: text.T("sweep.theory"), Mark: PlotTheory, Tone: 2}
	measured := Series{Name: text.T("sweep.measured"), Mark: PlotDots, Tone: 1}
	// An entry that a miss has stored answers all look-ups of the next T seconds: of them
	// λT on average. So λT of 1 + λT look-ups are hits.
	for k := range 61 {
		ttl := math.Pow(10, float64(k)/60*3.7)
		theory.Points = append(theory.Points, Datum{X: ttl, Y: s.Rate * ttl / (1 + s.Rate*ttl)})
	}
	for _, p := range s.Points {
		if p.Asked < 20 {
			continue // too few to say anything
		}
		share, low, high := wilson(p.Hits, p.Asked)
		measured.Points = append(measured.Points, Datum{X: float64(p.TTL), Y: share, Low: low, High: high,
			Note: text.T("sweep.note", "hits", text.Number(p.Hits), "asked", text.Number(p.Asked))})
	}
	p := Plot{Key: "sweep", Title: text.T("sweep.title"), Tools: sweepTools(s), Series: []Series{theory, measured},
		X: Axis{Label: text.T("sweep.ttl"), Unit: "s", Log: true, Min: 1, Max: 5000},
		Y: Axis{Label: text.T("sweep.rate", "client", s.Client, "name", s.Name, "every", text.Number(int(1/s.Rate+0.5))), Format: text.Percent, Min: 0, Max: 1}}
	return []Plot{p}
}

// wilson is the share of hits among n, and the interval in which the true share lies with a
// probability of 95 % (Wilson's score interval).
func wilson(hits, n int) (share, low, high float64) {
	const z = 1.959964
	m := float64(n)
	share = float64(hits) / m
	middle := (share + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(share*(1-share)/m+z*z/(4*m*m))
	return share, max(middle-half, 0), min(middle+half, 1)
}

// sweepTools begin the measurement and call it off; between, they say how far it is.
func sweepTools(s app.Sweep) []*scene.Node {
	if !s.Running {
		words := text.T("sweep.start")
		if len(s.Points) > 0 {
			words = text.T("sweep.again")
		}
		return []*scene.Node{button("sweep:start", "small primary", words).Set("title", text.T("sweep.about", "total", text.Number(s.Total)))}
	}
	share := strconv.Itoa(s.Done * 100 / max(s.Total, 1))
	bar := scene.New("progress", "progress").Class("sweep-progress").Set("max", "100").Set("value", share).Set("aria-label", text.T("sweep.progress"))
	return []*scene.Node{bar, button("sweep:stop", "small", text.T("sweep.stop"))}
}

// sweepEvent takes what is pressed.
func (s *State) sweepEvent(a *app.App, e Event, id string) {
	if e.Type != "click" {
		return
	}
	s.redraw = true
	if id == "start" {
		a.StartSweep()
	} else {
		a.StopSweep()
	}
}
