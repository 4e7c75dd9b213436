package app

import (
	"strconv"
	"strings"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/view"
	"playnet/ui/text"
)

// Jump is what the learner jumps to along the run: a kind of mark, or one of those below.
type Jump string

// The other things that one can jump to.
const (
	JumpMark   Jump = "mark"   // any mark
	JumpExpiry Jump = "expiry" // something outlives its time to live
	JumpFilter Jump = "filter" // what the display filter matches
	JumpHost   Jump = "host"   // something happens at the selected host
)

// Jumps lists what one can jump to.
func Jumps() []Jump {
	return []Jump{JumpMark, Jump(view.MarkAction), Jump(view.MarkQuery), Jump(view.MarkAnswer), Jump(view.MarkConnection),
		Jump(view.MarkTimeout), Jump(view.MarkLoss), Jump(view.MarkTrouble), Jump(view.MarkPiece), Jump(view.MarkRound), JumpExpiry, JumpFilter, JumpHost}
}

// Jump returns what the learner jumps to.
func (a *App) Jump() Jump {
	if a.jump == "" || !a.CanJump(a.jump) {
		return JumpMark
	}
	return a.jump
}

// ChooseJump chooses what to jump to.
func (a *App) ChooseJump(j Jump) {
	a.jump = j
	a.touch()
}

// CanJump reports whether there can be such a thing: a filter has to be set, a host selected.
func (a *App) CanJump(j Jump) bool {
	switch j {
	case JumpFilter:
		return a.sieve.filter != nil
	case JumpHost:
		return a.jumpHost() != ""
	case Jump(view.MarkPiece), Jump(view.MarkRound):
		return a.Subject() == string(labfile.SubjectP2P)
	}
	return true
}

// jumpHost is the host that was selected last.
func (a *App) jumpHost() string {
	if a.sel.Kind == Host {
		return a.sel.Host
	}
	return a.lastSel[0].Host
}

// JumpText names what one jumps to.
func (a *App) JumpText(j Jump) string {
	switch j {
	case JumpHost:
		if host := a.jumpHost(); host != "" {
			return text.T("jump.host.named", "host", host)
		}
	case JumpFilter:
		if f := a.Filter(); f != "" {
			return text.T("jump.filter.named", "filter", f)
		}
	}
	return text.T("jump." + string(j))
}

// JumpOn goes to the next of what was chosen, or to the last one before.
func (a *App) JumpOn(forward bool) {
	if a.world == nil {
		return
	}
	switch j := a.Jump(); j {
	case JumpFilter:
		a.JumpTo(a.sieve.filter, forward)
	case JumpHost:
		if forward {
			a.StepHost(a.jumpHost())
		} else {
			a.BackHost(a.jumpHost())
		}
	case JumpExpiry:
		a.jumpExpiry(forward)
	case JumpMark:
		a.jumpMark(forward)
	default:
		a.jumpMark(forward, view.MarkKind(j))
	}
}

func (a *App) jumpMark(forward bool, kinds ...view.MarkKind) {
	find := func(func() bool) (lab.Goal, bool, bool) {
		at, ok := a.world.MarkBefore(a.world.Now(), kinds...)
		return lab.AtInstant(at), ok, true
	}
	if forward {
		from := sim.Instant(-1)
		find = a.ahead(func(more func() bool) (bool, bool) {
			if from < 0 {
				from = a.world.Now()
			}
			return a.world.RunToMark(from, more, kinds...)
		})
	}
	a.command(false, a.searching(find, "seek.none"), a.sayStep)
}

// jumpExpiry goes to where the next thing that any program keeps for a time has had it, or
// back to where the last one was got.
func (a *App) jumpExpiry(forward bool) {
	find := func(func() bool) (lab.Goal, bool, bool) {
		s := a.world.Snapshot()
		at, ok := expiry(&s, forward)
		return lab.AtInstant(at), ok, true
	}
	a.command(false, a.searching(find, "seek.none"), a.sayWhere)
}

// expiry returns the instant at which the first of all spans of time in the hosts' tables
// will end, or the last one before now began.
func expiry(s *view.Snapshot, ends bool) (at sim.Instant, found bool) {
	consider := func(cell string) {
		from, to, ok := strings.Cut(cell, " ")
		if ends {
			from = to
		}
		wall, err := strconv.ParseInt(from, 10, 64)
		if !ok || err != nil {
			return
		}
		t := wall - s.WallNanos + s.Now // since the world began
		if ends && t > s.Now && (!found || sim.Instant(t) < at) || !ends && t < s.Now && (!found || sim.Instant(t) > at) {
			at, found = sim.Instant(t), true
		}
	}
	for i := range s.Hosts {
		for j := range s.Hosts[i].Programs {
			for k := range s.Hosts[i].Programs[j].Tables {
				table := &s.Hosts[i].Programs[j].Tables[k]
				for c := range table.Columns {
					if table.Columns[c].Type != view.Span {
						continue
					}
					for _, row := range table.Rows {
						consider(row.Cells[c])
					}
				}
			}
		}
	}
	return at, found
}
