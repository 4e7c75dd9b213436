package ladder

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"playnet/core/view"
	"playnet/ui/flight"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// Key is the key of the element that scrolls.
const Key = "ladder"

// In is all that the ladder shows.
type In struct {
	// Transfers are the frames to show, in the order of their sending: all so far or, of a
	// long run, from the First-th on.
	Transfers []view.Transfer
	First     int
	Frames    []view.Frame // in flight
	Hosts     []view.Host  // for their titles
	Now       int64        // nanoseconds
	Width     float64      // of the island, in pixels
	Height    float64
	ScrollTop float64 // how far the user has scrolled; ignored with Follow
	Follow    bool    // show the end, as it grows
	ToScale   bool    // time to scale, with long pauses cut down; else evenly spaced
	Selected  string  // "frame:ID" or "host:NAME"
	// Fold draws the segments of a connection as the messages that they carry; those whose
	// first frame is in Open are drawn one by one all the same.
	Fold bool
	Open map[uint64]bool
	// Order names hosts in the order of their columns; those that it leaves out follow. The
	// columns of Hidden are left out, and with them what was sent there and from there.
	Order  []string
	Hidden map[string]bool
	// Choice changes when Fold, Open, Order or Hidden do.
	Choice uint64
	// Dim tells what is drawn pale, by its place in Transfers: what a filter does not match.
	// Dimmed changes when it tells otherwise; nil dims nothing.
	Dim     func(i int) bool
	Dimmed  uint64
	Scale   float64 // of the text; 0: 1
	Metrics *scene.Metrics
	// AtOnce bounds how many sendings and ends one drawing takes in; 0 is no bound. After a
	// long run the rest comes with the next drawings: see [Ladder.Behind].
	AtOnce int
}

// Out is the picture: a scrolling element of the island's size.
type Out struct {
	Node *scene.Node
	// ScrollTop is where the element with the key [Key] has to be scrolled to, if
	// In.Follow was set.
	ScrollTop float64
	Total     float64 // height of all of it
}

// Ladder draws one island's ladder. It keeps what it has worked out; what it draws
// depends on the input alone. The zero value is ready.
type Ladder struct {
	timeline
	folding
	columns  []string
	column   map[string]int
	shape    shape
	placed   []scene.Box // the youngest labels and dots
	flying   []scene.Box // labels of what is in flight in this picture
	foot     float64     // where this picture ends
	metrics  *scene.Metrics
	behind   bool
	frame    uint64 // of the last entry
	base     int    // In.First
	choice   uint64 // In.Choice
	picked   int    // the rung that holds the selected frame; -1: none
	settled  bool
	pausesUp int // pauses whose text has been placed
	seen     int // rungs whose hosts have columns
}

// shape is what the places of everything depend on, beside the transfers.
type shape struct {
	width, scale float64
	toScale      bool
	columns      int
	digits       int // of the times at the left
}

// AtEnd reports whether somebody who has scrolled so far sees the end: then the
// ladder should go on following it.
func (l *Ladder) AtEnd(in In) bool {
	return in.ScrollTop >= l.total()+l.headHeight()-in.Height-12
}

// Behind reports whether the last drawing left something out: see In.AtOnce.
func (l *Ladder) Behind() bool { return l.behind }

// Columns lists the hosts that have a column, from the left.
func (l *Ladder) Columns() []string { return l.columns }

// Nearest returns how many columns a host's would have to move for its line to be nearest to
// a place, counted from the left end of all columns.
func (l *Ladder) Nearest(host string, x float64) int {
	c, ok := l.column[host]
	if !ok || l.metrics == nil {
		return 0
	}
	by := math.Round((x - l.x(c)) / l.columnWidth())
	return int(math.Max(-float64(c), math.Min(by, float64(len(l.columns)-1-c))))
}

// Reset forgets everything: for another world.
func (l *Ladder) Reset() { *l = Ladder{} }

func (l *Ladder) total() float64      { return l.y + bottom*l.k() }
func (l *Ladder) k() float64          { return math.Max(0.5, l.shape.scale) }
func (l *Ladder) headHeight() float64 { return math.Round(28 * l.k()) }

// read brings the layout up to the transfers.
func (l *Ladder) read(in *In) {
	l.flying = l.flying[:0]
	n := len(l.rungOf)
	if n > len(in.Transfers) || n > 0 && in.Transfers[n-1].Frame != l.frame || in.First != l.base || in.Choice != l.choice || l.undone(in.Transfers) {
		*l = Ladder{base: in.First, choice: in.Choice} // sought back, another world, or another view of it
	}
	l.folding.read(in.Transfers, &options{fold: in.Fold, open: in.Open, hidden: in.Hidden})
	if n := len(l.rungOf); n > 0 {
		l.frame = in.Transfers[n-1].Frame
	}
	columns := l.findColumns(in.Order)
	s := shape{in.Width, in.Scale, in.ToScale, columns, len(text.Seconds(max(in.Now, 0)))}
	usual, settled := l.usual, l.settled
	if !settled {
		usual, settled = usualTime(in.Transfers)
	}
	if s != l.shape || l.metrics != in.Metrics || usual != l.usual {
		l.timeline = timeline{y: top * in.Scale}
		l.placed, l.pausesUp = nil, 0
	}
	l.shape, l.metrics, l.usual, l.settled = s, in.Metrics, usual, settled
	l.scale = 0
	if in.ToScale && usual > 0 {
		l.scale = typical * in.Scale / float64(usual)
	}
	l.lay(in)
	l.picked = -1
	if id, ok := strings.CutPrefix(in.Selected, "frame:"); ok {
		frame, _ := strconv.ParseUint(id, 10, 64)
		i := sort.Search(len(in.Transfers), func(i int) bool { return in.Transfers[i].Frame >= frame })
		if i < len(in.Transfers) && in.Transfers[i].Frame == frame {
			l.picked = int(l.rungOf[i])
		}
	}
}

// lay gives what is new its place.
func (l *Ladder) lay(in *In) {
	l.behind = false
	for taken := 0; ; taken++ {
		if l.behind = in.AtOnce > 0 && taken == in.AtOnce; l.behind {
			return
		}
		i, end, ok := l.step(l.rungs)
		if !ok {
			return
		}
		e, r := &l.entries[i], &l.rungs[i]
		if !end {
			e.from, e.to = l.column[r.t.From], -1
			if c, ok := l.column[r.t.To]; ok && r.t.To != "" {
				e.to = c
			}
			continue
		}
		l.placePauses()
		n := l.middle(e, l.line(i, in, e.y1, 1))
		e.label = l.placeLabel(n, r.shown(), r.folds())
		l.take(e.label, n)
	}
}

// undone reports whether an entry that had ended is in flight again: the world was
// sought back by less than a sending.
func (l *Ladder) undone(list []view.Transfer) bool {
	for i := len(l.entries) - 1; i >= 0 && i >= len(l.entries)-64; i-- {
		if r := &l.rungs[i]; l.entries[i].ended && list[r.first].Fate == view.InFlight {
			return true
		}
	}
	return l.regressed(list)
}

// findColumns gives every host that takes part a column, those that are named in order
// first and the others as they come up, and returns how many there are.
func (l *Ladder) findColumns(order []string) int {
	if l.column == nil {
		l.column = make(map[string]int)
	}
	for ; l.seen < len(l.rungs); l.seen++ {
		for _, name := range [2]string{l.rungs[l.seen].t.From, l.rungs[l.seen].t.To} {
			if _, ok := l.column[name]; ok || name == "" {
				continue
			}
			l.column[name] = len(l.columns)
			l.columns = append(l.columns, name)
			if len(order) > 0 {
				l.arrange(order)
			}
		}
	}
	return len(l.columns)
}

// arrange brings the columns into the learner's order.
func (l *Ladder) arrange(order []string) {
	rank := func(name string) int {
		if i := slices.Index(order, name); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(l.columns, func(a, b string) int { return rank(a) - rank(b) })
	for i, name := range l.columns {
		l.column[name] = i
	}
}

// gutter is the room at the left for the times, 0 where there is none to spare.
func (l *Ladder) gutter() float64 {
	if l.shape.width < 560*l.k() {
		return 0
	}
	return float64(l.shape.digits)*l.metrics.Width("0", scene.Plain, timeSize*l.k()) + 12*l.k()
}

// columnWidth is the distance of two columns.
func (l *Ladder) columnWidth() float64 {
	n := math.Max(1, float64(l.shape.columns))
	return math.Max(52*l.k(), math.Min(280*l.k(), (l.shape.width-l.gutter()-16)/n))
}

// contentWidth is the width of all columns: that of the island, or more.
func (l *Ladder) contentWidth() float64 {
	return math.Max(l.shape.width, l.gutter()+16+l.columnWidth()*float64(l.shape.columns))
}

// x is where a column's line runs.
func (l *Ladder) x(column int) float64 {
	w := l.columnWidth()
	left := l.gutter() + (l.contentWidth()-l.gutter()-w*float64(l.shape.columns))/2
	return left + w*(float64(column)+0.5)
}

// line is an arrow on the page.
type line struct {
	a, b scene.Point // b: as far as it has come
	end  scene.Point // where it would arrive
	self bool        // from a host to itself
}

// line returns the arrow of an entry that ends at y, of whose way share is done.
func (l *Ladder) line(i int, in *In, y, share float64) line {
	e, t := &l.entries[i], &l.rungs[i].t
	a := scene.Point{X: l.x(e.from), Y: e.y0}
	end := scene.Point{X: a.X, Y: y}
	switch {
	case e.to < 0:
		end.X += l.columnWidth() * 0.45
	case e.to == e.from:
		return line{a, a.Toward(end, share), end, true}
	default:
		end.X = l.x(e.to)
	}
	if t.Fate == view.Lost {
		// It ends, at that instant, where it was lost.
		end.X = a.X + (end.X-a.X)*flight.LostAt(t, hostOf(in.Hosts, t.From), hostOf(in.Hosts, t.To))
	}
	return line{a, a.Toward(end, share), end, false}
}

// middle returns the line in the middle of a band, and of an arrow the arrow itself.
func (l *Ladder) middle(e *entry, n line) line {
	if e.left == 0 {
		return n
	}
	n.a.Y, n.end.Y = (e.y0+e.left)/2, (e.right+e.y1)/2
	n.b = n.end
	return n
}

func hostOf(hosts []view.Host, name string) *view.Host {
	for i := range hosts {
		if hosts[i].Name == name {
			return &hosts[i]
		}
	}
	return nil
}

// present works out where the entries in flight are, and the y of this instant.
func (l *Ladder) present(in *In) (now float64, tips map[int]line) {
	now = l.y
	if len(l.entries) == 0 {
		return now, nil
	}
	if l.scale > 0 {
		now += math.Min(longest, l.scale*float64(max(0, in.Now-l.last)))
	}
	tips = make(map[int]line, len(l.open))
	for _, i := range l.open {
		e, r := &l.entries[i], &l.rungs[i]
		if r.segments > 0 && r.firstEnd > 0 {
			tips[i] = l.arriving(i, in)
			now = math.Max(now, tips[i].b.Y)
			continue
		}
		share := progress(in, r.t.Frame)
		y := math.Max(l.y+afterEnd, e.y0+drop) // if it is the next to end
		if l.scale > 0 {
			y = math.Max(now, e.y0)
			if share > 0 {
				y = e.y0 + (now-e.y0)/share
			}
			y = math.Min(y, e.y0+8*longest)
		}
		tip := l.line(i, in, y, share)
		if l.scale == 0 {
			now = math.Max(now, tip.b.Y)
		}
		tips[i] = tip
	}
	return now, tips
}

// arriving returns the line of segments of which some have arrived; whether more will come
// is not known.
func (l *Ladder) arriving(i int, in *In) line {
	e, r := &l.entries[i], &l.rungs[i]
	at := func(t int64) float64 {
		if t <= l.last || l.scale == 0 {
			return l.place(t)
		}
		return l.y + math.Min(longest, l.scale*float64(t-l.last))
	}
	y := math.Max(e.y0, at(r.lastEnd))
	if l.scale == 0 {
		y = math.Max(y, e.y0+drop)
	}
	if r.band() {
		e.left, e.right = math.Min(at(r.lastSent), y), math.Min(math.Max(at(r.firstEnd), e.y0), y)
	}
	return l.line(i, in, y, 1)
}

// progress is the share of its way that a frame in flight has behind it.
func progress(in *In, frame uint64) float64 {
	for k := range in.Frames {
		if in.Frames[k].ID == frame {
			return flight.Progress(&in.Frames[k], in.Now)
		}
	}
	return 0
}

func id(t *view.Transfer) string { return strconv.FormatUint(t.Frame, 10) }
