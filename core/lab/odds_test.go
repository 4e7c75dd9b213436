package lab_test

import (
	"testing"

	"playnet/core/dns/attack"
	"playnet/core/lab"
)

// The shares that are measured in a lab's own worlds are what the formula says, and the
// lab's own world hears nothing of it.
func TestOddsOfALab(t *testing.T) {
	w := open(t, "dns-poison", 1)
	before := w.Hash()
	o, ok := w.Odds()
	if !ok {
		t.Fatal("nothing to measure")
	}
	for slices := 0; !o.Run(func() bool { slices++; return slices%1000 != 0 }); {
		if p := o.Progress(); p < 0 || p >= 1 {
			t.Fatalf("progress %v", p)
		}
	}
	points := o.Points()
	if len(points) != len(lab.OddsPools) || o.Progress() != 1 {
		t.Fatalf("%d points, progress %v", len(points), o.Progress())
	}
	for _, p := range points {
		chance := o.Chance(p.Ports, o.Bits())
		low, high := attack.Expected(chance, p.Races)
		t.Logf("%d ports: %d of %d won, %.1f expected", p.Ports, p.Won, p.Races, chance*float64(p.Races))
		if p.Races < 100 || float64(p.Won) < low || float64(p.Won) > high {
			t.Errorf("%d ports: %d of %d won, not between %.1f and %.1f", p.Ports, p.Won, p.Races, low, high)
		}
	}
	if w.Hash() != before {
		t.Error("the measurement has touched the world")
	}
	if open(t, "dns-iterated", 1).HasOdds() {
		t.Error("odds where nobody guesses")
	}
}
