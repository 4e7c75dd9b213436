package app

// wanted is an element that shall have the focus. It may have to be drawn first: what cannot be
// drawn at once is tried in each of the next frames. Until then the keys that are pressed are meant
// for it: they mean nothing else (see Press).
type wanted struct {
	id    string
	tries int
}

// mostTries is about two seconds' worth.
const mostTries = 120

// WantFocus asks for the focus to be moved to the element of that id.
func (a *App) WantFocus(id string) {
	a.wanted = wanted{id: id}
	a.touch()
}

// WantedFocus returns the id of what shall have the focus; "" if all is as it shall be.
func (a *App) WantedFocus() string { return a.wanted.id }

// FocusAgain notes that the element isn't there yet, and reports whether to try again.
func (a *App) FocusAgain() bool {
	a.wanted.tries++
	return a.wanted.tries < mostTries
}

// FocusTaken notes that the focus is where it shall be, or can't be moved there.
func (a *App) FocusTaken() { a.wanted = wanted{} }

// FocusFilter turns to the packet list and its filter.
func (a *App) FocusFilter() {
	if look := a.Look(); look.Layout == Wide && look.Tab != Packets || look.Layout != Wide && look.Pane != Packets || !look.Dock {
		a.Show(Packets)
	}
	a.WantFocus("filter-input")
}
