package labfile

import (
	"strconv"

	"playnet/core/lab/strict"
)

// TorrentTracker is a tracker: peers announce themselves to it, and it tells them of each other
// (BEP 3, 15, 23, 48). By HTTP it also serves the .torrent files, as /ID.torrent.
type TorrentTracker struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The TCP port where it speaks HTTP; 6969 if absent.
	HTTP *Port `json:"http,omitempty"`
	// The UDP port; 6969 if absent.
	UDP *Port `json:"udp,omitempty"`
	// What it speaks; both if absent.
	Protocols []TrackerProtocol `json:"protocols,omitempty" strict:"min=1,max=2"`
	// The torrents whose peers it keeps; those of all that it hears of if absent.
	Torrents []ID `json:"torrents,omitempty" strict:"max=100"`
	// After what time peers are to announce themselves again; 30 minutes if absent.
	Interval *Duration `json:"interval,omitempty" set:"reload"`
	// Which they are not to do sooner than this.
	MinInterval *Duration `json:"minInterval,omitempty" set:"reload"`
	// How many peers it tells of at most; 50 if absent.
	NumWant *PeerCount `json:"numwant,omitempty" strict:"parameter" set:"reload"`
	// Whom it tells of: "random", any, drawn at random; "site", those of the asker's own site, and one in five from elsewhere. Random if absent.
	Choice PeerChoice `json:"choice,omitempty" set:"reload"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// TorrentPeer is a peer of a swarm.
type TorrentPeer struct {
	// The host that runs it, or the name of a group.
	Host Name `json:"host" strict:"required"`
	// The torrent.
	Torrent ID `json:"torrent" strict:"required"`
	// Whether it knows no more than a magnet link, and gets the rest from other peers (BEP 9).
	Magnet bool `json:"magnet,omitempty"`
	// Whether it has the whole file from the beginning.
	Seed bool `json:"seed,omitempty"`
	// When it joins, counted from the start of the host; at once if absent.
	Join *Duration `json:"join,omitempty"`
	// In a group: how much later than the host before it each host joins.
	Apart *Duration `json:"apart,omitempty"`
	// Whether it joins only when it is told to, by torrent.join.
	Manual bool `json:"manual,omitempty"`
	// The TCP port where it listens; 6881 if absent.
	Port *Port `json:"port,omitempty"`
	// How many neighbours it serves at once, without the one on trial; if absent 4, or with "knowsLine" as many as suit the line.
	Slots *SlotCount `json:"slots,omitempty" strict:"parameter" set:"reload"`
	// How it chooses the piece that it asks for next; rarest-first if absent.
	Picker PickerName `json:"picker,omitempty" set:"reload"`
	// Whether it never chooses pieces at random, as it otherwise does while it has none.
	NoRandomFirst bool `json:"noRandomFirst,omitempty"`
	// How it chooses whom to serve; tit-for-tat if absent.
	Choker ChokerName `json:"choker,omitempty" set:"reload"`
	// Whether it serves nobody, whatever the choker.
	FreeRider bool `json:"freeRider,omitempty" set:"reload"`
	// Whether it speaks the fast extension (BEP 6).
	Fast bool `json:"fast,omitempty"`
	// Whether, as a seed, it shows its pieces one by one (BEP 16).
	SuperSeed bool `json:"superSeed,omitempty" set:"reload"`
	// How many connections it looks for; 40 if absent.
	Neighbours *PeerCount `json:"neighbours,omitempty" strict:"parameter"`
	// How many connections it has at most; 80 if absent.
	Connections *PeerCount `json:"connections,omitempty" strict:"parameter"`
	// The most that it sends, in payload; as much as its link gives if absent.
	MaxUp *Rate `json:"maxUp,omitempty" strict:"parameter" set:"reload"`
	// Whether it knows what its line carries: the rate up of its host's own link, as a user would tell it, or "maxUp" if that is less. It also serves more neighbours than it has slots while the line is not used. It is not told when the link is set to another rate while the lab runs.
	KnowsLine bool `json:"knowsLine,omitempty" set:"reload"`
	// What it does when it has everything: "stay", "complete" (it leaves at once, the selfish one), "after" (it leaves after "linger"). It stays if absent.
	Leave LeavePolicy `json:"leave,omitempty" set:"reload"`
	// How long it stays with "leave": "after".
	Linger *Duration `json:"linger,omitempty" set:"reload"`
	// Whether it sends wrong bytes.
	Poison bool `json:"poison,omitempty" set:"reload"`
	// The host whose disk it has: the same computer, at another place of the network.
	DiskOf Name `json:"diskOf,omitempty"`
	// Whether it prefers neighbours of its own site.
	PreferSite bool `json:"preferSite,omitempty" set:"reload"`
	// Whether it is a node of the distributed hash table, too (BEP 5), at the UDP port of the same number.
	DHT bool `json:"dht,omitempty"`
	// The nodes of the DHT that it begins with: names of hosts, or addresses.
	Bootstrap []HostRef `json:"bootstrap,omitempty" strict:"max=16"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// TrackerProtocol is what a tracker speaks.
type TrackerProtocol string

// The protocols.
const (
	TrackByHTTP TrackerProtocol = "http"
	TrackByUDP  TrackerProtocol = "udp"
)

// Enum lists the protocols.
func (TrackerProtocol) Enum() []string { return []string{"http", "udp"} }

// PeerChoice is whom a tracker tells of.
type PeerChoice string

// ChooseBySite prefers the asker's own site.
const ChooseBySite PeerChoice = "site"

// Enum lists the choices.
func (PeerChoice) Enum() []string { return []string{"random", "site"} }

// PickerName is how a peer chooses pieces.
type PickerName string

// Enum lists the strategies.
func (PickerName) Enum() []string { return []string{"rarest-first", "random", "in-order"} }

// ChokerName is how a peer chooses whom to serve.
type ChokerName string

// Enum lists the strategies.
func (ChokerName) Enum() []string { return []string{"tit-for-tat", "seed", "random", "free-rider"} }

// LeavePolicy is what a peer does that has everything.
type LeavePolicy string

// The policies.
const (
	LeaveStay     LeavePolicy = "stay"
	LeaveComplete LeavePolicy = "complete"
	LeaveAfter    LeavePolicy = "after"
)

// Enum lists the policies.
func (LeavePolicy) Enum() []string { return []string{"stay", "complete", "after"} }

// PeerCount is a number of peers: 1 to 1,000.
type PeerCount int

// Validate implements strict.Validator.
func (n PeerCount) Validate() error { return between(int64(n), 1, 1000) }

// SlotCount is how many neighbours a peer serves: 1 to 100.
type SlotCount int

// Validate implements strict.Validator.
func (n SlotCount) Validate() error { return between(int64(n), 1, 100) }

func (TorrentTracker) Kind() string { return "torrent.tracker" }
func (TorrentPeer) Kind() string    { return "torrent.peer" }

func (s TorrentTracker) On() Name { return s.Host }
func (s TorrentPeer) On() Name    { return s.Host }

// The usual ports.
const (
	usualTrackerPort = 6969
	usualPeerPort    = 6881
)

func portOr(p *Port, usual int) string {
	if p != nil {
		usual = int(*p)
	}
	return strconv.Itoa(usual)
}

// Speaks reports whether the tracker speaks a protocol.
func (s TorrentTracker) Speaks(p TrackerProtocol) bool {
	return len(s.Protocols) == 0 || contains(s.Protocols, p)
}

// Ports: by TCP for HTTP, by UDP for BEP 15.
func (s TorrentTracker) Ports() (list []string) {
	if s.Speaks(TrackByHTTP) {
		list = append(list, portOr(s.HTTP, usualTrackerPort)+"/tcp")
	}
	if s.Speaks(TrackByUDP) {
		list = append(list, portOr(s.UDP, usualTrackerPort)+"/udp")
	}
	return list
}

// Ports: TCP for other peers, UDP for the DHT.
func (s TorrentPeer) Ports() []string {
	port := portOr(s.Port, usualPeerPort)
	if s.DHT {
		return []string{port + "/tcp", port + "/udp"}
	}
	return []string{port + "/tcp"}
}

// member is the service on a host of a group.
func (s TorrentPeer) member(k int) Service {
	s.Join = later(s.Join, s.Apart, k)
	return s
}

func later(from, every *Duration, k int) *Duration {
	if every == nil {
		return from
	}
	at := Duration(k) * *every
	if from != nil {
		at += *from
	}
	return &at
}

func (s TorrentTracker) check(c *checker, at *strict.Node) {
	for i, id := range s.Torrents {
		c.torrentID(id, at.Get("torrents").At(i))
		if contains(s.Torrents[:i], id) {
			c.fail(at.Get("torrents").At(i), askedTwice.With("value", string(id)))
		}
	}
	s.checkSettings(c, at)
}

// checkSettings checks what can be changed while it runs.
func (s TorrentTracker) checkSettings(c *checker, at *strict.Node) {
	c.positive(s.Interval, at.Get("interval"))
	c.positive(s.MinInterval, at.Get("minInterval"))
}

var (
	seedByMagnet = strict.Define("seed-by-magnet", `a peer that knows a magnet link alone can't have the whole file`)
	lingerAlone  = strict.Define("linger-alone", `"linger" goes with "leave": "after"`)
	dhtBootstrap = strict.Define("dht-bootstrap", `"bootstrap" goes with "dht": true`)
	dhtPrivate   = strict.Define("dht-private", `the peers of a private torrent are not looked for in the DHT (BEP 27)`)
)

func (s TorrentPeer) check(c *checker, at *strict.Node) {
	c.torrentID(s.Torrent, at.Get("torrent"))
	if s.Magnet && s.Seed {
		c.fail(at.Get("magnet"), seedByMagnet.With())
	}
	if len(s.Bootstrap) > 0 && !s.DHT {
		c.fail(at.Get("bootstrap"), dhtBootstrap.With())
	}
	if t := c.file.Torrent(s.Torrent); t != nil && t.Private && s.DHT {
		c.fail(at.Get("dht"), dhtPrivate.With())
	}
	c.refs(s.Bootstrap, at.Get("bootstrap"))
	if s.DiskOf != "" {
		c.hostName(s.DiskOf, at.Get("diskOf"))
	}
	s.checkSettings(c, at)
}

// checkSettings checks what can be changed while it runs.
func (s TorrentPeer) checkSettings(c *checker, at *strict.Node) {
	if s.Linger != nil && s.Leave != LeaveAfter {
		c.fail(at.Get("linger"), lingerAlone.With())
	}
}
