package panels

import (
	"playnet/ui/app"
	"playnet/ui/text"
)

// spokenPlots compare what the protocols have cost so far: bytes each way, and how long their
// connections have lasted.
func spokenPlots(a *app.App) []Plot {
	bytes := Plot{Key: "spoken-bytes", Title: text.T("spoken.plot.bytes"), X: Axis{Label: text.T("spoken.protocol")},
		Y: Axis{Label: text.T("spoken.plot.bytes.axis"), Zero: true}, Empty: text.T("spoken.plot.none")}
	busy := Plot{Key: "spoken-busy", Title: text.T("spoken.plot.busy"), X: Axis{Label: text.T("spoken.protocol")},
		Y: Axis{Label: text.T("spoken.plot.busy.axis"), Unit: "s", Zero: true}, Empty: text.T("spoken.plot.none")}
	up := Series{Name: text.T("spoken.up"), Mark: PlotBars}
	down := Series{Name: text.T("spoken.down"), Mark: PlotBars}
	lasted := Series{Name: text.T("spoken.busy"), Mark: PlotBars}
	for _, s := range a.Spoken() {
		at := float64(len(bytes.X.Labels))
		bytes.X.Labels = append(bytes.X.Labels, s.Protocol)
		up.Points = append(up.Points, Datum{X: at, Y: float64(s.ToServer)})
		down.Points = append(down.Points, Datum{X: at, Y: float64(s.ToClient)})
		if s.Connections > 0 {
			lasted.Points = append(lasted.Points, Datum{X: float64(len(busy.X.Labels)), Y: float64(s.Busy) / 1e9})
			busy.X.Labels = append(busy.X.Labels, s.Protocol)
		}
	}
	if len(up.Points) > 0 {
		bytes.Series = []Series{up, down}
	}
	if len(lasted.Points) > 0 {
		busy.Series = []Series{lasted}
	}
	return []Plot{bytes, busy}
}
