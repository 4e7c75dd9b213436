//go:build js && wasm

package main

import (
	"fmt"
	"time"

	"github.com/hack-pad/safejs"
	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"playnet/public"
	"playnet/ui"
	"playnet/ui/app"
	"playnet/ui/pace"
	"playnet/ui/text"
)

// shipped is the library of the labs that are built in.
type shipped struct{}

func (shipped) Labs() []string               { return public.Labs() }
func (shipped) Lab(id string) ([]byte, bool) { return public.Lab(id) }

// page is the page as a whole: the controller, the shell that vugu draws, the islands.
type page struct {
	browser
	app      *app.App
	ui       *ui.Page
	renderer *domrender.JSRenderer
	build    *vugu.BuildEnv
	root     *ui.Root
	islands  islands

	onFrame, onDraw, onSoon, onFull safejs.Func
	frameAsked, drawAsked           bool
	soonAsked                       bool
	lastRun                         time.Time // when the world was last given time
	rested                          bool      // it got none in the last frame
	drawn                           drawn
	pace                            *pace.Pace // nil before the first drawing
	keeper                          keeper
	scores                          scorekeeper
	collector                       collector
}

// drawn is what stands on the screen.
type drawn struct {
	version, pointed, moved uint64 // see app.App
	worked                  uint64
	clock                   string
	shell                   string // ui.Page.Fingerprint of the shell as it stands
	count                   string
	tale                    text.HTML
	theme, title            string
	exported                string // ui.Page.Exported of the text in the dialog
	linked                  string // ui.Page.Linked of the text in the dialog
	lab                     string
}

func newPage(library app.Library) (*page, error) {
	b, err := newBrowser()
	if err != nil {
		return nil, err
	}
	p := &page{browser: b, app: app.New(library)}
	p.collector.start()
	p.app.SetScoutAfter(scoutAfter)
	p.app.SetCharset(b.decodeCharset)
	p.ui = &ui.Page{App: p.app, Browser: p}
	p.root = &ui.Root{Page: p.ui}
	if p.renderer, err = domrender.New("#app"); err != nil {
		return nil, fmt.Errorf("no renderer: %w", err)
	}
	if p.build, err = vugu.NewBuildEnv(p.renderer.EventEnv()); err != nil {
		return nil, fmt.Errorf("no build environment: %w", err)
	}
	if p.onFrame, err = safejs.FuncOf(func(safejs.Value, []safejs.Value) any { p.frame(); return nil }); err != nil {
		return nil, err
	}
	if p.onDraw, err = safejs.FuncOf(func(safejs.Value, []safejs.Value) any { p.paint(); return nil }); err != nil {
		return nil, err
	}
	if p.onFull, err = safejs.FuncOf(func(safejs.Value, []safejs.Value) any { p.collector.collect(); return nil }); err != nil {
		return nil, err
	}
	if p.onSoon, err = safejs.FuncOf(func(safejs.Value, []safejs.Value) any { p.pump(); return nil }); err != nil {
		return nil, err
	}
	return p, nil
}

// start opens what the address asks for, and draws the first screen.
func (p *page) start() error {
	query, hash := p.link()
	link := app.ParseLink(query).Merge(app.ParseLink(hash))
	p.app.SetTheme(p.stored("theme"))
	p.app.SetBig(p.stored("big") == "true")
	p.app.SetAsking(p.stored("asking") != "false")
	p.app.SetKeys(p.stored("keys") != "false")
	p.app.SetTables(p.stored("tables") == "true")
	p.app.SetAddress(p.address())
	if err := p.scores.start(p); err != nil {
		return err
	}
	p.addPictures()
	if err := p.employ(); err != nil {
		return err
	}
	hear, err := safejs.FuncOf(p.hear)
	if err != nil {
		return err
	}
	if err := p.open(link); err != nil {
		return err
	}
	p.browser.start(hear) // tells the window's size, too
	p.notice()
	if err := p.drawShell(true); err != nil { // the islands have no place yet
		return err
	}
	if err := p.islands.mount(p); err != nil {
		return err
	}
	if err := p.drawTale(true); err != nil {
		return err
	}
	p.islands.draw(p)
	p.pace = newPace(p)
	if err := p.islands.measure(p); err != nil {
		return err
	}
	p.wake()
	return p.connect()
}

// open opens the run that was kept for this visitor, or else what the address asks for.
func (p *page) open(link app.Link) error {
	afresh := func() {
		if err := p.app.Follow(link, p.calm()); err != nil {
			p.unknownLab(link, err)
		} else if link.Lab == "" && link.Shared == "" {
			p.app.ShowFirst()
			if p.stored("welcomed") != "true" {
				p.app.Welcome()
			}
		}
	}
	return p.keeper.restore(p, afresh)
}

// unknownLab shows the first lab in place of one that a link names and nobody knows.
func (p *page) unknownLab(link app.Link, err error) {
	reason := err.Error()
	link.Lab = ""
	if p.app.Follow(link, p.calm()) == nil {
		p.app.Note(reason, true)
	}
}

// loop waits for vugu: each event that a component hears may have changed what is shown.
func (p *page) loop() error {
	for p.renderer.EventWait() {
		p.app.Attend()
		p.app.Touched()
		p.bringFocus()
		p.wake()
	}
	return nil
}

// wake asks for an animation frame, unless one is asked for already.
func (p *page) wake() {
	if p.app.Busy() {
		p.pumpSoon()
	}
	if p.frameAsked {
		return
	}
	p.frameAsked = true
	if _, err := safejs.Global().Call("requestAnimationFrame", p.onFrame.Value()); err != nil {
		panic(err) // no browser without it runs this program
	}
}

const (
	// frameBudget is how much of a frame the world may take: with what is drawn and laid out besides,
	// on average, it leaves a frame of a sixtieth of a second some room.
	frameBudget = 10 * time.Millisecond
	// scoutAfter leaves the first moments of a lab, and the learner's doings, to what is
	// seen of them.
	scoutAfter = 300 * time.Millisecond
)

// within returns a function that says whether the budget from now on still lasts.
func within(budget time.Duration) func() bool {
	end := time.Now().Add(budget)
	return func() bool { return time.Now().Before(end) }
}

// frame is one animation frame: the world goes on, then what has changed is drawn, in tasks of
// its own. The browser lays a frame out in the task that this one is a part of, so all of it
// together would be a long one. While nothing goes on no frame is asked for.
func (p *page) frame() {
	p.frameAsked = false
	now := time.Now()
	p.collector.tune(now)
	switch {
	case p.app.Busy(): // pump is at work
		p.lastRun = now
	case p.awaited() && !p.rested:
		p.rested = true
	default:
		p.rested = false
		p.app.Frame(now.Sub(p.lastRun), within(frameBudget))
		p.lastRun = now
		if p.pace != nil {
			p.pace.Worked(time.Since(now))
		}
	}
	if p.notice(); p.pace.Due(now) {
		p.paintSoon()
	}
	if id := p.app.WantedFocus(); id != "" && (p.moveFocus(id) || !p.app.FocusAgain()) {
		p.app.FocusTaken()
	}
	if p.collector.due(now) {
		p.soon(p.onFull)
	}
	if p.app.Undrawn() && !p.app.Busy() && !p.awaited() && p.app.WantedFocus() == "" && !painting() {
		p.app.Drawn()
	}
	if p.app.Restless() || p.app.Undrawn() || p.pace.Owing() || p.app.WantedFocus() != "" {
		p.wake()
	}
}

// paint draws the parts whose turn it is, and those that the learner waits for soon after.
func (p *page) paint() {
	p.drawAsked = false
	if err := p.pace.Frame(time.Now()); err != nil {
		panic(err)
	}
	if p.pace.Asked() {
		p.paintSoon()
	}
	p.wake()
}

func (p *page) paintSoon() {
	if !p.drawAsked {
		p.drawAsked = true
		p.soon(p.onDraw)
	}
}

// awaited reports whether the learner waits for a drawing: then that alone is the next frame's
// work, so that it is soon there and no task is long. (The one after it is the world's, too:
// who moves the pointer all the time does not stop time.)
func (p *page) awaited() bool {
	d := &p.drawn
	return p.pace != nil && (p.pace.Asked() || d.version != p.app.Version() || d.pointed != p.app.Pointed())
}

// pump does work that was begun also where no frames come: in a tab that nobody sees.
func (p *page) pump() {
	p.soonAsked = false
	if p.app.Work(within(frameBudget)) {
		p.pumpSoon()
	}
	p.wake()
}

func (p *page) pumpSoon() {
	if !p.soonAsked {
		p.soonAsked = true
		p.soon(p.onSoon)
	}
}

// notice takes down what has changed, and so has to be drawn.
func (p *page) notice() {
	d := &p.drawn
	changed := d.version != p.app.Version()
	pointed := d.pointed != p.app.Pointed()
	moved := d.moved != p.app.Moved()
	d.version, d.pointed, d.moved = p.app.Version(), p.app.Pointed(), p.app.Moved()
	if changed {
		p.scores.keep(p)
		p.dress()
	}
	if p.pace == nil { // before the first drawing
		return
	}
	if d.worked != p.app.Worked() {
		d.worked = p.app.Worked()
		p.pace.Again(shell)
	}
	if moved || changed || pointed {
		p.keeper.soon(p)
		p.islands.renew(p)
		p.pace.Owe(changed, changed || pointed)
	}
	if p.app.Resting() {
		p.pace.Settle()
	}
}

// drawShell has vugu draw the shell: it sends the whole tree each time, so it is asked only
// when something in it has changed.
func (p *page) drawShell(changed bool) error {
	if f := p.ui.Fingerprint(); f != p.drawn.shell {
		p.drawn.shell, changed = f, true
	}
	if !changed {
		return nil
	}
	if err := p.renderer.Render(p.build.RunBuild(p.root)); err != nil {
		return fmt.Errorf("drawing the page: %w", err)
	}
	p.dressDialogs()
	p.settle()
	return nil
}

// drawTale writes how the story stands. It changes all the time while the run goes on, and says
// nothing of the rest of the shell.
func (p *page) drawTale(bool) error {
	if count := p.app.CountText(); count != p.drawn.count {
		p.drawn.count = count
		p.setText("count", count)
	}
	if tale := p.app.Tale(); tale != p.drawn.tale {
		p.drawn.tale = tale
		p.setMarkup("tale", tale)
	}
	if s := p.app.Speech(); s != "" {
		p.say(s)
	}
	return nil
}

// drawClock sets the clock. Each time the browser lays it out anew.
func (p *page) drawClock(bool) error {
	if clock := p.ui.Clock(); clock != p.drawn.clock {
		p.drawn.clock = clock
		p.setText("clock", clock)
	}
	return nil
}

// dress sets what of the look stands outside of the shell.
func (p *page) dress() {
	d := &p.drawn
	if theme := p.app.Look().Theme; theme != d.theme {
		p.setTheme(theme)
		d.theme = theme
	}
	if title := p.ui.Title(); title != d.title {
		p.setTitle(title)
		d.title = title
	}
	if lab := p.app.Fragment(); lab != d.lab {
		if d.lab != "" {
			p.setLink(lab)
		}
		d.lab = lab
	}
}
