package view

// Stream is a conversation between two sockets, whoever listens in on the wire: the
// datagrams between two addresses and ports, a TCP connection, a ping. The client is
// who sent first.
type Stream struct {
	Number      int    `json:"number"`                // from 0, in the order of their beginning
	Protocol    string `json:"protocol"`              // "udp", "tcp", "icmp"
	Application string `json:"application,omitempty"` // "dns", "smtp"; "" if the ports don't tell
	Client      string `json:"client"`                // host
	Server      string `json:"server,omitempty"`      // host; "" if no host has the address
	ClientAddr  string `json:"clientAddr"`            // "192.0.2.10:49152"
	ServerAddr  string `json:"serverAddr"`
	Frames      int    `json:"frames"`   // sent so far; retransmissions and errors count
	ToServer    int    `json:"toServer"` // bytes of the application; what is sent again doesn't count
	ToClient    int    `json:"toClient"`
	First       uint64 `json:"first"` // the first frame
	Begun       int64  `json:"begun"` // nanoseconds since the world began
	Last        int64  `json:"last"`  // when the last frame was sent
}

// LineKind says what a line of a dialogue is.
type LineKind string

// The kinds of lines.
const (
	LineText    LineKind = "text"    // a line of text
	LineData    LineKind = "data"    // bytes that are no text
	LineMessage LineKind = "message" // a message, a command, a reply of a protocol that we know
	LineBody    LineKind = "body"    // content that such a protocol carries, folded into one line
	LineOpens   LineKind = "opens"   // SYN
	LineCloses  LineKind = "closes"  // FIN: nothing more will come from this side
	LineResets  LineKind = "resets"  // RST
	LineError   LineKind = "error"   // an ICMP error about the conversation
	LineGap     LineKind = "gap"     // bytes that nobody has seen on the wire
	LineDropped LineKind = "dropped" // bytes that the trace no longer keeps
)

// Line is what one side of a conversation says in one go, in the order in which it
// was first sent.
type Line struct {
	Number     int      `json:"number"` // from 0
	Kind       LineKind `json:"kind"`
	FromClient bool     `json:"fromClient"`
	Text       string   `json:"text,omitempty"` // one line, shortened; a message's summary
	Frame      uint64   `json:"frame"`          // in which its last byte was first sent
	At         int64    `json:"at"`             // when that was
	Frames     int      `json:"frames"`         // how many frames carry it
	Offset     int      `json:"offset"`         // bytes of this direction before it
	Len        int      `json:"len"`            // bytes
	Want       int      `json:"want,omitempty"` // bytes of the whole message, while it isn't whole
	Fate       Fate     `json:"fate"`           // of Frame
	Again      int      `json:"again,omitempty"`
	// ClientState and ServerState are the sides' named states when Frame was sent: those of
	// the program's session, if its protocol has any, else those of the connection; "" where
	// there is none.
	ClientState string `json:"clientState,omitempty"`
	ServerState string `json:"serverState,omitempty"`
}

// Dialogue is a part of a conversation.
type Dialogue struct {
	Stream Stream `json:"stream"`
	Lines  []Line `json:"lines"`
	From   int    `json:"from"`  // the first line's number
	Total  int    `json:"total"` // lines that there are
	// Retransmitted counts bytes that were sent more than once, and are not repeated.
	Retransmitted int `json:"retransmitted"`
}

// LineDetail is the whole of a line.
type LineDetail struct {
	Bytes []byte `json:"bytes"` // the first ones, see Left
	Left  int    `json:"left"`  // bytes that are left out
	// Layer is the message taken apart, with offsets in Bytes; nil for other lines.
	Layer *Layer `json:"layer,omitempty"`
}
