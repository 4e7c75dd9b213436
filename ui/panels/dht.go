package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/stage"
	"playnet/ui/text"
)

// dhtPanel tells what a node of a distributed hash table knows: whom its look-up asks next
// and why, the buckets of its routing table, and the peers that it stores.
func dhtPanel(a *app.App, host string, d *view.DHTNode) []*scene.Node {
	parts := []*scene.Node{dhtActions(a, host)}
	for i := range d.Lookups {
		if i == 0 || d.Lookups[i].State != "done" {
			parts = append(parts, dhtLookup(&d.Lookups[i]))
		}
	}
	return append(parts, dhtBuckets(d), dhtStored(d))
}

// dhtActions are what the learner can have the node do.
func dhtActions(a *app.App, host string) *scene.Node {
	row := keyed("dht-actions", box("div", "state-row"))
	if _, ok := a.DHTTorrent(); ok {
		row.Add(button("dht:peers:"+host, "small", text.T("dht.act.peers")), button("dht:announce:"+host, "small", text.T("dht.act.announce")))
	}
	return row
}

// dhtEvent does what a press in the panel means.
func (s *State) dhtEvent(a *app.App, e Event, what, host string) {
	if e.Type != "click" {
		return
	}
	switch what {
	case "peers":
		a.FindPeers(host)
	case "announce":
		a.AnnouncePeer(host)
	}
}

// dhtLookup is a look-up's list, the nearest first, and who is asked next and why.
func dhtLookup(l *view.DHTLookup) *scene.Node {
	body := box("tbody", "")
	for i := range l.Closest {
		if i == 2*mostShort {
			break
		}
		c := &l.Closest[i]
		class := ""
		if i == l.Next {
			class = "is-next"
		}
		body.Add(scene.New("tr", c.ID).Class(class).Add(hostCell(c.Host, c.Addr), el("td", "mono", stage.ShortID(c.ID)),
			el("td", "", strconv.Itoa(c.Shared)), el("td", "", strconv.Itoa(c.Hop+1)), el("td", "", stage.ReplyWords(l, i))))
	}
	part := keyed("lookup:"+strconv.FormatUint(l.Operation, 10), box("div", "dht-part"))
	part.Add(el("p", "dht-line", dhtLookupWords(l)))
	return part.Add(box("div", "table-wrap", box("table", "dht-shortlist", el("caption", "", text.T("dht.shortlist")),
		heads("dht.table.host", "dht.table.id", "dht.table.bits", "dht.table.step", "dht.table.answered"), body)))
}

// mostShort is half of how many nodes of a look-up's list are shown.
const mostShort = 8

func dhtLookupWords(l *view.DHTLookup) string {
	switch target := stage.ShortID(l.Target); {
	case l.Next >= 0 && l.Next < len(l.Closest):
		c := &l.Closest[l.Next]
		return text.T("dht.next", "host", c.Host, "target", target, "shared", strconv.Itoa(c.Shared))
	case l.State == "done":
		return text.T("dht.done", "target", target, "hops", strconv.Itoa(l.Hops), "asked", strconv.Itoa(l.Asked), "peers", strconv.Itoa(len(l.Peers)))
	default:
		return text.T("dht.awaits", "target", target, "asked", strconv.Itoa(l.Asked))
	}
}

// dhtBuckets is the routing table.
func dhtBuckets(d *view.DHTNode) *scene.Node {
	body := box("tbody", "")
	for i := range d.Buckets {
		b := &d.Buckets[i]
		shared := text.T("dht.bucket.exactly", "n", strconv.Itoa(b.Prefix))
		if i == len(d.Buckets)-1 {
			shared = text.T("dht.bucket.least", "n", strconv.Itoa(b.Prefix))
		}
		row := scene.New("tr", strconv.Itoa(b.Prefix)).Add(el("td", "", shared))
		cell := box("td", "")
		for k := range b.Nodes {
			n := &b.Nodes[k]
			words := n.Host
			if n.State != "good" {
				words = text.T("dht.bucket.node", "host", n.Host, "state", text.T("dht.contact."+n.State))
			}
			cell.Add(scene.New("button", n.ID).Class("dht-contact is-"+n.State).Set("type", "button").Set("data-key", stage.HostKey+n.Host).
				Set("title", stage.ShortID(n.ID)).Add(el("span", "", words)))
		}
		body.Add(row.Add(cell))
	}
	return keyed("buckets", box("div", "table-wrap", box("table", "dht-buckets", el("caption", "", text.T("dht.buckets")),
		heads("dht.table.shares", "dht.table.nodes"), body)))
}

// dhtStored is who takes part in the torrents near the node's identifier.
func dhtStored(d *view.DHTNode) *scene.Node {
	if len(d.Stored) == 0 {
		return keyed("stored", el("p", "empty", text.T("dht.stored.none")))
	}
	body := box("tbody", "")
	for i := range d.Stored {
		s := &d.Stored[i]
		cell := box("td", "mono")
		for _, p := range s.Peers {
			cell.Add(scene.New("div", p).Add(el("span", "", p)))
		}
		body.Add(scene.New("tr", s.InfoHash).Add(el("td", "mono", stage.ShortID(s.InfoHash)), cell))
	}
	return keyed("stored", box("div", "table-wrap", box("table", "", el("caption", "", text.T("dht.stored")),
		heads("dht.table.torrent", "dht.table.peers"), body)))
}

// hostCell names a host, so that a press selects it; an address that no host has stands as
// it is.
func hostCell(host, addr string) *scene.Node {
	if host == "" {
		return el("td", "mono", addr)
	}
	return box("td", "", button(stage.HostKey+host, "link", host))
}

// heads is the head of a table.
func heads(ids ...string) *scene.Node {
	row := box("tr", "")
	for _, id := range ids {
		row.Add(scene.New("th", "").Set("scope", "col").Add(el("span", "", text.T(id))))
	}
	return box("thead", "", row)
}
