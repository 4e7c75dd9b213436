package labfile

import (
	"playnet/core/lab/strict"
)

// TorrentJoin has a host's peer take part in its swarm, for the first time or again.
type TorrentJoin struct {
	// The host.
	Host Name `json:"host" strict:"required"`
	// Which torrent, where the host has peers of several.
	Torrent ID `json:"torrent,omitempty"`
}

// TorrentLeave has a host's peer leave its swarm: it tells the tracker and closes its
// connections. What it has it keeps.
type TorrentLeave struct {
	// The host.
	Host Name `json:"host" strict:"required"`
	// Which torrent, where the host has peers of several.
	Torrent ID `json:"torrent,omitempty"`
}

var (
	noPeer = strict.Define("no-peer", `no peer of such a torrent runs on "{host}"`)
)

// Op is the word in the field "op".
func (TorrentJoin) Op() string { return "torrent.join" }

// Op is the word in the field "op".
func (TorrentLeave) Op() string { return "torrent.leave" }

func (a TorrentJoin) check(c *checker, at *strict.Node)  { c.peer(a.Host, a.Torrent, at) }
func (a TorrentLeave) check(c *checker, at *strict.Node) { c.peer(a.Host, a.Torrent, at) }

// Peer returns the peer that runs on a host: of a torrent, or of any if the id is empty.
func (f *File) Peer(host Name, torrent ID) (TorrentPeer, bool) {
	for _, s := range f.Lab.Services {
		if p, ok := s.(TorrentPeer); ok && p.Host == host && (torrent == "" || p.Torrent == torrent) {
			return p, true
		}
	}
	return TorrentPeer{}, false
}

// HasNode reports whether a node of the DHT runs on a host, by itself or with a peer.
func (f *File) HasNode(host Name) bool {
	for _, s := range f.Lab.Services {
		p, isPeer := s.(TorrentPeer)
		_, isNode := s.(DHTNode)
		if s.On() == host && (isNode || isPeer && p.DHT) {
			return true
		}
	}
	return false
}

func (c *checker) peer(host Name, torrent ID, at *strict.Node) {
	c.hostName(host, at.Get("host"))
	if torrent != "" {
		c.torrentID(torrent, at.Get("torrent"))
	}
	if _, ok := c.file.Peer(host, torrent); !ok && c.file.Host(host) != nil {
		c.fail(at.Get("host"), noPeer.With("host", string(host)))
	}
}
