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

// TorrentChoke has a host's peer choke a neighbour, whatever its choker thinks of it, or takes
// that back. It also holds when the two meet later, as long as the host's programs run.
type TorrentChoke struct {
	// The host.
	Host Name `json:"host" strict:"required"`
	// The host of the neighbour; everybody if absent.
	Of Name `json:"of,omitempty"`
	// Whether it is choked from now.
	On bool `json:"on" strict:"required"`
	// Which torrent, where the host has peers of several.
	Torrent ID `json:"torrent,omitempty"`
}

var (
	noPeer    = strict.Define("no-peer", `no peer of such a torrent runs on "{host}"`)
	chokeSelf = strict.Define("choke-self", `a peer serves others, not itself`)
)

// Op is the word in the field "op".
func (TorrentJoin) Op() string { return "torrent.join" }

// Op is the word in the field "op".
func (TorrentLeave) Op() string { return "torrent.leave" }

// Op is the word in the field "op".
func (TorrentChoke) Op() string { return "torrent.choke" }

func (a TorrentJoin) check(c *checker, at *strict.Node) {
	c.peer(a.Host, a.Torrent, at.Get("host"), at)
}
func (a TorrentLeave) check(c *checker, at *strict.Node) {
	c.peer(a.Host, a.Torrent, at.Get("host"), at)
}

func (a TorrentChoke) check(c *checker, at *strict.Node) {
	if a.Of == a.Host {
		c.fail(at.Get("of"), chokeSelf.With())
		return
	}
	c.peer(a.Host, a.Torrent, at.Get("host"), at)
	if p, ok := c.file.Peer(a.Host, a.Torrent); ok && a.Of != "" {
		c.peer(a.Of, p.Torrent, at.Get("of"), at)
	}
}

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

// peer checks that a peer runs on a host, which is named at a place of an action.
func (c *checker) peer(host Name, torrent ID, named, action *strict.Node) {
	c.hostName(host, named)
	if torrent != "" {
		c.torrentID(torrent, action.Get("torrent"))
	}
	if _, ok := c.file.Peer(host, torrent); !ok && c.file.Host(host) != nil {
		c.fail(named, noPeer.With("host", string(host)))
	}
}
