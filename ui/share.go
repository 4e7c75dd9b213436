package ui

import (
	"strconv"
	"strings"

	"playnet/ui/app"
	"playnet/ui/qr"
)

// link is what the dialog of that name shows.
type link struct {
	info   app.LinkInfo
	fault  string // why there is no link
	copied string // "yes" or "no" after it was tried
	typed  string // what stands in the field for a link
}

// OpenLink makes a link of the run as it stands, shows it, and copies it.
func (p *Page) OpenLink() {
	p.App.Pause()
	p.link.copied = ""
	p.link.info, p.link.fault = app.LinkInfo{}, ""
	l, err := p.App.Link()
	if err != nil {
		p.link.fault = err.Error()
	}
	p.link.info = l
	p.App.SetDialog(app.LinkDialog)
	if text := p.LinkText(); text != "" && !l.TooLong {
		p.Browser.Copy(text)
	}
}

// LinkText is what others need: the link or, where this page has no address of use to them,
// the code.
func (p *Page) LinkText() string {
	if p.App.FromFile() {
		return p.link.info.Code
	}
	return p.link.info.URL
}

// Linked says what the dialog's text is to be; it changes when that has to be shown anew.
func (p *Page) Linked() string {
	if p.App.Dialog() != app.LinkDialog {
		return ""
	}
	return p.LinkText()
}

// LinkCode is the QR code of the link; false where there is none, or it is too long for one.
func (p *Page) LinkCode() (qr.Code, bool) {
	if p.Linked() == "" {
		return qr.Code{}, false
	}
	return qr.Encode(p.LinkText())
}

// HasLinkCode reports whether there is a QR code.
func (p *Page) HasLinkCode() bool {
	_, ok := p.LinkCode()
	return ok
}

// LinkFault says why there is no link; "" where there is one.
func (p *Page) LinkFault() string { return p.link.fault }

// LinkTooLong reports whether the lab's file should be handed on instead.
func (p *Page) LinkTooLong() bool { return p.link.info.TooLong }

// LinkLength is how many characters the link has.
func (p *Page) LinkLength() string { return strconv.Itoa(len(p.LinkText())) }

// LinkId chooses between the sentences for a link and those for a code.
func (p *Page) LinkId(id string) string {
	if p.App.FromFile() {
		id += ".file"
	}
	return p.T("share.say." + id)
}

// CopyLink copies the link once more.
func (p *Page) CopyLink() { p.Browser.Copy(p.LinkText()) }

// Copied takes whether the browser has copied what it was asked to.
func (p *Page) Copied(ok bool) {
	p.link.copied = "no"
	if ok {
		p.link.copied = "yes"
	}
	p.App.Touched()
}

// CopySay says whether the link was copied.
func (p *Page) CopySay() string {
	if p.link.copied == "" {
		return ""
	}
	return p.T("share.copied." + p.link.copied)
}

// LinkTyped is what stands in the field for a link.
func (p *Page) LinkTyped() string { return p.link.typed }

// TypeLink takes what was typed or pasted there.
func (p *Page) TypeLink(s string) { p.link.typed = s }

// OpenTyped opens the link or the code that was typed.
func (p *Page) OpenTyped() {
	typed := p.link.typed
	if strings.TrimSpace(typed) == "" {
		return
	}
	if p.App.FollowText(typed) {
		p.link.typed = ""
		return
	}
	p.App.Note(p.T("share.nolink"), true)
}

// ShareFile goes on to the export of the lab with its log.
func (p *Page) ShareFile() {
	p.export.kind = "lab"
	p.App.SetDialog(app.Export)
}

// StorageSay says where the run is kept for the next visit.
func (p *Page) StorageSay() string { return p.T("store.where." + string(p.App.Storage())) }
