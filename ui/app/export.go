package app

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/ui/text"
)

// File is something to be saved on the learner's computer.
type File struct {
	Name    string
	Type    string // its media type
	Content []byte
	Binary  bool // no text
	Picture bool // can be shown as one
}

// ExportKind is a kind of export. What the page knows of pictures, it adds with
// [App.AddExport].
type ExportKind struct {
	// ID chooses it; the catalogue has its name and a sentence about it as export.kind.ID
	// and export.about.ID.
	ID string
	// Suffix ends the file's name, with its dot.
	Suffix string
	Type   string // its media type
	Binary bool
	// Picture says that it can be shown as a picture.
	Picture bool
	// Hosts says that the export can be of one host, Filtered that it can be of what the
	// filter selects.
	Hosts, Filtered bool
	// Offered says whether there is something to export now; nil: whenever a lab is open.
	Offered func() bool
	// Name is what the file is called; nil: after the lab and its seed.
	Name func() string
	// Make makes the content and hands it over, at once or later.
	Make func(o ExportOptions, done func(content []byte, err error))
}

// ExportOptions say of what an export is to be.
type ExportOptions struct {
	Host     string // "": of all
	Filtered bool   // of what the filter selects
}

// SavedExport is the kind that offers again the part of a mail that was saved last, as a text:
// a sandboxed frame may refuse a download.
const SavedExport = "attachment"

// KeepSaved notes a part of a mail that was saved, so that it can be had in another way.
func (a *App) KeepSaved(f File) { a.mailing.saved = f }

// AddExport offers another kind.
func (a *App) AddExport(k ExportKind) { a.exports = append(a.exports, k) }

// addExports offers the kinds that need nothing but the world.
func (a *App) addExports() {
	written := func(write func(out io.Writer, o ExportOptions) error) func(ExportOptions, func([]byte, error)) {
		return func(o ExportOptions, done func([]byte, error)) {
			var out bytes.Buffer
			err := write(&out, o)
			done(out.Bytes(), err)
		}
	}
	a.AddExport(ExportKind{ID: "pcapng", Suffix: ".pcapng", Type: "application/x-pcapng", Binary: true, Hosts: true, Filtered: true,
		Make: written(func(out io.Writer, o ExportOptions) error {
			return a.world.WritePcapng(out, o.Host, a.frames(o))
		})})
	a.AddExport(ExportKind{ID: "jsonl", Suffix: ".jsonl", Type: "application/jsonl", Filtered: true,
		Make: written(func(out io.Writer, o ExportOptions) error { return a.world.WriteTrace(out, a.events(o)) })})
	a.AddExport(ExportKind{ID: "lab", Suffix: ".lab", Type: "text/plain",
		Make: written(func(out io.Writer, _ ExportOptions) error {
			_, err := out.Write(a.LabWithLog())
			return err
		})})
	a.AddExport(ExportKind{ID: SavedExport, Type: "application/octet-stream", Binary: true,
		Offered: func() bool { return a.mailing.saved.Name != "" },
		Name:    func() string { return a.mailing.saved.Name },
		Make:    written(func(out io.Writer, _ ExportOptions) error { _, err := out.Write(a.mailing.saved.Content); return err })})
	a.AddExport(ExportKind{ID: "kept", Suffix: ".json", Type: "application/json",
		Offered: func() bool { return a.aside != nil },
		Make:    written(func(out io.Writer, _ ExportOptions) error { _, err := out.Write(a.aside); return err })})
}

// frames is the filter's choice of frames, where that is wanted; nil selects all.
func (a *App) frames(o ExportOptions) func(trace.ID) bool {
	if !o.Filtered || !a.Filtering() {
		return nil
	}
	a.sift(nil)
	return func(id trace.ID) bool { return a.Passes(uint64(id)) }
}

// events is the filter's choice of events of whatever kind, where that is wanted.
func (a *App) events(o ExportOptions) func(trace.ID) bool {
	if !o.Filtered || !a.Filtering() {
		return nil
	}
	chosen := map[trace.ID]bool{}
	for id, found, _ := a.world.FindEvent(a.sieve.filter, 1, nil); found; id, found, _ = a.world.FindEvent(a.sieve.filter, id+1, nil) {
		chosen[id] = true
	}
	return func(id trace.ID) bool { return chosen[id] }
}

// Filtering reports whether the filter lets through less than everything.
func (a *App) Filtering() bool { return a.world != nil && a.sieve.filter != nil }

// Exports lists the kinds that are offered now.
func (a *App) Exports() []ExportKind {
	var list []ExportKind
	for _, k := range a.exports {
		if a.world != nil && (k.Offered == nil || k.Offered()) {
			list = append(list, k)
		}
	}
	return list
}

var errNoExport = errors.New("there is no such export")

// MakeExport makes an export of the run as it stands, and hands it over, at once or later.
func (a *App) MakeExport(id string, o ExportOptions, done func(File, error)) {
	for _, k := range a.Exports() {
		if k.ID != id {
			continue
		}
		if !k.Hosts {
			o.Host = ""
		}
		o.Filtered = o.Filtered && k.Filtered
		f := File{Name: a.exportName(k, o), Type: k.Type, Binary: k.Binary, Picture: k.Picture}
		k.Make(o, func(content []byte, err error) {
			f.Content = content
			done(f, err)
		})
		return
	}
	done(File{}, errNoExport)
}

// exportName is what the file is called.
func (a *App) exportName(k ExportKind, o ExportOptions) string {
	if k.Name != nil {
		return k.Name()
	}
	name := string(a.world.File().Lab.ID) + "-" + strconv.FormatUint(a.Seed(), 10)
	if o.Host != "" {
		name += "-" + o.Host
	}
	if o.Filtered {
		name += "-" + text.T("export.filtered.name")
	}
	return name + k.Suffix
}

// LabWithLog returns the text of a lab file that replays the run.
func (a *App) LabWithLog() []byte {
	w := a.world
	return w.File().WithRun(labfile.Run{
		Seed: labfile.Seed(w.Seed()), Pos: labfile.Position(w.Position()), At: labfile.Duration(w.Now()),
		Log: lab.LogOf(w.Log()),
	})
}

// HostNames lists the open lab's hosts, in its order.
func (a *App) HostNames() []string {
	var names []string
	places, _ := a.Places()
	for _, h := range places {
		names = append(names, h.Name)
	}
	return names
}
