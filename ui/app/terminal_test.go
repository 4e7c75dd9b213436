package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
)

func shown(a *app.App) string {
	_, t, hidden, _ := a.Terminal()
	var lines []string
	for _, l := range t.Lines[hidden:] {
		lines = append(lines, l.Text)
	}
	return strings.Join(lines, "\n")
}

// Whoever presses Enter sees what comes: time runs until the command has ended, and
// stands again if it stood before.
func TestTypingRunsTime(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.EnterTerminal()
	if !a.TerminalShown() || a.WantedFocus() != "terminal-input" {
		t.Error("the focus goes into the terminal")
	}
	host, _, _, up := a.Terminal()
	if host != "engineering" || !up {
		t.Errorf("the terminal is that of %q", host)
	}
	a.StepMessage()
	settled(a)
	if !a.TypeLine(host, "ping -c 2 dns.cs.umass.edu") || !a.Playing() {
		t.Fatal("time stands still")
	}
	for n := 0; a.Playing() && n < 10_000; n++ {
		frames(a, 1)
	}
	if a.Playing() || !strings.Contains(shown(a), "2 packets transmitted, 2 received") {
		t.Errorf("playing %v, ended %v:\n%s", a.Playing(), a.Ended(), shown(a))
	}

	a.TypeLine(host, "sleep 1000")
	frames(a, 1)
	a.Pause() // by hand
	frames(a, 1)
	if _, s, _, _ := a.Terminal(); s.Running != "sleep" || !strings.Contains(a.TerminalHint(host, s, true), "still") {
		t.Errorf("running %q: %s", s.Running, a.TerminalHint(host, s, true))
	}
	a.InterruptTerminal(host)
	frames(a, 5)
	if _, s, _, _ := a.Terminal(); a.Playing() || s.Running != "" || s.Status != 130 {
		t.Errorf("after Ctrl-C: playing %v, %+v", a.Playing(), s)
	}

	a.SeekTime(0)
	settled(a)
	if shown(a) != "" {
		t.Errorf("at the start the terminal shows\n%s", shown(a))
	}
}

// Time that runs already runs on.
func TestTypingWhileTimeRuns(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.EnterTerminal()
	a.Play()
	frames(a, 1)
	a.TypeLine("engineering", "hostname")
	frames(a, 3)
	if shown(a) != "hostname\nengineering" || !a.Playing() {
		t.Errorf("playing %v\n%s", a.Playing(), shown(a))
	}
}

func TestTerminalRemembers(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.EnterTerminal()
	for _, line := range []string{"hostname", "ls", "ls", "", "date"} {
		a.TypeLine("engineering", line)
	}
	a.TypeLine("a.root", "ss -a")
	var got []string
	for back := 1; ; back++ {
		line, ok := a.Recall("engineering", back)
		if !ok {
			break
		}
		got = append(got, line)
	}
	if strings.Join(got, ",") != "date,ls,hostname" {
		t.Errorf("the arrow brings back %q", got)
	}
	if line, _ := a.Recall("a.root", 1); line != "ss -a" {
		t.Errorf("the other host's is %q", line)
	}

	if got := a.CompleteLine("engineering", "ping dns.c"); got != "ping dns.cs.umass.edu " || len(a.Options("engineering").Options) > 0 {
		t.Errorf("completed to %q", got)
	}
	if got := a.CompleteLine("engineering", "ping dns.u"); got != "ping dns.umass.edu " {
		t.Errorf("completed to %q", got)
	}
	a.CompleteLine("engineering", "s")
	if got := strings.Join(a.Options("engineering").Options, " "); got != "service sleep ss" || len(a.Options("a.root").Options) > 0 {
		t.Errorf("listed: %s", got)
	}
	a.ForgetOptions()
	if len(a.Options("engineering").Options) > 0 {
		t.Error("what was typed on does not take the list away")
	}

	frames(a, 50)
	a.ClearTerminal("engineering")
	if got := shown(a); got != "" {
		t.Errorf("cleared, it shows\n%s", got)
	}
	a.TypeLine("engineering", "echo new")
	frames(a, 50)
	if got := shown(a); got != "echo new\nnew" {
		t.Errorf("after that it shows\n%s", got)
	}

	a.StopHost("engineering", false)
	if a.TypeLine("engineering", "ls") || a.Notice().Text == "" {
		t.Error("a line for a host that is off is taken")
	}
	if _, s, _, up := a.Terminal(); up || !strings.Contains(a.TerminalHint("engineering", s, up), "switched off") || s.Lines[len(s.Lines)-1].Kind != view.SwitchedOff {
		t.Errorf("%+v", s)
	}

	if a.OpenLab("dns-recursive", 7) != nil || a.TerminalShown() {
		t.Error("another lab is opened, and the terminal is still there")
	}
	if _, ok := a.Recall("engineering", 1); ok {
		t.Error("another lab remembers what was typed")
	}
}

// Another selection turns the terminal away; hosts among each other don't.
func TestTerminalFollowsTheSelection(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.SelectHost("a.root")
	a.ShowTerminal()
	if a.WantedFocus() != "" {
		t.Error("the focus moves although nobody wants to type")
	}
	a.SelectHost("dns.nyu.edu")
	if host, _, _, _ := a.Terminal(); host != "dns.nyu.edu" || !a.TerminalShown() {
		t.Errorf("the terminal is that of %q", host)
	}
	a.SelectLab()
	a.SelectHost("a.root")
	if a.TerminalShown() {
		t.Error("the terminal comes back by itself")
	}
}

func TestAPITerminal(t *testing.T) {
	a := opened(t, "dns-iterated")
	ask := func(method, params string) (result string, failure *app.APIError) {
		a.Call(method, []byte(params), func(r []byte, err *app.APIError) { result, failure = string(r), err })
		settled(a)
		return result, failure
	}
	if _, err := ask("do", `{"op": "terminal.line", "host": "engineering", "line": "hostname"}`); err != nil {
		t.Fatal(err)
	}
	ask("run", `{"idle": true}`)
	got, err := ask("terminal", `{"host": "engineering"}`)
	var shows view.Terminal
	if err != nil || json.Unmarshal([]byte(got), &shows) != nil || shows.Prompt != "engineering$ " || len(shows.Lines) != 2 || shows.Lines[1].Text != "engineering" {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := ask("terminal", `{"host": "a.root"}`); err != nil || !strings.Contains(got, `"lines":[]`) {
		t.Errorf("a terminal at which nothing was typed: %s, %v", got, err)
	}
	for params, code := range map[string]string{`{"host": "nobody"}`: app.Refused, `{}`: app.BadParams, `{"host": "a.root", "x": 1}`: app.BadParams} {
		if _, err := ask("terminal", params); err == nil || err.Code != code {
			t.Errorf("terminal(%s): %v", params, err)
		}
	}
	if _, err := ask("do", `{"op": "terminal.line", "host": "engineering", "line": "a\tb"}`); err == nil || err.Code != app.BadParams {
		t.Errorf("a line with a control character: %v", err)
	}
}
