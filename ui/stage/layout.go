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
	members       []member
	cards         []scene.Box // by member
	frames        []frame     // around what belongs together
	links         []link      // of the hierarchy
	cloud         *scene.Box  // nil on the DNS stage
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
	text    scene.Box // where the caption stands; empty: none
	bare    bool      // the caption alone
}

// link is a line of the hierarchy.
type link struct {
	key      string
	from, to scene.Point
}

// arrange finds room for all hosts, at the largest density possible.
func arrange(all []member, width, height, scale float64, m *scene.Metrics) *layout {
	list, edges := groups(all)
	// Beyond the stage's own size only the smallest density is tried, on ever larger
	// canvases of the same shape.
	for grow := 1.0; ; grow *= 1.12 {
		for i := range densities {
			if grow > 1 && i < len(densities)-1 {
				continue
			}
			if l := tryDensity(densities[i].scaled(scale), i, all, list, edges, width*grow, height*grow, m); l != nil {
				return l
			}
		}
	}
}

// tryDensity looks for room at one density; nil if there is none. Small cards may
// become narrower, down to where names can no longer be told apart; of the larger
// ones smaller cards with whole lines are better.
func tryDensity(d density, i int, all []member, list []*group, edges [][2]*group, width, height float64, m *scene.Metrics) *layout {
	best := d.cardWidth(all, m)
	widths := []float64{best}
	for k := 0.96; i >= 3 && k > 0.55; k -= 0.04 {
		widths = append(widths, best*k)
	}
	hierarchy := len(list) > 0 || hasResolver(all)
	ways := []arrangement{{}}
	if hierarchy {
		ways = []arrangement{{}, {below: true}, {packed: true}, {below: true, packed: true}}
		if height > width {
			ways = []arrangement{{below: true}, {}, {below: true, packed: true}, {packed: true}}
		}
	}
	for _, way := range ways {
		for _, w := range widths {
			l := &layout{density: d, arrangement: way, cardW: math.Max(d.minW, w), width: width, height: height, members: all}
			l.cards = make([]scene.Box, len(all))
			if hierarchy && l.placeHierarchy(list, m) || !hierarchy && l.placeSites(m) {
				l.drawEdges(edges)
				l.finish()
				return l
			}
		}
	}
	return nil
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
		if f.caption != "" {
			captions = append(captions, f.text)
		}
	}
	l.router = newRouter(l.cards, captions, l.clear(), scene.Box{W: l.width, H: l.height})
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
