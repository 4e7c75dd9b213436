package app

import (
	"strconv"
	"strings"

	"playnet/core/lab"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/ui/text"
)

// followAtOnce is how many events are looked through in a frame for what came of one: a
// few milliseconds in a browser.
const followAtOnce = 20_000

// asking is what the page remembers of "Why?" and "What came of this?".
type asking struct {
	why, aftermath bool // is shown, of whatever is selected
	follower       *lab.Follower
	behind         bool // there is more to look through
}

// event returns an event of the trace.
func (a *App) event(id uint64) (trace.Event, bool) {
	if a.world == nil || id == 0 || id > uint64(a.world.EventCount()) {
		return trace.Event{}, false
	}
	list := a.world.Events(trace.ID(id), 1)
	if len(list) == 0 {
		return trace.Event{}, false
	}
	return list[0], true
}

// Asked returns the event about which one can ask "Why?": the selected one, or the one that
// sent the selected frame; 0 while neither is selected.
func (a *App) Asked() uint64 {
	switch a.sel.Kind {
	case Frame:
		return a.sel.Frame
	case Event:
		return a.sel.Event
	}
	return 0
}

// EventText returns an event's one line, in protocol terms.
func (a *App) EventText(id uint64) string {
	e, ok := a.event(id)
	if !ok {
		return ""
	}
	return e.Body.Text()
}

// WhyShown reports whether "Why?" is shown of what is selected.
func (a *App) WhyShown() bool { return a.asking.why }

// AftermathShown reports whether "What came of this?" is.
func (a *App) AftermathShown() bool { return a.asking.aftermath }

// ToggleWhy shows "Why?", or puts it away.
func (a *App) ToggleWhy() {
	a.asking.why = !a.asking.why
	a.touch()
}

// ToggleAftermath shows "What came of this?", or puts it away.
func (a *App) ToggleAftermath() {
	a.asking.aftermath = !a.asking.aftermath
	a.asking.behind = false
	a.touch()
}

// AskWhy shows why the selected thing happened; where no event is selected, the thing that
// the story tells of. It says the answer aloud.
func (a *App) AskWhy() {
	if a.Asked() == 0 {
		h, ok := a.Happening()
		if !ok {
			return
		}
		a.SelectEvent(h.Event)
	}
	a.asking.why = true
	if a.look.Layout != Wide {
		a.look.Pane = Details
		a.look.Dock = true
	}
	a.touch()
	for i, s := range a.Why() {
		if i == 1 { // the decisive cause of what the reader knows already
			a.say(StepText(s))
		}
	}
}

// Why returns the story of what is asked about, its own sentence first.
func (a *App) Why() []view.Step {
	if a.world == nil {
		return nil
	}
	return a.world.Why(trace.ID(a.Asked()))
}

// Aftermath returns what came of what is asked about, as far as it has been looked through:
// a run of a million events is not, within a frame.
func (a *App) Aftermath() view.Aftermath {
	id := trace.ID(a.Asked())
	if a.world == nil || id == 0 {
		return view.Aftermath{}
	}
	x := &a.asking
	if x.follower == nil || x.follower.Event() != id {
		x.follower = lab.Follow(id)
	}
	x.behind = !x.follower.CatchUp(a.world, followAtOnce)
	if x.behind {
		a.touch() // so that the next frame goes on
	}
	return x.follower.Told()
}

// GoToEvent selects an event and takes the world to its instant.
func (a *App) GoToEvent(id uint64) {
	e, ok := a.event(id)
	if !ok {
		return
	}
	a.SelectEvent(id)
	if e.At != a.Now() {
		a.Pause()
		a.SeekTime(sim.Instant(e.At))
	}
}

// StepText returns a step's sentence as it is said aloud.
func StepText(s view.Step) string {
	var out strings.Builder
	for _, p := range StepParts(s) {
		out.WriteString(p.Text)
	}
	return out.String()
}

// StepParts returns a step's sentence as it is shown. Of an action it says who did it.
func StepParts(s view.Step) []text.Part {
	parts := text.Parts(stepKey(s), StepArgs(s))
	if s.By != "" && len(parts) > 0 {
		last := &parts[len(parts)-1]
		last.Text = strings.TrimSuffix(last.Text, ".") + " (" + text.T("asking.by."+s.By) + ")."
	}
	return parts
}

// stepKey returns a step's sentence; an action that has none of its own is told by its name, and
// one that ends something may have another one than its beginning.
func stepKey(s view.Step) string {
	if s.Args["on"] == "false" && text.Has(s.Key+".off") {
		return s.Key + ".off"
	}
	if s.By != "" && !text.Has(s.Key) {
		return "why.action.other"
	}
	return s.Key
}

// counted are the arguments that are numbers of things.
var counted = map[string]bool{"bytes": true, "n": true, "back": true, "first": true, "last": true, "ack": true, "cwnd": true, "ttl": true}

// StepArgs returns a step's arguments as people write them.
func StepArgs(s view.Step) map[string]string {
	args := spans(s.Args)
	for name, value := range args {
		n, err := strconv.Atoi(value)
		switch {
		case err != nil:
		case name == "number" && n > 0:
			args[name] = text.T("asking.message", "n", value)
		case name == "number":
			args[name] = text.T("asking.packet")
		case name == "because" && n > 0:
			args[name] = text.T("asking.message.because", "n", value)
		case name == "because":
			args[name] = text.T("asking.packet.because")
		case counted[name]:
			args[name] = text.Number(n)
		}
	}
	return args
}
