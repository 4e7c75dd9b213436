package app

import (
	"playnet/core/lab/labfile"
	"playnet/core/view"
)

// Speaks reports whether a program of a terminal is one by which people speak protocols
// by hand.
func Speaks(program string) bool { return program == "telnet" || program == "nc" }

// Suggesting reports whether terminals list what could be typed next. At first they
// don't: to know what comes next is what the learner is there for.
func (a *App) Suggesting() bool { return a.term().suggest }

// ToggleSuggestions has terminals list what could be typed next, or no longer.
func (a *App) ToggleSuggestions() {
	t := a.term()
	t.suggest = !t.suggest
	a.pointed++
}

// Suggestions returns what could be typed next in a host's terminal, if that is wanted.
func (a *App) Suggestions(host string) []view.Suggestion {
	if !a.term().suggest || a.world == nil {
		return nil
	}
	return a.world.Suggest(labfile.Name(host))
}
