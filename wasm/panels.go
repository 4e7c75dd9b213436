//go:build js && wasm

package main

import (
	"fmt"

	"github.com/hack-pad/safejs"

	"playnet/ui/app"
	"playnet/ui/text"
)

// scrollPackets scrolls the packet list where it has to be.
func (s *islands) scrollPackets(p *page) {
	to, moved := p.ui.Panels.PacketsScroll()
	if !moved {
		return
	}
	p.ui.Panels.PacketsScrolled()
	s.script("scrollTo", "packets", "packets", 0, to)
}

// script calls a function of scene.js.
func (s *islands) script(name string, args ...any) {
	if _, err := s.scripts.Call(name, args...); err != nil {
		panic(fmt.Sprintf("%s: %v", name, err)) // scene.js has it
	}
}

// grant does what a panel wants of the browser.
func (s *islands) grant(p *page, island string) {
	w, any := p.ui.Panels.TakeWish()
	if !any {
		return
	}
	if w.Island != "" {
		island = w.Island
	}
	if island != "" && (w.Focus != "" || w.Reveal != "") {
		s.redraw(island) // it may have to be drawn first
	}
	if w.Focus != "" {
		s.focus(island, w.Focus)
	}
	if w.Caret > 0 {
		s.script("caret", island, w.Focus, w.Caret-1)
	}
	if w.Reveal != "" {
		s.script("reveal", w.Reveal)
	}
	if w.Save != nil {
		p.save(*w.Save)
	}
	if w.Copy != "" {
		s.copy(p.app, w.Copy)
	}
}

// copy puts a text on the clipboard. Where the browser refuses, the text is offered to be
// copied by hand.
func (s *islands) copy(a *app.App, words string) {
	var done safejs.Func
	done, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if len(args) > 0 && truth(args[0]) {
			a.Note(text.T("copy.done"), false)
		} else {
			a.Note(text.T("copy.refused")+" "+words, true)
		}
		done.Release()
		return nil
	})
	if err != nil {
		panic(err)
	}
	s.script("copy", words, done.Value())
}
