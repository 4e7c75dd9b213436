package view

// Difference says how a message of one run stands to that of another.
type Difference string

// The differences, from none to the greatest.
const (
	Same    Difference = "same"    // the same message at the same instant, with the same fate
	Shifted Difference = "shifted" // the same message at another instant
	Fated   Difference = "fate"    // the same message, lost in one of the runs
	Changed Difference = "changed" // same sender and receiver, another content
	OnlyA   Difference = "only-a"  // only the first run has it
	OnlyB   Difference = "only-b"  // only the second run has it
)

// DiffRow is a line of the comparison of two runs, message by message.
type DiffRow struct {
	Kind Difference   `json:"kind"`
	A    *Counterpart `json:"a,omitempty"` // as the first run has it; absent in OnlyB
	B    *Counterpart `json:"b,omitempty"` // as the second run has it; absent in OnlyA
}

// Either returns the message as one of the runs has it: the first, if it does.
func (r *DiffRow) Either() *Counterpart {
	if r.A != nil {
		return r.A
	}
	return r.B
}

// Counterpart is a message of an application, or what opens or refuses a
// connection, as one of two runs has it. The segments that carry one side's share
// of a stream, until the other side answers, are folded into one.
type Counterpart struct {
	Frame    uint64 `json:"frame"` // ID of the event that sent its first frame
	From     string `json:"from"`
	To       string `json:"to,omitempty"` // "" if no host has the address
	Protocol string `json:"protocol"`
	// Summary is one line, as for a [Transfer]; "" for a part of a stream, of which
	// Data says how many bytes it is, and for what has a Control.
	Summary string  `json:"summary,omitempty"`
	Control Control `json:"control,omitempty"`
	Data    int     `json:"data,omitempty"`
	Reply   bool    `json:"reply,omitempty"`
	SentAt  int64   `json:"sentAt"` // nanoseconds since the world began
	EndAt   int64   `json:"endAt"`  // when its last frame arrived or was lost; 0: in flight
	Fate    Fate    `json:"fate"`
	Reason  string  `json:"reason,omitempty"`
	Frames  int     `json:"frames"`          // duplicates and retransmissions included
	Again   int     `json:"again,omitempty"` // how many of these were retransmissions
	Size    int     `json:"size"`            // bytes on the wire, of all frames
}

// Totals sum up a run.
type Totals struct {
	Time            int64 `json:"time"` // how far it went, nanoseconds
	Messages        int   `json:"messages"`
	Frames          int   `json:"frames"`
	Bytes           int   `json:"bytes"` // on the wire, of all frames
	Losses          int   `json:"losses"`
	Retransmissions int   `json:"retransmissions"` // of TCP
	Timeouts        int   `json:"timeouts"`        // of DNS queries
	LookUps         int   `json:"lookUps"`         // that programs or users began
	Operations      int   `json:"operations"`      // actions that led to frames
	// RoundTrips counts, over all operations, how often one frame had to go and
	// another to come before the next could be sent: half the length of the longest
	// chain of frames each of which caused the next. Hops is the length of the longest
	// such chain of all.
	RoundTrips int        `json:"roundTrips"`
	Hops       int        `json:"hops"`
	Hosts      []HostLoad `json:"hosts"` // those that sent or received, by name
}

// HostLoad is one host's share of the frames.
type HostLoad struct {
	Host     string `json:"host"`
	Sent     int    `json:"sent"`
	Received int    `json:"received"`
}
