//go:build js && wasm

package main

import (
	"slices"
	"time"
)

// pace spreads the drawing over the animation frames. While the run goes on by itself, a
// frame draws some of the parts whose turn it is and leaves the others to the next ones, and
// the more the drawing costs the less often it is done: the world has to get on, and the
// page has to hear the learner.
type pace struct {
	parts []*part
	next  int       // whose turn it is
	asked bool      // the learner waits for some of them
	rest  time.Time // nothing is drawn until then, unless the learner waits
}

// part is what is drawn in one go: the shell, or an island.
type part struct {
	name    string // of the island, or shell
	owed    bool   // something has happened since it was drawn
	asked   bool   // the learner has done something since, and waits to see it
	changed bool   // see page.drawShell
	every   time.Duration
	last    time.Time
	draw    func(changed bool) error
}

const (
	// shellEvery and numbersEvery are how seldom the shell's sentences and the panels'
	// numbers are drawn while the run changes them.
	shellEvery   = 250 * time.Millisecond
	numbersEvery = 100 * time.Millisecond
	// drawBudget is how long a frame goes on taking parts on.
	drawBudget = 4 * time.Millisecond
	// restPerDraw leaves drawing a third of the time.
	restPerDraw = 2
)

func newPace(p *page) *pace {
	t := &pace{parts: []*part{{name: shell, every: shellEvery, draw: p.drawShell}}}
	for _, i := range p.islands.list {
		t.parts = append(t.parts, &part{name: i.name, every: i.every, draw: func(bool) error {
			p.islands.update(i)
			return nil
		}})
	}
	return t
}

// owe notes that all parts have to be drawn. asked says that the learner waits for it, and
// the shell, which comes first then, has to be drawn even if it looks unchanged when changed.
func (t *pace) owe(changed, asked bool) {
	if asked {
		t.asked, t.next = true, 0
	}
	for _, part := range t.parts {
		part.owed = true
		part.asked = part.asked || asked
		part.changed = part.changed || changed
	}
}

// shell is the part that vugu draws.
const shell = "shell"

// again notes that a part has more to show than it has just drawn.
func (t *pace) again(name string) {
	for _, part := range t.parts {
		part.owed = part.owed || part.name == name
	}
}

// owing reports whether something has still to be drawn.
func (t *pace) owing() bool {
	for _, part := range t.parts {
		if part.owed {
			return true
		}
	}
	return false
}

// draw draws the parts whose turn it is, as far as the frame's budget goes, but at least
// one.
func (t *pace) draw(now time.Time) error {
	if !t.asked && now.Before(t.rest) {
		return nil
	}
	began := time.Now()
	more := within(drawBudget)
	drawn := false
	for range t.parts {
		part := t.parts[t.next]
		if drawn && !more() {
			break
		}
		t.next = (t.next + 1) % len(t.parts)
		if !part.owed || !part.asked && now.Sub(part.last) < part.every {
			continue
		}
		if err := part.redraw(now); err != nil {
			return err
		}
		drawn = true
	}
	t.asked = slices.ContainsFunc(t.parts, func(part *part) bool { return part.asked })
	if drawn {
		end := time.Now()
		t.rest = end.Add(restPerDraw * end.Sub(began))
	}
	return nil
}

func (p *part) redraw(now time.Time) error {
	changed := p.changed
	p.owed, p.asked, p.changed, p.last = false, false, false, now
	return p.draw(changed)
}
