package stage

import (
	"math"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// row is a band of the hierarchy: blocks beside each other.
type row struct {
	h     float64
	parts []part
}

// part is a group's block in a row, x from the tree's left side.
type part struct {
	b block
	x float64
}

// tree is the hierarchy before it has its place: rows from top to bottom.
type tree struct {
	rows []row
	w    float64
}

// height is what the rows and gaps of that size need.
func (t *tree) height(gap float64) float64 {
	h := 0.0
	for _, r := range t.rows {
		h += r.h
	}
	return h + gap*float64(max(0, len(t.rows)-1))
}

// placeHierarchy puts the hierarchy and, beside or below it, the campus: all who
// hold no zone. It reports whether there was room.
func (l *layout) placeHierarchy(list []*group, m *scene.Metrics) bool {
	var campus []int
	for i := range l.members {
		if l.members[i].role < roleRoot {
			campus = append(campus, i)
		}
	}
	if l.below {
		return l.placeBelow(list, campus, m)
	}
	return l.placeBeside(list, campus, m)
}

// placeBeside puts the campus to the right of the hierarchy.
func (l *layout) placeBeside(list []*group, campus []int, m *scene.Metrics) bool {
	w, h := l.width-2*l.side(), l.height-2*l.edge-l.top
	for columns := 1; columns <= max(1, len(campus)); columns++ {
		c := l.campus(campus, columns, l.gapY, l.gapX)
		trunk := l.trunk
		if len(campus) == 0 || len(list) == 0 {
			trunk = 0
		}
		if c.w+trunk > w {
			return false
		}
		if c.h > h {
			continue
		}
		t, ok := l.hierarchy(list, w-trunk-c.w, h)
		if !ok {
			return false
		}
		if trunk > 0 {
			trunk = math.Min(l.mostX, w-t.w-c.w)
		}
		gap := l.stretch(t, h)
		th := t.height(gap)
		if wider := l.campus(campus, columns, math.Min(gap, l.gapY*1.4), l.gapX); wider.h <= math.Max(th, c.h) {
			c = wider
		}
		x := l.side() + (w-t.w-trunk-c.w)/2
		y := l.edge + l.top + (h-math.Max(th, c.h))/2
		l.putTree(t, x, y+math.Max(0, (c.h-th)/2), gap, m)
		// The campus stands at the foot of the hierarchy: look-ups begin there and climb.
		l.put(c, x+t.w+trunk, y+math.Max(0, th-c.h))
		return true
	}
	return false
}

// placeBelow puts the campus under the hierarchy.
func (l *layout) placeBelow(list []*group, campus []int, m *scene.Metrics) bool {
	w, h := l.width-2*l.side(), l.height-2*l.edge-l.top
	columns := min(len(campus), int((w+l.gapX)/(l.cardW+l.gapX)))
	if len(campus) > 0 && columns == 0 {
		return false
	}
	gapX := l.gapX
	if columns > 1 {
		gapX = math.Min(l.trunk, (w-float64(columns)*l.cardW)/float64(columns-1))
	}
	var c block
	between := 0.0
	if len(campus) > 0 {
		c = l.flow(campus, columns, gapX)
		between = l.gapY
	}
	if len(list) == 0 {
		between = 0
	}
	t, ok := l.hierarchy(list, w, h-c.h-between)
	if !ok || c.h > h {
		return false
	}
	gap := l.stretch(t, h-c.h-between)
	if between > 0 {
		between = math.Min(gap, h-c.h-t.height(gap))
		between = math.Max(between, l.gapY)
	}
	y := l.edge + l.top + math.Max(0, (h-t.height(gap)-between-c.h)/2)
	l.putTree(t, l.side()+(w-t.w)/2, y, gap, m)
	l.put(c, l.side()+(w-c.w)/2, y+t.height(gap)+between)
	l.turn(campus)
	return true
}

// stretch returns the room between the rows of a tree that may be h high.
func (l *layout) stretch(t tree, h float64) float64 {
	if len(t.rows) < 2 {
		return l.gapY
	}
	gap := (h - t.height(0)) / float64(len(t.rows)-1)
	return math.Max(l.gapY, math.Min(l.mostY, gap))
}

// hierarchy arranges the groups within w by h: as a tree, or level by level in as
// many rows as it takes.
func (l *layout) hierarchy(list []*group, w, h float64) (tree, bool) {
	if len(list) == 0 {
		return tree{}, w >= 0 && h >= 0
	}
	most := 1
	for _, g := range list {
		most = max(most, len(g.members))
	}
	if l.packed {
		columns := int((w - 2*l.pad + l.gapX) / (l.cardW + l.gapX))
		if columns < 1 {
			return tree{}, false
		}
		t := l.pack(list, min(columns, most), w)
		return t, t.w <= w && t.height(l.gapY) <= h
	}
	for _, columns := range []int{most, 8, 6, 4, 3, 2, 1} {
		if columns > most {
			continue
		}
		if t := l.tidy(list, columns); t.w <= w && t.height(l.gapY) <= h {
			return t, true
		}
	}
	return tree{}, false
}

// groupBlock arranges the servers of a zone in at most so many columns. Several of
// them get a frame, with room for its caption.
func (l *layout) groupBlock(g *group, columns int) block {
	b := l.grid(g.members, min(columns, len(g.members)), 2*l.clear()+2)
	if len(g.members) > 1 {
		top := l.pad
		if l.zone > 0 {
			top = l.zone * 1.7
		}
		for i, box := range b.boxes {
			box.X, box.Y = box.X+l.pad, box.Y+top
			b.boxes[i] = box
		}
		b.w, b.h = b.w+2*l.pad, b.h+top+l.pad
	}
	b.groups = []groupBox{{g, scene.Box{W: b.w, H: b.h}}}
	return b
}

// tidy arranges the groups so that each stands above the middle of its children.
func (l *layout) tidy(list []*group, columns int) tree {
	var t tree
	blocks := make(map[*group]block, len(list))
	span := make(map[*group]float64, len(list)) // width of a group with all below it
	for k := len(list) - 1; k >= 0; k-- {       // children come after their parents
		g := list[k]
		blocks[g] = l.groupBlock(g, columns)
		below := -l.gapX
		for _, c := range g.children {
			below += span[c] + l.gapX
		}
		span[g] = math.Max(blocks[g].w, below)
	}
	var hang func(g *group, x float64)
	hang = func(g *group, x float64) {
		for len(t.rows) <= g.level {
			t.rows = append(t.rows, row{})
		}
		r, b := &t.rows[g.level], blocks[g]
		r.h = math.Max(r.h, b.h)
		r.parts = append(r.parts, part{b, x + (span[g]-b.w)/2})
		below := -l.gapX
		for _, c := range g.children {
			below += span[c] + l.gapX
		}
		x += (span[g] - below) / 2
		for _, c := range g.children {
			hang(c, x)
			x += span[c] + l.gapX
		}
	}
	x := 0.0
	for _, g := range list {
		if g.parent == nil {
			hang(g, x)
			x += span[g] + l.gapX
		}
	}
	t.w = x - l.gapX
	return t
}

// pack arranges the groups level by level, breaking rows that are full.
func (l *layout) pack(list []*group, columns int, w float64) tree {
	var t tree
	levels := [][]*group{}
	for _, g := range list {
		for len(levels) <= g.level {
			levels = append(levels, nil)
		}
		levels[g.level] = append(levels[g.level], g)
	}
	for _, level := range levels {
		x := 0.0
		t.rows = append(t.rows, row{})
		for _, g := range level {
			b := l.groupBlock(g, columns)
			if x > 0 && x+b.w > w {
				t.rows = append(t.rows, row{})
				x = 0
			}
			r := &t.rows[len(t.rows)-1]
			r.parts = append(r.parts, part{b, x})
			r.h = math.Max(r.h, b.h)
			x += b.w + l.gapX
			t.w = math.Max(t.w, x-l.gapX)
		}
	}
	for k := range t.rows { // each row in the middle
		parts := t.rows[k].parts
		last := parts[len(parts)-1]
		shift := (t.w - last.x - last.b.w) / 2
		for i := range parts {
			parts[i].x += shift
		}
	}
	return t
}

// putTree puts a tree's cards and frames in place.
func (l *layout) putTree(t tree, x, y, gap float64, m *scene.Metrics) {
	for _, r := range t.rows {
		for _, p := range r.parts {
			l.put(p.b, x+p.x, y)
			g, box := p.b.groups[0].g, p.b.groups[0].box
			g.box = scene.Box{X: x + p.x, Y: y, W: box.W, H: box.H}
			if len(g.members) > 1 {
				l.frames = append(l.frames, l.captioned("zone:"+g.zone, caption(g.zone), g.box, m))
			}
		}
		y += r.h + gap
	}
}

// caption is what the frame of a zone is headed with.
func caption(zone string) string {
	if zone == "." {
		return text.T("stage.role.root")
	}
	return bare(zone)
}

// captioned is a frame with as much of its caption as fits.
func (l *layout) captioned(key, caption string, box scene.Box, m *scene.Metrics) frame {
	f := frame{key: key, box: box}
	if l.zone == 0 {
		return f
	}
	f.caption = m.Fit(caption, scene.Bold, l.zone, box.W-2*l.pad)
	f.text = scene.Box{X: box.X + l.pad, Y: box.Y + l.zone*0.25, W: m.Width(f.caption, scene.Bold, l.zone), H: l.zone * 1.3}
	return f
}

// drawEdges makes the lines between the zones' groups.
func (l *layout) drawEdges(edges [][2]*group) {
	for _, e := range edges {
		l.links = append(l.links, link{key: e[0].zone + " " + e[1].zone, from: e[0].box, to: e[1].box})
	}
}
