package lab

import (
	"net/netip"

	"playnet/core/lab/labfile"
	"playnet/core/torrent/dht"
	"playnet/core/torrent/peer"
	"playnet/core/view"
)

// dhtConfig reads what a node of the distributed hash table is to be.
func dhtConfig(f *labfile.File, s labfile.DHTNode) dht.Config {
	c := dht.Config{Port: uint16(s.UDPPort()), Join: s.JoinAfter(), K: int(s.K), Mute: s.Mute, Bootstrap: bootstrap(f, s.Host, s.Bootstrap)}
	if s.ID != "" {
		id := dhtID(s.ID)
		c.ID = &id
	}
	return c
}

// bootstrap returns where the nodes listen that another one begins with, itself left out: a
// group's nodes may all begin with the first of them.
func bootstrap(f *labfile.File, h labfile.Name, refs []labfile.HostRef) (list []netip.AddrPort) {
	for _, ref := range refs {
		addr, _ := f.Resolve(ref) // the file's checks found it
		if addr != f.Host(h).Address.Addr {
			list = append(list, netip.AddrPortFrom(addr, nodePort(f, addr)))
		}
	}
	return list
}

// nodePort returns the port of the node at an address: one by itself, or that of a peer.
func nodePort(f *labfile.File, addr netip.Addr) uint16 {
	for _, s := range f.Lab.Services {
		if f.Host(s.On()).Address.Addr != addr {
			continue
		}
		switch s := s.(type) {
		case labfile.DHTNode:
			return uint16(s.UDPPort())
		case labfile.TorrentPeer:
			if s.DHT && s.Port != nil {
				return uint16(*s.Port)
			}
		}
	}
	return dht.DefaultPort
}

func dhtID(k labfile.DHTKey) dht.ID {
	id, _ := dht.ParseID(string(k)) // it was validated
	return id
}

// nodeOn returns the node of the distributed hash table on a host: one by itself, or that of
// a peer.
func (r *run) nodeOn(h labfile.Name) *dht.Node {
	for _, s := range r.services {
		if s.lab.On() != h {
			continue
		}
		switch p := s.program.(type) {
		case dht.Program:
			return p.Node
		case *peer.Peer:
			if n, ok := p.Node().(*dht.Node); ok {
				return n
			}
		}
	}
	panic("lab: no node of the DHT on " + h) // the file's checks found it
}

// planDHT plans what a node of the distributed hash table is told to do; nil for any other
// action.
func (r *run) planDHT(a labfile.Action) (func(), error) {
	var h labfile.Name
	var do func(*dht.Node)
	switch a := a.(type) {
	case labfile.DHTFind:
		h, do = a.Host, func(n *dht.Node) { n.Find(r.dhtTarget(a.Target), nil) }
	case labfile.DHTPeers:
		h, do = a.Host, func(n *dht.Node) { n.GetPeers(dhtID(a.InfoHash), 0, nil, nil) }
	case labfile.DHTAnnounce:
		h, do = a.Host, func(n *dht.Node) { n.GetPeers(dhtID(a.InfoHash), uint16(a.Port), nil, nil) }
	default:
		return nil, nil
	}
	return func() { do(r.nodeOn(h)) }, unless(!r.machine(h).Up(), hostDown.With("host", string(h)))
}

func (r *run) dhtTarget(t labfile.DHTTarget) dht.ID {
	if key, ok := t.Key(); ok {
		return dhtID(key)
	}
	return r.nodeOn(labfile.Name(t)).ID()
}

// nameDHT enters the names of the lab's hosts into what a node knows of others: the node
// itself knows addresses only.
func (w *World) nameDHT(d *view.DHTNode) {
	if d == nil {
		return
	}
	name := func(c *view.DHTContact) {
		if addr, err := netip.ParseAddrPort(c.Addr); err == nil {
			c.Host = w.hostOf(addr.Addr())
		}
	}
	for i := range d.Buckets {
		for j := range d.Buckets[i].Nodes {
			name(&d.Buckets[i].Nodes[j])
		}
	}
	for i := range d.Lookups {
		for j := range d.Lookups[i].Closest {
			name(&d.Lookups[i].Closest[j].DHTContact)
		}
	}
}
