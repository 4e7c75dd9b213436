//go:build js && wasm

package main

import (
	"encoding/json"

	"github.com/hack-pad/safejs"
)

// scorekeeper keeps the learner's scores for the next visit, and tells the page around this
// one of them.
type scorekeeper struct {
	merge safejs.Func
	kept  uint64 // app.ScoresChanged of what was stored
}

func (k *scorekeeper) start(p *page) (err error) {
	p.app.TakeScores([]byte(p.stored("scores")))
	k.merge, err = safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if len(args) > 0 {
			p.app.TakeScores([]byte(str(args[0])))
		}
		return string(p.app.Scores())
	})
	return err
}

// keep stores what is new, and tells it.
func (k *scorekeeper) keep(p *page) {
	for _, news := range p.app.ScoreNews() {
		if text, err := json.Marshal(news); err == nil {
			p.call("tellScore", string(text))
		}
	}
	if changed := p.app.ScoresChanged(); changed != k.kept {
		k.kept = changed
		p.call("storeScores", k.merge.Value())
	}
}
