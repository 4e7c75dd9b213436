package attack

import (
	"math"
	"testing"
)

// The chance by squaring is the chance by the logarithm, and nearly RFC 5452's D·F/(N·P·I).
func TestOdds(t *testing.T) {
	for _, c := range []struct {
		g         Guessing
		forgeries int
		first     float64
	}{
		{Guessing{IDBits: 16, Ports: 1}, 655, 655. / 65536},
		{Guessing{IDBits: 16, Ports: 64000, Servers: 2}, 1000, 1000. / (65536 * 64000 * 2)},
		{Guessing{IDBits: 10, Ports: 4, Letters: 4}, 20, 20. / (1024 * 4 * 16)},
		{Guessing{IDBits: 0, Ports: 0}, 3, 1},
	} {
		n := c.g.Combinations()
		want := -math.Expm1(float64(c.forgeries) * math.Log1p(-1/n))
		if got := c.g.Race(c.forgeries); math.Abs(got-want) > 1e-9 || c.first < 1 && math.Abs(got-c.first) > 0.01*c.first {
			t.Errorf("%+v: %v, want %v, about %v", c.g, got, want, c.first)
		}
	}
	if n := RacesFor(0.01, 0.5, 1<<30); n != 69 { // ln 2 / 0.01005
		t.Errorf("%d races for a half", n)
	}
	if n := RacesFor(0, 0.5, 1000); n != 1000 {
		t.Errorf("%d races where none is won", n)
	}
}

// Wilson's interval: the values of a worked example, and the ends.
func TestInterval(t *testing.T) {
	low, high := Interval(10, 100, 1.96)
	if math.Abs(low-0.0552) > 1e-4 || math.Abs(high-0.1744) > 1e-4 {
		t.Errorf("%v to %v", low, high)
	}
	if low, high := Interval(0, 100, Z99); low != 0 || high <= 0 || high > 0.1 {
		t.Errorf("none of 100: %v to %v", low, high)
	}
	if low, high := Interval(0, 0, Z99); low != 0 || high != 1 {
		t.Errorf("none of none: %v to %v", low, high)
	}
}
