//go:build js && wasm

package main

import (
	"fmt"

	"github.com/hack-pad/safejs"

	"playnet/ui/app"
)

// keeper keeps the run for the next visit (public/js/storage.js), a little after it has
// changed, and when the page is left.
type keeper struct {
	onTime, onFailure safejs.Func
	waiting           bool
	kept              string // what was stored last
	labOf             uint64 // app.Opened of the lab whose text was stored
}

const (
	// keepAfter is how long, in milliseconds, the keeper waits for more changes;
	// keepPlaying is the same while time runs and everything changes all the time.
	keepAfter   = 400
	keepPlaying = 2000
)

// restore opens what was kept, if it belongs to this tab and address or is worth being
// shown to somebody who comes back; else it calls afresh.
func (k *keeper) restore(p *page, afresh func()) error {
	var err error
	if k.onTime, err = safejs.FuncOf(func(safejs.Value, []safejs.Value) any {
		k.waiting = false
		k.keep(p, false)
		return nil
	}); err != nil {
		return err
	}
	if k.onFailure, err = safejs.FuncOf(func(safejs.Value, []safejs.Value) any {
		p.app.SetStorage(app.InMemory)
		p.wake()
		return nil
	}); err != nil {
		return err
	}
	found := make(chan []safejs.Value, 1)
	done, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any { found <- args; return nil })
	if err != nil {
		return err
	}
	defer done.Release()
	p.call("found", done.Value())
	args := <-found
	if len(args) != 4 {
		return fmt.Errorf("playnetPage.found gave %d values", len(args))
	}
	p.app.SetStorage(app.Storage(str(args[0])))
	run, lab := []byte(str(args[1])), []byte(str(args[2]))
	switch {
	case len(run) == 0 || !truth(args[3]) && !app.Worth(run):
		afresh()
	case !p.app.Restore(run, lab, afresh):
		p.call("setAside")
	}
	return nil
}

// soon has the run kept a little later.
func (k *keeper) soon(p *page) {
	if k.waiting {
		return
	}
	k.waiting = true
	after := keepAfter
	if p.app.Playing() {
		after = keepPlaying
	}
	if _, err := safejs.Global().Call("setTimeout", k.onTime.Value(), after); err != nil {
		panic(err) // no browser without it runs this program
	}
}

// keep stores the run as it stands. The text of a lab of the learner's own goes along once.
func (k *keeper) keep(p *page, leaving bool) {
	run := p.app.Stored()
	if run == nil { // it is on its way elsewhere
		if p.app.HasWorld() && !leaving {
			k.soon(p)
		}
		return
	}
	if string(run) == k.kept && k.labOf == p.app.Opened() && !leaving {
		return
	}
	lab := safejs.Null()
	if k.labOf != p.app.Opened() {
		if text, err := safejs.ValueOf(string(p.app.StoredLab())); err == nil {
			lab = text
		}
	}
	k.kept, k.labOf = string(run), p.app.Opened()
	p.call("keep", string(run), lab, leaving, k.onFailure.Value())
}
