package app_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"playnet/ui/app"
)

// slice is a frame with time for that many looks at the clock.
func slice(a *app.App, looks int) {
	a.Frame(16*time.Millisecond, func() bool { looks--; return looks >= 0 })
}

func TestASweepMeasuresWhatTheorySays(t *testing.T) {
	a := app.New(library{})
	if err := a.OpenLab("dns-iterated", 7); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(a.Charts(), app.SweepChart) {
		t.Error("a lab in which nobody asks twice measures hit rates")
	}
	if err := a.OpenLab("dns-cache", 7); err != nil {
		t.Fatal(err)
	}
	a.SetScoutAfter(time.Hour)
	now, before := a.Now(), a.Sweep()
	if before.Resolver != "dns.riverside" || before.Name != "www.crepes.example" || before.Running {
		t.Fatalf("what would be measured is %+v", before)
	}
	a.StartSweep()
	steps := 0
	for a.Sweep().Running {
		slice(a, 50)
		if steps++; steps > 1000 {
			t.Fatal("it does not end")
		}
	}
	s := a.Sweep()
	if steps < 30 || s.Done != s.Total || len(s.Points) != 8 || a.Now() != now {
		t.Errorf("%d slices, %d of %d look-ups, %d points; the world stands at %v", steps, s.Done, s.Total, len(s.Points), a.Now())
	}
	for _, p := range s.Points {
		lt := s.Rate * float64(p.TTL)
		want, got := lt/(1+lt), float64(p.Hits)/float64(p.Asked)
		// 4.5 standard deviations of 400 look-ups, and a little for the first, which misses.
		if far := math.Abs(got - want); far > 4.5*math.Sqrt(want*(1-want)/float64(p.Asked))+0.005 {
			t.Errorf("TTL %d s: %.3f of the look-ups are hits, theory says %.3f", p.TTL, got, want)
		}
	}
}

func TestASweepCanBeCalledOff(t *testing.T) {
	a := app.New(library{})
	if err := a.OpenLab("dns-cache", 7); err != nil {
		t.Fatal(err)
	}
	a.StartSweep()
	for range 5 {
		slice(a, 30)
	}
	a.StopSweep()
	s := a.Sweep()
	slice(a, 1000)
	if s.Running || s.Done < 30 || s.Done >= s.Total || a.Sweep().Done != s.Done {
		t.Errorf("after the end: %+v", a.Sweep())
	}
	a.StartSweep()
	if again := a.Sweep(); !again.Running || again.Done != 0 || len(again.Points) != 0 {
		t.Errorf("begun anew: %+v", again)
	}
	if err := a.OpenLab("dns-iterated", 7); err != nil || a.Sweep().Running {
		t.Errorf("another lab, and the measurement is still there: %v", err)
	}
}
