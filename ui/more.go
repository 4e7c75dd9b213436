package ui

import "playnet/ui/app"

// WhatIf opens the dialog of the branches, with the present one chosen.
func (p *Page) WhatIf() {
	p.App.Pause()
	p.App.Note("", false)
	p.App.PickBranch(0)
	p.App.SetDialog(app.WhatIf)
}

// Compare asks what to compare the run with, or ends the comparison.
func (p *Page) Compare() {
	if p.App.Comparing() {
		p.App.EndCompare()
		return
	}
	p.App.Pause()
	p.App.Note("", false)
	p.App.SetDialog(app.CompareDialog)
}

// Export opens the dialog with the trace as it stands.
func (p *Page) Export() {
	p.App.Pause()
	p.App.SetDialog(app.Export)
}

// FromMore does what an item of the header's menu stands for. The menu is gone then, so
// the focus goes back to its button, whence a dialog that opens takes it and returns it.
func (p *Page) FromMore(do func()) {
	p.App.SetPopover(app.NoPopover)
	p.Browser.Focus("more-button")
	do()
}
