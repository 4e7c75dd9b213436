package app

import (
	"slices"

	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/ui/text"
)

// terminals is what the page itself remembers of the hosts' terminals. What they show
// is the world's.
type terminals struct {
	shown bool // the inspector shows the terminal of the selected host
	// until is the host for whose command time runs, and stops when that has ended; ""
	// when time runs, or stands, for another reason.
	until   string
	typed   map[string][]string // by host, oldest first: what the arrows bring back
	cleared map[string]int      // by host: as many of its lines are out of sight
	listed  view.Completion     // the possibilities that Tab has found
	of      string              // at which host
	suggest bool                // what could be typed next is listed
}

// manyTyped bounds what is brought back.
const manyTyped = 200

func (a *App) term() *terminals {
	t := &a.terminals
	if t.typed == nil {
		t.typed, t.cleared = map[string][]string{}, map[string]int{}
	}
	t.shown = t.shown && a.sel.Kind == Host
	return t
}

// TerminalShown reports whether the inspector shows the terminal of the selected host.
func (a *App) TerminalShown() bool { return a.term().shown }

// ShowTerminal turns the inspector to the terminal of the selected host, or of the
// one that was selected last, or of the first that is somebody's own machine.
func (a *App) ShowTerminal() {
	t := a.term()
	if a.sel.Kind != Host {
		name := a.lastSel[0].Host
		if name == "" {
			name = a.firstClient()
		}
		a.SelectHost(name)
	}
	if a.sel.Kind == Host && !t.shown {
		t.shown = true
		a.touch()
	}
}

// EnterTerminal is ShowTerminal for who wants to type.
func (a *App) EnterTerminal() {
	if a.ShowTerminal(); a.term().shown {
		a.WantFocus("terminal-input")
	}
}

// HideTerminal turns the inspector back to what is selected.
func (a *App) HideTerminal() {
	if t := a.term(); t.shown {
		t.shown = false
		a.touch()
	}
}

func (a *App) firstClient() string {
	places, _ := a.Places()
	for _, h := range places {
		if h.Role == "client" {
			return h.Name
		}
	}
	return a.firstHost()
}

// Terminal returns the terminal that the inspector shows, and whether its host is up.
// As many of its first lines as hidden says are out of sight.
func (a *App) Terminal() (host string, shows view.Terminal, hidden int, up bool) {
	for _, h := range a.Around(a.sel.Host).Hosts {
		if h.Name != a.sel.Host {
			continue
		}
		if h.Terminal != nil {
			shows = *h.Terminal
		} else if t, err := a.world.Terminal(labfile.Name(h.Name)); err == nil {
			shows = t // nothing was typed yet
		}
		hidden = a.term().cleared[h.Name]
		if hidden > shows.Total { // the world has gone back behind that
			hidden = 0
		}
		return h.Name, shows, max(hidden-(shows.Total-len(shows.Lines)), 0), h.Up
	}
	return "", view.Terminal{}, 0, false
}

// TypeLine types a line in a host's terminal. If time stands still it runs until the
// command has ended: who presses Enter wants to see what comes.
func (a *App) TypeLine(host, line string) bool {
	t := a.term()
	t.listed = view.Completion{}
	if !a.Do(labfile.TerminalLine{Host: labfile.Name(host), Line: labfile.TypedLine(line)}) {
		return false
	}
	a.remember(host, line)
	a.runFor(host)
	return true
}

// InterruptTerminal presses Ctrl-C in a host's terminal.
func (a *App) InterruptTerminal(host string) {
	a.term().listed = view.Completion{}
	if a.Do(labfile.TerminalInterrupt{Host: labfile.Name(host)}) {
		a.runFor(host)
	}
}

// runFor lets time run until a host's command has ended.
func (a *App) runFor(host string) {
	if t := a.term(); !a.player.playing {
		t.until = host
		a.Play()
	} else if t.until != "" {
		t.until = host
	}
}

// waitsForCommand reports whether time runs only until a command has ended.
func (a *App) waitsForCommand() bool { return a.player.playing && a.term().until != "" }

// rest stops time when the command has ended for which it runs.
func (a *App) rest() {
	t := a.term()
	if t.until == "" {
		return
	}
	if !a.player.playing {
		t.until = "" // it was stopped by other means
		return
	}
	shows, err := a.world.Terminal(labfile.Name(t.until))
	if err == nil && (shows.Running != "" || shows.Waiting) {
		return
	}
	t.until = ""
	a.Pause()
}

// remember keeps a line for the arrow keys.
func (a *App) remember(host, line string) {
	list := a.history(host)
	if line == "" || len(list) > 0 && list[len(list)-1] == line {
		return
	}
	if len(list) == manyTyped {
		list = slices.Delete(list, 0, 1)
	}
	a.term().typed[host] = append(list, line)
}

// history returns the lines that were typed at a host: at first those of the log.
func (a *App) history(host string) []string {
	t := a.term()
	list, known := t.typed[host]
	if known || a.world == nil {
		return list
	}
	for _, e := range a.world.Log() {
		if l, ok := e.Do.(labfile.TerminalLine); ok && string(l.Host) == host && l.Line != "" {
			list = append(list, string(l.Line))
		}
	}
	list = list[max(len(list)-manyTyped, 0):]
	t.typed[host] = list
	return list
}

// Recall returns the line that was typed back lines ago: 1 is the last. ok is false
// when there is none.
func (a *App) Recall(host string, back int) (line string, ok bool) {
	list := a.history(host)
	if back < 1 || back > len(list) {
		return "", false
	}
	return list[len(list)-back], true
}

// CompleteLine completes the word before the cursor: it returns what stands before the
// cursor then. Where there are several possibilities they are listed.
func (a *App) CompleteLine(host, before string) string {
	if a.world == nil {
		return before
	}
	t := a.term()
	c := a.world.Complete(labfile.Name(host), before)
	t.listed, t.of = c, host
	if len(c.Options) == 0 {
		t.listed = view.Completion{}
	}
	a.pointed++
	return before[:len(before)-c.Replace] + c.Insert
}

// ForgetOptions takes the list of possibilities away.
func (a *App) ForgetOptions() {
	if t := a.term(); len(t.listed.Options) > 0 {
		t.listed = view.Completion{}
		a.pointed++
	}
}

// Options returns the possibilities that Tab has found at a host.
func (a *App) Options(host string) view.Completion {
	if t := a.term(); t.of == host {
		return t.listed
	}
	return view.Completion{}
}

// ClearTerminal puts what a terminal shows out of sight.
func (a *App) ClearTerminal(host string) {
	if a.world == nil {
		return
	}
	if shows, err := a.world.Terminal(labfile.Name(host)); err == nil {
		a.term().cleared[host] = shows.Total
		a.pointed++
	}
}

// TerminalHint says what can be done in a terminal as it stands, or what it waits for.
func (a *App) TerminalHint(host string, shows view.Terminal, up bool) string {
	program := shows.Running
	switch {
	case !up:
		return text.T("terminal.off", "host", host)
	case (program != "" || shows.Waiting) && !a.player.playing:
		return text.T("terminal.stands")
	case program != "":
		return text.T("terminal.running", "program", program)
	case shows.Total == 0:
		return text.T("terminal.first")
	}
	return text.T("terminal.hint")
}
