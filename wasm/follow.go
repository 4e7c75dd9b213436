//go:build js && wasm

package main

import (
	"fmt"
	"math"
	"slices"

	"playnet/ui/ladder"
)

// following is how a ladder is scrolled: it is kept at its end, unless the learner looks
// elsewhere.
type following struct {
	top   float64   // where it is scrolled to
	to    float64   // where it has to be scrolled to
	away  bool      // the learner has scrolled away from the end
	ours  []float64 // where we have scrolled it to, as far as the browser has not reported it
	input ladder.In // of the last drawing
}

// follow scrolls the ladder of an island to its end. The browser does it when it has laid the
// page out, and reports it a frame later, when the ladder may have grown again.
func (f *following) follow(s *islands, island string) {
	if f.away || f.to == f.top {
		return
	}
	f.top = f.to
	f.ours = append(f.ours, f.to)
	if _, err := s.scripts.Call("scrollTo", island, ladder.Key, 0, f.to); err != nil {
		panic(fmt.Sprintf("island %s: %v", island, err))
	}
}

// scrolled takes a report that the ladder stands at y, and returns whether that was the
// learner's doing: what we did is drawn already.
func (f *following) scrolled(y float64, l *ladder.Ladder) bool {
	if k := slices.IndexFunc(f.ours, func(own float64) bool { return math.Abs(y-own) < 1 }); k >= 0 {
		f.ours = f.ours[k+1:]
		return false
	}
	if math.Abs(y-f.top) < 1 {
		return false
	}
	f.top, f.input.ScrollTop, f.ours = y, y, nil
	f.away = !l.AtEnd(f.input)
	return true
}
