package view

// Swarm is who takes part in the exchange of one torrent at an instant, as a picture of all
// peers needs it: light enough for each frame, whatever their number. What a single peer
// decides, and why, stands in its own [Torrent].
type Swarm struct {
	InfoHash    string       `json:"infoHash"` // SHA-1 of the info dictionary, in hex (BEP 3)
	Name        string       `json:"name"`     // of the file or folder
	Size        int64        `json:"size"`     // bytes
	PieceLength int          `json:"pieceLength"`
	Pieces      int          `json:"pieces"`
	Peers       []SwarmPeer  `json:"peers"`           // by the order of the lab's hosts
	Links       []SwarmLink  `json:"links,omitempty"` // connections that stand, each direction in which something may flow
	Copies      []int        `json:"copies,omitempty"`
	Samples     []SwarmPoint `json:"samples,omitempty"`
	Turned      uint64       `json:"turned,omitempty"` // the trace event with which somebody had everything, or left, last
	// Downloads is who gets the same file from a web server instead, by the order of the lab.
	Downloads []SwarmDownload `json:"downloads,omitempty"`
}

// SwarmDownload is a host that gets a torrent's file from a web server, without the swarm.
type SwarmDownload struct {
	Host  string `json:"host"`
	State string `json:"state"` // of the program: "waiting", "asking", "downloading", "done", "failed"
	Got   int64  `json:"got"`   // bytes of the file
}

// SwarmPeer is a peer in the picture.
type SwarmPeer struct {
	Host  string `json:"host"`
	State string `json:"state"` // of the peer program: "joining", "leeching", "seeding", "left", …
	// Have is the pieces that it has, a bit each, the first piece the highest bit of the first
	// byte, as in a BITFIELD message.
	Have []byte `json:"have,omitempty"`
	// Busy are the pieces of which it has some blocks but not all, or has asked for some.
	Busy      []int  `json:"busy,omitempty"`
	Count     int    `json:"count"`    // pieces that it has
	Up        int64  `json:"up"`       // bytes of payload a second, over the last 20 s at most
	Down      int64  `json:"down"`     // likewise
	Sent      int64  `json:"sent"`     // bytes of payload since it began
	Received  int64  `json:"received"` // likewise
	Neighbors int    `json:"neighbors"`
	Since     int64  `json:"since"`           // when it joined, nanoseconds since the world began
	Done      int64  `json:"done,omitempty"`  // when it had everything; 0: not yet
	Rider     string `json:"rider,omitempty"` // how it misbehaves: "free-rider", "selfish", …; "" if it doesn't
}

// Away reports whether a peer takes no part: it has not joined yet, has left, or is switched off.
func (p *SwarmPeer) Away() bool {
	switch p.State {
	case "waiting", "left", "down", "":
		return true
	}
	return false
}

// Has reports whether a peer has a piece.
func (p *SwarmPeer) Has(piece int) bool {
	return piece/8 < len(p.Have) && p.Have[piece/8]&(0x80>>(piece%8)) != 0
}

// SwarmLink is one direction of a connection: From may send pieces to To.
type SwarmLink struct {
	From       int   `json:"from"` // index in Peers
	To         int   `json:"to"`
	Rate       int64 `json:"rate"`                 // bytes of payload a second
	Unchoked   bool  `json:"unchoked,omitempty"`   // From serves To
	Optimistic bool  `json:"optimistic,omitempty"` // on trial
	Interested bool  `json:"interested,omitempty"` // To wants what From has
	// Asked is how many requests of To From has not answered yet, and Piece the piece of the
	// oldest of them: what flies now. Without requests Piece says nothing.
	Asked int `json:"asked,omitempty"`
	Piece int `json:"piece,omitempty"`
}

// SwarmPoint is a point of the plot of completion.
type SwarmPoint struct {
	At   int64   `json:"at"`   // nanoseconds since the world began
	Have []int32 `json:"have"` // pieces of each peer, in the order of Peers
}

// Torrent is what a peer of a swarm knows and decides. It stands in [Program].Torrent.
type Torrent struct {
	InfoHash  string     `json:"infoHash"`
	Name      string     `json:"name"`
	PeerID    string     `json:"peerID"`
	Pieces    int        `json:"pieces"`
	Have      []byte     `json:"have,omitempty"`
	Count     int        `json:"count"`
	Left      int64      `json:"left"` // bytes
	Tracker   string     `json:"tracker,omitempty"`
	Announced string     `json:"announced,omitempty"` // what the last announce ended with
	NextAsk   int64      `json:"nextAsk,omitempty"`   // nanoseconds since the world began
	Slots     int        `json:"slots"`               // upload slots, without the optimistic one
	Picker    string     `json:"picker"`              // "rarest-first", "random", "in-order", …
	Choker    string     `json:"choker"`              // "tit-for-tat", "seed", "free-rider", …
	NextRound int64      `json:"nextRound,omitempty"` // the next decision whom to serve
	EndGame   bool       `json:"endGame,omitempty"`
	ByHand    bool       `json:"byHand,omitempty"` // the user has everybody choked
	Neighbors []Neighbor `json:"neighbors,omitempty"`
	// Line is what it knows its line to carry upwards, in bytes a second; 0: it doesn't know.
	Line int64 `json:"line,omitempty"`
	// Spare is how many of the slots there are only because the line is not used up.
	Spare int `json:"spare,omitempty"`
	// Ranking is the last decision whom to serve, best first: with each neighbour why.
	Ranking []Ranked `json:"ranking,omitempty"`
	// Rarest are the pieces that it lacks, the one that it would ask for first in front; the
	// first hundred.
	Rarest []Candidate `json:"rarest,omitempty"`
	// Last are the last pieces that it began, newest first, each with what it knew then.
	Last []Picked `json:"last,omitempty"`
}

// Neighbor is a connection to another peer.
type Neighbor struct {
	Host     string `json:"host,omitempty"` // "" if no host of the lab has the address
	Addr     string `json:"addr"`           // address and port
	Client   string `json:"client"`         // as its peer id says
	State    string `json:"state"`          // of the connection: "dialing", "handshake", "open"
	Incoming bool   `json:"incoming,omitempty"`
	Count    int    `json:"count"` // pieces that it has
	// The four bits of the protocol (BEP 3).
	AmChoking      bool  `json:"amChoking"`
	AmInterested   bool  `json:"amInterested"`
	PeerChoking    bool  `json:"peerChoking"`
	PeerInterested bool  `json:"peerInterested"`
	Optimistic     bool  `json:"optimistic,omitempty"`
	Snubbed        bool  `json:"snubbed,omitempty"` // it has sent nothing for a minute though it serves us
	ByHand         bool  `json:"byHand,omitempty"`  // the user has it choked
	Up             int64 `json:"up"`                // bytes of payload a second
	Down           int64 `json:"down"`
	Sent           int64 `json:"sent"` // bytes of payload
	Received       int64 `json:"received"`
	Asked          int   `json:"asked"` // requests that it has not answered yet
}

// Ranked is a neighbour in a decision whom to serve.
type Ranked struct {
	Addr     string `json:"addr"`
	Host     string `json:"host,omitempty"`
	Rate     int64  `json:"rate"`     // by which it was ranked, bytes a second
	Decision string `json:"decision"` // "unchoked", "optimistic", "choked", "not interested", "snubbed", "by hand"
	Slot     int    `json:"slot,omitempty"`
}

// Candidate is a piece that may be asked for.
type Candidate struct {
	Piece  int `json:"piece"`
	Copies int `json:"copies"` // among the neighbours
	From   int `json:"from"`   // neighbours that have it and serve us
}

// Picked is a decision for a piece.
type Picked struct {
	Event  uint64 `json:"event"` // of the trace
	At     int64  `json:"at"`    // nanoseconds since the world began
	Piece  int    `json:"piece"`
	From   string `json:"from"`           // host or address it is asked of
	Copies int    `json:"copies"`         // among the neighbours then
	Least  int    `json:"least"`          // the fewest copies of any piece that could have been chosen
	Ties   int    `json:"ties,omitempty"` // how many others were as good: the dice decided
	Why    string `json:"why"`            // "rarest", "random first", "random", "in order"
}

// DHTNode is a node of the distributed hash table (BEP 5). It stands in [Program].DHT.
type DHTNode struct {
	ID      string      `json:"id"`    // 160 bits in hex
	State   string      `json:"state"` // "waiting", "joining", "filling", "ready", "alone", "closed"
	Nodes   int         `json:"nodes"`
	Buckets []DHTBucket `json:"buckets,omitempty"`
	Stored  []DHTStored `json:"stored,omitempty"`
	Lookups []DHTLookup `json:"lookups,omitempty"` // those that go on, and the last one
}

// DHTBucket is a bucket of the routing table: the nodes whose distance begins with that many
// zero bits; in the last one, which holds the own identifier, at least that many.
type DHTBucket struct {
	Prefix  int          `json:"prefix"` // bits that its nodes share with the own id
	Nodes   []DHTContact `json:"nodes"`
	Changed int64        `json:"changed"` // when it was last known to be fresh, by the machine's wall clock: nanoseconds since 1970
}

// DHTContact is another node as this one knows it.
type DHTContact struct {
	ID    string `json:"id"`
	Addr  string `json:"addr"`
	Host  string `json:"host,omitempty"`
	State string `json:"state"` // "good", "questionable", "bad"; "" if it is not in the table
}

// DHTStored is who has announced a torrent to this node.
type DHTStored struct {
	InfoHash string   `json:"infoHash"`
	Peers    []string `json:"peers"`
}

// DHTLookup is an iterative look-up.
type DHTLookup struct {
	Operation uint64         `json:"operation"` // ID of the trace event with which it began
	Target    string         `json:"target"`
	Kind      string         `json:"kind"` // "find_node", "get_peers"
	State     string         `json:"state"`
	Hops      int            `json:"hops"`              // steps of the frontier so far
	Asked     int            `json:"asked"`             // queries
	Closest   []DHTShortlist `json:"closest,omitempty"` // the nearest first
	Next      int            `json:"next"`              // who of Closest is asked next; -1: nobody
	Peers     []string       `json:"peers,omitempty"`
}

// DHTShortlist is a node on a look-up's list.
type DHTShortlist struct {
	DHTContact
	Hop      int    `json:"hop"`      // the step in which it was learnt of; 0: it stood in the own table
	Answered string `json:"answered"` // "", "asked", "yes", "silent"
	Shared   int    `json:"shared"`   // leading bits that it shares with the target
}
