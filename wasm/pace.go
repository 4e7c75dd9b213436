//go:build js && wasm

package main

import (
	"time"

	"playnet/ui/pace"
)

// shell is the part that vugu draws; the others are named after their islands.
const shell = "shell"

const (
	// shellEvery and numbersEvery are how seldom the shell's sentences and the panels'
	// numbers are drawn while the run changes them.
	shellEvery   = 250 * time.Millisecond
	numbersEvery = 100 * time.Millisecond
	chartsEvery  = 250 * time.Millisecond
)

func newPace(p *page) *pace.Pace {
	parts := []*pace.Part{{Name: shell, Every: shellEvery, Draw: p.drawShell}}
	for _, i := range p.islands.list {
		parts = append(parts, &pace.Part{Name: i.name, Every: i.every, Draw: func(bool) error {
			p.islands.update(i)
			return nil
		}})
	}
	return pace.New(time.Now, parts...)
}
