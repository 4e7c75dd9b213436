package app

import (
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/view"
)

// LabInfo is a line of the rail.
type LabInfo struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Subject string `json:"subject"`
	Summary string `json:"summary,omitempty"`
}

// Library is where the labs that are shipped come from.
type Library interface {
	// Labs returns the ids in the order of the catalogue.
	Labs() []string
	// Lab returns a lab's text.
	Lab(id string) ([]byte, bool)
}

// App is the controller of one page.
type App struct {
	library Library
	labs    []LabInfo

	Side // the run that the page shows

	labID  string // the library's id of the open lab; "" for one that was brought along
	source string // what the open lab's file was called, if it was brought along
	story  string // the lab's story.md

	tree       *lab.Tree    // the run's branches; nil while no lab is open
	branchPick lab.BranchID // the branch that is chosen in the dialog; 0: the present one

	compare *comparison // nil while the page shows one run

	player player
	scout  scout

	questions  questions
	scored     scored
	welcome    bool          // somebody new is greeted
	unasking   bool          // the learner does not want to be asked
	showing    bool          // the run plays for somebody who has just come: see ShowFirst
	scoutAfter time.Duration // see SetScoutAfter
	quiet      time.Duration // since the learner did something, in real time
	jobs       []*job
	undrawn    []func() // who waits until the page is drawn
	travel     *travel  // the seek that is under way; nil: none
	search     *search  // the search that is under way; nil: none
	tended     bool     // the replicas stand where they should
	// furthest is the latest instant that this run has reached: the right end of the time
	// bar stays there when the learner goes back.
	furthest sim.Instant

	sieve    sieve
	retry    retry
	trust    trusting
	sweep    *cacheSweep // nil until one is begun
	subject  subject     // of sweeps
	worldly  labSweeps
	dialogue dialogue
	mailway  following
	wanted   wanted
	sel      Selection
	lastSel  [3]Selection // the last host, the last frame and the last other event that were selected
	look     Look
	ladder   LadderLook

	terminals terminals

	meddling meddling
	mailing  mailing
	charset  Charset // of the browser; nil: none

	pingTarget string // the host that the learner wants to ping; "": none chosen

	address    string  // of the page, without a fragment
	linkFaults []Fault // why a link could not be opened

	exports []ExportKind
	aside   []byte // a stored state that could not be read
	storage Storage

	opening  Opening
	popover  Popover
	jump     Jump
	asking   asking
	odds     odds
	dialog   Dialog
	notice   Notice
	speeches []string

	opened  uint64 // counts the labs that were opened
	worlds  uint64 // counts changes of the worlds that the page shows
	version uint64 // counts changes that the learner made
	pointed uint64 // counts changes that only the panels show
	moved   uint64 // counts changes that the run made
	worked  uint64 // counts slices of work that is not done yet
}

// New returns a controller for the labs of a library, with no lab open yet.
func New(library Library) *App {
	a := &App{library: library, sieve: sieve{done: true}, player: player{speed: speedAtStart, skip: true}}
	a.look.Dock, a.look.Keys = true, true
	a.labs = readLabs(library)
	a.addExports()
	return a
}

// Labs lists the labs that are shipped.
func (a *App) Labs() []LabInfo { return a.labs }

// Version changes when the learner's doing changed something that the shell shows.
func (a *App) Version() uint64 { return a.version }

// Pointed changes when the panels have to be drawn anew, and the shell has not.
func (a *App) Pointed() uint64 { return a.pointed }

// Moved changes when the run has moved, by itself or by a step.
func (a *App) Moved() uint64 { return a.moved }

// Worked changes when work has come further that is not done yet.
func (a *App) Worked() uint64 { return a.worked }

// Opened changes when a lab is opened: what the learner has typed for the one before is
// worthless.
func (a *App) Opened() uint64 { return a.opened }

// Worlds changes when the page shows other worlds than before, because a lab is opened or a
// comparison begins or ends: what was drawn is worthless.
func (a *App) Worlds() uint64 { return a.worlds }

// touch tells the shell to draw anew.
func (a *App) touch() { a.version++ }

// stir tells everything that shows the run to draw anew.
func (a *App) stir() {
	a.facts.outdate()
	a.facts.filled, a.tended = false, false
	a.sieve.done, a.dialogue.done = a.sieve.filter == nil, false
	a.furthest = max(a.furthest, a.Now())
	a.reached()
	a.moved++
}

// LabID returns the library's id of the open lab, or "" when it was brought along.
func (a *App) LabID() string { return a.labID }

// Title returns the open lab's title.
func (a *App) Title() string {
	if a.world == nil {
		return ""
	}
	return a.world.File().Lab.Title
}

// Subject returns the open lab's subject.
func (a *App) Subject() string {
	if a.world == nil {
		return ""
	}
	return string(a.world.File().Lab.Subject)
}

// Story returns the open lab's own text, in Markdown.
func (a *App) Story() string { return a.story }

// Seed returns the open world's seed.
func (a *App) Seed() uint64 {
	if a.world == nil {
		return 0
	}
	return a.world.Seed()
}

// Now returns the world's instant.
func (a *App) Now() sim.Instant {
	if a.world == nil {
		return 0
	}
	return a.world.Now()
}

// Position returns the world's position.
func (a *App) Position() uint64 {
	if a.world == nil {
		return 0
	}
	return a.world.Position()
}

// Log returns what the learner and the embedding page have done to the open world.
func (a *App) Log() []lab.Entry {
	if a.world == nil {
		return nil
	}
	return a.world.Log()
}

// facts is what was last read from the world. The world is asked again only after it has
// moved; while only its clock runs on, the snapshot's clock is moved along.
type facts struct {
	stale        bool // snapshot is
	landed       bool // frames are stale
	sent         bool // recent is stale
	untold       bool // story is stale
	filled       bool // all of recent is there
	snapshot     view.Snapshot
	frames       []view.Frame
	framesBefore []view.Frame // their room is used again
	distant      bool         // around is stale
	aroundOf     string
	around       view.Snapshot
	swarmed      bool // swarm is stale
	swarm        view.Swarm
	swarmAt      time.Duration // when it was read: see Side.Swarm
	hosts        []view.Host   // of placesOf
	sites        []view.Site
	placesOf     *labfile.File
	recent       recent
	story        []view.Happening
	marks        []view.Mark // of so many:
	marked       int
	message      view.Message
	messageOf    uint64 // the frame that message is of; 0: none
}

// manyHappenings bounds what the page asks of the story.
const manyHappenings = 20

// Message returns the dissected frame that the page shows: the selected one, or else the
// one that was sent last. It reports false while there is none.
func (a *App) Message() (view.Message, bool) {
	frame := a.MessageID()
	if frame == 0 {
		return view.Message{}, false
	}
	f := &a.facts
	if f.messageOf != frame {
		m, err := a.dissected(frame)
		if err != nil {
			return view.Message{}, false
		}
		f.message, f.messageOf = m, frame
	}
	return f.message, true
}

// MessageID returns the ID of the frame that the page shows; 0 while there is none. The
// last one is the last that carries a message, where any does.
func (a *App) MessageID() uint64 {
	if a.sel.Kind == Frame {
		return a.sel.Frame
	}
	return a.lastMessage()
}

func (a *App) lastMessage() uint64 {
	if a.world == nil {
		return 0
	}
	return uint64(a.world.LastMessage())
}

// Touched says that a component has changed something of its own.
func (a *App) Touched() { a.touch() }

// Resting reports whether the run has come to rest: what stands on the screen changes no more
// until somebody does something, or the scout comes back.
func (a *App) Resting() bool { return !a.player.playing && !a.Busy() && !a.odds.running }

// Restless reports whether the next frame has something to do: time runs, work is under
// way, or the scout has not seen everything.
func (a *App) Restless() bool {
	return a.player.playing || a.Busy() || a.asking.behind || a.sweep != nil && a.sweep.Running || a.sweepsInSlices() ||
		a.world != nil && !(a.scout.done && a.facts.filled && a.sieve.done && a.tended && a.heard()) ||
		a.lags() || a.compare != nil && !a.compare.ready && a.compare.ends[1] != nil
}
