package app

import (
	"time"

	"playnet/core/lab"
	"playnet/core/view"
)

// Side is a world and what was last read from it: what the pictures draw. The page has one,
// and a second one while two runs are compared.
type Side struct {
	world *lab.World
	facts facts
	// passed is the real time for which time has run so far; 0 while it stands: see Swarm.
	passed time.Duration
	swarms uint64 // how often the swarm was read
	shown  int    // which of several torrents' swarms
}

// Each part of the facts is read when somebody asks for it: a picture that is drawn with each
// frame need not pay for what all programs say of themselves.

func (s *Side) refresh() *facts {
	f := &s.facts
	if s.world == nil {
		return f
	}
	if f.stale {
		f.stale = false
		f.snapshot = s.world.Snapshot()
	}
	ran := int64(s.world.Now()) - f.snapshot.Now
	f.snapshot.Now += ran
	f.snapshot.WallNanos += ran
	return f
}

// Frames returns the frames in flight, oldest first.
func (s *Side) Frames() []view.Frame {
	f := &s.facts
	if s.world == nil {
		return nil
	}
	if f.landed {
		f.landed = false
		// Who still draws the ones before has them until these are outdated, too.
		f.frames, f.framesBefore = s.world.AppendFrames(f.framesBefore[:0]), f.frames
	}
	return f.frames
}

// Places returns the hosts and sites of the lab with what never changes of them: names,
// titles, who is where.
func (s *Side) Places() ([]view.Host, []view.Site) {
	if s.world == nil {
		return nil, nil
	}
	f, file := &s.facts, s.world.File()
	if f.placesOf != file {
		f.placesOf, f.hosts, f.sites = file, nil, nil
		for i := range file.Lab.Hosts {
			h := &file.Lab.Hosts[i]
			f.hosts = append(f.hosts, view.Host{Name: string(h.Name), Title: h.Title, Role: string(file.RoleOf(h)), Address: h.Address.String(), Site: string(h.Site), Up: true})
		}
		for i := range file.Lab.Sites {
			f.sites = append(f.sites, view.Site{Name: string(file.Lab.Sites[i].Name), Title: file.Lab.Sites[i].Title})
		}
	}
	return f.hosts, f.sites
}

// HasWorld reports whether a lab is open.
func (s *Side) HasWorld() bool { return s.world != nil }

// Snapshot returns the world as it stands.
func (s *Side) Snapshot() view.Snapshot { return s.refresh().snapshot }

// Around returns the world as it stands around one host: of the others it knows little (see
// [lab.World.Around]).
func (s *Side) Around(host string) view.Snapshot {
	f := &s.facts
	if s.world == nil || !f.stale { // there is all of it already
		return s.Snapshot()
	}
	if f.distant || f.aroundOf != host {
		f.distant, f.aroundOf, f.around = false, host, s.world.Around(host)
	}
	ran := int64(s.world.Now()) - f.around.Now
	f.around.Now += ran
	f.around.WallNanos += ran
	return f.around
}

// Switches returns the lab's switches as they stand.
func (s *Side) Switches() []view.Switch {
	if s.world == nil {
		return nil
	}
	return s.world.Switches()
}

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
func (s *Side) outdate() { s.facts.outdate() }

func (f *facts) outdate() {
	f.stale, f.distant, f.landed, f.sent, f.untold, f.swarmed = true, true, true, true, true, true
}

// staleFacts know that nothing was read yet.
func staleFacts() (f facts) {
	f.outdate()
	return f
}
