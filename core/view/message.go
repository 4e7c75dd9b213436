package view

// Message is one frame of the wire, taken apart: its bytes and, layer by layer,
// what they mean. Layers stand in the order of the bytes, outermost first.
type Message struct {
	ID       uint64  `json:"id"` // ID of the event that sent it
	From     string  `json:"from"`
	To       string  `json:"to,omitempty"` // "" if no host has the address
	Protocol string  `json:"protocol"`     // the innermost layer's: "dns", "udp"
	Summary  string  `json:"summary"`      // one line, as a capture's list shows it
	SentAt   int64   `json:"sentAt"`       // nanoseconds since the world began
	Bytes    []byte  `json:"bytes"`        // the whole frame; base64 in JSON
	Layers   []Layer `json:"layers"`
	// Reassembled are the messages that end in this frame and began in earlier ones.
	Reassembled []Reassembled `json:"reassembled,omitempty"`
}

// Reassembled is a message put together from several segments of a connection.
type Reassembled struct {
	Frames []uint64 `json:"frames"` // that carry it, the last one included
	Bytes  []byte   `json:"bytes"`  // base64 in JSON
}

// PartBytes returns the bytes that a layer's offsets count in: the frame's (part 0), or
// those of a reassembled message (from 1 on).
func (m *Message) PartBytes(part int) []byte {
	if part > 0 && part <= len(m.Reassembled) {
		return m.Reassembled[part-1].Bytes
	}
	return m.Bytes
}

// Layer is one protocol's share of a frame. Offset and Len count bytes of the
// frame, payload of the next layer not included; with Part > 0, of a reassembled message.
type Layer struct {
	Protocol string         `json:"protocol"` // Wireshark's name: "eth", "ip", "udp", "icmp", "dns"
	Title    string         `json:"title"`    // the protocol's full name; never translated
	Offset   int            `json:"offset"`
	Len      int            `json:"len"`
	Part     int            `json:"part,omitempty"` // see [Message.PartBytes]
	Fields   []MessageField `json:"fields"`
}

// MessageField is one field of a layer. Offset and Len count bytes of the frame.
// A field of less than a byte, or of bits across bytes, also has Bits > 0: it is
// the Bits bits that begin Bit bits after the first bit of Offset, most
// significant bit first, as the diagrams of the RFCs number them.
type MessageField struct {
	Name   string `json:"name"`  // Wireshark's filter name: "ip.src", "udp.srcport"
	Label  string `json:"label"` // the RFC's name of the field
	Value  string `json:"value"`
	Offset int    `json:"offset"`
	Len    int    `json:"len"`
	Bit    int    `json:"bit,omitempty"`
	Bits   int    `json:"bits,omitempty"`
	// Note is the message catalogue's id of a one-line explanation; "" if none.
	Note     string         `json:"note,omitempty"`
	RFC      string         `json:"rfc,omitempty"` // "RFC 791 §3.1"
	Children []MessageField `json:"children,omitempty"`
}
