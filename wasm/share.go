//go:build js && wasm

package main

import (
	"errors"

	"github.com/hack-pad/safejs"

	"playnet/ui/app"
	"playnet/ui/ladder"
	"playnet/ui/qr"
	"playnet/ui/scene"
)

// dressDialogs brings what is long in the dialogs for export and links up to date: texts,
// pictures, QR codes. vugu cannot carry them.
func (p *page) dressDialogs() {
	d := &p.drawn
	if exported := p.ui.Exported(); exported != d.exported {
		d.exported = exported
		p.ui.MakeExport(p.showExport)
	}
	if linked := p.ui.Linked(); linked != d.linked {
		d.linked = linked
		p.setValue("link-text", linked)
		code, ok := p.ui.LinkCode()
		if !ok {
			code = qr.Code{}
		}
		p.call("drawCode", "link-qr", code.Size, code.Path)
	}
}

// showExport shows what was made for the dialog.
func (p *page) showExport() {
	f := p.ui.ExportFile()
	p.setValue("export-text", p.ui.ExportShown())
	picture := safejs.Null()
	if f.Picture {
		picture = content(f)
	}
	p.call("showPicture", "export-picture", picture, f.Type)
	p.wake()
}

// copy puts a text on the clipboard.
func (b browser) copy(text string, done func(ok bool)) {
	var answer safejs.Func
	answer, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		done(len(args) > 0 && truth(args[0]))
		answer.Release()
		return nil
	})
	if err == nil {
		b.call("copy", text, answer.Value())
	}
}

// Copy implements ui.Browser.
func (p *page) Copy(text string) {
	p.copy(text, func(ok bool) {
		p.ui.Copied(ok)
		p.wake()
	})
}

var errNoPicture = errors.New("this browser cannot draw it")

// addPictures offers the pictures among the exports. draw gives the scene, island the place
// on the page whose styles it has.
func (p *page) addPictures() {
	p.addPicture("stage", func() *scene.Node {
		i := p.islands.named("stage")
		w, h := i.width, i.height
		if w == 0 || h == 0 { // another pane is open
			w, h = 960, 540
		}
		return p.islands.stage.Draw(p.islands.stageInput(p, w, h))
	})
	p.addPicture("ladder", func() *scene.Node {
		w := p.islands.named("ladder").width
		if w == 0 {
			w = 960
		}
		return ladder.Picture(p.islands.ladderInput(p, w, 0))
	})
}

func (p *page) addPicture(island string, draw func() *scene.Node) {
	svg := func() (string, error) {
		var s scene.Scene
		ops := s.Update(scene.Copy(draw()))
		v := p.call("picture", island, ops)
		if v.Type() != safejs.TypeString {
			return "", errNoPicture
		}
		return str(v), nil
	}
	p.app.AddExport(app.ExportKind{ID: island + "-svg", Suffix: "-" + island + ".svg", Type: "image/svg+xml", Picture: true,
		Make: func(_ app.ExportOptions, done func([]byte, error)) {
			text, err := svg()
			done([]byte(text), err)
		}})
	p.app.AddExport(app.ExportKind{ID: island + "-png", Suffix: "-" + island + ".png", Type: "image/png", Binary: true, Picture: true,
		Make: func(_ app.ExportOptions, done func([]byte, error)) {
			text, err := svg()
			if err != nil {
				done(nil, err)
				return
			}
			p.rasterize(text, done)
		}})
}

// rasterize has the browser draw an SVG into a PNG.
func (b browser) rasterize(svg string, done func(png []byte, err error)) {
	var answer safejs.Func
	answer, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		defer answer.Release()
		if len(args) == 0 || args[0].IsNull() {
			done(nil, errNoPicture)
			return nil
		}
		png, err := bytesFrom(args[0])
		done(png, err)
		return nil
	})
	if err != nil {
		done(nil, err)
		return
	}
	b.call("rasterize", svg, answer.Value())
}
