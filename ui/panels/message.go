package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// message tells a frame's way and what its bytes mean.
func message(a *app.App, m view.Message, t view.Transfer, folded map[string]bool) []*scene.Node {
	out := []*scene.Node{box("div", "what",
		box("h2", "", titleOf(m, t)...),
		el("p", "where", way(t)),
		fate(t, int64(a.Now())))}
	if picture := drawDNSPicture(a, m); picture != nil {
		out = append(out, picture)
	}
	return append(out, layerTree(a, m, folded))
}

func way(t view.Transfer) string {
	to := t.To
	if to == "" {
		to = text.T("transfer.nobody")
	}
	return text.T("message.way", "from", t.From, "to", to)
}

func titleOf(m view.Message, t view.Transfer) []*scene.Node {
	var out []*scene.Node
	if t.Number > 0 {
		out = append(out, el("span", "number", strconv.Itoa(t.Number)))
	}
	return append(out, el("span", "", m.Summary))
}

func fate(t view.Transfer, now int64) *scene.Node {
	row := box("div", "state-row")
	switch {
	case t.EndAt == 0 || t.EndAt > now:
		row.Add(keyed("fly", el("span", "pill", text.T("fate.flying"))))
	case t.Fate == view.Lost:
		row.Add(keyed("lost", el("span", "pill bad", text.T("fate.lost"))), el("span", "muted", t.Reason))
	default:
		row.Add(keyed("here", el("span", "pill good", text.T("fate.delivered"))),
			el("span", "muted", text.T("fate.took", "span", text.Span(t.EndAt-t.SentAt))))
	}
	row.Add(el("span", "muted", text.T("message.size", "n", text.Number(t.Size))), box("span", "spring"))
	if t.Fate == view.InFlight {
		row.Add(button("drop:"+strconv.FormatUint(t.Frame, 10), "small danger", text.T("message.drop")))
	}
	return row
}
