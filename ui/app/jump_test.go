package app_test

import (
	"fmt"
	"testing"

	"playnet/core/sim"
	"playnet/core/view"
	"playnet/ui/app"
)

// work does all jobs.
func settle(a *app.App) {
	for a.Work(func() bool { return true }) {
	}
}

// Jumping on and back stops at the same marks, and says so where there is none left.
func TestJumpsAlongTheRun(t *testing.T) {
	a := opened(t, "dns-iterated")
	for _, j := range []app.Jump{app.JumpMark, app.Jump(view.MarkAnswer)} {
		a.ToStart()
		settle(a)
		a.ChooseJump(j)
		var on []sim.Instant
		for {
			before := a.Now()
			a.JumpOn(true)
			settle(a)
			if a.Now() == before {
				break
			}
			on = append(on, a.Now())
		}
		if a.Notice().Text == "" {
			t.Errorf("%s: nobody says that nothing more comes", j)
		}
		a.Note("", false)
		if len(on) < 3 {
			t.Fatalf("%s: stops at %v", j, on)
		}
		for i := len(on) - 2; i >= 0; i-- {
			a.JumpOn(false)
			settle(a)
			if a.Now() != on[i] {
				t.Errorf("%s: back to %v, want %v", j, a.Now(), on[i])
			}
		}
	}
}

// A jump to the end of a time to live stands where the first cached record has no time left.
func TestJumpToTheEndOfATimeToLive(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.ToEnd()
	settle(a)
	want := firstExpiry(a.Snapshot())
	if want <= a.Now() {
		t.Fatalf("nothing is cached: %v", want)
	}
	a.ChooseJump(app.JumpExpiry)
	for range 3 {
		want := firstExpiry(a.Snapshot())
		a.JumpOn(true)
		settle(a)
		if a.Now() != want {
			t.Errorf("jumped to %v, want %v", a.Now(), want)
		}
	}
}

// firstExpiry is the instant at which the first record of the local server's cache that has
// time left will have none.
func firstExpiry(s view.Snapshot) sim.Instant {
	first := sim.Never
	for _, h := range s.Hosts {
		for _, p := range h.Programs {
			for _, table := range p.Tables {
				for c, column := range table.Columns {
					for _, row := range table.Rows {
						var from, to int64
						if column.Type != view.Span {
							continue
						}
						if _, err := fmt.Sscan(row.Cells[c], &from, &to); err == nil && to > s.WallNanos {
							first = min(first, sim.Instant(to-s.WallNanos+s.Now))
						}
					}
				}
			}
		}
	}
	return first
}

// What can't be jumped to is not offered: no filter is set, no host selected.
func TestJumpsNeedTheirObject(t *testing.T) {
	a := opened(t, "dns-iterated")
	a.ChooseJump(app.JumpHost)
	if a.CanJump(app.JumpHost) || a.CanJump(app.JumpFilter) || a.Jump() != app.JumpMark {
		t.Errorf("jumps to %s", a.Jump())
	}
	a.SelectHost("a.root")
	if a.Jump() != app.JumpHost {
		t.Errorf("jumps to %s", a.Jump())
	}
	for range 5 { // its programs start before the first message comes
		if a.Now() == 0 {
			a.JumpOn(true)
			settle(a)
		}
	}
	first := a.Now()
	a.JumpOn(true)
	settle(a)
	a.JumpOn(false)
	settle(a)
	if first == 0 || a.Now() != first {
		t.Errorf("at %v, want %v", a.Now(), first)
	}
}
