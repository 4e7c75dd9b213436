package panels

import (
	"strconv"
	"strings"
	"testing"

	"playnet/ui/app"
	"playnet/ui/scene"
)

// press presses what reports a key.
func press(a *app.App, key string) {
	Handle(a, &State{}, Event{Type: "click", Key: key})
}

func inspected(t *testing.T, a *app.App) *scene.Node {
	t.Helper()
	n := Inspector(a, nil)
	unsaid(t, n)
	return n
}

// Of a selected message one can ask why, and go from step to step.
func TestTheInspectorTellsWhy(t *testing.T) {
	a := ended(t)
	if inspected(t, a).Find("data-key", "why") != nil {
		t.Error("one can ask why of nothing")
	}
	list := a.TransferRange(0, a.TransferCount())
	a.SelectFrame(list[4].Frame) // message 5
	n := inspected(t, a)
	if n.Find("id", "why-story") != nil || n.Find("data-key", "why").Attr("aria-expanded") != "false" {
		t.Error("it is told before anybody asked")
	}
	press(a, "why")
	n = inspected(t, a)
	told := n.Find("id", "why-story")
	if told == nil || len(told.Children) != 4 || n.Find("data-key", "why").Attr("aria-expanded") != "true" {
		t.Fatalf("why: %v", told)
	}
	if got := words(told.Children[3]); !strings.Contains(got, "looked up") || !strings.Contains(got, "the lab's timeline") || !strings.Contains(got, "0.1") {
		t.Errorf("the last step: %s", got)
	}
	// The step above is a message: it is selected.
	key := told.Children[1].Children[0].Attr("data-key")
	press(a, key)
	if a.Selection().Frame != list[3].Frame {
		t.Errorf("%s selects %+v", key, a.Selection())
	}
	// The top one is none: it is shown as an event, with its own consequences.
	action := a.Why()[len(a.Why())-1].Event
	press(a, "event:"+strconv.FormatUint(action, 10))
	press(a, "aftermath")
	n = inspected(t, a)
	after := n.Find("id", "aftermath-story")
	if a.Selection().Kind != app.Event || after == nil || len(after.Children) != 9 {
		t.Fatalf("%+v: %v", a.Selection(), after)
	}
	if got := words(after.Children[8]); !strings.Contains(got, "more things") {
		t.Errorf("the rest: %s", got)
	}
	if got := words(after.Children[7]); !strings.Contains(got, "has its answer") {
		t.Errorf("the end: %s", got)
	}
	if tab := n.Find("data-key", "tab:event"); tab == nil || tab.Attr("aria-selected") != "true" {
		t.Error("the event has no tab")
	}
	// Its instant takes the world there.
	press(a, "goto:"+strconv.FormatUint(action, 10))
	settle(a)
	if got, want := int64(a.Now()), int64(100e6); got != want {
		t.Errorf("at %d, not %d", got, want)
	}
}
