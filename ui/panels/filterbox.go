package panels

import (
	"strconv"
	"unicode/utf8"

	"playnet/core/filter"
	"playnet/ui/app"
	"playnet/ui/scene"
	"playnet/ui/text"
)

// filterBox is the list of what can be written in the filter's box.
type filterBox struct {
	open   bool
	active int // the item that the arrows stand on; -1: none
	items  []filter.Completion
}

// shownItems is how many items of the list are drawn: it goes on as the arrows do.
const shownItems = 40

// filterKey is the box's key among what the page hears of.
const filterKey = "filter"

// filterPanel draws the box for the display filter, and what belongs to it.
func filterPanel(a *app.App, s *State) *scene.Node {
	f := &s.filter
	typed, wrong := a.FilterText(), a.FilterError()
	state := "empty"
	switch {
	case wrong != nil:
		state = "wrong"
	case typed != "":
		state = "right"
	}
	active := ""
	if f.open && f.active >= 0 {
		active = itemID(f.active)
	}
	input := scene.New("input", filterKey).Class("filter-input").Set("id", "filter-input").Set("type", "text").
		Set("data-key", filterKey).Set("data-catch", "ArrowDown ArrowUp Enter Tab Escape").
		Set("role", "combobox").Set("aria-label", text.T("filter.label")).Set("placeholder", text.T("filter.placeholder")).
		Set("autocomplete", "off").Set("autocapitalize", "off").Set("spellcheck", "false").
		Set("aria-autocomplete", "list").Set("aria-controls", "filter-list").Set("aria-expanded", strconv.FormatBool(f.open)).
		Set("aria-activedescendant", active).Set("aria-invalid", strconv.FormatBool(wrong != nil)).
		Set("aria-describedby", "filter-error").Set("prop:value", typed)
	field := scene.New("div", "field").Class("filter-field").Set("data-state", state).Add(input)
	if typed != "" {
		field.Add(keyed("clear", button("filter-clear", "filter-clear", "×").Set("aria-label", text.T("filter.clear")).Set("title", text.T("filter.clear"))))
	}
	// What is wrong stands below the column that it is about.
	fault := scene.New("p", "fault").Class("filter-error").Set("id", "filter-error").Set("role", "status")
	if wrong != nil {
		fault.Set("style:--column", strconv.Itoa(wrong.Column-1))
		says := text.T("filter.at", "column", strconv.Itoa(wrong.Column), "reason", a.FilterReason())
		fault.Set("title", says).Add(el("span", "filter-mark", "▲").Set("aria-hidden", "true"), el("span", "", says))
	}
	bar := scene.New("div", "bar").Class("filter-bar").Add(field, keyed("count", el("span", "filter-count", a.FilterCount())))
	if wrong == nil || f.open {
		fault.Set("hidden", "")
	}
	return bar.Add(filterItems(a, f), fault)
}

func itemID(i int) string { return "filter-item-" + strconv.Itoa(i) }

// filterItems draws the list of what can be written.
func filterItems(a *app.App, f *filterBox) *scene.Node {
	list := scene.New("ul", "list").Class("filter-list").Set("id", "filter-list").Set("role", "listbox").
		Set("aria-label", text.T("filter.list")).Set("data-hold", "")
	if !f.open {
		return list.Set("hidden", "")
	}
	from := min(max(f.active-shownItems/2, 0), max(len(f.items)-shownItems, 0))
	for i := from; i < min(len(f.items), from+shownItems); i++ {
		c := f.items[i]
		note := ""
		if c.Note != "" && text.Has(c.Note) {
			note = text.T(c.Note)
		}
		item := scene.New("li", strconv.Itoa(i)).Class("filter-item").Set("id", itemID(i)).Set("role", "option").
			Set("data-key", "complete:"+strconv.Itoa(i)).Set("aria-selected", strconv.FormatBool(i == f.active)).
			Set("aria-setsize", strconv.Itoa(len(f.items))).Set("aria-posinset", strconv.Itoa(i+1)).
			Add(el("code", "", c.Text), el("span", "filter-kind", named("filter.kind.", c.Kind)), el("span", "filter-note", note).Set("title", note))
		list.Add(item)
	}
	return list
}

// filterEvent takes what happens in the box, and reports whether a key meant something.
func (s *State) filterEvent(a *app.App, e Event) bool {
	f := &s.filter
	switch e.Type {
	case "input":
		a.SetFilter(e.Value)
		s.offer(a, app.Caret(e.Value, int(e.X)))
	case "blur":
		f.open = false
	case "key":
		return s.filterKeyPressed(a, e)
	}
	return false
}

func (s *State) filterKeyPressed(a *app.App, e Event) bool {
	f := &s.filter
	switch e.Value {
	case "ArrowDown", "ArrowUp":
		if !f.open {
			s.offer(a, app.Caret(a.FilterText(), int(e.X)))
			f.open = len(f.items) > 0
		}
		if n := len(f.items); n > 0 {
			if e.Value == "ArrowDown" {
				f.active = (f.active + 1) % n
			} else if f.active--; f.active < 0 {
				f.active = n - 1
			}
			s.wish = wish{Reveal: itemID(f.active)}
		}
	case "Enter":
		if f.open && f.active >= 0 {
			s.complete(a, f.active)
			return true
		}
		f.open = false
		a.KeepFilter()
	case "Tab":
		if !f.open || len(f.items) == 0 {
			return false // goes on to what comes next
		}
		s.complete(a, max(f.active, 0))
	case "Escape":
		switch {
		case f.open:
			f.open = false
		case a.FilterText() != "":
			a.SetFilter("")
		default:
			s.wish = wish{Focus: "packets"}
		}
	}
	return true
}

// offer lists what can be written at the caret. An empty box offers the recent filters.
func (s *State) offer(a *app.App, caret int) {
	f := &s.filter
	typed := a.FilterText()
	f.items, f.active = nil, -1
	if typed == "" {
		for _, recent := range a.RecentFilters() {
			f.items = append(f.items, filter.Completion{Text: recent, Kind: "recent"})
		}
	}
	f.items = append(f.items, a.Complete(typed, caret)...)
	// A word that is written already needs no offer.
	f.open = typed != "" && len(f.items) > 0 && !(len(f.items) == 1 && f.items[0].Text == part(typed, f.items[0]))
}

func part(typed string, c filter.Completion) string {
	runes := []rune(typed)
	if c.From < 0 || c.To > len(runes) || c.From > c.To {
		return ""
	}
	return string(runes[c.From:c.To])
}

// complete writes an item of the list into the box.
func (s *State) complete(a *app.App, i int) {
	f := &s.filter
	if i < 0 || i >= len(f.items) {
		return
	}
	c, runes := f.items[i], []rune(a.FilterText())
	from, to := min(c.From, len(runes)), min(c.To, len(runes))
	before := string(runes[:from]) + c.Text
	a.SetFilter(before + string(runes[to:]))
	f.open, f.active = false, -1
	if c.Kind == "recent" {
		a.KeepFilter()
	}
	s.wish = wish{Focus: filterKey, Caret: 1 + utf8.RuneCountInString(before)}
}

// wish is what a panel wants of the browser after it was drawn.
type wish struct {
	Island string    // which panel's; "": the one that has heard of something
	Focus  string    // the key of what shall have the focus; "": what has it
	Caret  int       // where the caret shall stand in it, in characters from 1; 0: where it is
	Reveal string    // the id of what shall be scrolled into view
	Copy   string    // what shall go to the clipboard
	Save   *app.File // what shall be saved
}

// TakeRedraw reports, once, whether what was pressed changed a panel.
func (s *State) TakeRedraw() bool {
	again := s.redraw
	s.redraw = false
	return again
}

// TakeWish returns what a panel wants of the browser, once.
func (s *State) TakeWish() (w wish, any bool) {
	w, s.wish = s.wish, wish{}
	return w, w != wish{}
}
