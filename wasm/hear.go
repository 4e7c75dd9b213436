//go:build js && wasm

package main

import (
	"strconv"
	"time"

	"github.com/hack-pad/safejs"

	"playnet/ui/app"
	"playnet/ui/text"
)

// hear takes what page.js reports. For a key it returns whether the key meant something.
func (p *page) hear(_ safejs.Value, args []safejs.Value) any {
	arg := func(i int) safejs.Value {
		if i < len(args) {
			return args[i]
		}
		return safejs.Undefined()
	}
	meant := true
	switch str(arg(0)) {
	case "key":
		meant = p.press(app.Key{
			Name: str(arg(1)), In: app.KeyPlace(str(arg(2))), Shift: truth(arg(3)), Other: truth(arg(4)),
		})
	case "size":
		p.app.Resize(int(number(arg(1))), int(number(arg(2))))
	case "link":
		p.follow(str(arg(1)))
	case "open":
		p.ui.OpenText(str(arg(1)), str(arg(2)))
	case "file":
		p.openFile(str(arg(1)), arg(2))
	case "unreadable":
		p.unreadable(str(arg(1)), str(arg(2)))
	case "away":
		p.app.SetPopover(app.NoPopover)
	case "leave":
		p.keeper.keep(p, true)
		return meant // nobody sees anything that would have to be drawn
	case "dock":
		p.ui.SetDockShare(int(number(arg(1)))) // page.js has shown it
	}
	p.bringFocus()
	p.wake()
	return meant
}

// openFile opens a lab from a file's bytes, a Uint8Array.
func (p *page) openFile(name string, bytes safejs.Value) {
	data, err := bytesFrom(bytes)
	if err != nil {
		p.unreadable(name, err.Error())
		return
	}
	p.ui.OpenText(name, string(data))
}

// unreadable says that a file could not even be read.
func (p *page) unreadable(name, reason string) {
	p.app.Note(text.T("open.unreadable", "source", name, "reason", reason), true)
}

// follow opens what a changed address asks for, unless it is open already.
func (p *page) follow(fragment string) {
	link := app.ParseLink(fragment)
	if link.Lab == "" && link.Shared == "" || fragment == p.app.Fragment() {
		return
	}
	if err := p.app.Follow(link, p.calm()); err != nil {
		p.app.Note(err.Error(), true)
	}
}

// bringFocus moves the focus in the very task of the key or the press that asked for it, for what
// is typed next is meant for the field. It draws what has to be there first, and no more. What is
// still missing then (a lab that is being opened, say) comes with a later frame.
func (p *page) bringFocus() {
	id := p.app.WantedFocus()
	if id == "" || p.pace == nil {
		return
	}
	for p.notice(); !p.moveFocus(id); p.islands.unveil(p) {
		if !p.pace.Asked() {
			return
		}
		if err := p.pace.Frame(time.Now()); err != nil {
			panic(err)
		}
	}
	p.app.FocusTaken()
}

// moveFocus moves the focus to the element of that id as it shall stand there, and reports whether
// that could be done.
func (p *page) moveFocus(id string) bool { return p.islands.redrawAround(id) && p.focused(id) }

// press does what a key asks for. What it has set is remembered, as when a button sets it.
func (p *page) press(k app.Key) (meant bool) {
	before := p.app.Look().Tables
	meant = p.app.Press(k)
	if now := p.app.Look().Tables; now != before {
		p.browser.Store("tables", strconv.FormatBool(now))
	}
	return meant
}
