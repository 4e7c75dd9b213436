package stage

import (
	"math"
	"strconv"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// drawNode draws a node into g.
func (l *dhtLayout) drawNode(i int, n *dhtNode, g *scene.Node) *scene.Node {
	c := l.at[i]
	g.Add(scene.Circle("ring", "ring", c.X, c.Y, l.r+4), scene.Circle("dot", "dot", c.X, c.Y, l.r))
	if !n.host.Up {
		d := l.r * 0.5
		g.Add(scene.Path("away", "away", saltire(c, d)))
	}
	if len(n.state.Stored) > 0 {
		d := math.Max(2.5, l.r*0.45)
		g.Add(scene.Rect("stores", "stores", scene.BoxAround(c, 2*d, 2*d), 1))
	}
	if t := &l.labels[i]; t.words != "" {
		g.Add(scene.Label("name", "name", t.words, t.at.X, t.at.Y).Num("font-size", swarmText).Set("text-anchor", t.turn))
	}
	return g
}

func saltire(c scene.Point, d float64) string {
	n := scene.Number
	return "M" + n(c.X-d) + " " + n(c.Y-d) + "L" + n(c.X+d) + " " + n(c.Y+d) + "M" + n(c.X-d) + " " + n(c.Y+d) + "L" + n(c.X+d) + " " + n(c.Y-d)
}

// drawKnown draws lines from the node that is selected or pointed at to those in its
// routing table: many near itself, few far away.
func (l *dhtLayout) drawKnown(in *DHTIn, nodes []dhtNode) *scene.Node {
	g := scene.New("g", "known").Set("aria-hidden", "true")
	for _, key := range []string{in.Pointed, in.Selected} {
		for i := range nodes {
			if key != HostKey+nodes[i].name {
				continue
			}
			for _, b := range nodes[i].state.Buckets {
				for k := range b.Nodes {
					if to, ok := l.index[b.Nodes[k].Host]; ok {
						g.Add(scene.Path(b.Nodes[k].Host, "dht-known is-"+b.Nodes[k].State, l.wayBetween(l.at[i], l.at[to]).path()))
					}
				}
			}
			return g
		}
	}
	return g
}

// mostArcs is how many halvings of the ring around a target are shown.
const mostArcs = 10

// drawTarget marks where a look-up's target lies, and the parts of the ring in which the
// identifiers lie that share 1, 2, 3 and more bits with it, up to that of the nearest node
// found.
func (l *dhtLayout) drawTarget(target string, lookup *view.DHTLookup) *scene.Node {
	g := scene.New("g", "target").Class("dht-target")
	reached := 0
	for i := range lookup.Closest {
		if c := &lookup.Closest[i]; c.Answered != "silent" {
			reached = max(reached, c.Shared)
		}
	}
	room := math.Min(44, math.Min(l.a, l.b)*0.4)
	gap := math.Min(7, math.Min(l.a, l.b)*0.4/mostArcs)
	for bits := 1; bits <= min(reached, mostArcs); bits++ {
		part := 1 / math.Exp2(float64(bits))
		from := math.Floor(share(target)/part) * part
		g.Add(scene.Path("arc:"+strconv.Itoa(bits), "dht-arc", l.arc(from, from+part, room+gap*float64(bits))))
	}
	p, _ := l.on(share(target), 0)
	d, c := 6.0, l.mark
	n := scene.Number
	says := text.T("dht.target", "id", ShortID(target))
	return g.Set("role", "img").Set("aria-label", says).Add(scene.Title(says),
		scene.Path("way", "dht-target-line", "M"+n(p.X)+" "+n(p.Y)+"L"+n(c.X)+" "+n(c.Y)),
		scene.Path("mark", "dht-target-mark", "M"+n(c.X)+" "+n(c.Y-d)+"L"+n(c.X+d)+" "+n(c.Y)+"L"+n(c.X)+" "+n(c.Y+d)+"L"+n(c.X-d)+" "+n(c.Y)+"Z"))
}

// arc is the part of a ring so deep inside from one share to another.
func (l *dhtLayout) arc(from, to, deep float64) string {
	var d []byte
	steps := max(2, int(48*(to-from)))
	for i := range steps + 1 {
		p, _ := l.on(from+(to-from)*float64(i)/float64(steps), deep)
		pen := byte('L')
		if i == 0 {
			pen = 'M'
		}
		d = scene.AppendNumber(append(d, pen), p.X)
		d = scene.AppendNumber(append(d, ' '), p.Y)
	}
	return string(d)
}

// stepSize is how large the mark of a step is.
const stepSize = 17

// clear returns a place for the mark of a step on a way, as near to its end as nothing else lies
// there.
func (w dhtWay) clear(taken []scene.Box) (at scene.Point, ok bool) {
	for far := 24.0; far < 80; far += 9 {
		at = w.at(1 - math.Min(0.45, far/math.Max(1, w.from.Distance(w.to))))
		if !overlapsAny(scene.BoxAround(at, stepSize, stepSize), taken) {
			return at, true
		}
	}
	return at, false
}

// drawAsked draws whom a look-up has asked, with the number of the step, and whether they
// have answered.
func (l *dhtLayout) drawAsked(by int, lookup *view.DHTLookup) *scene.Node {
	g := scene.New("g", "asked").Set("aria-hidden", "true")
	var taken []scene.Box
	for _, p := range l.at {
		taken = append(taken, scene.BoxAround(p, 2*l.r, 2*l.r))
	}
	for i := range lookup.Closest {
		c := &lookup.Closest[i]
		to, ok := l.index[c.Host]
		if !ok || to == by || c.Answered == "" && i != lookup.Next {
			continue
		}
		class := map[string]string{"asked": "is-asked", "yes": "is-answered", "silent": "is-silent", "": "is-next"}[c.Answered]
		w := l.wayBetween(l.at[by], l.at[to])
		g.Add(scene.Path("way:"+c.Host, "dht-way "+class, w.path()))
		at, free := w.clear(taken)
		if !free {
			continue // its words have the step, too
		}
		taken = append(taken, scene.BoxAround(at, stepSize, stepSize))
		step := strconv.Itoa(c.Hop + 1)
		g.Add(scene.New("g", "step:"+c.Host).Class("dht-step "+class).Add(scene.Circle("", "dht-step-body", at.X, at.Y, 8),
			scene.Label("", "dht-step-number", step, at.X, at.Y+swarmText*0.35).Num("font-size", swarmText).Set("text-anchor", "middle")))
	}
	return g
}

// drawFrames draws the messages in flight, each at its real place.
func (l *dhtLayout) drawFrames(in *DHTIn) *scene.Node {
	g := scene.New("g", "frames")
	for i := range in.Frames {
		f := &in.Frames[i]
		from, okFrom := l.index[f.From]
		to, okTo := l.index[f.To]
		if !okFrom || !okTo || in.Now < f.SentAt {
			continue
		}
		key := FrameKey + strconv.FormatUint(f.ID, 10)
		c := l.wayBetween(l.at[from], l.at[to]).at(flight.Progress(f, in.Now))
		says, class := f.From+" → "+f.To, "dht-frame"
		if i < len(in.Flying) {
			says = flight.Says(&in.Flying[i])
			if in.Flying[i].Reply {
				class += " is-reply"
			}
		}
		if in.Selected == key {
			class += " selected"
		}
		g.Add(scene.New("g", key).Class(class).Press(key, says).Add(scene.Title(says), scene.Circle("ring", "ring", c.X, c.Y, 9),
			scene.Rect("chip", "chip", scene.BoxAround(c, 11, 8), 2)))
	}
	return g
}

// dhtCaption says in a line how the look-up stands that is shown.
func dhtCaption(nodes []dhtNode, by int, lookup *view.DHTLookup) *scene.Node {
	p := scene.New("p", "caption").Class("dht-caption")
	if lookup == nil {
		p.Text = text.T("dht.caption.none", "n", strconv.Itoa(len(nodes)))
		return p
	}
	args := []string{"host", nodes[by].name, "target", ShortID(lookup.Target), "asked", strconv.Itoa(lookup.Asked), "hops", strconv.Itoa(lookup.Hops), "peers", strconv.Itoa(len(lookup.Peers))}
	switch {
	case lookup.Kind == "get_peers" && lookup.State == "done":
		p.Text = text.T("dht.caption.peers.done", args...)
	case lookup.Kind == "get_peers":
		p.Text = text.T("dht.caption.peers", args...)
	case lookup.State == "done":
		p.Text = text.T("dht.caption.nodes.done", args...)
	default:
		p.Text = text.T("dht.caption.nodes", args...)
	}
	return p.Set("title", p.Text)
}

// dhtLegend says what the marks mean.
func dhtLegend() *scene.Node {
	root := scene.New("p", "legend").Class("dht-legend")
	for _, k := range []string{"asked", "answered", "silent", "stores", "target"} {
		mark := scene.New("svg", "").Set("width", "24").Set("height", "12").Set("aria-hidden", "true").Class("legend-mark")
		switch k {
		case "stores":
			mark.Add(scene.Circle("", "dot", 12, 6, 6), scene.Rect("", "stores", scene.Box{X: 9, Y: 3, W: 6, H: 6}, 1))
		case "target":
			mark.Add(scene.Path("", "dht-target-mark", "M12 1L17 6L12 11L7 6Z"))
		default:
			mark.Add(scene.Path("", "dht-way is-"+k, "M1 6H23"))
		}
		root.Add(scene.New("span", k).Class("legend-item").Add(mark, legendWords("words", text.T("dht.legend."+k))))
	}
	return root
}
