package app

import "playnet/core/view"

// Swarm returns the exchange of a torrent as it stands, and whether the lab has one. It is
// the world's own until the world goes on.
func (s *Side) Swarm() (view.Swarm, bool) {
	if s.world == nil {
		return view.Swarm{}, false
	}
	if w, ok := any(s.world).(interface{ Swarm() (view.Swarm, bool) }); ok {
		return w.Swarm()
	}
	return view.Swarm{}, false
}

// HasSwarm reports whether peers of the open lab exchange a torrent.
func (s *Side) HasSwarm() bool {
	if s.world == nil {
		return false
	}
	for _, service := range s.world.File().Lab.Services {
		if service.Kind() == "torrent.peer" {
			return true
		}
	}
	return false
}
