//go:build js && wasm

package main

import (
	"strconv"
	"strings"

	"playnet/ui/ladder"
	"playnet/ui/panels"
	"playnet/ui/scene"
	"playnet/ui/stage"
)

// sidePictures are the pictures of one of two runs that are compared.
type sidePictures struct {
	stage  stage.Stage
	ladder ladder.Ladder
	following
}

// sideNames end the names of the islands of run A and run B.
var sideNames = [2]string{"-a", "-b"}

// compared are the islands of a comparison.
func (s *islands) compared(p *page) []*island {
	list := []*island{
		{name: "diff", every: numbersEvery, draw: func(_, h float64) *scene.Node {
			return panels.DiffPanel(p.app, p.ui.Panels.DiffTop, h)
		}},
		{name: "totals", every: numbersEvery, draw: func(float64, float64) *scene.Node { return panels.TotalsPanel(p.app) }},
	}
	for n, end := range sideNames {
		list = append(list,
			&island{name: "head" + end, every: numbersEvery, draw: func(float64, float64) *scene.Node { return panels.SideHead(p.app, n) }},
			&island{name: "stage" + end, draw: func(w, h float64) *scene.Node { return s.drawSideStage(p, n, w, h) }},
			&island{name: "ladder" + end,
				draw:  func(w, h float64) *scene.Node { return s.drawSideLadder(p, n, w, h) },
				after: func() { s.sides[n].follow(s, "ladder"+sideNames[n]) }})
	}
	return list
}

func (s *islands) drawSideStage(p *page, n int, w, h float64) *scene.Node {
	side := p.app.SideOf(n)
	if side == nil {
		return nil
	}
	snapshot := side.Snapshot()
	_, recent := side.Recent()
	return s.sides[n].stage.Draw(stage.In{
		Snapshot: &snapshot, Transfers: recent, Flying: side.Flying(), Talks: side.Talks(), Now: int64(p.app.Now()),
		Width: w, Height: h, Selected: p.app.SelectedIn(n), Metrics: s.metrics,
	})
}

func (s *islands) drawSideLadder(p *page, n int, w, h float64) *scene.Node {
	side, pictures := p.app.SideOf(n), &s.sides[n]
	if side == nil {
		return nil
	}
	snapshot := side.Snapshot()
	look := p.app.Ladder()
	first, recent := side.Recent()
	pictures.input = ladder.In{
		Transfers: recent, First: first, Frames: snapshot.Frames, Hosts: snapshot.Hosts, Now: int64(p.app.Now()),
		Width: w, Height: h, ScrollTop: pictures.top, Follow: !pictures.away, ToScale: !look.Even,
		Selected: p.app.SelectedIn(n), Metrics: s.metrics, AtOnce: rungsAtOnce, Fold: true, Choice: look.Choice,
	}
	out := pictures.ladder.Draw(pictures.input)
	if pictures.ladder.Behind() && p.pace != nil {
		p.pace.Ask("ladder" + sideNames[n])
	}
	pictures.to = out.ScrollTop
	return out.Node
}

// hearCompared takes what happens in the pictures of a comparison, and reports whether it
// knew what to do with it.
func (s *islands) hearCompared(p *page, e panels.Event) bool {
	name, end, _ := strings.Cut(e.Island, "-")
	n := 0
	switch {
	case name != "stage" && name != "ladder" || end == "":
		return false
	case end == "b":
		n = 1
	}
	kind, id, _ := strings.Cut(e.Key, ":")
	switch {
	case e.Key == ladder.Key && e.Type == "scroll":
		if pictures := &s.sides[n]; pictures.scrolled(e.Y, &pictures.ladder) {
			s.redraw(e.Island)
		}
	case kind == "frame" && e.Type == "click":
		if frame, err := strconv.ParseUint(id, 10, 64); err == nil {
			p.app.SelectIn(n, frame)
		}
	case (kind == "host" || kind == "column") && e.Type == "click":
		p.app.SelectHost(id)
	}
	return true
}
