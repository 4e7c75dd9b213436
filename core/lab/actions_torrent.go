package lab

import (
	"net/netip"

	"playnet/core/lab/labfile"
	"playnet/core/torrent/peer"
)

// planTorrent plans what a peer of a swarm is told to do; nil for any other action.
func (r *run) planTorrent(a labfile.Action) (func(), error) {
	switch a := a.(type) {
	case labfile.TorrentJoin:
		p, err := r.peer(a.Host, a.Torrent)
		if err != nil {
			return nil, err
		}
		return p.Join, unless(takesPart(p), peerIn.With("host", string(a.Host)))
	case labfile.TorrentLeave:
		p, err := r.peer(a.Host, a.Torrent)
		if err != nil {
			return nil, err
		}
		return p.Leave, unless(!takesPart(p), peerOut.With("host", string(a.Host)))
	case labfile.TorrentChoke:
		p, err := r.peer(a.Host, a.Torrent)
		if err != nil {
			return nil, err
		}
		var of netip.Addr // everybody
		if a.Of != "" {
			of = r.file.Host(a.Of).Address.Addr
		}
		return func() { p.ChokeByHand(of, a.On) }, unless(p.ChokesByHand(of, a.On), chokeSame.With("host", string(a.Host)))
	}
	return nil, nil
}

func takesPart(p *peer.Peer) bool {
	s := p.State()
	return s != peer.Waiting && s != peer.Left
}

// peer returns the program of a peer whose host is up.
func (r *run) peer(h labfile.Name, id labfile.ID) (*peer.Peer, error) {
	if !r.machine(h).Up() {
		return nil, hostDown.With("host", string(h))
	}
	for _, s := range r.services {
		if l, ok := s.lab.(labfile.TorrentPeer); ok && l.Host == h && (id == "" || l.Torrent == id) {
			return s.program.(*peer.Peer), nil
		}
	}
	panic("lab: no peer on " + h) // the file's checks found it
}
