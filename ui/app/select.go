package app

import (
	"strconv"

	"playnet/core/trace"
)

// Kind says what is selected.
type Kind string

// What can be selected. The lab as a whole is selected when nothing else is.
const (
	Lab   Kind = "lab"
	Host  Kind = "host"
	Frame Kind = "frame"
	Event Kind = "event" // of the trace, other than the sending of a frame
)

// Selection is the one thing that the whole page shows.
type Selection struct {
	Kind  Kind
	Host  string
	Frame uint64
	Event uint64
	// Field is the filter name of the field of the frame that is pointed at, and
	// Offset and Len are its bytes. Len is 0 when none is.
	Field       string
	Offset, Len int
}

func traceID(frame uint64) trace.ID { return trace.ID(frame) }

// Selection returns what is selected.
func (a *App) Selection() Selection {
	s := a.sel
	if s.Kind == "" {
		s.Kind = Lab
	}
	return s
}

// Select selects the whole lab.
func (a *App) SelectLab() { a.choose(Selection{Kind: Lab}) }

// SelectHost selects a host of the lab by its name.
func (a *App) SelectHost(name string) {
	places, _ := a.Places()
	for _, h := range places {
		if h.Name == name {
			a.showExchangeOf(name)
			a.choose(Selection{Kind: Host, Host: name})
			return
		}
	}
}

// SelectFrame selects a frame that has been sent.
func (a *App) SelectFrame(frame uint64) {
	if _, ok := a.Transfer(frame); ok {
		a.choose(Selection{Kind: Frame, Frame: frame})
	}
}

// SelectEvent selects an event of the trace by its ID: if it sent a frame, that.
func (a *App) SelectEvent(id uint64) {
	if _, sent := a.Transfer(id); sent {
		a.SelectFrame(id)
	} else if _, ok := a.event(id); ok {
		a.choose(Selection{Kind: Event, Event: id})
	}
}

// SelectAgain returns to the host or the frame that was selected last, or takes what
// stands to reason: the first host that asks, the latest message.
func (a *App) SelectAgain(kind Kind) {
	switch kind {
	case Host:
		name := a.lastSel[0].Host
		if name == "" {
			name = a.firstHost()
		}
		a.SelectHost(name)
	case Frame:
		frame := a.lastSel[1].Frame
		if _, ok := a.Transfer(frame); !ok {
			frame = a.MessageID()
		}
		a.SelectFrame(frame)
	case Event:
		a.SelectEvent(a.lastSel[2].Event)
	default:
		a.SelectLab()
	}
}

// firstHost returns the first resolver, which has most to tell, or the first host.
func (a *App) firstHost() string {
	hosts, _ := a.Places()
	for _, h := range hosts {
		if h.Role == "resolver" {
			return h.Name
		}
	}
	if len(hosts) > 0 {
		return hosts[0].Name
	}
	return ""
}

// SelectNext moves the selection by n messages, along the order of their sending.
func (a *App) SelectNext(n int) {
	last := a.TransferCount() - 1
	if last < 0 {
		return
	}
	i, ok := a.TransferIndex(a.MessageID())
	if !ok {
		i = last
	}
	a.SelectFrame(a.TransferRange(min(max(i+n, 0), last), 1)[0].Frame)
}

func (a *App) choose(s Selection) {
	if s == a.sel {
		return
	}
	a.sel = s
	a.term() // a terminal goes out of sight with its host
	switch s.Kind {
	case Host:
		a.lastSel[0] = s
		if a.asksForHost() {
			a.SetPrediction(s.Host)
			return // the page stays where the question is
		}
	case Frame:
		a.lastSel[1] = s
	case Event:
		a.lastSel[2] = s
	}
	// Where there is no room for everything, the page turns to what was chosen.
	if a.look.Layout != Wide && s.Kind != Lab {
		a.look.Pane = Details
		a.look.Dock = true
	}
	a.touch()
}

// PointAt points at a field of the shown message, and shows the message if another thing
// was selected; length 0 points at nothing.
func (a *App) PointAt(field string, offset, length int) {
	if length == 0 {
		field, offset = "", 0
	}
	if a.sel.Field == field && a.sel.Offset == offset && a.sel.Len == length {
		return
	}
	a.sel.Field, a.sel.Offset, a.sel.Len = field, offset, length
	a.pointed++
}

// dropSelection forgets a frame that the world has not sent (yet, or any more), or another
// event that has not happened.
func (a *App) dropSelection() {
	if a.sel.Kind == Event {
		if _, ok := a.event(a.sel.Event); !ok {
			a.sel = Selection{Kind: Lab}
			a.touch()
		}
		return
	}
	if a.sel.Kind != Frame {
		return
	}
	if _, ok := a.Transfer(a.sel.Frame); !ok {
		a.sel = Selection{Kind: Lab}
		a.touch()
	}
}

// SelectedKey names what is selected as the pictures name it: "host:NAME", "frame:ID", or
// "" for nothing.
func (a *App) SelectedKey() string {
	switch a.sel.Kind {
	case Host:
		return "host:" + a.sel.Host
	case Frame:
		return "frame:" + strconv.FormatUint(a.sel.Frame, 10)
	case Event:
		// The pictures know frames alone: that of an arrival or a loss is marked in them.
		if steps := a.Why(); len(steps) > 0 && steps[0].Frame != 0 {
			return "frame:" + strconv.FormatUint(steps[0].Frame, 10)
		}
	}
	return ""
}
