package lab_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

func parseAction(t *testing.T, text string) labfile.Action {
	t.Helper()
	a, err := labfile.ParseAction([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// history is a world with the tree of its branches, as a learner drives them.
type history struct {
	*lab.World
	tree *lab.Tree
}

func newHistory(t *testing.T, name string) *history {
	return &history{open(t, name, 7), lab.NewTree("first run")}
}

// act does an action and notes it, and reports whether that began a branch.
func (h *history) act(t *testing.T, a labfile.Action, name string) (forked bool, err error) {
	t.Helper()
	h.tree.Reach(h.Place())
	e, done := lab.Entry{Position: h.Position(), At: h.Now(), Do: a}, h.Done()
	if _, err := h.Do(a); err != nil {
		return false, err
	}
	forked, err = h.tree.Act(e, done, name)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(h.Log(), h.tree.Log(h.tree.Present().ID)) {
		t.Fatalf("the world's log is\n%v\nthe branch's\n%v", h.Log(), h.tree.Log(h.tree.Present().ID))
	}
	return forked, nil
}

// goTo returns to a branch: at the same instant, or where the branch ends.
func (h *history) goTo(t *testing.T, id lab.BranchID) {
	t.Helper()
	h.tree.Reach(h.Place())
	if err := h.tree.Go(id); err != nil {
		t.Fatal(err)
	}
	at := min(h.Now(), h.tree.Present().Reached.At)
	h.Follow(h.tree.Log(id))
	h.SeekTime(at)
}

func TestActionInThePastKeepsTheOldFuture(t *testing.T) {
	h := newHistory(t, "dns-iterated")
	query := parseAction(t, `{"op": "dns.query", "host": "engineering", "name": "www.umass.edu", "type": "A"}`)
	stop := parseAction(t, `{"op": "host.stop", "host": "dns.umass.edu"}`)
	h.RunIdle(nil)
	if forked, err := h.act(t, query, "query"); forked || err != nil {
		t.Fatalf("an action at the end began a branch (%v, %v)", forked, err)
	}
	h.RunIdle(nil)
	end, hash := h.Place(), h.Hash()
	h.tree.Reach(end)

	h.SeekTime(sim.Instant(50e6))
	fork := h.Place()
	if forked, err := h.act(t, stop, "  stop \n dns.umass.edu "); !forked || err != nil {
		t.Fatalf("an action in the past began no branch (%v)", err)
	}
	b := h.tree.Present()
	if b.ID != 2 || b.Parent != 1 || b.Fork != fork || b.Inherited != 0 || len(b.Tail) != 1 || b.Name != "stop dns.umass.edu" {
		t.Fatalf("the branch is %+v", b)
	}
	h.RunIdle(nil)
	if h.Hash() == hash {
		t.Fatal("a stopped server changed nothing: the test tests nothing")
	}
	other := h.Hash()

	// Back on the first branch all is as it was, and goes on with what was done then.
	h.goTo(t, 1)
	if h.tree.Present().Reached != end {
		t.Fatalf("the first branch reaches to %+v, not %+v", h.tree.Present().Reached, end)
	}
	h.RunToPosition(end.Position, nil)
	if h.Hash() != hash {
		t.Error("the old future is not what it was")
	}
	h.goTo(t, 2)
	h.RunIdle(nil)
	if h.Hash() != other {
		t.Error("the new future is not what it was")
	}
	if at, ok := h.tree.Common(1, 2); !ok || at != fork {
		t.Errorf("the branches part at %+v, not %+v", at, fork)
	}
}

// A branch hangs where it really leaves what was before: on the ancestor that the
// place belongs to.
func TestBranchHangsWhereItParts(t *testing.T) {
	tree := lab.NewTree("first")
	do := func(p uint64, done int) lab.BranchID {
		e := lab.Entry{Position: p, At: sim.Instant(p), Do: labfile.HostStop{Host: "a"}}
		if _, err := tree.Act(e, done, "at "+strconv.FormatUint(p, 10)); err != nil {
			t.Fatal(err)
		}
		return tree.Present().ID
	}
	reach := func(p uint64) { tree.Reach(lab.Place{Position: p, At: sim.Instant(p)}) }
	parents := func() (list []int) {
		for _, b := range tree.Branches() {
			list = append(list, int(b.Parent))
		}
		return list
	}
	reach(100)
	if do(100, 0) != 1 {
		t.Fatal("an action at the end began a branch")
	}
	reach(200)
	do(150, 1) // 2 from 1
	reach(300)
	do(200, 2) // 3 from 2
	reach(300)
	do(120, 1) // 4 from 1, though the run was on 3
	do(120, 2) // extends 4
	reach(130)
	do(120, 1) // 5 from 1: the place where 4 begins belongs to 1
	if got := parents(); !slices.Equal(got, []int{0, 1, 2, 1, 1}) {
		t.Fatalf("the branches hang on %v", got)
	}
	if n := len(tree.Log(4)); n != 3 {
		t.Errorf("branch 4 has %d actions", n)
	}
	if at, _ := tree.Common(3, 4); at.Position != 120 {
		t.Errorf("3 and 4 part at %d", at.Position)
	}

	// What grew from a branch that is deleted keeps its log.
	before := tree.Log(3)
	if err := tree.Delete(2); err != nil {
		t.Fatal(err)
	}
	if b, _ := tree.Branch(3); b.Parent != 1 || b.Fork.Position != 150 || b.Inherited != 1 || !reflect.DeepEqual(tree.Log(3), before) {
		t.Errorf("branch 3 is now %+v", b)
	}
	for _, c := range []struct {
		id   lab.BranchID
		want error
	}{{1, lab.ErrFirstBranch}, {5, lab.ErrPresentBranch}, {2, lab.ErrNoBranch}, {77, lab.ErrNoBranch}} {
		if err := tree.Delete(c.id); !errors.Is(err, c.want) {
			t.Errorf("deleting %d: %v, want %v", c.id, err, c.want)
		}
	}
	if tree.Rename(3, " \t") != nil || tree.Rename(4, strings.Repeat("é", 500)) != nil || !errors.Is(tree.Rename(2, "x"), lab.ErrNoBranch) {
		t.Error("renaming fails where it should not, or the other way round")
	}
	three, _ := tree.Branch(3)
	if four, _ := tree.Branch(4); three.Name != "at 200" || len([]rune(four.Name)) != 120 {
		t.Errorf("names: %q, %q", three.Name, four.Name)
	}
	if do(500, 2) != 5 { // 2 has been given already
		t.Error("an action at the end began a branch")
	}
	if id, err := tree.Fork(lab.Place{Position: 500, At: 500}, 3, "x"); err != nil || id != 6 {
		t.Errorf("fork: %d, %v", id, err)
	}
}

// Where only time has gone by, an action loses nothing, unless a fork hangs there.
func TestWaitingIsNoFuture(t *testing.T) {
	tree := lab.NewTree("first")
	tree.Reach(lab.Place{Position: 10, At: 500})
	e := lab.Entry{Position: 10, At: 100, Do: labfile.HostStop{Host: "a"}}
	if forked, err := tree.Act(e, 0, ""); forked || err != nil {
		t.Fatalf("an action after the last event began a branch (%v)", err)
	}
	tree.Reach(lab.Place{Position: 10, At: 500})
	if _, err := tree.Fork(lab.Place{Position: 10, At: 500}, 1, "fork"); err != nil {
		t.Fatal(err)
	}
	if err := tree.Go(1); err != nil {
		t.Fatal(err)
	}
	e.At = 300
	if forked, _ := tree.Act(e, 1, ""); !forked {
		t.Error("an action before a fork did not begin a branch: the fork would hang on another past")
	}
}

// Whatever the learner does, a fresh world with the branch's log stands at the same
// place with the same hash.
func TestRandomWalkThroughBranches(t *testing.T) {
	steps := 120
	if testing.Short() {
		steps = 30
	}
	for seed := range uint64(3) {
		h := newHistory(t, "dns-iterated")
		dice := rand.New(rand.NewPCG(seed, 1))
		for range steps {
			randomStep(t, h, dice)
			id := h.tree.Present().ID
			fresh := open(t, "dns-iterated", 7)
			fresh.Follow(h.tree.Log(id))
			fresh.RunToPlace(h.Place(), nil)
			if fresh.Hash() != h.Hash() || fresh.LogError() != nil {
				t.Fatalf("seed %d, branch %d, position %d: a fresh world is another one (%v)", seed, id, h.Position(), fresh.LogError())
			}
			data, err := json.Marshal(h.tree)
			if err != nil {
				t.Fatal(err)
			}
			stored, err := lab.ParseTree(data, h.File())
			if err != nil {
				t.Fatalf("seed %d: the stored tree: %v\n%s", seed, err, data)
			}
			if again, _ := json.Marshal(stored); string(again) != string(data) {
				t.Fatalf("the tree changes when it is stored:\n%s\n%s", data, again)
			}
		}
		if n := len(h.tree.Branches()); n < 4 {
			t.Errorf("only %d branches: the test tests little", n)
		}
	}
}

func randomStep(t *testing.T, h *history, dice *rand.Rand) {
	names := []string{"gaia.cs.umass.edu", "www.umass.edu", "nowhere.edu"}
	switch dice.IntN(8) {
	case 0, 1, 2:
		h.RunUntil(h.Now()+sim.Instant(dice.Int64N(150e6)), nil)
	case 3:
		h.tree.Reach(h.Place())
		h.SeekTime(sim.Instant(dice.Int64N(int64(h.Now()) + 1)))
	case 4, 5:
		var a labfile.Action = labfile.DNSQuery{Host: "engineering", Name: labfile.DomainName(names[dice.IntN(3)]), Type: "A"}
		if frames := h.Snapshot().Frames; len(frames) > 0 {
			a = labfile.FrameDrop{Frame: labfile.FrameNumber(frames[dice.IntN(len(frames))].ID)}
		}
		if _, err := h.act(t, a, "x"); err != nil {
			t.Fatal(err)
		}
	case 6:
		list := h.tree.Branches()
		h.goTo(t, list[dice.IntN(len(list))].ID)
	case 7:
		list := h.tree.Branches()
		if dice.IntN(3) == 0 {
			_ = h.tree.Delete(list[dice.IntN(len(list))].ID) // or not: the first and the present one stay
		}
	}
	h.tree.Reach(h.Place())
}

func TestStoredTreesAreNotTrusted(t *testing.T) {
	f := parse(t, "dns-iterated")
	const stop = `{"op":"host.stop","host":"dns.umass.edu"}`
	entry := func(p, at int) string {
		return `{"position":` + strconv.Itoa(p) + `,"at":` + strconv.Itoa(at) + `,"do":` + stop + `}`
	}
	branch := func(id, parent, p, at, inherited int, tail string, rp, rat int) string {
		return `{"id":` + strconv.Itoa(id) + `,"name":"n","parent":` + strconv.Itoa(parent) +
			`,"fork":{"position":` + strconv.Itoa(p) + `,"at":` + strconv.Itoa(at) + `},"inherited":` + strconv.Itoa(inherited) +
			`,"tail":[` + tail + `],"reached":{"position":` + strconv.Itoa(rp) + `,"at":` + strconv.Itoa(rat) + `}}`
	}
	tree := func(present, last int, branches ...string) string {
		return `{"present":` + strconv.Itoa(present) + `,"last":` + strconv.Itoa(last) + `,"branches":[` + strings.Join(branches, ",") + `]}`
	}
	first := branch(1, 0, 0, 0, 0, entry(5, 50), 9, 90)
	if _, err := lab.ParseTree([]byte(tree(2, 4, first, branch(2, 1, 7, 70, 1, entry(7, 70), 8, 80))), f); err != nil {
		t.Fatalf("a good tree: %v", err)
	}
	for want, text := range map[string]string{
		"unknown field":      strings.Replace(tree(1, 1, first), `"present"`, `"presents"`, 1),
		"after the value":    tree(1, 1, first) + "1",
		"there are 0":        tree(1, 1),
		"the present one, 2": tree(2, 2, first),
		"last one given":     tree(1, 0, first),
		"has a parent":       tree(1, 1, branch(1, 1, 0, 0, 0, "", 0, 0)),
		"stands after":       tree(1, 2, first, first),
		"parent 3":           tree(1, 2, first, branch(2, 3, 0, 0, 0, "", 0, 0)),
		"parent 2":           tree(1, 2, first, branch(2, 2, 0, 0, 0, "", 0, 0)),
		"inherits 2":         tree(1, 2, first, branch(2, 1, 7, 70, 2, "", 7, 70)),
		"inherits -1":        tree(1, 2, first, branch(2, 1, 7, 70, -1, "", 7, 70)),
		"before an action":   tree(1, 2, first, branch(2, 1, 4, 40, 1, "", 7, 70)),
		"what precedes":      tree(1, 1, branch(1, 0, 0, 0, 0, entry(5, 50)+","+entry(4, 60), 9, 90)),
		"lies before":        tree(1, 1, branch(1, 0, 0, 0, 0, entry(5, 50)+","+entry(6, 40), 9, 90)),
		"before its last":    tree(1, 1, branch(1, 0, 0, 0, 0, entry(5, 50), 4, 90)),
		"where a value":      tree(1, 1, branch(1, 0, 0, 0, 0, `{"position":5,"at":50},null`, 9, 90)),
		"dns.umess.edu":      strings.Replace(tree(1, 1, first), "dns.umass.edu", "dns.umess.edu", 1),
		"host.stopp":         strings.Replace(tree(1, 1, first), "host.stop", "host.stopp", 1),
		"not trimmed":        strings.Replace(tree(1, 1, first), `"n"`, `" n"`, 1),
		"before that one begins": tree(1, 3, first, branch(2, 1, 7, 70, 1, "", 8, 80),
			branch(3, 2, 6, 60, 1, "", 8, 80)),
	} {
		if _, err := lab.ParseTree([]byte(text), f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
}

// A log from elsewhere may hold what this world cannot do. It ends there, and says so.
func TestForeignLogThatCannotBeDone(t *testing.T) {
	start := parseAction(t, `{"op": "host.start", "host": "dns.umass.edu"}`)
	stop := parseAction(t, `{"op": "host.stop", "host": "dns.umass.edu"}`)
	for name, c := range map[string]struct {
		log  []lab.Entry
		done int
		want string
	}{
		"impossible":     {[]lab.Entry{{Position: 3, Do: stop}, {Position: 4, Do: stop}, {Position: 5, Do: start}}, 1, "action 2"},
		"never reached":  {[]lab.Entry{{Position: 3, Do: stop}, {Position: 1 << 60, Do: start}}, 1, "action 2"},
		"all can be":     {[]lab.Entry{{Position: 3, Do: stop}, {Position: 4, Do: start}}, 2, ""},
		"instants wrong": {[]lab.Entry{{Position: 3, At: 1 << 60, Do: stop}, {Position: 4, At: -5, Do: start}}, 0, "action 1"},
	} {
		w := open(t, "dns-iterated", 7)
		w.Follow(c.log)
		w.RunIdle(nil)
		if err := w.LogError(); (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if w.Done() != c.done || len(w.Log()) != c.done || !w.Idle() {
			t.Errorf("%s: %d of %d actions done, idle: %v", name, w.Done(), len(w.Log()), w.Idle())
		}
	}
}
