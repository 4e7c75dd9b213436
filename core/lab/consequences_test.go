package lab_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// find returns the first event whose one-line text begins so.
func find(t *testing.T, w *lab.World, kind trace.Kind, text string) trace.Event {
	t.Helper()
	for _, e := range w.Events(1, w.EventCount()) {
		if e.Body.Kind() == kind && strings.Contains(e.Body.Text(), text) {
			return e
		}
	}
	t.Fatalf("no %s with %q", kind, text)
	return trace.Event{}
}

// What came of dropping an answer is a wait that no event of its own caused, and all that
// followed from that.
func TestConsequencesOfADrop(t *testing.T) {
	w := dropFirstAnswer(t)
	drop := find(t, w, lab.KindAction, "frame.drop")
	want := []string{"lost.dropped.by.hand 7", "dns.timeout.answer.lost", "dns.query.again 8", "dns.reply.answer 9", "dns.cache.store",
		"dns.reply.then 10", "dns.answer.found"}
	got := w.Consequences(drop.ID)
	if !slices.Equal(keys(got.Steps), want) || got.More != 0 || got.Partial {
		t.Errorf("\n got %v, %d more\nwant %v", keys(got.Steps), got.More, want)
	}
	lost := find(t, w, vnet.KindFrameLost, "dropped by hand")
	if got := keys(w.Consequences(lost.ID).Steps); !slices.Equal(got, want[1:]) {
		t.Errorf("of the loss:\n got %v\nwant %v", got, want[1:])
	}
	// The message before it, on its own: what it said has arrived, the end is not left out.
	steps := w.Consequences(message(t, w, 5))
	if k := keys(steps.Steps); len(k) != 8 || k[0] != "delivered 5" || k[1] != "dns.query.referred 6" || k[7] != "dns.answer.found" || steps.More == 0 {
		t.Errorf("of message 5: %v, %d more", k, steps.More)
	}
}

// Frames that are lost at a link because it was cut are lost on the cut's account, up to
// the moment when the link is whole again.
func TestConsequencesOfACut(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	do := func(a labfile.Action) {
		t.Helper()
		if _, err := w.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	do(labfile.LinkCut{Place: "umass"})
	w.RunUntil(sim.Instant(time.Second), nil)
	do(labfile.LinkRestore{Place: "umass"})
	w.RunIdle(nil)
	cut := find(t, w, lab.KindAction, "link.cut")
	got := keys(w.Consequences(cut.ID).Steps)
	want := []string{"link.cut", "lost.link.cut 6", "dns.timeout.question.lost", "dns.query.again 7", "lost.link.cut 7"}
	if len(got) < len(want) || !slices.Equal(got[:len(want)], want) || got[len(got)-1] != "dns.answer.found" {
		t.Errorf("of the cut: %v", got)
	}
	lost := find(t, w, vnet.KindFrameLost, "link cut")
	if got := keys(w.Why(lost.ID)); !slices.Equal(got, []string{"lost.link.cut 6", "link.cut", "action.link.cut"}) {
		t.Errorf("why it was lost: %v", got)
	}
}

// Of any event, what is told came later, follows from it, and is no more than a screenful.
func TestConsequencesOfEveryEvent(t *testing.T) {
	catalogue := sentences(t)
	for name, w := range disturbed(t) {
		for id := trace.ID(1); int(id) <= w.EventCount(); id += 1 + trace.ID(w.EventCount()/200) {
			a := w.Consequences(id)
			if len(a.Steps) > 8 || a.More > 0 && len(a.Steps) < 8 {
				t.Fatalf("%s: event %d: %d steps, %d more", name, id, len(a.Steps), a.More)
			}
			before := uint64(id)
			for _, s := range a.Steps {
				if s.Event <= before {
					t.Errorf("%s: event %d: %d is told after %d", name, id, s.Event, before)
				}
				before = s.Event
				wellPut(t, catalogue, s)
			}
		}
	}
}
