package stage

import (
	"math"
	"slices"
	"strconv"

	"playnet/ui/scene"
)

// dhtLayout is where everything stands: it depends on the identifiers and the size alone.
type dhtLayout struct {
	w, h   float64
	middle scene.Point
	a, b   float64 // the ring's half axes
	r      float64 // of a node
	at     []scene.Point
	out    []scene.Point
	labels []swarmLabel
	index  map[string]int
	around []string    // the names in the order of the identifiers
	mark   scene.Point // of the target of the look-up that is shown
}

const (
	dhtTop     = 34.0 // height of the caption
	mostNodeR  = 8.0
	leastNodeR = 3.0
	dhtDepth   = 4 // rows of nodes whose identifiers lie side by side
)

// share returns where on the ring an identifier lies: 0 to 1, from the top on clockwise.
// Two identifiers that begin with the same n bits lie in the same of 2^n equal parts.
func share(id string) float64 {
	n, _ := strconv.ParseUint(id[:min(8, len(id))], 16, 64)
	return float64(n) / (1 << 32)
}

func newDHTLayout(in *DHTIn, nodes []dhtNode, target string) *dhtLayout {
	l := &dhtLayout{w: in.Width, h: in.Height, index: map[string]int{}}
	order := make([]int, len(nodes))
	for i := range nodes {
		order[i], l.index[nodes[i].name] = i, i
	}
	slices.SortStableFunc(order, func(x, y int) int {
		if share(nodes[x].state.ID) < share(nodes[y].state.ID) {
			return -1
		}
		return 1
	})
	for _, i := range order {
		l.around = append(l.around, nodes[i].name)
	}
	widest := 0.0
	for i := range nodes {
		widest = math.Max(widest, math.Min(in.Metrics.Width(nodes[i].name, scene.Plain, swarmText), longestName))
	}
	side, upper, lower := 12+widest, dhtTop+swarmText+14, swarmFoot+swarmText+14
	if in.Width < 480 {
		side = 8 + widest*0.8
	}
	l.a, l.b = math.Max(40, (l.w-2*side)/2-mostNodeR), math.Max(40, (l.h-upper-lower)/2-mostNodeR)
	l.a, l.b = math.Min(l.a, l.b*1.9), math.Min(l.b, l.a*1.35)
	l.middle = scene.Point{X: l.w / 2, Y: upper + (l.h-upper-lower)/2}
	around := math.Pi * (l.a + l.b)
	l.r = math.Min(mostNodeR, math.Max(leastNodeR, around/float64(max(1, len(nodes)))*0.2))
	l.placeNodes(nodes, order)
	l.nameNodes(in, nodes, target)
	return l
}

// on returns the point of the ring at a share of it, so deep inside, and the direction
// outwards.
func (l *dhtLayout) on(share, deep float64) (p, out scene.Point) {
	t := 2*math.Pi*share - math.Pi/2
	a, b := math.Max(4, l.a-deep), math.Max(4, l.b-deep)
	p = l.middle.Add(a*math.Cos(t), b*math.Sin(t))
	dx, dy := math.Cos(t)/l.a, math.Sin(t)/l.b
	d := math.Hypot(dx, dy)
	return p, scene.Point{X: dx / d, Y: dy / d}
}

// outside is the point so far outside of the ring.
func (l *dhtLayout) outside(share, far float64) scene.Point {
	p, out := l.on(share, 0)
	return p.Add(out.X*far, out.Y*far)
}

// placeNodes puts each node at its identifier; where there is another one already, further
// in.
func (l *dhtLayout) placeNodes(nodes []dhtNode, order []int) {
	l.at, l.out = make([]scene.Point, len(nodes)), make([]scene.Point, len(nodes))
	var placed []scene.Point
	for _, i := range order {
		for row := range dhtDepth {
			l.at[i], l.out[i] = l.on(share(nodes[i].state.ID), float64(row)*(2*l.r+4))
			if !slices.ContainsFunc(placed, func(p scene.Point) bool { return p.Distance(l.at[i]) < 2*l.r+3 }) {
				break
			}
		}
		placed = append(placed, l.at[i])
	}
}

// nameNodes writes the names outside of the ring, where they hide nothing.
func (l *dhtLayout) nameNodes(in *DHTIn, nodes []dhtNode, target string) {
	l.labels = make([]swarmLabel, len(nodes))
	frame := swarmLayout{w: l.w, h: l.h}
	taken := []scene.Box{{X: 0, Y: 0, W: l.w, H: dhtTop}}
	if target != "" {
		l.mark = l.outside(share(target), l.r+11)
		taken = append(taken, scene.BoxAround(l.mark, 15, 15))
	}
	for _, p := range l.at {
		taken = append(taken, scene.BoxAround(p, 2*l.r+2, 2*l.r+2))
	}
	named := func(i int) {
		for _, more := range []float64{0, 8, 16} {
			if t, ok := frame.tryName(nodes[i].name, l.at[i], l.out[i], l.r+8+more, taken, in.Metrics); ok {
				l.labels[i] = t
				taken = append(taken, t.box.Grow(3))
				return
			}
		}
	}
	for i := range nodes { // those with a name of their own come first
		if !numbered(nodes[i].name) {
			named(i)
		}
	}
	for i := range nodes {
		if l.labels[i].words == "" {
			named(i)
		}
	}
}

// numbered reports whether a host is one of a group: its name ends in a number.
func numbered(name string) bool {
	return name != "" && name[len(name)-1] >= '0' && name[len(name)-1] <= '9'
}

// scenery draws the ring, and marks its quarters with the bits with which the identifiers
// there begin.
func (l *dhtLayout) scenery() *scene.Node {
	g := scene.New("g", "scenery").Set("aria-hidden", "true")
	g.Add(scene.New("ellipse", "ring").Class("dht-ring").Num("cx", l.middle.X).Num("cy", l.middle.Y).Num("rx", l.a).Num("ry", l.b))
	for i, bits := range []string{"00", "01", "10", "11"} {
		p, out := l.on(float64(i)/4, 0)
		n := scene.Number
		g.Add(scene.Path("tick:"+bits, "dht-tick", "M"+n(p.X-out.X*5)+" "+n(p.Y-out.Y*5)+"L"+n(p.X+out.X*5)+" "+n(p.Y+out.Y*5)))
		if l.b < 90 {
			continue
		}
		q, _ := l.on(float64(i)/4+0.125, math.Min(l.a, l.b)*0.8)
		g.Add(scene.Label("bits:"+bits, "dht-bits", bits+"…", q.X, q.Y+swarmText*0.35).Num("font-size", swarmText).Set("text-anchor", "middle"))
	}
	return g
}

// dhtWay is the way between two nodes: a curve that bends towards the middle, so that
// neighbours' ways don't run along the ring.
type dhtWay struct{ from, over, to scene.Point }

func (l *dhtLayout) wayBetween(from, to scene.Point) dhtWay {
	half := scene.Point{X: (from.X + to.X) / 2, Y: (from.Y + to.Y) / 2}
	return dhtWay{from, half.Toward(l.middle, 0.45), to}
}

// at is the point at a share of the way.
func (w dhtWay) at(t float64) scene.Point {
	return w.from.Toward(w.over, t).Toward(w.over.Toward(w.to, t), t)
}

func (w dhtWay) path() string {
	n := scene.Number
	return "M" + n(w.from.X) + " " + n(w.from.Y) + "Q" + n(w.over.X) + " " + n(w.over.Y) + " " + n(w.to.X) + " " + n(w.to.Y)
}
