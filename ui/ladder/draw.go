package ladder

import (
	"math"
	"sort"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// kept is what was drawn for an entry that has ended.
type kept struct {
	line, label, mark *scene.Node
	look              look
}

// look is what may change of something that has ended.
type look struct{ selected, pale bool }

// Draw returns the picture.
func (l *Ladder) Draw(in In) Out {
	in.Width, in.Height = math.Max(80, in.Width), math.Max(40, in.Height)
	if in.Scale <= 0 {
		in.Scale = 1
	}
	l.read(&in)
	now, tips := l.present(&in)
	k := l.k()
	l.foot = math.Max(now, l.y) + bottom*k
	out := Out{Total: l.foot + l.headHeight()}
	out.ScrollTop = math.Max(0, out.Total-in.Height)
	scrolled := math.Max(0, math.Min(in.ScrollTop, out.ScrollTop))
	if in.Follow {
		scrolled = out.ScrollTop
	}
	// The window moves in steps: scrolling within it changes nothing.
	const step = 240
	from := math.Max(0, math.Floor(scrolled/step)-1) * step
	height := math.Min(math.Ceil(in.Height/step+3)*step, math.Max(out.Total-from-l.headHeight(), in.Height-l.headHeight()))

	n := scene.Number
	w := l.contentWidth()
	body := scene.New("svg", "body").Class("ladder-body").Num("width", w).Num("height", height).
		Set("viewBox", "0 "+n(from)+" "+n(w)+" "+n(height)).Set("style:top", n(from)+"px").
		Set("role", "group").Set("aria-label", text.T("ladder.label"))
	body.Add(l.drawColumns(from, height), l.drawPauses(from, from+height))
	lines, labels := scene.New("g", "lines"), scene.New("g", "labels")
	first, end := l.window(from, from+height)
	for i := first; i < end; i++ {
		if e := &l.entries[i]; e.ended && e.y1 < from {
			continue
		}
		line, label, mark := l.drawEntry(i, &in, tips)
		lines.Add(line)
		labels.Add(label, mark)
	}
	body.Add(l.drawNow(now, w), lines, labels, l.drawTimes(first, end, now, &in))
	space := math.Max(0, out.Total-l.headHeight())
	out.Node = scene.New("div", "ladder").Class("ladder").Set("data-key", Key).Set("tabindex", "0").
		Set("role", "region").Set("aria-label", text.T("ladder.label")).Add(
		l.drawHeads(&in, w),
		scene.New("div", "space").Class("ladder-space").Set("style:height", n(space)+"px").Set("style:width", n(w)+"px").Add(body))
	if len(l.entries) == 0 {
		out.Node.Add(&scene.Node{Tag: "div", Key: "empty", Attrs: []scene.Attr{{Name: "class", Value: "ladder-empty"}}, Text: text.T("ladder.empty")})
	}
	return out
}

// drawHeads draws the hosts' names, which stay on top while the rest scrolls.
func (l *Ladder) drawHeads(in *In, w float64) *scene.Node {
	k, h := l.k(), l.headHeight()
	g := scene.New("svg", "heads").Class("ladder-heads").Num("width", w).Num("height", h)
	g.Add(scene.Rect("ground", "ground", scene.Box{W: w, H: h}, 0))
	for c, name := range l.columns {
		shown := name
		if host := hostOf(in.Hosts, name); host != nil && host.Title != "" {
			shown = host.Title
		}
		class := "head"
		if in.Selected == "host:"+name {
			class += " selected"
		}
		x, room := l.x(c), l.columnWidth()
		size := 12 * k
		if room < 90*k {
			size = 11 * k
		}
		fitted := l.metrics.FitNumbered(shown, scene.Bold, size, room-6*k)
		head := scene.New("g", name).Class(class).Press("column:"+name, text.T("ladder.column", "host", shown)).
			Set("data-drag", "").Set("data-arrows", "")
		head.Add(scene.Title(shown),
			scene.Rect("", "ring", scene.BoxAround(scene.Point{X: x, Y: h / 2}, room-4*k, h-5*k), 6*k),
			scene.Label("", "name", fitted, x, h/2+size*0.36).Num("font-size", size).Set("text-anchor", "middle"))
		g.Add(head)
	}
	return g
}

func (l *Ladder) drawColumns(from, height float64) *scene.Node {
	d := ""
	for c := range l.columns {
		d += "M" + scene.Number(l.x(c)) + " " + scene.Number(from) + "v" + scene.Number(height)
	}
	return scene.Path("columns", "column", d)
}

// drawPauses draws where time was cut short, and how much of it.
func (l *Ladder) drawPauses(from, to float64) *scene.Node {
	g, k := scene.New("g", "pauses"), l.k()
	first := sort.Search(len(l.pauses), func(i int) bool { return l.pauses[i].y+l.pauses[i].h >= from })
	for _, p := range l.pauses[first:] {
		if p.y > to {
			break
		}
		b := l.pauseBox(p)
		words := pauseText(p)
		y := scene.Number(p.y + p.h/2)
		g.Add(scene.New("g", scene.Number(p.y)).Class("pause").Add(
			scene.Path("", "pause-line", "M"+scene.Number(l.gutter()+4*k)+" "+y+"H"+scene.Number(l.contentWidth()-8*k)),
			scene.Rect("", "ground", b, 3*k),
			scene.Label("", "pause-text", words, b.X+4*k, b.Y+b.H*0.76).Num("font-size", timeSize*k)))
	}
	return g
}

// drawNow draws the present instant.
func (l *Ladder) drawNow(y, w float64) *scene.Node {
	return scene.Path("now", "now", "M"+scene.Number(l.gutter())+" "+scene.Number(y)+"H"+scene.Number(w))
}

// drawEntry draws one arrow, its label, and what folds it.
func (l *Ladder) drawEntry(i int, in *In, tips map[int]line) (arrow, words, mark *scene.Node) {
	e, r := &l.entries[i], &l.rungs[i]
	seen := look{i == l.picked, in.Dim != nil && r.all(in.Dim)}
	if e.ended {
		if e.kept.line == nil || e.kept.look != seen {
			t := r.shown()
			e.kept = kept{l.drawRung(e, r, t, l.line(i, in, e.y1, 1), seen, e.label.empty()), l.drawLabel(&e.label, t, seen), l.drawMark(&e.label, t), seen}
		}
		return e.kept.line, e.kept.label, e.kept.mark
	}
	n, t := tips[i], r.shown()
	var flying label
	if r.segments > 0 && r.firstEnd > 0 {
		flying = l.placeLabel(l.middle(e, n), t, r.folds())
		l.flying = append(l.flying, flying.box)
	} else {
		flying = l.flyingLabel(n, t)
	}
	return l.drawRung(e, r, t, n, seen, flying.empty()), l.drawLabel(&flying, t, seen), l.drawMark(&flying, t)
}

// all reports whether something holds for all frames of a rung.
func (r *rung) all(holds func(i int) bool) bool {
	for _, i := range r.members {
		if !holds(i) {
			return false
		}
	}
	return holds(r.first)
}

func (l *Ladder) drawRung(e *entry, r *rung, t *view.Transfer, n line, seen look, alone bool) *scene.Node {
	if r.band() && e.left > 0 {
		return l.drawBand(e, r, t, n, seen, alone)
	}
	return l.drawArrow(n, t, seen, alone)
}

// drawBand draws segments that were sent one after the other: from the first to the last at
// the sender's line, from the first to the last that arrived at the receiver's.
func (l *Ladder) drawBand(e *entry, r *rung, t *view.Transfer, n line, seen look, alone bool) *scene.Node {
	key, says := "frame:"+id(t), flight.Says(t)
	g := scene.New("g", id(t)).Class(class("arrow band", t, seen))
	if alone {
		g.Press(key, says)
	} else {
		g.Set("data-key", key)
	}
	num := scene.Number
	upper := "M" + num(n.a.X) + " " + num(e.y0) + "L" + num(n.end.X) + " " + num(e.right)
	lower := "L" + num(n.end.X) + " " + num(n.end.Y) + "L" + num(n.a.X) + " " + num(e.left) + "Z"
	edge := "line"
	if r.lost > 0 || r.again > 0 {
		edge = "line hurt"
	}
	return g.Add(scene.Title(says), scene.Path("area", "area", upper+lower), scene.Path("line", edge, upper),
		scene.Path("last", edge, "M"+num(n.a.X)+" "+num(e.left)+"L"+num(n.end.X)+" "+num(n.end.Y)),
		scene.Circle("start", "dot", n.a.X, e.y0, dotR*0.7*l.k()), scene.Circle("end", "dot", n.end.X, n.end.Y, dotR*l.k()))
}

func class(base string, t *view.Transfer, seen look) string {
	c := base + " " + flight.Class(t)
	if t.Reply {
		c += " reply"
	}
	if t.Retransmission {
		c += " again"
	}
	switch t.Fate {
	case view.Lost:
		c += " lost"
	case view.InFlight:
		c += " flying"
	}
	if seen.selected {
		c += " selected"
	}
	if seen.pale {
		c += " pale"
	}
	return c
}

// drawArrow draws an arrow; alone says that it has no label, and has to take the
// focus itself.
func (l *Ladder) drawArrow(n line, t *view.Transfer, seen look, alone bool) *scene.Node {
	key := "frame:" + id(t)
	g := scene.New("g", id(t)).Class(class("arrow", t, seen))
	says := flight.Says(t)
	if alone {
		g.Press(key, says)
	} else {
		g.Set("data-key", key)
	}
	num, k := scene.Number, l.k()
	path := func(to scene.Point) string {
		if n.self {
			return "M" + num(n.a.X) + " " + num(n.a.Y) + "q" + num(30*k) + " " + num((to.Y-n.a.Y)/2) + " 0 " + num(to.Y-n.a.Y)
		}
		return "M" + num(n.a.X) + " " + num(n.a.Y) + "L" + num(to.X) + " " + num(to.Y)
	}
	g.Add(scene.Title(says), scene.Path("hit", "hit", path(n.end)))
	if t.Fate == view.InFlight {
		g.Add(scene.Path("ahead", "ahead", path(n.end)))
	}
	g.Add(scene.Path("line", "line", path(n.b)), scene.Circle("start", "dot", n.a.X, n.a.Y, dotR*0.7*k))
	if t.Fate == view.Lost {
		r := 4.5 * k
		return g.Add(scene.Path("cross", "cross", "M"+num(n.b.X-r)+" "+num(n.b.Y-r)+"L"+num(n.b.X+r)+" "+num(n.b.Y+r)+
			"M"+num(n.b.X+r)+" "+num(n.b.Y-r)+"L"+num(n.b.X-r)+" "+num(n.b.Y+r)))
	}
	return g.Add(scene.Circle("end", "dot", n.b.X, n.b.Y, dotR*k))
}

// drawLabel draws an arrow's number and summary; nil if there was no room.
func (l *Ladder) drawLabel(b *label, t *view.Transfer, seen look) *scene.Node {
	if b.empty() {
		return nil
	}
	k, says := l.k(), flight.Says(t)
	g := scene.New("g", id(t)).Class(class("rung", t, seen)).Press("frame:"+id(t), says).Add(scene.Title(says))
	badge, words := b.tip, b.box
	if badge.W == 0 { // number and text in one
		badge = scene.Box{X: b.box.X, Y: b.box.Y, W: b.badgeW, H: b.box.H}
		words.X, words.W = words.X+b.badgeW, words.W-b.badgeW
	}
	var summary *scene.Node
	if b.text != "" {
		g.Add(scene.Rect("ring", "ring", b.box.Grow(1.5), 9*k), scene.Rect("ground", "ground", b.box, 8*k))
		summary = scene.Label("text", "text", b.text, words.X+4*k, words.Y+words.H/2+textSize*k*0.35).Num("font-size", textSize*k)
	}
	if b.number != "" {
		if b.text == "" {
			g.Add(scene.Rect("ring", "ring", badge.Grow(1.5), 9*k))
		}
		// The number is read before the text; the blank parts the two.
		g.Add(scene.Rect("badge", "badge", badge.Grow(-0.8), 8*k),
			scene.Label("number", "number", b.number+" ", badge.X+badge.W/2, badge.Y+badge.H/2+numberSize*k*0.36).
				Num("font-size", numberSize*k).Set("text-anchor", "middle"))
	}
	return g.Add(summary)
}

// drawMark draws what folds and unfolds a message, at the right end of its label.
func (l *Ladder) drawMark(b *label, t *view.Transfer) *scene.Node {
	if b.folds == "" {
		return nil
	}
	k, words := l.k(), text.T("ladder.unfold")
	if b.folds == "−" {
		words = text.T("ladder.fold")
	}
	box := scene.Box{X: b.box.Right() - b.foldsW, Y: b.box.Y, W: b.foldsW, H: b.box.H}.Grow(-1)
	return scene.New("g", "folds "+id(t)).Class("folds").Press("fold:"+id(t), b.folds+": "+words).Add(scene.Title(words),
		scene.Rect("ground", "chip", box, 7*k),
		scene.Label("text", "text", b.folds, box.X+box.W/2, box.Y+box.H/2+numberSize*k*0.36).
			Num("font-size", numberSize*k).Set("text-anchor", "middle"))
}

// drawTimes writes the instants of the sendings at the left, where they don't stand
// too close, and that of the present.
func (l *Ladder) drawTimes(first, end int, now float64, in *In) *scene.Node {
	g, k := scene.New("g", "times").Set("aria-hidden", "true"), l.k()
	if l.gutter() == 0 {
		return g
	}
	size := timeSize * k
	write := func(key, class string, at int64, y float64) {
		g.Add(scene.Label(key, class, text.Seconds(at), l.gutter()-8*k, y+size*0.36).Num("font-size", size).Set("text-anchor", "end"))
	}
	low := math.Inf(-1)
	for i := first; i < end; i++ {
		y := l.entries[i].y0
		if y < low+14*k || y > now-14*k {
			continue
		}
		write(id(&l.rungs[i].t), "time", l.rungs[i].t.SentAt, y)
		low = y
	}
	write("now", "time present", in.Now, now)
	return g
}
