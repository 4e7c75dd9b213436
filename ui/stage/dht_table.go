package stage

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// DHTTables says in words what [DHT.Draw] draws: the nodes, the look-up that is shown, and
// what is in flight.
func DHTTables(in DHTIn) []tables.Table {
	nodes := dhtNodes(in.Hosts)
	list := []tables.Table{nodeTable(&in, nodes)}
	if by, lookup := shownLookup(nodes, in.Selected); lookup != nil {
		list = append(list, lookupTable(nodes[by].name, lookup))
	}
	t := tables.Table{Caption: text.T("stage.table.messages"), Columns: []string{
		text.T("dht.table.from"), text.T("dht.table.to"), text.T("dht.table.says"), text.T("dht.table.way"),
	}, Empty: text.T("stage.table.none")}
	for i := range in.Frames {
		f := &in.Frames[i]
		says := ""
		if i < len(in.Flying) {
			says = flight.Summary(&in.Flying[i])
		}
		t.Rows = append(t.Rows, tables.Row{Key: FrameKey + strconv.FormatUint(f.ID, 10), Cells: []string{
			f.From, f.To, says, strconv.Itoa(int(flight.Progress(f, in.Now)*100)) + " %"}})
	}
	t.Total = len(t.Rows)
	return append(list, t)
}

func nodeTable(in *DHTIn, nodes []dhtNode) tables.Table {
	t := tables.Table{Caption: text.T("dht.nodes"), Columns: []string{
		text.T("dht.table.host"), text.T("dht.table.id"), text.T("dht.table.state"), text.T("dht.table.knows"), text.T("dht.table.stores"),
	}}
	for i := range nodes {
		n := &nodes[i]
		state, key := n.state.State, HostKey+n.name
		if !n.host.Up {
			state = "off"
		}
		t.Rows = append(t.Rows, tables.Row{Key: key, Selected: in.Selected == key, Cells: []string{
			n.name, ShortID(n.state.ID), text.T("dht.state." + state), strconv.Itoa(n.state.Nodes), strconv.Itoa(len(n.state.Stored))}})
	}
	t.Total = len(t.Rows)
	return t
}

// lookupTable is the short list of a look-up: the nearest first, with what has become of
// the query.
func lookupTable(by string, l *view.DHTLookup) tables.Table {
	t := tables.Table{Caption: text.T("dht.table.lookup", "host", by, "target", ShortID(l.Target)), Columns: []string{
		text.T("dht.table.host"), text.T("dht.table.id"), text.T("dht.table.shared"), text.T("dht.table.step"), text.T("dht.table.answered"),
	}}
	for i := range l.Closest {
		c := &l.Closest[i]
		t.Rows = append(t.Rows, tables.Row{Key: HostKey + c.Host, Cells: []string{
			c.Host, ShortID(c.ID), strconv.Itoa(c.Shared), strconv.Itoa(c.Hop + 1), ReplyWords(l, i)}})
	}
	t.Total = len(t.Rows)
	return t
}

// ReplyWords says what has become of the query to a node on a look-up's list, or that it is
// asked next.
func ReplyWords(l *view.DHTLookup, i int) string {
	switch c := &l.Closest[i]; {
	case i == l.Next:
		return text.T("dht.reply.next")
	case c.Answered == "":
		return text.T("dht.reply.none")
	default:
		return text.T("dht.reply." + c.Answered)
	}
}
