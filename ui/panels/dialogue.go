package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// talkView is what the dialogue remembers of itself.
type talkView struct {
	stream int
	from   int          // the first line that is drawn
	active int          // the line that the arrows stand on
	open   map[int]bool // lines whose bytes are shown
	frame  uint64       // the selected frame that was looked for last
}

const (
	// manyLines is how many lines of a dialogue are drawn at once.
	manyLines = 200
	// manyStreams is how many conversations the list offers, around the one that is shown.
	manyStreams = 200
	// lineBytes is how many bytes of a line are shown.
	lineBytes = 512
)

// DialoguePanel draws a conversation: who says what, each byte once, with the state that
// each side was in.
func DialoguePanel(a *app.App, s *State, width float64) *scene.Node {
	class := "dialogue"
	if width < 560 {
		class += " narrow"
	}
	root := box("div", class)
	d, ok := a.DialogueLines(0, 0)
	if !ok {
		return root.Add(el("p", "hint", text.T("dialogue.none")))
	}
	t := &s.talk
	if t.stream != d.Stream.Number || t.open == nil {
		*t = talkView{stream: d.Stream.Number, open: map[int]bool{}}
	}
	t.from = min(t.from, max(d.Total-1, 0))
	s.seekLine(a, d.Total)
	d, _ = a.DialogueLines(t.from, manyLines)
	sel := a.MessageID()
	list := scene.New("div", "lines").Class("dialogue-lines").Set("data-key", "dialogue").Set("data-arrows", "").Set("tabindex", "0").
		Set("role", "treegrid").Set("aria-label", text.T("dialogue.label")).Set("aria-rowcount", strconv.Itoa(d.Total)).
		Set("aria-activedescendant", lineID(t.active))
	if t.from > 0 {
		list.Add(keyed("earlier", box("div", "dialogue-more", button("lines:"+strconv.Itoa(max(t.from-manyLines, 0)), "small", text.Count("dialogue.earlier", t.from)))))
	}
	states := [2]string{"", ""}
	for i := range d.Lines {
		l := &d.Lines[i]
		list.Add(talkLine(l, l.Number == t.active, l.Frame == sel, t.open[l.Number], &states))
		if t.open[l.Number] {
			if detail, ok := a.DialogueLine(l.Number, lineBytes); ok {
				list.Add(keyed("detail "+strconv.Itoa(l.Number), lineDetail(detail)))
			}
		}
	}
	if left := d.Total - t.from - len(d.Lines); left > 0 {
		list.Add(keyed("later", box("div", "dialogue-more", button("lines:"+strconv.Itoa(t.from+manyLines), "small", text.Count("dialogue.later", left)))))
	}
	return root.Add(talkHead(a, d), list)
}

// seekLine goes to the line of a frame that was selected elsewhere.
func (s *State) seekLine(a *app.App, total int) {
	t, sel := &s.talk, a.Selection()
	if sel.Kind != app.Frame || sel.Frame == t.frame {
		return
	}
	for from := 0; from < total; from += manyLines {
		d, _ := a.DialogueLines(from, manyLines)
		for _, l := range d.Lines {
			if l.Frame == sel.Frame {
				t.frame, t.active = sel.Frame, l.Number
				if l.Number < t.from || l.Number >= t.from+manyLines {
					t.from = from
				}
				s.wish = wish{Reveal: lineID(l.Number)}
				return
			}
			if l.Frame > sel.Frame {
				break
			}
		}
	}
}

func lineID(n int) string { return "line-" + strconv.Itoa(n) }

// talkHead says whose conversation it is, and offers the others.
func talkHead(a *app.App, d view.Dialogue) *scene.Node {
	here := d.Stream.Number
	first := max(here-manyStreams/2, 0)
	list, total := a.Streams(first, manyStreams)
	number := strconv.Itoa(here)
	choice := scene.New("select", "streams "+number).Class("dialogue-choice").Set("data-key", "stream").Set("aria-label", text.T("dialogue.choose"))
	for _, s := range list {
		option := scene.New("option", strconv.Itoa(s.Number)).Set("value", strconv.Itoa(s.Number))
		if s.Number == here {
			option.Set("selected", "")
		}
		option.Text = streamText(s)
		choice.Add(option)
	}
	step := func(key string, to int, sign, label string) *scene.Node {
		b := button(key, "small", sign).Set("data-stream", strconv.Itoa(to)).Set("aria-label", label).Set("title", label)
		if to < 0 || to >= total {
			b.Set("disabled", "")
		}
		return b
	}
	head := box("div", "dialogue-head",
		step("stream-back", here-1, "‹", text.T("dialogue.back")), choice, step("stream-next", here+1, "›", text.T("dialogue.next")),
		el("span", "muted", text.T("dialogue.of", "n", text.Number(here+1), "total", text.Number(total))))
	if d.Retransmitted > 0 {
		head.Add(keyed("again", el("span", "muted", text.Count("dialogue.again", d.Retransmitted))))
	}
	return head
}

// streamText tells a conversation in one line.
func streamText(s view.Stream) string {
	server := s.Server
	if server == "" {
		server = "?"
	}
	protocol := s.Protocol
	if s.Application != "" {
		protocol = s.Application + "/" + protocol
	}
	return text.T("dialogue.stream", "client", s.Client, "from", s.ClientAddr, "server", server, "to", s.ServerAddr,
		"protocol", protocol, "frames", text.Count("filter.all", s.Frames), "bytes", text.Count("layer.bytes", s.ToServer+s.ToClient))
}

// talkLine draws a line. states are those of the line before: only what has changed is
// written strongly.
func talkLine(l *view.Line, active, selected, open bool, states *[2]string) *scene.Node {
	side, who := "client", text.T("dialogue.client")
	if !l.FromClient {
		side, who = "server", text.T("dialogue.server")
	}
	row := scene.New("div", lineID(l.Number)).Class("talk-line from-"+side+" kind-"+string(l.Kind)).Set("id", lineID(l.Number)).
		Set("role", "row").Set("data-key", "line:"+strconv.Itoa(l.Number)+":"+strconv.FormatUint(l.Frame, 10)).
		Set("aria-rowindex", strconv.Itoa(l.Number+1)).Set("aria-selected", strconv.FormatBool(selected)).
		Set("data-active", strconv.FormatBool(active))
	if l.Len > 0 && l.Kind != view.LineGap && l.Kind != view.LineDropped {
		row.Set("aria-expanded", strconv.FormatBool(open))
	}
	cell := func(class, words string) *scene.Node { return el("span", class, words).Set("role", "gridcell") }
	margin := box("span", "talk-states").Set("role", "gridcell")
	for i, state := range [2]string{l.ClientState, l.ServerState} {
		if state == "" {
			continue
		}
		class := "talk-state"
		if state != states[i] {
			class += " news"
		}
		states[i] = state
		margin.Add(el("span", class, [2]string{text.T("dialogue.client"), text.T("dialogue.server")}[i]+" "+state))
	}
	words := lineText(l)
	return row.Add(cell("num", text.Seconds(l.At)), cell("talk-who", who), cell("talk-words", words).Set("title", words),
		cell("talk-notes", lineNotes(l)), margin)
}

// lineText is what a line says.
func lineText(l *view.Line) string {
	switch l.Kind {
	case view.LineText:
		if l.Text == "" {
			return text.T("dialogue.empty")
		}
		return l.Text
	case view.LineMessage:
		if l.Want > 0 {
			return text.T("dialogue.part", "n", text.Number(l.Len), "want", text.Number(l.Want))
		}
		return l.Text
	case view.LineBody:
		if size := text.Count("dialogue.body", l.Len); l.Text != "" {
			return l.Text + " · " + size
		} else {
			return size
		}
	case view.LineOpens, view.LineCloses, view.LineResets:
		return text.T("dialogue."+string(l.Kind)) + " " + l.Text
	case view.LineError:
		return l.Text
	}
	return text.Count("dialogue."+string(l.Kind), l.Len)
}

// lineNotes tells what became of a line on its way.
func lineNotes(l *view.Line) string {
	note := ""
	add := func(s string) {
		if note != "" {
			note += ", "
		}
		note += s
	}
	if l.Frames > 1 {
		add(text.Count("dialogue.frames", l.Frames))
	}
	if l.Fate == view.Lost {
		add(text.T("fate.lost"))
	}
	if l.Again > 0 {
		add(text.T("dialogue.resent"))
	}
	return note
}

// lineDetail shows the bytes of a line, and of a message what they mean.
func lineDetail(d view.LineDetail) *scene.Node {
	out := box("div", "talk-detail")
	if d.Layer != nil {
		list := box("dl", "talk-fields")
		for _, f := range d.Layer.Fields {
			list.Add(talkField(f))
			for _, c := range f.Children {
				if c.Bits == 0 {
					list.Add(talkField(c))
				}
			}
		}
		out.Add(list)
	}
	hex := box("div", "hex")
	for i := 0; i < len(d.Bytes); i += 16 {
		hex.Add(plainByteRow(d.Bytes, i))
	}
	out.Add(hex)
	if d.Left > 0 {
		out.Add(el("p", "more", text.Count("bytes.more", d.Left)))
	}
	return out
}

func talkField(f view.MessageField) *scene.Node {
	return box("div", "", el("dt", "", f.Label), el("dd", "", f.Value))
}

// dialogueEvent takes what happens to the lines as a whole.
func (s *State) dialogueEvent(a *app.App, e Event) {
	t := &s.talk
	d, ok := a.DialogueLines(0, 0)
	if !ok || d.Total == 0 {
		return
	}
	to := t.active
	switch e.Type {
	case "ArrowDown":
		to++
	case "ArrowUp":
		to--
	case "PageDown":
		to += 10
	case "PageUp":
		to -= 10
	case "Home":
		to = 0
	case "End":
		to = d.Total - 1
	case "ArrowRight":
		t.open[t.active] = true
		s.redraw = true
		return
	case "ArrowLeft":
		delete(t.open, t.active)
		s.redraw = true
		return
	case "click":
		s.toggleLine(t.active)
		return
	default:
		return
	}
	s.goToLine(a, min(max(to, 0), d.Total-1))
}

func (s *State) toggleLine(n int) {
	if s.talk.open[n] {
		delete(s.talk.open, n)
	} else {
		s.talk.open[n] = true
	}
	s.redraw = true
}

// goToLine stands on a line, and selects its frame.
func (s *State) goToLine(a *app.App, n int) {
	t := &s.talk
	d, _ := a.DialogueLines(n, 1)
	if len(d.Lines) == 0 {
		return
	}
	t.active, t.frame = n, d.Lines[0].Frame
	if n < t.from || n >= t.from+manyLines {
		t.from = n / manyLines * manyLines
	}
	a.SelectLine(d.Lines[0].Frame)
	s.redraw = true
	s.wish = wish{Reveal: lineID(n)}
}
