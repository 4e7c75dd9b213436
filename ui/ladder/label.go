package ladder

import (
	"math"
	"strconv"
	"unicode/utf8"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// Sizes at text scale 1.
const (
	textSize   = 11.5
	numberSize = 10.0
	timeSize   = 10.5
	labelH     = 16.0
	dotR       = 3.2
)

// label is what is written on an arrow: the number in a badge and the summary, or
// as much of them as there was room for.
type label struct {
	box    scene.Box // of the text, and of the badge before it; empty: no label
	badgeW float64   // 0: no number here
	number string
	text   string
	tip    scene.Box // in flight: of the number, which rides on the arrow's tip
	folds  string    // what the mark says that folds or unfolds it: see rung.folds
	foldsW float64   // room for the mark, at the label's right end
}

// empty reports whether there was no room for anything.
func (b *label) empty() bool { return b.number == "" && b.text == "" }

// memory is how many of the youngest boxes a new label is kept clear of. Older ones
// stand further up.
const memory = 160

// placeLabel finds room on an arrow: in its middle first, then towards its ends; the
// whole summary first, then less of it, then the number alone.
func (l *Ladder) placeLabel(n line, t *view.Transfer, folds string) label {
	k := l.k()
	out := label{folds: folds}
	if folds != "" {
		out.foldsW = l.metrics.Width(folds, scene.Plain, numberSize*k) + 12*k
	}
	if t.Number > 0 {
		out.number = strconv.Itoa(t.Number)
		out.badgeW = math.Max(labelH*k, l.metrics.Width(out.number, scene.Bold, numberSize*k)+7*k)
	}
	room := math.Abs(n.end.X-n.a.X) - 2*(dotR+4)*k
	shares := []float64{0.5, 0.36, 0.64, 0.24, 0.76}
	if n.self {
		room, shares = l.columnWidth()*0.5, shares[:1]
	}
	for _, part := range []float64{1, 0.6, 0.35, 0} {
		out.text = l.words(flight.Summary(t), room*part-out.badgeW-out.foldsW-8*k)
		if out.text == "" && out.number == "" && folds == "" {
			return label{}
		}
		w := out.badgeW + out.foldsW
		if out.text != "" {
			w += l.metrics.Width(out.text, scene.Plain, textSize*k) + 8*k
		}
		if w > room {
			continue
		}
		for _, share := range shares {
			c := n.a.Toward(n.end, share)
			if n.self {
				c.X += w/2 + 26*k
			}
			out.box = scene.BoxAround(c, w, labelH*k)
			slack := math.Abs(n.end.X-n.a.X)/2 - math.Abs(c.X-(n.a.X+n.end.X)/2) - (dotR+4)*k
			if !n.self && slack < w/2 {
				continue // it would reach over the arrow's end
			}
			if l.isFree(out.box) {
				return out
			}
		}
	}
	return l.markAlone(n, folds, out.foldsW)
}

// markAlone finds room for the mark that folds or unfolds a message where there is none for
// its words: it has to be somewhere.
func (l *Ladder) markAlone(n line, folds string, w float64) label {
	if folds == "" {
		return label{}
	}
	out := label{folds: folds, foldsW: w}
	for _, share := range [...]float64{0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88, 0.5} {
		out.box = scene.BoxAround(n.a.Toward(n.end, share), w, labelH*l.k())
		if l.isFree(out.box) {
			break
		}
	}
	return out
}

// words is what fits of a summary: a beginning that says something, or its first word.
func (l *Ladder) words(summary string, room float64) string {
	size := textSize * l.k()
	fitted := l.metrics.Fit(summary, scene.Plain, size, room)
	if first := flight.First(summary); first != summary && fitted != summary && utf8.RuneCountInString(fitted) < utf8.RuneCountInString(first)+6 {
		return l.metrics.Fit(first, scene.Plain, size, room)
	}
	return fitted
}

// flyingLabel writes on an arrow in flight: the number rides on the tip, and the
// summary stands on the longer of the two parts of the way, behind or before it.
func (l *Ladder) flyingLabel(n line, t *view.Transfer) (out label) {
	k := l.k()
	out = label{tip: scene.BoxAround(n.b, 2*dotR*k, 2*dotR*k)}
	if t.Number > 0 {
		out.number = strconv.Itoa(t.Number)
		w := math.Max(labelH*k, l.metrics.Width(out.number, scene.Bold, numberSize*k)+7*k)
		out.tip = scene.BoxAround(n.b, w, labelH*k)
	}
	if !l.isFree(out.tip) {
		out.number = "" // the dot must do where others are in the way
	}
	defer func() { l.flying = append(l.flying, out.tip, out.box) }()
	if n.self {
		return out
	}
	edge := (dotR + 4) * k
	from, to, tipFirst := n.a, n.b, false
	if n.b.Distance(n.end) > n.a.Distance(n.b) {
		from, to, tipFirst = n.b, n.end, true
	}
	room := math.Abs(to.X-from.X) - out.tip.W/2 - edge
	// The middle of what the tip and the dot leave free.
	c := from.Toward(to, 0.5)
	shift := math.Copysign((out.tip.W/2-edge)/2, to.X-from.X)
	if tipFirst {
		c.X += shift
	} else {
		c.X -= shift
	}
	for _, part := range []float64{1, 0.6} {
		words := l.words(flight.Summary(t), room*part-8*k)
		if words == "" {
			continue
		}
		box := scene.BoxAround(c, l.metrics.Width(words, scene.Plain, textSize*k)+8*k, labelH*k)
		if l.isFree(box) && !box.Overlaps(out.tip) && box.Bottom() <= l.foot {
			out.box, out.text = box, words
			return out
		}
	}
	return out
}

func (l *Ladder) isFree(b scene.Box) bool {
	if b.X < 1 || b.Right() > l.contentWidth()-1 || b.Y < 1 {
		return false
	}
	for _, f := range l.flying {
		if f.Overlaps(b) {
			return false
		}
	}
	for i := len(l.placed) - 1; i >= 0 && i >= len(l.placed)-memory; i-- {
		if l.placed[i].Overlaps(b) {
			return false
		}
	}
	return true
}

// take keeps the room of a label and of its arrow's dots from later labels.
func (l *Ladder) take(b label, n line) {
	if b.box.W > 0 {
		l.placed = append(l.placed, b.box.Grow(1))
	}
	r := dotR * l.k()
	l.placed = append(l.placed, scene.BoxAround(n.a, 2*r, 2*r), scene.BoxAround(n.end, 2*r, 2*r))
	if len(l.placed) > 8*memory {
		l.placed = append([]scene.Box(nil), l.placed[len(l.placed)-memory:]...)
	}
}

// placePauses keeps the room of the pauses' texts.
func (l *Ladder) placePauses() {
	for ; l.pausesUp < len(l.pauses); l.pausesUp++ {
		l.placed = append(l.placed, l.pauseBox(l.pauses[l.pausesUp]).Grow(1))
	}
}

// pauseBox is where the text of a pause stands.
func (l *Ladder) pauseBox(p pause) scene.Box {
	w := l.metrics.Width(pauseText(p), scene.Plain, timeSize*l.k())
	return scene.Box{X: l.gutter() + 8*l.k(), Y: p.y + p.h/2 - 7*l.k(), W: w + 8*l.k(), H: 14 * l.k()}
}

func pauseText(p pause) string { return text.T("ladder.gap", "span", text.Span(p.span)) }
