package panels

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// terminalInput is the id of the field in which lines are typed; terminal.js knows it.
const terminalInput = "terminal-input"

// Terminal draws terminals. It keeps the lines that it has drawn: they don't change.
type Terminal struct {
	host  string
	lines map[int]drawnLine // by their number, from 1
}

type drawnLine struct {
	is   view.TerminalLine
	node *scene.Node
}

// Draw draws the terminal of the selected host: what was typed and printed, and a
// field to type in.
func (t *Terminal) Draw(a *app.App) *scene.Node {
	host, shows, hidden, up := a.Terminal()
	if host == "" || !a.TerminalShown() {
		return nil
	}
	if t.host != host || t.lines == nil {
		t.host, t.lines = host, map[int]drawnLine{}
	}
	label := text.T("terminal.label", "host", host)
	log := scene.New("div", "log "+host).Class("term-log").Set("role", "log").Set("aria-live", "polite").
		Set("aria-label", label).Set("tabindex", "0")
	log.Add(t.draw(shows, hidden)...)
	waiting := "false"
	if shows.Running != "" || shows.Waiting {
		waiting = "true"
	}
	return box("div", "term", log, suggested(a, host, shows, up), options(a.Options(host)), entry(host, shows, up),
		foot(a, host, shows, up)).
		Set("data-host", host).Set("data-waiting", waiting).Set("role", "tabpanel").Set("id", "terminal-panel").Set("aria-label", label)
}

// draw draws the lines but for the first hidden ones.
func (t *Terminal) draw(shows view.Terminal, hidden int) []*scene.Node {
	first := shows.Total - len(shows.Lines)
	kept := make(map[int]drawnLine, len(shows.Lines))
	var nodes []*scene.Node
	for i, line := range shows.Lines {
		number := first + i + 1
		d, ok := t.lines[number]
		if !ok || d.is != line {
			d = drawnLine{line, drawLine(number, shows.Prompt, line)}
		}
		kept[number] = d
		if i >= hidden {
			nodes = append(nodes, d.node)
		}
	}
	t.lines = kept
	return nodes
}

func drawLine(number int, prompt string, line view.TerminalLine) *scene.Node {
	n := scene.New("div", strconv.Itoa(number)).Class("term-line term-" + string(line.Kind))
	switch line.Kind {
	case view.TypedCommand:
		return n.Add(el("span", "term-prompt", prompt), el("span", "", line.Text))
	case view.SwitchedOff:
		n.Text = text.T("terminal.line.off")
	default:
		n.Text = expand(line.Text)
	}
	return n
}

// tabStop is how far apart a terminal's tab stops are.
const tabStop = 8

// expand puts blanks in place of tabs.
func expand(s string) string {
	if !strings.Contains(s, "\t") {
		return s
	}
	var out strings.Builder
	column := 0
	for _, r := range s {
		if r != '\t' {
			out.WriteRune(r)
			column++
			continue
		}
		n := tabStop - column%tabStop
		out.WriteString(strings.Repeat(" ", n))
		column += n
	}
	return out.String()
}

// options lists what Tab has found.
func options(c view.Completion) *scene.Node {
	list := scene.New("div", "options").Class("term-options").Set("role", "status")
	for _, o := range c.Options {
		list.Add(el("span", "", o))
	}
	if c.More > 0 {
		list.Add(el("span", "muted", text.Count("terminal.more", c.More)))
	}
	return list
}

// suggested lists what could be typed next while one speaks a protocol by hand, if the
// learner has asked for that. A press puts a line where one types: it is not sent yet.
func suggested(a *app.App, host string, shows view.Terminal, up bool) *scene.Node {
	row := scene.New("div", "suggested").Class("term-suggest")
	if !up || !app.Speaks(shows.Running) {
		return row.Set("hidden", "")
	}
	on := "false"
	if a.Suggesting() {
		on = "true"
	}
	toggle := scene.New("button", "suggest").Class("small term-suggest-toggle").Set("type", "button").Set("data-term", "suggest").Set("aria-pressed", on)
	toggle.Text = text.T("suggest.toggle")
	list := scene.New("ul", "lines").Class("term-suggest-list").Set("aria-label", text.T("suggest.list"))
	for _, s := range a.Suggestions(host) {
		shown := s.Line
		if shown == "" {
			shown = text.T("suggest.enter")
		}
		line := scene.New("button", s.Line).Class("small term-suggest-line").Set("type", "button").Set("data-suggest", s.Line)
		line.Add(el("span", "mono", shown), el("span", "muted", text.T("suggest."+s.Note)))
		list.Add(scene.New("li", s.Line).Add(line))
	}
	if len(list.Children) == 0 {
		list.Set("hidden", "")
	}
	return row.Add(toggle, list)
}

// entry is the line in which one types. The prompt stands before it while the shell
// waits for a command.
func entry(host string, shows view.Terminal, up bool) *scene.Node {
	label := text.T("terminal.command", "host", host)
	prompt := shows.Prompt
	if shows.Running != "" {
		label, prompt = text.T("terminal.input", "program", shows.Running), ""
	}
	input := scene.New("input", "input "+host).Set("id", terminalInput).Set("type", "text").Set("maxlength", "1000").
		Set("autocomplete", "off").Set("autocapitalize", "off").Set("autocorrect", "off").Set("spellcheck", "false").
		Set("enterkeyhint", "send").Set("aria-describedby", "terminal-hint").Set("aria-label", label)
	if !up {
		input.Set("disabled", "")
	}
	line := box("div", "term-entry", scene.New("span", "prompt").Class("term-prompt").Set("aria-hidden", "true"), input)
	line.Children[0].Text = prompt
	return line.Add(
		termButton("complete", text.T("terminal.complete"), "⇥", !up),
		termButton("interrupt", "", text.T("terminal.interrupt"), !up || shows.Running == "" && !shows.Waiting))
}

// foot says what can be done, or what the terminal waits for: only that matters where
// there is little room.
func foot(a *app.App, host string, shows view.Terminal, up bool) *scene.Node {
	class := "term-foot"
	if up && shows.Running == "" && !shows.Waiting {
		class += " plain"
	}
	p := box("p", class).Set("id", "terminal-hint")
	p.Text = a.TerminalHint(host, shows, up)
	return p
}

// termButton does what a key does, for those who have no such key; a sign that is no
// word needs a label. terminal.js hears it.
func termButton(what, label, sign string, hidden bool) *scene.Node {
	n := scene.New("button", what).Class("small term-key term-key-"+what).Set("type", "button").
		Set("data-term", what)
	if label != "" {
		n.Set("aria-label", label).Set("title", label)
	}
	if hidden {
		n.Set("hidden", "")
	}
	n.Text = sign
	return n
}
