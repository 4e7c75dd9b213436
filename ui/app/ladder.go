package app

import "slices"

// LadderLook is how the learner wants to see the ladder. Nothing of it concerns the world.
type LadderLook struct {
	Even     bool     // evenly spaced; else to scale
	Segments bool     // every segment by itself; else folded into messages
	Order    []string // hosts in the order of their columns; others follow as they come up
	Hidden   map[string]bool
	Open     map[uint64]bool // first frames of messages whose segments are drawn one by one
	// Choice counts the changes.
	Choice uint64
}

// Ladder returns how the ladder is to be seen.
func (a *App) Ladder() LadderLook { return a.ladder }

// chose notes that the ladder is to be seen otherwise.
func (a *App) chose() {
	a.ladder.Choice++
	a.touch()
}

// forgetLadder forgets what concerned the hosts and frames of a lab that was open.
func (a *App) forgetLadder() {
	l := &a.ladder
	l.Order, l.Hidden, l.Open = nil, nil, nil
	l.Choice++
}

// SetLadderEven chooses between even distances and time to scale.
func (a *App) SetLadderEven(on bool) {
	a.ladder.Even = on
	a.chose()
}

// SetLadderSegments chooses between segments and the messages that they carry.
func (a *App) SetLadderSegments(on bool) {
	a.ladder.Segments, a.ladder.Open = on, nil
	a.chose()
}

// ToggleRung unfolds the message that begins with a frame, or folds it.
func (a *App) ToggleRung(frame uint64) {
	open := map[uint64]bool{}
	for f := range a.ladder.Open {
		open[f] = true
	}
	if open[frame] {
		delete(open, frame)
	} else {
		open[frame] = true
	}
	a.ladder.Open = open // the picture holds the one before
	a.chose()
}

// ToggleColumn hides a host's column, or shows it.
func (a *App) ToggleColumn(host string) {
	hidden := map[string]bool{}
	for h := range a.ladder.Hidden {
		hidden[h] = true
	}
	if hidden[host] {
		delete(hidden, host)
	} else {
		hidden[host] = true
	}
	a.ladder.Hidden = hidden
	a.chose()
}

// MoveColumn moves a host's column by so many places; columns are those that are shown, in
// their present order.
func (a *App) MoveColumn(columns []string, host string, by int) {
	from := slices.Index(columns, host)
	if from < 0 {
		return
	}
	to := min(max(from+by, 0), len(columns)-1)
	if to == from {
		return
	}
	order := slices.Delete(slices.Clone(columns), from, from+1)
	a.ladder.Order = slices.Insert(order, to, host)
	a.chose()
}

// LadderChanged reports whether columns are hidden or stand in an order of the learner's.
func (a *App) LadderChanged() bool { return len(a.ladder.Order)+len(a.ladder.Hidden) > 0 }

// ResetColumns shows all columns, in the order in which the hosts come up.
func (a *App) ResetColumns() {
	a.ladder.Order, a.ladder.Hidden = nil, nil
	a.chose()
}
