package stage

import (
	"math"

	"playnet/core/view"
	"playnet/ui/scene"
)

// nameAll writes the peers' names outside of the ring, where they hide nothing.
func (l *swarmLayout) nameAll(in *SwarmIn) {
	l.labels = make([]swarmLabel, len(l.names))
	if len(l.names) > mostNamed {
		return
	}
	taken := []scene.Box{l.button()}
	for _, p := range l.at {
		taken = append(taken, scene.BoxAround(p, 2*l.r+2, 2*l.r+2))
	}
	for _, o := range l.others {
		taken = append(taken, o.box)
	}
	for i := range l.sites {
		taken = append(taken, l.sites[i].label.box)
	}
	gap := l.r + 7.0
	if l.sites != nil {
		gap += siteThick + 2
	}
	for i, name := range l.names {
		for _, way := range waysOut {
			if t, ok := l.tryName(name, l.at[i], turned(l.out[i], way.turn), gap+way.far, taken, in.Metrics); ok {
				l.labels[i] = t
				taken = append(taken, t.box)
				break
			}
		}
	}
}

// waysOut are the directions in which there may be room for a name, the best ones first: degrees
// from the one that leads outwards, and how much further than usual. Inwards it stands on lines.
var waysOut = []struct{ turn, far float64 }{
	{0, 0}, {0, 7}, {0, 14}, {30, 0}, {-30, 0}, {60, 0}, {-60, 0}, {90, 0}, {-90, 0}, {180, 0},
}

func turned(p scene.Point, degrees float64) scene.Point {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return scene.Point{X: p.X*cos - p.Y*sin, Y: p.X*sin + p.Y*cos}
}

// tryName looks for room for a name at a distance from its peer.
func (l *swarmLayout) tryName(name string, p, out scene.Point, far float64, taken []scene.Box, m *scene.Metrics) (swarmLabel, bool) {
	at := p.Add(out.X*far, out.Y*far)
	t := swarmLabel{words: m.Fit(name, scene.Bold, swarmText, longestName), turn: "middle"}
	switch {
	case out.X > 0.42:
		t.turn, t.at = "start", at.Add(0, swarmText*0.35+out.Y*4)
	case out.X < -0.42:
		t.turn, t.at = "end", at.Add(0, swarmText*0.35+out.Y*4)
	case out.Y < 0:
		t.at = at.Add(0, -1)
	default:
		t.at = at.Add(0, swarmText*0.8)
	}
	t.box = labelBox(t, m)
	if t.box.X < 2 || t.box.Right() > l.w-2 || t.box.Y < 1 || t.box.Bottom() > l.h-swarmFoot+2 || overlapsAny(t.box, taken) {
		return t, false
	}
	return t, true
}

// placeOthers puts the hosts that are no peers into the lower corners, then the upper left
// one, one above the other.
func (l *swarmLayout) placeOthers(in *SwarmIn) {
	var list []*view.Host
	for i := range in.Hosts {
		if _, peer := l.index[in.Hosts[i].Name]; !peer {
			list = append(list, &in.Hosts[i])
		}
	}
	const edge, gap = 8.0, 5.0
	most := max(1, min(3, int((l.h-swarmFoot)*0.3/(otherH+gap))))
	for k, h := range list {
		corner, row := k/most, k%most
		if corner > 2 {
			break // the tables have them
		}
		name := in.Metrics.Fit(h.Name, scene.Plain, swarmText, longestName)
		w := in.Metrics.Width(name, scene.Plain, swarmText) + 26
		b := scene.Box{X: edge, Y: l.h - swarmFoot - otherH - float64(row)*(otherH+gap) - 2, W: w, H: otherH}
		switch corner {
		case 1:
			b.X = l.w - edge - w
		case 2:
			b.Y = edge + float64(row)*(otherH+gap)
			if len(in.Choices) > 1 {
				b.Y += choicesHeight
			}
		}
		l.others = append(l.others, otherHost{host: h.Name, box: b, name: name})
		x := b.Right()
		if b.X > l.w/2 {
			x = b.X
		}
		l.corner[h.Name] = scene.Point{X: x, Y: b.Y + b.H/2}
	}
}
