package lab

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"

	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

// storedEntry is an entry of a log as it is stored: {"position", "at", "do"}.
type storedEntry struct {
	Position uint64          `json:"position"`
	At       sim.Instant     `json:"at"` // nanoseconds since the world began
	Do       json.RawMessage `json:"do"` // as in a lab's timeline
}

// MarshalJSON writes the entry as {"position", "at", "do"}.
func (e Entry) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedEntry{e.Position, e.At, labfile.EncodeAction(e.Do)})
}

// UnmarshalJSON reads what MarshalJSON writes. Whether the lab knows the places that
// the action names is another question: see [ParseTree].
func (e *Entry) UnmarshalJSON(data []byte) error {
	var s storedEntry
	if err := strictly(data, &s); err != nil {
		return err
	}
	do, err := labfile.ParseAction(s.Do)
	if err != nil {
		return err
	}
	*e = Entry{s.Position, s.At, do}
	return nil
}

// storedTree is a tree as it is stored.
type storedTree struct {
	Present  BranchID `json:"present"`
	Last     BranchID `json:"last"`
	Branches []Branch `json:"branches"`
}

// MarshalJSON writes the whole tree; [ParseTree] reads it.
func (t *Tree) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedTree{t.present, t.last, t.branches})
}

// ParseTree reads a tree that was stored, of a run of the lab f. It trusts nothing:
// what would not be a tree, or names what the lab does not have, is an error.
// Whether each action could be done where it stands only a world can tell.
func ParseTree(data []byte, f *labfile.File) (*Tree, error) {
	var s storedTree
	if err := strictly(data, &s); err != nil {
		return nil, fmt.Errorf("branches: %w", err)
	}
	t := &Tree{branches: s.Branches, present: s.Present, last: s.Last}
	if n := len(s.Branches); n == 0 || n > manyBranches {
		return nil, fmt.Errorf("branches: there are %d; want 1 to %d", n, manyBranches)
	}
	before := BranchID(0)
	for i := range t.branches {
		b := &t.branches[i]
		if b.ID <= before {
			return nil, fmt.Errorf("branches: branch %d stands after branch %d", b.ID, before)
		}
		before = b.ID
		if err := t.check(b, i == 0, f); err != nil {
			return nil, fmt.Errorf("branch %d: %w", b.ID, err)
		}
	}
	switch {
	case t.last < before:
		return nil, fmt.Errorf("branches: the last one given is %d, but there is %d", t.last, before)
	case t.find(t.present) == nil:
		return nil, fmt.Errorf("branches: the present one, %d: %w", t.present, ErrNoBranch)
	}
	return t, nil
}

// check checks one branch of a stored tree; those before it have been checked.
func (t *Tree) check(b *Branch, first bool, f *labfile.File) error {
	parent := t.find(b.Parent)
	switch {
	case !utf8.ValidString(b.Name) || b.Name != shortened(b.Name):
		return fmt.Errorf("name %q is too long, or not trimmed", b.Name)
	case first && (b.Parent != 0 || b.Inherited != 0 || b.Fork != Place{}):
		return fmt.Errorf("the first branch has a parent")
	case !first && (parent == nil || b.Parent >= b.ID):
		return fmt.Errorf("parent %d: %w", b.Parent, ErrNoBranch)
	case !first && (b.Inherited < parent.Inherited || b.Inherited > len(t.Log(parent.ID))):
		return fmt.Errorf("it inherits %d actions; its parent has %d of %d of its own",
			b.Inherited, len(parent.Tail), len(t.Log(parent.ID)))
	case !first && b.Fork.Before(parent.Fork):
		return fmt.Errorf("it leaves branch %d before that one begins", parent.ID)
	}
	place := b.Fork
	if log := t.Log(b.ID); b.Inherited > 0 {
		if e := log[b.Inherited-1]; place.Before(Place{e.Position, e.At}) {
			return fmt.Errorf("it leaves branch %d before an action that it inherits", b.Parent)
		}
	}
	for i, e := range b.Tail {
		p := Place{e.Position, e.At}
		if p.Before(place) || p.At < place.At {
			return fmt.Errorf("action %d lies before what precedes it", i+1)
		}
		if err := f.CheckAction(e.Do); err != nil {
			return fmt.Errorf("action %d: %w", i+1, err)
		}
		place = p
	}
	if b.Reached.Before(place) || b.Reached.At < place.At {
		return fmt.Errorf("it has reached position %d at %v, before its last action", b.Reached.Position, b.Reached.At)
	}
	return nil
}

// strictly decodes one JSON value without unknown members and with nothing after it.
func strictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("there is something after the value")
	}
	return nil
}
