package app

import "playnet/core/lab/labfile"

// sweepInfo is a sweep of the open lab as the embedding page gets it.
type sweepInfo struct {
	ID      labfile.ID                `json:"id"`
	Title   string                    `json:"title"`
	Running bool                      `json:"running"`
	Done    int                       `json:"done"` // worlds
	Total   int                       `json:"total"`
	Workers int                       `json:"workers"` // that run it; 0: it runs in what is left of each frame
	Faults  []string                  `json:"faults,omitempty"`
	Axis    []labfile.ParameterNumber `json:"axis"`
	Series  []sweepSeries             `json:"series,omitempty"`
}

// sweepSeries is what was measured so far: at each value of the axis, what the worlds gave.
type sweepSeries struct {
	Name   string      `json:"name"`
	Values [][]float64 `json:"values"`
}

// sweeps lists the open lab's sweeps; on: true begins the one of an id, false calls off the
// one that runs.
func (c *call) sweeps() (work, *APIError) {
	var o struct {
		ID labfile.ID `json:"id"`
		On *bool      `json:"on"`
	}
	if err := strictly(c.arg(0), &o); err != nil {
		return nil, badParams("sweeps: " + err.Error())
	}
	a := c.app
	return atOnce(func() (any, *APIError) {
		switch {
		case a.world == nil:
			return nil, noLab()
		case o.On != nil && *o.On && a.world.File().Sweep(o.ID) == nil:
			return nil, badParams("sweeps: the lab has no sweep " + quote(string(o.ID)))
		case o.On != nil && *o.On:
			a.StartLabSweep(o.ID)
		case o.On != nil:
			a.StopLabSweep()
		}
		return a.sweepList(), nil
	}), nil
}

func (a *App) sweepList() []sweepInfo {
	list := []sweepInfo{}
	for _, s := range a.LabSweeps() {
		info := sweepInfo{ID: s.ID, Title: s.Title, Running: s.Running, Done: s.Done, Total: s.Total, Workers: s.Workers, Axis: s.Axis.Values}
		if s.Tally != nil {
			info.Faults = s.Tally.Faults()
			for i, m := range s.Tally.Results().Series {
				info.Series = append(info.Series, sweepSeries{m.Name, m.Values})
				for k := range m.Values {
					if m.Values[k] == nil {
						info.Series[i].Values[k] = []float64{}
					}
				}
			}
		}
		list = append(list, info)
	}
	return list
}
