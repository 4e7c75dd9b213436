package panels

import (
	"strings"
	"testing"
	"time"

	"playnet/ui/app"
	"playnet/ui/scene"
)

func typed(a *app.App, line string) {
	a.TypeLine("engineering", line)
	for n := 0; a.Playing() && n < 10_000; n++ {
		a.Frame(16*time.Millisecond, func() bool { return true })
	}
}

func TestTerminal(t *testing.T) {
	a := app.New(library{})
	if err := a.OpenLab("dns-iterated", 7); err != nil {
		t.Fatal(err)
	}
	var s State
	var shell Terminal
	if shell.Draw(a) != nil {
		t.Error("a terminal is drawn that nobody has turned to")
	}
	Handle(a, &s, Event{Island: "inspector", Type: "click", Key: "tab:terminal"})
	root := shell.Draw(a)
	log, input := root.Find("role", "log"), root.Find("id", terminalInput)
	if log == nil || len(log.Children) != 0 || log.Attr("aria-live") != "polite" || input == nil || input.Attr("aria-label") != "Command for engineering" {
		t.Fatalf("%+v", root)
	}
	if body := Inspector(a, nil).Find("id", "inspect-panel"); body != nil {
		t.Error("the inspector's own panel is drawn beside it")
	}

	typed(a, "cat /etc/hosts")
	before := shell.Draw(a).Find("role", "log").Children
	if got := words(root.Find("role", "log")); got != "" {
		t.Errorf("what was drawn has changed: %s", got)
	}
	if len(before) != 3 || words(before[0]) != "engineering$ cat /etc/hosts" && !strings.Contains(words(before[0]), "cat /etc/hosts") ||
		before[1].Text != "127.0.0.1       localhost" {
		t.Errorf("%q", words(scene.New("div", "").Add(before...)))
	}
	typed(a, "hostname")
	after := shell.Draw(a).Find("role", "log").Children
	for i, n := range before {
		if after[i] != n {
			t.Errorf("line %d is drawn anew", i)
		}
	}

	for range 300 {
		typed(a, "hostname")
	}
	if n := len(shell.Draw(a).Find("role", "log").Children); n != 500 {
		t.Errorf("%d lines stand in the page", n)
	}
	a.StopHost("engineering", false)
	root = shell.Draw(a)
	field := root.Find("id", terminalInput)
	disabled := false
	for _, attr := range field.Attrs {
		disabled = disabled || attr.Name == "disabled"
	}
	if !disabled || !strings.Contains(words(root), "switched off") || !strings.Contains(words(root), "the host was stopped") {
		t.Errorf("a host that is off: %s", words(root.Find("id", "terminal-hint")))
	}

	Handle(a, &s, Event{Island: "inspector", Type: "ArrowRight", Key: "tab:terminal"})
	if a.TerminalShown() || OpenTab(a) != "tab:lab" {
		t.Errorf("to the right of the terminal stands %s", OpenTab(a))
	}
	Handle(a, &s, Event{Island: "inspector", Type: "ArrowLeft", Key: "tab:lab"})
	if !a.TerminalShown() || OpenTab(a) != "tab:terminal" {
		t.Errorf("to the left of the lab stands %s", OpenTab(a))
	}
	Handle(a, &s, Event{Island: "inspector", Type: "click", Key: "tab:host"})
	if a.TerminalShown() || a.Selection().Host != "engineering" {
		t.Error("the host's tab does not lead to the host")
	}
}
