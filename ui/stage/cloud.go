package stage

import (
	"math"

	"playnet/ui/scene"
	"playnet/ui/text"
)

// unit is what stands together around the cloud: a site's hosts in a frame, or a
// row of hosts that hang on the cloud directly.
type unit struct {
	site  string
	b     block
	frame bool
}

// placeSites puts the hosts around the cloud: half of the sites on its left and
// half on its right, or above and below where the stage is upright.
func (l *layout) placeSites(m *scene.Metrics) bool {
	w, h := l.width-2*l.side(), l.height-2*l.edge
	if len(l.members) == 0 {
		return true
	}
	upright := l.height > l.width
	cloud := scene.Box{W: math.Max(l.cardW*0.9, math.Min(200, w*0.2))}
	cloud.H = cloud.W * 0.58
	roomW, roomH := (w-cloud.W)/2-l.trunk*0.8, h
	if upright {
		roomW, roomH = w, (h-cloud.H)/2-l.gapY*0.8
	}
	for columns := 1; columns <= len(l.members); columns++ {
		units := l.units(columns)
		a, b := halves(units, l.between())
		sizeA, sizeB := stackSize(a, l.between()), stackSize(b, l.between())
		if math.Max(sizeA.W, sizeB.W) > roomW {
			return false
		}
		if math.Max(sizeA.H, sizeB.H) > roomH {
			continue
		}
		cloud.X, cloud.Y = (l.width-cloud.W)/2, (l.height-cloud.H)/2
		l.cloud = &cloud
		l.nameCloud(upright, m)
		if upright {
			gap := math.Min(l.mostY, (h-cloud.H)/2-math.Max(sizeA.H, sizeB.H))
			l.stack(a, l.width/2, cloud.Y-gap-sizeA.H, m)
			l.stack(b, l.width/2, cloud.Bottom()+gap, m)
			return true
		}
		gap := math.Min(l.mostX*0.7, (w-cloud.W)/2-math.Max(sizeA.W, sizeB.W))
		l.stack(a, cloud.X-gap-sizeA.W/2, (l.height-sizeA.H)/2, m)
		l.stack(b, cloud.Right()+gap+sizeB.W/2, (l.height-sizeB.H)/2, m)
		return true
	}
	return false
}

// between is the room between units: a line passes there.
func (l *layout) between() float64 { return 2*l.clear() + 2 }

// units arranges each site by itself, in the order in which the sites come up.
func (l *layout) units(columns int) []unit {
	var order []string
	bySite := map[string][]int{}
	var units []unit
	for i := range l.members {
		site := l.siteOf(i)
		if _, ok := bySite[site]; !ok {
			order = append(order, site)
		}
		bySite[site] = append(bySite[site], i)
	}
	for _, site := range order {
		list := bySite[site]
		if site == "" {
			for ; len(list) > columns; list = list[columns:] {
				units = append(units, unit{b: l.grid(list[:columns], columns, 0)})
			}
			units = append(units, unit{b: l.grid(list, columns, 0)})
			continue
		}
		b := l.grid(list, columns, 2*l.clear()+2)
		top := l.pad
		if l.zone > 0 {
			top = l.zone * 1.7
		}
		for i, box := range b.boxes {
			box.X, box.Y = box.X+l.pad, box.Y+top
			b.boxes[i] = box
		}
		b.w, b.h = b.w+2*l.pad, b.h+top+l.pad
		units = append(units, unit{site, b, true})
	}
	return units
}

// halves splits the units, in their order, into two stacks of about one height.
func halves(units []unit, gap float64) (a, b []unit) {
	whole, sum := stackSize(units, gap).H, 0.0
	for i, u := range units {
		sum += u.b.h + gap
		if i > 0 && sum > whole/2+u.b.h/2 || i == len(units)-1 && i > 0 {
			return units[:i], units[i:]
		}
	}
	return units, nil
}

// stackSize is the size of units on top of each other.
func stackSize(units []unit, gap float64) scene.Box {
	size := scene.Box{H: -gap}
	for _, u := range units {
		size.W = math.Max(size.W, u.b.w)
		size.H += u.b.h + gap
	}
	size.H = math.Max(0, size.H)
	return size
}

// stack puts units on top of each other, their middles at x.
func (l *layout) stack(units []unit, x, y float64, m *scene.Metrics) {
	for _, u := range units {
		l.put(u.b, x-u.b.w/2, y)
		if u.frame {
			l.frames = append(l.frames, l.captioned("site:"+u.site, u.site, scene.Box{X: x - u.b.w/2, Y: y, W: u.b.w, H: u.b.h}, m))
		}
		y += u.b.h + l.between()
	}
}

// throughCloud is the way between two hosts of different places.
func (l *layout) throughCloud(a, b int) route {
	return l.router.via(a, l.cloud.Center(), b)
}

// drawCloud draws the Internet between the sites.
func drawCloud(b scene.Box) *scene.Node {
	n := func(x, y float64) string {
		return scene.Number(b.X+b.W*x) + " " + scene.Number(b.Y+b.H*y)
	}
	d := "M" + n(0.22, 0.88) +
		"C" + n(0.02, 0.9) + " " + n(-0.04, 0.56) + " " + n(0.14, 0.48) +
		"C" + n(0.1, 0.16) + " " + n(0.36, 0.06) + " " + n(0.46, 0.2) +
		"C" + n(0.58, 0) + " " + n(0.86, 0.1) + " " + n(0.83, 0.38) +
		"C" + n(1.04, 0.44) + " " + n(1.02, 0.88) + " " + n(0.8, 0.88) + "Z"
	return scene.New("g", "cloud").Class("cloud").Add(scene.Path("shape", "shape", d))
}

// nameCloud writes what the cloud is where no line runs: below it, or beside it
// where the hosts stand above and below.
func (l *layout) nameCloud(upright bool, m *scene.Metrics) {
	size := l.name * 0.9
	label := text.T("stage.cloud")
	w := m.Width(label, scene.Bold, size)
	c := l.cloud.Center()
	box := scene.Box{X: c.X - w/2, Y: l.cloud.Bottom() + size*0.2, W: w, H: size * 1.3}
	if upright {
		box.X, box.Y = l.cloud.Right()+size*0.5, c.Y-size*0.65
	}
	l.frames = append(l.frames, frame{key: "cloud", caption: label, text: box, bare: true})
}
