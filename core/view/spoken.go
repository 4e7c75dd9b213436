package view

// Spoken is what a protocol has cost in the run so far: its frames, whoever sent them.
type Spoken struct {
	Protocol    string `json:"protocol"` // "smtp", "pop", "imap", "http", "dns": as ports tell
	Connections int    `json:"connections,omitempty"`
	Frames      int    `json:"frames"`
	Bytes       int64  `json:"bytes"`    // on the wire, headers and all
	ToServer    int64  `json:"toServer"` // bytes of these
	ToClient    int64  `json:"toClient"`
	// Busy is how long its connections have lasted, each from its first frame to its last
	// so far, in nanoseconds.
	Busy int64 `json:"busy,omitempty"`
}
