//go:build js && wasm

package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hack-pad/safejs"

	"playnet/ui/panels"
	"playnet/ui/scene"
	"playnet/ui/stage"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// swarmPicture is the stage of a swarm, and what is handed to public/js/paint.js.
type swarmPicture struct {
	ring    stage.Swarm
	in      stage.SwarmIn // of the last drawing
	pointed string        // key of the peer that the pointer or the focus is at
	drawn   bool
	field   pixels
	links   pixels
	cells   pixels
}

// chunksEvery is how seldom the matrix of chunks is drawn while the run changes it.
const chunksEvery = 150 * time.Millisecond

func (g *swarmPicture) forget() { *g = swarmPicture{field: g.field, links: g.links, cells: g.cells} }

// pixels is an array in JavaScript for what is to be painted.
type pixels struct {
	array safejs.Value
	size  int
}

// paint hands a painting over, and returns whether it could be painted.
func (x *pixels) paint(island, name, kind string, painting []byte) bool {
	if len(painting) > x.size {
		x.size = 2 * len(painting)
		array, err := safejs.Global().Get("Uint8Array")
		if err == nil {
			x.array, err = array.New(x.size)
		}
		if err != nil {
			panic(err) // no browser without it runs this program
		}
	}
	if _, err := safejs.CopyBytesToJS(x.array, painting); err != nil {
		panic(err)
	}
	paint, err := safejs.Global().Get("playnetPaint")
	if err == nil {
		paint, err = paint.Call("paint", island, name, kind, x.array, len(painting))
	}
	if err != nil {
		panic(fmt.Sprintf("painting %s: %v", name, err)) // paint.js has it
	}
	return truth(paint)
}

// painting reports whether something that was handed over does not stand on the screen yet.
func painting() bool {
	paint, err := safejs.Global().Get("playnetPaint")
	if err == nil {
		paint, err = paint.Call("painting")
	}
	return err == nil && truth(paint)
}

// drawSwarm draws the stage of a swarm; nil where the lab has none.
func (s *islands) drawSwarm(p *page, w, h float64) *scene.Node {
	g := &s.swarm
	g.drawn = false
	if !p.app.HasSwarm() {
		return nil
	}
	swarm, ok := p.app.Swarm()
	if !ok {
		return nil
	}
	hosts, _ := p.app.Places()
	var choices []stage.SwarmChoice
	if all := p.app.Exchanges(); len(all) > 1 {
		hosts = p.app.Bystanders(hosts, all)
		for _, e := range all {
			choices = append(choices, stage.SwarmChoice{Name: e.Name, Shown: e.Shown})
		}
	}
	g.in = stage.SwarmIn{Swarm: &swarm, Hosts: hosts, Frames: p.app.Frames(), Now: int64(p.app.Now()),
		Width: w, Height: h, Selected: p.app.SelectedKey(), Pointed: g.pointed, Metrics: s.metrics, View: s.view, Version: p.app.SwarmVersion(), Choices: choices}
	if p.app.Look().Tables {
		return tables.Draw(stage.SwarmTables(g.in), text.T("stage.label"))
	}
	g.drawn = true
	return g.ring.Draw(g.in)
}

// paintSwarm paints what lies between the peers.
func (s *islands) paintSwarm() {
	if s.swarm.drawn {
		if links, changed := s.swarm.ring.Links(); changed {
			s.swarm.links.paint("stage", stage.LinksKey, "lines", links)
		}
		s.swarm.field.paint("stage", stage.FieldKey, "lines", s.swarm.ring.Painting())
	}
}

// chunks is the island of the matrix of chunks.
func (s *islands) chunks(p *page) *island {
	return &island{name: "swarm", every: chunksEvery,
		draw: func(w, h float64) *scene.Node {
			if !p.app.HasSwarm() {
				return nil
			}
			return panels.SwarmPanel(p.app, &p.ui.Panels, s.metrics, w, h)
		},
		after: func() {
			if p.app.Look().Tables || !p.app.HasSwarm() {
				return
			}
			painting := p.ui.Panels.ChunkPainting(false)
			if painting != nil && !s.swarm.cells.paint("swarm", panels.ChunksKey, "cells", painting) {
				s.swarm.cells.paint("swarm", panels.ChunksKey, "cells", p.ui.Panels.ChunkPainting(true))
			}
		}}
}

// hearSwarm takes what the stage of a swarm alone knows what to do with, and reports whether
// it did.
func (s *islands) hearSwarm(p *page, e panels.Event) bool {
	g := &s.swarm
	if !g.drawn {
		return false
	}
	was := g.pointed
	changed := false
	switch {
	case e.Key == stage.FieldKey && e.Type == "move":
		g.pointed = ""
		changed = g.ring.Point(&g.in, e.X, e.Y, false)
	case e.Key == stage.FieldKey && e.Type == "click":
		key, link := g.ring.Find(e.X, e.Y, s.view)
		switch {
		case key != "":
			panels.Handle(p.app, &p.ui.Panels, panels.Event{Island: e.Island, Type: "click", Key: key})
		case link >= 0 && link < len(g.in.Swarm.Links):
			from, to := g.in.Swarm.Links[link].From, g.in.Swarm.Links[link].To
			p.ui.Panels.AskServed(g.in.Swarm.Peers[from].Host, g.in.Swarm.Peers[to].Host)
			p.app.SelectHost(g.in.Swarm.Peers[from].Host)
			s.redraw("inspector")
		default:
			p.app.SelectLab()
		}
	case e.Type == "click" && strings.HasPrefix(e.Key, stage.ChoiceKey):
		if n, err := strconv.Atoi(e.Key[len(stage.ChoiceKey):]); err == nil {
			p.app.ShowExchange(n)
		}
	case e.Type == "hover" || e.Type == "focus":
		if e.Key != stage.FieldKey {
			changed = g.ring.Point(&g.in, 0, 0, true)
		}
		g.pointed = ""
		if g.ring.Knows(e.Key) {
			g.pointed = e.Key
		}
	case len(e.Type) > 5 && e.Type[:5] == "Arrow" || e.Type == "Home" || e.Type == "End":
		if next := g.ring.Step(e.Key, e.Type); next != "" {
			g.pointed = next
			s.redraw("stage")
			s.focus("stage", next)
		}
	default:
		return false
	}
	if changed || was != g.pointed {
		s.redraw("stage")
	}
	return true
}
