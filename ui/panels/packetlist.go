package panels

import "math"

// RowHeight is the height of a line of the packet list, in pixels; the style sheet holds
// the same number.
const RowHeight = 28

// Browsers draw no element that is higher than some millions of pixels (Firefox: 17.9
// million), and a run may have more lines than that. So from some length on what is
// scrolled is lower than the lines would be: at both ends it is as they are, in between it
// is compressed. Who turns the wheel moves by as many pixels as ever; who drags the bar's
// thumb moves in proportion.
const (
	tallest = 6_000_000 // pixels of what is scrolled, at most
	endZone = 1_000_000 // pixels at either end that are as they are
)

// packetList is how the packet list is scrolled.
type packetList struct {
	top  float64 // which pixel of all lines stands at the upper edge
	real float64 // how far the browser has scrolled, as far as it said
	want float64 // how far it has to be scrolled
	away bool    // the learner has scrolled away from the end, which it else follows
	seen uint64  // the selected frame that was brought into view last

	rows int     // of the last drawing
	view float64 // how much of the lines shows, in pixels
}

func (l *packetList) total() float64 { return float64(l.rows) * RowHeight }

// height is the height of what is scrolled.
func (l *packetList) height() float64 { return min(l.total(), tallest) }

// last is the top of the list scrolled to its end.
func (l *packetList) last() float64 { return max(l.total()-l.view, 0) }

// scrollOf returns how far the browser has to be scrolled for a top.
func (l *packetList) scrollOf(top float64) float64 {
	long, short := l.total()-l.view, l.height()-l.view
	switch {
	case long <= short || top <= endZone:
		return top
	case top >= long-endZone:
		return short - (long - top)
	}
	return endZone + (top-endZone)/(long-2*endZone)*(short-2*endZone)
}

// topOf is the reverse of scrollOf.
func (l *packetList) topOf(scroll float64) float64 {
	long, short := l.total()-l.view, l.height()-l.view
	switch {
	case long <= short || scroll <= endZone:
		return scroll
	case scroll >= short-endZone:
		return long - (short - scroll)
	}
	return endZone + (scroll-endZone)/(short-2*endZone)*(long-2*endZone)
}

// compressed reports whether a place in what is scrolled is.
func (l *packetList) compressed(scroll float64) bool {
	return l.total() > tallest && scroll > endZone && scroll < l.height()-l.view-endZone
}

// atEnd is how near to its end, in pixels, the list still counts as scrolled there.
const atEnd = 2

// aPage is how many times what shows the wheel moves at once, at most: what is further is a
// drag of the thumb.
const aPage = 4

// scrolled takes how far the browser has scrolled, and reports whether that is news.
func (l *packetList) scrolled(to float64) bool {
	if math.Abs(to-l.want) < 1 {
		l.real = to
		return false // what was asked of it, reported back
	}
	by := to - l.real
	l.real, l.want = to, to
	if math.Abs(by) > aPage*l.view || !l.compressed(to) && !l.compressed(l.scrollOf(l.top)) {
		l.top = l.topOf(to)
	} else {
		l.top += by
		if at := l.scrollOf(l.top); !l.compressed(to) || !l.compressed(at) {
			l.want = at // the two have drifted apart, and an end is near
		}
	}
	l.top = min(max(l.top, 0), l.last())
	l.away = l.top < l.last()-atEnd
	return true
}

// show scrolls as little as it takes to bring a line into view.
func (l *packetList) show(row int) {
	y := float64(row) * RowHeight
	if y < l.top || y+RowHeight > l.top+l.view {
		l.top = min(y, max(l.top, y+RowHeight-l.view))
		l.away = l.top < l.last()-atEnd
	}
	l.want = l.scrollOf(l.top)
}

// lay takes how many lines there are and how much of them shows, and returns which lines
// are to be drawn and where the first of them stands.
func (l *packetList) lay(rows int, view float64) (first, last int, y float64) {
	drift := l.want - l.scrollOf(l.top)
	l.rows, l.view = rows, max(view, RowHeight)
	if !l.away {
		l.top = l.last()
	}
	l.top = min(l.top, l.last())
	if at := l.scrollOf(l.top); l.compressed(at) && math.Abs(drift) > 1 && l.away {
		l.want = min(l.want, l.height()-l.view)
	} else {
		l.want = at
	}
	const margin = 6 // lines beyond the edges: the browser scrolls before we hear of it
	first = max(int(l.top)/RowHeight-margin, 0)
	last = min(int(l.top+l.view)/RowHeight+1+margin, rows)
	y = l.want + float64(first)*RowHeight - l.top
	for y < 0 { // drifted: there is no room for these above
		first++
		y += RowHeight
	}
	return first, last, y
}

// page is how many lines show at once.
func (l *packetList) page() int { return max(int(l.view)/RowHeight-1, 1) }
