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
	// restPerDraw leaves drawing a third of the time, where the world needs next to none.
	restPerDraw = 2
	// worldPerRest is how much of a frame the world has to take for a part to rest for once as
	// long as it took: where the world takes 8 ms a frame, a part has a ninth of the time.
	worldPerRest = time.Millisecond
	// heavyWorld is what the world takes of a frame where drawings are put together: the browser
	// has its share of work in each frame in which something has changed, however little it was.
	// They come once in together then, which is every third frame as a rule, and the more seldom
	// the more the world takes: up to every fourth frame.
	heavyWorld   = 4 * time.Millisecond
	together     = 40 * time.Millisecond
	mostTogether = 60 * time.Millisecond
	// worldFrames is over about how many frames that is averaged.
	worldFrames = 8
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
	rest    time.Time // it is not drawn until then, unless the learner waits
}

// Pace says what is drawn in which frame.
type Pace struct {
	clock func() time.Time
	parts []*Part
	next  int           // whose turn it is
	asked bool          // the learner waits for some of them
	rest  time.Time     // nothing is drawn until then, unless the learner waits
	world time.Duration // what the world takes of a frame, of late
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

// Worked notes what the world has taken of a frame: the rest is for drawing, and for the browser,
// which lays out and paints what was drawn.
func (t *Pace) Worked(d time.Duration) { t.world += (d - t.world) / worldFrames }

// Settle has what is owed drawn soon, however seldom that is done otherwise: nothing goes on any
// more, so this is what is looked at from now on.
func (t *Pace) Settle() {
	for _, part := range t.parts {
		part.asked = part.asked || part.owed
		t.asked = t.asked || part.owed
	}
}

// Owing reports whether something has still to be drawn.
func (t *Pace) Owing() bool {
	return slices.ContainsFunc(t.parts, func(part *Part) bool { return part.owed })
}

// Asked reports whether the learner waits for some part.
func (t *Pace) Asked() bool { return t.asked }

// Due reports whether a frame that began at now would draw something.
func (t *Pace) Due(now time.Time) bool {
	return (t.asked || !now.Before(t.rest)) && slices.ContainsFunc(t.parts, func(part *Part) bool { return part.due(now) })
}

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
		if !part.due(now) {
			continue
		}
		before := t.clock()
		if err := part.redraw(now); err != nil {
			return err
		}
		after := t.clock()
		part.rest = after.Add(time.Duration(int64(after.Sub(before)) * int64(t.world) / int64(worldPerRest)))
		drawn = true
	}
	t.asked = slices.ContainsFunc(t.parts, func(part *Part) bool { return part.asked })
	if drawn {
		end := t.clock()
		t.rest = end.Add(restPerDraw * end.Sub(began))
		if next := now.Add(min(together*t.world/heavyWorld, mostTogether)); t.world >= heavyWorld && t.rest.Before(next) {
			t.rest = next
		}
	}
	return nil
}

// due reports whether a part is to be drawn in a frame that began at now.
func (p *Part) due(now time.Time) bool {
	return p.asked || p.owed && now.Sub(p.last) >= p.Every && !now.Before(p.rest)
}

func (p *Part) redraw(now time.Time) error {
	changed := p.changed
	p.owed, p.asked, p.changed, p.last = false, false, false, now
	return p.Draw(changed)
}
