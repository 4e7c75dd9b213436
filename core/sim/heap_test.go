package sim

import (
	"testing"
	"time"
)

func TestCancelledTimersDoNotPileUp(t *testing.T) {
	k := New(1)
	nothing := Func(func() {})
	deadlines := make([]Timer, 100)
	var first Timer // what is dead never comes to the top while this waits
	k.Arm(&first, k.Now().Add(30*time.Second), nothing)
	most := 0
	for i := range 100_000 {
		k.Arm(&deadlines[i%len(deadlines)], k.Now().Add(time.Minute), nothing)
		k.After(time.Duration(i%7)*time.Microsecond, func() {})
		k.Step()
		most = max(most, len(k.near.cells)+len(k.far.cells))
	}
	if limit := 2*len(deadlines) + fewDead + 5; most > limit {
		t.Errorf("%d cells for %d deadlines, want at most %d", most, len(deadlines), limit)
	}
	for i := range deadlines {
		deadlines[i].Cancel()
	}
	for _, h := range []*eventHeap{&k.near, &k.far} {
		for _, e := range h.cells[len(h.cells):cap(h.cells)] {
			if e != (entry{}) {
				t.Fatal("an empty cell still holds a timer, which can't be collected")
			}
		}
	}
}
