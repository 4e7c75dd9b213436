package stage

import (
	"math"

	"playnet/ui/scene"
)

// density is how large things are drawn: the picture takes the largest at which
// all cards find room. Lengths are in pixels at text scale 1.
type density struct {
	minW, maxW, h   float64 // of a card; as wide as its text asks for
	icon            float64 // side of the icon's square; 0: a dot
	name, role      float64 // sizes of text; role 0: one line only
	gapX, gapY      float64 // least room between cards, and between levels
	mostY           float64 // most room between levels
	trunk, mostX    float64 // least and most room between hierarchy and campus
	mark            float64 // radius of a numbered mark
	pill            float64 // height of a pill
	label           float64 // size of its text
	edge            float64 // room above and below everything
	pad             float64 // of the frame around several servers of one zone
	zone            float64 // size of its caption; 0: none
	longest, spread float64 // widest label of a pill; room between marks on a line
}

// densities from large to small.
var densities = []density{
	{minW: 200, maxW: 330, h: 64, icon: 42, name: 16, role: 13.5, gapX: 30, gapY: 66, mostY: 112, trunk: 150, mostX: 330, mark: 10.5, pill: 25, label: 13.5, edge: 24, pad: 10, zone: 12, longest: 230, spread: 26},
	{minW: 168, maxW: 262, h: 52, icon: 34, name: 13.5, role: 12, gapX: 24, gapY: 50, mostY: 84, trunk: 110, mostX: 250, mark: 9, pill: 22, label: 12, edge: 20, pad: 8, zone: 11, longest: 190, spread: 22},
	{minW: 136, maxW: 222, h: 42, icon: 26, name: 12.5, role: 11, gapX: 18, gapY: 42, mostY: 70, trunk: 80, mostX: 200, mark: 8.5, pill: 20, label: 11.5, edge: 16, pad: 7, zone: 10.5, longest: 160, spread: 20},
	{minW: 96, maxW: 150, h: 34, icon: 0, name: 11.5, role: 10, gapX: 12, gapY: 32, mostY: 60, trunk: 48, mostX: 150, mark: 8, pill: 19, label: 11, edge: 12, pad: 5, zone: 0, longest: 130, spread: 18},
	{minW: 62, maxW: 116, h: 20, icon: 0, name: 10.5, role: 0, gapX: 8, gapY: 20, mostY: 46, trunk: 26, mostX: 110, mark: 7, pill: 16, label: 10, edge: 9, pad: 3, zone: 0, longest: 90, spread: 16},
}

// scaled returns the density for a size of text.
func (d density) scaled(k float64) density {
	for _, v := range []*float64{&d.minW, &d.maxW, &d.h, &d.icon, &d.name, &d.role, &d.gapX, &d.gapY,
		&d.mostY, &d.trunk, &d.mostX, &d.mark, &d.pill, &d.label, &d.edge, &d.pad, &d.zone, &d.longest, &d.spread} {
		*v *= k
	}
	return d
}

// clear is the room that a line keeps from a card: a mark or a circle on it fits.
func (d *density) clear() float64 { return d.mark + 2 }

// side is the room to the left and right of everything: lines can pass there, so
// that there always is a way from row to row.
func (d *density) side() float64 { return 2*d.clear() + 2 }

// inset is where a card's text begins.
func (d *density) inset() float64 {
	if d.icon > 0 {
		return d.icon + (d.h-d.icon)/2 + d.name*0.75
	}
	return d.name * 1.35
}

// cardWidth returns the width at which all texts fit, within the density's bounds:
// one for all cards, so that they stand in columns.
func (d *density) cardWidth(all []member, m *scene.Metrics) float64 {
	widest := 0.0
	for i := range all {
		w := m.Width(all[i].name(), scene.Bold, d.name)
		if d.role > 0 {
			w = math.Max(w, m.Width(roleLines(&all[i])[0], scene.Plain, d.role))
		}
		widest = math.Max(widest, w)
	}
	return math.Ceil(math.Min(d.maxW, math.Max(d.minW, d.inset()+widest+d.name*0.7)))
}
