package app

import (
	"playnet/core/sim"
	"playnet/core/view"
	"playnet/ui/text"
)

// What moves the page moves both runs of a comparison: time runs until nothing is left to
// happen in either, and a step goes to the next thing in either.

// otherGoesOn reports whether something is left to happen in run B.
func (a *App) otherGoesOn() bool {
	c := a.compare
	return c != nil && (a.Now() < c.end || c.end == 0 && !c.world.Idle())
}

// otherMoves reports whether a frame is in flight in run B.
func (a *App) otherMoves() bool { return a.compare != nil && len(a.compare.Frames()) > 0 }

// next returns the instant of the next thing to happen, in either run.
func (a *App) next() (sim.Instant, bool) {
	at, ok := a.world.Next()
	if a.compare == nil {
		return at, ok
	}
	other, okOther := a.compare.world.Next()
	if !ok || okOther && other < at {
		return other, okOther
	}
	return at, ok
}

// withinBoth bounds an instant by the later end of the runs that are compared.
func (a *App) withinBoth(t sim.Instant) sim.Instant {
	if c := a.compare; c != nil && c.end > 0 && !a.player.onward {
		t = min(t, max(c.end, a.Now()))
	}
	return a.within(t)
}

// compareStep goes to the next instant at which something is sent or ends in one of the
// runs, or back to the last one. It reports false where no comparison knows them.
func (a *App) compareStep(back bool) bool {
	if a.compare == nil || !a.compare.ready {
		return false
	}
	a.command(false, later(func() func(func() bool) bool {
		if t, ok := a.compare.boundary(a.Now(), back); ok {
			return a.towardsTime(t)
		}
		return func(func() bool) bool { return true }
	}), a.sayStep)
	return true
}

// CompareRow returns the row that is selected; -1 where none is.
func (a *App) CompareRow() int {
	if a.compare == nil {
		return -1
	}
	return a.compare.row
}

// SelectRow selects a message in both runs, and goes to where both have sent it.
func (a *App) SelectRow(i int) {
	rows := a.DiffRows(i, 1)
	if i < 0 || len(rows) == 0 {
		return
	}
	r, at := rows[0], int64(0)
	for _, m := range [2]*view.Counterpart{r.A, r.B} {
		if m != nil {
			at = max(at, m.SentAt)
		}
	}
	c := a.compare
	c.row, c.other = i, 0
	if r.B != nil {
		c.other = r.B.Frame
	}
	a.seekTime(sim.Instant(at), func() {
		a.selectCounterpart(r.A)
		a.say(a.RowText(&r))
	})
}

// selectCounterpart selects run A's share of a row, if it has been sent.
func (a *App) selectCounterpart(m *view.Counterpart) {
	if m != nil {
		if _, sent := a.Transfer(m.Frame); sent {
			a.choose(Selection{Kind: Frame, Frame: m.Frame})
			return
		}
	}
	a.choose(Selection{Kind: Lab})
	a.touch()
}

// SelectNextRow moves the selection by so many rows.
func (a *App) SelectNextRow(by int) {
	if n, _, ok := a.Differences(); ok && n > 0 {
		a.SelectRow(min(max(a.CompareRow()+by, 0), n-1))
	}
}

// SelectIn selects a frame that was pressed in the picture of run A (0) or B (1), and in the
// other run the frame that stands beside it.
func (a *App) SelectIn(side int, frame uint64) {
	c := a.compare
	if c == nil {
		a.SelectFrame(frame)
		return
	}
	c.row, c.other = -1, 0
	if side == 1 {
		c.other = frame
	}
	var in *view.Counterpart
	rows := a.DiffRows(0, 1<<30)
	for i := range rows {
		if m := [2]*view.Counterpart{rows[i].A, rows[i].B}[side]; m != nil && m.Frame == frame {
			c.row, in = i, rows[i].A
			if rows[i].B != nil {
				c.other = rows[i].B.Frame
			}
		}
	}
	if side == 0 && in == nil {
		in = &view.Counterpart{Frame: frame}
	}
	a.selectCounterpart(in)
}

// SelectedIn names what is selected in a run as its pictures name it.
func (a *App) SelectedIn(side int) string {
	if c := a.compare; side == 1 && c != nil && a.sel.Kind != Host {
		return frameKey(c.other)
	}
	return a.SelectedKey()
}

func frameKey(frame uint64) string {
	if frame == 0 {
		return ""
	}
	return "frame:" + decimal(frame)
}

// RowText says in one sentence what a row of the comparison shows.
func (a *App) RowText(r *view.DiffRow) string {
	m := r.Either()
	return text.T("compare.row."+string(r.Kind), "what", CounterpartText(m), "from", m.From, "to", m.To,
		"a", a.CompareName(0), "b", a.CompareName(1))
}

// CounterpartText says in some words what a message is.
func CounterpartText(m *view.Counterpart) string {
	switch {
	case m.Control == view.Opens:
		return text.T("compare.opens")
	case m.Control == view.Resets:
		return text.T("compare.resets")
	case m.Data > 0 && m.Summary == "":
		return text.Count("compare.data", m.Data)
	}
	return m.Summary
}

// TaleOf returns the last sentence of a side's story, as plain text.
func (a *App) TaleOf(side int) string {
	s := a.SideOf(side)
	if s == nil {
		return ""
	}
	h, ok := s.Happening()
	if !ok {
		return text.T("compare.before")
	}
	return text.Plain(h.Key, spans(h.Args))
}
