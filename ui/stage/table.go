package stage

import (
	"strconv"
	"strings"

	"playnet/ui/flight"
	"playnet/ui/text"
)

// Table is the picture as a table, for those who don't see it.
type Table struct {
	Caption string
	Columns []string
	Rows    []TableRow
}

// TableRow is a line of a [Table]. Key is that of the picture's element.
type TableRow struct {
	Key   string
	Cells []string
}

// Tables says in words what [Stage.Draw] draws: the hosts, and the messages in
// flight.
func Tables(in In) []Table {
	in = in.sane()
	hosts := Table{Caption: text.T("stage.table.hosts"), Columns: []string{
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
		hosts.Rows = append(hosts.Rows, TableRow{HostKey + m.host.Name,
			[]string{m.name(), roleText(m), strings.Join(zones, ", "), m.host.Address, state}})
	}
	flying := Table{Caption: text.T("stage.table.messages"), Columns: []string{
		text.T("stage.table.number"), text.T("stage.table.summary"), text.T("stage.table.from"),
		text.T("stage.table.to"), text.T("stage.table.progress"),
	}}
	for i := range in.Snapshot.Frames {
		f := &in.Snapshot.Frames[i]
		p := pill{frame: f, transfer: in.flying(f.ID, i), from: f.From, to: f.To}
		percent := int(flight.Progress(f, in.Now) * 100)
		flying.Rows = append(flying.Rows, TableRow{FrameKey + strconv.FormatUint(f.ID, 10),
			[]string{p.number(), p.summary(), f.From, f.To, strconv.Itoa(percent) + " %"}})
	}
	return []Table{hosts, flying}
}
