package app

// Layout is how much room the page has.
type Layout string

// The layouts.
const (
	Wide   Layout = "wide"   // everything at once
	Medium Layout = "medium" // the stage, and below it one of the panels
	Phone  Layout = "phone"  // one thing at a time
)

// Pane is one of the panels between which a page with little room is switched.
type Pane string

// The panes. Where there is room the stage, the details and the bytes are always there.
const (
	Stage    Pane = "stage"
	Ladder   Pane = "ladder"
	Packets  Pane = "packets"
	Dialogue Pane = "dialogue"
	Charts   Pane = "charts" // where the lab has any
	Chunks   Pane = "chunks" // the matrix of a swarm, where it has no place beside the stage
	Details  Pane = "details"
	Bytes    Pane = "bytes"
)

// Dialog is what lies over the page.
type Dialog string

// The dialogs.
const (
	NoDialog   Dialog = ""
	OpenDialog Dialog = "open"
	// CompareDialog asks what to compare the run with.
	CompareDialog Dialog = "compare"
	WhatIf        Dialog = "whatif" // the branches of this run
	Export        Dialog = "export"
	Keys          Dialog = "keys"
	Rail          Dialog = "rail"   // the list of labs, where it is folded
	LinkDialog    Dialog = "link"   // a link of the run, and a field for one
	ScoreDialog   Dialog = "score"  // what came out of the lab's questions
	BrokenLink    Dialog = "broken" // a link that could not be opened, and the labs
)

// Notice is a short report.
type Notice struct {
	Text   string
	Bad    bool
	Offers []Offer
}

// Offer is something that a notice proposes to do.
type Offer struct {
	Text string
	Take func()
}

// Look is how the page looks. Nothing of it concerns the world.
type Look struct {
	Layout Layout
	Embed  bool // story, stage and time bar alone
	Big    bool // for a projector
	Theme  string
	Pane   Pane
	Tab    Pane // the dock's tab where there is room: Ladder, Packets, Dialogue or Charts
	Dock   bool // the dock is unfolded
	Tables bool // stage and ladder are shown as tables
	Keys   bool // single keys are shortcuts

	width, height int // of the window, in CSS pixels; 0 before it is known
}

// Look returns how the page looks.
func (a *App) Look() Look {
	l := a.look
	if l.Layout == "" {
		l.Layout = Wide
	}
	if l.Pane == "" {
		l.Pane = Stage
	}
	if l.Tab == "" {
		l.Tab = Ladder
		if a.HasSwarm() { // among hundreds of messages nobody finds anything before asking for it
			l.Tab = Charts
		}
	}
	if (l.Tab == Charts || l.Pane == Charts) && len(a.Charts()) == 0 {
		l = withoutCharts(l)
	}
	if l.Pane == Chunks && (l.Layout != Phone || !a.HasSwarm()) {
		l.Pane = Ladder
		if l.Layout == Phone {
			l.Pane = Stage
		}
	}
	return l
}

// Shows reports whether the dock, or on a phone the page, shows a pane now.
func (l Look) Shows(p Pane) bool {
	if l.Layout == Wide {
		return l.Dock && l.Tab == p
	}
	return l.Pane == p && (l.Dock || l.Layout == Phone)
}

// withoutCharts turns to the ladder where the charts were shown.
func withoutCharts(l Look) Look {
	if l.Tab == Charts {
		l.Tab = Ladder
	}
	if l.Pane == Charts {
		l.Pane = Ladder
	}
	return l
}

// Resize chooses the layout for a window of that size, in CSS pixels.
func (a *App) Resize(width, height int) {
	a.look.width, a.look.height = width, height
	if a.look.Big {
		width, height = width*4/5, height*4/5 // see 10-shell.css: everything is 1.25 times as large
	}
	layout := Wide
	switch {
	case width < 640:
		layout = Phone
	case width < 1100 || a.look.Embed:
		layout = Medium
	}
	if layout == a.look.Layout {
		return
	}
	first := a.look.Layout == ""
	a.look.Layout = layout
	if layout != Phone && a.look.Pane == Stage || a.look.Pane == "" {
		a.look.Pane = Ladder
	}
	if layout == Phone {
		a.look.Pane = Stage
	}
	if layout == Wide && a.dialog == Rail {
		a.dialog = NoDialog
	}
	if layout == Medium && height < 640 || first && a.look.Embed {
		a.look.Dock = false // the stage needs what little height there is
	}
	a.touch()
}

// Show turns to a pane, and unfolds the dock if it is in there.
func (a *App) Show(p Pane) {
	if a.look.Pane == p && a.look.Dock && a.Look().Layout == Medium {
		a.SetDock(false) // the tab that is open folds the dock
		return
	}
	a.look.Pane = p
	if p == Ladder || p == Packets || p == Dialogue || p == Charts {
		a.look.Tab = p
	}
	a.look.Dock = true
	a.touch()
}

// SetDock folds or unfolds the dock.
func (a *App) SetDock(open bool) {
	a.look.Dock = open
	a.touch()
}

// SetEmbed chooses whether only story, stage and time bar are shown.
func (a *App) SetEmbed(on bool) {
	a.look.Embed = on
	a.touch()
}

// SetBig chooses the size for a projector.
func (a *App) SetBig(on bool) {
	a.look.Big = on
	if a.look.width > 0 {
		a.Resize(a.look.width, a.look.height)
	}
	a.touch()
}

// SetTables chooses between pictures and tables of stage and ladder.
func (a *App) SetTables(on bool) {
	a.look.Tables = on
	a.touch()
}

// SetKeys chooses whether single keys are shortcuts. Speech input and tremor press keys that
// nobody means (WCAG 2.1, success criterion 2.1.4).
func (a *App) SetKeys(on bool) {
	a.look.Keys = on
	a.touch()
}

// SetTheme chooses "light" or "dark"; "" is what the system says.
func (a *App) SetTheme(theme string) {
	if theme != "light" && theme != "dark" {
		theme = ""
	}
	a.look.Theme = theme
	a.touch()
}

// Dialog returns what lies over the page.
func (a *App) Dialog() Dialog { return a.dialog }

// SetDialog opens a dialog, or closes it.
func (a *App) SetDialog(d Dialog) {
	if d == a.dialog {
		return
	}
	if a.dialog == OpenDialog {
		a.opening = Opening{}
	}
	a.dialog, a.popover = d, NoPopover
	a.touch()
}

// Notice returns the present notice.
func (a *App) Notice() Notice { return a.notice }

// Offer shows a notice that proposes something.
func (a *App) Offer(text string, offers ...Offer) {
	a.Note(text, false)
	a.notice.Offers = offers
}

// Accept takes one of the notice's offers, counted from 0, and the notice away.
func (a *App) Accept(n int) {
	if n < 0 || n >= len(a.notice.Offers) {
		return
	}
	offer := a.notice.Offers[n]
	a.Note("", false)
	offer.Take()
}

// Note shows a notice; "" takes it away.
func (a *App) Note(text string, bad bool) {
	a.notice = Notice{Text: text, Bad: bad}
	if text != "" {
		a.speeches = append(a.speeches, text)
	}
	a.touch()
}
