package app_test

import (
	"reflect"
	"strings"
	"testing"

	"playnet/public"
	"playnet/ui/app"
)

func restored(t *testing.T, run, labText []byte) (b *app.App, fine bool, afresh *int) {
	t.Helper()
	b, afresh = app.New(library{}), new(int)
	fine = b.Restore(run, labText, func() {
		*afresh++
		if err := b.Follow(app.Link{}, false); err != nil {
			t.Fatal(err)
		}
	})
	settled(b)
	return b, fine, afresh
}

func TestStoredRunComesBack(t *testing.T) {
	a := ran(t)
	a.SelectHost("dns.nyu.edu")
	ok(t, a, "do", `{"op": "host.stop", "host": "a.root"}`) // in the past: a branch
	run := a.Stored()
	if run == nil || a.StoredLab() != nil || !app.Worth(run) {
		t.Fatalf("stored is %s", run)
	}
	b, fine, afresh := restored(t, run, nil)
	if !fine || *afresh != 0 || b.Playing() {
		t.Fatalf("not restored: %+v", b.Notice())
	}
	if hash(t, b) != hash(t, a) || b.Now() != a.Now() || b.Position() != a.Position() || b.Selection().Host != "dns.nyu.edu" {
		t.Errorf("it came to %d, %v, selected %+v", b.Position(), b.Now(), b.Selection())
	}
	if !reflect.DeepEqual(b.Branches(), a.Branches()) || len(b.Branches()) != 2 {
		t.Errorf("its branches are %+v, not %+v", b.Branches(), a.Branches())
	}
	if n := b.Notice(); n.Bad || !strings.HasPrefix(n.Text, "Welcome back") || len(n.Offers) != 1 {
		t.Errorf("it says %+v", n)
	}
	if again := b.Stored(); string(again) != string(run) {
		t.Errorf("stored once more it is %s, not %s", again, run)
	}
	b.Accept(0)
	if *afresh != 1 || len(b.Log()) != 0 || b.Notice().Text != "" {
		t.Errorf("afresh: %d, %d actions, %q", *afresh, len(b.Log()), b.Notice().Text)
	}
}

func TestStoredLabOfOnesOwnComesBack(t *testing.T) {
	text, _ := public.Lab("dns-recursive")
	a := app.New(library{})
	if err := a.OpenText("mine.lab", text, 3); err != nil {
		t.Fatal(err)
	}
	ok(t, a, "run", `{"until": 0.05}`)
	b, fine, _ := restored(t, a.Stored(), a.StoredLab())
	if !fine || hash(t, b) != hash(t, a) || b.Source() != "mine.lab" || b.LabID() != "" {
		t.Errorf("restored %v: %q %q", fine, b.Source(), b.LabID())
	}
}

// Who only watched what is shown to everybody begins anew the next time.
func TestWhatIsWorthComingBackTo(t *testing.T) {
	a := app.New(library{})
	ok(t, a, "open", `"dns-recursive"`)
	ok(t, a, "run", `{"idle": true}`)
	if app.Worth(a.Stored()) {
		t.Error("a run in which nothing was done")
	}
	ok(t, a, "do", `{"op": "host.stop", "host": "a.root"}`)
	if !app.Worth(a.Stored()) {
		t.Error("a run in which something was done")
	}
	if !app.Worth([]byte("{")) {
		t.Error("what cannot be read must be reported")
	}
}

func TestBadStoredStateIsReportedAndKept(t *testing.T) {
	good := string(ran(t).Stored())
	for name, c := range map[string]struct{ run, reason string }{
		"later":            {strings.Replace(good, `"version":1`, `"version":2`, 1), "newer Playnet (version 2"},
		"half":             {good[:len(good)/2], "not written as this page"},
		"nothing":          {"null", "not written as this page"},
		"another field":    {strings.Replace(good, `"seed"`, `"cheat":1,"seed"`, 1), "cheat"},
		"another lab":      {strings.Replace(good, `"dns-iterated"`, `"gone"`, 1), "“gone”"},
		"no branches":      {strings.Replace(good, `"branches":[{`, `"branches":[],"x":[{`, 1), ""},
		"an unknown host":  {strings.Replace(good, `"host":"dns.umass.edu"`, `"host":"nobody"`, 1), "nobody"},
		"a digest too odd": {strings.Replace(good, `"digest":"`, `"digest":"x`, 1), ""},
	} {
		if c.run == good {
			t.Fatalf("%s: nothing was broken", name)
		}
		b, fine, afresh := restored(t, []byte(c.run), nil)
		if fine || *afresh != 1 || !b.HasWorld() {
			t.Errorf("%s: restored %v, afresh %d", name, fine, *afresh)
		}
		if n := b.Notice(); !n.Bad || !strings.Contains(n.Text, c.reason) || !strings.Contains(n.Text, "cannot be opened") {
			t.Errorf("%s: it says %+v", name, n)
		}
		kept := ""
		b.MakeExport("kept", app.ExportOptions{}, func(f app.File, err error) { kept = string(f.Content) })
		if !strings.HasPrefix(kept, c.run) {
			t.Errorf("%s: it is not kept: %.80s", name, kept)
		}
	}
	if a := ran(t); len(a.Exports()) != 3 {
		t.Errorf("%d exports without anything kept", len(a.Exports()))
	}
}
