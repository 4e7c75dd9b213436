package dht

import (
	"net/netip"
	"slices"
	"strconv"
	"time"

	"playnet/core/trace"
)

const (
	// Alpha is how many queries of a look-up are under way at a time (Kademlia, §2.3).
	Alpha = 3
	// shortlist is how many nodes a look-up remembers, and maxAsked how many it asks at
	// most, whatever it is told.
	shortlist = 4 * MaxK
	maxAsked  = 100
	maxFound  = 500 // peers
)

// LookupState says where a look-up is.
type LookupState uint8

// The states of a look-up.
const (
	Asking     LookupState = iota
	Announcing             // the nearest nodes are known and are being told of the peer
	Done
)

var lookupStateNames = [...]string{"asking", "announcing", "done"}

// String returns the state's name.
func (s LookupState) String() string {
	if int(s) < len(lookupStateNames) {
		return lookupStateNames[s]
	}
	return "state " + strconv.Itoa(int(s))
}

// Reply says what has become of the query to a node on a look-up's list.
type Reply uint8

// What may have become of it.
const (
	NotAsked Reply = iota
	Asked
	Answered
	Silent
)

// String returns it in a word; nothing if the node was not asked.
func (r Reply) String() string { return [...]string{"", "asked", "yes", "silent"}[r] }

// candidate is a node on a look-up's list.
type candidate struct {
	Contact
	hop   int // steps after which it was learnt of: 0 from the own table
	reply Reply
	token string
}

// Lookup is an iterative look-up: the list of the nearest nodes known, of which the
// nearest ones that were not asked yet are asked, until the K nearest have all answered.
//
// BEP 5, Overview: "The original node iteratively queries nodes that are closer to the
// target infohash until it cannot find any closer."
type Lookup struct {
	Target ID
	Method Method // FindNode or GetPeers
	// Announce is the port on which the peer listens that is to be announced to the
	// nearest nodes; 0: none.
	Announce uint16

	n         *Node
	asker     trace.ID // the operation that asked for it, while it waits
	operation trace.ID
	began     time.Duration
	took      time.Duration
	state     LookupState
	list      []candidate // the nearest first
	seeds     []Endpoint  // nodes of which only the address is known: they are asked first
	underWay  int
	asked     int
	silent    int
	reached   int // K nearest that have stored the announced peer
	peers     []netip.AddrPort
	found     func([]netip.AddrPort)
	done      func(*Lookup)
}

// Find looks for the nodes nearest to a target. done hears of the end; it may be nil.
func (n *Node) Find(target ID, done func(*Lookup)) {
	n.start(&Lookup{Target: target, Method: FindNode, done: done})
}

// GetPeers looks for the peers of a torrent, once the node has joined. found hears of those
// that were not known before, as they are told, maybe several times; done of the end. Either
// may be nil. If announce is not 0, the peer that listens on that port of this host is then
// announced to the nodes nearest to the info-hash.
func (n *Node) GetPeers(infoHash ID, announce uint16, found func([]netip.AddrPort), done func(*Lookup)) {
	n.start(&Lookup{Target: infoHash, Method: GetPeers, Announce: announce, found: found, done: done})
}

// start begins a look-up: it is an operation of its own.
func (n *Node) start(l *Lookup) {
	if n.conn == nil {
		n.begin = append(n.begin, func() { n.start(l) })
		return
	}
	if n.state == Closed {
		return
	}
	if l.Method == GetPeers && n.toJoin() {
		l.asker = n.operation()
		n.later = append(n.later, l)
		return
	}
	l.n, l.began = n, n.now()
	for _, c := range n.table.nearest(nil, l.Target, n.config.K, l.began) {
		l.list = append(l.list, candidate{Contact: c})
	}
	e := EventLookup{Target: l.Target, Method: string(l.Method), Known: n.table.size()}
	if len(l.list) > 0 {
		e.Shared = l.Target.Shared(l.list[0].ID)
	}
	before := n.operation()
	l.operation = n.h.Emit(e)
	n.lookups = append(n.lookups, l)
	n.h.Serve(l.operation)
	n.h.Because(l.operation)
	l.step()
	n.h.Serve(before)
}

// step asks as many nodes as may be asked at a time; if there is nobody left to ask, the
// look-up is at its end.
func (l *Lookup) step() {
	for l.underWay < Alpha && len(l.seeds) > 0 {
		seed := Contact{Addr: l.seeds[0]}
		l.seeds = l.seeds[1:]
		l.ask(seed, 1, func(answer *Message) {
			if answer != nil {
				l.insert(candidate{Contact: Contact{answer.ID, seed.Addr}, reply: Answered, token: answer.Token})
			}
		})
	}
	for l.underWay < Alpha && l.asked < maxAsked {
		i := l.next()
		if i < 0 {
			break
		}
		l.list[i].reply = Asked
		c := l.list[i]
		l.ask(c.Contact, c.hop+1, func(answer *Message) {
			at := l.find(c.ID)
			if at < 0 {
				return
			}
			l.list[at].reply = Silent
			if answer != nil {
				l.list[at].reply, l.list[at].token = Answered, answer.Token
			}
		})
	}
	if l.underWay == 0 && l.state == Asking {
		l.converged()
	}
}

// next returns who is asked next: the nearest node that was not asked yet, if it is among
// the K nearest that have not failed to answer; -1 if all those have answered or are
// being asked.
func (l *Lookup) next() int {
	alive := 0
	for i := range l.list {
		switch l.list[i].reply {
		case NotAsked:
			return i
		case Silent:
			continue
		}
		if alive++; alive == l.n.config.K {
			break
		}
	}
	return -1
}

// ask sends a query of the look-up and takes in what the answer tells.
func (l *Lookup) ask(c Contact, step int, note func(*Message)) {
	n := l.n
	l.asked++
	l.underWay++
	cause := n.h.Emit(EventAsked{Target: l.Target, Method: string(l.Method), Node: c.ID, To: c.Addr.AddrPort(),
		Hop: step, Shared: sharedWith(l.Target, c.ID), Number: l.asked})
	n.h.Because(cause)
	n.ask(c, &Message{Method: l.Method, Target: l.Target}, cause, func(answer *Message) {
		l.underWay--
		note(answer)
		if answer == nil {
			l.silent++
		} else {
			l.learn(answer, step)
		}
		l.step()
	})
}

// sharedWith is how many bits a node shares with a target; none if it isn't known yet.
func sharedWith(target, id ID) int {
	if id == (ID{}) {
		return 0
	}
	return target.Shared(id)
}

// learn takes in what a node has told in the so many-th step of the look-up.
func (l *Lookup) learn(m *Message, step int) {
	before := l.nearest()
	for _, c := range m.Nodes {
		if c.ID != l.n.id && c.Addr.usable() {
			l.insert(candidate{Contact: c, hop: step})
		}
	}
	if now := l.nearest(); now != nil && (before == nil || now.ID != before.ID) {
		l.n.h.Emit(EventHop{Target: l.Target, Hop: now.hop, Node: now.ID, Addr: now.Addr.AddrPort(),
			Shared: l.Target.Shared(now.ID), By: m.ID})
	}
	var fresh []netip.AddrPort
	for _, v := range m.Values {
		if p := v.AddrPort(); v.usable() && len(l.peers) < maxFound && !slices.Contains(l.peers, p) {
			fresh, l.peers = append(fresh, p), append(l.peers, p)
		}
	}
	if len(fresh) > 0 && l.found != nil {
		l.found(fresh)
	}
}

// nearest returns a copy of the nearest node that has not failed to answer; nil if there
// is none.
func (l *Lookup) nearest() *candidate {
	for _, c := range l.list {
		if c.reply != Silent {
			return &c
		}
	}
	return nil
}

func (l *Lookup) find(id ID) int {
	return slices.IndexFunc(l.list, func(c candidate) bool { return c.ID == id })
}

// insert gives a node its place on the list, if it is near enough.
func (l *Lookup) insert(c candidate) {
	if i := l.find(c.ID); i >= 0 {
		return
	}
	at := len(l.list)
	for at > 0 && l.Target.Nearer(c.ID, l.list[at-1].ID) < 0 {
		at--
	}
	if at >= shortlist {
		return
	}
	l.list = slices.Insert(l.list, at, c)
	l.list = l.list[:min(len(l.list), shortlist)]
}

// Hops returns how many steps it takes from the own table to the nearest node that has
// answered: 1 if the table has it. Each step is a query to a node of which only the
// answer in the step before told.
func (l *Lookup) Hops() int {
	for _, c := range l.list {
		if c.reply == Answered {
			return c.hop + 1
		}
	}
	return 0
}

// Closest returns the nodes nearest to the target that have answered, at most k.
func (l *Lookup) Closest() (list []Contact) {
	for _, c := range l.list {
		if c.reply == Answered && len(list) < l.n.config.K {
			list = append(list, c.Contact)
		}
	}
	return list
}

// Peers returns the peers found.
func (l *Lookup) Peers() []netip.AddrPort { return l.peers }

// Asked returns how many nodes were asked.
func (l *Lookup) Asked() int { return l.asked }
