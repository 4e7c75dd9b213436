package app_test

import (
	"strings"
	"testing"
	"time"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/public"
	"playnet/ui/app"
	"playnet/ui/text"
)

type library struct{}

func (library) Labs() []string               { return public.Labs() }
func (library) Lab(id string) ([]byte, bool) { return public.Lab(id) }

func init() {
	c := text.Catalogue{}
	files, err := public.Files.ReadDir("messages")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		data, err := public.Files.ReadFile("messages/" + f.Name())
		if err == nil {
			err = c.Parse(data)
		}
		if err != nil {
			panic(err)
		}
	}
	text.Use(c)
}

// frames plays n animation frames of 16 ms each, with all the time in the world for each.
func frames(a *app.App, n int) {
	for range n {
		a.Frame(16*time.Millisecond, always)
	}
}

func always() bool { return true }

// settled does everything that is owed.
func settled(a *app.App) {
	for a.Work(always) {
	}
}

func opened(t *testing.T, id string) *app.App {
	t.Helper()
	a := app.New(library{})
	if err := a.OpenLab(id, 7); err != nil {
		t.Fatal(err)
	}
	return a
}

// native runs a lab with no page around it and returns the hash of its trace.
func native(t *testing.T, id string, seed uint64, until func(*lab.World)) string {
	t.Helper()
	data, _ := public.Lab(id)
	f, err := labfile.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	w, err := lab.New(f, seed, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	until(w)
	return w.Hash()
}

func idle(w *lab.World) { w.RunIdle(nil) }

func hash(t *testing.T, a *app.App) string {
	t.Helper()
	return strings.Trim(ok(t, a, "hash", ""), `"`)
}

func TestPlayingFollowsTheSpeed(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.SetSkipping(false)
	a.SetSpeed(9) // 1 ×
	if a.SpeedText() != "1 ×" {
		t.Fatalf("speed 9 is %q", a.SpeedText())
	}
	frames(a, 3)
	if a.Now() != 0 {
		t.Errorf("time ran without play: %d", a.Now())
	}
	a.Play()
	frames(a, 3)
	if want := sim.Instant(48 * time.Millisecond); a.Now() != want {
		t.Errorf("3 frames of 16 ms at 1 ×: %d ns, want %d", a.Now(), want)
	}
	a.SetSpeed(4) // 1/50 ×
	frames(a, 1)
	if want := sim.Instant(48*time.Millisecond + 320*time.Microsecond); a.Now() != want {
		t.Errorf("a frame at 1/50 ×: %d ns, want %d", a.Now(), want)
	}
	a.Pause()
	frames(a, 3)
	if want := sim.Instant(48*time.Millisecond + 320*time.Microsecond); a.Now() != want {
		t.Errorf("time ran on while paused: %d", a.Now())
	}
}

func TestATabThatWasAwayDoesNotJump(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.SetSkipping(false)
	a.SetSpeed(9)
	a.Play()
	a.Frame(time.Hour, always)
	if a.Now() > sim.Instant(100*time.Millisecond) {
		t.Errorf("after an hour away time stands at %d", a.Now())
	}
}

// What a frame had no time for, the next ones make up for: the world keeps its speed. Of a long
// time some is lost: the page must hear the learner again.
func TestFramesMakeUpForOthers(t *testing.T) {
	never := func() bool { return false }
	for short, lost := range map[int]bool{1: false, 4: false, 40: true} {
		a := opened(t, "rarest-first")
		a.SetAsking(false)
		a.SetSkipping(false)
		a.SetSpeed(12) // 10 ×
		a.Play()
		frames(a, 30)
		began := a.Now()
		for range short {
			a.Frame(16*time.Millisecond, never)
		}
		if passed := a.Now().Sub(began); passed >= time.Duration(short)*160*time.Millisecond {
			t.Fatalf("%d frames without time: the world went on for %v", short, passed)
		}
		frames(a, 1)
		if got, want := a.Now().Sub(began), time.Duration(short+1)*160*time.Millisecond; (want-got > time.Microsecond) != lost || got > want {
			t.Errorf("%d frames without time and one with it: the world went on for %v, want %v", short, got, want)
		}
	}
}

func TestSkippingTheQuiet(t *testing.T) {
	a := opened(t, "dns-iterated") // nothing happens in its first 100 ms
	a.Play()
	frames(a, 3)
	if a.Now() < sim.Instant(100*time.Millisecond) {
		t.Errorf("the quiet was not skipped: %d", a.Now())
	}
	now := a.Now()
	frames(a, 1)
	if len(a.Snapshot().Frames) == 0 {
		t.Fatal("no message is in flight after the look-up has begun")
	}
	if a.Now() != now.Add(320*time.Microsecond) {
		t.Errorf("a message in flight was skipped: from %d to %d", now, a.Now())
	}
}

func TestPlayingStopsAtTheEnd(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.SetSpeed(app.Speeds() - 1)
	a.Play()
	frames(a, 5)
	if a.Playing() || !a.Ended() {
		t.Fatalf("playing %v, ended %v", a.Playing(), a.Ended())
	}
	if got, want := hash(t, a), native(t, "dns-iterated", 7, idle); got != want {
		t.Errorf("hash %s, native %s", got, want)
	}
	// Pressed again it lets things age.
	now := a.Now()
	a.SetSpeed(9)
	a.Play()
	frames(a, 10)
	if !a.Playing() || a.Now() != now.Add(160*time.Millisecond) {
		t.Errorf("playing %v after the end, from %d to %d", a.Playing(), now, a.Now())
	}
}

func TestABudgetCutsWorkIntoSlices(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.ToEnd()
	slices := 0
	for a.Work(func() bool { return false }) {
		slices++
		if slices > 10_000 {
			t.Fatal("no end")
		}
	}
	if got, want := hash(t, a), native(t, "dns-iterated", 7, idle); got != want {
		t.Errorf("run in slices: hash %s, want %s", got, want)
	}
}

func TestSteppingBackUndoesSteppingOn(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.StepMessage() // message 1 is sent
	settled(a)
	if n := a.TransferCount(); n != 1 {
		t.Fatalf("one step: %d messages", n)
	}
	first := a.Now()
	a.StepMessage() // it arrives
	settled(a)
	if tr := a.TransferRange(0, 1000)[0]; tr.EndAt == 0 {
		t.Fatalf("two steps: %+v", tr)
	}
	h := hash(t, a)
	a.StepMessage() // the next is sent, at the same instant
	a.BackMessage() // steps that are begun before the first is done count, too
	settled(a)
	if got := hash(t, a); got != h {
		t.Errorf("on and back: hash %s, want %s", got, h)
	}
	a.BackMessage()
	settled(a)
	if a.Now() != first {
		t.Errorf("a step back ends at %d, want %d", a.Now(), first)
	}
	a.StepMessage()
	settled(a)
	if got := hash(t, a); got != h {
		t.Errorf("the same step gives another hash: %s, %s", got, h)
	}
	p := a.Position()
	a.StepEvent()
	a.BackEvent()
	settled(a)
	if a.Position() != p {
		t.Errorf("an event on and back: position %d, want %d", a.Position(), p)
	}
	a.ToStart()
	settled(a)
	if a.Position() != 0 || a.Now() != 0 || a.TransferCount() != 0 {
		t.Errorf("at the start: position %d, time %d, %d messages", a.Position(), a.Now(), a.TransferCount())
	}
}

func TestLaterSeeksReplaceEarlierOnes(t *testing.T) {
	a := opened(t, "dns-iterated")
	for ms := range 200 {
		a.SeekTime(sim.Instant(ms) * 1e6)
	}
	settled(a)
	if a.Now() != 199e6 {
		t.Errorf("the last seek leads to %d", a.Now())
	}
}

func TestAFailedOpeningLeavesTheWorldAlone(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.StepMessage()
	settled(a)
	h, p := hash(t, a), a.Position()
	broken := "-- lab.json --\n{\n  \"playnet\": 1,\n  \"idd\": \"x\"\n}\n"
	if a.OpenText("mine.lab", []byte(broken), 7) == nil {
		t.Fatal("a broken lab opens")
	}
	faults := a.Opening().Faults
	if len(faults) == 0 || faults[0].Member != "lab.json" || faults[0].Line == 0 || faults[0].Reason == "" {
		t.Errorf("faults: %+v", faults)
	}
	if a.Opening().Source != "mine.lab" {
		t.Errorf("source %q", a.Opening().Source)
	}
	if hash(t, a) != h || a.Position() != p || a.LabID() != "dns-iterated" {
		t.Error("the lab that ran was touched")
	}
	if a.OpenLab("nothing", 7) == nil || hash(t, a) != h {
		t.Error("an unknown lab opens, or touches the world")
	}
}

func TestTheScoutSeesTheRunAheadAndTouchesNothing(t *testing.T) {
	a := opened(t, "dns-iterated")
	frames(a, 3)
	if c := a.Count(); c.Number != 0 || c.Total != 8 {
		t.Errorf("before the first message: %+v", c)
	}
	strip := a.Strip()
	if strip.End < 200e6 || len(strip.Marks) == 0 || len(strip.Density) == 0 {
		t.Errorf("strip: end %d, %d marks, %d buckets", strip.End, len(strip.Marks), len(strip.Density))
	}
	if a.Position() != 0 {
		t.Errorf("position %d: the scout moved the world", a.Position())
	}
	a.ToEnd()
	settled(a)
	if c := a.Count(); c.Number != 8 || c.Total != 8 {
		t.Errorf("at the end: %+v", c)
	}
	// With the switch there are ten, and the scout is sent anew.
	a.ToStart()
	settled(a)
	a.Switch("intermediate", true)
	frames(a, 3)
	if c := a.Count(); c.Total != 10 {
		t.Errorf("with the intermediate server: %+v", c)
	}
	if got, want := hash(t, a), native(t, "dns-iterated", 7, func(w *lab.World) {
		if _, err := w.Do(labfile.LabSwitch{Switch: "intermediate", On: true}); err != nil {
			t.Fatal(err)
		}
	}); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

func TestRestartingWithASwitch(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.ToEnd()
	settled(a)
	a.Switch("intermediate", true)
	if !a.SwitchesMoved() || a.Notice().Text == "" {
		t.Error("a switch that is turned in mid-run says nothing")
	}
	a.RestartWithSwitches()
	a.Pause()
	a.ToEnd()
	settled(a)
	if n := a.TransferCount(); n != 10 {
		t.Errorf("%d messages with the intermediate server, want 10", n)
	}
}

// A lab says how fast it is played, until the learner chooses; after it, others are as fast
// as before.
func TestALabSaysHowFastItIsPlayed(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.SetSpeed(5)
	slow := a.SpeedText()
	if err := a.OpenLab("dns-central", 7); err != nil {
		t.Fatal(err)
	}
	if got := a.SpeedText(); got != "1/2 ×" {
		t.Errorf("dns-central is played at %s", got)
	}
	a.SetSpeed(9)
	if err := a.OpenLab("dns-iterated", 7); err != nil {
		t.Fatal(err)
	}
	if got := a.SpeedText(); got != slow {
		t.Errorf("after it, dns-iterated is played at %s, want %s", got, slow)
	}
}
