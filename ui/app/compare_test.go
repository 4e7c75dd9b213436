package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"playnet/core/view"
	"playnet/ui/app"
)

// compared goes on until a comparison is done and run B is where A is.
func compared(t *testing.T, a *app.App) {
	t.Helper()
	settled(a)
	for n := 0; ; n++ {
		frames(a, 1)
		if _, _, ok := a.Differences(); ok && a.SideOf(1).Snapshot().Now == int64(a.Now()) {
			return
		}
		if n > 1000 {
			t.Fatal("the comparison does not end")
		}
	}
}

func TestCompareAfterTheLostAnswer(t *testing.T) {
	a := dropped(t)
	a.ToEnd()
	settled(a)
	n := a.Notice()
	if len(n.Offers) != 2 {
		t.Fatalf("the notice is %+v", n)
	}
	a.Accept(1)
	if !a.Comparing() || a.CompareName(0) != "drop message 7" || a.CompareName(1) != "first run" {
		t.Fatalf("comparing %v: %q and %q", a.Comparing(), a.CompareName(0), a.CompareName(1))
	}
	compared(t, a)
	rows, first, _ := a.Differences()
	r := a.DiffRows(first, 1)
	if rows != 10 || first != 6 || r[0].Kind != view.Fated || r[0].A.Fate != view.Lost || r[0].B.Fate != view.Delivered {
		t.Fatalf("%d rows, the first difference is %d: %+v", rows, first, r)
	}
	// A click on a row selects on both sides, and goes to where both have sent it.
	a.SelectRow(first)
	compared(t, a)
	if a.CompareRow() != first || int64(a.Now()) != r[0].A.SentAt || a.SelectedIn(0) != "frame:51" || a.SelectedIn(1) != "frame:51" {
		t.Errorf("row %d at %d: %s and %s", a.CompareRow(), a.Now(), a.SelectedIn(0), a.SelectedIn(1))
	}
	if one, two := a.SideOf(0).Snapshot(), a.SideOf(1).Snapshot(); one.Now != two.Now || len(one.Frames) != 1 || len(two.Frames) != 1 {
		t.Errorf("in flight: %+v and %+v", one.Frames, two.Frames)
	}
	// A step goes to the next thing in either run; the clock is one.
	a.StepMessage()
	compared(t, a)
	if a.Now() != 230e6 || a.CountersOf(0).Lost != 1 || a.CountersOf(1).Lost != 0 {
		t.Errorf("after a step: %d, %+v, %+v", a.Now(), a.CountersOf(0), a.CountersOf(1))
	}
	a.StepMessage()
	compared(t, a)
	if a.Now() != 236122320 || a.CountersOf(1).Messages != 8 || a.CountersOf(0).Messages != 7 {
		t.Errorf("after two steps: %d, %+v, %+v", a.Now(), a.CountersOf(0), a.CountersOf(1))
	}
	a.BackMessage()
	compared(t, a)
	if a.Now() != 230e6 {
		t.Errorf("after a step back: %d", a.Now())
	}
	a.ToEnd()
	compared(t, a)
	if a.Now() != 638137200 || !a.Ended() {
		t.Errorf("the end is at %d", a.Now())
	}
	before := hash(t, a)
	if !a.Press(app.Key{Name: "Escape"}) || a.Comparing() || a.SideOf(1) != nil || hash(t, a) != before {
		t.Error("Escape did not end the comparison, or changed the run")
	}
}

// One time bar drives both, also where the page's own run ends first.
func TestBothRunsArePlayedToTheLaterEnd(t *testing.T) {
	a := dropped(t)
	a.GoToBranch(1)
	settled(a)
	a.CompareBranch(2)
	compared(t, a)
	a.ToStart()
	compared(t, a)
	a.Play()
	for n := 0; a.Playing(); n++ {
		frames(a, 1)
		if one, two := a.Now(), a.SideOf(1).Snapshot().Now; n > 2 && int64(one) != two {
			t.Fatalf("A is at %d, B at %d", one, two)
		}
		if n > 10_000 {
			t.Fatal("it plays on and on")
		}
	}
	if a.Now() != 638137200 {
		t.Errorf("it stopped at %d", a.Now())
	}
	if got := a.SideOf(1).Snapshot(); !got.Idle || got.Now != 638137200 {
		t.Errorf("run B: at %d", got.Now)
	}
}

func TestCompareWithOthers(t *testing.T) {
	seed := uint64(8)
	for name, c := range map[string]struct {
		with  app.Against
		names string
		first int
	}{
		"lab":    {app.Against{Lab: "dns-recursive"}, "Iterated look-up|Recursive all the way", 1},
		"seed":   {app.Against{Seed: &seed}, "seed 7|seed 8", -1},
		"switch": {app.Against{Switch: "intermediate"}, "“Intermediate server” off|“Intermediate server” on", 4},
		"itself": {app.Against{Branch: 1}, "first run|first run", -1},
	} {
		a := opened(t, "dns-iterated")
		a.ToEnd()
		settled(a)
		if !a.Compare(c.with) {
			t.Fatalf("%s: %+v", name, a.Notice())
		}
		compared(t, a)
		if got := a.CompareName(0) + "|" + a.CompareName(1); got != c.names {
			t.Errorf("%s: %s", name, got)
		}
		if _, first, _ := a.Differences(); first != c.first {
			t.Errorf("%s: the first difference is %d: %+v", name, first, a.DiffRows(0, 20))
		}
	}
	a := opened(t, "dns-iterated")
	for _, with := range []app.Against{{Lab: "nowhere"}, {Branch: 9}, {Switch: "nothing"}} {
		if a.Compare(with) || !a.Notice().Bad || a.Comparing() {
			t.Errorf("%+v: %+v", with, a.Notice())
		}
	}
}

// What the learner does while two runs are shown changes run A, and what is told of it.
func TestActingInAComparison(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.ToEnd()
	settled(a)
	a.Compare(app.Against{Branch: 1})
	compared(t, a)
	a.SeekTime(230e6)
	compared(t, a)
	a.DropFrame(a.Snapshot().Frames[0].ID)
	compared(t, a)
	if _, first, _ := a.Differences(); first != 6 || a.CompareName(0) != "drop message 7" {
		t.Errorf("the first difference is %d; A is %q", first, a.CompareName(0))
	}
	if err := a.OpenLab("dns-recursive", 7); err != nil || a.Comparing() {
		t.Errorf("another lab is compared with what was open (%v)", err)
	}
}

func TestPressingInThePicturesOfTwoRuns(t *testing.T) {
	a := dropped(t)
	a.ToEnd()
	settled(a)
	a.CompareBranch(1)
	compared(t, a)
	a.SelectIn(1, 51)
	if a.CompareRow() != 6 || a.SelectedIn(0) != "frame:51" || a.SelectedIn(1) != "frame:51" {
		t.Errorf("row %d: %s, %s", a.CompareRow(), a.SelectedIn(0), a.SelectedIn(1))
	}
	retry := a.DiffRows(7, 1)[0]
	if retry.Kind != view.OnlyA {
		t.Fatalf("row 7 is %+v", retry)
	}
	a.SelectIn(0, retry.A.Frame)
	if a.CompareRow() != 7 || a.SelectedIn(1) != "" || a.Selection().Frame != retry.A.Frame {
		t.Errorf("row %d: %s, %s", a.CompareRow(), a.SelectedIn(0), a.SelectedIn(1))
	}
	a.SelectNextRow(1)
	compared(t, a)
	if a.CompareRow() != 8 {
		t.Errorf("row %d", a.CompareRow())
	}
}

func TestCompareCall(t *testing.T) {
	a := dropped(t)
	var out struct {
		Count, First int
		Rows         []view.DiffRow
		Totals       map[string]view.Totals
	}
	read := func(params string) {
		t.Helper()
		out.Rows = nil
		if err := json.Unmarshal([]byte(ok(t, a, "compare", params)), &out); err != nil {
			t.Fatal(err)
		}
	}
	read(`{"a": 1, "b": 2}`)
	if out.Count != 10 || len(out.Rows) != 10 || out.First != 6 || out.Rows[6].B.Fate != view.Lost || out.Totals["b"].Timeouts != 1 {
		t.Errorf("branches: %+v", out)
	}
	read(`{"a": {"branch": 1}, "b": {"lab": "dns-recursive"}, "from": 1, "limit": 2}`)
	if out.Count < 10 || len(out.Rows) != 2 || out.First != 1 || out.Rows[0].Kind != view.Changed {
		t.Errorf("labs: %+v", out)
	}
	read(`{"a": 1, "b": {"seed": 99}}`)
	if out.First != -1 {
		t.Errorf("seeds: %+v", out)
	}
	if a.Comparing() || len(a.Branches()) != 2 || a.Branch().ID != 2 || a.Now() != 230e6 {
		t.Error("the call has changed the page")
	}
	for bad, want := range map[string]string{
		`{"a": "x"}`: app.BadParams, `{"c": 1}`: app.BadParams, `{"limit": -1}`: app.BadParams, `{"a": {"sead": 1}}`: app.BadParams,
		`{"a": 9}`: app.Refused, `{"b": {"lab": "nowhere"}}`: app.Refused, `{"b": {"switch": "nothing"}}`: app.Refused,
	} {
		if _, err := called(t, a, "compare", bad); err == nil || err.Code != want {
			t.Errorf("compare(%s): %+v", bad, err)
		}
	}
	if _, err := called(t, app.New(library{}), "compare", `{}`); err == nil || err.Code != app.NoLab {
		t.Errorf("without a lab: %+v", err)
	}
}

func TestRowSentences(t *testing.T) {
	a := dropped(t)
	a.CompareBranch(1)
	compared(t, a)
	var all []string
	rows := a.DiffRows(0, 100)
	for i := range rows {
		all = append(all, a.RowText(&rows[i]))
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{
		"A 128.119.245.12, from dns.cs.umass.edu to dns.nyu.edu: lost in one of the two runs.",
		"A? gaia.cs.umass.edu, from dns.nyu.edu to dns.cs.umass.edu: only in “drop message 7”.",
		"at another time.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "[") {
		t.Error(text)
	}
}
