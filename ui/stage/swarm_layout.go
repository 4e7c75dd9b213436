package stage

import (
	"math"
	"strconv"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// swarmLayout is where everything of a swarm stands. It depends on who there is and on the
// size alone: nobody moves while the swarm works.
type swarmLayout struct {
	w, h   float64
	at     []scene.Point // the peers' places
	out    []scene.Point // away from the ring's middle, of length 1
	r      float64       // of a peer
	number bool          // peers have room for a number
	names  []string
	index  map[string]int
	labels []swarmLabel
	sites  []siteArc
	others []otherHost
	corner map[string]scene.Point // where the ways to hosts begin that are no peers
}

// swarmLabel is a peer's name on the picture; "" where there is no room for it.
type swarmLabel struct {
	words string
	at    scene.Point
	turn  string // text-anchor
	box   scene.Box
}

// siteArc is a stretch of the ring whose peers are at one site.
type siteArc struct {
	name  string
	d     string
	label swarmLabel
}

// otherHost is a host that is no peer: a tracker, a server.
type otherHost struct {
	host string
	box  scene.Box
	name string
}

const (
	swarmText   = 12.0 // size of the names
	mostPeerR   = 21.0 // radius of a peer where there is room
	leastPeerR  = 3.2
	swarmFoot   = 24.0 // height of the legend below the ring
	otherH      = 24.0 // height of a host that is no peer
	numberFrom  = 13.0 // from that radius on a peer has room for its number
	mostNamed   = 44   // of more peers the names would hide each other
	longestName = 92.0
	ringSamples = 720
	siteGap     = 1.1 // room between two sites, in peers
	siteThick   = 7.0
	// choicesHeight is the room of the row of torrents above the ring.
	choicesHeight = 30.0
)

func newSwarmLayout(in *SwarmIn) *swarmLayout {
	l := &swarmLayout{w: in.Width, h: in.Height, index: map[string]int{}, corner: map[string]scene.Point{}}
	for i := range in.Swarm.Peers {
		l.names = append(l.names, in.Swarm.Peers[i].Host)
		l.index[in.Swarm.Peers[i].Host] = i
	}
	l.placeOthers(in)
	order, groups := ringOrder(in)
	l.placeRing(in, order, groups)
	l.nameAll(in)
	return l
}

// ringOrder is the order of the peers around the ring: those of a site beside each other.
// groups are the sites of which there are several peers, with how many; nil if sites tell
// nothing here.
func ringOrder(in *SwarmIn) (order []int, groups []ringGroup) {
	site := map[string]string{}
	for i := range in.Hosts {
		site[in.Hosts[i].Name] = in.Hosts[i].Site
	}
	n := len(in.Swarm.Peers)
	at := map[string]int{}
	var lists [][]int
	for i := range n {
		name := site[in.Swarm.Peers[i].Host]
		k, known := at[name]
		if !known {
			k = len(lists)
			at[name] = k
			lists = append(lists, nil)
			groups = append(groups, ringGroup{site: name})
		}
		lists[k] = append(lists[k], i)
	}
	if len(groups) < 2 || len(groups)*3 > n*2 {
		groups = nil
	}
	for k, list := range lists {
		if groups != nil {
			groups[k].count = len(list)
		}
		if groups != nil || len(lists) == 1 {
			order = append(order, list...)
		}
	}
	for i := 0; len(order) < n; i++ {
		order = append(order, i)
	}
	return order, groups
}

type ringGroup struct {
	site  string
	count int
}

// ring is the ellipse on which peers stand, cut into short pieces.
type ring struct {
	middle scene.Point
	a, b   float64
	length float64
	upTo   [ringSamples + 1]float64 // length up to each sample
}

func newRing(middle scene.Point, a, b float64) *ring {
	g := &ring{middle: middle, a: a, b: b}
	last := g.sample(0)
	for i := 1; i <= ringSamples; i++ {
		p := g.sample(i)
		g.length += p.Distance(last)
		g.upTo[i], last = g.length, p
	}
	return g
}

// sample is a point of the ring, from its top on clockwise.
func (g *ring) sample(i int) scene.Point {
	t := 2*math.Pi*float64(i)/ringSamples - math.Pi/2
	return g.middle.Add(g.a*math.Cos(t), g.b*math.Sin(t))
}

// at is the point at a share of the ring's length, and the direction outwards there.
func (g *ring) at(share float64) (p, out scene.Point) {
	want := (share - math.Floor(share)) * g.length
	i := 1
	for i < ringSamples && g.upTo[i] < want {
		i++
	}
	part := (want - g.upTo[i-1]) / math.Max(g.upTo[i]-g.upTo[i-1], 1e-9)
	p = g.sample(i-1).Toward(g.sample(i), part)
	// The normal of an ellipse.
	dx, dy := (p.X-g.middle.X)/(g.a*g.a), (p.Y-g.middle.Y)/(g.b*g.b)
	d := math.Max(math.Hypot(dx, dy), 1e-12)
	return p, scene.Point{X: dx / d, Y: dy / d}
}

// placeRing puts the peers on the ring. Many stand in several rows, so that each can still
// be seen and pressed.
func (l *swarmLayout) placeRing(in *SwarmIn, order []int, groups []ringGroup) {
	n := len(order)
	l.at, l.out = make([]scene.Point, n), make([]scene.Point, n)
	named := n <= mostNamed
	widest := 0.0
	for _, name := range l.names {
		widest = math.Max(widest, math.Min(in.Metrics.Width(name, scene.Bold, swarmText), longestName))
	}
	top, bottom, side := 10.0, swarmFoot+4, 10.0
	if len(in.Choices) > 1 {
		top += choicesHeight
	}
	if named {
		top, bottom, side = top+swarmText+6, bottom+swarmText+6, side+widest+8
	}
	if groups != nil {
		top, bottom, side = top+siteThick, bottom+siteThick, side+siteThick
	}
	slots := float64(n)
	if groups != nil {
		slots += siteGap * float64(len(groups))
	}
	var g *ring
	spacing := 0.0
	l.r = mostPeerR
	for range 3 { // the ring's size and the peers' depend on each other
		a, b := (l.w-2*side)/2-l.r, (l.h-top-bottom)/2-l.r
		a = math.Min(math.Max(a, 30), math.Max(b, 30)*1.9)
		b = math.Min(math.Max(b, 30), a*1.35)
		g = l.clearRing(scene.Point{X: l.w / 2, Y: top + (l.h-top-bottom)/2}, a, b)
		spacing = g.length / math.Max(slots, 1)
		l.r = math.Min(mostPeerR, math.Max(leastPeerR, spacing*0.38))
	}
	l.number = l.r >= numberFrom
	rows := 1
	for rows < 4 && spacing*float64(rows) < 2*l.r+2 {
		rows++
	}
	first := 0.0
	for k, i := range order {
		if groups != nil {
			first = float64(groupOf(groups, k)) * siteGap
		}
		p, out := g.at((float64(k) + first) / math.Max(slots, 1))
		deep := float64(k%rows) * (2*l.r + 4)
		l.at[i], l.out[i] = p.Add(-out.X*deep, -out.Y*deep), out
	}
	l.placeSites(in, g, groups, slots)
}

// button is the corner in which the page has a button.
func (l *swarmLayout) button() scene.Box {
	return scene.Box{X: l.w - cornerW, W: cornerW, H: cornerH}
}

// clearRing is the largest ring of that shape, or a smaller one, on which nobody stands over
// the hosts in the corners.
func (l *swarmLayout) clearRing(middle scene.Point, a, b float64) *ring {
	for {
		g := newRing(middle, a, b)
		free := true
		for i := 0; i < ringSamples && free; i += 4 {
			p := scene.BoxAround(g.sample(i), 2*l.r+8, 2*l.r+8)
			free = !p.Overlaps(l.button())
			for k := range l.others {
				free = free && !l.others[k].box.Overlaps(p)
			}
		}
		if free || a < 40 || b < 40 {
			return g
		}
		a, b = a*0.97, b*0.985
	}
}

// groupOf is the group to which the k-th peer of the ring's order belongs.
func groupOf(groups []ringGroup, k int) int {
	for i := range groups {
		if k < groups[i].count {
			return i
		}
		k -= groups[i].count
	}
	return len(groups)
}

// placeSites draws an arc outside of the peers of each site, with the site's name inside of
// the ring.
func (l *swarmLayout) placeSites(in *SwarmIn, g *ring, groups []ringGroup, slots float64) {
	begin := 0
	for k, group := range groups {
		from := (float64(begin) + float64(k)*siteGap - 0.45) / slots
		to := (float64(begin+group.count-1) + float64(k)*siteGap + 0.45) / slots
		var d []byte
		const steps = 24
		for i := range steps + 1 {
			p, out := g.at(from + (to-from)*float64(i)/steps)
			p = p.Add(out.X*(l.r+siteThick), out.Y*(l.r+siteThick))
			pen := byte('L')
			if i == 0 {
				pen = 'M'
			}
			d = scene.AppendNumber(append(d, pen), p.X)
			d = scene.AppendNumber(append(d, ' '), p.Y)
		}
		words := group.site // like the peers', its name: titles are long
		if words == "" {
			words = text.T("swarm.site.none")
		}
		p, out := g.at((from + to) / 2)
		far := l.r + 13
		at := p.Add(-out.X*far, -out.Y*far)
		label := swarmLabel{words: words, at: at.Add(0, swarmText*0.35), turn: "middle"}
		if math.Abs(out.X) > 0.6 {
			label.turn = "start"
			if out.X > 0 {
				label.turn = "end"
			}
		}
		label.box = labelBox(label, in.Metrics)
		l.sites = append(l.sites, siteArc{name: group.site, d: string(d), label: label})
		begin += group.count
	}
}

// labelBox is the room of a label, and some beside it: browsers differ in how wide they set it.
func labelBox(t swarmLabel, m *scene.Metrics) scene.Box {
	const beside = 3
	w := m.Width(t.words, scene.Bold, swarmText)
	x := t.at.X
	switch t.turn {
	case "middle":
		x -= w / 2
	case "end":
		x -= w
	}
	return scene.Box{X: x - beside, Y: t.at.Y - swarmText, W: w + 2*beside, H: swarmText * 1.3}
}

// scenery draws what stays: the arcs of the sites and all names.
func (l *swarmLayout) scenery(in *SwarmIn) *scene.Node {
	g := scene.New("g", "scenery").Set("aria-hidden", "true")
	for i := range l.sites {
		s := &l.sites[i]
		g.Add(scene.Path("site:"+s.name, "site-arc tone-"+strconv.Itoa(i%6+1), s.d),
			scene.Label("site-name:"+s.name, "site-name", s.label.words, s.label.at.X, s.label.at.Y).
				Num("font-size", swarmText).Set("text-anchor", s.label.turn))
	}
	return g
}
