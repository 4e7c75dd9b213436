package app_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"playnet/core/filter"
	"playnet/core/sim"
	"playnet/ui/app"
)

// once lets something go on for as long as one question takes.
func once() func() bool {
	asked := false
	return func() bool { was := asked; asked = true; return !was }
}

// longLab is a lab in which a name is looked up every tenth of a second.
func longLab(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../../tests/bench/busy.lab")
	if err != nil {
		t.Fatal(err)
	}
	var timeline []string
	for i := range 2000 {
		timeline = append(timeline, fmt.Sprintf(`{"at": "%dms", "do": {"op": "dns.query", "host": "client%d", "name": "host%d.example.edu"}}`,
			100*i, i%10, i%50))
	}
	return []byte(strings.Replace(string(text), `"timeline here"`, strings.Join(timeline, ",\n"), 1))
}

// place is where the page's world stands, and what it is.
func place(t *testing.T, a *app.App) [3]any {
	t.Helper()
	return [3]any{a.Position(), a.Now(), hash(t, a)}
}

func TestCancelledSeeksLeaveTheWorldWhereItWas(t *testing.T) {
	for name, to := range map[string]sim.Instant{"back": 60e9, "forward": 190e9} {
		t.Run(name, func(t *testing.T) {
			a := app.New(library{})
			if err := a.OpenText("", longLab(t), 7); err != nil {
				t.Fatal(err)
			}
			a.SeekTime(100e9)
			settled(a)
			before := place(t, a)
			a.SeekTime(to)
			last := 0.0
			for i := range 20 {
				if !a.Work(once()) {
					t.Fatalf("the seek is over after %d slices", i)
				}
				share, busy := a.Progress()
				if !busy || share < last || share >= 1 || !a.CanCancel() {
					t.Fatalf("slice %d: %v done, before %v (busy %v, can be cancelled %v)", i, share, last, busy, a.CanCancel())
				}
				last = share
			}
			if last == 0 {
				t.Error("nothing is done after 20 slices")
			}
			a.CancelSeek()
			settled(a)
			if after := place(t, a); after != before {
				t.Errorf("cancelled: %v, before %v", after, before)
			}
			if _, busy := a.Progress(); busy || a.CanCancel() {
				t.Error("there is still something to cancel")
			}
		})
	}
}

func TestAnotherLabOpensWhileASeekIsUnderWay(t *testing.T) {
	a := app.New(library{})
	if err := a.OpenText("", longLab(t), 7); err != nil {
		t.Fatal(err)
	}
	a.SeekTime(100e9)
	settled(a)
	a.SeekTime(50e9)
	a.Work(once())
	if err := a.OpenLab("dns-iterated", 7); err != nil {
		t.Fatal(err)
	}
	settled(a)
	if a.LabID() != "dns-iterated" || a.Position() != 0 {
		t.Errorf("lab %s at %d", a.LabID(), a.Position())
	}
}

func TestStepsAtAHost(t *testing.T) {
	a := opened(t, "dns-iterated")
	var ahead []any
	for range 5 {
		ahead = append(ahead, place(t, a))
		a.StepHost("dns.nyu.edu")
		settled(a)
	}
	for i := len(ahead) - 1; i >= 0; i-- {
		a.BackHost("dns.nyu.edu")
		settled(a)
		if got := place(t, a); got != ahead[i] {
			t.Errorf("back %d: %v, want %v", i, got, ahead[i])
		}
	}
}

func TestJumpsToMatches(t *testing.T) {
	a := opened(t, "dns-iterated")
	f, err := filter.Parse(`dns.flags.response == true && ip.src == 198.41.0.4`)
	if err != nil {
		t.Fatal(err)
	}
	start := place(t, a)
	a.JumpTo(f, true)
	settled(a)
	first := place(t, a)
	if first == start || a.Notice().Text != "" {
		t.Fatalf("no answer of the root (%s)", a.Notice().Text)
	}
	a.JumpTo(f, true) // there is no second
	settled(a)
	if got := place(t, a); got != first || a.Notice().Text == "" {
		t.Errorf("nothing more to be found: now at %v, was at %v, notice %q", got, first, a.Notice().Text)
	}
	a.ToEnd()
	settled(a)
	a.JumpTo(f, false)
	settled(a)
	if got := place(t, a); got != first {
		t.Errorf("back from the end: %v, want %v", got, first)
	}
	a.JumpTo(f, false)
	settled(a)
	if got := place(t, a); got != first {
		t.Errorf("nothing before: %v, want %v", got, first)
	}
}
