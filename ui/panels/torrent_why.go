package panels

import (
	"slices"
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// serving is the last decision whom to serve, best first, each with its reason.
func (v *torrentView) serving() *scene.Node {
	part := scene.New("section", "serving").Class("torrent-part").Add(el("h4", "", text.T("torrent.serving", "peer", v.host)))
	if left := v.t.NextRound - v.now; v.t.NextRound > 0 && left >= 0 {
		part.Add(keyed("round", el("p", "torrent-line muted", text.T("torrent.round", "time", text.Span(coarse(left))))))
	}
	if len(v.t.Ranking) == 0 {
		return part.Add(keyed("none", el("p", "empty", text.T("torrent.serving.none"))))
	}
	most := int64(1)
	for i := range v.t.Ranking {
		most = max(most, v.t.Ranking[i].Rate)
	}
	head := box("tr", "", scene.New("th", "").Set("scope", "col").Add(el("span", "", text.T("torrent.col.peer"))),
		scene.New("th", "").Set("scope", "col").Set("colspan", "2").Add(el("span", "", v.measure())),
		scene.New("th", "").Set("scope", "col").Add(el("span", "", text.T("torrent.col.decision"))))
	body := box("tbody", "")
	for i := range v.t.Ranking {
		if i == manyRows {
			break
		}
		body.Add(v.ranked(&v.t.Ranking[i], most)...)
	}
	return part.Add(keyed("table", box("div", tableWrap(len(v.t.Ranking)), box("table", "choke-table", box("thead", "", head), body))),
		keyed("hint", el("p", "hint", text.T("torrent.serving.hint"))))
}

// seeding reports whether the peer ranks by what it sends: it needs nothing any more.
func (v *torrentView) seeding() bool { return v.t.Choker == "seed" }

// measure names what the ranking counts.
func (v *torrentView) measure() string {
	if v.seeding() {
		return text.T("torrent.measure.seed", "peer", v.host)
	}
	return text.T("torrent.measure", "peer", v.host)
}

// ranked is a neighbour's row and, where it is asked for, the row that says why.
func (v *torrentView) ranked(r *view.Ranked, most int64) []*scene.Node {
	name := r.Host
	if name == "" {
		name = r.Addr
	}
	byHand := v.byHand(r.Addr)
	if byHand { // since the last decision
		chokedByHand := *r
		chokedByHand.Decision, chokedByHand.Slot = "by hand", 0
		r = &chokedByHand
	}
	class, words := decisionWords(r)
	open := v.state.torrentWhy == v.host+" "+name
	bar := scene.New("div", "").Class("choke-bar "+class).Set("aria-hidden", "true").Add(
		scene.New("div", "").Set("style:width", strconv.FormatInt(r.Rate*100/most, 10)+"%"))
	why := button("torrent:why:"+v.host+" "+name, "choke-why "+class, words).Set("aria-expanded", strconv.FormatBool(open)).
		Set("aria-label", text.T("torrent.why", "peer", name, "decision", words))
	row := scene.New("tr", r.Addr).Class(class).Add(
		scene.New("th", "").Set("scope", "row").Add(peerName(r.Host, r.Addr)),
		box("td", "choke-bar-cell", bar), el("td", "num", text.ByteRate(r.Rate)), box("td", "", why))
	if !open {
		return []*scene.Node{row}
	}
	cell := scene.New("td", "").Set("colspan", "4").Add(el("p", "", v.because(r, name)))
	if r.Host != "" {
		cell.Add(v.choke(r.Host, byHand, text.T("torrent.choke", "peer", name), text.T("torrent.choke.title", "peer", name)))
	}
	return []*scene.Node{row, scene.New("tr", r.Addr+" why").Class("choke-because").Add(cell)}
}

// decisionWords says what was decided.
func decisionWords(r *view.Ranked) (class, words string) {
	switch r.Decision {
	case "unchoked":
		if r.Slot > 0 {
			return "is-served", text.T("torrent.decision.slot", "slot", strconv.Itoa(r.Slot))
		}
		return "is-served", text.T("torrent.decision.unchoked")
	case "optimistic":
		return "is-tried", text.T("torrent.decision.optimistic")
	case "not interested":
		return "is-idle", text.T("torrent.decision.idle")
	case "snubbed":
		return "is-choked", text.T("torrent.decision.snubbed")
	case "by hand":
		return "is-choked", text.T("torrent.decision.by-hand")
	}
	return "is-choked", text.T("torrent.decision.choked")
}

// because says why a neighbour is served, or is not.
func (v *torrentView) because(r *view.Ranked, name string) string {
	args := []string{"peer", name, "host", v.host, "rate", text.ByteRate(r.Rate), "slots", strconv.Itoa(v.t.Slots), "slot", strconv.Itoa(r.Slot),
		"least", text.ByteRate(v.leastServed())}
	random := v.t.Choker == "random"
	switch {
	case r.Decision == "by hand":
		return text.T("torrent.because.by-hand", args...)
	case v.t.Choker == "free-rider":
		return text.T("torrent.because.rider", args...)
	case r.Decision == "optimistic" && v.seeding():
		return text.T("torrent.because.optimistic.seed", args...)
	case r.Decision == "optimistic":
		return text.T("torrent.because.optimistic", args...)
	case r.Decision == "not interested":
		return text.T("torrent.because.idle", args...)
	case r.Decision == "snubbed":
		return text.T("torrent.because.snubbed", args...)
	case r.Decision == "unchoked" && v.seeding():
		return text.T("torrent.because.unchoked.seed", args...)
	case r.Decision == "unchoked" && random:
		return text.T("torrent.because.unchoked.random", args...)
	case r.Decision == "unchoked":
		return text.T("torrent.because.unchoked", args...)
	case v.seeding():
		return text.T("torrent.because.choked.seed", args...)
	case random:
		return text.T("torrent.because.choked.random", args...)
	}
	return text.T("torrent.because.choked", args...)
}

// leastServed is the rate of the last that has a slot.
func (v *torrentView) leastServed() int64 {
	least := int64(-1)
	for i := range v.t.Ranking {
		if r := &v.t.Ranking[i]; r.Decision == "unchoked" && (least < 0 || r.Rate < least) {
			least = r.Rate
		}
	}
	return max(least, 0)
}

const (
	// mostPicks is how many of its last decisions a peer's panel explains.
	mostPicks = 6
	// mostRarest is how many chunks stand in the table of the rarest.
	mostRarest = 10
)

// picks explains the chunks that the peer began last, newest first.
func (v *torrentView) picks() *scene.Node {
	part := scene.New("section", "picks").Class("torrent-part").Add(el("h4", "", text.T("torrent.picks", "peer", v.host)), v.asked())
	if len(v.t.Last) == 0 {
		return part.Add(keyed("none", el("p", "empty", text.T("torrent.picks.none"))))
	}
	list := scene.New("ol", "list").Class("pick-list")
	for i := range v.t.Last[:min(len(v.t.Last), mostPicks)] {
		list.Add(v.pick(&v.t.Last[i]))
	}
	return part.Add(list)
}

// pick is a decision for a chunk with its reason; its event is a press away.
func (v *torrentView) pick(p *view.Picked) *scene.Node {
	event := strconv.FormatUint(p.Event, 10)
	return scene.New("li", event).Add(button("event:"+event, "link-button", text.T("torrent.pick", "piece", strconv.Itoa(p.Piece), "from", p.From)),
		el("span", "pick-why", " "+v.picked(p)))
}

// asked says why the peer has the chunk, or has not, on which the matrix was pressed; nil where
// it was not.
func (v *torrentView) asked() *scene.Node {
	of := v.state.torrentChunk
	if of.host != v.host || of.piece >= v.t.Pieces {
		return nil
	}
	has := of.piece/8 < len(v.t.Have) && v.t.Have[of.piece/8]&(0x80>>(of.piece%8)) != 0
	args := []string{"host", v.host, "piece", strconv.Itoa(of.piece)}
	box := scene.New("ol", "asked").Class("pick-list pick-asked").Set("role", "status")
	if p, ok := v.a.PickOf(v.host, of.piece); ok {
		return box.Add(v.pick(&p))
	}
	words := text.T("torrent.chunk.nobody", args...)
	switch at := slices.IndexFunc(v.t.Rarest, func(c view.Candidate) bool { return c.Piece == of.piece }); {
	case has:
		words = text.T("torrent.chunk.had", args...)
	case at >= 0:
		c := &v.t.Rarest[at]
		words = text.T("torrent.chunk.place", append(args, "place", strconv.Itoa(at+1), "holders", text.Count("torrent.holders", c.Copies), "from", strconv.Itoa(c.From))...)
	}
	return box.Add(el("li", "", words))
}

// AskServed has the panel of a host's peer say why it serves another one, or does not.
func (s *State) AskServed(host, of string) { s.torrentWhy = host + " " + of }

// picked says why a chunk was chosen.
func (v *torrentView) picked(p *view.Picked) string {
	args := []string{"host", v.host, "piece", strconv.Itoa(p.Piece), "copies", text.Count("torrent.holders", p.Copies), "least", strconv.Itoa(p.Least)}
	words := ""
	switch p.Why {
	case "rarest":
		words = text.T("torrent.pick.rarest", args...)
	case "random first":
		words = text.T("torrent.pick.first", args...)
	case "random":
		words = text.T("torrent.pick.random", args...)
	case "in order":
		words = text.T("torrent.pick.order", args...)
	default:
		return p.Why
	}
	if p.Ties > 0 {
		words += " " + text.Count("torrent.pick.ties", p.Ties)
	}
	return words
}

// rarest lists the chunks that the peer lacks as its picker sees them.
func (v *torrentView) rarest() *scene.Node {
	if len(v.t.Rarest) == 0 {
		return nil
	}
	part := section("torrent-rarest:"+v.host, v.state.Folded, titled(text.T("torrent.rarest"), text.Number(len(v.t.Rarest))))
	if part.Attr("data-open") == "false" {
		return part
	}
	head := box("tr", "")
	for _, id := range []string{"torrent.col.chunk", "torrent.col.copies", "torrent.col.from"} {
		head.Add(scene.New("th", "").Class("num").Set("scope", "col").Add(el("span", "", text.T(id))))
	}
	body := box("tbody", "")
	for i := range v.t.Rarest[:min(len(v.t.Rarest), mostRarest)] {
		c := &v.t.Rarest[i]
		body.Add(scene.New("tr", strconv.Itoa(c.Piece)).Add(scene.New("th", "").Class("num").Set("scope", "row").Add(el("span", "", strconv.Itoa(c.Piece))),
			el("td", "num", text.Number(c.Copies)), el("td", "num", text.Number(c.From))))
	}
	wrap := box("div", tableWrap(len(v.t.Rarest)), box("table", "", box("thead", "", head), body))
	if left := len(v.t.Rarest) - mostRarest; left > 0 {
		wrap.Add(el("p", "more", text.Count("table.more", left)))
	}
	return part.Add(wrap)
}

// torrentEvent does what is pressed in a peer's panel.
func (s *State) torrentEvent(a *app.App, e Event, id string) {
	what, of, _ := strings.Cut(id, ":")
	switch {
	case e.Type != "click":
	case what == "why":
		if s.torrentWhy == of {
			of = ""
		}
		s.torrentWhy = of
	case what == "join":
		a.JoinSwarm(of)
	case what == "leave":
		a.LeaveSwarm(of)
	case what == "ride":
		a.RideFree(of)
	case what == "choke":
		host, other, _ := strings.Cut(of, " ")
		s.choke(a, host, other)
	}
}

// choke turns the switch of a neighbour, or that of everybody.
func (s *State) choke(a *app.App, host, of string) {
	for _, h := range a.Around(host).Hosts {
		for i := range h.Programs {
			t := h.Programs[i].Torrent
			if h.Name != host || t == nil {
				continue
			}
			on := t.ByHand
			if of != "" {
				on = slices.ContainsFunc(t.Neighbors, func(n view.Neighbor) bool { return n.Host == of && n.ByHand })
			}
			a.Choke(host, of, !on)
			return
		}
	}
}
