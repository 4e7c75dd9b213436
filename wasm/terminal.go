//go:build js && wasm

package main

import (
	"fmt"

	"github.com/hack-pad/safejs"
)

// mountTerminal connects the terminal's island with terminal.js.
func (s *islands) mountTerminal(p *page, element safejs.Value) error {
	scripts, err := safejs.Global().Get("playnetTerminal")
	if err != nil || scripts.IsUndefined() {
		return fmt.Errorf("the page's scripts are missing: terminal.js")
	}
	hear, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		for len(args) < 4 {
			args = append(args, safejs.Undefined())
		}
		return s.hearTerminal(p, str(args[0]), str(args[1]), str(args[2]), int(number(args[3])))
	})
	if err != nil {
		return err
	}
	_, err = scripts.Call("mount", element, hear.Value())
	return err
}

// hearTerminal takes what terminal.js reports.
func (s *islands) hearTerminal(p *page, what, host, text string, n int) any {
	defer p.wake()
	switch what {
	case "line":
		p.app.TypeLine(host, text)
		s.redraw("terminal")
	case "interrupt":
		p.app.InterruptTerminal(host)
		s.redraw("terminal")
	case "clear":
		p.app.ClearTerminal(host)
	case "suggest":
		p.app.ToggleSuggestions()
		s.redraw("terminal")
	case "typing":
		p.app.ForgetOptions()
	case "complete":
		return p.app.CompleteLine(host, text)
	case "recall":
		if line, ok := p.app.Recall(host, n); ok {
			return line
		}
	case "leave":
		p.app.ForgetOptions()
		s.focus("inspector", "tab:terminal")
	}
	return nil
}
