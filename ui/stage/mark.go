package stage

import (
	"math"
	"strconv"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
)

// mark is what a message leaves beside its line: its number and its direction, as
// the numbered arrows of a textbook's figure. A lost one leaves a cross.
type mark struct {
	transfer *view.Transfer
	at       scene.Point // the middle of the number
	foot     scene.Point // the middle of the arrow
	dx, dy   float64     // the direction of the message
	box      scene.Box   // around the number
	node     *scene.Node
}

// mostMarks is how many marks stand on the picture: the youngest.
const mostMarks = 32

// marksKey says for what the marks were placed: they change with the trace alone.
type marksKey struct {
	selected string
	position uint64
	layout   *layout
	list     int
	last     uint64
	signs    string // the pairs that have a sign of their connections
}

// placeMarks places the marks of the messages that have arrived or were lost.
func (s *Stage) placeMarks(in *In) []mark {
	key := marksKey{selected: in.Selected, position: in.Snapshot.Position, layout: s.layout, list: len(in.Transfers), signs: s.signsKey()}
	if n := len(in.Transfers); n > 0 {
		key.last = in.Transfers[n-1].Frame
	}
	if key == s.marksFor {
		return s.marks
	}
	s.marksFor, s.marks = key, s.marks[:0]
	var ended []*view.Transfer
	window := in.Transfers[max(0, len(in.Transfers)-4*mostMarks):]
	act := act(window)
	for i := len(window) - 1; i >= 0 && len(ended) < mostMarks; i-- {
		t := &window[i]
		if i < act && in.Selected != FrameKey+strconv.FormatUint(t.Frame, 10) {
			continue // its number belongs to an earlier figure
		}
		if t.Fate == view.Lost || t.Fate == view.Delivered && t.Number > 0 {
			ended = append(ended, t)
		}
	}
	for i := len(ended) - 1; i >= 0; i-- { // oldest first: they keep their places
		if m, ok := s.placeMark(ended[i], in); ok {
			m.node = m.draw(s.layout, in)
			s.marks = append(s.marks, m)
		}
	}
	return s.marks
}

// act returns where what is now to be seen began: with the last first message that was sent
// when nothing else was under way. Each look-up is counted from 1: two of them on one picture
// would have each number twice.
func act(list []view.Transfer) int {
	begin, busy := 0, int64(-1) // busy: until when the messages so far are under way
	for i := range list {
		t := &list[i]
		if t.Number == 1 && t.SentAt > busy {
			begin = i
		}
		end := t.EndAt
		if t.Fate == view.InFlight {
			end = 1<<63 - 1
		}
		busy = max(busy, end)
	}
	return begin
}

// placeMark looks for a free place, from the middle of the line (or where the frame
// was lost) outwards; to the right of the way, on it, to its left.
func (s *Stage) placeMark(t *view.Transfer, in *In) (mark, bool) {
	r, _, ok := s.route(t.From, t.To)
	if !ok {
		return mark{}, false
	}
	l := s.layout
	step := l.spread * 0.5 / math.Max(1, r.length())
	middle := 0.5
	if t.Fate == view.Lost {
		middle = flight.LostAt(t, s.hostOf(t.From), s.hostOf(t.To))
	}
	w := math.Max(2*l.mark, in.Metrics.Width(strconv.Itoa(t.Number), scene.Bold, l.markText())+l.mark*0.9)
	margin := math.Min(0.5, l.mark*0.6/math.Max(1, r.length()))
	// To the right of the direction, as on a road: question and answer stand on either
	// side of the line. Else to its left, else on it.
	for _, side := range []float64{1, -1, 0} {
		for k := range 48 {
			share := middle + float64((k+1)/2)*step*float64(1-2*(k%2))
			if share < margin || share > 1-margin {
				continue
			}
			p, dx, dy, _ := s.place(t.From, t.To, share)
			reach := math.Abs(dy)*w/2 + math.Abs(dx)*l.mark + 2*l.lane()
			m := mark{transfer: t, at: p.Add(-dy*side*reach, dx*side*reach), dx: dx, dy: dy}
			m.foot = p.Add(-dy*side*l.lane(), dx*side*l.lane())
			m.box = scene.BoxAround(m.at, w+3, 2*l.mark+3)
			if s.fits(&m) {
				return m, true
			}
		}
	}
	return mark{}, false
}

// fits reports whether a mark covers nothing and is not covered.
func (s *Stage) fits(m *mark) bool {
	l := s.layout
	if !l.holds(m.box) || overlapsAny(m.box, l.cards) || l.hitsCaption(m.box) {
		return false
	}
	shaft := m.shaft(l.mark)
	for i := range s.signs {
		if b := s.signs[i].room; b.W > 0 && (m.box.Overlaps(b) || overlapsAny(b, shaft[:])) {
			return false
		}
	}
	for i := range s.marks {
		other := &s.marks[i]
		if m.box.Overlaps(other.box) || overlapsAny(m.box, shaftList(other, l)) || overlapsAny(other.box, shaft[:]) {
			return false
		}
	}
	return true
}

func shaftList(m *mark, l *layout) []scene.Box {
	s := m.shaft(l.mark)
	return s[:]
}

// shaft is where the arrow lies, as small boxes.
func (m *mark) shaft(size float64) [3]scene.Box {
	var list [3]scene.Box
	for i := range list {
		far := float64(i-1) * size * 1.4
		list[i] = scene.BoxAround(m.foot.Add(m.dx*far, m.dy*far), size*0.5, size*0.5)
	}
	return list
}

// lane is how far from its line an arrow runs.
func (l *layout) lane() float64 { return l.mark * 0.42 }

// markText is the size of a mark's number.
func (l *layout) markText() float64 { return l.mark * 1.15 }

func (s *Stage) hostOf(name string) *view.Host {
	if i, ok := s.layout.index[name]; ok {
		return s.layout.members[i].host
	}
	return nil
}

// drawMarks draws the marks, but for those that a message in flight passes over.
func (s *Stage) drawMarks(in *In, pills []pill) *scene.Node {
	g := scene.New("g", "marks")
	marks := s.placeMarks(in)
	for k := range marks {
		m, hidden := &marks[k], false
		for i := range pills {
			hidden = hidden || pills[i].box.Overlaps(m.box)
		}
		if !hidden {
			g.Add(m.node)
		}
	}
	return g
}

func (m *mark) draw(l *layout, in *In) *scene.Node {
	t := m.transfer
	id := strconv.FormatUint(t.Frame, 10)
	says := flight.Says(t)
	class := "mark " + flight.Class(t)
	if t.Reply {
		class += " reply"
	}
	if t.Fate == view.Lost {
		class += " lost"
	}
	if in.Selected == FrameKey+id {
		class += " selected"
	}
	g := scene.New("g", id).Class(class).Press(FrameKey+id, says).Add(scene.Title(says))
	w := m.box.W - 3
	body := scene.BoxAround(m.at, w, 2*l.mark)
	g.Add(scene.Rect("ring", "ring", body.Grow(2.5), l.mark+2.5))
	if t.Fate == view.Lost && t.Number == 0 {
		return g.Add(cross(m.at, l.mark*0.7))
	}
	g.Add(m.arrow(l.mark), scene.Rect("body", "body", body, l.mark))
	size := l.markText()
	g.Add(scene.Label("number", "number", strconv.Itoa(t.Number), m.at.X, m.at.Y+size*0.36).
		Num("font-size", size).Set("text-anchor", "middle"))
	return g
}

// cross is where something ended.
func cross(c scene.Point, r float64) *scene.Node {
	n := scene.Number
	return scene.Path("cross", "cross", "M"+n(c.X-r)+" "+n(c.Y-r)+"L"+n(c.X+r)+" "+n(c.Y+r)+"M"+n(c.X+r)+" "+n(c.Y-r)+"L"+n(c.X-r)+" "+n(c.Y+r))
}

// arrow is the direction of the message, along its line; that of a lost one ends in
// a cross.
func (m *mark) arrow(size float64) *scene.Node {
	half, wing := size*1.7, size*0.45
	from, tip := m.foot.Add(-m.dx*half, -m.dy*half), m.foot.Add(m.dx*half, m.dy*half)
	n := scene.Number
	g := scene.New("g", "arrow").Class("arrow").Add(
		scene.Path("", "shaft", "M"+n(from.X)+" "+n(from.Y)+"L"+n(tip.X)+" "+n(tip.Y)))
	if m.transfer.Fate == view.Lost {
		return g.Add(cross(tip, size*0.5))
	}
	a := tip.Add(-m.dx*wing-m.dy*wing*0.8, -m.dy*wing+m.dx*wing*0.8)
	b := tip.Add(-m.dx*wing+m.dy*wing*0.8, -m.dy*wing-m.dx*wing*0.8)
	return g.Add(scene.Path("", "head", "M"+n(a.X)+" "+n(a.Y)+"L"+n(tip.X)+" "+n(tip.Y)+"L"+n(b.X)+" "+n(b.Y)))
}
