//go:build js && wasm

package main

import (
	"time"

	"playnet/ui/pace"
)

// shell is the part that vugu draws, story the sentence in it, clock the world's time; the
// others are named after their islands.
const (
	shell = "shell"
	story = "story"
	clock = "clock"
)

const (
	// How seldom the shell's sentences, the panels' numbers and whole tables of them are
	// drawn while the run changes them.
	shellEvery   = 250 * time.Millisecond
	numbersEvery = 100 * time.Millisecond
	chartsEvery  = 500 * time.Millisecond
	tablesEvery  = 250 * time.Millisecond
	clockEvery   = 40 * time.Millisecond
)

func newPace(p *page) *pace.Pace {
	parts := []*pace.Part{{Name: shell, Every: shellEvery, Draw: p.drawShell}, {Name: story, Every: shellEvery, Draw: p.drawTale},
		{Name: clock, Every: clockEvery, Draw: p.drawClock}}
	for _, i := range p.islands.list {
		parts = append(parts, &pace.Part{Name: i.name, Every: i.every, Draw: func(bool) error {
			p.islands.update(i)
			return nil
		}})
	}
	return pace.New(time.Now, parts...)
}
