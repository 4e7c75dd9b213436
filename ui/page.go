package ui

import (
	"slices"
	"strconv"
	"strings"

	"playnet/core/sim"
	"playnet/ui/app"
	"playnet/ui/panels"
	"playnet/ui/text"
)

// Page is what the components share: the controller, and what only the shell needs to
// remember. Each component embeds it.
type Page struct {
	App    *app.App
	Panels panels.State
	// Browser does what only a browser can.
	Browser Browser

	compareWith string // what is chosen in the dialog of comparisons
	compareSeed string

	name   string       // what stands in the field for a branch's name
	nameOf app.BranchID // the branch that it is of; 0: none

	folds map[string]bool // subjects of the rail that the learner has unfolded or folded

	sliding    sliding
	seed       string // what is being typed as the seed; "" when nobody types
	lookUp     app.LookUp
	lookUpOf   string // the lab that lookUp was made for
	lookUpOpen bool
	pasted     string // what stands in the dialog's text area
	export     export
	link       link
	dockShare  int // of the window's height, in percent
	columns    []string
}

// Browser is what a page needs of its surroundings and can't get through vugu.
type Browser interface {
	// Download offers a file; a sandboxed frame may refuse, silently.
	Download(f app.File)
	// HandOver sends a file to the page that embeds this one.
	HandOver(f app.File)
	// Embedded reports whether another page embeds this one.
	Embedded() bool
	// Copy puts a text on the clipboard, and tells Page.Copied whether it could.
	Copy(text string)
	// Focus moves the focus to an element.
	Focus(id string)
	// Dark reports whether the page is dark now, whoever has chosen it.
	Dark() bool
	// SelectText marks the whole text of an element.
	SelectText(id string)
	// Store remembers a setting for the next visit, where the browser lets it.
	Store(name, value string)
}

// T is [text.T]: in a component's markup it needs no import.
func (p *Page) T(id string, pairs ...string) string { return text.T(id, pairs...) }

// Subject is a group of the rail.
type Subject struct {
	ID   string
	Labs []app.LabInfo
}

// Subjects groups the shipped labs, in the order in which the subjects first come.
func (p *Page) Subjects() []Subject {
	var groups []Subject
	for _, l := range p.App.Labs() {
		at := slices.IndexFunc(groups, func(s Subject) bool { return s.ID == l.Subject })
		if at < 0 {
			at = len(groups)
			groups = append(groups, Subject{ID: l.Subject})
		}
		groups[at].Labs = append(groups[at].Labs, l)
	}
	return groups
}

// Current is aria-current's value.
func (p *Page) Current(yes bool) any {
	if yes {
		return "page"
	}
	return nil
}

// Yes writes a boolean for ARIA and for data attributes, where "false" must be written too.
func (p *Page) Yes(b bool) string { return strconv.FormatBool(b) }

// OpenLab opens a lab of the rail and lets it run.
func (p *Page) OpenLab(id string) {
	if p.App.OpenLab(id, app.DefaultSeed) == nil {
		p.App.Play()
	}
}

// OpenPasted opens what stands in the dialog's text area.
func (p *Page) OpenPasted() { p.OpenText("", p.pasted) }

// OpenText opens a lab that somebody brought along, or follows a link. What is wrong with
// a lab is shown in the dialog.
func (p *Page) OpenText(source, lab string) {
	if p.App.FollowText(lab) {
		p.pasted = ""
		return
	}
	if p.App.OpenText(source, []byte(lab), app.DefaultSeed) != nil {
		p.App.SetDialog(app.OpenDialog)
		return
	}
	p.pasted = ""
	p.App.Play()
}

// Seed is what stands in the seed's field.
func (p *Page) Seed() string {
	if p.seed != "" {
		return p.seed
	}
	return strconv.FormatUint(p.App.Seed(), 10)
}

// TypeSeed takes what is being typed.
func (p *Page) TypeSeed(s string) { p.seed = s }

// TakeSeed opens the lab anew with the seed that was typed.
func (p *Page) TakeSeed() {
	typed := p.seed
	p.seed = ""
	if typed == "" {
		return
	}
	seed, ok := app.ParseSeed(typed)
	if !ok {
		p.App.Note(text.T("seed.bad"), true)
		return
	}
	if seed != p.App.Seed() && p.App.Reopen(seed) == nil {
		p.App.Play()
	}
}

// LookUp is what the form for the learner's own look-up holds. A lab that is opened brings
// its own first look-up.
func (p *Page) LookUp() *app.LookUp {
	if of := p.App.LabID() + "\n" + p.App.Source(); p.lookUpOf != of {
		p.lookUp, p.lookUpOf = p.App.FirstLookUp(), of
	}
	return &p.lookUp
}

// DoLookUp looks up what the form holds.
func (p *Page) DoLookUp() { p.App.DoLookUp(*p.LookUp()) }

// ToggleTheme turns from what is seen to the other.
func (p *Page) ToggleTheme(dark bool) {
	theme := "dark"
	if dark {
		theme = "light"
	}
	p.App.SetTheme(theme)
	p.Browser.Store("theme", theme)
}

// ToggleBig turns the size for a projector on or off.
func (p *Page) ToggleBig() {
	big := !p.App.Look().Big
	p.App.SetBig(big)
	p.Browser.Store("big", strconv.FormatBool(big))
}

// ToggleAsking turns the asking of questions on or off.
func (p *Page) ToggleAsking() {
	on := !p.App.Asking()
	p.App.SetAsking(on)
	p.Browser.Store("asking", strconv.FormatBool(on))
}

// ToggleKeys chooses whether single keys are shortcuts.
func (p *Page) ToggleKeys() {
	on := !p.App.Look().Keys
	p.App.SetKeys(on)
	p.Browser.Store("keys", strconv.FormatBool(on))
}

// ToggleTables shows stage and ladder as tables, or as pictures.
func (p *Page) ToggleTables() {
	on := !p.App.Look().Tables
	p.App.SetTables(on)
	p.Browser.Store("tables", strconv.FormatBool(on))
}

// Dark reports whether the page is dark now.
func (p *Page) Dark() bool { return p.Browser.Dark() }

// DockShare is how much of the window's height the dock takes, in percent.
func (p *Page) DockShare() int { return p.dockShare }

// SetDockShare takes the height that the dock was dragged to.
func (p *Page) SetDockShare(percent int) { p.dockShare = percent }

// Columns lists the hosts of the ladder's columns, in their order, as it was drawn last.
func (p *Page) Columns() []string { return p.columns }

// SetColumns takes note of the ladder's columns.
func (p *Page) SetColumns(hosts []string) { p.columns = hosts }

// Clock writes an instant as the time bar's clock shows it.
func (p *Page) Clock() string { return text.T("clock", "t", text.Seconds(int64(p.App.Now()))) }

// Title is what the browser's tab is called.
func (p *Page) Title() string {
	if t := p.App.Title(); t != "" {
		return text.T("page.title", "lab", t)
	}
	return "Playnet"
}

// GoTo goes to an instant given in nanoseconds.
func (p *Page) GoTo(ns int64) { p.App.SeekTime(sim.Instant(ns)) }

// Fingerprint sums up what the run itself changes in the shell: while it stays the same,
// the shell needs no drawing, however fast the world runs. (What changes all the time, the clock
// and the story, is written by itself.)
func (p *Page) Fingerprint() string {
	a := p.App
	f := strconv.FormatBool(a.Ended()) + strconv.FormatBool(a.Position() > 0)
	if a.Popover() == app.LadderMenu {
		f += "\n" + strings.Join(p.columns, " ")
	}
	if a.CanCancel() {
		f += "\n" + p.SeekShare()
	}
	if card, ok := a.Card(); ok {
		f += "\n" + card.ID + string(card.State)
	}
	for _, s := range a.Switches() {
		f += strconv.FormatBool(s.On)
	}
	return f
}
