package app

import (
	"playnet/core/sim"
	"playnet/core/view"
)

// StripBuckets is how many bars the time bar's density strip has.
const StripBuckets = 160

// manyMarks is how many marks the time bar can hold.
const manyMarks = 120

// Strip is what the time bar shows.
type Strip struct {
	End     int64 // the right end, nanoseconds
	Now     int64
	Density []int // events, in equal parts from 0 to End
	Marks   []view.Mark
	Forks   []ForkMark
}

// Strip returns what the time bar shows now: what has happened and, as far as the scout has
// seen it, what will.
func (a *App) Strip() Strip {
	if a.world == nil {
		return Strip{}
	}
	s := &a.scout
	now := a.world.Now()
	strip := Strip{Now: int64(now), End: int64(max(s.end, a.furthest, now)), Forks: a.ForkMarks()}
	if s.done && now <= s.end {
		strip.Density, strip.Marks = s.density, s.marks
		return strip
	}
	strip.Density = a.world.Density(0, sim.Instant(strip.End)+1, StripBuckets)
	strip.Marks = a.stripMarks(sim.Instant(strip.End))
	return strip
}

// stripMarks are the marks so far. To choose them out of very many takes a while: it is done
// anew only when there are noticeably more.
func (a *App) stripMarks(end sim.Instant) []view.Mark {
	const many = 2000
	f := &a.facts
	n := a.world.MarkCount()
	if n != f.marked && (n < many || n < f.marked || n > f.marked+f.marked/50) {
		f.marked, f.marks = n, a.world.Marks(end, manyMarks)
	}
	return f.marks
}
