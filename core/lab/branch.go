package lab

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

// BranchID names a branch of a [Tree]. It is never given twice.
type BranchID int

// Place is a point of a run. The position counts the queue events popped; the
// instant says how far the clock had gone on from the last of these.
type Place struct {
	Position uint64      `json:"position"`
	At       sim.Instant `json:"at"` // nanoseconds since the world began
}

// Before reports whether p comes before q in a run.
func (p Place) Before(q Place) bool {
	return p.Position < q.Position || p.Position == q.Position && p.At < q.At
}

// Place returns where the world stands.
func (w *World) Place() Place { return Place{Position: w.Position(), At: w.Now()} }

// RunToPlace goes on to a place: the events and the logged actions up to there, those
// that stand at the very place included. It returns false if more interrupted it.
func (w *World) RunToPlace(p Place, more func() bool) bool {
	if !w.advance(target{position: p.Position, instant: p.At}, more) {
		return false
	}
	w.run.kernel.AdvanceTo(p.At)
	return true
}

// Branch is one of the futures that a run has had. Its log is the first Inherited
// actions of its parent's log, followed by its own.
type Branch struct {
	ID        BranchID `json:"id"`
	Name      string   `json:"name"`             // what the learner calls it
	Parent    BranchID `json:"parent,omitempty"` // 0: it is the first
	Fork      Place    `json:"fork"`             // where it left its parent
	Inherited int      `json:"inherited"`
	Tail      []Entry  `json:"tail"`    // its own actions
	Reached   Place    `json:"reached"` // the furthest that it has been run
}

// The reasons why a branch cannot be deleted or found.
var (
	ErrNoBranch      = errors.New("there is no such branch")
	ErrPresentBranch = errors.New("the run is on this branch")
	ErrFirstBranch   = errors.New("the others grow from this branch")
	ErrManyBranches  = errors.New("there are too many branches")
)

// The bounds of a tree.
const (
	manyBranches = 1000
	longestName  = 120 // characters of a branch's name
)

// Tree is the history of a run as its learner made it. An action that is done in
// the past begins a branch, and the future that the run had before stays as
// another one. A tree holds no world, only logs: whoever returns to a branch gives
// its log to a world ([World.Follow]).
//
// A branch always hangs where the two really part: one that is begun before the
// present branch's own fork belongs to an ancestor.
type Tree struct {
	branches []Branch // by ascending ID; a parent comes before its children
	present  BranchID
	last     BranchID // given so far
}

// NewTree returns the tree of a run that has just begun: one branch of that name.
func NewTree(name string) *Tree {
	return &Tree{branches: []Branch{{ID: 1, Name: shortened(name)}}, present: 1, last: 1}
}

// Branches lists the branches by their IDs; a parent comes before its children.
func (t *Tree) Branches() []Branch { return slices.Clone(t.branches) }

// Branch returns the branch of that ID.
func (t *Tree) Branch(id BranchID) (Branch, bool) {
	if b := t.find(id); b != nil {
		return *b, true
	}
	return Branch{}, false
}

// Present returns the branch that the run is on.
func (t *Tree) Present() Branch { return *t.find(t.present) }

func (t *Tree) find(id BranchID) *Branch {
	i, ok := slices.BinarySearchFunc(t.branches, id, func(b Branch, id BranchID) int { return int(b.ID - id) })
	if !ok {
		return nil
	}
	return &t.branches[i]
}

// Log returns the whole log of a branch, its ancestors' share included.
func (t *Tree) Log(id BranchID) []Entry {
	b := t.find(id)
	if b == nil {
		return nil
	}
	if b.Parent == 0 {
		return slices.Clone(b.Tail)
	}
	return append(t.Log(b.Parent)[:b.Inherited], b.Tail...)
}

// Reach notes how far the present branch has been run.
func (t *Tree) Reach(p Place) {
	if b := t.find(t.present); b.Reached.Before(p) {
		b.Reached = p
	}
}

// Act notes an action that was done at its place on the present branch, after so
// many (done) others of its log. At the branch's end it extends the branch. In the
// past it begins a new one of that name, which is the present one from then on, and
// Act returns true.
//
// Past is where something would be lost: events that were popped later, actions
// that were done later, or a fork further on. Where only time has gone by, nothing is.
func (t *Tree) Act(e Entry, done int, name string) (forked bool, err error) {
	p := Place{e.Position, e.At}
	b := t.find(t.present)
	if done < len(t.Log(b.ID)) || p.Position < b.Reached.Position || t.forksAfter(b.ID, p) {
		if _, err := t.Fork(p, done, name); err != nil {
			return false, err
		}
		b, forked = t.find(t.present), true
	}
	b.Tail = append(slices.Clip(b.Tail), e)
	b.Reached = p
	return forked, nil
}

func (t *Tree) forksAfter(id BranchID, p Place) bool {
	return slices.ContainsFunc(t.branches, func(b Branch) bool { return b.Parent == id && p.Before(b.Fork) })
}

// Fork begins a branch at a place of the present one, where so many (done) actions
// of its log had been done. The new branch is the present one from then on.
func (t *Tree) Fork(p Place, done int, name string) (BranchID, error) {
	if len(t.branches) >= manyBranches {
		return 0, ErrManyBranches
	}
	from := t.find(t.present)
	for from.Parent != 0 && done <= from.Inherited && !from.Fork.Before(p) {
		from = t.find(from.Parent)
	}
	t.last++
	t.branches = append(t.branches, Branch{
		ID: t.last, Name: shortened(name), Parent: from.ID, Fork: p, Inherited: done, Reached: p,
	})
	t.present = t.last
	return t.last, nil
}

// Go makes another branch the present one.
func (t *Tree) Go(id BranchID) error {
	if t.find(id) == nil {
		return ErrNoBranch
	}
	t.present = id
	return nil
}

// Rename gives a branch another name. A name of nothing but blanks changes nothing.
func (t *Tree) Rename(id BranchID, name string) error {
	b := t.find(id)
	if b == nil {
		return ErrNoBranch
	}
	if name = shortened(name); name != "" {
		b.Name = name
	}
	return nil
}

// Delete forgets a branch. Branches that grew from it keep their logs and hang on
// its parent from then on. The present branch and the first one stay.
func (t *Tree) Delete(id BranchID) error {
	gone := t.find(id)
	switch {
	case gone == nil:
		return ErrNoBranch
	case gone.Parent == 0:
		return ErrFirstBranch
	case id == t.present:
		return ErrPresentBranch
	}
	for i := range t.branches {
		if c := &t.branches[i]; c.Parent == id {
			c.Tail = t.Log(c.ID)[gone.Inherited:]
			c.Parent, c.Fork, c.Inherited = gone.Parent, gone.Fork, gone.Inherited
		}
	}
	t.branches = slices.DeleteFunc(t.branches, func(b Branch) bool { return b.ID == id })
	return nil
}

// Common returns up to where two branches are one: the earlier of the places where
// they leave what they share. It reports false if one of them is missing.
func (t *Tree) Common(a, b BranchID) (Place, bool) {
	x, y := t.find(a), t.find(b)
	if x == nil || y == nil {
		return Place{}, false
	}
	at := x.Reached
	if y.Reached.Before(at) {
		at = y.Reached
	}
	for x.ID != y.ID {
		// Parents have smaller IDs: the younger one cannot be an ancestor of the other.
		if x.ID < y.ID {
			x, y = y, x
		}
		if x.Fork.Before(at) {
			at = x.Fork
		}
		x = t.find(x.Parent)
	}
	return at, true
}

func shortened(name string) string {
	name = strings.TrimSpace(strings.Join(strings.Fields(name), " "))
	if r := []rune(name); len(r) > longestName {
		name = string(r[:longestName-1]) + "…"
	}
	return name
}

// Done returns how many actions of its log the world has done so far.
func (w *World) Done() int { return w.applied }

// Follow gives the world another log: that of a branch. Where the world has done
// nothing else than that log says up to here, it stays where it is and goes on with
// the new log; otherwise it goes back to its beginning. It reports which.
func (w *World) Follow(log []Entry) (rewound bool) {
	if changed, err := w.parametrise(log); changed || err != nil {
		return changed
	}
	parting := w.partsAt(log)
	keeps := w.applied <= len(log) && slices.EqualFunc(w.log[:w.applied], log[:min(w.applied, len(log))], Entry.equal)
	if keeps && w.applied < len(log) {
		next := log[w.applied]
		keeps = !Place{next.Position, next.At}.Before(w.Place())
	}
	w.log, w.logErr = slices.Clone(log), nil
	if !keeps {
		w.Rewind()
	}
	w.forget(parting)
	return !keeps
}

// LogError returns why the rest of a log that the world was given could not be done;
// nil while it could. That rest has been forgotten. A log of the world's own making
// has no such error.
func (w *World) LogError() error { return w.logErr }

// giveUpLog forgets what the log still holds, because its next action can't be done.
func (w *World) giveUpLog(err error) {
	w.logErr = fmt.Errorf("action %d of the log: %w", w.applied+1, err)
	w.log = w.log[:w.applied:w.applied]
}

func (e Entry) equal(f Entry) bool {
	return e.Position == f.Position && e.At == f.At &&
		bytes.Equal(labfile.EncodeAction(e.Do), labfile.EncodeAction(f.Do))
}
