package view

// Step is one sentence of a story that answers "Why?" or "What came of this?": an
// event, and what there is to say of it. Key names the sentence in the message
// catalogue, Args are its named arguments.
type Step struct {
	Event uint64            `json:"event"` // ID of the trace event
	At    int64             `json:"at"`    // nanoseconds since the world began
	Host  string            `json:"host,omitempty"`
	Key   string            `json:"key"` // "why.dns.query.referred"
	Args  map[string]string `json:"args,omitempty"`
	// Frame is the frame that the event is about; 0: none.
	Frame uint64 `json:"frame,omitempty"`
	// By says who did it, where the step is an action: "user", "timeline".
	By string `json:"by,omitempty"`
}

// Aftermath answers "What came of this?": the most telling things that followed from an
// event, in the order in which they happened.
type Aftermath struct {
	Steps []Step `json:"steps"`
	More  int    `json:"more"` // telling things that are left out
	// Partial: so much has happened since that not all of it was looked through.
	Partial bool `json:"partial,omitempty"`
}
