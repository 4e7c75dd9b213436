package dns

import (
	"time"

	"playnet/core/view"
)

// View describes what the users have asked, and how long they have waited.
func (l *UserLoad) View() view.Program {
	p := view.Program{Kind: LoadKind, State: "idle"}
	if l.asks {
		p.State = LookupAsking.String()
	}
	p.Fields = counters(
		count{"dns.load.asked", l.sum.asked},
		count{"dns.load.answered", l.sum.answered},
		count{"dns.load.failed", l.sum.failed},
		count{"dns.load.silent", l.sum.silent},
	)
	p.Fields = append(p.Fields,
		view.Field{ID: "dns.load.mean", Value: l.sum.mean()},
		view.Field{ID: "dns.load.slowest", Value: milliseconds(l.slowest)})
	t := table("dns.load", "name", view.Mono, "asked", view.Number, "answered", view.Number, "ms", view.Number)
	for i, name := range l.config.Names {
		a := &l.names[i]
		addRow(&t, name, shown(name), number(a.asked), number(a.answered), a.mean())
	}
	p.Tables = []view.Table{t}
	return p
}

// mean is how long the answers have taken on average, in milliseconds; "" if there was
// none.
func (a *asking) mean() string {
	if a.answered == 0 {
		return ""
	}
	return milliseconds(a.took / time.Duration(a.answered))
}
