package app_test

import (
	"slices"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/public"
	"playnet/ui/app"
)

func TestTheLearnersLookUp(t *testing.T) {
	a := opened(t, "dns-iterated")
	if l := a.FirstLookUp(); l != (app.LookUp{Host: "engineering", Name: "gaia.cs.umass.edu", Type: "A"}) {
		t.Errorf("the form begins with %+v", l)
	}
	a.ToEnd()
	settled(a)
	if a.DoLookUp(app.LookUp{Host: "engineering", Name: "  ", Type: "A"}) || !a.Notice().Bad {
		t.Error("an empty name is looked up")
	}
	if !a.DoLookUp(app.LookUp{Host: "engineering", Name: "gaia.cs.umass.edu", Type: "A"}) || !a.Playing() {
		t.Fatal("the look-up does not run")
	}
	a.SetSpeed(app.Speeds() - 1)
	frames(a, 5)
	if n := a.TransferCount(); n != 10 { // eight, then two: from the cache
		t.Errorf("%d messages, want 10", n)
	}
	if c := a.Count(); c.Number != 2 || c.Total != 2 {
		t.Errorf("the second look-up's count: %+v", c)
	}
}

func TestSelectionIsOneThing(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.SelectHost("nobody")
	if a.Selection().Kind != app.Lab {
		t.Error("a host that is not there is selected")
	}
	a.SelectHost("dns.nyu.edu")
	a.ToEnd()
	settled(a)
	last := a.TransferRange(0, 1000)[7].Frame
	a.SelectFrame(last)
	if m, ok := a.Message(); !ok || m.ID != last || a.SelectedKey() == "" {
		t.Errorf("the selected message is not the one that is shown: %v %v", m.ID, ok)
	}
	a.SelectAgain(app.Host)
	if s := a.Selection(); s.Host != "dns.nyu.edu" {
		t.Errorf("back to the host: %+v", s)
	}
	// While no message is selected, the latest is shown.
	if m, ok := a.Message(); !ok || m.ID != last {
		t.Errorf("the latest message is %d, shown %d", last, m.ID)
	}
	a.SelectFrame(last)
	a.ToStart()
	settled(a)
	if a.Selection().Kind != app.Lab {
		t.Error("a message that is not sent yet is selected")
	}
}

func TestWhatIsSaidAloud(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.StepMessage()
	settled(a)
	if s := a.Speech(); !strings.HasPrefix(s, "At 0.100 000 seconds. engineering") || strings.Contains(s, "*") {
		t.Errorf("a step says %q", s)
	}
	if s := a.Speech(); s != "" {
		t.Errorf("it says it twice: %q", s)
	}
	a.ToEnd()
	settled(a)
	if s := a.Speech(); !strings.Contains(s, "Nothing is left to happen") {
		t.Errorf("the end says %q", s)
	}
}

func TestTheRailTellsWhatTheLabsSay(t *testing.T) {
	labs := app.New(library{}).Labs()
	if len(labs) != len(public.Labs()) {
		t.Fatalf("%d labs, want %d", len(labs), len(public.Labs()))
	}
	for _, l := range labs {
		data, _ := public.Lab(l.ID)
		f, err := labfile.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		if want := (app.LabInfo{ID: l.ID, Title: f.Lab.Title, Subject: string(f.Lab.Subject), Summary: f.Lab.Summary}); l != want {
			t.Errorf("the rail says %+v, the lab %+v (title, subject and summary stand first in lab.json)", l, want)
		}
	}
}

func TestTransfersAreReadAsTheyAre(t *testing.T) {
	a := opened(t, "dns-iterated")
	same := func(when string) {
		t.Helper()
		want := fresh(t, a)
		if got := a.TransferRange(0, 1000); !slices.Equal(got, want) {
			t.Errorf("%s: %d transfers %+v\nwant %d %+v", when, len(got), got, len(want), want)
		}
	}
	for range 30 {
		a.StepMessage()
		settled(a)
		same("on the way")
	}
	a.SeekTime(150e6)
	settled(a)
	same("after going back")
	a.StopHost("a.edu-servers", false) // another future
	a.ToEnd()
	settled(a)
	same("in another future")
	a.ToStart()
	settled(a)
	same("at the start")
}

// fresh returns the transfers of a world that has come to where the page's stands.
func fresh(t *testing.T, a *app.App) []view.Transfer {
	t.Helper()
	var whole []view.Transfer
	data, _ := public.Lab("dns-iterated")
	f, err := labfile.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, 7, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, e := range a.Log() {
		if e.Position <= a.Position() && e.At <= a.Now() {
			w.RunToPosition(e.Position, nil)
			w.RunUntil(e.At, nil)
			if _, err := w.Do(e.Do); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.RunToPosition(a.Position(), nil)
	whole, _ = w.Transfers(0, 1000)
	return whole
}
