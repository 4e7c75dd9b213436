package ui

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"playnet/ui/app"
)

// File is something to be saved on the learner's computer.
type File struct {
	Name    string
	Type    string // its media type
	Content string // its text; of a binary file in base64
	Binary  bool
}

// The kinds of exports, and the values of the field that chooses one.
const (
	ExportTrace   = "jsonl"  // the trace, one event a line
	ExportCapture = "pcapng" // a capture for Wireshark
)

// export is what the dialog of that name offers.
type export struct {
	kind    string // ExportTrace if empty
	host    string // whose capture; "": everybody's
	content string
}

// Exports lists the kinds of exports.
func (p *Page) Exports() []string { return []string{ExportTrace, ExportCapture} }

// ExportKind is the kind that is chosen.
func (p *Page) ExportKind() string {
	if p.export.kind == "" {
		return ExportTrace
	}
	return p.export.kind
}

// ExportHost is the host whose capture is chosen; "" for that of all frames.
func (p *Page) ExportHost() string {
	if !slices.Contains(p.App.HostNames(), p.export.host) {
		p.export.host = "" // of another lab
	}
	return p.export.host
}

// ChooseExport takes a kind of export.
func (p *Page) ChooseExport(kind string) { p.export.kind = kind }

// ChooseExportHost takes the host whose capture is wanted.
func (p *Page) ChooseExportHost(host string) { p.export.host = host }

// Exported says what the dialog's text is to be; it changes when that has to be made
// anew.
func (p *Page) Exported() string {
	if p.App.Dialog() != app.Export {
		return ""
	}
	return p.ExportKind() + " " + p.ExportHost() + " " + strconv.FormatUint(p.App.Opened(), 10)
}

// Export makes what is chosen, as the world stands, and returns it as a text; nothing
// while the dialog is closed.
func (p *Page) Export() string {
	p.export.content = ""
	if p.App.Dialog() != app.Export {
		return ""
	}
	var out strings.Builder
	var err error
	if p.ExportKind() == ExportTrace {
		err = p.App.WriteTrace(&out)
	} else {
		encoder := base64.NewEncoder(base64.StdEncoding, &out)
		if err = p.App.WritePcapng(encoder, p.ExportHost()); err == nil {
			err = encoder.Close()
		}
	}
	if err != nil {
		p.App.Note(err.Error(), true)
		return ""
	}
	p.export.content = out.String()
	return p.export.content
}

// ExportFile is what is chosen, as a file.
func (p *Page) ExportFile() File {
	f := File{Name: p.ExportName(), Type: "application/jsonl", Content: p.export.content}
	if p.ExportKind() == ExportCapture {
		f.Type, f.Binary = "application/x-pcapng", true
	}
	return f
}

// ExportName is what the file is called.
func (p *Page) ExportName() string {
	name := p.App.Snapshot().Lab
	if name == "" {
		name = "lab"
	}
	name += "-" + strconv.FormatUint(p.App.Seed(), 10)
	if host := p.ExportHost(); host != "" && p.ExportKind() == ExportCapture {
		name += "-" + host
	}
	return name + "." + p.ExportKind()
}
