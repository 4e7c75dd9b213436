package stage

import (
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// manyLinks bounds the table of connections.
const manyLinks = 200

// SwarmTables says in words what [Swarm.Draw] draws: the peers, whom each serves, and what
// is in flight.
func SwarmTables(in SwarmIn) []tables.Table {
	list := []tables.Table{peerTable(&in)}
	if len(in.Swarm.Downloads) > 0 {
		list = append(list, downloadTable(&in))
	}
	return append(list, linkTable(&in), flyingTable(&in))
}

// downloadTable lists who gets the file from a web server.
func downloadTable(in *SwarmIn) tables.Table {
	t := tables.Table{Caption: text.T("swarm.downloads"), Columns: []string{
		text.T("swarm.table.client"), text.T("swarm.table.state"), text.T("swarm.table.has")}}
	for i := range in.Swarm.Downloads {
		d := &in.Swarm.Downloads[i]
		key := HostKey + d.Host
		t.Rows = append(t.Rows, tables.Row{Key: key, Selected: in.Selected == key, Cells: []string{d.Host, stateWords(d.State),
			text.T("swarm.table.got", "got", text.Number(int(d.Got)), "size", text.Number(int(in.Swarm.Size)), "percent", strconv.Itoa(percentOf(d, in.Swarm)))}})
	}
	return t
}

func peerTable(in *SwarmIn) tables.Table {
	t := tables.Table{Caption: text.T("swarm.peers"), Columns: []string{
		text.T("swarm.table.peer"), text.T("swarm.table.state"), text.T("swarm.table.has"), text.T("swarm.table.down"),
		text.T("swarm.table.up"), text.T("swarm.table.serves"),
	}}
	serves := make([][]string, len(in.Swarm.Peers))
	for i := range in.Swarm.Links {
		if k := &in.Swarm.Links[i]; k.Unchoked && inside(in.Swarm, k) {
			name := in.Swarm.Peers[k.To].Host
			if k.Optimistic {
				name = text.T("swarm.table.tried", "peer", name)
			}
			serves[k.From] = append(serves[k.From], name)
		}
	}
	for i := range in.Swarm.Peers {
		p := &in.Swarm.Peers[i]
		state := stateWords(p.State)
		if p.Rider != "" {
			state += ", " + riderWords(p.Rider)
		}
		key := HostKey + p.Host
		t.Rows = append(t.Rows, tables.Row{Key: key, Selected: in.Selected == key, Cells: []string{
			p.Host, state, text.T("swarm.table.count", "count", text.Number(p.Count), "pieces", text.Number(in.Swarm.Pieces), "percent", strconv.Itoa(Percent(p.Count, in.Swarm.Pieces))),
			text.ByteRate(p.Down), text.ByteRate(p.Up), strings.Join(serves[i], ", ")}})
	}
	return t
}

func inside(w *view.Swarm, k *view.SwarmLink) bool {
	return k.From >= 0 && k.From < len(w.Peers) && k.To >= 0 && k.To < len(w.Peers)
}

// linkTable lists the connections on which somebody is served or waits for it.
func linkTable(in *SwarmIn) tables.Table {
	t := tables.Table{Caption: text.T("swarm.table.links"), Columns: []string{
		text.T("swarm.table.from"), text.T("swarm.table.to"), text.T("swarm.table.state"), text.T("swarm.table.rate"), text.T("swarm.table.piece"),
	}, Empty: text.T("swarm.table.none")}
	for i := range in.Swarm.Links {
		k := &in.Swarm.Links[i]
		if !inside(in.Swarm, k) || !k.Unchoked && !k.Interested {
			continue
		}
		t.Total++
		if len(t.Rows) == manyLinks {
			continue
		}
		piece := ""
		if k.Asked > 0 {
			piece = strconv.Itoa(k.Piece)
		}
		t.Rows = append(t.Rows, tables.Row{Cells: []string{in.Swarm.Peers[k.From].Host, in.Swarm.Peers[k.To].Host, swarmLinkState(k), text.ByteRate(k.Rate), piece}})
	}
	return t
}

// flyingTable counts the frames in flight from host to host.
func flyingTable(in *SwarmIn) tables.Table {
	t := tables.Table{Caption: text.T("stage.table.messages"), Columns: []string{
		text.T("swarm.table.from"), text.T("swarm.table.to"), text.T("swarm.table.frames"), text.T("swarm.table.bytes"), text.T("swarm.table.next"),
	}, Empty: text.T("stage.table.none")}
	at := map[[2]string]int{}
	var frames, bytes []int
	var first []float64
	for i := range in.Frames {
		f := &in.Frames[i]
		if in.Now < f.SentAt {
			continue
		}
		k, there := at[[2]string{f.From, f.To}]
		if !there {
			k = len(t.Rows)
			at[[2]string{f.From, f.To}] = k
			t.Rows = append(t.Rows, tables.Row{Key: FrameKey + strconv.FormatUint(f.ID, 10), Cells: []string{f.From, f.To, "", "", ""}})
			frames, bytes, first = append(frames, 0), append(bytes, 0), append(first, 0)
		}
		frames[k]++
		bytes[k] += f.Size
		first[k] = max(first[k], flight.Progress(f, in.Now))
	}
	for k := range t.Rows {
		c := t.Rows[k].Cells
		c[2], c[3], c[4] = text.Number(frames[k]), text.Number(bytes[k]), strconv.Itoa(int(first[k]*100))+" %"
	}
	if t.Total = len(t.Rows); t.Total > manyLinks {
		t.Rows = t.Rows[t.Total-manyLinks:]
	}
	return t
}
