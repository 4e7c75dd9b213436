package app

import (
	"errors"
	"slices"
	"sort"
	"strings"

	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/view"
	"playnet/ui/text"
)

// sieve is the page's display filter: what it lets through is what the packet list shows,
// what is exported, and what the ladder does not dim.
type sieve struct {
	typed   string        // what stands in the box
	err     *filter.Error // what is wrong with that; nil: nothing
	applied string        // the last text that made sense
	filter  *filter.Filter
	matches *lab.Matches // nil: everything is let through
	world   *lab.World   // whose frames matches are
	done    bool         // all frames so far were held against it
	tested  tested
	recent  []string // filters that were kept, the latest first
}

// recentFilters is how many filters are remembered.
const recentFilters = 12

// Filter returns the filter that is in force; "" lets everything through.
func (a *App) Filter() string { return a.sieve.applied }

// FilterText returns what stands in the filter's box, whether it makes sense or not.
func (a *App) FilterText() string { return a.sieve.typed }

// FilterError returns what is wrong with the text in the box; nil if nothing is. The last
// filter that made sense stays in force.
func (a *App) FilterError() *filter.Error { return a.sieve.err }

// FilterReason says what is wrong with the text in the box; "" if nothing is.
func (a *App) FilterReason() string {
	e := a.sieve.err
	switch {
	case e == nil:
		return ""
	case text.Has(e.ID):
		return text.With(e.ID, e.Args)
	}
	return e.Reason()
}

// SetFilter takes what was typed into the filter's box. If it makes no sense, that is kept
// as [App.FilterError].
func (a *App) SetFilter(typed string) {
	s := &a.sieve
	if typed == s.typed && s.err == nil {
		return
	}
	s.typed, s.err = typed, nil
	a.touch()
	if strings.TrimSpace(typed) == "" {
		s.applied, s.filter, s.matches, s.done = "", nil, nil, true
		return
	}
	f, err := filter.Parse(typed)
	if err != nil {
		if !errors.As(err, &s.err) {
			s.err = &filter.Error{Column: 1, ID: err.Error()}
		}
		return
	}
	s.applied, s.filter = strings.TrimSpace(typed), f
	s.matches, s.world, s.done = nil, nil, false
}

// KeepFilter puts the filter that is in force among the recent ones, and says aloud how
// much it lets through.
func (a *App) KeepFilter() {
	s := &a.sieve
	if s.err != nil || s.applied == "" {
		return
	}
	s.recent = slices.DeleteFunc(s.recent, func(other string) bool { return other == s.applied })
	s.recent = slices.Insert(s.recent, 0, s.applied)
	s.recent = s.recent[:min(len(s.recent), recentFilters)]
	a.say(a.FilterCount())
}

// RecentFilters lists filters that were used before, the latest first.
func (a *App) RecentFilters() []string { return a.sieve.recent }

// FilterCount says how many frames the filter lets through, and of how many.
func (a *App) FilterCount() string {
	n := text.Number(a.TransferCount())
	if a.sieve.filter == nil {
		return text.Count("filter.all", a.TransferCount())
	}
	id := "filter.count"
	if !a.sieve.done {
		id = "filter.counting"
	}
	return text.T(id, "found", text.Number(a.ShownCount()), "n", n)
}

// Filtered returns the frames that the filter lets through, as far as they are found, and
// whether all of them are. It reports on == false where everything is let through.
func (a *App) Filtered() (m *lab.Matches, done, on bool) {
	s := &a.sieve
	if s.filter == nil || a.world == nil {
		return nil, true, false
	}
	if s.matches == nil || s.world != a.world {
		s.matches, s.world, s.done = a.world.Matches(s.filter), a.world, false
	}
	return s.matches, s.done, true
}

// Passes reports whether the filter lets a frame through; what it has not come to yet it
// does not.
func (a *App) Passes(frame uint64) bool {
	_, ok := a.ShownIndex(frame)
	return ok
}

// sift holds frames against the filter that have not been yet. It reports whether it is
// done.
func (a *App) sift(more func() bool) bool {
	m, _, on := a.Filtered()
	if !on {
		return true
	}
	found, done := m.Len(), a.sieve.done
	a.sieve.done = m.CatchUp(more)
	if m.Len() != found || a.sieve.done != done {
		a.pointed++
	}
	return a.sieve.done
}

// ShownCount is how many frames the filter lets through, as far as they are found: how long
// the packet list is.
func (a *App) ShownCount() int {
	if m, _, on := a.Filtered(); on {
		return m.Len()
	}
	return a.TransferCount()
}

// Shown is a line of the packet list.
type Shown struct {
	Place int // in the run, from 0
	view.Transfer
}

// ShownRange returns up to n lines of the packet list.
func (a *App) ShownRange(from, n int) []Shown {
	m, _, on := a.Filtered()
	if !on {
		list := a.TransferRange(from, n)
		out := make([]Shown, len(list))
		for i := range list {
			out[i] = Shown{from + i, list[i]}
		}
		return out
	}
	var out []Shown
	for i := max(from, 0); i < min(from+n, m.Len()); i++ {
		if t, ok := a.world.Transfer(m.Frame(i)); ok {
			out = append(out, Shown{m.At(i), t})
		}
	}
	return out
}

// ShownIndex returns the line of the packet list in which a frame stands.
func (a *App) ShownIndex(frame uint64) (int, bool) {
	m, _, on := a.Filtered()
	if !on {
		return a.TransferIndex(frame)
	}
	i := sort.Search(m.Len(), func(i int) bool { return uint64(m.Frame(i)) >= frame })
	return i, i < m.Len() && uint64(m.Frame(i)) == frame
}

// SelectShown moves the selection by n lines of the packet list.
func (a *App) SelectShown(n int) {
	count := a.ShownCount()
	if count == 0 {
		return
	}
	i, ok := a.ShownIndex(a.MessageID())
	switch {
	case ok:
		i += n
	case n < 0: // the selected frame is not let through: go to its neighbour
		i += n
	default:
		i += n - 1
	}
	if list := a.ShownRange(min(max(i, 0), count-1), 1); len(list) > 0 {
		a.SelectFrame(list[0].Frame)
	}
}

// Complete lists what can be written at a place of the filter's text, counted in runes.
func (a *App) Complete(typed string, cursor int) []filter.Completion {
	return filter.Complete(typed, cursor)
}

// Combine says how a field becomes part of the filter.
type Combine string

// The ways.
const (
	Replace Combine = "apply"
	And     Combine = "and"
	AndNot  Combine = "not"
)

// FilterBy makes a field of the shown message, and its value, the filter or a part of it.
func (a *App) FilterBy(f view.MessageField, how Combine) {
	test, ok := a.TestOf(f)
	if !ok {
		return
	}
	old := a.sieve.applied
	switch {
	case how == AndNot && old == "":
		test = "!(" + test + ")"
	case how == AndNot:
		test = "(" + old + ") && !(" + test + ")"
	case how == And && old != "":
		test = "(" + old + ") && " + test
	}
	a.SetFilter(test)
	a.KeepFilter()
}

// TestOf writes the filter that a field and its value in the shown message are: one that
// the message itself passes. It reports false where the field can't be filtered by.
func (a *App) TestOf(f view.MessageField) (string, bool) {
	frame := a.MessageID()
	if a.world == nil || frame == 0 {
		return "", false
	}
	of := tested{frame, f.Name, f.Value, ""}
	if test := a.sieve.tested.test; a.sieve.tested == (tested{frame, f.Name, f.Value, test}) {
		return test, test != ""
	}
	of.test = a.testOf(f, frame)
	a.sieve.tested = of
	return of.test, of.test != ""
}

// tested is the field that a test was last written for: it is asked for in each drawing.
type tested struct {
	frame             uint64
	name, value, test string
}

func (a *App) testOf(f view.MessageField, frame uint64) string {
	token, _, _ := strings.Cut(f.Value, " ")
	tests := []string{
		f.Name + " == " + token,
		f.Name + " == " + literal(f.Value),
		f.Name + " == " + literal(strings.TrimSuffix(f.Value, ".")),
		f.Name,
	}
	for _, test := range tests {
		if g, err := filter.Parse(test); err == nil && a.world.MatchesEvent(g, traceID(frame)) {
			return test
		}
	}
	return ""
}

func literal(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// Caret turns a place in a text as browsers count it, in UTF-16 units, into runes.
func Caret(s string, units int) int {
	n := 0
	for _, r := range s {
		if units <= 0 {
			break
		}
		units--
		if r > 0xffff {
			units--
		}
		n++
	}
	return n
}
