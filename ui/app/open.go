package app

import (
	"errors"
	"strconv"
	"strings"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/strict"
	"playnet/core/sim"
	"playnet/ui/text"
)

// Fault is one thing that is wrong with a lab that was to be opened.
type Fault struct {
	Member string `json:"member,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Path   string `json:"path,omitempty"`
	Reason string `json:"reason"`
}

// Opening is the last try to open a lab that failed; the zero Opening is none.
type Opening struct {
	Source string // the file's name, or the lab's id
	Faults []Fault
}

// Opening returns the last try to open a lab, if it failed.
func (a *App) Opening() Opening { return a.opening }

// ForgetOpening takes the report of a failed try away.
func (a *App) ForgetOpening() {
	a.opening = Opening{}
	a.touch()
}

// readLabs reads what the rail shows of each lab. To parse them all would take longer than
// all else that a page does before it shows something; only the beginning of lab.json is
// looked at, where the labs that are shipped have these fields (a test sees to it).
func readLabs(library Library) []LabInfo {
	var infos []LabInfo
	for _, id := range library.Labs() {
		data, ok := library.Lab(id)
		if !ok {
			continue
		}
		_, lab, _ := strings.Cut(string(data), "-- lab.json --\n")
		infos = append(infos, LabInfo{ID: id,
			Title: firstField(lab, "title"), Subject: firstField(lab, "subject"), Summary: firstField(lab, "summary")})
	}
	return infos
}

// firstField returns the first string of that name in a JSON text.
func firstField(text, name string) string {
	_, rest, ok := strings.Cut(text, `"`+name+`": "`)
	if !ok {
		return ""
	}
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '"':
			s, err := strconv.Unquote(`"` + rest[:i] + `"`)
			if err != nil {
				return ""
			}
			return s
		}
	}
	return ""
}

// DefaultSeed is the seed of a lab that is opened without one.
const DefaultSeed = 7

// OpenLab opens a lab that is shipped. On an error the running lab stays as it is.
func (a *App) OpenLab(id string, seed uint64) error {
	data, ok := a.library.Lab(id)
	if !ok {
		return a.fail(id, []Fault{{Reason: text.T("open.unknown", "id", id)}})
	}
	if err := a.openText(id, data, seed); err != nil {
		return err
	}
	a.labID, a.source = id, ""
	return nil
}

// OpenText opens a lab from its text; source is what to call it: a file's name. On an
// error the running lab stays as it is.
func (a *App) OpenText(source string, data []byte, seed uint64) error {
	if err := a.openText(source, data, seed); err != nil {
		return err
	}
	a.labID, a.source = "", source
	return nil
}

// Reopen opens the same lab with another seed, from its beginning and with an empty log but
// for the values of its parameters.
func (a *App) Reopen(seed uint64) error {
	if a.world == nil {
		return nil
	}
	return a.reopenWith(seed, a.settledHead(""))
}

// Source returns the name of the file that the open lab came from; "" for one that is shipped.
func (a *App) Source() string { return a.source }

func (a *App) openText(source string, data []byte, seed uint64) error {
	f, err := labfile.Parse(data)
	if err != nil {
		return a.fail(source, faultsOf(err))
	}
	if f.Run == nil {
		return a.openFile(source, f, seed)
	}
	return a.openRun(source, f)
}

// openRun opens a lab that brings a run along: with that run's seed, at its beginning, and
// the run's actions ahead.
func (a *App) openRun(source string, f *labfile.File) error {
	r := f.Run
	if err := a.openFile(source, f, uint64(r.Seed)); err != nil {
		return err
	}
	a.adopt(lab.Entries(r.Log))
	saved := lab.Place{Position: uint64(r.Pos), At: sim.Instant(r.At)}
	said := text.Count("open.run", len(r.Log))
	if saved == (lab.Place{}) {
		a.Note(said, false)
		return nil
	}
	a.Offer(said, Offer{text.T("open.run.go", "t", text.Seconds(int64(r.At))), func() {
		a.command(true, a.towards(lab.AtPlace(saved)), a.sayWhere)
	}})
	return nil
}

// adopt has the world that was just opened follow a log from elsewhere.
func (a *App) adopt(log []lab.Entry) {
	a.world.Follow(log)
	a.growTree(log)
}

// growTree makes the run's only branch out of a log.
func (a *App) growTree(log []lab.Entry) {
	a.tree = lab.NewTree(text.T("branch.first"))
	for i, e := range log {
		if _, err := a.tree.Act(e, i, ""); err != nil {
			panic(err) // each goes on where the one before it was
		}
	}
}

func (a *App) openFile(source string, f *labfile.File, seed uint64) error {
	w, err := lab.New(f, seed, lab.Options{})
	if err != nil {
		return a.fail(source, []Fault{{Reason: err.Error()}})
	}
	a.scoutOff()
	a.sweepOff()
	a.forgetLabSweeps(f)
	a.forgetOdds()
	a.forgetQuestions()
	a.abandon()
	a.endComparison()
	if a.world != nil {
		a.world.Close()
	}
	a.drop(func(j *job) bool { return !j.call })
	a.world = w
	a.tree, a.branchPick = lab.NewTree(text.T("branch.first")), 0
	a.opened++
	a.worlds++
	a.furthest = 0
	story, _ := f.Member("story.md", nil)
	a.story = string(story)
	a.player.playing, a.player.onward = false, false
	a.player.labSpeed(f.Lab.Speed)
	a.facts, a.shown = staleFacts(), 0
	a.forgetLadder()
	a.sel, a.lastSel = Selection{Kind: Lab}, [3]Selection{}
	a.terminals, a.meddling, a.pingTarget = terminals{}, meddling{}, ""
	a.CloseMail()
	a.mailing = mailing{}
	a.sieve.tested = tested{}
	a.opening, a.notice, a.dialog, a.popover = Opening{}, Notice{}, NoDialog, NoPopover
	a.welcome = false
	a.touch()
	a.stir()
	return nil
}

// OpenError is why a lab could not be opened.
type OpenError struct{ Opening }

// Error says the first fault, and how many more there are.
func (e *OpenError) Error() string {
	f := e.Faults[0]
	s := f.Reason
	if f.Line > 0 {
		s = "line " + strconv.Itoa(f.Line) + ": " + s
	}
	if f.Member != "" {
		s = f.Member + ", " + s
	}
	if n := len(e.Faults) - 1; n > 0 {
		s += " (and " + strconv.Itoa(n) + " more)"
	}
	return s
}

// fail keeps why a lab could not be opened. The world that runs is not touched.
func (a *App) fail(source string, faults []Fault) error {
	a.opening = Opening{Source: source, Faults: faults}
	a.touch()
	return &OpenError{a.opening}
}

func faultsOf(err error) []Fault {
	var list labfile.Errors
	var why *strict.Reason
	switch {
	case errors.As(err, &list):
	case errors.As(err, &why):
		return []Fault{{Reason: refusal(why)}}
	default:
		return []Fault{{Reason: err.Error()}}
	}
	faults := make([]Fault, len(list))
	for i, e := range list {
		reason := e.Reason
		if id := "reason." + e.ID; text.Has(id) {
			reason = text.With(id, e.Args)
		}
		faults[i] = Fault{Member: e.Member, Line: e.Line, Column: e.Column, Path: e.Path, Reason: reason}
	}
	return faults
}
