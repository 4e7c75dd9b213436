package stage

import (
	"math"
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
)

// pill is a message in flight: a round head with its number, at the place where it
// is, and beside it as much of its summary as there is room for.
type pill struct {
	frame    *view.Frame
	transfer *view.Transfer // nil: not in the list of transfers
	from, to string
	at       scene.Point // the middle of the head
	head     scene.Box
	box      scene.Box // head and label
	label    string
	textX    float64
	size     float64 // of the number
	crowded  bool    // too many at one place: a dot must do
	stream   *stream // all that it stands for; nil: one message
}

// pills places the messages in flight, oldest first.
func (s *Stage) pills(in *In) []pill {
	frames := in.Snapshot.Frames
	if len(frames) == 0 {
		return nil
	}
	l := s.layout
	list := make([]pill, 0, len(frames))
	taken := make([]scene.Box, 0, len(frames))
	streams, streamOf := s.streams(in)
	for i := range streams {
		if p, ok := s.pillOf(&streams[i], in, taken); ok {
			if !p.crowded {
				taken = append(taken, p.head)
			}
			list = append(list, p)
		}
	}
	for i := range frames {
		f := &frames[i]
		if in.Now < f.SentAt || streamOf != nil && streamOf[i] >= 0 {
			continue
		}
		p := pill{frame: f, transfer: in.flying(f.ID, i), from: f.From, to: f.To}
		center, dx, dy, ok := s.place(f.From, f.To, flight.Progress(f, in.Now))
		if !ok {
			if center, dx, dy, ok = l.intoTheVoid(f, in.Now); !ok {
				continue
			}
		}
		p.setHead(l, center, dx, dy, taken, in.Metrics)
		if !p.crowded {
			taken = append(taken, p.head)
		}
		list = append(list, p)
	}
	for i := range list {
		if p := &list[i]; !p.crowded {
			p.setLabel(l, taken, in.Metrics)
			taken[indexOf(taken, p.head)] = p.box
		}
	}
	return list
}

func indexOf(list []scene.Box, b scene.Box) int {
	for i := range list {
		if list[i] == b {
			return i
		}
	}
	return -1
}

// flying returns the transfer of the snapshot's i-th frame; nil if it was not given.
func (in *In) flying(frame uint64, i int) *view.Transfer {
	if i < len(in.Flying) && in.Flying[i].Frame == frame {
		return &in.Flying[i]
	}
	return nil
}

// intoTheVoid places a frame that nobody will receive: it leaves its host towards
// the middle of the picture.
func (l *layout) intoTheVoid(f *view.Frame, now int64) (p scene.Point, dx, dy float64, ok bool) {
	i, ok := l.index[f.From]
	if !ok || f.To == f.From {
		return p, 0, 0, false
	}
	middle := scene.Point{X: l.width / 2, Y: l.height / 2}
	center := l.cards[i].Center()
	if center.Distance(middle) < 1 {
		middle = middle.Add(1, 0)
	}
	from := border(l.cards[i].Grow(l.clear()), center, middle)
	d := math.Max(1, from.Distance(middle))
	dx, dy = (middle.X-from.X)/d, (middle.Y-from.Y)/d
	return from.Toward(middle, math.Min(1, 60/d)*flight.Progress(f, now)), dx, dy, true
}

func (p *pill) number() string {
	if p.stream != nil {
		return strconv.Itoa(p.stream.count) + "×"
	}
	if p.transfer == nil || p.transfer.Number == 0 {
		return ""
	}
	return strconv.Itoa(p.transfer.Number)
}

// setHead places the head on the line, or beside it where others are in the way.
func (p *pill) setHead(l *layout, c scene.Point, dx, dy float64, taken []scene.Box, m *scene.Metrics) {
	p.size = l.label * 0.92
	if w := m.Width(p.number(), scene.Bold, 1); w > 0 {
		p.size = math.Max(l.label*0.7, math.Min(p.size, l.pill*0.84/w))
	}
	// Round, if the number is not too long for that.
	w := math.Max(l.pill, m.Width(p.number(), scene.Bold, p.size)+l.pill*0.16)
	step := l.pill + 2
	for k := range 9 {
		// 0, then to either side, step by step.
		far := float64((k+1)/2) * step
		if k%2 == 0 {
			far = -far
		}
		at := c.Add(-dy*far, dx*far)
		box := scene.BoxAround(at, w, l.pill)
		if (k > 0 || w > l.pill) && (!l.holds(box) || overlapsAny(box, l.cards) || l.hitsCaption(box)) {
			continue
		}
		if !overlapsAny(box, taken) {
			p.at, p.head, p.box = at, box, box
			return
		}
	}
	p.at, p.crowded = c, true
	p.head = scene.BoxAround(c, 6, 6)
	p.box = p.head
}

func (l *layout) holds(b scene.Box) bool {
	return scene.Box{W: l.width, H: l.height}.Grow(-1).Holds(b)
}

func overlapsAny(b scene.Box, list []scene.Box) bool {
	for i := range list {
		if b.Overlaps(list[i]) {
			return true
		}
	}
	return false
}

// summary is what the label says.
func (p *pill) summary() string {
	if p.transfer != nil && p.transfer.Summary != "" {
		return flight.Summary(p.transfer)
	}
	return strings.ToUpper(p.frame.Protocol)
}

// setLabel finds room for the summary beside the head: all of it, a part, its first
// word; to the right or to the left. The steps are few, so that a label does not
// flicker while it moves.
func (p *pill) setLabel(l *layout, taken []scene.Box, m *scene.Metrics) {
	whole := p.summary()
	first := flight.First(whole)
	inset := l.pill * 0.3
	for _, try := range []string{
		m.Fit(whole, scene.Plain, l.label, l.longest),
		m.Fit(whole, scene.Plain, l.label, l.longest*0.55),
		m.Fit(first, scene.Plain, l.label, l.longest*0.35),
	} {
		if try == "" {
			continue
		}
		w := p.head.W + m.Width(try, scene.Plain, l.label) + inset*1.6
		right := scene.Box{X: p.head.X, Y: p.head.Y, W: w, H: p.head.H}
		left := right
		left.X = p.head.Right() - w
		for k, box := range [2]scene.Box{right, left} {
			if !l.holds(box) || overlapsAny(box.Grow(3), l.cards) || p.hits(box, taken) || l.hitsCaption(box) {
				continue
			}
			p.box, p.label = box, try
			p.textX = p.head.Right() + inset*0.4
			if k == 1 {
				p.textX = box.X + inset*1.2
			}
			return
		}
	}
}

// hits reports whether a box overlaps another pill's.
func (p *pill) hits(box scene.Box, taken []scene.Box) bool {
	for i := range taken {
		if taken[i] != p.head && box.Overlaps(taken[i].Grow(1)) {
			return true
		}
	}
	return false
}

func (l *layout) hitsCaption(box scene.Box) bool {
	for i := range l.frames {
		if box.Overlaps(l.frames[i].text) {
			return true
		}
	}
	return false
}

// drawPills draws the messages in flight.
func drawPills(list []pill, l *layout, in *In) *scene.Node {
	g := scene.New("g", "pills")
	for i := range list {
		g.Add(list[i].draw(l, in))
	}
	return g
}

func (p *pill) draw(l *layout, in *In) *scene.Node {
	id := strconv.FormatUint(p.frame.ID, 10)
	says := p.says()
	class := "pill " + p.hue()
	if p.frame.Forged {
		class += " forged"
	}
	if p.transfer != nil && p.transfer.Reply {
		class += " reply"
	}
	if p.transfer != nil && p.transfer.Retransmission {
		class += " again"
	}
	if in.Selected == FrameKey+id {
		class += " selected"
	}
	key := id
	if p.stream != nil {
		key = p.from + ">" + p.to // the same node, whichever message is the youngest
	}
	g := scene.New("g", key).Class(class).Press(FrameKey+id, says).Add(scene.Title(says))
	if p.crowded {
		return g.Add(scene.Circle("dot", "body", p.at.X, p.at.Y, 3))
	}
	half := l.pill / 2
	g.Add(scene.Rect("ring", "ring", p.box.Grow(3), half+3), scene.Rect("body", "body", p.box, half))
	n := p.number()
	if n == "" && p.transfer != nil && p.transfer.Failure {
		n = "!"
	}
	if n != "" {
		g.Add(scene.Rect("badge", "badge", p.head.Grow(-l.pill*0.12), half))
		g.Add(scene.Label("number", "number", n+" ", p.at.X, p.at.Y+p.size*0.36).Num("font-size", p.size).Set("text-anchor", "middle"))
	}
	if p.label != "" {
		g.Add(scene.Label("label", "label", p.label, p.textX, p.at.Y+l.label*0.35).Num("font-size", l.label))
	}
	return g
}

// hue is the class of the message's colour.
func (p *pill) hue() string {
	if p.transfer != nil {
		return flight.Class(p.transfer)
	}
	return flight.ProtocolClass(p.frame.Protocol)
}

// says is the whole of a message in flight in words.
func (p *pill) says() string {
	if p.stream != nil {
		to := p.to
		if to == "" {
			to = p.frame.Dst
		}
		return p.stream.says(p.summary(), to)
	}
	if p.transfer != nil {
		return flight.Says(p.transfer)
	}
	to := p.to
	if to == "" {
		to = p.frame.Dst
	}
	return flight.Says(&view.Transfer{From: p.from, To: to, Summary: p.summary()})
}
