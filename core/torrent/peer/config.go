package peer

import (
	"net/netip"
	"time"

	"playnet/core/host"
	"playnet/core/torrent/choker"
	"playnet/core/torrent/dht"
	"playnet/core/torrent/metainfo"
	"playnet/core/torrent/picker"
	"playnet/core/torrent/store"
	"playnet/core/torrent/wire"
	"playnet/core/view"
)

// Kind is the kind of [Peer], as a lab file writes it.
const Kind = "torrent.peer"

// DefaultPort is where a peer listens unless told otherwise (BEP 3: "Common behavior is for a
// downloader to try to listen on port 6881").
const DefaultPort = 6881

// Config is how a peer is set up. Either Torrent or Magnet is there.
type Config struct {
	Torrent *metainfo.Torrent
	Magnet  *metainfo.Magnet
	// Library is where verified pieces are, shared by all peers of a world. Without one the
	// peer makes its own.
	Library *store.Library
	Seed    bool          // it has everything from the beginning
	Have    wire.Bitfield // or these pieces
	Join    time.Duration // it joins so long after its program has begun
	Manual  bool          // it doesn't join by itself, but when it is told to
	Port    uint16        // 0: DefaultPort
	Slots   int           // upload slots besides the one on trial; 0: as many as is usual, see Uplink
	Picker  string        // a name of core/torrent/picker; "": rarest first
	// RandomFirst is how many pieces are chosen at random before the rarest; negative: none;
	// 0: picker.DefaultRandomFirst.
	RandomFirst int
	Choker      string // a name of core/torrent/choker; "": tit for tat
	Fast        bool   // the fast extension (BEP 6)
	Plain       bool   // without extensions (BEP 10): nobody gets the metadata from it
	SuperSeed   bool   // as a seed it shows its pieces one by one (BEP 16)
	Neighbours  int    // so many connections are sought; 0: DefaultNeighbours
	Connections int    // so many are had at most; 0: DefaultConnections
	MaxUp       int64  // bytes of payload a second; 0: as the link gives
	// Uplink is what the line carries upwards, in bytes a second, as a user tells his program;
	// 0: it is not known. If it is, the slots are as many as suit such a line (choker.SlotsOf),
	// unless Slots says how many, and there are more as long as the line is not used up. Room is
	// left for headers and acknowledgements, who has nothing gets a chunk before all others, HAVEs
	// are saved where they tell nothing new, and in the end game others are asked only for what
	// has stalled.
	Uplink int64
	Leave  Leave
	Linger time.Duration // with LeaveAfter: how long it seeds
	// Disk keeps what it has, instead of its host's own: a computer that comes back at another
	// place of the network brings its disk along. nil: the host's.
	Disk host.Disk
	// Poison makes it send wrong bytes.
	Poison bool

	Peers    []netip.AddrPort // known from the beginning
	Trackers []string         // URLs; nil: those of Torrent or Magnet
	Announce Announcer        // nil: no trackers are asked
	DHT      DHT              // nil: not used
	// Nearer tells of neighbours that are to be preferred; nil: all are alike.
	Nearer func(netip.Addr) bool
}

// Leave is when a peer goes.
type Leave uint8

// The policies.
const (
	Stay            Leave = iota // it seeds for good
	LeaveAtComplete              // it goes as soon as it has everything: the selfish one
	LeaveAfter                   // it seeds for a while
)

func (l Leave) String() string { return [...]string{"stay", "complete", "after"}[l] }

// The usual numbers of connections, those of the original client as A. Legout et al. (IMC 2006)
// describe it.
const (
	DefaultNeighbours  = 40
	DefaultConnections = 80
)

// Announcer asks a tracker. It may block; the peer calls it in a fiber of its own.
type Announcer func(h host.Host, url string, r Announce) (Answer, error)

// Announce is what a tracker is told.
type Announce struct {
	Hash                       metainfo.Hash
	PeerID                     [20]byte
	Port                       uint16
	Uploaded, Downloaded, Left int64 // bytes
	Event                      AnnounceEvent
	NumWant                    int // peers asked for
}

// AnnounceEvent is why a tracker is told something.
type AnnounceEvent uint8

// The events of an announce (BEP 3).
const (
	Regular AnnounceEvent = iota
	Started
	Completed
	Stopped
)

func (e AnnounceEvent) String() string { return [...]string{"", "started", "completed", "stopped"}[e] }

// Answer is what a tracker says.
type Answer struct {
	Interval time.Duration // until it wants to be asked again
	Peers    []netip.AddrPort
}

// DHT is what a peer needs of a node of the distributed hash table (BEP 5): a *dht.Node. No
// method blocks.
type DHT interface {
	// Start opens the node's socket; it lives as long as the program.
	Start(host.Host) error
	// Port returns the node's UDP port, for PORT messages.
	Port() uint16
	// Add tells of a node that a neighbour has named.
	Add(netip.AddrPort)
	// GetPeers looks for peers of a torrent, and tells the nodes closest to it that there is
	// one on this host, at a TCP port (0: tells nobody).
	GetPeers(infoHash dht.ID, announce uint16, found func([]netip.AddrPort), done func(*dht.Lookup))
	// View describes the node.
	View() *view.DHTNode
}

// Bounds.
const (
	maxKnown    = 1000 // addresses of peers that are kept
	maxRequests = 256  // requests of a neighbour that wait; more, and it floods us
	maxDialing  = 20   // connections that don't stand yet
	maxTries    = 3    // of an address, in a row in vain
	numWant     = 50   // peers asked of a tracker
)

// Times.
const (
	// Patience is how long a leecher that gets nothing keeps its world alive.
	Patience = 3 * time.Minute
	// handshakeTime is how long a neighbour may take to say hello.
	handshakeTime = 30 * time.Second
	// keepAlive is how long a peer is silent at most (BEP 3: "Messages of length zero are
	// keepalives, and ignored. Keepalives are generally sent once every two minutes").
	keepAlive = 2 * time.Minute
	// idleTime is how long a neighbour may be silent.
	idleTime = 2*keepAlive + 30*time.Second
	// retryAfter is how long an address rests after a try in vain, doubled each time.
	retryAfter = time.Minute
)

func (c *Config) port() uint16 {
	if c.Port == 0 {
		return DefaultPort
	}
	return c.Port
}

func (c *Config) slots() int {
	if c.Slots == 0 && c.Uplink > 0 {
		return choker.SlotsOf(c.Uplink)
	}
	return orDefault(c.Slots, choker.DefaultSlots)
}

func (c *Config) neighbours() int {
	return min(orDefault(c.Neighbours, DefaultNeighbours), c.connections())
}

func (c *Config) connections() int { return orDefault(c.Connections, DefaultConnections) }

func (c *Config) randomFirst() int {
	return max(orDefault(c.RandomFirst, picker.DefaultRandomFirst), 0)
}

// trackers returns the URLs to be asked, in order.
func (c *Config) trackers() []string {
	switch {
	case c.Trackers != nil:
		return c.Trackers
	case c.Torrent != nil:
		return c.Torrent.Trackers()
	}
	return c.Magnet.Trackers
}

// hash returns the torrent's name.
func (c *Config) hash() metainfo.Hash {
	if c.Torrent != nil {
		return c.Torrent.Hash
	}
	return c.Magnet.Hash
}

func (c *Config) name() string {
	if c.Torrent != nil {
		return c.Torrent.Info.Name
	}
	return c.Magnet.Name
}

func orDefault(n, usual int) int {
	if n == 0 {
		return usual
	}
	return n
}
