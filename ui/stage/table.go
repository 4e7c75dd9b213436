package stage

import (
	"strconv"
	"strings"

	"playnet/ui/flight"
	"playnet/ui/tables"
	"playnet/ui/text"
)

// Tables says in words what [Stage.Draw] draws: the hosts, and the messages in
// flight.
func Tables(in In) []tables.Table {
	in = in.sane()
	hosts := tables.Table{Caption: text.T("stage.table.hosts"), Columns: []string{
		text.T("stage.table.name"), text.T("stage.table.role"), text.T("stage.table.zones"),
		text.T("stage.table.address"), text.T("stage.table.state"),
	}}
	all := members(in.Snapshot.Hosts)
	for i := range all {
		m := &all[i]
		state := stateOf(m.host)
		switch {
		case !m.host.Up:
			state = text.T("stage.down.long")
		case m.host.Link.Cut || siteCut(in.Snapshot, m.host.Site):
			state = text.T("stage.cut.long")
		}
		zones := make([]string, len(m.zones))
		for k, z := range m.zones {
			zones[k] = bare(z)
		}
		hosts.Rows = append(hosts.Rows, tables.Row{Key: HostKey + m.host.Name, Selected: in.Selected == HostKey+m.host.Name,
			Cells: []string{m.name(), roleText(m), strings.Join(zones, ", "), m.host.Address, state}})
	}
	flying := tables.Table{Caption: text.T("stage.table.messages"), Columns: []string{
		text.T("stage.table.summary"), text.T("stage.table.from"),
		text.T("stage.table.to"), text.T("stage.table.progress"),
	}, Empty: text.T("stage.table.none")}
	for i := range in.Snapshot.Frames {
		f := &in.Snapshot.Frames[i]
		p := pill{frame: f, transfer: in.flying(f.ID, i), from: f.From, to: f.To}
		percent := int(flight.Progress(f, in.Now) * 100)
		key, summary := FrameKey+strconv.FormatUint(f.ID, 10), p.summary()
		if n := p.number(); n != "" {
			summary = n + " " + summary
		}
		flying.Rows = append(flying.Rows, tables.Row{Key: key, Selected: in.Selected == key,
			Cells: []string{summary, f.From, f.To, strconv.Itoa(percent) + " %"}})
	}
	return []tables.Table{hosts, flying}
}
