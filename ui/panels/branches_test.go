package panels

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/ui/app"
	"playnet/ui/scene"
)

// lost returns a page whose learner went back and lost the umass.edu server's answer.
func lost(t *testing.T) *app.App {
	t.Helper()
	a := ended(t)
	a.SetAsking(false)
	a.ToEnd()
	settle(a)
	a.SeekTime(230e6)
	settle(a)
	a.DropFrame(a.Snapshot().Frames[0].ID)
	a.ToEnd()
	settle(a)
	return a
}

func find(t *testing.T, n *scene.Node, attr, value string) *scene.Node {
	t.Helper()
	found := n.Find(attr, value)
	if found == nil {
		t.Fatalf("nothing with %s=%q in\n%s", attr, value, scene.Markup(n))
	}
	return found
}

// A branch's line begins where it leaves its parent, to the scale of time.
func TestBranchesAreDrawnToScale(t *testing.T) {
	a := lost(t)
	n := BranchesPanel(a, 600)
	place := func(class, attr string) float64 {
		v, err := strconv.ParseFloat(find(t, n, "class", class).Attr(attr), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	width := place("branch-tree", "width") - 2*branchEdge
	at := func(seconds float64) float64 { return branchEdge + width*seconds/0.638137200 }
	var acts, ways []string
	n.Walk(func(n *scene.Node) {
		switch {
		case n.Attr("class") == "branch-act":
			acts = append(acts, n.Attr("d"))
		case n.Tag == "path":
			ways = append(ways, n.Attr("d"))
		}
	})
	if len(ways) != 2 || !strings.HasPrefix(ways[1], "M"+scene.Number(at(0.23))+" ") || !strings.HasSuffix(ways[1], "H"+scene.Number(at(0.638137200))) ||
		!strings.HasSuffix(ways[0], "H"+scene.Number(at(0.238137200))) {
		t.Errorf("the lines are %q", ways)
	}
	if len(acts) != 1 || !strings.HasPrefix(acts[0], "M"+scene.Number(at(0.23))+" ") {
		t.Errorf("the actions are %q", acts)
	}
	if here := place("branch-here", "cx"); here < at(0.638)-1 {
		t.Errorf("the run stands at %v", here)
	}
	row := find(t, n, "data-key", "branch:2")
	if row.Attr("aria-current") != "true" || row.Attr("aria-pressed") != "true" || !strings.Contains(words(row), "you are here") {
		t.Errorf("the present branch's name is\n%s", scene.Markup(row))
	}
	Handle(a, &State{}, Event{Island: "branches", Type: "click", Key: "branch:1"})
	if a.PickedBranch().ID != 1 {
		t.Error("a press on a branch's name does not choose it")
	}
}

// No line crosses another: of two siblings the one that parts later stands above.
func TestLaterForksStandAbove(t *testing.T) {
	a := ended(t)
	for _, at := range []int{120, 200, 160} {
		a.GoToBranch(1)
		settle(a)
		a.SeekTime(sim.Instant(at) * 1e6)
		settle(a)
		a.Do(labfile.HostStop{Host: "a.com-servers"})
	}
	var order []string
	for _, b := range inOrder(a.Branches()) {
		order = append(order, strconv.Itoa(int(b.ID)))
	}
	if got := strings.Join(order, " "); got != "1 3 4 2" {
		t.Errorf("the branches stand in the order %s", got)
	}
}

func TestComparisonIsDrawn(t *testing.T) {
	a := lost(t)
	a.CompareBranch(1)
	waiting := DiffPanel(a, 0, 400)
	if !strings.Contains(words(waiting), "run to their ends") {
		t.Errorf("before it is known the panel says\n%s", words(waiting))
	}
	for n := 0; n < 100; n++ {
		a.Frame(16*time.Millisecond, func() bool { return true })
	}
	n := DiffPanel(a, 0, 1000)
	first := find(t, n, "data-first", "true")
	if first.Key != "row-6" || first.Attr("class") != "diff-row diff-fate" || !strings.Contains(words(first), "First difference:") ||
		!strings.Contains(words(first), "◆ lost in one") || !strings.Contains(words(first), "✕ lost") {
		t.Errorf("the first difference is drawn as\n%s", scene.Markup(first))
	}
	if only := find(t, n, "id", "row-7"); !strings.Contains(words(only), "only in A") || find(t, only, "class", "diff-cell diff-cell-b none") == nil {
		t.Errorf("a message of run A alone is drawn as\n%s", scene.Markup(only))
	}
	// Of a long list only what can be seen is there.
	some := DiffPanel(a, 5*DiffHeight, DiffHeight)
	if some.Find("id", "row-1") != nil || some.Find("id", "row-5") == nil {
		t.Errorf("scrolled by five rows the panel holds\n%s", scene.Markup(some))
	}
	totals := TotalsPanel(a)
	for _, want := range []string{"Messages", "10", "8", "Frames of dns.nyu.edu", "0.638 137", "0.238 137"} {
		if !strings.Contains(words(totals), want) {
			t.Errorf("the totals lack %q:\n%s", want, words(totals))
		}
	}
	for side, want := range []string{"drop message 7", "first run"} {
		if head := words(SideHead(a, side)); !strings.Contains(head, want) || !strings.Contains(head, "AB"[side:side+1]) {
			t.Errorf("side %d is headed\n%s", side, head)
		}
	}
	Handle(a, &State{}, Event{Island: "diff", Type: "click", Key: "diff-first:6"})
	settle(a)
	if a.CompareRow() != 6 || a.Now() != 224104016 {
		t.Errorf("a press goes to row %d at %d", a.CompareRow(), a.Now())
	}
	s := &State{}
	Handle(a, s, Event{Island: "diff", Type: "scroll", Key: "diff", Y: 92})
	Handle(a, s, Event{Island: "diff", Type: "ArrowDown", Key: "diff"})
	if s.DiffTop != 92 || a.CompareRow() != 7 {
		t.Errorf("scrolled to %v, row %d", s.DiffTop, a.CompareRow())
	}
}
