package panels

import (
	"strconv"

	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// DiffHeight is the height of a row of the comparison, in pixels; the style sheet holds the
// same number.
const DiffHeight = 46

// SideHead draws what stands above a run's pictures: its letter, its name, the last sentence
// of its story, and what it has come to.
func SideHead(a *app.App, side int) *scene.Node {
	if !a.Comparing() {
		return nil
	}
	name, tale := a.CompareName(side), a.TaleOf(side)
	head := box("div", "side-head", badge(side), el("strong", "side-name", name).Set("title", name))
	if _, _, ok := a.Differences(); ok {
		c := a.CountersOf(side)
		head.Add(el("span", "side-counters", text.T("compare.counters",
			"messages", text.Number(c.Messages), "lost", text.Number(c.Lost), "bytes", text.Number(c.Bytes))))
	}
	return scene.New("div", "head").Class("side-top").Add(head, el("p", "side-tale", tale).Set("title", tale))
}

// badge is the letter of a run, A on a square and B on a disc.
func badge(side int) *scene.Node {
	if side == 0 {
		return el("span", "side-badge badge-a", text.T("compare.a"))
	}
	return el("span", "side-badge badge-b", text.T("compare.b"))
}

// DiffPanel draws the comparison message by message: in the middle what is said, at the left
// when run A says it and what became of it, at the right the same of run B. Only the rows
// that can be seen are there.
func DiffPanel(a *app.App, top, height float64) *scene.Node {
	count, first, ok := a.Differences()
	if !ok {
		return scene.New("div", "diff").Class("diff").Add(el("p", "hint", text.T("compare.waiting")))
	}
	from := min(max(int(top)/DiffHeight-3, 0), count)
	to := min(from+int(height)/DiffHeight+8, count)
	body := scene.New("div", "rows").Class("diff-rows").
		Set("style:padding-top", strconv.Itoa(from*DiffHeight)+"px").
		Set("style:padding-bottom", strconv.Itoa((count-to)*DiffHeight)+"px")
	rows, active := a.DiffRows(from, to-from), ""
	for i := range rows {
		row := diffRow(a, &rows[i], from+i, from+i == first)
		if from+i == a.CompareRow() {
			active = row.Key
		}
		body.Add(row)
	}
	scroll := scene.New("div", "scroll").Class("diff-scroll").Set("data-key", "diff").Set("data-arrows", "").
		Set("tabindex", "0").Set("role", "listbox").Set("aria-label", text.T("compare.rows")).Set("aria-activedescendant", active)
	return scene.New("div", "diff").Class("diff").Add(diffHead(first), scroll.Add(body))
}

// diffHead says where the first difference is.
func diffHead(first int) *scene.Node {
	head := scene.New("div", "about").Class("diff-about")
	if first < 0 {
		return head.Add(el("span", "muted", text.T("compare.equal")))
	}
	return head.Add(button("diff-first:"+strconv.Itoa(first), "small", text.T("compare.first.go")))
}

func diffRow(a *app.App, r *view.DiffRow, i int, first bool) *scene.Node {
	m, now := r.Either(), int64(a.Now())
	what := app.CounterpartText(m)
	way := m.From + " → " + to(m)
	key := "row-" + strconv.Itoa(i)
	row := scene.New("div", key).Class("diff-row diff-"+string(r.Kind)).Set("id", key).Set("role", "option").
		Set("data-key", "row:"+strconv.Itoa(i)).Set("aria-selected", strconv.FormatBool(i == a.CompareRow())).
		Set("data-first", strconv.FormatBool(first)).
		Set("data-come", strconv.FormatBool(begun(r, now)))
	return row.Add(
		diffCell("a", r.A, r.B, now),
		box("span", "diff-what",
			el("span", "diff-way", way).Set("title", way),
			box("span", "diff-line", sign(r.Kind, first), el("span", "diff-said proto-"+m.Protocol, what).Set("title", what))),
		diffCell("b", r.B, r.A, now))
}

func to(m *view.Counterpart) string {
	if m.To == "" {
		return text.T("transfer.nobody")
	}
	return m.To
}

// begun reports whether a row's message has been sent in one of the runs.
func begun(r *view.DiffRow, now int64) bool {
	return r.A != nil && r.A.SentAt <= now || r.B != nil && r.B.SentAt <= now
}

// sign names the difference, where there is one. The first has a diamond, too.
func sign(kind view.Difference, first bool) *scene.Node {
	words := text.T("compare.sign." + string(kind))
	switch {
	case kind == view.Same:
		return nil
	case first:
		return box("span", "diff-sign", el("span", "unseen", text.T("compare.first")+":"), el("span", "", "◆ "+words))
	}
	return el("span", "diff-sign", words)
}

// diffCell is when a run has sent a message, and what became of it.
func diffCell(class string, m, other *view.Counterpart, now int64) *scene.Node {
	class = "diff-cell diff-cell-" + class
	if m == nil {
		return box("span", class+" none", el("span", "", "–").Set("title", text.T("compare.missing")))
	}
	at := el("span", "diff-at", text.Seconds(m.SentAt))
	if other != nil && other.SentAt != m.SentAt {
		at.Attrs[0].Value += " other"
	}
	return box("span", class, at, el("span", "diff-end", counterpartFate(m)))
}

func counterpartFate(m *view.Counterpart) string {
	switch {
	case m.Fate == view.Lost:
		return "✕ " + text.T("fate.lost")
	case m.EndAt > 0:
		return text.Span(m.EndAt - m.SentAt)
	}
	return text.T("fate.flying")
}

// TotalsPanel draws the sums of both runs beside each other.
func TotalsPanel(a *app.App) *scene.Node {
	t, ok := a.CompareTotals()
	if !ok {
		return scene.New("div", "totals").Add(el("p", "hint", text.T("compare.waiting")))
	}
	head := box("tr", "", scene.New("th", "").Set("scope", "col").Add(el("span", "", text.T("compare.total"))),
		sideColumn(a, 0), sideColumn(a, 1))
	body := box("tbody", "")
	line := func(words string, of func(view.Totals) int) {
		x, y := of(t[0]), of(t[1])
		body.Add(totalsRow(words, text.Number(x), text.Number(y), x != y))
	}
	body.Add(totalsRow(text.T("compare.time"), text.Seconds(t[0].Time), text.Seconds(t[1].Time), t[0].Time != t[1].Time))
	line(text.T("compare.messages"), func(t view.Totals) int { return t.Messages })
	line(text.T("compare.operations"), func(t view.Totals) int { return t.Operations })
	trips := [2]string{perOperation(t[0]), perOperation(t[1])}
	body.Add(totalsRow(text.T("compare.roundTrips"), trips[0], trips[1], trips[0] != trips[1]))
	line(text.T("compare.hops"), func(t view.Totals) int { return t.Hops })
	line(text.T("compare.frames"), func(t view.Totals) int { return t.Frames })
	line(text.T("compare.bytes"), func(t view.Totals) int { return t.Bytes })
	line(text.T("compare.losses"), func(t view.Totals) int { return t.Losses })
	line(text.T("compare.again"), func(t view.Totals) int { return t.Retransmissions })
	line(text.T("compare.timeouts"), func(t view.Totals) int { return t.Timeouts })
	line(text.T("compare.lookUps"), func(t view.Totals) int { return t.LookUps })
	for _, host := range loaded(t) {
		line(text.T("compare.host", "host", host), func(t view.Totals) int { return loadOf(t, host) })
	}
	return scene.New("div", "totals").Class("totals").Set("tabindex", "0").Set("role", "region").Set("aria-label", text.T("compare.pane.totals")).
		Add(box("table", "", box("thead", "", head), body))
}

// perOperation is how many round trips an operation took on the average, to a tenth.
func perOperation(t view.Totals) string {
	if t.Operations == 0 {
		return "0"
	}
	return scene.Number(float64(t.RoundTrips) / float64(t.Operations))
}

func sideColumn(a *app.App, side int) *scene.Node {
	return scene.New("th", "").Set("scope", "col").Class("num").Set("title", a.CompareName(side)).Add(badge(side))
}

// totalsRow is a line of the table. Values that differ are marked.
func totalsRow(words, a, b string, differs bool) *scene.Node {
	return scene.New("tr", words).Set("data-differs", strconv.FormatBool(differs)).Add(
		scene.New("th", "").Set("scope", "row").Add(el("span", "", words)), el("td", "num", a), el("td", "num", b))
}

// loaded lists the hosts of both runs, in the order of their names.
func loaded(t [2]view.Totals) []string {
	var names []string
	i, j := t[0].Hosts, t[1].Hosts
	for len(i) > 0 || len(j) > 0 {
		switch {
		case len(j) == 0 || len(i) > 0 && i[0].Host < j[0].Host:
			names, i = append(names, i[0].Host), i[1:]
		case len(i) == 0 || j[0].Host < i[0].Host:
			names, j = append(names, j[0].Host), j[1:]
		default:
			names, i, j = append(names, i[0].Host), i[1:], j[1:]
		}
		if len(names) == manyRows {
			break
		}
	}
	return names
}

func loadOf(t view.Totals, host string) int {
	for _, h := range t.Hosts {
		if h.Host == host {
			return h.Sent + h.Received
		}
	}
	return 0
}

// compare takes what happens in the list of rows.
func (s *State) compare(a *app.App, e Event) {
	const page = 8
	switch e.Type {
	case "scroll":
		s.DiffTop = e.Y
	case "ArrowDown":
		a.SelectNextRow(1)
	case "ArrowUp":
		a.SelectNextRow(-1)
	case "PageDown":
		a.SelectNextRow(page)
	case "PageUp":
		a.SelectNextRow(-page)
	case "Home":
		a.SelectNextRow(-1 << 30)
	case "End":
		a.SelectNextRow(1 << 30)
	}
}
