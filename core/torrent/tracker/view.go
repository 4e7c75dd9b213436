package tracker

import (
	"strconv"

	"playnet/core/view"
)

// mostRows is how many peers a table shows.
const mostRows = 200

// View describes the tracker: who has announced what.
func (s *Server) View() view.Program {
	p := view.Program{Kind: ServerKind, State: s.state.String(), Fields: []view.Field{
		{ID: "tracker.torrents", Value: strconv.Itoa(len(s.swarms))},
		{ID: "tracker.announces", Value: strconv.FormatInt(s.announces, 10)},
		{ID: "tracker.scrapes", Value: strconv.FormatInt(s.scrapes, 10)},
		{ID: "tracker.interval", Value: s.config.Interval.String()},
	}}
	for _, w := range s.swarms {
		p.Tables = append(p.Tables, s.table(w))
	}
	return p
}

func (s *Server) table(w *swarm) view.Table {
	t := view.Table{ID: "tracker.peers", Name: w.hash.String(), Total: len(w.members), Columns: []view.Column{
		{ID: "peer", Type: view.Mono}, {ID: "left", Type: view.Number}, {ID: "uploaded", Type: view.Number},
		{ID: "downloaded", Type: view.Number}, {ID: "seen", Type: view.Instant},
	}}
	for _, m := range w.members[:min(len(w.members), mostRows)] {
		t.Rows = append(t.Rows, view.Row{Key: m.addr.String(), Cells: []string{m.addr.String(), strconv.FormatInt(m.left, 10),
			strconv.FormatInt(m.up, 10), strconv.FormatInt(m.down, 10), strconv.FormatInt(m.seen.UnixNano(), 10)}})
	}
	return t
}
