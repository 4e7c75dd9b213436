package app

import (
	"strconv"
	"time"

	"playnet/core/view"
)

// swarmEvery is how often a swarm is read at most while time runs: its numbers are averages
// over seconds, and nobody could read them so fast.
const swarmEvery = 100 * time.Millisecond

// Swarm returns the exchange of a torrent as it stands, and whether the lab has one. While time
// runs it may be a moment old: what moves with each frame are the frames in flight. It holds
// until it is read again.
func (s *Side) Swarm() (view.Swarm, bool) {
	if s.world == nil {
		return view.Swarm{}, false
	}
	f := &s.facts
	if f.swarmed && (f.swarm.Pieces == 0 || s.passed == 0 || s.passed-f.swarmAt >= swarmEvery) {
		f.swarmed, f.swarmAt = false, s.passed
		f.swarm, _ = s.world.Swarm()
		s.swarms++
	}
	return f.swarm, f.swarm.Pieces > 0
}

// SwarmVersion changes when Swarm returns something new.
func (s *Side) SwarmVersion() uint64 { return s.swarms }

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
