package app

import (
	"playnet/core/lab"
	"playnet/core/view"
)

// Side is a world and what was last read from it: what the pictures draw. The page has one,
// and a second one while two runs are compared.
type Side struct {
	world *lab.World
	facts facts
}

func (s *Side) refresh() *facts {
	f := &s.facts
	if s.world == nil {
		return f
	}
	if f.stale {
		f.stale = false
		f.snapshot = s.world.Snapshot()
		f.recent.read(s.world)
	}
	ran := int64(s.world.Now()) - f.snapshot.Now
	f.snapshot.Now += ran
	f.snapshot.WallNanos += ran
	return f
}

// HasWorld reports whether a lab is open.
func (s *Side) HasWorld() bool { return s.world != nil }

// Snapshot returns the world as it stands.
func (s *Side) Snapshot() view.Snapshot { return s.refresh().snapshot }

// Happenings returns what the story can tell so far.
func (s *Side) Happenings() []view.Happening {
	f := &s.facts
	if f.untold && s.world != nil {
		f.untold = false
		f.story = s.world.Story(manyHappenings)
	}
	return f.story
}

// outdate notes that the world has gone on.
func (s *Side) outdate() { s.facts.stale, s.facts.untold = true, true }
