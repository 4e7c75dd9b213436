package stage

import (
	"math"
	"strconv"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// keptTalk is a drawn line between two hosts and what it was drawn for.
type keptTalk struct {
	state talkState
	node  *scene.Node
}

type talkState struct {
	busy       string // the colour of what is in flight; "" if nothing is
	cutA, cutB bool
	a, b       linkState
	count      int
	connection connection
}

// linkState is what is told of a host's access link.
type linkState struct {
	cut      bool
	up, down int64 // bit/s; 0: unlimited
	delay    int64 // nanoseconds
	loss     float64
}

// drawTalks draws a line for every two hosts that have exchanged anything.
func (s *Stage) drawTalks(in *In, pills []pill, links map[flight.Pair]connection) *scene.Node {
	busy := map[flight.Pair]string{}
	for i := range pills {
		busy[flight.PairOf(pills[i].from, pills[i].to)] = pills[i].hue()
	}
	g := scene.New("g", "talks").Set("aria-hidden", "true")
	for i, p := range s.pairs {
		r, _, ok := s.route(p.A, p.B)
		if !ok {
			continue
		}
		state := talkState{busy: busy[p], cutA: s.isCut(p.A, in), cutB: s.isCut(p.B, in),
			a: s.linkOf(p.A), b: s.linkOf(p.B), count: in.Talks[i].Frames, connection: links[p]}
		if kept, ok := s.talks[p]; ok && kept.state == state {
			g.Add(kept.node)
			continue
		}
		n := s.layout.drawTalk(p, r, state)
		s.talks[p] = keptTalk{state, n}
		g.Add(n)
	}
	return g
}

func (s *Stage) isCut(name string, in *In) bool {
	m := &s.layout.members[s.layout.index[name]]
	return m.host.Link.Cut || siteCut(in.Snapshot, m.host.Site)
}

func (s *Stage) linkOf(name string) linkState {
	link := s.layout.members[s.layout.index[name]].host.Link
	return linkState{link.Cut, link.Up, link.Down, link.Delay, link.Loss}
}

// words tells the link of a host: its delay, rates and loss, or that it is cut.
func (k linkState) words(host string) string {
	if k.cut {
		return text.T("stage.link.cut", "host", host)
	}
	values := []string{text.T("stage.link.delay", "delay", labfile.Duration(k.delay).String())}
	if k.up > 0 {
		values = append(values, text.T("stage.link.up", "rate", labfile.Rate(k.up).String()))
	}
	if k.down > 0 {
		values = append(values, text.T("stage.link.down", "rate", labfile.Rate(k.down).String()))
	}
	if k.loss > 0 {
		values = append(values, text.T("stage.link.loss", "share", strconv.FormatFloat(k.loss*100, 'g', 3, 64)))
	}
	return text.T("stage.link", "host", host, "values", strings.Join(values, ", "))
}

// drawTalk draws one line. Where a link is cut it is broken: a gap between two
// strokes across it, at the side of the host that is cut off.
func (l *layout) drawTalk(p flight.Pair, r route, state talkState) *scene.Node {
	class := "talk"
	if state.busy != "" {
		class += " busy " + state.busy
	}
	if state.cutA || state.cutB {
		class += " cut"
	}
	if state.connection.phase != noPhase {
		class += " connected " + state.connection.phase.class()
	}
	g := scene.New("g", p.A+" "+p.B).Class(class)
	r = r.touching(l.cards[l.index[p.A]], l.cards[l.index[p.B]])
	// The gap lies near the card, but leaves a piece of line to be seen on both sides.
	gap := 10 / r.length()
	near := math.Min(0.3, 16/r.length())
	from, to := 0.0, 1.0
	stroke := func(share float64) *scene.Node {
		c, dx, dy := r.at(share)
		a, b := c.Add(-dy*6-dx*2, dx*6-dy*2), c.Add(dy*6+dx*2, -dx*6+dy*2)
		return scene.Path("", "slash", "M"+scene.Number(a.X)+" "+scene.Number(a.Y)+"L"+scene.Number(b.X)+" "+scene.Number(b.Y))
	}
	if state.cutA {
		from = near + gap
		g.Add(scene.Path("", "line", r.part(0, near)), stroke(near), stroke(from))
	}
	if state.cutB {
		to = 1 - near - gap
		g.Add(scene.Path("", "line", r.part(1-near, 1)), stroke(1-near), stroke(to))
	}
	// Each half can be pressed, a finger's breadth wide: it stands for the link of the host
	// at its end.
	talked := text.Count("stage.talk", state.count, "a", p.A, "b", p.B)
	half := func(host, words, d string) *scene.Node {
		return scene.Path("", "grip", d).Set("data-key", LinkKey+host).Add(scene.Title(words + "\n" + talked))
	}
	return g.Add(scene.Path("", "line", r.part(from, to)), half(p.A, state.a.words(p.A), r.part(0, 0.5)), half(p.B, state.b.words(p.B), r.part(0.5, 1)))
}
