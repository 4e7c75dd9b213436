package app

import (
	"time"

	"playnet/core/lab"
	"playnet/core/sim"
	"playnet/core/view"
)

// scout is a world that runs ahead of the open one: a replica of it, in the time that
// frames leave over. From it the page knows how long the run will be, how many messages there
// will be, and what stands where on the time bar. Nothing that it does touches the open
// world; an action of the learner makes it worthless, and another one is sent.
type scout struct {
	world     *lab.World
	arrived   bool // the world has gone as far as it shall
	done      bool
	end       sim.Instant
	exchanges []lab.Exchange
	marks     []view.Mark
	density   []int // events in each bucket of the time bar, from 0 to end
}

// A scout that has gone this far has seen enough: what comes later is shown as it comes.
const (
	scoutPositions = 200_000
	scoutTime      = sim.Instant(3600 * 1e9)
)

// SetScoutAfter makes scouts and replicas wait until the learner has done nothing for that
// long, in real time: to send a scout takes as long as to open the lab, at the moment when
// its first picture is wanted.
func (a *App) SetScoutAfter(d time.Duration) { a.scoutAfter = d }

// Attend says that the learner is doing something that needs all of the frames: what can
// be done later waits.
func (a *App) Attend() { a.quiet = 0 }

// isQuiet reports whether there is time for what can be done later.
func (a *App) isQuiet() bool { return a.quiet >= a.scoutAfter }

// scoutOff ends the scout: what it has seen no longer comes.
func (a *App) scoutOff() {
	if a.scout.world != nil {
		a.scout.world.Close()
	}
	a.scout = scout{}
	a.Attend()
}

// scoutLate ends a scout that a busy run has overtaken: a second world of such a size is dear.
func (a *App) scoutLate() {
	if w := a.scout.world; w != nil && w.Position() < a.world.Position() {
		a.scoutOff()
	}
}

// scoutOn sends the scout, or lets it go on for what is left of a frame.
func (a *App) scoutOn(more func() bool) {
	s := &a.scout
	if s.done {
		return
	}
	if a.world.Position() > scoutPositions {
		a.scoutOff()
		s.done = true
		return
	}
	if s.world == nil {
		replica, err := a.world.Replica()
		if err != nil {
			s.done = true // a world that doesn't open again has no future to show
			return
		}
		s.world = replica
	}
	if !s.arrived {
		idle := s.world.RunIdle(func() bool {
			return more() && s.world.Position() < scoutPositions && s.world.Now() < scoutTime
		})
		s.end = max(s.end, s.world.Now())
		s.arrived = idle || s.world.Position() >= scoutPositions || s.world.Now() >= scoutTime
	}
	if !s.arrived {
		return
	}
	s.done = true
	s.exchanges = s.world.Exchanges()
	s.marks = s.world.Marks(s.end, manyMarks)
	s.density = s.world.Density(0, s.end+1, StripBuckets)
	s.world.Close()
	s.world = nil
	a.moved++
	a.touch()
}

// Count says which message of how many the run is at.
type Count struct {
	Number int // of the last message that was sent; 0 before the first
	Total  int // of the same operation, in the end; 0 while nobody knows
}

// Count returns where the run stands among the messages of the present operation.
func (a *App) Count() Count {
	var c Count
	last := a.lastMessage()
	if t, ok := a.Transfer(last); ok {
		c.Number = t.Number
	}
	for _, x := range a.scout.exchanges {
		if uint64(x.First) > last && c.Total > 0 {
			break
		}
		c.Total = x.Messages
	}
	return c
}
