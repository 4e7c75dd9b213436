//go:build js && wasm

package main

import (
	"github.com/hack-pad/safejs"

	"playnet/ui/app"
)

// workers is window.playnetWorkers (public/js/workers.js). It implements [app.Workers].
type workers struct {
	safejs.Value
	hear safejs.Func
}

// employ gives the controller the browser's workers. Without them it works in slices.
func (p *page) employ() error {
	v, err := safejs.Global().Get("playnetWorkers")
	if err != nil || v.IsUndefined() {
		return err
	}
	w := &workers{Value: v}
	w.hear, err = safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if len(args) == 3 {
			p.app.HearWorker(int(number(args[0])), str(args[1]) == "said", str(args[2]))
			p.wake()
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.app.SetWorkers(w)
	return nil
}

var _ app.Workers = (*workers)(nil)

func (w *workers) Start() int {
	v, err := w.Call("number")
	if err != nil {
		return 0
	}
	n := int(number(v))
	started, err := w.Call("start", n, w.hear.Value())
	if err != nil || !truth(started) {
		return 0
	}
	return n
}

func (w *workers) Post(worker int, order string) { _, _ = w.Call("post", worker, order) }
func (w *workers) Stop()                         { _, _ = w.Call("stop") }
