package dht

import (
	"net/netip"

	"playnet/core/host"
	"playnet/core/torrent/metainfo"
)

// Embedded is a node inside a peer of a swarm, as BitTorrent's clients have it. It begins
// when the peer first asks it for something, and ends with the peer's program.
type Embedded struct {
	*Node
	err     error       // of the socket
	changed host.Signal // of the node's state
}

// Embed returns a node for a peer.
func Embed(c Config) *Embedded { return &Embedded{Node: NewNode(c)} }

// AddNode tells of a node that a neighbour has named in a PORT message.
func (e *Embedded) AddNode(addr netip.AddrPort) { e.Add(addr) }

// Announce looks for the peers of a torrent, and tells the nodes nearest to it that one
// listens on this host, at a TCP port. It blocks until that is done, which takes some
// seconds while the node has yet to join. The error is that of a socket that could not be
// opened, or net.ErrClosed if the host stops.
func (e *Embedded) Announce(h host.Host, hash metainfo.Hash, port uint16) ([]netip.AddrPort, error) {
	if e.changed == nil {
		e.changed = h.NewSignal()
		e.onChange = e.changed.Broadcast
		e.err = e.Start(h)
	}
	if e.err != nil {
		return nil, e.err
	}
	for len(e.config.Bootstrap) > 0 && (e.state == Waiting || e.state == Joining || e.state == Filling) {
		if err := e.changed.Wait(); err != nil {
			return nil, err
		}
	}
	var done *Lookup
	over := h.NewSignal()
	e.GetPeers(ID(hash), port, nil, func(l *Lookup) {
		done = l
		over.Broadcast()
	})
	for done == nil && e.state != Closed {
		if err := over.Wait(); err != nil {
			return nil, err
		}
	}
	if done == nil {
		return nil, nil
	}
	return done.Peers(), nil
}
