//go:build js && wasm

package main

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/hack-pad/safejs"

	"playnet/ui/ladder"
	"playnet/ui/panels"
	"playnet/ui/scene"
	"playnet/ui/stage"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// island is an element whose inside a picture of ui/… fills; vugu leaves it alone.
type island struct {
	name          string
	width, height float64
	scene         scene.Scene
	// every is how seldom it is drawn while the run goes on by itself.
	every time.Duration
	draw  func(w, h float64) *scene.Node
	after func() // called after it was drawn; may be nil
}

// islands are all the pictures of the page.
type islands struct {
	list    []*island
	scripts safejs.Value // window.playnetScene
	metrics *scene.Metrics
	worlds  uint64 // see app.Worlds
	stage   stage.Stage
	swarm   swarmPicture
	dht     dhtPicture
	view    stage.View
	ladder  ladder.Ladder
	rungs   rungs
	sides   [2]sidePictures // of a comparison
	shells  panels.Terminal
}

// mount finds the islands' elements, and draws into them from now on.
func (s *islands) mount(p *page) error {
	var err error
	if s.scripts, err = safejs.Global().Get("playnetScene"); err != nil {
		return fmt.Errorf("the page's scripts are missing: %w", err)
	}
	s.metrics = scene.DefaultMetrics
	s.list = []*island{
		{name: "stage", draw: func(w, h float64) *scene.Node { return s.drawStage(p, w, h) },
			after: func() { s.paintSwarm() }},
		s.chunks(p),
		{name: "ladder",
			draw:  func(w, h float64) *scene.Node { return s.drawLadder(p, w, h) },
			after: s.follow},
		{name: "strip", every: numbersEvery, draw: func(w, _ float64) *scene.Node {
			p.ui.Panels.StripWidth = w
			return panels.StripPanel(p.app.Strip(), w, s.metrics)
		}},
		{name: "mail", every: numbersEvery,
			draw:  func(w, h float64) *scene.Node { return panels.MailPanel(p.app, &p.ui.Panels, w, h) },
			after: func() { s.scrollMail(p) }},
		{name: "inspector", every: tablesEvery, draw: func(float64, float64) *scene.Node {
			return panels.Inspector(p.app, &p.ui.Panels)
		}},
		{name: "terminal", every: numbersEvery,
			draw: func(float64, float64) *scene.Node { return s.shells.Draw(p.app) }},
		{name: "packets", every: numbersEvery,
			draw:  func(w, h float64) *scene.Node { return panels.PacketsPanel(p.app, &p.ui.Panels, w, h) },
			after: func() { s.scrollPackets(p) }},
		{name: "dialogue", every: numbersEvery,
			draw:  func(w, _ float64) *scene.Node { return panels.DialoguePanel(p.app, &p.ui.Panels, w) },
			after: func() { s.grant(p, "") }},
		{name: "charts", every: chartsEvery, draw: func(w, h float64) *scene.Node {
			return panels.ChartsPanel(p.app, &p.ui.Panels, s.metrics, w, h)
		}},
		{name: "branches", draw: func(w, _ float64) *scene.Node { return panels.BranchesPanel(p.app, w) }},
		{name: "bytes", every: tablesEvery,
			draw: func(w, _ float64) *scene.Node { return panels.BytesPanel(p.app, &p.ui.Panels, w) },
			after: func() {
				if p.ui.Panels.BytesBehind() && p.pace != nil {
					p.pace.Again("bytes")
				}
			}},
	}
	s.list = append(s.list, s.compared(p)...)
	return s.listen(p)
}

// listen connects the islands' elements with scene.js.
func (s *islands) listen(p *page) error {
	onEvent, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		zoom := p.zoom()
		e := panels.Event{Island: str(args[0]), Type: str(args[1]), Key: str(args[2]),
			X: number(args[3]) / zoom, Y: number(args[4]) / zoom}
		if e.Type == "scroll" || len(args) > 5 {
			e.X, e.Y = e.X*zoom, e.Y*zoom // offsets are the element's own pixels already
		}
		if len(args) > 5 {
			e.Value = str(args[5])
		}
		return s.hear(p, e)
	})
	if err != nil {
		return err
	}
	onSize, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		s.resize(p, str(args[0]), number(args[1]), number(args[2]))
		return nil
	})
	if err != nil {
		return err
	}
	document, err := safejs.Global().Get("document")
	if err != nil {
		return err
	}
	for _, i := range s.list {
		element, err := document.Call("getElementById", i.name)
		if err != nil || element.IsNull() {
			return fmt.Errorf("the page has no element %s", i.name)
		}
		size, err := s.scripts.Call("mount", i.name, element, onEvent.Value(), onSize.Value())
		if err != nil {
			return fmt.Errorf("island %s: %w", i.name, err)
		}
		i.width, i.height = number(index(size, 0)), number(index(size, 1))
		switch i.name {
		case "terminal":
			err = s.mountTerminal(p, element)
		case "mail":
			err = s.mountMail(p, element)
		}
		if err != nil {
			return err
		}
	}
	_, err = s.scripts.Call("wheelZoom", "stage")
	return err
}

// measure has the page's fonts measured, and draws anew where they are other than was
// taken for granted until then.
func (s *islands) measure(p *page) error {
	done, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if m, err := scene.ParseMetrics(str(args[0])); err == nil && !reflect.DeepEqual(m, s.metrics) {
			s.metrics = m
			s.draw(p)
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = s.scripts.Call("metrics", done.Value())
	return err
}

// named returns the island of that name.
func (s *islands) named(name string) *island {
	for _, i := range s.list {
		if i.name == name {
			return i
		}
	}
	panic("there is no island " + name)
}

// resize takes an island's new size.
func (s *islands) resize(p *page, name string, w, h float64) {
	for _, i := range s.list {
		if i.name == name && (i.width != w || i.height != h) {
			i.width, i.height = w, h
			s.update(i)
		}
	}
	p.wake()
}

// unveil draws the islands that have come into sight since they were drawn last.
func (s *islands) unveil(p *page) {
	for _, i := range s.list {
		if i.width > 0 && i.height > 0 {
			continue
		}
		if size, err := s.scripts.Call("size", i.name); err == nil {
			s.resize(p, i.name, number(index(size, 0)), number(index(size, 1)))
		}
	}
}

// renew forgets what was drawn of another world.
func (s *islands) renew(p *page) {
	if s.worlds != p.app.Worlds() {
		s.worlds = p.app.Worlds()
		s.stage, s.view, s.ladder, s.rungs = stage.Stage{}, stage.View{}, ladder.Ladder{}, rungs{}
		s.swarm.forget()
		s.dht = dhtPicture{}
		p.ui.Panels.ForgetWorld()
		s.sides = [2]sidePictures{}
	}
}

// draw updates all islands.
func (s *islands) draw(p *page) {
	s.renew(p)
	for _, i := range s.list {
		s.update(i)
	}
}

// update draws an island. One that nobody sees (it has no size) waits.
func (s *islands) update(i *island) {
	if i.width == 0 || i.height == 0 {
		return
	}
	if ops := i.scene.Update(i.draw(i.width, i.height)); ops != "" {
		if _, err := s.scripts.Call("apply", i.name, ops); err != nil {
			panic(fmt.Sprintf("island %s: %v", i.name, err)) // scene.js and ui/scene disagree
		}
	}
	if i.after != nil {
		i.after()
	}
}

// hear takes what scene.js reports of an island, and returns whether a key that was pressed
// in a field meant something.
func (s *islands) hear(p *page, e panels.Event) (meant bool) {
	p.app.Attend()
	switch {
	case e.Island == "stage" && strings.HasPrefix(e.Type, "zoom"):
		s.zoomStage(e)
	case e.Island == "ladder" && s.hearLadder(p, e):
	case e.Island == "stage" && (s.hearSwarm(p, e) || s.hearDHT(e)):
	case s.hearCompared(p, e):
	default:
		meant = panels.Handle(p.app, &p.ui.Panels, e)
		if p.ui.Panels.TakeRedraw() || e.Type == "click" || e.Type == "scroll" || e.Type == "input" || e.Type == "key" || e.Type == "blur" {
			s.redraw(e.Island) // what a panel remembers of itself is not the controller's
		}
		if e.Key == panels.ChunksKey && e.Type == "click" {
			s.redraw("inspector") // it says why, also of the peer that is selected already
		}
		s.grant(p, e.Island)
		if strings.HasPrefix(e.Key, "tab:") && strings.HasPrefix(e.Type, "Arrow") {
			s.redraw(e.Island)
			s.focus(e.Island, panels.OpenTab(p.app))
		}
	}
	p.bringFocus()
	p.wake()
	return meant
}

// focus moves the focus to what reports that key.
func (s *islands) focus(island, key string) {
	if _, err := s.scripts.Call("focus", island, key); err != nil {
		panic(fmt.Sprintf("island %s: %v", island, err))
	}
}

func (s *islands) redraw(name string) {
	for _, i := range s.list {
		if i.name == name {
			s.update(i)
		}
	}
}

// redrawAround draws the island in which the element of that id stands, if it stands in one: what
// was drawn last may be that of another host. It reports whether that could be done now.
func (s *islands) redrawAround(id string) bool {
	name, err := s.scripts.Call("around", id)
	if err != nil || str(name) == "" {
		return err == nil
	}
	i := s.named(str(name))
	s.update(i)
	return i.width > 0 && i.height > 0
}

// zoomStage magnifies the stage around the pointer.
func (s *islands) zoomStage(e panels.Event) {
	factor := 1.25
	if e.Type == "zoomout" {
		factor = 0.8
	}
	for _, i := range s.list {
		if i.name == "stage" && i.width > 0 {
			s.view = s.view.ZoomAt(factor, e.X/i.width, e.Y/i.height)
		}
	}
	s.redraw(e.Island)
}

func (s *islands) drawStage(p *page, w, h float64) *scene.Node {
	if picture := s.drawSwarm(p, w, h); picture != nil {
		return picture
	}
	if picture := s.drawDHT(p, w, h); picture != nil {
		return picture
	}
	in := s.stageInput(p, w, h)
	if p.app.Look().Tables {
		return tables.Draw(stage.Tables(in), text.T("stage.label"))
	}
	return s.stage.Draw(in)
}

func (s *islands) stageInput(p *page, w, h float64) stage.In {
	snapshot := p.app.Snapshot()
	_, recent := p.app.Recent()
	journey, followed := p.app.Journey()
	return stage.In{
		Journey: journey, Followed: followed, Still: !p.app.MailTravels(),
		Snapshot: &snapshot, Transfers: recent, Flying: p.app.Flying(), Talks: p.app.Talks(), Now: int64(p.app.Now()),
		Width: w, Height: h, Selected: p.app.SelectedKey(), Metrics: s.metrics, View: s.view,
	}
}
