package dht

import "slices"

// converged ends the asking: the nearest nodes are known. A peer that is to be announced
// is announced to them.
//
// BEP 5, Overview: "After the search is exhausted, the client then inserts the peer
// contact information for itself onto the responding nodes with IDs closest to the
// infohash of the torrent."
func (l *Lookup) converged() {
	l.took = l.n.now() - l.began
	e := EventFound{Target: l.Target, Method: string(l.Method), Hops: l.Hops(), Asked: l.asked, Silent: l.silent, Peers: len(l.peers), Took: l.took}
	if c := l.Closest(); len(c) > 0 {
		e.Node, e.Addr, e.Shared = c[0].ID, c[0].Addr.AddrPort(), l.Target.Shared(c[0].ID)
	}
	l.n.h.Because(l.n.h.Emit(e))
	if l.Announce != 0 {
		l.state = Announcing
		for _, c := range l.list {
			if c.reply == Answered && c.token != "" && l.underWay < l.n.config.K {
				l.announce(c)
			}
		}
	}
	if l.underWay == 0 {
		l.end()
	}
}

func (l *Lookup) announce(c candidate) {
	l.underWay++
	m := &Message{Method: AnnouncePeer, Target: l.Target, Port: l.Announce, Token: c.token}
	l.n.ask(c.Contact, m, 0, func(answer *Message) {
		l.underWay--
		if answer != nil {
			l.reached++
		}
		if l.underWay == 0 {
			l.n.h.Emit(EventAnnounced{InfoHash: l.Target, Port: l.Announce, Nodes: l.reached})
			l.end()
		}
	})
}

func (l *Lookup) end() {
	n := l.n
	l.state, n.last = Done, l
	n.lookups = slices.DeleteFunc(n.lookups, func(x *Lookup) bool { return x == l })
	if l.done != nil {
		l.done(l)
	}
}

// join looks for the nodes nearest to the node itself, through the bootstrap nodes.
//
// BEP 5, Routing Table: "Upon inserting the first node into its routing table and when
// starting up thereafter, the node should attempt to find the closest nodes in the DHT to
// itself."
func (n *Node) join() {
	if n.state == Joining || n.state == Filling || n.state == Closed {
		return
	}
	n.become(Joining)
	l := &Lookup{Target: n.id, Method: FindNode, done: n.joined}
	for _, addr := range n.config.Bootstrap {
		if e, ok := EndpointOf(addr); ok && !slices.Contains(n.h.Addrs(), addr.Addr()) {
			l.seeds = append(l.seeds, e)
		}
	}
	n.start(l)
}

// joined hears of the end of the look-up for the own identifier.
func (n *Node) joined(*Lookup) {
	if n.table.size() == 0 {
		n.become(Alone)
		if n.tries++; n.tries < joinTries {
			n.h.After(joinAgain, n.join)
			return
		}
		n.catchUp()
		return
	}
	n.tries = 0
	n.become(Filling)
	n.catchUp()
	// Kademlia, §2.3: a node that joins refreshes all buckets farther away than that of its
	// nearest neighbour. Those that are full already need it not.
	for i := range len(n.table.buckets) - 1 {
		if len(n.table.buckets[i].entries) < n.config.K {
			n.refreshBucket(i)
		}
	}
	n.refreshNext()
}

// catchUp begins the look-ups that have waited until the node had joined.
func (n *Node) catchUp() {
	waiting := n.later
	n.later = nil
	for _, l := range waiting {
		before := n.h.Serve(l.asker)
		n.start(l)
		n.h.Serve(before)
	}
}

// refreshNext looks up the next identifier that fills a bucket.
func (n *Node) refreshNext() {
	if len(n.refresh) > 0 {
		target := n.refresh[0]
		n.refresh = n.refresh[1:]
		n.Find(target, func(*Lookup) { n.refreshNext() })
		return
	}
	if n.state == Filling {
		n.become(Ready)
		n.h.Emit(EventJoined{Nodes: n.table.size(), Buckets: len(n.table.buckets)})
	}
}
