package dns

import (
	"slices"
	"strconv"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/view"
)

// maxRows bounds the tables of a snapshot; Total tells how many there are.
const maxRows = 500

// View describes the server: what it is asking on, its counters, its zones.
func (a *Authority) View() view.Program {
	p := view.Program{Kind: AuthorityKind, State: "listening"}
	if a.h == nil {
		p.State = "starting"
		return p
	}
	if n := len(a.pending); n > 0 {
		c := a.pending[n-1]
		p.State = "asking " + c.server.Addr().String()
		p.Tables = append(p.Tables, a.viewPending())
	}
	p.Fields = counters(
		count{"dns.queries", a.load.Queries},
		count{"dns.answers", a.load.Answers + a.load.Aliases},
		count{"dns.referrals", a.load.Referrals},
		count{"dns.nodata", a.load.NoData},
		count{"dns.nxdomain", a.load.NXDomain},
		count{"dns.askedOn", a.load.AskedOn},
		count{"dns.refused", a.load.Refused},
		count{"dns.malformed", a.load.Malformed},
		count{"dns.truncated", a.load.Truncated},
		count{"dns.failed", a.load.Failed},
	)
	p.Fields = append(p.Fields, a.desk.fields()...)
	if len(a.config.BySite) > 0 {
		p.Tables = append(p.Tables, a.viewBySite())
	}
	if len(a.copies) > 0 {
		p.Tables = append(p.Tables, a.viewCopies())
	}
	for _, z := range a.zones.All() {
		if z.apex != nil {
			p.Tables = append(p.Tables, z.table())
		}
	}
	return p
}

func (a *Authority) viewCopies() view.Table {
	t := table("dns.copies", "zone", view.Mono, "serial", view.Number, "state", view.Text, "primary", view.Mono, "next", view.Instant)
	for _, c := range a.copies {
		serial, next := "", ""
		if c.zone != nil {
			serial = number(uint64(c.zone.SOA().Serial))
		}
		if !c.next.IsZero() {
			next = instant(c.next)
		}
		addRow(&t, c.origin, c.origin, serial, c.state.String(), c.primaries[0].Addr().String(), next)
	}
	return t
}

func (a *Authority) viewPending() view.Table {
	t := table("dns.pending", "client", view.Mono, "name", view.Mono, "type", view.Mono, "server", view.Mono, "since", view.Instant)
	for _, c := range a.pending {
		addRow(&t, number(c.key), c.client.String(), c.name, typeName(c.qtype), c.server.Addr().String(), instant(c.began))
	}
	return t
}

// table shows a zone's records in the order of its file. A zone does not change,
// so all snapshots share the rows.
func (z *Zone) table() view.Table {
	if z.shown.ID == "" {
		z.shown = z.makeTable()
	}
	return z.shown
}

func (z *Zone) makeTable() view.Table {
	t := table("dns.zone", "name", view.Mono, "ttl", view.Number, "type", view.Mono, "value", view.Mono)
	t.Name = z.origin
	for _, n := range z.order {
		for _, s := range n.sets {
			for _, rr := range s {
				if t.Total >= maxRows {
					t.Total = z.records
					return t
				}
				h := rr.Header()
				v := value(rr)
				addRow(&t, n.name+" "+typeName(h.Rrtype)+" "+v, n.name, strconv.FormatUint(uint64(h.Ttl), 10), typeName(h.Rrtype), v)
			}
		}
	}
	return t
}

// View describes the resolver: what it is asking, its counters, its cache, and
// what it knows of servers.
func (r *Resolver) View() view.Program {
	p := view.Program{Kind: ResolverKind, State: "idle"}
	if r.h == nil {
		p.State = "starting"
		return p
	}
	if n := len(r.pending); n > 0 {
		p.State = r.pending[n-1].describe()
	}
	p.Fields = counters(
		count{"dns.queries", r.load.Queries},
		count{"dns.fromCache", r.load.FromCache},
		count{"dns.joined", r.load.Joined},
		count{"dns.asked", r.load.Asked},
		count{"dns.timeouts", r.load.Timeouts},
		count{"dns.failed", r.load.Failed},
		count{"dns.malformed", r.load.Malformed},
		count{"dns.refused", r.load.Refused},
		count{"dns.truncated", r.load.Truncated},
	)
	p.Fields = append(p.Fields, r.desk.fields()...)
	p.Tables = []view.Table{r.viewPending(), r.cache.table(r.h.Now(), r.validates()), r.servers.table(r.h.Now())}
	if r.validates() {
		p.Fields = append(p.Fields, counters(
			count{"dns.signatures", r.load.Signatures}, count{"dns.hashes", r.load.Hashes}, count{"dns.bogus", r.load.Bogus})...)
		p.Tables = append(p.Tables, r.trusts.table(r.h.Now()))
	}
	if t, ok := r.viewHelper(); ok {
		p.Tables = slices.Insert(p.Tables, 0, t) // the cache below may be long
	}
	return p
}

// describe says what a look-up is doing, in a few words.
func (w *work) describe() string {
	switch w.state {
	case Asking:
		return w.state.String() + " " + shown(w.server) + " about " + shown(w.name)
	case Finding:
		return w.state.String() + " " + shown(w.server)
	}
	return w.state.String()
}

func (r *Resolver) viewPending() view.Table {
	t := table("dns.pending", "client", view.Mono, "name", view.Mono, "type", view.Mono, "state", view.Text,
		"zone", view.Mono, "server", view.Mono, "attempt", view.Number, "since", view.Instant)
	for _, w := range r.pending {
		addRow(&t, number(w.key), w.client.String(), w.name, typeName(w.qtype), w.state.String(),
			w.zone, w.server, strconv.Itoa(w.attempt), instant(w.began))
	}
	return t
}

// table shows the entries that are alive, and those whose time is over that are still kept
// to serve from when servers fail; the latest ones if there are many. For a validator it
// shows also how secure they are.
func (c *cache) table(now time.Time, validates bool) view.Table {
	t := table("dns.cache", "name", view.Mono, "type", view.Mono, "value", view.Mono, "rank", view.Text, "ttl", view.Span)
	list, total := c.kept(now, maxRows)
	if validates {
		t.Columns = append(t.Columns, view.Column{ID: "dns.cache.security", Type: view.Text})
	}
	t.Total = total
	for _, e := range list {
		key := e.name + " " + e.typeShown()
		span := instant(e.stored) + " " + instant(e.expires)
		cells := []string{e.name, e.typeShown(), e.valueShown(), e.rank.String(), span}
		if validates {
			cells = append(cells, e.security.String())
		}
		t.Rows = append(t.Rows, view.Row{Key: key, Cells: cells})
	}
	return t
}

// valueShown returns the records' data, or what is not there.
func (e *cacheEntry) valueShown() string {
	if e.shown == "" {
		e.shown = e.describe()
	}
	return e.shown
}

func (e *cacheEntry) describe() string {
	if e.result != Success {
		return e.result.String()
	}
	values := make([]string, len(e.rrs))
	for i, rr := range e.rrs {
		values[i] = value(rr)
	}
	return strings.Join(values, ", ")
}

func (s *servers) table(now time.Time) view.Table {
	t := table("dns.servers", "address", view.Mono, "name", view.Mono, "rtt", view.Number, "queries", view.Number,
		"answers", view.Number, "failures", view.Number, "state", view.Text)
	for _, st := range s.list {
		rtt, state := "", "not measured"
		if st.measured {
			rtt, state = milliseconds(st.srtt), "answers"
		}
		if st.avoided(now) {
			state = "avoided"
		}
		addRow(&t, st.addr.String(), st.addr.Addr().String(), st.name, rtt, number(st.queries), number(st.answers),
			strconv.Itoa(st.failures), state)
	}
	return t
}

// View describes the stub: its servers and its look-ups.
func (s *Stub) View() view.Program {
	p := view.Program{Kind: StubKind, State: "idle"}
	if s.asking > 0 {
		p.State = LookupAsking.String()
	}
	list := make([]string, len(s.servers))
	for i, server := range s.servers {
		list[i] = server.Addr().String()
	}
	p.Fields = []view.Field{{ID: "dns.resolvers", Value: strings.Join(list, ", ")}}
	t := table("dns.lookups", "name", view.Mono, "type", view.Mono, "state", view.Text, "answer", view.Mono,
		"server", view.Mono, "ms", view.Number)
	for _, e := range s.history {
		t.Rows = append(t.Rows, e.row())
		t.Total++
	}
	p.Tables = []view.Table{t}
	return p
}

// row returns the look-up's line. Once there is a reply it stays as it is, and so
// it is written only once, however often somebody looks.
func (e *entry) row() view.Row {
	if e.shown.Key != "" {
		return e.shown
	}
	ms, server := "", ""
	if e.reply.State != LookupAsking {
		ms = milliseconds(e.reply.Took)
	}
	if e.server.IsValid() {
		server = e.server.Addr().String()
	}
	row := view.Row{Key: number(e.key),
		Cells: []string{e.name, typeName(e.qtype), e.reply.State.String(), e.answerShown(), server, ms}}
	if e.reply.State != LookupAsking {
		e.shown = row
	}
	return row
}

// answerShown returns the data of the records of the type asked for, else those
// of the aliases.
func (e *entry) answerShown() string {
	var wanted, others []string
	for _, rr := range e.reply.Records {
		if rr.Header().Rrtype == e.qtype || e.qtype == mdns.TypeANY {
			wanted = append(wanted, value(rr))
		} else {
			others = append(others, value(rr))
		}
	}
	if len(wanted) == 0 {
		wanted = others
	}
	return strings.Join(wanted, ", ")
}

// table begins a table; columns are pairs of an id and a type.
func table(id string, columns ...any) view.Table {
	t := view.Table{ID: id, Rows: []view.Row{}}
	for i := 0; i < len(columns); i += 2 {
		t.Columns = append(t.Columns, view.Column{ID: id + "." + columns[i].(string), Type: columns[i+1].(view.ColumnType)})
	}
	return t
}

func addRow(t *view.Table, key string, cells ...string) {
	t.Total++
	if len(t.Rows) < maxRows {
		t.Rows = append(t.Rows, view.Row{Key: key, Cells: cells})
	}
}

type count struct {
	id string
	n  uint64
}

func counters(list ...count) []view.Field {
	fields := make([]view.Field, len(list))
	for i, c := range list {
		fields[i] = view.Field{ID: c.id, Value: number(c.n)}
	}
	return fields
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

// instant is a cell of a view.Instant column.
func instant(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }

// milliseconds writes a duration in ms, with three decimals.
func milliseconds(d time.Duration) string {
	us := d.Microseconds()
	s := strconv.FormatInt(us/1000, 10)
	frac := strconv.FormatInt(us%1000, 10)
	return s + "." + "000"[len(frac):] + frac
}
