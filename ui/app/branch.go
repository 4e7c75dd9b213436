package app

import (
	"encoding/json"
	"fmt"
	"strings"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/ui/text"
)

// Branch and BranchID are the core's.
type (
	Branch   = lab.Branch
	BranchID = lab.BranchID
)

// Branches lists the futures that this run has had, a parent before its children.
func (a *App) Branches() []lab.Branch {
	if a.tree == nil {
		return nil
	}
	return a.tree.Branches()
}

// Branch returns the branch that the run is on; the zero Branch while no lab is open.
func (a *App) Branch() lab.Branch {
	if a.tree == nil {
		return lab.Branch{}
	}
	return a.tree.Present()
}

// Tree returns the branches of the open world's run, to be stored; nil while no lab is
// open. It must not be changed.
func (a *App) Tree() *lab.Tree { return a.tree }

// SetTree gives the open world branches that were stored, and goes to where the present
// one of them ends.
func (a *App) SetTree(t *lab.Tree) {
	if a.world == nil {
		return
	}
	a.tree, a.branchPick = t, 0
	a.command(true, a.towardsPlace(t.Present().Reached), nil)
}

// reached notes how far the run has come on its branch.
func (a *App) reached() {
	if a.world != nil {
		a.tree.Reach(a.world.Place())
	}
}

// noted notes an action that has just been done: entry is what the world's log says of
// it, after so many others. Where it was done in the past, the old future stays as a
// branch, and the learner is told.
func (a *App) noted(entry lab.Entry, done int, name string) {
	old := a.tree.Present()
	forked, err := a.tree.Act(entry, done, name)
	if err != nil {
		a.Note(text.T("branch.many"), true)
		return
	}
	if !forked {
		return
	}
	a.Offer(text.T("branch.forked", "old", old.Name, "new", a.tree.Present().Name),
		Offer{text.T("branch.return"), func() { a.GoToBranch(old.ID) }},
		Offer{text.T("branch.compare"), func() { a.CompareBranch(old.ID) }})
}

// Fork begins a branch at the present place, on which nothing has been done yet.
func (a *App) Fork() (lab.BranchID, error) {
	if a.world == nil {
		return 0, noLab()
	}
	a.reached()
	done := a.world.Done()
	id, err := a.tree.Fork(a.world.Place(), done, text.T("branch.name.fork", "t", text.Seconds(int64(a.Now()))))
	if err != nil {
		return 0, err
	}
	a.takeBranch() // the world has done all of it
	a.touch()
	return id, nil
}

// GoToBranch returns to a branch: to the present instant of it, or to where it ends if it
// has not been run so far.
func (a *App) GoToBranch(id lab.BranchID) bool {
	if a.world == nil || a.Busy() {
		return false
	}
	step, err := a.towardsBranch(id)
	if err != nil {
		a.Note(text.T("branch.unknown"), true)
		return false
	}
	a.command(true, step, func() {
		a.say(text.T("branch.now", "name", a.Branch().Name, "t", text.Seconds(int64(a.Now()))))
	})
	return true
}

// towardsBranch makes another branch the present one, and returns the step of a job that
// goes there.
func (a *App) towardsBranch(id lab.BranchID) (step func(more func() bool) bool, err error) {
	a.reached()
	if err := a.tree.Go(id); err != nil {
		return nil, err
	}
	if end := a.tree.Present().Reached; end.At <= a.Now() {
		return a.towardsPlace(end), nil
	}
	at := a.Now()
	a.takeBranch()
	return a.towardsTime(at), nil
}

// takeBranch has the world follow the present branch's log from now on.
func (a *App) takeBranch() {
	branch := a.tree.Present()
	a.scoutOff()
	a.forgetFuture()
	if a.world.Follow(a.tree.Log(branch.ID)) {
		a.facts = facts{} // what was read belongs to the run that has gone
	}
	a.facts.messageOf = 0
	a.furthest = branch.Reached.At
	a.player.onward = false
	a.notice = Notice{} // what it offered belongs to another branch
	a.stir()
}

// towardsPlace returns the step of a job that takes the present branch and goes exactly to
// a place of it.
func (a *App) towardsPlace(p lab.Place) func(more func() bool) bool {
	a.takeBranch()
	return a.towards(lab.AtPlace(p))
}

// RenameBranch gives a branch another name.
func (a *App) RenameBranch(id lab.BranchID, name string) {
	if a.tree != nil && a.tree.Rename(id, name) == nil {
		a.touch()
	}
}

// DeleteBranch forgets a branch for good. The present one and the first one stay.
func (a *App) DeleteBranch(id lab.BranchID) bool {
	if a.tree == nil {
		return false
	}
	b, _ := a.tree.Branch(id)
	switch err := a.tree.Delete(id); err {
	case nil:
		a.Note(text.T("branch.deleted", "name", b.Name), false)
		return true
	case lab.ErrPresentBranch:
		a.Note(text.T("branch.present.stays"), true)
	case lab.ErrFirstBranch:
		a.Note(text.T("branch.first.stays"), true)
	default:
		a.Note(text.T("branch.unknown"), true)
	}
	return false
}

// CanDeleteBranch reports whether a branch can be deleted.
func (a *App) CanDeleteBranch(id lab.BranchID) bool {
	if a.tree == nil {
		return false
	}
	b, ok := a.tree.Branch(id)
	return ok && b.Parent != 0 && id != a.tree.Present().ID
}

// ForkMarks lists the places of the time bar where this run and others part: those where
// the present branch left its ancestors, and those where others left it.
func (a *App) ForkMarks() []ForkMark {
	if a.tree == nil {
		return nil
	}
	var marks []ForkMark
	present := a.tree.Present()
	for _, b := range a.tree.Branches() {
		if b.ID == present.ID {
			continue
		}
		at, _ := a.tree.Common(present.ID, b.ID)
		marks = append(marks, ForkMark{At: at.At, Branch: b.ID, Name: b.Name})
	}
	return marks
}

// ForkMark is a place of the time bar where another branch parts from this run.
type ForkMark struct {
	At     sim.Instant
	Branch lab.BranchID
	Name   string
}

// PickedBranch returns the branch that is chosen in the dialog: the present one, unless
// the learner has chosen another.
func (a *App) PickedBranch() lab.Branch {
	if a.tree == nil {
		return lab.Branch{}
	}
	if b, ok := a.tree.Branch(a.branchPick); ok {
		return b
	}
	return a.tree.Present()
}

// PickBranch chooses a branch in the dialog.
func (a *App) PickBranch(id lab.BranchID) {
	a.branchPick = id
	a.touch()
}

// branchName names a branch after the action that begins it.
func (a *App) branchName(action labfile.Action) string {
	var fields map[string]any
	if err := json.Unmarshal(labfile.EncodeAction(action), &fields); err != nil {
		panic(err) // every action is an object
	}
	args := map[string]string{}
	for name, value := range fields {
		args[name] = fmt.Sprint(value)
	}
	what := action.Op()
	switch do := action.(type) {
	case labfile.FrameDrop:
		if t, ok := a.Transfer(uint64(do.Frame)); ok && t.Number > 0 {
			what, args["n"] = "message.drop", text.Number(t.Number)
		}
	case labfile.LabSwitch:
		args["title"] = args["switch"]
		for _, s := range a.world.File().Lab.Switches {
			if s.ID == do.Switch {
				args["title"] = nameOfSwitch(s.Group, s.Title)
			}
		}
		if !do.On {
			what += ".off"
		}
	case labfile.TorrentChoke:
		if do.Of == "" {
			what += ".all"
		}
		if !do.On {
			what += ".off"
		}
	}
	if !text.Has("branch.name." + what) {
		var words []string
		for _, name := range [...]string{"host", "place", "frame", "to", "name"} {
			if v := args[name]; v != "" {
				words = append(words, v)
			}
		}
		return strings.TrimSpace(action.Op() + " " + strings.Join(words, " "))
	}
	return text.With("branch.name."+what, args)
}
