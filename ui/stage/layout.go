package stage

import (
	"math"

	"playnet/ui/scene"
)

// layout is where everything stands. It depends on the hosts and on the stage's
// size alone: cards don't move while messages do.
type layout struct {
	density
	arrangement
	cardW float64
	// The canvas is as large as the stage, or larger where even the smallest cards
	// find no room: then the picture is shown reduced, and can be magnified.
	width, height float64
	top           float64 // is kept free above everything
	members       []member
	cards         []scene.Box // by member
	frames        []frame     // around what belongs together
	links         []link      // of the hierarchy
	cloud         *scene.Box  // nil on the DNS stage
	mail          *mailPlan   // nil but on the mail stage
	index         map[string]int
	router        router
}

// arrangement is how a hierarchy is laid out: the campus beside or below it, as a
// tree or packed level by level.
type arrangement struct{ below, packed bool }

// frame is a box behind cards, with a caption or without.
type frame struct {
	key     string
	box     scene.Box
	caption string    // as much of it as fits
	text    scene.Box // where the caption stands, or what else is written; empty: none
	bare    bool      // the caption alone
}

// link is a line of the hierarchy.
type link struct {
	key      string
	from, to scene.Box // the servers of the two zones
	way      route
}

// arrange finds room for all hosts, at the largest density possible.
func arrange(all []member, width, height, scale float64, m *scene.Metrics) *layout {
	if isMail(all) {
		return arrangeMail(all, width, height, scale, m)
	}
	list, edges := groups(all)
	// A tree tells more than a picture packed level by level: as long as cards have an icon
	// and two lines, a smaller tree is better than larger cards.
	for _, packed := range []bool{false, true} {
		for i := range detailed {
			if l := tryDensity(densities[i].scaled(scale), i, packed, all, list, edges, width, height, m); l != nil {
				return l
			}
		}
	}
	// Beyond the stage's own size only the smallest density is tried, on ever larger
	// canvases of the same shape.
	for grow := 1.0; ; grow *= 1.12 {
		for i := detailed; i < len(densities); i++ {
			if grow > 1 && i < len(densities)-1 {
				continue
			}
			for _, packed := range []bool{false, true} {
				if l := tryDensity(densities[i].scaled(scale), i, packed, all, list, edges, width*grow, height*grow, m); l != nil {
					return l
				}
			}
		}
	}
}

// detailed is how many of the densities show cards with an icon and two lines.
const detailed = 3

// tryDensity looks for room at one density, for a tree or a packed picture; nil if there is none. Small cards may
// become narrower, down to where names can no longer be told apart; of the larger
// ones smaller cards with whole lines are better.
func tryDensity(d density, i int, packed bool, all []member, list []*group, edges [][2]*group, width, height float64, m *scene.Metrics) *layout {
	best := d.cardWidth(all, m)
	widths := []float64{best}
	for k := 0.96; i >= 3 && k > 0.55; k -= 0.04 {
		widths = append(widths, best*k)
	}
	hierarchy := len(list) > 0 || hasResolver(all)
	if packed && !hierarchy {
		return nil
	}
	ways := []arrangement{{packed: packed}}
	if hierarchy {
		ways = []arrangement{{packed: packed}, {below: true, packed: packed}}
		if height > width {
			ways[0], ways[1] = ways[1], ways[0]
		}
	}
	for _, way := range ways {
		for _, w := range widths {
			place := func(top float64) *layout {
				l := &layout{density: d, arrangement: way, cardW: math.Max(d.minW, w), width: width, height: height, top: top, members: all}
				l.cards = make([]scene.Box, len(all))
				if hierarchy && !l.placeHierarchy(list, m) || !hierarchy && !l.placeSites(m) {
					return nil
				}
				return l
			}
			l := place(0)
			if l != nil && hierarchy && l.inCorner() {
				l = place(cornerH)
			}
			if l != nil {
				l.drawEdges(edges)
				l.finish()
				return l
			}
		}
	}
	return nil
}

// The stage's upper right corner, in pixels, where the page has a button.
const cornerW, cornerH = 100, 36

// inCorner reports whether a card stands in that corner.
func (l *layout) inCorner() bool {
	for _, c := range l.cards {
		if c.Right() > l.width-cornerW && c.Y < cornerH+6 {
			return true
		}
	}
	return false
}

func hasResolver(all []member) bool {
	for i := range all {
		if all[i].role == roleResolver {
			return true
		}
	}
	return false
}

func (l *layout) finish() {
	l.index = make(map[string]int, len(l.members))
	for i := range l.members {
		l.index[l.members[i].host.Name] = i
	}
	var captions []scene.Box
	for _, f := range l.frames {
		if f.text.W > 0 {
			captions = append(captions, f.text)
		}
	}
	l.router = newRouter(l.cards, captions, l.clear(), scene.Box{W: l.width, H: l.height})
	for i := range l.links {
		l.links[i].way = l.wayDown(&l.links[i])
	}
}

// wayDown returns the way of a line of the hierarchy: straight from a zone down to the one
// below it or, where other cards stand between, around them to its side. Behind a card it
// would seem to end there.
func (l *layout) wayDown(k *link) route {
	from, to := scene.Point{X: k.from.X + k.from.W/2, Y: k.from.Bottom()}, scene.Point{X: k.to.X + k.to.W/2, Y: k.to.Y}
	free := true
	for _, c := range l.cards {
		free = free && (k.from.Holds(c) || k.to.Holds(c) || !c.Cut(from, to))
	}
	if free || l.router.walls == nil {
		return newRoute([]scene.Point{from, to}, 0)
	}
	out := l.clear() + 0.1
	y := k.to.Y + k.to.H/2
	ends := []scene.Point{{X: k.to.X - out, Y: y}, {X: k.to.Right() + out, Y: y}, {X: to.X, Y: to.Y - out}}
	way := l.router.way([]scene.Point{from.Add(0, out)}, ends)
	if way == nil {
		return newRoute([]scene.Point{from, to}, 0)
	}
	last := way[len(way)-1]
	switch last {
	case ends[0]:
		to = scene.Point{X: k.to.X, Y: y}
	case ends[1]:
		to = scene.Point{X: k.to.Right(), Y: y}
	}
	return newRoute(append(append([]scene.Point{from}, way...), to), l.clear())
}

// block is a part of the picture that was arranged by itself, with its corner at
// (0, 0): it is moved to its place when all parts are known.
type block struct {
	w, h   float64
	boxes  map[int]scene.Box // by member
	groups []groupBox
}

type groupBox struct {
	g   *group
	box scene.Box
}

// grid arranges members in rows of columns.
func (l *layout) grid(list []int, columns int, gapY float64) block {
	b := block{boxes: make(map[int]scene.Box, len(list))}
	for k, i := range list {
		column, row := k%columns, k/columns
		box := scene.Box{X: float64(column) * (l.cardW + l.gapX), Y: float64(row) * (l.h + gapY), W: l.cardW, H: l.h}
		b.boxes[i] = box
		b.w, b.h = math.Max(b.w, box.Right()), math.Max(b.h, box.Bottom())
	}
	return b
}

// put sets the cards of a block whose corner comes to (x, y).
func (l *layout) put(b block, x, y float64) {
	for i, box := range b.boxes {
		box.X, box.Y = box.X+x, box.Y+y
		l.cards[i] = box
	}
}
