package ui

import (
	"strconv"

	"playnet/ui/text"
)

// SeekShare is how much of a seek is done, in percent.
func (p *Page) SeekShare() string {
	share, _ := p.App.Progress()
	return strconv.Itoa(int(share * 100))
}

// SeekText says how far a seek or a search is. How far a search has to go nobody knows.
func (p *Page) SeekText() string {
	if share, _ := p.App.Progress(); share > 0 {
		return text.T("seek.share", "percent", p.SeekShare())
	}
	return text.T("seek.under.way")
}
