package trace_test

import (
	"strings"
	"testing"

	"playnet/core/sim"
	"playnet/core/trace"
)

// Records of any length come out as they went in: those whose length takes a byte, which are
// written where they stay, those whose length takes more, and those that a chunk has no room for.
func TestRecordsOfAnyLength(t *testing.T) {
	tr := trace.New(trace.Options{})
	var want []string
	emit := func(length int) {
		s := strings.Repeat(string(rune('a'+length%26)), length)
		want = append(want, s)
		tr.Emit(sim.Instant(len(want)), 0, sim.Context{}, &note{S: s})
	}
	for range 300 { // wherever in a chunk they stand
		for length := 90; length < 130; length++ {
			emit(length)
		}
		emit(20_000)
	}
	emit(255 << 10)
	emit(600 << 10)
	emit(1)
	n := 0
	tr.Scan(1, func(e trace.Event) bool {
		if got := e.Body.(*note).S; got != want[n] {
			t.Fatalf("record %d: %d bytes, want %d", n+1, len(got), len(want[n]))
		}
		n++
		return true
	})
	if n != len(want) {
		t.Errorf("%d records of %d", n, len(want))
	}
}
