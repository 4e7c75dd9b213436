package app

import (
	"slices"
	"strconv"
	"time"

	"playnet/core/lab/labfile"
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
		f.swarm, _ = s.world.SwarmOf(s.shown)
		s.swarms++
	}
	return f.swarm, f.swarm.Pieces > 0
}

// SwarmVersion changes when Swarm returns something new.
func (s *Side) SwarmVersion() uint64 { return s.swarms }

// Exchange is one of the torrents that peers of the lab exchange.
type Exchange struct {
	Name  string // of the file
	Peers []string
	Shown bool
}

// Exchanges lists the torrents that have peers, in the order in which [lab.World.SwarmOf] counts
// them.
func (s *Side) Exchanges() []Exchange {
	if s.world == nil {
		return nil
	}
	file := s.world.File()
	var list []Exchange
	at := map[labfile.ID]int{}
	for _, service := range file.Lab.Services {
		p, ok := service.(labfile.TorrentPeer)
		if !ok {
			continue
		}
		k, known := at[p.Torrent]
		if !known {
			k = len(list)
			at[p.Torrent] = k
			e := Exchange{Name: string(p.Torrent), Shown: k == s.shown}
			if t := file.Torrent(p.Torrent); t != nil && t.Name != "" {
				e.Name = string(t.Name)
			}
			list = append(list, e)
		}
		list[k].Peers = append(list[k].Peers, string(p.Host))
	}
	return list
}

// ShowExchange chooses the torrent whose peers are shown.
func (a *App) ShowExchange(n int) {
	if n < 0 || n >= len(a.Exchanges()) || n == a.shown {
		return
	}
	a.shown, a.facts.swarmed, a.facts.swarm = n, true, view.Swarm{}
	a.touch()
}

// showExchangeOf shows the exchange in which a host takes part.
func (a *App) showExchangeOf(host string) {
	for n, e := range a.Exchanges() {
		if slices.Contains(e.Peers, host) {
			a.ShowExchange(n)
			return
		}
	}
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
	a.Do(labfile.TorrentJoin{Host: labfile.Name(host)})
}

// LeaveSwarm lets a host's peer go.
func (a *App) LeaveSwarm(host string) {
	a.Do(labfile.TorrentLeave{Host: labfile.Name(host)})
}

// Choke has a host's peer choke the one on another host by hand, or takes that back (off);
// everybody if the other is "".
func (a *App) Choke(host, of string, on bool) {
	a.Do(labfile.TorrentChoke{Host: labfile.Name(host), Of: labfile.Name(of), On: on})
}

// PickOf returns why a host's peer has asked for a piece, if it has.
func (a *App) PickOf(host string, piece int) (view.Picked, bool) {
	if a.world == nil {
		return view.Picked{}, false
	}
	return a.world.PickOf(host, piece)
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

// Bystanders leaves out of a list of hosts those that take part in another exchange than the
// one that is shown.
func (s *Side) Bystanders(hosts []view.Host, all []Exchange) (list []view.Host) {
	elsewhere, here := map[string]bool{}, map[string]bool{}
	for _, e := range all {
		for _, host := range e.Peers {
			if e.Shown {
				here[host] = true
			} else {
				elsewhere[host] = true
			}
		}
	}
	for i := range hosts {
		if here[hosts[i].Name] || !elsewhere[hosts[i].Name] {
			list = append(list, hosts[i])
		}
	}
	return list
}
