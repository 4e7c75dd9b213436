package panels

import (
	"strings"
	"testing"
	"time"

	"playnet/ui/app"
)

// The odds are measured in slices of frames, can be stopped and taken up again, and are
// forgotten when the settings change; the lab's run stands still meanwhile.
func TestOddsPanel(t *testing.T) {
	a := app.New(library{})
	if err := a.OpenLab("dns-poison", 7); err != nil {
		t.Fatal(err)
	}
	settle(a)
	s := &State{}
	said := func() string { return words(ChartsPanel(a, s, nil, 900, 320)) }
	if got := said(); !strings.Contains(got, "Measure") || !strings.Contains(got, "Nothing has been measured") {
		t.Errorf("before: %s", got)
	}
	press := func() { Handle(a, s, Event{Type: "click", Key: oddsKey}) }
	frame := func() {
		slices := 0
		a.Frame(time.Millisecond, func() bool { slices++; return slices < 3000 })
	}
	position := a.Position()
	press()
	frame()
	if _, running := a.Odds(); !running || !strings.Contains(said(), "% measured") {
		t.Errorf("while it runs: %s", said())
	}
	press()
	o, running := a.Odds()
	done := o.Progress()
	frame()
	if running || o.Progress() != done {
		t.Error("it goes on although it was stopped")
	}
	press()
	for range 2000 {
		if _, running := a.Odds(); !running {
			break
		}
		frame()
	}
	if got := said(); !strings.Contains(got, "Measure again") || len(o.Points()) < 7 {
		t.Errorf("at the end, with %d points: %s", len(o.Points()), got)
	}
	if a.Position() != position {
		t.Error("the run went on")
	}
	a.Switch("ports", true)
	if o, _ := a.Odds(); o != nil {
		t.Error("the odds of other settings are still there")
	}
}
