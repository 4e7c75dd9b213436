package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// host tells everything of a host that a snapshot holds.
func host(a *app.App, state *State, s view.Snapshot, h view.Host) []*scene.Node {
	folded := state.Folded
	out := []*scene.Node{box("div", "what", el("h2", "mono-title", h.Name), whereabouts(s, h), hostState(h), pinging(s, h, a.PingTarget(h.Name)))}
	if some, agent := a.HasMail(h.Name); some {
		words := text.T("reader.look")
		if agent {
			words = text.T("reader.read.here")
		}
		out = append(out, keyed("mail", box("div", "state-row", button("mail:host:"+h.Name, "small primary", words))))
	}
	// What its user looks at comes first, and then what serves that.
	for _, looked := range []bool{true, false} {
		for i, p := range h.Programs {
			if (p.Page != nil) == looked {
				out = append(out, program(a, state, s, h, p, i))
			}
		}
	}
	if chain := chainOfTrust(a, state, h); chain != nil {
		out = append(out, chain)
	}
	out = append(out, section("sockets", folded, titled(text.T("sockets.title"), text.Number(len(h.Sockets))), sockets(h.Sockets)),
		section("traffic", folded, titled(text.T("traffic.title"), ""), traffic(h)))
	return append(out, meddleLinks(a, s, h)...)
}

// section is a part of what is told of a host that can be folded. Where it is, content is
// left out.
func section(key string, folded map[string]bool, head []*scene.Node, content ...*scene.Node) *scene.Node {
	key = "part-fold:" + key
	open := !folded[key]
	press := button(key, "part-head", "").Set("aria-expanded", strconv.FormatBool(open)).
		Add(el("span", "twist", "▸").Set("aria-hidden", "true")).Add(head...)
	part := scene.New("section", key).Class("part").Set("data-open", strconv.FormatBool(open)).Add(box("h3", "", press))
	if open {
		part.Add(content...)
	}
	return part
}

func titled(title, count string) []*scene.Node {
	head := []*scene.Node{el("span", "", title)}
	if count != "" {
		head = append(head, el("span", "muted", count))
	}
	return head
}

// traffic counts what went through a host's interface since the run began.
func traffic(h view.Host) *scene.Node {
	t := h.Traffic
	head := box("tr", "", scene.New("td", ""))
	for _, id := range []string{"traffic.frames", "traffic.bytes"} {
		head.Add(scene.New("th", "").Class("num").Set("scope", "col").Add(el("span", "", text.T(id))))
	}
	line := func(id string, frames, bytes uint64) *scene.Node {
		return box("tr", "", scene.New("th", "").Set("scope", "row").Add(el("span", "", text.T(id))),
			el("td", "num", text.Number(int(frames))), el("td", "num", text.Number(int(bytes))))
	}
	list := box("dl", "fields")
	for _, c := range []struct {
		id string
		n  uint64
	}{{"traffic.lost", t.Lost}, {"traffic.dropped", t.Dropped}, {"traffic.again", t.Retransmissions}} {
		list.Add(box("div", "", el("dt", "", text.T(c.id)), el("dd", "", text.Number(int(c.n)))))
	}
	return box("div", "", box("div", "table-wrap", box("table", "", box("thead", "", head),
		box("tbody", "", line("traffic.out", t.FramesOut, t.BytesOut), line("traffic.in", t.FramesIn, t.BytesIn)))), list)
}

func program(a *app.App, state *State, s view.Snapshot, h view.Host, p view.Program, n int) *scene.Node {
	part := section("program-"+strconv.Itoa(n)+":"+p.Kind, state.Folded,
		[]*scene.Node{el("span", "", named("program.", p.Kind)), el("span", "pill state", named("state.", p.State))})
	if part.Attr("data-open") == "false" {
		return part
	}
	if len(p.Fields) > 0 && p.Torrent == nil { // of a peer these stand in its panel
		list := box("dl", "fields")
		for i, f := range p.Fields {
			if f.Value == "0" && i > 0 {
				continue // counters of what has not happened would bury the others
			}
			list.Add(keyed(f.ID, box("div", "", el("dt", "", named("counter.", f.ID)), el("dd", "", f.Value))))
		}
		part.Add(list)
	}
	if p.Kind == "dns.registrar" {
		part.Add(registrarForm(a, h.Name))
	}
	if p.Page != nil {
		part.Add(browserPage(a, h.Name, p.Page))
	}
	if p.Torrent != nil {
		part.Add(torrentPanel(a, state, s, h.Name, &p)...)
	}
	if p.DHT != nil {
		part.Add(dhtPanel(a, h.Name, p.DHT)...)
	}
	for _, t := range p.Tables {
		switch t.ID {
		case "dns.zone":
			part.Add(keyed(t.ID+" "+t.Name, zoneTable(a, h.Name, t)))
		case "dns.cache":
			part.Add(keyed(t.ID, cacheTable(state, s, h.Name, t)))
		default:
			part.Add(keyed(t.ID+" "+t.Name, table(s, t)))
		}
	}
	for _, t := range mailTables(p.Mail) {
		part.Add(keyed(t.ID, table(s, t)))
	}
	return part.Add(meddleSettings(a, h.Name, p)) // what it is comes before what could be changed
}

func sockets(list []view.Socket) *scene.Node {
	if len(list) == 0 {
		return el("p", "empty", text.T("sockets.none"))
	}
	head := box("tr", "")
	for _, id := range []string{"sockets.protocol", "sockets.state", "sockets.local", "sockets.remote", "sockets.recv", "sockets.send"} {
		head.Add(scene.New("th", "").Set("scope", "col").Add(el("span", "", text.T(id))))
	}
	body := box("tbody", "")
	for i, s := range list {
		if i == manyRows {
			break
		}
		body.Add(box("tr", "", el("td", "mono", s.Protocol), el("td", "mono", s.State), el("td", "mono", s.Local),
			el("td", "mono", s.Remote), el("td", "num", text.Number(s.RecvQ)), el("td", "num", text.Number(s.SendQ))))
	}
	wrap := box("div", "table-wrap", box("table", "", box("thead", "", head), body))
	if left := len(list) - manyRows; left > 0 {
		wrap.Add(el("p", "more", text.Count("table.more", left)))
	}
	return wrap
}
