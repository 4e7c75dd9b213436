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
	from, to int  // columns; to is -1 if nobody has the address
	ended    bool // y1 holds
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
	entries []entry
	deepest []float64 // the largest y1 up to each entry: rising, to search in
	open    []int     // entries that have not ended
	pauses  []pause
	last    int64 // the latest instant that has a place
	y       float64
	scale   float64 // pixels a nanosecond; 0: evenly spaced
	usual   int64   // the usual time under way, nanoseconds
	sent    bool    // what happened at last was a sending
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
func (l *timeline) next(list []view.Transfer) (at int64, index int, end, ok bool) {
	at = math.MaxInt64
	for _, i := range l.open {
		if t := &list[i]; t.Fate != view.InFlight && t.EndAt < at {
			at, index, end, ok = t.EndAt, i, true, true
		}
	}
	if n := len(l.entries); n < len(list) && list[n].SentAt < at {
		at, index, end, ok = list[n].SentAt, n, false, true
	}
	return at, index, end, ok
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
func (l *timeline) step(list []view.Transfer) (index int, end, ok bool) {
	at, index, end, ok := l.next(list)
	if !ok {
		return 0, false, false
	}
	sentY := 0.0
	if end {
		sentY = l.entries[index].y0
	}
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
	if !end {
		l.entries = append(l.entries, entry{y0: l.y, y1: l.y})
		l.deepest = append(l.deepest, l.y)
		l.open = append(l.open, index)
		return index, false, true
	}
	e := &l.entries[index]
	e.y1, e.ended = l.y, true
	for k, i := range l.open {
		if i == index {
			l.open = append(l.open[:k], l.open[k+1:]...)
			break
		}
	}
	for i := index; i < len(l.deepest) && l.deepest[i] < l.y; i++ {
		l.deepest[i] = l.y
	}
	return index, true, true
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
