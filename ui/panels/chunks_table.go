package panels

import (
	"slices"
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// chunkTables say in words what the matrix shows: what each peer has, and how many copies
// of each chunk there are, the rarest first.
func (s *State) chunkTables(in swarmIn) *scene.Node {
	w := in.swarm
	peers := tables.Table{Caption: text.T("chunks.title"), Columns: []string{
		text.T("swarm.table.peer"), text.T("chunks.has"), text.T("chunks.busy")}}
	for i := range w.Peers {
		p := &w.Peers[i]
		var has, busy []int
		for k := range w.Pieces {
			switch chunkState(p, k) {
			case chunkHas, chunkGone:
				has = append(has, k)
			case chunkBusy:
				busy = append(busy, k)
			}
		}
		list := text.Ranges(has)
		if len(has) == w.Pieces && w.Pieces > 0 {
			list = text.T("chunks.all")
		}
		peers.Rows = append(peers.Rows, tables.Row{Key: "host:" + p.Host, Selected: p.Host == in.selected,
			Cells: []string{p.Host, list, text.Ranges(busy)}})
	}
	rare := tables.Table{Caption: text.T("chunks.rarity"), Columns: []string{
		text.T("chunks.copies"), text.T("chunks.chunks"), text.T("chunks.count")}}
	for n := 0; n <= len(w.Peers); n++ {
		var list []int
		for k := range w.Pieces {
			if copiesOf(w, k) == n {
				list = append(list, k)
			}
		}
		if len(list) > 0 {
			rare.Rows = append(rare.Rows, tables.Row{Cells: []string{strconv.Itoa(n), text.Ranges(list), text.Number(len(list))}})
		}
	}
	return tables.Draw([]tables.Table{peers, rare}, text.T("chunks.title"))
}

// completionPlots are the same in the dock: there it has room at any size.
func completionPlots(a *app.App) []Plot {
	in, ok := swarmOf(a)
	if !ok {
		return nil
	}
	p := completionPlot(in, nil)
	p.Key = "completion-dock"
	return []Plot{p}
}

// completionPlot shows how many pieces each peer had when; the selected one stands out.
func completionPlot(in swarmIn, m *scene.Metrics) Plot {
	w := in.swarm
	p := Plot{Key: "completion", Title: text.T("completion.title"), Metrics: m, Empty: text.T("completion.none"),
		X: Axis{Label: text.T("completion.time"), Unit: "s", Zero: true, Keeps: true},
		Y: Axis{Label: text.T("completion.pieces"), Min: 0, Max: float64(max(w.Pieces, 1))},
		// While time runs, the present is the right end; after going back it is not.
		Now: float64(in.now) / 1e9, NowLabel: text.T("completion.now")}
	if in.selected != "" && slices.ContainsFunc(w.Peers, func(p view.SwarmPeer) bool { return p.Host == in.selected }) {
		p.Title = text.T("completion.title.peer", "peer", in.selected)
	}
	chosen := -1
	var rest []Series
	for i := range w.Peers {
		if w.Peers[i].Host == in.selected {
			chosen = i
			continue
		}
		if s := completion(w, i, (len(w.Samples)+manyFaint-1)/manyFaint); len(s.Points) > 0 {
			s.Mark = PlotFaint
			rest = append(rest, s)
		}
	}
	p.Series = rest
	mean := meanCompletion(w)
	if len(mean.Points) > 0 && chosen < 0 {
		p.Series = append(p.Series, mean)
	}
	if chosen >= 0 {
		s := completion(w, chosen, 1)
		s.Mark, s.Tone = PlotLine, 1
		p.Series = append(p.Series, s)
	}
	return p
}

// manyFaint is about how many points a line among many has at most.
const manyFaint = 64

// completion is the way of one peer, by each step-th sample and the last.
func completion(w *view.Swarm, i, step int) Series {
	s := Series{Name: w.Peers[i].Host, Tone: 4}
	s.Points = make([]Datum, 0, len(w.Samples)/max(step, 1)+2)
	for k := range w.Samples {
		if k%step != 0 && k != len(w.Samples)-1 {
			continue
		}
		if have := w.Samples[k].Have; i < len(have) && (have[i] > 0 || k == 0 || len(s.Points) > 0) {
			s.Points = append(s.Points, Datum{X: float64(w.Samples[k].At) / 1e9, Y: float64(have[i])})
		}
	}
	return s
}

// meanCompletion is that of the peers that did not begin with everything.
func meanCompletion(w *view.Swarm) Series {
	s := Series{Name: text.T("completion.mean"), Mark: PlotLine, Tone: 1}
	if len(w.Samples) == 0 {
		return s
	}
	first := w.Samples[0].Have
	for k := range w.Samples {
		sum, n := 0.0, 0
		for i, have := range w.Samples[k].Have {
			if i < len(first) && int(first[i]) >= w.Pieces {
				continue
			}
			sum, n = sum+float64(have), n+1
		}
		if n > 0 {
			s.Points = append(s.Points, Datum{X: float64(w.Samples[k].At) / 1e9, Y: sum / float64(n)})
		}
	}
	return s
}
