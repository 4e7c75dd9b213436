package ui

import (
	"encoding/base64"
	"slices"
	"strconv"

	"playnet/ui/app"
	"playnet/ui/text"
)

// longestShown is how much of an export, in characters, the dialog shows as text. A browser
// that is handed more in one field stops for a while.
const longestShown = 2 << 20

// export is what the dialog of that name offers.
type export struct {
	kind     string // the first that is offered if empty
	host     string // whose frames; "": everybody's
	filtered bool
	file     app.File // what was made of it; no name: nothing yet
	handed   bool     // the embedding page was handed the file
}

// ExportKind is the kind that is chosen.
func (p *Page) ExportKind() app.ExportKind {
	list := p.App.Exports()
	if i := slices.IndexFunc(list, func(k app.ExportKind) bool { return k.ID == p.export.kind }); i >= 0 {
		return list[i]
	}
	if len(list) == 0 {
		return app.ExportKind{}
	}
	return list[0]
}

// ExportHost is the host whose capture is chosen; "" for that of all frames.
func (p *Page) ExportHost() string {
	if !slices.Contains(p.App.HostNames(), p.export.host) {
		p.export.host = "" // of another lab
	}
	return p.export.host
}

// ExportFiltered reports whether only what the filter selects is wanted.
func (p *Page) ExportFiltered() bool { return p.export.filtered && p.App.Filtering() }

// ChooseExport takes a kind of export.
func (p *Page) ChooseExport(kind string) { p.export.kind = kind }

// ChooseExportHost takes the host whose capture is wanted.
func (p *Page) ChooseExportHost(host string) { p.export.host = host }

// ChooseExportFiltered takes whether only what the filter selects is wanted.
func (p *Page) ChooseExportFiltered(on bool) { p.export.filtered = on }

// Exported says what the dialog's file is to be; it changes when that has to be made anew.
func (p *Page) Exported() string {
	if p.App.Dialog() != app.Export {
		return ""
	}
	return p.ExportKind().ID + " " + p.ExportHost() + " " + strconv.FormatBool(p.ExportFiltered()) + " " +
		strconv.FormatUint(p.App.Opened(), 10) + " " + strconv.FormatUint(p.App.Position(), 10) + " " + p.Clock()
}

// MakeExport makes what is chosen, as the world stands, and then calls done, at once or
// later; nothing is made while the dialog is closed.
func (p *Page) MakeExport(done func()) {
	p.export.file, p.export.handed = app.File{}, false
	wanted := p.Exported()
	if wanted == "" {
		done()
		return
	}
	o := app.ExportOptions{Host: p.ExportHost(), Filtered: p.ExportFiltered()}
	p.App.MakeExport(p.ExportKind().ID, o, func(f app.File, err error) {
		if p.Exported() != wanted {
			return // the learner has chosen something else meanwhile
		}
		if err != nil {
			p.App.Note(text.T("export.failed", "reason", err.Error()), true)
		}
		p.export.file = f
		p.App.Touched()
		done()
	})
}

// ExportFile is what was made.
func (p *Page) ExportFile() app.File { return p.export.file }

// ExportShown is what was made as a text, that of a binary file in base64; "" for what is
// too long to be shown.
func (p *Page) ExportShown() string {
	f := p.export.file
	switch {
	case len(f.Content) > longestShown:
		return ""
	case f.Binary:
		return base64.StdEncoding.EncodeToString(f.Content)
	}
	return string(f.Content)
}

// ExportTooLong reports whether what was made is too long to be shown.
func (p *Page) ExportTooLong() bool { return len(p.export.file.Content) > longestShown }

// ExportSize says how large the file is.
func (p *Page) ExportSize() string {
	if p.export.file.Name == "" {
		return ""
	}
	return text.Count("export.size", len(p.export.file.Content))
}
