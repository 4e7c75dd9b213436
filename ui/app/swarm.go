package app

import (
	"strconv"

	"playnet/core/view"
)

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
		if service.Kind() == torrentPeer {
			return true
		}
	}
	return false
}

// JoinSwarm lets a host's peer take part.
func (a *App) JoinSwarm(host string) {
	a.doWritten(map[string]any{"op": "torrent.join", "host": host})
}

// LeaveSwarm lets a host's peer go.
func (a *App) LeaveSwarm(host string) {
	a.doWritten(map[string]any{"op": "torrent.leave", "host": host})
}

// RideFree makes a peer take without giving, or one that does so give again.
func (a *App) RideFree(host string) {
	for _, h := range a.Snapshot().Hosts {
		for _, p := range h.Programs {
			for _, s := range p.Settings {
				if h.Name == host && p.Kind == torrentPeer && s.ID == "freeRider" {
					a.ApplySetting(host, p.Kind, s.ID, strconv.FormatBool(s.Value != "true"))
				}
			}
		}
	}
}

// torrentPeer is the kind of service that makes a host a peer.
const torrentPeer = "torrent.peer"
