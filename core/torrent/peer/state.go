package peer

// State is where a peer is in its life.
type State uint8

// The states.
const (
	Waiting  State = iota // it has not joined yet
	Joining               // it looks for others
	Metadata              // it has a magnet link and learns which pieces there are
	Leeching              // it lacks pieces
	Seeding               // it has everything
	Left
)

func (s State) String() string {
	return [...]string{"waiting", "joining", "metadata", "leeching", "seeding", "left"}[s]
}

// in reports whether the peer takes part in the swarm.
func (s State) in() bool { return s >= Joining && s <= Seeding }

// ConnState is where a connection to a neighbour is in its life.
type ConnState uint8

// The states of a connection.
const (
	Dialing   ConnState = iota // TCP's handshake
	Handshake                  // BitTorrent's
	Open
	Closed
)

func (s ConnState) String() string {
	return [...]string{"dialing", "handshake", "open", "closed"}[s]
}
