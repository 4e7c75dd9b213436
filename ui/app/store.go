package app

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/share"
	"playnet/core/sim"
	"playnet/ui/text"
)

// storedVersion is the version of what the page stores of a run for the next visit. A
// change that an older page would misunderstand raises it.
const storedVersion = 1

// storedRun is what is stored of a run. The text of a lab of the learner's own, which can be
// long and does not change, is stored beside it.
type storedRun struct {
	Version  int             `json:"version"`
	Lab      string          `json:"lab,omitempty"`    // id of a shipped lab; else the text counts
	Digest   string          `json:"digest,omitempty"` // of that lab, in hexadecimal
	Source   string          `json:"source,omitempty"` // what the text's file was called
	Seed     labfile.Seed    `json:"seed"`
	Branches json.RawMessage `json:"branches"` // the log is that of the present one
	Position uint64          `json:"position"`
	At       sim.Instant     `json:"at"` // nanoseconds since the world began
	View     share.View      `json:"view"`
	// Mails are the messages that are being written, by host.
	Mails map[string]*Compose `json:"mails,omitempty"`
}

// Storage says where the page keeps the run for the next visit.
type Storage string

// The places.
const (
	InMemory  Storage = "memory" // nowhere: it is lost with the page
	InBrowser Storage = "browser"
)

// SetStorage says where the run is kept.
func (a *App) SetStorage(s Storage) {
	a.storage = s
	a.touch()
}

// Storage returns where the run is kept.
func (a *App) Storage() Storage {
	if a.storage == "" {
		return InMemory
	}
	return a.storage
}

// Stored returns what has to be stored of the run as it stands; nil when no lab is open,
// or the run is on its way elsewhere.
func (a *App) Stored() []byte {
	if a.world == nil || a.Busy() {
		return nil
	}
	a.reached()
	branches, err := json.Marshal(a.tree)
	if err != nil {
		return nil
	}
	s := storedRun{
		Version: storedVersion, Lab: a.labID, Source: a.source, Seed: labfile.Seed(a.Seed()), Branches: branches,
		Position: a.Position(), At: a.Now(), View: a.shownView(), Mails: a.mailing.drafts,
	}
	if a.labID != "" {
		digest := a.world.File().Digest
		s.Digest = hex.EncodeToString(digest[:])
	}
	out, err := json.Marshal(s)
	if err != nil {
		return nil
	}
	return out
}

// StoredLab returns the text that has to be stored beside the run: that of a lab of the
// learner's own; nil for one that is shipped.
func (a *App) StoredLab() []byte {
	if a.world == nil || a.labID != "" {
		return nil
	}
	return a.world.File().Canonical()
}

// Worth reports whether a stored run is worth being shown to somebody who comes back by
// another way: something was done in it, or it is of a lab of the learner's own.
func Worth(run []byte) bool {
	s, err := parseStored(run)
	var t struct {
		Branches []lab.Branch `json:"branches"`
	}
	if err == nil {
		err = json.Unmarshal(s.Branches, &t)
	}
	return err != nil || s.Lab == "" || len(t.Branches) > 1 || len(t.Branches) == 1 && len(t.Branches[0].Tail) > 0
}

var errNoStored = errors.New("it is not written as this page writes it")

func parseStored(data []byte) (storedRun, error) {
	var s storedRun
	var v struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &v); err != nil || v.Version < 1 {
		return s, errNoStored
	}
	if v.Version > storedVersion {
		return s, errors.New(text.T("store.newer", "version", strconv.Itoa(v.Version), "known", strconv.Itoa(storedVersion)))
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(&s)
	return s, err
}

// Restore opens what was stored, where it was, and paused. afresh opens what the page would
// have opened otherwise. It reports false when the stored state can't be opened: the page
// says so, offers it as an export, and the caller puts it aside.
func (a *App) Restore(run, labText []byte, afresh func()) bool {
	if err := a.restore(run, labText); err != nil {
		a.aside, a.opening = bytes.Join([][]byte{run, labText}, []byte("\n")), Opening{}
		afresh()
		a.Note(text.T("store.bad", "reason", err.Error()), true)
		return false
	}
	a.Offer(text.T("store.back", "lab", a.Title()), Offer{text.T("store.afresh"), afresh})
	return true
}

func (a *App) restore(run, labText []byte) error {
	s, err := parseStored(run)
	if err != nil {
		return err
	}
	state := share.State{LabID: s.Lab, LabText: labText, Seed: uint64(s.Seed), Position: s.Position, At: s.At, View: s.View}
	digest, err := hex.DecodeString(s.Digest)
	if err != nil {
		return err
	}
	copy(state.LabDigest[:], digest)
	f, err := a.fileOf(state)
	if err != nil {
		return err
	}
	tree, err := lab.ParseTree(s.Branches, f)
	if err != nil {
		return err
	}
	if state.Log = tree.Log(tree.Present().ID); lab.CheckLog(f, state.Log) != nil {
		return errNoStored
	}
	if err := a.openState(state); err != nil {
		return err
	}
	a.tree, a.source = tree, s.Source
	a.recall()
	a.SetEmbed(s.View.Embed)
	a.takeDrafts(s.Mails)
	a.goTo(state)
	return nil
}
