package dht

import "slices"

// answer answers a query.
func (n *Node) answer(q *Message, bad error, from Endpoint) {
	r := Message{Type: Response, Transaction: q.Transaction, ID: n.id}
	if bad != nil {
		n.refuse(&r, bad, q, from)
		return
	}
	switch now := n.now(); q.Method {
	case FindNode:
		r.Nodes, r.HasNodes = n.nearestFor(q), true
	case GetPeers:
		r.Token = n.tokens.give(from, now)
		r.Values = n.peers.peers(q.Target, now, n.dice)
		// BEP 5 has the nodes sent where no peers are known. They are of use in either
		// case, for who looks for the nearest nodes to announce himself to; other nodes
		// in use send both, too.
		r.Nodes, r.HasNodes = n.nearestFor(q), true
	case AnnouncePeer:
		if !n.tokens.accept(q.Token, from, now) {
			n.refuse(&r, &MessageError{ProtocolError, "bad token"}, q, from)
			return
		}
		if !n.keep(q, from) {
			n.refuse(&r, &MessageError{ServerError, "no room"}, q, from)
			return
		}
	}
	n.send(&r, from)
	n.heard(Contact{q.ID, from})
}

// nearestFor returns the k nodes nearest to a target, without the one that asks.
func (n *Node) nearestFor(q *Message) []Contact {
	list := n.table.nearest(nil, q.Target, n.config.K+1, n.now())
	if i := slices.IndexFunc(list, func(c Contact) bool { return c.ID == q.ID }); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list[:min(len(list), n.config.K)]
}

// refuse answers with an error.
func (n *Node) refuse(r *Message, why error, q *Message, from Endpoint) {
	e, ok := why.(*MessageError)
	if !ok {
		return
	}
	r.Type, r.Code, r.Text = Failure, e.Code, e.Reason
	n.h.Because(n.h.Emit(EventRefused{Addr: from.AddrPort(), Method: string(q.Method), Code: int(e.Code), Reason: e.Reason}))
	n.send(r, from)
}

// keep stores a peer that announces itself. It can announce no address but that from
// which it asks: the token proves that it receives what is sent there.
func (n *Node) keep(q *Message, from Endpoint) bool {
	peer := from
	if !q.Implied {
		peer[4], peer[5] = byte(q.Port>>8), byte(q.Port)
	}
	peers := n.peers.add(q.Target, peer, n.now())
	if peers == 0 {
		return false
	}
	n.h.Emit(EventStored{InfoHash: q.Target, Peer: peer.AddrPort(), Peers: peers, Shared: n.id.Shared(q.Target)})
	return true
}

// heard tells the table who has asked. A node that it doesn't know is asked back: only
// who answers gets a place.
func (n *Node) heard(c Contact) {
	now := n.now()
	n.table.asked(c, now)
	if !n.table.roomFor(c.ID, now) {
		return
	}
	for _, q := range n.pending {
		if q.to.Addr == c.Addr {
			return // it is being asked something already
		}
	}
	n.ping(c, func(*Message) {})
}
