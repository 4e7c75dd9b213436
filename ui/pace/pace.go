// Package pace spreads the drawing of the page over the animation frames. While the run
// goes on by itself, a frame draws some of the parts whose turn it is and leaves the others
// to the next ones, and the more the drawing costs the less often it is done: the world has
// to get on, and the page has to hear the learner.
package pace

import (
	"slices"
	"time"
)

const (
	// drawBudget is how long a frame goes on taking parts on.
	drawBudget = 4 * time.Millisecond
	// restPerDraw leaves drawing a third of the time.
	restPerDraw = 2
)

// Part is what is drawn in one go: the shell, or an island.
type Part struct {
	Name string
	// Every is how seldom it is drawn while the run changes it. What the learner asks
	// for does not wait for it.
	Every time.Duration
	// Draw draws it. changed: it has to be drawn even if it looks unchanged.
	Draw func(changed bool) error

	owed    bool // something has happened since it was drawn
	asked   bool // the learner has done something since, and waits to see it
	changed bool
	last    time.Time
}

// Pace says what is drawn in which frame.
type Pace struct {
	clock func() time.Time
	parts []*Part
	next  int       // whose turn it is
	asked bool      // the learner waits for some of them
	rest  time.Time // nothing is drawn until then, unless the learner waits
}

// New returns the pace of parts. The first of them comes first when the learner waits.
// clock tells the time, which passes while a part is drawn.
func New(clock func() time.Time, parts ...*Part) *Pace { return &Pace{clock: clock, parts: parts} }

// Owe notes that all parts have to be drawn. asked says that the learner waits for it;
// changed is handed on to [Part.Draw].
func (t *Pace) Owe(changed, asked bool) {
	if asked {
		t.asked, t.next = true, 0
	}
	for _, part := range t.parts {
		part.owed = true
		part.asked = part.asked || asked
		part.changed = part.changed || changed
	}
}

// Again notes that a part has more to show than it has just drawn.
func (t *Pace) Again(name string) {
	for _, part := range t.parts {
		part.owed = part.owed || part.Name == name
	}
}

// Ask notes that the learner waits to see a part.
func (t *Pace) Ask(name string) {
	for _, part := range t.parts {
		if part.Name == name {
			part.owed, part.asked, t.asked = true, true, true
		}
	}
}

// Owing reports whether something has still to be drawn.
func (t *Pace) Owing() bool {
	return slices.ContainsFunc(t.parts, func(part *Part) bool { return part.owed })
}

// Asked reports whether the learner waits for some part.
func (t *Pace) Asked() bool { return t.asked }

// Frame draws the parts whose turn it is in a frame that began at now, as far as the
// frame's budget goes, but at least one.
func (t *Pace) Frame(now time.Time) error {
	if !t.asked && now.Before(t.rest) {
		return nil
	}
	began := t.clock()
	drawn := false
	for range t.parts {
		part := t.parts[t.next]
		if drawn && t.clock().Sub(began) >= drawBudget {
			break
		}
		t.next = (t.next + 1) % len(t.parts)
		if !part.owed || !part.asked && now.Sub(part.last) < part.Every {
			continue
		}
		if err := part.redraw(now); err != nil {
			return err
		}
		drawn = true
	}
	t.asked = slices.ContainsFunc(t.parts, func(part *Part) bool { return part.asked })
	if drawn {
		end := t.clock()
		t.rest = end.Add(restPerDraw * end.Sub(began))
	}
	return nil
}

func (p *Part) redraw(now time.Time) error {
	changed := p.changed
	p.owed, p.asked, p.changed, p.last = false, false, false, now
	return p.Draw(changed)
}
