package lab_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/view"
)

func compare(t *testing.T, a, b *lab.World) *lab.Comparison {
	t.Helper()
	c := lab.NewComparison(a, b)
	if !c.CatchUp(nil) {
		t.Fatal("nobody interrupted it")
	}
	return c
}

// rowText writes a row as the test's tables have it: "= engineering > dns.nyu.edu  A? …".
func rowText(r view.DiffRow) string {
	sign := map[view.Difference]string{
		view.Same: "=", view.Shifted: "~", view.Fated: "!", view.Changed: "*", view.OnlyA: "A", view.OnlyB: "B",
	}[r.Kind]
	m := r.Either()
	what := m.Summary
	if what == "" {
		what = fmt.Sprintf("%s%d", m.Control, m.Data)
	}
	return fmt.Sprintf("%s %s > %s  %s", sign, m.From, m.To, what)
}

func wantRows(t *testing.T, c *lab.Comparison, first int, want ...string) {
	t.Helper()
	var got []string
	for _, r := range c.Rows(0, 1000) {
		got = append(got, rowText(r))
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if c.First() != first {
		t.Errorf("the first difference is row %d, want %d", c.First(), first)
	}
}

// The learner loses the first answer of the umass.edu server: the resolver asks again.
func TestDroppedAnswerIsTheFirstDifference(t *testing.T) {
	a, b := open(t, "dns-iterated", 7), open(t, "dns-iterated", 7)
	a.RunIdle(nil)
	dropped := uint64(0)
	for dropped == 0 && b.Step() {
		for _, f := range b.Snapshot().Frames {
			if f.From == "dns.cs.umass.edu" {
				dropped = f.ID
			}
		}
	}
	if _, err := b.Do(labfile.FrameDrop{Frame: labfile.FrameNumber(dropped)}); err != nil {
		t.Fatal(err)
	}
	b.RunIdle(nil)
	c := compare(t, a, b)
	const query = "A? gaia.cs.umass.edu"
	wantRows(t, c, 6,
		"= engineering > dns.nyu.edu  "+query,
		"= dns.nyu.edu > a.root  "+query,
		"= a.root > dns.nyu.edu  NS edu + glue",
		"= dns.nyu.edu > a.edu-servers  "+query,
		"= a.edu-servers > dns.nyu.edu  NS cs.umass.edu + glue",
		"= dns.nyu.edu > dns.cs.umass.edu  "+query,
		"! dns.cs.umass.edu > dns.nyu.edu  A 128.119.245.12",
		"B dns.nyu.edu > dns.cs.umass.edu  "+query,
		"B dns.cs.umass.edu > dns.nyu.edu  A 128.119.245.12",
		"~ dns.nyu.edu > engineering  A 128.119.245.12",
	)
	if r := c.Rows(6, 1)[0]; r.A.Fate != view.Delivered || r.B.Fate != view.Lost || r.B.Frame != dropped {
		t.Errorf("the first difference is %+v against %+v", r.A, r.B)
	}
	x, y := c.Totals()
	if x.Messages != 8 || y.Messages != 10 || x.Losses != 0 || y.Losses != 1 || y.Timeouts != 1 ||
		x.RoundTrips != 4 || y.RoundTrips != 4 || x.LookUps != 1 || y.LookUps != 1 || y.Time <= x.Time {
		t.Errorf("totals:\n%+v\n%+v", x, y)
	}
}

// The two ways to ask, beside each other: the first difference is the bit by which the
// local server wants its question answered to the end.
func TestIteratedBesideRecursive(t *testing.T) {
	a, b := open(t, "dns-iterated", 7), open(t, "dns-recursive", 7)
	a.RunIdle(nil)
	b.RunIdle(nil)
	c := compare(t, a, b)
	const query = "A? gaia.cs.umass.edu"
	wantRows(t, c, 1,
		"= engineering > dns.nyu.edu  "+query,
		"* dns.nyu.edu > a.root  "+query,
		"B a.root > a.edu-servers  "+query,
		"B a.edu-servers > dns.cs.umass.edu  "+query,
		"B dns.cs.umass.edu > a.edu-servers  A 128.119.245.12",
		"B a.edu-servers > a.root  A 128.119.245.12",
		"* a.root > dns.nyu.edu  NS edu + glue",
		"A dns.nyu.edu > a.edu-servers  "+query,
		"A a.edu-servers > dns.nyu.edu  NS cs.umass.edu + glue",
		"A dns.nyu.edu > dns.cs.umass.edu  "+query,
		"A dns.cs.umass.edu > dns.nyu.edu  A 128.119.245.12",
		"~ dns.nyu.edu > engineering  A 128.119.245.12",
	)
	x, y := c.Totals()
	if x.Messages != 8 || y.Messages != 8 || len(x.Hosts) != 5 || len(y.Hosts) != 5 {
		t.Errorf("totals:\n%+v\n%+v", x, y)
	}
	for i, want := range []view.HostLoad{{Host: "dns.nyu.edu", Sent: 4, Received: 4}, {Host: "dns.nyu.edu", Sent: 2, Received: 2}} {
		if got := [2]view.Totals{x, y}[i].Hosts[3]; got != want {
			t.Errorf("run %d: %+v, want %+v", i, got, want)
		}
	}
}

func TestRunsComparedWithThemselves(t *testing.T) {
	for _, name := range []string{"dns-iterated", "dns-recursive", "dns-tcp", "transfer", "no-five-levels"} {
		a, b := open(t, name, 7), open(t, name, 7)
		a.RunUntil(sim.Instant(20e9), nil)
		b.RunUntil(sim.Instant(20e9), nil)
		c := compare(t, a, b)
		if c.First() != -1 || c.Len() == 0 {
			t.Errorf("%s: %d rows, first difference %d", name, c.Len(), c.First())
		}
		if x, y := c.Totals(); !reflect.DeepEqual(x, y) || x.Messages != c.Len() || x.Hops == 0 {
			t.Errorf("%s: totals %+v and %+v", name, x, y)
		}
	}
}

// Another seed draws other ports and IDs, and says the same.
func TestDiceAreNoDifference(t *testing.T) {
	a, b := open(t, "dns-iterated", 7), open(t, "dns-iterated", 8)
	a.RunIdle(nil)
	b.RunIdle(nil)
	if a.Hash() == b.Hash() {
		t.Fatal("the seeds make no difference: the test tests nothing")
	}
	if c := compare(t, a, b); c.First() != -1 {
		t.Errorf("row %d differs: %+v", c.First(), c.Rows(c.First(), 1)[0])
	}
}

// A stream is one message, however it was cut, lost and sent again.
func TestStreamIsOneMessage(t *testing.T) {
	a, b := open(t, "transfer", 7), open(t, "transfer", 8)
	a.RunIdle(nil)
	b.RunIdle(nil)
	c := compare(t, a, b)
	wantRows(t, c, 1, "= student > distant  opens0", "~ student > distant  1000000")
	x, y := c.Totals()
	if r := c.Rows(1, 1)[0]; r.A.Again != x.Retransmissions || r.B.Again != y.Retransmissions ||
		x.Retransmissions == 0 || x.Losses == y.Losses || r.A.Fate != view.Delivered || r.A.Frames < 600 {
		t.Errorf("%+v\n%+v\n%+v\n%+v", r.A, r.B, x, y)
	}
}

func TestInterruptedComparisonIsTheSame(t *testing.T) {
	a, b := open(t, "no-five-levels", 7), open(t, "no-five-levels", 8)
	a.RunIdle(nil)
	b.RunIdle(nil)
	whole, sliced := compare(t, a, b), lab.NewComparison(a, b)
	slices := 1
	for ; !sliced.CatchUp(func() bool { return false }); slices++ {
		if slices > 1000 {
			t.Fatal("it does not get on")
		}
	}
	if slices < 2 || whole.Len() == 0 || !reflect.DeepEqual(whole.Rows(0, 1<<30), sliced.Rows(0, 1<<30)) || whole.First() != sliced.First() {
		t.Errorf("in %d slices the comparison is another one", slices)
	}
	for _, r := range [][2]int{{-5, 3}, {0, 0}, {3, -1}, {1 << 40, 3}, {0, 1 << 62}, {5, 1 << 62}} {
		if n, from := len(whole.Rows(r[0], r[1])), min(max(r[0], 0), whole.Len()); n != min(max(r[1], 0), whole.Len()-from) {
			t.Errorf("Rows(%d, %d): %d of %d", r[0], r[1], n, whole.Len())
		}
	}
}

// The alignment is as long as can be while the bound is not met, and always one: equal
// messages, in order.
func TestAlignment(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	draw := func(n, kinds int) []int32 {
		list := make([]int32, dice.IntN(n))
		for i := range list {
			list[i] = int32(dice.IntN(kinds))
		}
		return list
	}
	for range 2000 {
		a, b := draw(40, 4), draw(40, 4)
		for _, bound := range []int{1, 3, 100} {
			pairs := lab.Align(a, b, bound)
			i, j := -1, -1
			for _, p := range pairs {
				if p[0] <= i || p[1] <= j || a[p[0]] != b[p[1]] {
					t.Fatalf("bound %d: %v of\n%v\n%v", bound, pairs, a, b)
				}
				i, j = p[0], p[1]
			}
			if want := commonLength(a, b); bound == 100 && len(pairs) != want {
				t.Fatalf("%d pairs, want %d:\n%v\n%v", len(pairs), want, a, b)
			}
		}
	}
	if n := len(lab.Align(draw(20_000, 2), draw(20_000, 1000), 256)); n > 20_000 {
		t.Errorf("%d pairs", n)
	}
}

// commonLength is the length of the longest common subsequence, by its definition.
func commonLength(a, b []int32) int {
	best := make([][]int, len(a)+1)
	best[0] = make([]int, len(b)+1)
	for i := range a {
		best[i+1] = make([]int, len(b)+1)
		for j := range b {
			best[i+1][j+1] = max(best[i][j+1], best[i+1][j])
			if a[i] == b[j] {
				best[i+1][j+1] = best[i][j] + 1
			}
		}
	}
	return best[len(a)][len(b)]
}
