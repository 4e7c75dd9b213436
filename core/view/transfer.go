package view

// Fate says what became of a frame.
type Fate string

// The fates of a frame.
const (
	InFlight  Fate = "in flight"
	Delivered Fate = "delivered"
	Lost      Fate = "lost"
)

// Transfer is one frame's way from host to host, from the trace alone: the line
// that a ladder draws for it.
type Transfer struct {
	Frame    uint64 `json:"frame"`        // ID of the event that sent it
	From     string `json:"from"`         // sending host
	To       string `json:"to,omitempty"` // "" if no host has the address
	SentAt   int64  `json:"sentAt"`       // nanoseconds since the world began
	EndAt    int64  `json:"endAt"`        // delivered or lost at; 0: still in flight
	Fate     Fate   `json:"fate"`
	Reason   string `json:"reason,omitempty"` // why it was lost
	Where    string `json:"where,omitempty"`  // where it was lost: a link's direction, "campus/up", or a host
	Protocol string `json:"protocol"`         // the innermost layer's: "dns", "udp", "icmp"
	Summary  string `json:"summary"`          // one line: "A? gaia.cs.umass.edu"
	Reply    bool   `json:"reply"`            // answers an earlier transfer
	// Failure: it tells that an earlier transfer failed (an ICMP error, a reset).
	Failure bool `json:"failure,omitempty"`
	// Retransmission: a segment of which something was sent before.
	Retransmission bool `json:"retransmission,omitempty"`
	// Number counts the application's messages from 1, in the order of their
	// sending; 0 for a frame that carries no whole one that can be told (a segment
	// of a stream, an acknowledgment, an ICMP error), or one that was sent before.
	Number int `json:"number,omitempty"`
	Size   int `json:"size"` // bytes on the wire
	// Forged: its source address is not its sender's.
	Forged bool `json:"forged,omitempty"`
	// Connection names the TCP connection of a segment, the same in both directions
	// ("10.0.0.1:1024 10.0.0.2:53"); "" for what is no segment.
	Connection string `json:"connection,omitempty"`
	// Data is how many bytes of the stream a segment carries, and Control what it does
	// besides.
	Data    int     `json:"data,omitempty"`
	Control Control `json:"control,omitempty"`
}

// Control is what a TCP segment does besides carrying data (RFC 9293 §3.1).
type Control string

// What a segment does.
const (
	NoControl Control = ""        // data, an acknowledgment, or both
	Opens     Control = "opens"   // SYN without ACK
	Accepts   Control = "accepts" // SYN with ACK
	Closes    Control = "closes"  // FIN
	Resets    Control = "resets"  // RST
)

// Happening is something of the trace that a story can tell in one sentence. Key
// names the sentence in the message catalogue, Args are its named arguments.
type Happening struct {
	Event uint64            `json:"event"` // ID of the trace event
	At    int64             `json:"at"`    // nanoseconds since the world began
	Key   string            `json:"key"`   // "happening.dns.referral"
	Args  map[string]string `json:"args,omitempty"`
}

// Talk is two hosts between which frames were sent, A before B in the order of their
// names.
type Talk struct {
	A      string `json:"a"`
	B      string `json:"b"`
	Frames int    `json:"frames"` // in both directions
}

// Mark is a notable instant of a run. Key and Args name what happened, as in a [Happening];
// "" where the kind says it all.
type Mark struct {
	Event uint64            `json:"event"` // ID of the trace event
	At    int64             `json:"at"`    // nanoseconds since the world began
	Kind  MarkKind          `json:"kind"`
	Key   string            `json:"key,omitempty"` // "dns.referral"
	Args  map[string]string `json:"args,omitempty"`
}

// MarkKind says what kind of thing a [Mark] marks.
type MarkKind string

// The kinds of marks.
const (
	MarkAction     MarkKind = "action"     // of the user, or of the lab's timeline
	MarkQuery      MarkKind = "query"      // somebody begins to ask
	MarkAnswer     MarkKind = "answer"     // or a part of one: a referral, a reply
	MarkConnection MarkKind = "connection" // begins, is open, ends
	MarkTimeout    MarkKind = "timeout"    // somebody gives up waiting, or sends again
	MarkLoss       MarkKind = "loss"
	MarkPiece      MarkKind = "piece"   // a peer of a swarm has another piece, verified
	MarkRound      MarkKind = "round"   // a peer of a swarm decides whom to serve
	MarkTrouble    MarkKind = "trouble" // a crash, a host or a link down and up again, a failure
)
