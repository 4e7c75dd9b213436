//go:build js && wasm

package main

import (
	"strings"

	"playnet/ui/panels"
	"playnet/ui/scene"
	"playnet/ui/stage"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// dhtPicture is the stage of a distributed hash table.
type dhtPicture struct {
	ring    stage.DHT
	pointed string // key of the node that the pointer or the focus is at
	drawn   bool
}

// drawDHT draws the stage of a distributed hash table; nil where the lab has none.
func (s *islands) drawDHT(p *page, w, h float64) *scene.Node {
	s.dht.drawn = false
	snapshot := p.app.Snapshot()
	if !stage.HasDHT(snapshot.Hosts) {
		return nil
	}
	in := stage.DHTIn{Hosts: snapshot.Hosts, Frames: snapshot.Frames, Flying: p.app.Flying(), Now: int64(p.app.Now()),
		Width: w, Height: h, Selected: p.app.SelectedKey(), Pointed: s.dht.pointed, Metrics: s.metrics, View: s.view}
	if p.app.Look().Tables {
		return tables.Draw(stage.DHTTables(in), text.T("stage.label"))
	}
	s.dht.drawn = true
	return s.dht.ring.Draw(in)
}

// hearDHT takes what that stage alone knows what to do with, and reports whether it did.
func (s *islands) hearDHT(e panels.Event) bool {
	d := &s.dht
	if !d.drawn {
		return false
	}
	was := d.pointed
	switch {
	case e.Type == "hover" || e.Type == "focus":
		d.pointed = ""
		if d.ring.Knows(e.Key) {
			d.pointed = e.Key
		}
	case strings.HasPrefix(e.Type, "Arrow") || e.Type == "Home" || e.Type == "End":
		next := d.ring.Step(e.Key, e.Type)
		if next == "" {
			return false
		}
		d.pointed = next
		s.redraw("stage")
		s.focus("stage", next)
	default:
		return false
	}
	if was != d.pointed {
		s.redraw("stage")
	}
	return true
}
