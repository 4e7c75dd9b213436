package panels

import (
	"strconv"
	"time"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// clockMode says what the packet list's column of times shows.
type clockMode int

const (
	sinceStart clockMode = iota
	sincePrevious
	wallClock
	clockModes
)

// packetsHead is how high what stands above the lines is: the bar with the filter, and the
// columns' heads. The style sheet holds the same numbers.
const (
	filterBar   = 40
	packetsHead = filterBar + RowHeight
)

// PacketsPanel draws the frames that were sent and that the filter lets through, a line
// each. Only the lines that can be seen are there. width and height are the panel's, in
// pixels.
func PacketsPanel(a *app.App, s *State, width, height float64) *scene.Node {
	count := a.ShownCount()
	l := &s.packets
	if sel := a.Selection(); sel.Kind != app.Frame {
		l.seen = 0
	} else if sel.Frame != l.seen {
		l.rows, l.view = count, max(height-packetsHead, RowHeight)
		if i, ok := a.ShownIndex(sel.Frame); ok {
			l.seen = sel.Frame
			l.show(i)
		}
	}
	first, last, y := l.lay(count, height-packetsHead)
	class := "packets"
	if width < 560 {
		class += " narrow"
	}
	root := box("div", class, filterPanel(a, s))
	sel := a.MessageID()
	active := ""
	body := scene.New("div", "rows").Class("packet-rows").Set("role", "rowgroup").
		Set("style:padding-top", scene.Number(y)+"px").
		Set("style:padding-bottom", scene.Number(max(l.height()-y-float64(last-first)*RowHeight, 0))+"px")
	before := packetTime(a, s.clock, first)
	for i, t := range a.ShownRange(first, last-first) {
		body.Add(packetRow(&t, first+i, before(t.SentAt), t.Frame == sel))
		if t.Frame == sel {
			active = packetID(t.Frame)
		}
	}
	scroll := scene.New("div", "scroll").Class("packet-scroll").Set("data-key", "packets").Set("data-arrows", "").
		Set("tabindex", "0").Set("role", "grid").Set("aria-label", text.T("packets.label")).
		Set("aria-rowcount", strconv.Itoa(count+1)).Set("aria-activedescendant", active).
		Add(box("div", "", packetHead(s.clock)).Set("role", "rowgroup"), body)
	root.Add(scroll)
	if count == 0 {
		root.Add(keyed("none", el("p", "hint packets-none", nothingShown(a))))
	}
	return root
}

// nothingShown says why the list is empty.
func nothingShown(a *app.App) string {
	_, done, on := a.Filtered()
	switch {
	case a.TransferCount() == 0:
		return text.T("packets.none")
	case on && !done:
		return text.T("packets.seeking")
	}
	return text.T("packets.nomatch")
}

// packetTime returns what the column of times shows for a line, given the lines one after
// the other from the first on.
func packetTime(a *app.App, mode clockMode, first int) func(at int64) string {
	switch mode {
	case sincePrevious:
		previous, begun := int64(0), false
		if first > 0 {
			if list := a.ShownRange(first-1, 1); len(list) > 0 {
				previous, begun = list[0].SentAt, true
			}
		}
		return func(at int64) string {
			delta := at - previous
			if !begun {
				delta = 0
			}
			previous, begun = at, true
			return text.Seconds(delta)
		}
	case wallClock:
		now := a.Around("")
		return func(at int64) string {
			return time.Unix(0, now.WallNanos-now.Now+at).UTC().Format("15:04:05.000000")
		}
	}
	return text.Seconds
}

var packetColumns = [...]string{"no", "time", "source", "destination", "protocol", "length", "info"}

// packetHead heads the columns. That of the times is a button that turns to the next way
// of telling them.
func packetHead(mode clockMode) *scene.Node {
	head := scene.New("div", "head").Class("packet-row packet-head").Set("role", "row")
	for _, id := range packetColumns {
		cell := box("span", "col-"+id).Set("role", "columnheader")
		if id == "time" {
			label := text.T("packets.time." + strconv.Itoa(int(mode)))
			cell.Add(button("packet-clock", "head-button", label).Set("title", text.T("packets.clock")).
				Set("aria-label", label+": "+text.T("packets.clock")))
		} else {
			cell.Add(el("span", "", text.T("packets."+id)))
		}
		head.Add(cell)
	}
	return head
}

func packetID(frame uint64) string { return "packet-" + strconv.FormatUint(frame, 10) }

func packetRow(t *app.Shown, i int, when string, selected bool) *scene.Node {
	to := t.To
	if to == "" {
		to = "?"
	}
	frame := strconv.FormatUint(t.Frame, 10)
	row := scene.New("div", packetID(t.Frame)).Class("packet-row "+flight.Class(&t.Transfer)+" fate-"+fateClass(t.Transfer)).
		Set("id", packetID(t.Frame)).Set("role", "row").Set("data-key", "frame:"+frame).
		Set("aria-rowindex", strconv.Itoa(i+2)).Set("aria-selected", strconv.FormatBool(selected))
	info := flight.Summary(&t.Transfer)
	if t.Fate == view.Lost {
		info += " — " + text.T("packets.lost", "reason", t.Reason)
	}
	cell := func(class, words string) *scene.Node { return el("span", class, words).Set("role", "gridcell") }
	return row.Add(
		cell("num", strconv.Itoa(t.Place+1)), cell("num", when),
		cell("", t.From).Set("title", t.From), cell("", to).Set("title", to),
		cell("proto", t.Protocol), cell("num", strconv.Itoa(t.Size)),
		cell("info", info).Set("title", info))
}

// fateClass says how a frame fared, or that it was sent before.
func fateClass(t view.Transfer) string {
	switch {
	case t.Fate == view.Lost:
		return "lost"
	case t.Retransmission:
		return "again"
	case t.Fate == view.Delivered:
		return "delivered"
	}
	return "flying"
}

// packetsEvent takes what happens to the list as a whole.
func (s *State) packetsEvent(a *app.App, e Event) {
	page := s.packets.page()
	switch e.Type {
	case "scroll":
		s.packets.scrolled(e.Y)
	case "ArrowDown":
		a.SelectShown(1)
	case "ArrowUp":
		a.SelectShown(-1)
	case "PageDown":
		a.SelectShown(page)
	case "PageUp":
		a.SelectShown(-page)
	case "Home":
		a.SelectShown(-1 << 40)
	case "End":
		a.SelectShown(1 << 40)
	}
}

// PacketsScroll returns how far the packet list has to be scrolled, and whether it isn't
// yet.
func (s *State) PacketsScroll() (to float64, moved bool) {
	l := &s.packets
	moved = l.want-l.real > 0.5 || l.real-l.want > 0.5
	return l.want, moved
}

// PacketsScrolled notes that the browser was asked to scroll there.
func (s *State) PacketsScrolled() { s.packets.real = s.packets.want }

// ForgetWorld forgets what concerned the lab that was open.
func (s *State) ForgetWorld() {
	s.caches = nil
	s.torrentWhy, s.torrentChunk.host = "", ""
	s.packets, s.talk, s.bytes, s.DiffTop, s.plots = packetList{}, talkView{}, bytesView{bits: s.bytes.bits}, 0, nil
}
