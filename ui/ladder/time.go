package ladder

import (
	"math"
	"sort"

	"playnet/core/view"
)

// Distances down the page, in pixels at text scale 1.
const (
	top       = 14.0 // above the first instant
	afterSend = 15.0 // evenly spaced: from a sending to the next one
	afterEnd  = 10.0 // from an arrival to a sending
	drop      = 28.0 // how far an arrow falls at least
	quiet     = 26.0 // where nothing happens for long
	typical   = 36.0 // to scale: what the usual time under way becomes
	longest   = 72.0 // to scale: a longer pause is cut down to this
	bottom    = 30.0 // below the present instant
)

// entry is one transfer of the ladder.
type entry struct {
	y0, y1   float64
	left     float64 // of a band: down to where its segments are sent
	right    float64 // and from where on they arrive
	from, to int     // columns; to is -1 if nobody has the address
	ended    bool    // y1 holds
	label    label
	kept     kept
}

// pause is a stretch in which nothing happened, drawn shorter than it was.
type pause struct {
	y, h float64
	span int64 // nanoseconds
}

// timeline is what has been laid out so far, from the top down to the instant last.
type timeline struct {
	entries []entry   // of each rung
	deepest []float64 // the largest y1 up to each entry: rising, to search in
	open    []int     // entries that have not ended
	pauses  []pause
	last    int64 // the latest instant that has a place
	y       float64
	scale   float64 // pixels a nanosecond; 0: evenly spaced
	usual   int64   // the usual time under way, nanoseconds
	sent    bool    // what happened at last was a sending
	times   []int64 // instants that have a place, rising, and
	places  []float64
}

// usualTime is the median of the first transfers' times under way: with it, ladders
// of microseconds and of seconds look alike. It is settled when they have ended, so
// that it does not change while the run goes on.
func usualTime(list []view.Transfer) (usual int64, settled bool) {
	const enough = 8
	settled = len(list) >= enough
	var times []int64
	for i := range list[:min(enough, len(list))] {
		switch t := &list[i]; {
		case t.Fate == view.InFlight:
			settled = false
		case t.EndAt > t.SentAt:
			times = append(times, t.EndAt-t.SentAt)
		}
	}
	if len(times) == 0 {
		return 0, settled
	}
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	return times[len(times)/2], settled
}

// next returns the earliest instant that has no place yet: that of a sending, or of
// an open entry's end (which goes first: an answer starts after what it answers).
func (l *timeline) next(rungs []rung) (index int, end, ok bool) {
	at := int64(math.MaxInt64)
	for _, i := range l.open {
		if r := &rungs[i]; r.over && r.since < at {
			at, index, end, ok = r.since, i, true, true
		}
	}
	if n := len(l.entries); n < len(rungs) && rungs[n].t.SentAt < at {
		index, end, ok = n, false, true
	}
	return index, end, ok
}

// place returns where an instant stands that lies before the latest one that has a place.
func (l *timeline) place(at int64) float64 {
	i := sort.Search(len(l.times), func(i int) bool { return l.times[i] >= at })
	switch {
	case i == len(l.times):
		return l.y
	case i == 0 || l.times[i] == at:
		return l.places[i]
	}
	share := float64(at-l.times[i-1]) / float64(l.times[i]-l.times[i-1])
	return l.places[i-1] + share*(l.places[i]-l.places[i-1])
}

// note remembers where the latest instant stands.
func (l *timeline) note() {
	if n := len(l.times); n > 0 && l.times[n-1] == l.last {
		l.places[n-1] = l.y
		return
	}
	l.times, l.places = append(l.times, l.last), append(l.places, l.y)
}

// fall returns how far below the last instant an instant stands.
func (l *timeline) fall(at int64, end bool, sentY float64) (dy float64, cut bool) {
	passed := at - l.last
	if len(l.entries) == 0 {
		return 0, false
	}
	if l.scale > 0 {
		if dy = l.scale * float64(passed); dy > longest {
			return longest, true
		}
		return dy, false
	}
	if end {
		return math.Max(l.y+afterEnd, sentY+drop) - l.y, false
	}
	dy = afterEnd
	if l.sent {
		dy = afterSend
	}
	if len(l.open) == 0 && passed > 20*max(l.usual, 1) {
		return dy + quiet, true
	}
	return dy, false
}

// step gives the next instant its place. It returns the entry that has begun or
// ended there, and false if there is none.
func (l *timeline) step(rungs []rung) (index int, end, ok bool) {
	index, end, ok = l.next(rungs)
	if !ok {
		return 0, false, false
	}
	r := &rungs[index]
	if !end {
		l.advance(r.t.SentAt, false, 0)
		l.entries = append(l.entries, entry{y0: l.y, y1: l.y})
		l.deepest = append(l.deepest, l.y)
		l.open = append(l.open, index)
		return index, false, true
	}
	e := &l.entries[index]
	if r.t.EndAt >= l.last {
		l.advance(r.t.EndAt, true, e.y0)
		e.y1 = l.y
	} else {
		// That it was the end of a message showed only later, when others had their places.
		e.y1 = l.place(r.t.EndAt)
		if l.scale == 0 {
			e.y1 = math.Max(e.y1, e.y0+drop)
		}
		l.y = math.Max(l.y, e.y1)
	}
	l.note()
	e.ended = true
	if r.band() {
		e.left = math.Min(l.place(r.lastSent), e.y1)
		e.right = math.Max(l.place(r.firstEnd), e.y0)
	}
	for k, i := range l.open {
		if i == index {
			l.open = append(l.open[:k], l.open[k+1:]...)
			break
		}
	}
	for i := index; i < len(l.deepest) && l.deepest[i] < e.y1; i++ {
		l.deepest[i] = e.y1
	}
	return index, true, true
}

// advance moves the latest instant on.
func (l *timeline) advance(at int64, end bool, sentY float64) {
	dy, cut := l.fall(at, end, sentY)
	if cut {
		h := dy
		if l.scale == 0 {
			h = quiet
		}
		l.pauses = append(l.pauses, pause{l.y + 5, h - 5, at - l.last})
	}
	l.y += dy
	l.last, l.sent = at, !end
	l.note()
}

// window returns the entries that may reach into the stretch from y to bottom:
// those from first to below end.
func (l *timeline) window(y, bottom float64) (first, end int) {
	first = sort.SearchFloat64s(l.deepest, y)
	end = sort.Search(len(l.entries), func(i int) bool { return l.entries[i].y0 > bottom })
	for _, i := range l.open {
		first = min(first, i) // an open entry reaches down to the present
	}
	return first, end
}
