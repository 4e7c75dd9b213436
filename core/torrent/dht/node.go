package dht

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"playnet/core/host"
	"playnet/core/trace"
)

// MaxK bounds [Config.K]: an answer with that many nodes fits a datagram.
const MaxK = 20

// DefaultPort is where a node listens unless told otherwise, as BitTorrent's clients do.
const DefaultPort = 6881

const (
	// joinAgain is how long a node waits before it asks the bootstrap nodes once more, if
	// none has answered; after joinTries times it leaves that to the housekeeping.
	joinAgain = 5 * time.Second
	joinTries = 3
	// housekeeping is how often a node looks for buckets to refresh and peers to forget.
	housekeeping = time.Minute
	// refreshAfter is the age at which a bucket is refreshed.
	//
	// BEP 5, Routing Table: "Buckets that have not been changed in 15 minutes should be
	// "refreshed." This is done by picking a random ID in the range of the bucket and
	// performing a find_nodes search on it."
	refreshAfter = 15 * time.Minute
)

// Config says what a node is to be.
type Config struct {
	ID   *ID    // nil: drawn at random
	Port uint16 // UDP; 0: [DefaultPort]
	K    int    // see [K], which holds if it is 0; at most [MaxK]
	// Bootstrap are nodes through which it gets to know others. Without any it waits to
	// be asked.
	Bootstrap []netip.AddrPort
	// Mute nodes answer no queries.
	//
	// BEP 5, Routing Table: "Many nodes using the DHT are able to send queries and receive
	// responses, but are not able to respond to queries from other nodes."
	Mute bool
	// Join is how long after its start it joins.
	Join time.Duration
}

// State says where a node is in its life.
type State uint8

// The states of a node.
const (
	Waiting State = iota // it answers, but has not yet looked for others
	Joining              // it looks for the nodes nearest to itself
	Filling              // it looks for nodes in those parts of the space of which it knows few
	Ready                // it has joined
	Alone                // no bootstrap node answers
	Closed
)

var stateNames = [...]string{"waiting", "joining", "filling", "ready", "alone", "closed"}

// String returns the state's name.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "state " + strconv.Itoa(int(s))
}

// Node is a node of the DHT. Its methods may be called from any fiber or callback of its
// program, or from outside any; none of them blocks.
type Node struct {
	config  Config
	h       host.Host
	conn    host.PacketConn
	began   time.Time
	id      ID
	state   State
	table   *table
	tokens  *tokens
	peers   store
	dice    *rand.Rand
	pending []*query // that wait for an answer, in the order of sending
	timer   host.Timer
	out     []byte // reused for each message

	lookups []*Lookup // that go on
	last    *Lookup   // that ended last
	refresh []ID      // targets of look-ups that fill buckets, one after the other
	tries   int       // to join
	begin   []func()  // what was asked of it before it began
	later   []*Lookup // for peers, until it has joined
}

// NewNode returns a node that is not running.
func NewNode(c Config) *Node {
	if c.Port == 0 {
		c.Port = DefaultPort
	}
	if c.K == 0 {
		c.K = K
	}
	c.K = min(max(c.K, 1), MaxK)
	return &Node{config: c}
}

// Start opens the node's socket and lets it answer, in a fiber of the caller's program,
// until the host stops or the node is closed.
func (n *Node) Start(h host.Host) error {
	if err := n.open(h); err != nil {
		return err
	}
	h.Go("dht", func() { _ = n.serve() }) // it ends when the socket is closed
	return nil
}

// open makes the node ready to answer, and arms what it does by itself.
func (n *Node) open(h host.Host) error {
	conn, err := h.ListenPacket("udp", netip.AddrPortFrom(netip.IPv4Unspecified(), n.config.Port))
	if err != nil {
		return err
	}
	n.h, n.conn, n.began = h, conn, h.Now()
	n.dice = h.Rand("dht")
	if n.config.ID != nil {
		n.id = *n.config.ID
	} else {
		n.id = randomID(h.Rand("dht/id"))
	}
	n.table, n.tokens = newTable(n.id, n.config.K), newTokens(h.Rand("dht/secrets"))
	h.Emit(EventBegan{ID: n.id, Port: n.config.Port})
	if len(n.config.Bootstrap) > 0 {
		h.After(n.config.Join, n.join)
	}
	h.AfterWeak(housekeeping, n.keepHouse)
	for _, f := range n.begin {
		f()
	}
	n.begin = nil
	return nil
}

// Close ends the node: it answers and asks no more.
func (n *Node) Close() {
	if n.conn == nil || n.state == Closed {
		return
	}
	n.become(Closed)
	if n.timer != nil {
		n.timer.Stop()
	}
	n.pending, n.lookups, n.refresh, n.later = nil, nil, nil, nil
	_ = n.conn.Close() // an error says that it is closed already
}

// SetMute lets the node answer queries or not.
func (n *Node) SetMute(mute bool) { n.config.Mute = mute }

// become changes the node's state.
func (n *Node) become(s State) { n.state = s }

// toJoin reports whether a look-up would find nobody yet: the node is about to join, or waits
// to be asked, and nobody has.
func (n *Node) toJoin() bool {
	if len(n.config.Bootstrap) == 0 {
		return n.state == Waiting && n.table.size() == 0
	}
	return n.state == Waiting || n.state == Joining || n.state == Alone && n.tries < joinTries
}

// ID returns the node's identifier; zero before it has begun.
func (n *Node) ID() ID { return n.id }

// Port returns the port on which the node listens: what a PORT message says (BEP 5,
// BitTorrent Protocol Extension).
func (n *Node) Port() uint16 { return n.config.Port }

// State returns the node's state.
func (n *Node) State() State { return n.state }

// Size returns how many nodes the routing table has.
func (n *Node) Size() int {
	if n.table == nil {
		return 0
	}
	return n.table.size()
}

// Add has the node get to know another one, of which only the address is known: from a
// PORT message, or the "nodes" of a torrent file.
//
// BEP 5, BitTorrent Protocol Extension: "Peers that receive this message should attempt
// to ping the node on the received port and IP address of the remote peer."
func (n *Node) Add(addr netip.AddrPort) {
	if n.conn == nil {
		n.begin = append(n.begin, func() { n.Add(addr) })
		return
	}
	if e, ok := EndpointOf(addr); ok && e.usable() && n.state != Closed {
		n.ping(Contact{Addr: e}, func(*Message) {
			if n.table.size() > 0 && (n.state == Waiting || n.state == Alone) {
				n.join() // the first node that it knows is a way to all others
			}
		})
	}
}

// now returns the time since the node began.
func (n *Node) now() time.Duration { return n.h.Now().Sub(n.began) }

// serve reads what comes, until the socket is closed.
func (n *Node) serve() error {
	buf := make([]byte, maxMessage+1)
	for {
		size, from, err := n.conn.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		e, ok := EndpointOf(from)
		if err != nil || !ok || n.state == Closed {
			continue // a kernel may report that an earlier message met a closed port
		}
		n.receive(buf[:size], e)
	}
}

func (n *Node) receive(b []byte, from Endpoint) {
	m, err := Parse(b)
	switch m.Type {
	case Query:
		if !n.config.Mute {
			n.answer(&m, err, from)
		}
	case Response, Failure:
		n.settle(&m, err, from)
	}
}

// send sends a message. What the network does with it nobody tells: KRPC lives with loss.
func (n *Node) send(m *Message, to Endpoint) {
	n.out = m.Append(n.out[:0])
	_, _ = n.conn.WriteToUDPAddrPort(n.out, to.AddrPort())
}

// met tells the table of a node that has answered.
func (n *Node) met(c Contact) {
	buckets := len(n.table.buckets)
	what, gone := n.table.offer(c, n.now())
	if len(n.table.buckets) > buckets {
		n.h.Emit(EventSplit{Buckets: len(n.table.buckets)})
	}
	switch what {
	case added, replaced:
		n.h.Emit(EventAdded{Node: c.ID, Addr: c.Addr.AddrPort(), Bucket: n.table.bucketOf(c.ID), Gone: gone.ID, Nodes: n.table.size()})
		if n.state == Waiting && len(n.config.Bootstrap) == 0 && len(n.later) > 0 {
			n.join() // somebody is there whom those that wait can ask
		}
	case contested:
		b := &n.table.buckets[n.table.bucketOf(c.ID)]
		if !b.pinging {
			b.pinging, b.waiting = true, c
			n.contest(c)
		}
	}
}

// contest pings the questionable nodes of a full bucket, the one heard least recently
// first, until one has left two pings without an answer: the new node takes its place. If
// all turn out to be good, there is none.
func (n *Node) contest(c Contact) {
	i := n.table.bucketOf(c.ID)
	e := n.table.questionable(i, n.now())
	if e == nil {
		n.table.buckets[i].pinging = false
		n.met(c) // in the place of a bad one, if there is one
		return
	}
	n.ping(e.Contact, func(*Message) { n.contest(c) })
}

// operation returns the operation that is being served.
func (n *Node) operation() trace.ID {
	op := n.h.Serve(0)
	n.h.Serve(op)
	return op
}

// keepHouse does what is to be done from time to time. It does not keep a world alive.
func (n *Node) keepHouse() {
	if n.state == Closed {
		return
	}
	now := n.now()
	n.peers.expire(now, func(infoHash ID, peer Endpoint) {
		n.h.Emit(EventExpired{InfoHash: infoHash, Peer: peer.AddrPort()})
	})
	if n.state == Alone {
		n.join()
	} else if n.state == Ready {
		for i := range n.table.buckets {
			if b := &n.table.buckets[i]; now-b.changed >= refreshAfter && n.table.size() > 0 {
				b.changed = now // so that it is refreshed once
				n.refreshBucket(i)
			}
		}
		n.refreshNext()
	}
	n.h.AfterWeak(housekeeping, n.keepHouse)
}

// refreshBucket plans a look-up of a random identifier in the range of a bucket.
func (n *Node) refreshBucket(i int) {
	if !slices.ContainsFunc(n.refresh, func(t ID) bool { return n.table.bucketOf(t) == i }) {
		n.refresh = append(n.refresh, n.id.beside(i, n.dice))
	}
}
