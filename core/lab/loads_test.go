package lab_test

import (
	"testing"

	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// The work of the servers is what the trace says of it, cell by cell, and it is the same
// for whoever has come to an instant by going back.
func TestLoadsAreWhatTheTraceSays(t *testing.T) {
	w := open(t, "dns-central", 7)
	w.RunIdle(nil)
	end := w.Loads()
	width := sim.Instant(end.Width)
	type counts struct{ answers, dropped map[int]int }
	want := map[string]counts{}
	for _, s := range end.Servers {
		want[s.Host] = counts{map[int]int{}, map[int]int{}}
	}
	for _, e := range w.Events(1, w.EventCount()) {
		of, ok := want[e.Host]
		if !ok {
			continue
		}
		switch b := e.Body.(type) {
		case *vnet.FrameSent:
			if b.Src.Port() == 53 {
				of.answers[int(e.At/width)]++
			}
		case *vnet.FrameLost:
			if b.Reason == vnet.SocketBuffer {
				of.dropped[int(e.At/width)]++
			}
		}
	}
	busy := 0
	for _, s := range end.Servers {
		for i := range s.Answers {
			if s.Answers[i] != want[s.Host].answers[i] || s.Dropped[i] != want[s.Host].dropped[i] {
				t.Errorf("%s, cell %d: %d answers and %d dropped, the trace says %d and %d", s.Host, i,
					s.Answers[i], s.Dropped[i], want[s.Host].answers[i], want[s.Host].dropped[i])
			}
			busy = max(busy, s.Waiting[i])
		}
	}
	if busy < 10 {
		t.Errorf("at most %d queries have waited for a server that is overloaded", busy)
	}

	half := sim.Instant(6e9)
	w.SeekTime(half)
	back := w.Loads()
	if len(back.Servers[0].Answers) != int(half)/int(back.Width)+1 {
		t.Errorf("at 6 s there are %d cells of %d ns", len(back.Servers[0].Answers), back.Width)
	}
	if a, b := total(back), countTo(w.Events(1, w.EventCount()), want); a != b {
		t.Errorf("back at 6 s the servers have answered %d times, the trace says %d", a, b)
	}
}

func total(l view.Loads) (n int) {
	for _, s := range l.Servers {
		for _, a := range s.Answers {
			n += a
		}
	}
	return n
}

// countTo counts the answers of some hosts.
func countTo[T any](events []trace.Event, of map[string]T) (n int) {
	for _, e := range events {
		b, sent := e.Body.(*vnet.FrameSent)
		if _, server := of[e.Host]; sent && server && b.Src.Port() == 53 {
			n++
		}
	}
	return n
}

// However long a run is, its loads are as few.
func TestLoadsStaySmall(t *testing.T) {
	w := open(t, "dns-central", 7)
	w.RunIdle(nil)
	before := w.Loads()
	w.RunUntil(sim.Instant(3600e9), nil)
	after := w.Loads()
	if n := len(after.Servers[0].Answers); n > 256 {
		t.Errorf("an hour has %d cells", n)
	}
	if total(before) != total(after) {
		t.Errorf("%d answers became %d", total(before), total(after))
	}
}
