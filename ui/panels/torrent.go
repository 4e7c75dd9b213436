package panels

import (
	"slices"
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/stage"
	"playnet/ui/text"
)

// torrentPanel tells what a peer of a swarm has, whom it serves and why, and which chunk it
// asks for next and why.
func torrentPanel(a *app.App, state *State, s view.Snapshot, host string, p *view.Program) []*scene.Node {
	t := p.Torrent
	v := &torrentView{a: a, state: state, host: host, t: t, now: s.Now}
	if w, ok := a.Swarm(); ok {
		for i := range w.Peers {
			if w.Peers[i].Host == host {
				v.peer, v.pieceLength = &w.Peers[i], w.PieceLength
			}
		}
	}
	return []*scene.Node{v.progress(), v.actions(p), v.policy(), v.tracker(), v.serving(), v.picks(), v.rarest(), v.neighbors()}
}

// torrentView is a peer whose panel is being drawn.
type torrentView struct {
	a           *app.App
	state       *State
	host        string
	t           *view.Torrent
	peer        *view.SwarmPeer // of the swarm's picture; nil: it has none
	pieceLength int
	now         int64
}

// progress says how much the peer has, and how fast that goes.
func (v *torrentView) progress() *scene.Node {
	percent := stage.Percent(v.t.Count, v.t.Pieces)
	words := text.T("torrent.progress", "count", text.Number(v.t.Count), "pieces", text.Number(v.t.Pieces), "percent", strconv.Itoa(percent))
	bar := scene.New("div", "bar").Class("torrent-bar").Set("role", "img").Set("aria-label", words).Add(
		scene.New("div", "").Class("torrent-got").Set("style:width", strconv.Itoa(percent)+"%"))
	line := words
	if v.t.Left > 0 {
		line += " · " + text.T("torrent.left", "bytes", text.Bytes(v.t.Left))
	}
	if v.t.EndGame {
		line += " · " + text.T("torrent.endgame")
	}
	part := keyed("progress", box("div", "torrent-progress", bar, el("p", "torrent-line", line)))
	if v.peer != nil {
		part.Add(el("p", "torrent-line muted", text.T("torrent.rates", "up", text.ByteRate(v.peer.Up), "down", text.ByteRate(v.peer.Down),
			"sent", text.Bytes(v.peer.Sent), "received", text.Bytes(v.peer.Received))))
	}
	return part
}

// actions lets a peer join, leave, take without giving, or choke everybody.
func (v *torrentView) actions(p *view.Program) *scene.Node {
	row := box("div", "state-row")
	if v.peer != nil && v.peer.Away() {
		row.Add(button("torrent:join:"+v.host, "small primary", text.T("torrent.join")))
	} else {
		row.Add(button("torrent:leave:"+v.host, "small", text.T("torrent.leave")))
	}
	if rides, known := setting(p, "freeRider"); known {
		row.Add(button("torrent:ride:"+v.host, "small", text.T("torrent.ride")).Set("role", "switch").
			Set("aria-checked", rides).Set("title", text.T("torrent.ride.title")))
	}
	row.Add(v.choke("", v.t.ByHand, text.T("torrent.choke.all"), text.T("torrent.choke.all.title")))
	return keyed("actions", row)
}

// choke is a switch: whether a peer is choked by hand.
func (v *torrentView) choke(of string, on bool, words, title string) *scene.Node {
	return button("torrent:choke:"+v.host+" "+of, "small", words).Set("role", "switch").Set("aria-checked", strconv.FormatBool(on)).Set("title", title)
}

// byHand reports whether a neighbour is choked by hand.
func (v *torrentView) byHand(addr string) bool {
	return slices.ContainsFunc(v.t.Neighbors, func(n view.Neighbor) bool { return n.Addr == addr && n.ByHand })
}

// setting returns a setting of a program as it stands.
func setting(p *view.Program, id string) (value string, ok bool) {
	for _, s := range p.Settings {
		if s.ID == id {
			if s.Kind == "flag" && s.Value == "" {
				return "false", true
			}
			return s.Value, true
		}
	}
	return "", false
}

// policy says by which strategies the peer chooses, and whether it knows its line.
func (v *torrentView) policy() *scene.Node {
	slots := text.Count("torrent.slots", v.t.Slots-v.t.Spare)
	if v.t.Spare > 0 {
		slots = text.T("torrent.slots.spare", "slots", slots, "n", text.Number(v.t.Spare))
	}
	part := keyed("policy", box("div", "", el("p", "torrent-line", text.T("torrent.policy", "slots", slots,
		"choker", named("torrent.choker.", v.t.Choker), "picker", named("torrent.picker.", v.t.Picker)))))
	if v.t.Line > 0 {
		part.Add(el("p", "torrent-line muted", text.T("torrent.line", "rate", text.Rate(8*v.t.Line))))
	}
	return part
}

// tracker says how the last announce ended, and when the next one is due; nil where there
// is no tracker.
func (v *torrentView) tracker() *scene.Node {
	if v.t.Tracker == "" {
		return nil
	}
	words := v.t.Tracker
	if v.t.Announced != "" {
		words += " · " + v.t.Announced
	}
	if left := v.t.NextAsk - v.now; v.t.NextAsk > 0 && left > 0 {
		words += " · " + text.T("torrent.announce.next", "time", text.Span(coarse(left)))
	}
	return keyed("tracker", box("p", "torrent-line muted", el("span", "", text.T("torrent.tracker")+" "), el("code", "breakable", words)))
}

// coarse rounds a length of time, so that it does not change with each frame: to tenths of
// a second, and beyond a minute to seconds.
func coarse(ns int64) int64 {
	step := int64(100_000_000)
	if ns > 60_000_000_000 {
		step = 1_000_000_000
	}
	return (ns + step - 1) / step * step
}

// peerName is a button that leads to a peer, or its address where no host has it.
func peerName(host, addr string) *scene.Node {
	if host == "" {
		return el("code", "", addr)
	}
	return button("host:"+host, "link-button", host)
}

// neighbors lists the connections.
func (v *torrentView) neighbors() *scene.Node {
	list := v.t.Neighbors
	part := section("torrent-neighbors:"+v.host, v.state.Folded, titled(text.T("torrent.neighbors"), text.Number(len(list))))
	if part.Attr("data-open") == "false" {
		return part
	}
	if len(list) == 0 {
		return part.Add(el("p", "empty", text.T("torrent.neighbors.none")))
	}
	head := box("tr", "")
	for i, id := range []string{"torrent.col.peer", "torrent.col.has", "torrent.col.serves", "torrent.col.served", "torrent.col.down", "torrent.col.up", "torrent.col.asked"} {
		class := ""
		if i == 1 || i > 3 {
			class = "num"
		}
		head.Add(scene.New("th", "").Class(class).Set("scope", "col").Add(el("span", "", text.T(id))))
	}
	body := box("tbody", "")
	for i := range list {
		if i == manyRows {
			break
		}
		n := &list[i]
		name := scene.New("th", "").Set("scope", "row").Set("title", n.Addr+" · "+n.Client).Add(peerName(n.Host, n.Addr))
		row := scene.New("tr", n.Addr).Add(name, el("td", "num", strconv.Itoa(stage.Percent(n.Count, v.t.Pieces))+" %"))
		if n.State != "open" && n.Count == 0 && n.Sent+n.Received == 0 {
			body.Add(row.Add(el("td", "muted", n.State).Set("colspan", "5")))
			continue
		}
		body.Add(row.Add(el("td", "", theirState(n)), el("td", "", ourState(n)),
			el("td", "num", text.ByteRate(n.Down)), el("td", "num", text.ByteRate(n.Up)), el("td", "num", text.Number(n.Asked))))
	}
	wrap := box("div", tableWrap(len(list)), box("table", "", box("thead", "", head), body))
	if left := len(list) - manyRows; left > 0 {
		wrap.Add(el("p", "more", text.Count("table.more", left)))
	}
	return part.Add(wrap)
}

// longTable is from how many rows on a table counts as long: see public/css/30-panels.css.
const longTable = 20

// tableWrap is the class of what stands around a table of so many rows.
func tableWrap(rows int) string {
	if rows >= longTable {
		return "table-wrap long"
	}
	return "table-wrap"
}

// theirState says whether the neighbour serves this peer.
func theirState(n *view.Neighbor) string {
	switch {
	case n.Snubbed:
		return text.T("torrent.state.snubbed")
	case !n.AmInterested:
		return text.T("torrent.state.uninterested")
	case n.PeerChoking:
		return text.T("torrent.state.no")
	}
	return text.T("torrent.state.yes")
}

// ourState says whether this peer serves the neighbour.
func ourState(n *view.Neighbor) string {
	switch {
	case n.ByHand:
		return text.T("torrent.decision.by-hand")
	case n.Optimistic && !n.AmChoking:
		return text.T("torrent.state.trial")
	case !n.AmChoking:
		return text.T("torrent.state.yes")
	case !n.PeerInterested:
		return text.T("torrent.state.uninterested")
	}
	return text.T("torrent.state.no")
}
