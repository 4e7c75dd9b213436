//go:build js && wasm

package main

import (
	"fmt"

	"github.com/hack-pad/safejs"

	"playnet/ui/app"
	"playnet/ui/text"
)

// decodeCharset lets the browser decode a text.
func (b browser) decodeCharset(charset string, content []byte) (words string, ok bool) {
	v := b.call("decode", charset, bytesOf(content))
	return str(v), v.Type() == safejs.TypeString
}

// mountMail connects the mail reader's island with mail.js.
func (s *islands) mountMail(p *page, element safejs.Value) error {
	scripts, err := safejs.Global().Get("playnetMail")
	if err != nil || scripts.IsUndefined() {
		return fmt.Errorf("the page's scripts are missing: mail.js")
	}
	hear, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		for len(args) < 4 {
			args = append(args, safejs.Undefined())
		}
		return s.hearMail(p, str(args[0]), str(args[1]), str(args[2]), args[3])
	})
	if err != nil {
		return err
	}
	_, err = scripts.Call("mount", element, hear.Value())
	return err
}

// hearMail takes what mail.js reports, and returns whether it meant something.
func (s *islands) hearMail(p *page, what, name, kind string, content safejs.Value) bool {
	defer p.wake()
	p.app.Attend()
	switch what {
	case "key":
		if !p.app.Look().Keys || p.app.Composing() != nil || p.app.WantedFocus() != "" {
			return false
		}
		p.ui.Panels.PressMailKey(p.app, name)
		s.redraw("mail")
		s.grant(p, "mail")
		p.bringFocus()
	case "file", "drawing":
		data, err := bytesFrom(content)
		if err != nil {
			p.app.Note(text.T("open.unreadable", "source", name, "reason", err.Error()), true)
			return false
		}
		if what == "drawing" {
			name = text.T("reader.drawing.name")
		}
		p.app.AttachMail(name, kind, data)
	case "large":
		p.app.AttachTooLarge(name, int(number(content)))
	case "unreadable":
		p.app.Note(text.T("open.unreadable", "source", name, "reason", kind), true)
	}
	return true
}

// scrollMail scrolls the list of messages where it has to be.
func (s *islands) scrollMail(p *page) {
	if to, moved := p.ui.Panels.MailScroll(); moved && p.app.MailShown() {
		p.ui.Panels.MailScrolled()
		s.script("scrollTo", "mail", "mail-list", 0, to)
	}
}

// save offers a file; in a frame, where that may be refused, also to the page around it.
func (p *page) save(f app.File) {
	p.Download(f)
	if p.Embedded() {
		p.HandOver(f)
		p.app.KeepSaved(f)
		p.app.Offer(text.T("reader.saved.embedded", "name", f.Name), app.Offer{Text: text.T("reader.saved.other"), Take: func() {
			p.ui.ChooseExport(app.SavedExport)
			p.app.SetDialog(app.Export)
		}})
	}
}
