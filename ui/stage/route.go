package stage

import (
	"math"

	"playnet/ui/scene"
)

// router finds the ways of lines around the cards: the shortest polyline from card
// to card that keeps clear of all of them, by A* over the cards' corners (a
// visibility graph, whose edges are found out when they are needed).
type router struct {
	cards   []scene.Box
	walls   []scene.Box // the cards, then the captions, with the room to keep around them
	bounds  scene.Box   // within which the middle of a head may be
	corners []scene.Point
	seen    [][]int // by corner: the corners in sight; nil: not yet known
	clear   float64
}

// tooMany is the number of cards beyond which lines run straight: the picture is
// too small by then for detours to be seen.
const tooMany = 120

func newRouter(cards, captions []scene.Box, clear float64, bounds scene.Box) router {
	r := router{cards: cards, bounds: bounds, clear: clear}
	if len(cards) > tooMany {
		return r
	}
	r.walls = make([]scene.Box, 0, len(cards)+len(captions))
	for _, c := range cards {
		r.walls = append(r.walls, c.Grow(clear))
	}
	for _, c := range captions {
		r.walls = append(r.walls, c.Grow(clear))
	}
	r.bounds = bounds.Grow(-clear)
	for _, w := range r.walls {
		for _, p := range []scene.Point{{X: w.X, Y: w.Y}, {X: w.Right(), Y: w.Y}, {X: w.X, Y: w.Bottom()}, {X: w.Right(), Y: w.Bottom()}} {
			if r.bounds.Has(p) && r.free(p) {
				r.corners = append(r.corners, p)
			}
		}
	}
	r.seen = make([][]int, len(r.corners))
	return r
}

// free reports whether a point lies in no wall.
func (r *router) free(p scene.Point) bool {
	for _, w := range r.walls {
		if w.Has(p) {
			return false
		}
	}
	return true
}

// open reports whether the straight line from p to q cuts no wall.
func (r *router) open(p, q scene.Point) bool {
	for i := range r.walls {
		if r.walls[i].Cut(p, q) {
			return false
		}
	}
	return true
}

// ports are the points around a card at which lines may begin.
func (r *router) ports(card int) []scene.Point {
	w := r.walls[card]
	var list []scene.Point
	for _, share := range []float64{0.5, 0.3, 0.7} {
		x, y := w.X+w.W*share, w.Y+w.H*share
		for _, p := range []scene.Point{{X: w.Right(), Y: y}, {X: w.X, Y: y}, {X: x, Y: w.Bottom()}, {X: x, Y: w.Y}} {
			if r.bounds.Has(p) && r.free(p) {
				list = append(list, p)
			}
		}
	}
	return list
}

// aside is what a port off the middle of its side costs: lines fan out where that
// shortens them, and meet in the middle otherwise.
const aside = 3

// path returns the way from card a to card b, corners rounded.
func (r *router) path(a, b int) route {
	if r.walls == nil {
		return newRoute(straight(r.cards[a], r.cards[b]), 0)
	}
	way := r.way(r.ports(a), r.ports(b))
	if way == nil {
		way = straight(r.cards[a], r.cards[b])
	}
	return newRoute(way, r.clear)
}

// via returns the way from card a over a point to card b.
func (r *router) via(a int, p scene.Point, b int) route {
	var way []scene.Point
	for _, card := range []int{a, b} {
		var half []scene.Point
		if r.walls != nil {
			half = r.way(r.ports(card), []scene.Point{p})
		}
		if half == nil {
			half = []scene.Point{border(r.cards[card], r.cards[card].Center(), p), p}
		}
		if card == b {
			reverse(half)
			half = half[1:]
		}
		way = append(way, half...)
	}
	return newRoute(way, r.clear)
}

// way returns the shortest of the ways from one of some points to one of others;
// nil if there is none.
func (r *router) way(from, to []scene.Point) []scene.Point {
	best, length := []scene.Point(nil), math.Inf(1)
	for i, p := range from {
		for j, q := range to {
			d := p.Distance(q) + portCost(i) + portCost(j)
			if d < length && r.open(p, q) {
				best, length = []scene.Point{p, q}, d
			}
		}
	}
	if best == nil {
		best = r.around(from, to)
	}
	return best
}

func reverse(way []scene.Point) {
	for i, j := 0, len(way)-1; i < j; i, j = i+1, j-1 {
		way[i], way[j] = way[j], way[i]
	}
}

func portCost(i int) float64 {
	if i < 4 {
		return 0
	}
	return aside
}

// straight is the way from border to border where there is no other.
func straight(a, b scene.Box) []scene.Point {
	from, to := a.Center(), b.Center()
	return []scene.Point{border(a, from, to), border(b, to, from)}
}

// border is where the line from the centre of a box to a point leaves the box.
func border(b scene.Box, center, to scene.Point) scene.Point {
	dx, dy := math.Abs(to.X-center.X), math.Abs(to.Y-center.Y)
	t := 1.0
	if dx > 0 {
		t = math.Min(t, b.W/2/dx)
	}
	if dy > 0 {
		t = math.Min(t, b.H/2/dy)
	}
	return center.Toward(to, t)
}

// around searches the way over the walls' corners: A*, the heuristic being the
// straight distance to the nearest port of the goal.
func (r *router) around(from, to []scene.Point) []scene.Point {
	n := len(r.corners)
	cost := make([]float64, n)
	back := make([]int, n) // the corner before, or -1-i for the i-th port
	done := make([]bool, n)
	rest := make([]float64, n)
	for i, c := range r.corners {
		cost[i], rest[i] = math.Inf(1), math.Inf(1)
		for _, q := range to {
			rest[i] = math.Min(rest[i], c.Distance(q))
		}
		for k, p := range from {
			if d := p.Distance(c) + portCost(k); d < cost[i] && r.open(p, c) {
				cost[i], back[i] = d, -1-k
			}
		}
	}
	end, last, total := -1, scene.Point{}, math.Inf(1)
	for {
		at := -1
		for i := range cost {
			if !done[i] && !math.IsInf(cost[i], 1) && (at < 0 || cost[i]+rest[i] < cost[at]+rest[at]) {
				at = i
			}
		}
		if at < 0 || cost[at]+rest[at] >= total {
			break
		}
		done[at] = true
		for k, q := range to {
			if d := cost[at] + r.corners[at].Distance(q) + portCost(k); d < total && r.open(r.corners[at], q) {
				end, last, total = at, q, d
			}
		}
		for _, next := range r.sight(at) {
			if d := cost[at] + r.corners[at].Distance(r.corners[next]); d < cost[next] {
				cost[next], back[next] = d, at
			}
		}
	}
	if end < 0 {
		return nil
	}
	way := []scene.Point{last}
	for i := end; ; i = back[i] {
		if i < 0 {
			way = append(way, from[-1-i])
			break
		}
		way = append(way, r.corners[i])
	}
	reverse(way)
	return way
}

func (r *router) sight(corner int) []int {
	if r.seen[corner] == nil {
		list := []int{}
		for i, c := range r.corners {
			if i != corner && r.open(r.corners[corner], c) {
				list = append(list, i)
			}
		}
		r.seen[corner] = list
	}
	return r.seen[corner]
}

// route is a line that things move along.
type route struct {
	points []scene.Point
	far    []float64 // length of the line up to each point
}

// newRoute makes a route of a polyline; its corners are rounded by arcs that stay
// within room of them.
func newRoute(way []scene.Point, room float64) route {
	var r route
	for i, p := range way {
		if i == 0 || i == len(way)-1 || room == 0 {
			r.add(p)
			continue
		}
		before, after := way[i-1], way[i+1]
		in := math.Min(room, before.Distance(p)/2)
		out := math.Min(room, p.Distance(after)/2)
		a, b := p.Toward(before, in/math.Max(1e-9, before.Distance(p))), p.Toward(after, out/math.Max(1e-9, p.Distance(after)))
		const steps = 6
		for k := 0; k <= steps; k++ {
			t := float64(k) / steps
			r.add(a.Toward(p, t).Toward(p.Toward(b, t), t))
		}
	}
	return r
}

func (r *route) add(p scene.Point) {
	d := 0.0
	if n := len(r.points); n > 0 {
		step := r.points[n-1].Distance(p)
		if step < 0.05 {
			return
		}
		d = r.far[n-1] + step
	}
	r.points, r.far = append(r.points, p), append(r.far, d)
}

// touching returns the route with its ends drawn out to the two cards: straight on
// if that hits the card, else the short way.
func (r route) touching(a, b scene.Box) route {
	n := len(r.points)
	var out route
	out.add(touch(r.points[0], r.points[min(1, n-1)], a))
	for _, p := range r.points {
		out.add(p)
	}
	out.add(touch(r.points[n-1], r.points[max(0, n-2)], b))
	return out
}

// touch continues the line from next to p up to the box.
func touch(p, next scene.Point, box scene.Box) scene.Point {
	near := scene.Point{X: math.Max(box.X, math.Min(box.Right(), p.X)), Y: math.Max(box.Y, math.Min(box.Bottom(), p.Y))}
	gap, d := near.Distance(p), next.Distance(p)
	if d == 0 {
		return near
	}
	for far := gap; far < 2.5*gap; far += 0.5 {
		on := p.Add((p.X-next.X)/d*far, (p.Y-next.Y)/d*far)
		if box.Has(on) {
			return on
		}
	}
	return near
}

// length is the whole length.
func (r *route) length() float64 { return r.far[len(r.far)-1] }

// at returns the point at a share of the length, and the direction there (a unit
// vector).
func (r *route) at(share float64) (p scene.Point, dx, dy float64) {
	if len(r.points) == 1 {
		return r.points[0], 1, 0
	}
	want := share * r.length()
	i := 1
	for i < len(r.far)-1 && r.far[i] < want {
		i++
	}
	a, b := r.points[i-1], r.points[i]
	step := r.far[i] - r.far[i-1]
	t := math.Max(0, math.Min(1, (want-r.far[i-1])/step))
	return a.Toward(b, t), (b.X - a.X) / step, (b.Y - a.Y) / step
}

// part returns the line between two shares of the length, as a path's d.
func (r *route) part(from, to float64) string {
	d := []byte{'M'}
	add := func(p scene.Point) {
		if len(d) > 1 {
			d = append(d, 'L')
		}
		d = scene.AppendNumber(d, p.X)
		d = append(d, ' ')
		d = scene.AppendNumber(d, p.Y)
	}
	start, _, _ := r.at(from)
	add(start)
	for i, far := range r.far {
		if far > from*r.length()+0.1 && far < to*r.length()-0.1 {
			add(r.points[i])
		}
	}
	end, _, _ := r.at(to)
	add(end)
	return string(d)
}
