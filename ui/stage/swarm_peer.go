package stage

import (
	"math"
	"strconv"

	"playnet/core/view"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// Percent is how much of a torrent a peer has, rounded down: 100 is all.
func Percent(count, pieces int) int {
	if pieces <= 0 {
		return 0
	}
	return count * 100 / pieces
}

// drawPeer draws a peer: a ring that fills as it gets the file.
func (l *swarmLayout) drawPeer(i int, p *view.SwarmPeer, look peerLook, in *SwarmIn) *scene.Node {
	c, done := l.at[i], p.Count >= look.pieces && look.pieces > 0
	says := PeerSays(p, look.pieces)
	class := "peer " + peerClass(p, look.pieces)
	switch {
	case look.selected:
		class += " selected"
	case look.pointed:
		class += " pointed"
	}
	switch look.related {
	case served:
		class += " served"
	case tried:
		class += " tried"
	}
	tab := "-1"
	if look.stop {
		tab = "0"
	}
	key := HostKey + p.Host
	g := scene.New("g", p.Host).Class(class).Set("data-key", key).Set("tabindex", tab).Set("role", "button").
		Set("data-arrows", "").Set("aria-label", says).Set("aria-pressed", strconv.FormatBool(look.selected)).Add(scene.Title(says))
	wide := math.Max(2, l.r*0.28)
	g.Add(scene.Circle("ring", "ring", c.X, c.Y, l.r+4.5))
	if look.related != unrelated {
		g.Add(scene.Circle("chosen", "chosen", c.X, c.Y, l.r+2.5))
	}
	g.Add(scene.Circle("track", "track", c.X, c.Y, l.r-wide/2).Num("stroke-width", wide))
	share := float64(p.Count) / math.Max(float64(look.pieces), 1)
	switch {
	case done:
		g.Add(scene.Circle("got", "got", c.X, c.Y, l.r-wide/2).Num("stroke-width", wide))
	case share > 0:
		g.Add(scene.Path("got", "got", arc(c, l.r-wide/2, share)).Num("stroke-width", wide))
	}
	// Name and number stand in the order in which the peer's words begin, with a blank between
	// them: who speaks to the machine says what stands there.
	if t := &l.labels[i]; t.words != "" {
		g.Add(scene.Label("name", "name", t.words+" ", t.at.X, t.at.Y).Num("font-size", swarmText).Set("text-anchor", t.turn))
	}
	if p.Away() {
		n, d := scene.Number, l.r*0.45
		g.Add(scene.Path("away", "away", "M"+n(c.X-d)+" "+n(c.Y)+"H"+n(c.X+d)))
	} else if l.number {
		size := math.Min(swarmText, l.r*0.78)
		g.Add(scene.Label("number", "number", strconv.Itoa(Percent(p.Count, look.pieces)), c.X, c.Y+size*0.36).
			Num("font-size", size).Set("text-anchor", "middle"))
	}
	if p.Rider != "" {
		g.Add(rider(c.Add(l.r*0.8, -l.r*0.8), math.Max(3.5, l.r*0.33)))
	}
	return g
}

// rider marks who takes and does not give: an arrow down alone.
func rider(c scene.Point, r float64) *scene.Node {
	n := scene.Number
	return scene.New("g", "rider").Class("rider").Add(
		scene.Circle("", "rider-body", c.X, c.Y, r),
		scene.Path("", "rider-sign", "M"+n(c.X)+" "+n(c.Y-r*0.55)+"V"+n(c.Y+r*0.5)+"M"+n(c.X-r*0.45)+" "+n(c.Y+r*0.05)+"L"+n(c.X)+" "+n(c.Y+r*0.55)+"L"+n(c.X+r*0.45)+" "+n(c.Y+r*0.05)))
}

// arc is a part of a circle from its top on, clockwise.
func arc(c scene.Point, r, share float64) string {
	t := 2*math.Pi*share - math.Pi/2
	large := " 0 0 1 "
	if share > 0.5 {
		large = " 0 1 1 "
	}
	n := scene.Number
	return "M" + n(c.X) + " " + n(c.Y-r) + "A" + n(r) + " " + n(r) + large + n(c.X+r*math.Cos(t)) + " " + n(c.Y+r*math.Sin(t))
}

// peerClass says what a peer is, for the style sheet.
func peerClass(p *view.SwarmPeer, pieces int) string {
	switch {
	case p.Away():
		return "is-away"
	case pieces > 0 && p.Count >= pieces:
		return "is-seed"
	}
	return "is-leecher"
}

// PeerSays is a peer in words.
func PeerSays(p *view.SwarmPeer, pieces int) string {
	says := text.T("swarm.peer.says", "peer", p.Host, "state", stateWords(p.State),
		"count", text.Number(p.Count), "pieces", text.Number(pieces), "percent", strconv.Itoa(Percent(p.Count, pieces)))
	if p.Rider != "" {
		says += text.T("swarm.peer.rider", "rider", riderWords(p.Rider))
	}
	return says
}

// stateWords is the catalogue's word for a state of the peer program, or else its own.
func stateWords(state string) string {
	if text.Has("state." + state) {
		return text.T("state." + state)
	}
	return state
}

func riderWords(rider string) string {
	if text.Has("swarm.rider." + rider) {
		return text.T("swarm.rider." + rider)
	}
	return rider
}

// drawOthers draws the hosts that are no peers: they can be pressed as everywhere.
func (s *Swarm) drawOthers(in *SwarmIn) *scene.Node {
	g := scene.New("g", "others")
	for i := range s.layout.others {
		o := &s.layout.others[i]
		class := "other"
		if in.Selected == HostKey+o.host {
			class += " selected"
		}
		b, says := o.box, text.T("swarm.other.says", "host", o.host)
		sign := scene.Rect("dot", "other-dot", scene.Box{X: b.X + 8, Y: b.Y + b.H/2 - 3.5, W: 7, H: 7}, 1.5)
		if d := downloadOf(in.Swarm, o.host); d != nil {
			says = text.T("swarm.download.says", "host", o.host, "percent", strconv.Itoa(percentOf(d, in.Swarm)), "state", stateWords(d.State))
			sign = drawDownload(scene.Point{X: b.X + 11.5, Y: b.Y + b.H/2}, d, in.Swarm)
		}
		g.Add(scene.New("g", o.host).Class(class).Press(HostKey+o.host, says).Add(
			scene.Title(says), scene.Rect("ring", "ring", b.Grow(3), 8), scene.Rect("box", "other-box", b, 6), sign,
			scene.Label("name", "other-name", o.name, b.X+20, b.Y+b.H/2+swarmText*0.35).Num("font-size", swarmText)))
	}
	return g
}

// downloadOf is what a host gets of the file from a web server; nil: nothing.
func downloadOf(w *view.Swarm, host string) *view.SwarmDownload {
	for i := range w.Downloads {
		if w.Downloads[i].Host == host {
			return &w.Downloads[i]
		}
	}
	return nil
}

// percentOf is how much of the file a download has, rounded down.
func percentOf(d *view.SwarmDownload, w *view.Swarm) int { return int(d.Got * 100 / max(w.Size, 1)) }

// drawDownload draws how much of the file a download has as that of a peer is drawn, if smaller.
func drawDownload(c scene.Point, d *view.SwarmDownload, w *view.Swarm) *scene.Node {
	const r, wide = 4.5, 3.0
	class := "download"
	if d.Got >= w.Size {
		class += " is-done"
	}
	g := scene.New("g", "download").Class(class).Add(scene.Circle("track", "track", c.X, c.Y, r).Num("stroke-width", wide))
	switch {
	case d.Got >= w.Size:
		g.Add(scene.Circle("got", "got", c.X, c.Y, r).Num("stroke-width", wide))
	case d.Got > 0:
		g.Add(scene.Path("got", "got", arc(c, r, float64(d.Got)/float64(w.Size))).Num("stroke-width", wide))
	}
	return g
}

// choices lets the reader choose among several torrents; nil where there is one.
func choices(in *SwarmIn) *scene.Node {
	if len(in.Choices) < 2 {
		return nil
	}
	row := scene.New("div", "choices").Class("swarm-choices").Set("role", "group").Set("aria-label", text.T("swarm.choices"))
	for i, c := range in.Choices {
		b := scene.New("button", c.Name).Class("small").Set("type", "button").Set("data-key", ChoiceKey+strconv.Itoa(i)).
			Set("aria-pressed", strconv.FormatBool(c.Shown))
		b.Text = c.Name
		row.Add(b)
	}
	return row
}

// legend says what the lines mean, or what the pointer is at.
func (s *Swarm) legend(in *SwarmIn) *scene.Node {
	if words := s.spotWords(in); words != "" {
		n := scene.New("p", "legend").Class("swarm-legend says")
		return n.Add(legendWords("spot", words))
	}
	root := scene.New("p", "legend").Class("swarm-legend")
	for _, k := range []string{"served", "tried", "known", "piece"} {
		mark := scene.New("svg", "").Set("width", "24").Set("height", "10").Set("aria-hidden", "true").Class("legend-mark " + k)
		if k == "piece" {
			mark.Add(scene.Rect("", "legend-chip", scene.Box{X: 6, Y: 0, W: 12, H: 10}, 2.5))
		} else {
			mark.Add(scene.Path("", "legend-line", "M1 5H23"))
		}
		root.Add(scene.New("span", k).Class("legend-item").Add(mark, legendWords("words", text.T("swarm.legend."+k))))
	}
	return root
}

func legendWords(key, words string) *scene.Node {
	n := scene.New("span", key)
	n.Text = words
	return n
}
