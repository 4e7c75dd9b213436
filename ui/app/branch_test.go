package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/ui/app"
)

// dropped opens dns-iterated, runs it to its end, goes back to where the umass.edu server's
// answer is in flight, and loses it.
func dropped(t *testing.T) *app.App {
	t.Helper()
	a := opened(t, "dns-iterated")
	a.ToEnd()
	settled(a)
	a.SeekTime(230e6)
	settled(a)
	frames := a.Snapshot().Frames
	if len(frames) != 1 || frames[0].From != "dns.cs.umass.edu" {
		t.Fatalf("in flight: %+v", frames)
	}
	a.DropFrame(frames[0].ID)
	return a
}

func TestActingInThePastOffersTheOldFuture(t *testing.T) {
	a := dropped(t)
	list := a.Branches()
	if len(list) != 2 || a.Branch().ID != 2 || list[1].Name != "drop message 7" || list[1].Parent != 1 || list[1].Fork.At != 230e6 {
		t.Fatalf("branches: %+v", list)
	}
	n := a.Notice()
	if n.Bad || len(n.Offers) == 0 || !strings.Contains(n.Text, "drop message 7") || !strings.Contains(n.Text, "first run") {
		t.Fatalf("the notice is %+v", n)
	}
	a.ToEnd()
	settled(a)
	if now := a.Now(); now != 638137200 {
		t.Fatalf("the retry ends at %d", now)
	}
	if a.Strip().End != 638137200 {
		t.Errorf("the time bar ends at %d", a.Strip().End)
	}
	if marks := a.ForkMarks(); len(marks) != 1 || marks[0].At != 230e6 || marks[0].Branch != 1 || marks[0].Name != "first run" {
		t.Errorf("marks: %+v", marks)
	}
	a.Accept(0)
	settled(a)
	if a.Branch().ID != 1 || a.Now() != 238137200 || hash(t, a) != native(t, "dns-iterated", 7, idle) {
		t.Errorf("returned to branch %d, at %d", a.Branch().ID, a.Now())
	}
	if a.Notice().Text != "" {
		t.Error("an offer that was taken still stands there")
	}
	if a.Strip().End != 238137200 {
		t.Errorf("the time bar of the first run ends at %d", a.Strip().End)
	}
}

func TestReturnToTheSameInstant(t *testing.T) {
	a := dropped(t)
	a.SeekTime(234e6)
	settled(a)
	if len(a.Snapshot().Frames) != 0 {
		t.Fatal("what was dropped is in flight")
	}
	a.GoToBranch(1)
	settled(a)
	if a.Now() != 234e6 || len(a.Snapshot().Frames) != 1 {
		t.Errorf("at %d, in flight: %+v", a.Now(), a.Snapshot().Frames)
	}
	a.GoToBranch(2)
	settled(a)
	if a.Now() != 234e6 || len(a.Snapshot().Frames) != 0 || len(a.Log()) != 1 {
		t.Errorf("at %d, in flight: %+v", a.Now(), a.Snapshot().Frames)
	}
	// Before the fork both are one, and nothing is run again.
	a.SeekTime(200e6)
	settled(a)
	position := a.Position()
	a.GoToBranch(1)
	settled(a)
	if a.Position() != position || a.Now() != 200e6 {
		t.Errorf("at %d", a.Now())
	}
	a.ToEnd()
	settled(a)
	if hash(t, a) != native(t, "dns-iterated", 7, idle) {
		t.Error("the first run is not what it was")
	}
}

func TestRenameAndDeleteBranches(t *testing.T) {
	a := dropped(t)
	a.RenameBranch(2, "  the lost   answer ")
	if a.Branch().Name != "the lost answer" {
		t.Errorf("the name is %q", a.Branch().Name)
	}
	for id, want := range map[lab.BranchID]string{1: "first run", 2: "is on this branch", 9: "no such branch"} {
		if a.DeleteBranch(id) || !a.Notice().Bad || !strings.Contains(a.Notice().Text, want) {
			t.Errorf("deleting %d: %+v", id, a.Notice())
		}
	}
	a.GoToBranch(1)
	settled(a)
	if !a.CanDeleteBranch(2) || a.CanDeleteBranch(1) || !a.DeleteBranch(2) || len(a.Branches()) != 1 || len(a.ForkMarks()) != 0 {
		t.Errorf("branches: %+v", a.Branches())
	}
}

// A lab that is opened has a history of its own.
func TestBranchesEndWithTheLab(t *testing.T) {
	a := dropped(t)
	if err := a.OpenLab("dns-recursive", 7); err != nil {
		t.Fatal(err)
	}
	if len(a.Branches()) != 1 || a.Branch().ID != 1 {
		t.Errorf("branches: %+v", a.Branches())
	}
}

func TestStoredBranchesAreRestored(t *testing.T) {
	a := dropped(t)
	a.ToEnd()
	settled(a)
	want, now := hash(t, a), a.Now()
	data, err := json.Marshal(a.Tree())
	if err != nil {
		t.Fatal(err)
	}
	b := opened(t, "dns-iterated")
	file, err := labfile.Parse(labText(t, "dns-iterated"))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := lab.ParseTree(data, file)
	if err != nil {
		t.Fatal(err)
	}
	b.SetTree(tree)
	settled(b)
	if hash(t, b) != want || b.Now() != now || b.Branch().Name != "drop message 7" {
		t.Errorf("restored at %d on %q", b.Now(), b.Branch().Name)
	}
	b.GoToBranch(1)
	settled(b)
	if hash(t, b) != native(t, "dns-iterated", 7, idle) {
		t.Error("the first run is not what it was")
	}
}

func TestBranchNames(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.ToEnd()
	settled(a)
	for action, want := range map[string]string{
		`{"op": "host.stop", "host": "a.root"}`:                                            "stop a.root",
		`{"op": "link.cut", "place": "umass"}`:                                             "cut the link of umass",
		`{"op": "dns.query", "host": "engineering", "name": "www.umass.edu", "type": "A"}`: "look up www.umass.edu at engineering",
		`{"op": "ping", "host": "engineering", "to": "a.root"}`:                            "ping a.root from engineering",
	} {
		ok(t, a, "branch", "1")
		ok(t, a, "seek", `0.15`)
		ok(t, a, "do", action)
		if got := a.Branch().Name; got != want {
			t.Errorf("%s: %q", action, got)
		}
	}
}

func TestBranchCalls(t *testing.T) {
	a := opened(t, "dns-iterated")
	ok(t, a, "run", `{"idle":true}`)
	ok(t, a, "seek", `"150ms"`)
	if id := ok(t, a, "fork", ""); id != "2" {
		t.Fatalf("fork() is %s", id)
	}
	var list []struct {
		ID, Parent int
		Name       string
		Fork       struct{ At int64 }
		Present    bool
		Tail       []any
	}
	if err := json.Unmarshal([]byte(ok(t, a, "branches", "")), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].Present || !list[1].Present || list[1].Parent != 1 || list[1].Fork.At != 150e6 || list[1].Tail == nil {
		t.Errorf("branches() is %+v", list)
	}
	// An action at the end of the new branch extends it.
	ok(t, a, "do", `{"op": "host.stop", "host": "dns.cs.umass.edu"}`)
	ok(t, a, "run", `{"idle":true}`)
	if a.Branch().ID != 2 || len(a.Branches()) != 2 || len(a.Branch().Tail) != 1 {
		t.Errorf("the branch is %+v", a.Branch())
	}
	if got := ok(t, a, "branch", "1"); !strings.Contains(got, `"now":238137200`) {
		t.Errorf("branch(1) is %s", got)
	}
	if hash(t, a) != native(t, "dns-iterated", 7, idle) {
		t.Error("the first run is not what it was")
	}
	for _, bad := range []string{`"x"`, `7`, `-1`, `null`, `{}`, `1.5`} {
		if _, err := called(t, a, "branch", bad); err == nil || err.Code != app.BadParams {
			t.Errorf("branch(%s): %+v", bad, err)
		}
	}
	if _, err := called(t, app.New(library{}), "fork", ""); err == nil || err.Code != app.NoLab {
		t.Errorf("fork() without a lab: %+v", err)
	}
	if _, err := called(t, app.New(library{}), "branch", "1"); err == nil || err.Code != app.NoLab {
		t.Errorf("branch() without a lab: %+v", err)
	}
}

func labText(t *testing.T, id string) []byte {
	t.Helper()
	data, found := library{}.Lab(id)
	if !found {
		t.Fatal("no lab " + id)
	}
	return data
}
