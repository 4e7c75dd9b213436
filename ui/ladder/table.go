package ladder

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// Table says in words what [Ladder.Draw] draws: each message, from whom to whom, when it was
// sent and how it ended; of many the last ones, as many as most.
func (l *Ladder) Table(in In, most int) tables.Table {
	if in.Scale <= 0 {
		in.Scale = 1
	}
	in.AtOnce = 0
	l.read(&in)
	t := tables.Table{Caption: text.T("ladder.label"), Total: len(l.rungs), Empty: text.T("ladder.empty"), Columns: []string{
		text.T("ladder.table.message"), text.T("ladder.table.sent"), text.T("ladder.table.from"), text.T("ladder.table.to"), text.T("ladder.table.end"),
	}}
	for i := max(0, len(l.rungs)-most); i < len(l.rungs); i++ {
		v := l.rungs[i].shown()
		what := flight.Summary(v)
		if v.Number > 0 {
			what = strconv.Itoa(v.Number) + " " + what
		}
		t.Rows = append(t.Rows, tables.Row{Key: "frame:" + id(v), Selected: i == l.picked,
			Cells: []string{what, text.Seconds(v.SentAt), v.From, v.To, ending(v)}})
	}
	return t
}

// ending says how a message fared.
func ending(t *view.Transfer) string {
	switch t.Fate {
	case view.Delivered:
		return text.T("ladder.table.arrived", "t", text.Seconds(t.EndAt))
	case view.Lost:
		return text.T("ladder.table.lost", "t", text.Seconds(t.EndAt), "reason", t.Reason)
	}
	return text.T("ladder.table.flying")
}
