package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// RowHeight is the height of a line of the packet list, in pixels; the style sheet holds
// the same number.
const RowHeight = 28

// PacketsPanel draws the frames that were sent, a line each. Only the lines that can be seen
// are there: top is how far the list is scrolled, height how much of it shows, in pixels.
func PacketsPanel(a *app.App, top, height float64) *scene.Node {
	count := a.TransferCount()
	if count == 0 {
		return box("div", "packets", el("p", "hint", text.T("packets.none")))
	}
	first := max(int(top)/RowHeight-4, 0)
	first = min(first, count)
	last := min(first+int(height)/RowHeight+10, count)
	sel := a.MessageID()
	active := ""
	body := scene.New("div", "rows").Class("packet-rows").Set("role", "rowgroup").
		Set("style:padding-top", strconv.Itoa(first*RowHeight)+"px").
		Set("style:padding-bottom", strconv.Itoa((count-last)*RowHeight)+"px")
	for i, t := range a.TransferRange(first, last-first) {
		body.Add(packetRow(t, first+i, t.Frame == sel))
		if t.Frame == sel {
			active = packetID(t.Frame)
		}
	}
	head := scene.New("div", "head").Class("packet-row packet-head").Set("role", "row")
	for _, id := range []string{"packets.no", "packets.time", "packets.source", "packets.destination", "packets.protocol", "packets.info"} {
		head.Add(box("span", "", el("span", "", text.T(id))).Set("role", "columnheader"))
	}
	scroll := scene.New("div", "scroll").Class("packet-scroll").Set("data-key", "packets").Set("data-arrows", "").
		Set("tabindex", "0").Set("role", "grid").Set("aria-label", text.T("packets.label")).
		Set("aria-rowcount", strconv.Itoa(count+1)).Set("aria-activedescendant", active).
		Add(box("div", "", head).Set("role", "rowgroup"), body)
	return box("div", "packets", scroll)
}

func packetID(frame uint64) string { return "packet-" + strconv.FormatUint(frame, 10) }

func packetRow(t view.Transfer, i int, selected bool) *scene.Node {
	to := t.To
	if to == "" {
		to = "?"
	}
	row := scene.New("div", packetID(t.Frame)).Class("packet-row fate-"+fateClass(t.Fate)).
		Set("id", packetID(t.Frame)).Set("role", "row").Set("data-key", "frame:"+strconv.FormatUint(t.Frame, 10)).
		Set("aria-rowindex", strconv.Itoa(i+2)).Set("aria-selected", strconv.FormatBool(selected))
	info := flight.Summary(&t)
	if t.Fate == view.Lost {
		info += " — " + text.T("packets.lost", "reason", t.Reason)
	}
	for _, c := range [...]struct{ class, words string }{
		{"num", strconv.Itoa(i + 1)}, {"num", text.Seconds(t.SentAt)}, {"", t.From}, {"", to},
		{"proto proto-" + t.Protocol, t.Protocol}, {"", info},
	} {
		row.Add(el("span", c.class, c.words).Set("role", "gridcell").Set("title", c.words))
	}
	return row
}

func fateClass(f view.Fate) string {
	switch f {
	case view.Lost:
		return "lost"
	case view.Delivered:
		return "delivered"
	}
	return "flying"
}
