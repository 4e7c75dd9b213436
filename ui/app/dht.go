package app

import "playnet/core/lab/labfile"

// DHTTorrent returns the info-hash of the torrent of which the open lab's nodes speak, and
// whether there is one.
func (a *App) DHTTorrent() (labfile.DHTKey, bool) {
	if a.world == nil {
		return "", false
	}
	for _, e := range a.world.File().Lab.Timeline {
		switch do := e.Do.(type) {
		case labfile.DHTAnnounce:
			return do.InfoHash, true
		case labfile.DHTPeers:
			return do.InfoHash, true
		}
	}
	return "", false
}

// FindPeers has the node on a host look for the peers of the lab's torrent, and lets time
// run so that one sees it.
func (a *App) FindPeers(host string) {
	if hash, ok := a.DHTTorrent(); ok && a.Do(labfile.DHTPeers{Host: labfile.Name(host), InfoHash: hash}) {
		a.Pause()
		a.Play()
	}
}

// AnnouncePeer has the node on a host announce a peer there, at BitTorrent's usual port.
func (a *App) AnnouncePeer(host string) {
	if hash, ok := a.DHTTorrent(); ok && a.Do(labfile.DHTAnnounce{Host: labfile.Name(host), InfoHash: hash, Port: labfile.DefaultDHTPort}) {
		a.Pause()
		a.Play()
	}
}
