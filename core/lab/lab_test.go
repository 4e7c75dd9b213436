package lab_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/view"
	"playnet/public"
)

// parse reads a shipped lab by its id, or one of the tests' own by its path.
func parse(t testing.TB, name string) *labfile.File {
	t.Helper()
	text, ok := public.Lab(name)
	if !ok {
		var err error
		if text, err = os.ReadFile("../../tests/labs/" + name + ".lab"); err != nil {
			t.Fatal(err)
		}
	}
	f, err := labfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func open(t testing.TB, name string, seed uint64) *lab.World {
	t.Helper()
	w, err := lab.New(parse(t, name), seed, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if stuck := w.Close(); len(stuck) > 0 {
			t.Errorf("these fibers would not end: %v", stuck)
		}
	})
	return w
}

// openText opens a lab that a test holds itself.
func openText(t testing.TB, text string) *lab.World {
	t.Helper()
	f, err := labfile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, 1, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// route lists the ways of the run's DNS messages: "1 engineering>dns.nyu.edu".
func route(w *lab.World) []string {
	list, _ := w.Transfers(0, 1000)
	var route []string
	for _, t := range list {
		if t.Protocol == "dns" {
			route = append(route, t.From+" > "+t.To+"  "+t.Summary)
		}
	}
	return route
}

func wantRoute(t *testing.T, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || !strings.HasPrefix(got[i], want[i]) {
			t.Fatalf("messages:\n  %s\nwant these hosts, in this order:\n  %s",
				strings.Join(got, "\n  "), strings.Join(want, "\n  "))
		}
	}
}

// The figure of the textbook: eight messages, numbered as the learner sees them.
func TestIteratedLookUpTakesTheEightMessagesOfTheFigure(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	wantRoute(t, route(w), []string{
		"engineering > dns.nyu.edu",
		"dns.nyu.edu > a.root", "a.root > dns.nyu.edu",
		"dns.nyu.edu > a.edu-servers", "a.edu-servers > dns.nyu.edu",
		"dns.nyu.edu > dns.cs.umass.edu", "dns.cs.umass.edu > dns.nyu.edu",
		"dns.nyu.edu > engineering",
	})
	list, _ := w.Transfers(0, 1000)
	for i, tr := range list {
		if tr.Number != i+1 || tr.Reply != (i == 2 || i == 4 || i == 6 || i == 7) || tr.Fate != view.Delivered {
			t.Errorf("message %d: %+v", i+1, tr)
		}
	}
}

func TestIntermediateServerMakesItTen(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	if _, err := w.Do(labfile.LabSwitch{Switch: "intermediate", On: true}); err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
	wantRoute(t, route(w), []string{
		"engineering > dns.nyu.edu",
		"dns.nyu.edu > a.root", "a.root > dns.nyu.edu",
		"dns.nyu.edu > a.edu-servers", "a.edu-servers > dns.nyu.edu",
		"dns.nyu.edu > dns.umass.edu", "dns.umass.edu > dns.nyu.edu",
		"dns.nyu.edu > dns.cs.umass.edu", "dns.cs.umass.edu > dns.nyu.edu",
		"dns.nyu.edu > engineering",
	})
}

func TestRecursiveLookUpGoesDownAndComesBack(t *testing.T) {
	w := open(t, "dns-recursive", 7)
	w.RunIdle(nil)
	wantRoute(t, route(w), []string{
		"engineering > dns.nyu.edu", "dns.nyu.edu > a.root", "a.root > a.edu-servers", "a.edu-servers > dns.cs.umass.edu",
		"dns.cs.umass.edu > a.edu-servers", "a.edu-servers > a.root", "a.root > dns.nyu.edu", "dns.nyu.edu > engineering",
	})
}

// The cache answers the second look-up: two messages, numbered afresh, because
// they serve another action.
func TestSecondLookUpComesFromTheCache(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	_, before := w.Transfers(0, 0)
	if _, err := w.Do(labfile.DNSQuery{Host: "engineering", Name: "gaia.cs.umass.edu"}); err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
	list, _ := w.Transfers(before, 100)
	if len(list) != 2 || list[0].Number != 1 || list[1].Number != 2 || list[1].From != "dns.nyu.edu" {
		t.Errorf("the second look-up took %+v", list)
	}
}

// A world of another lab: five levels under .no, the first of each two servers
// dead, every link lossy.
func TestFiveLevelsWithDeadServersAndLossyLinksResolve(t *testing.T) {
	for seed := uint64(1); seed <= 20; seed++ {
		w := open(t, "no-five-levels", seed)
		w.RunIdle(nil)
		for _, c := range w.Check() {
			if !c.OK {
				t.Errorf("seed %d: %s: %s", seed, c.What, c.Detail)
			}
		}
		story := w.Story(1000)
		if last := story[len(story)-1]; last.Key != "happening.dns.answer.found" {
			t.Errorf("seed %d ends with %s %v", seed, last.Key, last.Args)
		}
	}
}

func TestSameSeedSameHashOtherSeedOtherHash(t *testing.T) {
	seen := map[string]uint64{}
	for seed := uint64(1); seed <= 20; seed++ {
		var first string
		for range 2 {
			w := open(t, "dns-iterated", seed)
			w.RunIdle(nil)
			if first == "" {
				first = w.Hash()
			} else if w.Hash() != first {
				t.Fatalf("seed %d gives two hashes", seed)
			}
		}
		if other, twice := seen[first]; twice {
			t.Errorf("seeds %d and %d give the same hash", other, seed)
		}
		seen[first] = seed
	}
}

// What can't be done changes nothing: no event, no entry in the log.
func TestImpossibleActionsLeaveNoTrace(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunUntil(120_000_000, nil)
	hash := w.Hash()
	for _, a := range []labfile.Action{
		labfile.DNSQuery{Host: "nobody", Name: "gaia.cs.umass.edu"},
		labfile.DNSQuery{Host: "a.root", Name: "gaia.cs.umass.edu"}, // has no resolvers
		labfile.HostStart{Host: "a.root"},
		labfile.LinkRestore{Place: "nyu"},
		labfile.FrameDrop{Frame: 1},
		labfile.LabSwitch{Switch: "intermediate", On: false},
	} {
		if _, err := w.Do(a); err == nil {
			t.Errorf("%#v was done", a)
		}
	}
	if w.Hash() != hash || len(w.Log()) != 0 {
		t.Error("an action that could not be done left a trace")
	}
}

// Dropping the root's answer makes the local server ask the root again.
func TestDroppedAnswerIsAskedForAgain(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	for {
		if !w.StepMessage(nil) || w.Idle() {
			t.Fatal("the root never answered")
		}
		list, _ := w.Transfers(0, 100)
		if last := list[len(list)-1]; last.From == "a.root" {
			if _, err := w.Do(labfile.FrameDrop{Frame: labfile.FrameNumber(last.Frame)}); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	w.RunIdle(nil)
	list, _ := w.Transfers(0, 100)
	asked := 0
	for _, tr := range list {
		if tr.To == "a.root" {
			asked++
		}
	}
	if list[2].Fate != view.Lost || list[2].Reason != "dropped by hand" || asked != 2 {
		t.Errorf("third message %+v; the root was asked %d times, want 2", list[2], asked)
	}
}

// snapshotAt is what a fresh world shows at a position.
type snapshotAt struct {
	view view.Snapshot
	hash string
}

// Wherever a world has been, coming to a position gives what a fresh world gives.
func TestSeekAndForkEqualFreshWorlds(t *testing.T) {
	f := parse(t, "no-five-levels")
	w := open(t, "no-five-levels", 3)
	w.RunIdle(nil)
	w.Do(labfile.DNSQuery{Host: w.File().Lab.Hosts[0].Name, Name: "nowhere.no"})
	w.RunIdle(nil)
	last := w.Position()
	log := w.Log()
	dice := sim.New(99).Rand("positions")
	for range 200 {
		p := dice.Uint64N(last + 1)
		w.Seek(p)
		got := []*lab.World{w}
		if dice.IntN(4) == 0 {
			got = append(got, twin(t, w))
		}
		fresh, err := lab.New(f, 3, lab.Options{})
		if err != nil {
			t.Fatal(err)
		}
		lab.SetLog(fresh, log)
		fresh.RunToPosition(p, nil)
		want := snapshotAt{fresh.Snapshot(), fresh.Hash()}
		for _, g := range got {
			if have := (snapshotAt{g.Snapshot(), g.Hash()}); !reflect.DeepEqual(have, want) {
				t.Fatalf("position %d of %d: another snapshot or hash than a fresh world's", p, last)
			}
		}
		fresh.Close()
		if len(got) > 1 {
			got[1].Close()
		}
	}
}

// twin returns a replica of a world that has come to the same place.
func twin(t testing.TB, w *lab.World) *lab.World {
	t.Helper()
	r, err := w.Replica()
	if err != nil {
		t.Fatal(err)
	}
	r.RunToPlace(w.Place(), nil)
	return r
}

// Acting in the past cuts the old future off.
func TestActingInThePastMakesAnotherFuture(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	w.Do(labfile.HostStop{Host: "a.root"})
	w.Do(labfile.DNSQuery{Host: "engineering", Name: "www.example.com"})
	w.RunIdle(nil)
	w.Seek(3)
	if len(w.Log()) != 2 {
		t.Fatal("going back must keep the log's future")
	}
	if _, err := w.Do(labfile.LinkCut{Place: "umass"}); err != nil {
		t.Fatal(err)
	}
	if log := w.Log(); len(log) != 1 || log[0].Position != 3 {
		t.Errorf("the log is %+v, want the cut alone", log)
	}
}

// A host that has no resolvers of its own can still be told to ask somebody,
// also after it was off and on again.
func TestQueryFromAHostWithoutResolversSurvivesItsRestart(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	query := labfile.DNSQuery{Host: "a.root", Name: "gaia.cs.umass.edu", Server: "dns.nyu.edu"}
	for _, a := range []labfile.Action{query, labfile.HostStop{Host: "a.root"}, labfile.HostStart{Host: "a.root"}, query} {
		if _, err := w.Do(a); err != nil {
			t.Fatal(err)
		}
		w.RunIdle(nil)
	}
	answers := 0
	for _, h := range w.Story(1000) {
		if h.Key == "happening.dns.answer.found" && h.Args["host"] == "a.root" {
			answers++
		}
	}
	if answers != 2 {
		t.Errorf("%d answers, want one before and one after the restart", answers)
	}
}

// A name server that is off still has its place in the hierarchy.
func TestStoppedServerKeepsItsZones(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	if _, err := w.Do(labfile.HostStop{Host: "a.edu-servers"}); err != nil {
		t.Fatal(err)
	}
	for _, h := range w.Snapshot().Hosts {
		if h.Name != "a.edu-servers" {
			continue
		}
		for _, p := range h.Programs {
			if p.Kind == "dns.authority" && len(p.Fields) == 1 && p.Fields[0] == (view.Field{ID: "dns.zones", Value: "edu."}) {
				return
			}
		}
		t.Errorf("its programs: %+v", h.Programs)
	}
}
