package dht

import (
	"strconv"

	"playnet/core/host"
	"playnet/core/view"
)

// Kind is the kind of a [Program].
const Kind = "dht.node"

// Program is a node that runs by itself, without a peer.
type Program struct{ *Node }

// New returns a node as a program.
func New(c Config) Program { return Program{NewNode(c)} }

// Kind returns [Kind].
func (Program) Kind() string { return Kind }

// Run answers until the host stops.
func (p Program) Run(h host.Host) error {
	if err := p.open(h); err != nil {
		return err
	}
	return p.serve()
}

// View describes the node.
func (p Program) View() view.Program {
	v := view.Program{Kind: Kind, State: p.state.String(), DHT: p.Node.View()}
	v.Fields = []view.Field{{ID: "dht.id", Value: p.id.String()[:20] + "…"}, {ID: "dht.nodes", Value: strconv.Itoa(p.Size())}}
	return v
}

// View describes what the node knows and does.
func (n *Node) View() *view.DHTNode {
	v := &view.DHTNode{ID: n.id.String(), State: n.state.String(), Nodes: n.Size()}
	if n.table == nil {
		return v
	}
	wall := n.began.UnixNano()
	for i := range n.table.buckets {
		b := &n.table.buckets[i]
		shown := view.DHTBucket{Prefix: i, Changed: wall + int64(b.changed), Nodes: []view.DHTContact{}}
		for j := range b.entries {
			e := &b.entries[j]
			shown.Nodes = append(shown.Nodes, view.DHTContact{ID: e.ID.String(), Addr: e.Addr.String(), State: e.state(n.now()).String()})
		}
		v.Buckets = append(v.Buckets, shown)
	}
	for i := range n.peers.swarms {
		w := &n.peers.swarms[i]
		s := view.DHTStored{InfoHash: w.infoHash.String()}
		for _, p := range w.peers {
			s.Peers = append(s.Peers, p.peer.String())
		}
		v.Stored = append(v.Stored, s)
	}
	for _, l := range n.lookups {
		v.Lookups = append(v.Lookups, l.view())
	}
	if n.last != nil {
		v.Lookups = append(v.Lookups, n.last.view())
	}
	return v
}

func (l *Lookup) view() view.DHTLookup {
	v := view.DHTLookup{Operation: uint64(l.operation), Target: l.Target.String(), Kind: string(l.Method),
		State: l.state.String(), Hops: l.Hops(), Asked: l.asked, Next: -1}
	if l.state == Asking {
		v.Next = l.next()
	}
	for _, c := range l.list {
		v.Closest = append(v.Closest, view.DHTShortlist{
			DHTContact: view.DHTContact{ID: c.ID.String(), Addr: c.Addr.String(), State: l.n.stateOf(c.ID)},
			Hop:        c.hop, Answered: c.reply.String(), Shared: l.Target.Shared(c.ID),
		})
	}
	for _, p := range l.peers {
		v.Peers = append(v.Peers, p.String())
	}
	return v
}

// stateOf returns what the table says of a node; nothing if it doesn't have it.
func (n *Node) stateOf(id ID) string {
	if e := n.table.find(id); e != nil {
		return e.state(n.now()).String()
	}
	return ""
}
