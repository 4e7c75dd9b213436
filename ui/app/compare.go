package app

import (
	"sort"
	"strconv"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/view"
	"playnet/ui/text"
)

// Against says with what the page's own run is compared. The zero Against is the present
// run itself.
type Against struct {
	Branch lab.BranchID `json:"branch,omitempty"` // a branch of this run
	Lab    string       `json:"lab,omitempty"`    // another lab that is shipped; "": the open one
	Seed   *uint64      `json:"seed,omitempty"`   // another seed; nil: the same
	Switch string       `json:"switch,omitempty"` // a switch of the lab that stands otherwise
}

// comparison is two runs side by side. Run A is the page's own, and all that moves the page
// moves it; run B follows it to the same instant. What differs is told of both to their
// ends: two more worlds run there, out of sight, and are compared message by message.
type comparison struct {
	Side             // run B
	names  [2]string // of the two; "" for A: that of the present branch
	seek   *lab.Seek
	ends   [2]*lab.World // on the way to the ends; nil when they have been compared
	diff   *lab.Comparison
	ready  bool
	end    sim.Instant // the later end of the two; 0 while it is not known
	bounds []int64     // all instants at which something is sent or ends, ascending
	row    int         // that is selected; -1: none
	other  uint64      // the frame of B that is selected, if no row has it
	pane   ComparePane
	branch lab.BranchID // of A, when the comparison began
	length int          // of A's log then
}

// ComparePane is a part of the comparison, where not all of it has room.
type ComparePane string

// The parts of the comparison.
const (
	PaneA      ComparePane = "a"
	PaneB      ComparePane = "b"
	PaneRows   ComparePane = "rows"
	PaneTotals ComparePane = "totals"
)

// Comparing reports whether two runs are shown side by side.
func (a *App) Comparing() bool { return a.compare != nil }

// SideOf returns run A (0) or run B (1); nil where there is none.
func (a *App) SideOf(n int) *Side {
	switch {
	case n == 0:
		return &a.Side
	case a.compare != nil:
		return &a.compare.Side
	}
	return nil
}

// CompareBranch compares the run with another branch of it.
func (a *App) CompareBranch(id lab.BranchID) { a.Compare(Against{Branch: id}) }

// Compare shows the page's run beside another. It reports false if that one can't be made;
// the learner is told why.
func (a *App) Compare(with Against) bool {
	if a.world == nil {
		return false
	}
	a.Pause()
	b, names, err := a.make(with)
	if err != nil {
		a.Note(reasonOf(err), true)
		return false
	}
	a.endComparison()
	a.compare = &comparison{Side: Side{world: b, facts: staleFacts()}, names: names, row: -1, pane: PaneRows}
	a.beginDiff()
	a.dialog, a.notice = NoDialog, Notice{}
	a.worlds++
	a.stir()
	a.touch()
	return true
}

// EndCompare closes the comparison. The page's own run goes on as it stands.
func (a *App) EndCompare() {
	if a.compare == nil {
		return
	}
	a.endComparison()
	a.worlds++
	a.stir()
	a.touch()
}

func (a *App) endComparison() {
	c := a.compare
	if c == nil {
		return
	}
	c.close()
	c.world.Close()
	a.compare = nil
}

// close gives the worlds up that run to the ends.
func (c *comparison) close() {
	for i, w := range c.ends {
		if w != nil {
			w.Close()
			c.ends[i] = nil
		}
	}
}

// make makes the world to compare with, at its beginning, and says what to call both runs.
func (a *App) make(with Against) (w *lab.World, names [2]string, err error) {
	f, seed := a.world.File(), a.Seed()
	names = [2]string{a.Title(), a.Title()}
	log := a.world.Log()
	switch {
	case with.Branch != 0:
		b, ok := a.tree.Branch(with.Branch)
		if !ok {
			return nil, names, lab.ErrNoBranch
		}
		names, log = [2]string{"", b.Name}, a.tree.Log(b.ID)
	case with.Lab != "" && with.Lab != a.labID:
		if f, err = a.parse(with.Lab); err != nil {
			return nil, names, err
		}
		names[1], log = f.Lab.Title, nil
	}
	if with.Seed != nil {
		seed = *with.Seed
		names = [2]string{text.T("compare.seed", "seed", decimal(a.Seed())), text.T("compare.seed", "seed", decimal(seed))}
		log = nil
	}
	if with.Switch != "" {
		log = nil
	}
	if w, err = lab.New(f, seed, lab.Options{}); err != nil {
		return nil, names, err
	}
	w.Follow(log)
	if with.Switch != "" {
		err = turn(w, with.Switch, &names)
	}
	if err != nil {
		w.Close()
		return nil, names, err
	}
	return w, names, nil
}

// turn turns a switch of a world that stands at its beginning.
func turn(w *lab.World, id string, names *[2]string) error {
	do := labfile.LabSwitch{Switch: labfile.ID(id), On: true}
	list := w.File().Lab.Switches
	for _, s := range list {
		if string(s.ID) != id {
			continue
		}
		do.On = !s.On
		*names = [2]string{onOff(s.Title, s.On), onOff(s.Title, do.On)}
		for _, now := range list { // a position takes the place of another one
			if s.Group != "" && now.Group == s.Group && now.On {
				*names = [2]string{nameOfSwitch(s.Group, now.Title), nameOfSwitch(s.Group, s.Title)}
			}
		}
	}
	_, err := w.Do(do)
	return err
}

func onOff(title string, on bool) string {
	if on {
		return text.T("compare.on", "title", title)
	}
	return text.T("compare.off", "title", title)
}

// parse reads a lab that is shipped.
func (a *App) parse(id string) (*labfile.File, error) {
	data, ok := a.library.Lab(id)
	if !ok {
		return nil, &OpenError{Opening{id, []Fault{{Reason: text.T("open.unknown", "id", id)}}}}
	}
	return labfile.Parse(data)
}

// CompareName returns what run A (0) or B (1) is called.
func (a *App) CompareName(n int) string {
	if a.compare == nil {
		return a.Title()
	}
	if name := a.compare.names[n]; name != "" {
		return name
	}
	return a.Branch().Name
}

// beginDiff sends two worlds to the ends of the runs as they are now.
func (a *App) beginDiff() {
	c := a.compare
	c.close()
	c.diff, c.ready, c.end, c.bounds, c.row, c.other = nil, false, 0, nil, -1, 0
	c.branch, c.length = a.Branch().ID, len(a.world.Log())
	for i, w := range [2]*lab.World{a.world, c.world} {
		end, err := lab.New(w.File(), w.Seed(), lab.Options{})
		if err != nil {
			a.Note(err.Error(), true)
			return
		}
		end.Follow(w.Log())
		c.ends[i] = end
	}
}

// compareOn goes on with the comparison for what is left of a frame: run B follows A, then
// what differs is found out.
func (a *App) compareOn(more func() bool) {
	c := a.compare
	if c.branch != a.Branch().ID || c.length != len(a.world.Log()) {
		a.beginDiff() // the learner has done something
	}
	if a.follow(more) && !c.ready && c.ends[1] != nil {
		a.differ(more)
	}
}

// follow brings run B to the instant of A, and reports whether it is there.
func (a *App) follow(more func() bool) bool {
	c, now := a.compare, a.Now()
	if c.seek == nil && now < c.world.Now() {
		c.seek = c.world.SeekTo(lab.AtInstant(now))
	}
	if c.seek != nil {
		if !c.seek.Go(more) {
			return false
		}
		c.seek, c.facts = nil, facts{}
		c.outdate()
		a.moved++
		return c.world.Now() == now
	}
	if c.world.Now() < now {
		before := c.world.Position()
		c.world.RunUntil(now, more)
		if c.world.Position() != before {
			c.outdate()
		}
		a.moved++
	}
	return c.world.Now() >= now
}

// lags reports whether run B is not where A is.
func (a *App) lags() bool {
	return a.compare != nil && (a.compare.seek != nil || a.compare.world.Now() != a.Now())
}

// differ runs to the ends and compares.
func (a *App) differ(more func() bool) {
	c := a.compare
	if c.diff == nil {
		for _, w := range c.ends {
			if !runToEnd(w, more) {
				return
			}
		}
		c.end = max(c.ends[0].Now(), c.ends[1].Now())
		c.diff = lab.NewComparison(c.ends[0], c.ends[1])
	}
	if !c.diff.CatchUp(more) {
		return
	}
	c.close()
	c.ready = true
	c.bounds = boundsOf(c.diff.Rows(0, c.diff.Len()))
	a.furthest = max(a.furthest, c.end)
	a.moved++
	a.touch()
}

// runToEnd runs a world to where nothing is left to happen, or as far as a scout goes.
func runToEnd(w *lab.World, more func() bool) (done bool) {
	far := func() bool { return w.Position() >= scoutPositions || w.Now() >= scoutTime }
	return w.RunIdle(func() bool { return more() && !far() }) || far()
}

// boundsOf lists the instants at which something is sent or ends, in order.
func boundsOf(rows []view.DiffRow) []int64 {
	var list []int64
	for i := range rows {
		for _, m := range [2]*view.Counterpart{rows[i].A, rows[i].B} {
			if m != nil {
				list = append(list, m.SentAt, m.EndAt)
			}
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return list
}

// boundary returns the next instant after now at which something is sent or ends in one of
// the runs, or the last one before; false where there is none, or none is known yet.
func (c *comparison) boundary(now sim.Instant, back bool) (sim.Instant, bool) {
	i := sort.Search(len(c.bounds), func(i int) bool { return c.bounds[i] > int64(now) })
	if back {
		if i = sort.Search(len(c.bounds), func(i int) bool { return c.bounds[i] >= int64(now) }) - 1; i < 0 {
			return 0, c.ready
		}
	}
	if i >= len(c.bounds) {
		return 0, false
	}
	return sim.Instant(c.bounds[i]), true
}

// Differences tells what differs: how many rows there are, and the first that does (-1:
// none). It reports false while that is not known.
func (a *App) Differences() (rows, first int, ok bool) {
	if c := a.compare; c != nil && c.ready {
		return c.diff.Len(), c.diff.First(), true
	}
	return 0, -1, false
}

// DiffRows returns up to n rows from a place on.
func (a *App) DiffRows(from, n int) []view.DiffRow {
	if c := a.compare; c != nil && c.ready {
		return c.diff.Rows(from, n)
	}
	return nil
}

// CompareTotals sums both runs up; false while that is not known.
func (a *App) CompareTotals() (of [2]view.Totals, ok bool) {
	if c := a.compare; c != nil && c.ready {
		of[0], of[1] = c.diff.Totals()
		return of, true
	}
	return of, false
}

// Counters are what a run has come to at the present instant.
type Counters struct{ Messages, Lost, Bytes int }

// CountersOf counts what has happened on a side so far.
func (a *App) CountersOf(n int) Counters {
	var count Counters
	rows, now := a.DiffRows(0, 1<<30), int64(a.Now())
	for i := range rows {
		m := [2]*view.Counterpart{rows[i].A, rows[i].B}[n]
		if m == nil || m.SentAt > now {
			continue
		}
		count.Messages++
		count.Bytes += m.Size
		if m.Fate == view.Lost && m.EndAt <= now {
			count.Lost++
		}
	}
	return count
}

// ComparePane returns the part that is shown where not all have room.
func (a *App) ComparePane() ComparePane {
	if a.compare == nil {
		return PaneRows
	}
	return a.compare.pane
}

// SetComparePane turns to a part.
func (a *App) SetComparePane(p ComparePane) {
	if a.compare != nil {
		a.compare.pane = p
		a.touch()
	}
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }
