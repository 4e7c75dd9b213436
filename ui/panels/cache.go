package panels

import (
	"slices"
	"strconv"
	"strings"

	"playnet/core/sim"
	"playnet/core/view"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// A resolver's cache is a list of rows of one height, of which only those are drawn that
// show: what is known of a name and type, from whom, and a bar that runs down with the
// world's time. Whoever presses the bar goes to the instant at which it is empty.

// cacheRow is the height of a row, in pixels; the style sheet holds the same number.
const cacheRow = 48

// cacheRows is how many rows show at once.
const cacheRows = 7

// cacheView is what the panels remember of a host's cache.
type cacheView struct {
	filter  string
	soonest bool // what is over first stands first
	top     float64
}

// cacheLine is a row that passes the filter.
type cacheLine struct {
	row        view.Row
	start, end int64 // by the world's wall clock
}

// cacheView returns what is remembered of a host's cache.
func (s *State) cacheView(host string) *cacheView {
	if s.caches == nil {
		s.caches = map[string]*cacheView{}
	}
	v := s.caches[host]
	if v == nil {
		v = &cacheView{}
		s.caches[host] = v
	}
	return v
}

// cacheColumns are the places of a cache's columns in its rows, -1 for one that is not there.
type cacheColumns struct{ name, qtype, value, rank, ttl int }

func columnsOf(t view.Table) cacheColumns {
	at := func(id string) int {
		return slices.IndexFunc(t.Columns, func(c view.Column) bool { return c.ID == "dns.cache."+id })
	}
	return cacheColumns{at("name"), at("type"), at("value"), at("rank"), at("ttl")}
}

// cacheTable draws the cache of a host's resolver.
func cacheTable(state *State, s view.Snapshot, host string, t view.Table) *scene.Node {
	columns := columnsOf(t)
	if slices.Contains([]int{columns.name, columns.qtype, columns.value, columns.rank, columns.ttl}, -1) {
		return table(s, t) // a cache of another make
	}
	v := state.cacheView(host)
	all := max(t.Total, len(t.Rows))
	head := box("div", "cache-head", el("h4", "cache-title", named("table.", t.ID)), el("span", "muted", text.Count("cache.entries", all)),
		box("span", "spring"), el("span", "muted", named("column.", t.Columns[columns.ttl].ID)))
	root := box("div", "cache", head)
	if all == 0 {
		return root.Add(el("p", "empty", text.T("cache.empty")))
	}
	lines := v.lines(t, columns)
	root.Add(v.tools(host))
	if len(lines) < len(t.Rows) {
		root.Add(el("p", "cache-count", text.Count("cache.matches", len(lines), "all", text.Number(len(t.Rows)))))
	}
	if len(lines) > 0 {
		root.Add(v.list(s, host, lines, columns, named("table.", t.ID)))
	}
	if left := all - len(t.Rows); left > 0 {
		root.Add(el("p", "more", text.Count("table.more", left)))
	}
	return root
}

// tools are the filter and the order.
func (v *cacheView) tools(host string) *scene.Node {
	field := scene.New("input", "filter").Class("meddle-field cache-filter").Set("type", "text").Set("data-key", "cache:filter:"+host).
		Set("data-catch", "Escape").Set("prop:value", v.filter).Set("aria-label", text.T("cache.filter")).
		Set("placeholder", text.T("cache.filter")).Set("spellcheck", "false").Set("autocomplete", "off").Set("autocapitalize", "off")
	return box("div", "cache-tools", field,
		button("cache:soonest:"+host, "small", text.T("cache.soonest")).Set("aria-pressed", strconv.FormatBool(v.soonest)))
}

// lines are the rows that pass the filter, in their order.
func (v *cacheView) lines(t view.Table, columns cacheColumns) []cacheLine {
	wanted := strings.Fields(strings.ToLower(v.filter))
	var lines []cacheLine
	for _, r := range t.Rows {
		if !passes(r, columns.ttl, wanted) {
			continue
		}
		from, to, _ := strings.Cut(r.Cells[columns.ttl], " ")
		start, _ := strconv.ParseInt(from, 10, 64) // the column's type says what it holds
		end, _ := strconv.ParseInt(to, 10, 64)
		lines = append(lines, cacheLine{r, start, end})
	}
	if v.soonest {
		slices.SortStableFunc(lines, func(a, b cacheLine) int {
			switch {
			case a.end < b.end:
				return -1
			case a.end > b.end:
				return 1
			}
			return 0
		})
	}
	return lines
}

// passes reports whether each wanted word stands in one of the row's cells.
func passes(r view.Row, except int, wanted []string) bool {
	for _, w := range wanted {
		found := false
		for i, c := range r.Cells {
			found = found || i != except && strings.Contains(strings.ToLower(c), w)
		}
		if !found {
			return false
		}
	}
	return true
}

// list draws the rows that show.
func (v *cacheView) list(s view.Snapshot, host string, lines []cacheLine, columns cacheColumns, label string) *scene.Node {
	height := float64(len(lines)) * cacheRow
	shown := min(height, cacheRows*cacheRow)
	v.top = max(0, min(v.top, height-shown))
	first := max(int(v.top/cacheRow)-1, 0)
	inside := scene.New("div", "inside").Class("cache-rows").Set("style:height", scene.Number(height)+"px").Set("role", "rowgroup")
	for i := first; i < min(first+cacheRows+3, len(lines)); i++ {
		inside.Add(lines[i].draw(s, i, columns))
	}
	return scene.New("div", "list").Class("cache-list").Set("style:height", scene.Number(shown)+"px").
		Set("role", "table").Set("aria-label", label).Set("aria-rowcount", strconv.Itoa(len(lines))).
		Set("data-key", "cache:list:"+host).Set("tabindex", "0").Add(inside)
}

// negative reports whether a value says that there is nothing.
func negative(value string) bool { return value == "NXDOMAIN" || value == "NODATA" }

// draw draws a row.
func (l *cacheLine) draw(s view.Snapshot, i int, columns cacheColumns) *scene.Node {
	c := l.row.Cells
	name, kind, value, rank := c[columns.name], c[columns.qtype], c[columns.value], c[columns.rank]
	if named("cache.rank.", rank) != rank {
		rank = named("cache.rank.", rank)
	}
	cell := func(class, words string) *scene.Node {
		return el("span", class, words).Set("role", "cell").Set("title", words)
	}
	class := "cache-row"
	worth := cell("cache-value", value)
	if negative(value) {
		class += " negative"
		worth = cell("cache-value", text.T("cache.negative."+value))
	}
	if l.end <= s.WallNanos {
		class += " stale"
	}
	return scene.New("div", l.row.Key).Set("class", class).Set("role", "row").Set("aria-rowindex", strconv.Itoa(i+1)).
		Set("style:top", scene.Number(float64(i)*cacheRow)+"px").
		Add(cell("cache-name", name), cell("cache-type", kind), worth, cell("cache-rank", rank), l.life(s, name, kind))
}

// life draws how much of its time an entry has left; pressed, it leads to the end of it.
func (l *cacheLine) life(s view.Snapshot, name, kind string) *scene.Node {
	left := l.end - s.WallNanos
	share := 0.0
	if l.end > l.start {
		share = min(max(float64(left)/float64(l.end-l.start), 0), 1)
	}
	words := text.T("span.left", "seconds", text.Number(int((left+999_999_999)/1e9)))
	if left <= 0 {
		words = text.T("cache.stale", "seconds", text.Number(int(-left/1e9)))
	}
	bar := box("span", "ttl", scene.New("span", "").Class("ttl-left").Set("style:width", scene.Number(share*100)+"%")).Set("aria-hidden", "true")
	cell := scene.New("span", "life").Class("cache-life").Set("role", "cell")
	if left <= 0 {
		return cell.Add(el("span", "ttl-text", words), bar)
	}
	at := strconv.FormatInt(l.end-s.WallNanos+s.Now, 10) // since the world began
	says := text.T("cache.jump", "name", name, "type", kind, "ttl", text.Number(int((l.end-l.start)/1e9)))
	press := scene.New("button", "jump").Class("cache-jump").Set("type", "button").Set("data-key", "cache:jump:"+at).
		Set("aria-label", words+". "+says).Set("title", says)
	return cell.Add(press.Add(el("span", "ttl-text", words), bar))
}

// cacheEvent takes what happens in a cache.
func (s *State) cacheEvent(a *app.App, e Event, id string) (meant bool) {
	what, arg, _ := strings.Cut(id, ":")
	switch {
	case what == "filter" && e.Type == "input":
		v := s.cacheView(arg)
		v.filter, v.top, s.redraw = e.Value, 0, true
	case what == "filter" && e.Type == "key" && e.Value == "Escape":
		v := s.cacheView(arg)
		meant = v.filter != ""
		v.filter, s.redraw = "", true
	case what == "soonest" && e.Type == "click":
		v := s.cacheView(arg)
		v.soonest, v.top, s.redraw = !v.soonest, 0, true
	case what == "list" && e.Type == "scroll":
		s.cacheView(arg).top, s.redraw = e.Y, true
	case what == "jump" && e.Type == "click":
		a.SeekTime(sim.Instant(number(arg)))
	}
	return meant
}
