package lab_test

import (
	"slices"
	"testing"

	"playnet/core/sim"
	"playnet/core/view"
)

func kindsOf(list []view.Mark) (kinds []view.MarkKind) {
	for _, m := range list {
		kinds = append(kinds, m.Kind)
	}
	return kinds
}

// The textbook's look-up is marked by its question, the two referrals, and its answer.
func TestMarksOfALookUp(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	marks := w.Marks(w.Now(), 100)
	want := []view.MarkKind{view.MarkAction, view.MarkQuery, view.MarkAnswer, view.MarkAnswer, view.MarkAnswer}
	if got := kindsOf(marks); !slices.Equal(got, want) {
		t.Fatalf("marks %v, want %v", got, want)
	}
	if m := marks[len(marks)-1]; m.Key != "dns.answer.found" || m.Args["answer"] != "128.119.245.12" {
		t.Errorf("the last mark is %+v", m)
	}
	if !slices.IsSortedFunc(marks, func(a, b view.Mark) int { return int(a.At - b.At) }) {
		t.Error("marks are not in the order of time")
	}
}

// Running from mark to mark comes by each instant that has one, and going back by the same
// ones.
func TestFromMarkToMark(t *testing.T) {
	for _, kinds := range [][]view.MarkKind{nil, {view.MarkAnswer}, {view.MarkQuery, view.MarkAction}} {
		whole := open(t, "dns-iterated", 7)
		whole.RunIdle(nil)
		var want []sim.Instant
		for _, m := range whole.Marks(whole.Now(), 100) {
			if at := sim.Instant(m.At); (len(kinds) == 0 || slices.Contains(kinds, m.Kind)) && at > 0 && !slices.Contains(want, at) {
				want = append(want, at)
			}
		}
		w := open(t, "dns-iterated", 7)
		var got []sim.Instant
		calls := 0
		for {
			from := w.Now()
			found, done := false, false
			for !done {
				// Interrupted at every question.
				found, done = w.RunToMark(from, func() bool { calls++; return calls%3 == 0 }, kinds...)
			}
			if !found {
				break
			}
			got = append(got, w.Now())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: forwards by %v, want %v", kinds, got, want)
		}
		var back []sim.Instant
		for at, ok := w.MarkBefore(sim.Never, kinds...); ok; at, ok = w.MarkBefore(at, kinds...) {
			back = append(back, at)
		}
		slices.Reverse(back)
		if !slices.Equal(slices.DeleteFunc(back, func(at sim.Instant) bool { return at == 0 }), want) {
			t.Errorf("%v: backwards by %v, want %v", kinds, back, want)
		}
	}
}

// Where there are more marks than room, the most telling ones of each stretch stay.
func TestMarksAreThinned(t *testing.T) {
	w := open(t, "dns-tcp", 3)
	w.RunIdle(nil)
	all := w.Marks(w.Now(), 1<<20)
	few := w.Marks(w.Now(), 8)
	if len(all) < 30 || len(few) > 8 || len(few) < 3 {
		t.Fatalf("%d marks, %d of them chosen", len(all), len(few))
	}
	for _, m := range few {
		if !slices.ContainsFunc(all, func(o view.Mark) bool { return o.Event == m.Event }) {
			t.Errorf("%+v is no mark", m)
		}
	}
	actions := func(list []view.Mark) (n int) {
		for _, m := range list {
			if m.Kind == view.MarkAction {
				n++
			}
		}
		return n
	}
	if actions(few) == 0 {
		t.Errorf("no action among %v, of %d", kindsOf(few), actions(all))
	}
}
