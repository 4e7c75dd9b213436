package dht

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	// storedFor is how long a peer is kept that is not announced again. The BEP doesn't
	// say; half an hour is what nodes in use keep it, whose peers announce themselves
	// anew within it.
	storedFor = 30 * time.Minute
	// maxTorrents and maxPeers bound what others can have a node remember.
	maxTorrents = 500
	maxPeers    = 200
)

// store is what a node keeps for all: who takes part in torrents near its identifier.
type store struct {
	swarms []swarm // sorted by info-hash
}

// swarm is the peers of one torrent.
type swarm struct {
	infoHash ID
	peers    []stored // the one announced longest ago first
}

type stored struct {
	peer Endpoint
	at   time.Duration // of its last announce, since the node began
}

func (s *store) find(infoHash ID) (int, bool) {
	return slices.BinarySearchFunc(s.swarms, infoHash, func(a swarm, b ID) int { return bytes.Compare(a.infoHash[:], b[:]) })
}

// add stores a peer of a torrent, and reports how many it knows of it now; zero if there
// is no room for another torrent.
func (s *store) add(infoHash ID, peer Endpoint, now time.Duration) int {
	i, there := s.find(infoHash)
	if !there {
		if len(s.swarms) >= maxTorrents {
			return 0
		}
		s.swarms = slices.Insert(s.swarms, i, swarm{infoHash: infoHash})
	}
	w := &s.swarms[i]
	w.peers = slices.DeleteFunc(w.peers, func(p stored) bool { return p.peer == peer })
	if len(w.peers) >= maxPeers {
		w.peers = slices.Delete(w.peers, 0, 1)
	}
	w.peers = append(w.peers, stored{peer, now})
	return len(w.peers)
}

// peers returns at most maxValues peers of a torrent, drawn at random if it knows more.
func (s *store) peers(infoHash ID, now time.Duration, dice *rand.Rand) []Endpoint {
	i, there := s.find(infoHash)
	if !there {
		return nil
	}
	var list []Endpoint
	for _, p := range s.swarms[i].peers {
		if now-p.at < storedFor {
			list = append(list, p.peer)
		}
	}
	if len(list) > maxValues {
		dice.Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
		list = list[:maxValues]
	}
	return list
}

// expire forgets who has not been announced for too long, and tells of each.
func (s *store) expire(now time.Duration, gone func(infoHash ID, peer Endpoint)) {
	for i := range s.swarms {
		w := &s.swarms[i]
		old := 0
		for old < len(w.peers) && now-w.peers[old].at >= storedFor {
			gone(w.infoHash, w.peers[old].peer)
			old++
		}
		w.peers = slices.Delete(w.peers, 0, old)
	}
	s.swarms = slices.DeleteFunc(s.swarms, func(w swarm) bool { return len(w.peers) == 0 })
}
