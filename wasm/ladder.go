//go:build js && wasm

package main

import (
	"strconv"
	"strings"

	"playnet/ui/ladder"
	"playnet/ui/panels"
	"playnet/ui/scene"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// rungsAtOnce is how much new the ladder takes in one drawing: some milliseconds' worth.
const rungsAtOnce = 100

// manyRows bounds the ladder's table.
const manyRows = 200

// rungs is how the ladder is scrolled.
type rungs struct {
	following
	left  float64
	table bool // it is drawn as a table
}

// ladderInput is what the ladder shows, as the learner wants to see it.
func (s *islands) ladderInput(p *page, w, h float64) ladder.In {
	hosts, _ := p.app.Places()
	look := p.app.Ladder()
	first, recent := p.app.Recent()
	in := ladder.In{
		Transfers: recent, First: first, Frames: p.app.Frames(), Hosts: hosts, Now: int64(p.app.Now()),
		Width: w, Height: h, ScrollTop: s.rungs.top, Follow: !s.rungs.away, ToScale: !look.Even,
		Selected: p.app.SelectedKey(), Metrics: s.metrics, AtOnce: rungsAtOnce,
		Fold: !look.Segments, Open: look.Open, Order: look.Order, Hidden: look.Hidden, Choice: look.Choice,
	}
	if _, _, on := p.app.Filtered(); on {
		in.Dim = func(i int) bool { return !p.app.Passes(recent[i].Frame) }
	}
	return in
}

func (s *islands) drawLadder(p *page, w, h float64) *scene.Node {
	s.rungs.input = s.ladderInput(p, w, h)
	if s.rungs.table = p.app.Look().Tables; s.rungs.table {
		return tables.Draw([]tables.Table{s.ladder.Table(s.rungs.input, manyRows)}, text.T("ladder.label"))
	}
	out := s.ladder.Draw(s.rungs.input)
	if s.ladder.Behind() && p.pace != nil {
		p.pace.Ask("ladder")
	}
	s.rungs.to = out.ScrollTop
	p.ui.SetColumns(s.ladder.Columns())
	return out.Node
}

// follow scrolls the ladder to its end; as a table it has none.
func (s *islands) follow() {
	if !s.rungs.table {
		s.rungs.following.follow(s, "ladder")
	}
}

// hearLadder takes what the ladder alone knows what to do with, and reports whether it did.
func (s *islands) hearLadder(p *page, e panels.Event) bool {
	kind, id, _ := strings.Cut(e.Key, ":")
	switch {
	case e.Key == ladder.Key && e.Type == "scroll":
		s.scrollLadder(p, e)
	case kind == "fold" && e.Type == "click":
		if frame, err := strconv.ParseUint(id, 10, 64); err == nil {
			p.app.ToggleRung(frame)
		}
	case kind == "column":
		s.hearColumn(p, e, id)
	default:
		return false
	}
	return true
}

// scrollLadder draws what has come into sight, in a task of its own: the browser lays the page
// out in the one that reports the scrolling.
func (s *islands) scrollLadder(p *page, e panels.Event) {
	s.rungs.left = e.X
	if !s.rungs.scrolled(e.Y, &s.ladder) {
		return
	}
	p.pace.Ask(e.Island)
	p.paintSoon()
}

// hearColumn moves or hides a host's column, or selects the host.
func (s *islands) hearColumn(p *page, e panels.Event, host string) {
	switch e.Type {
	case "click":
		p.app.SelectHost(host)
	case "delete":
		p.app.ToggleColumn(host)
	case "ArrowLeft":
		p.app.MoveColumn(s.ladder.Columns(), host, -1)
	case "ArrowRight":
		p.app.MoveColumn(s.ladder.Columns(), host, 1)
	case "drag":
		if by := s.ladder.Nearest(host, e.X+s.rungs.left); by != 0 {
			p.app.MoveColumn(s.ladder.Columns(), host, by)
			s.redraw(e.Island)
		}
	}
}
