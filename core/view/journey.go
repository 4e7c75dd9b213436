package view

// Journey is the way of one message from its writer to its readers, in the six steps of the
// textbook's figure.
type Journey struct {
	Operation uint64        `json:"operation"`           // ID of the trace event with which it began
	MessageID string        `json:"messageID,omitempty"` // "" while it is not known
	QueueIDs  []string      `json:"queueIDs,omitempty"`  // in the queues that it went through
	From      string        `json:"from"`                // host of the writer
	Steps     []JourneyStep `json:"steps"`               // one for each of [JourneySteps]
}

// JourneyStep is how far a step of a journey is.
type JourneyStep struct {
	Event uint64    `json:"event,omitempty"` // ID of the trace event that says so
	At    int64     `json:"at"`              // nanoseconds since the world began
	State StepState `json:"state"`
}

// StepState is how far a step is.
type StepState string

// The states of a step.
const (
	StepAhead  StepState = ""    // it has not begun
	StepNow    StepState = "now" // it is going on
	StepDone   StepState = "done"
	StepFailed StepState = "failed" // it was given up
)

// The steps of a journey.
const (
	StepCompose = iota // the writer's user agent makes the message
	StepSubmit         // hands it to the writer's server
	StepQueue          // where it waits
	StepRelay          // to be sent to the reader's server
	StepMailbox        // where it lies in the reader's mailbox
	StepRead           // until the reader's user agent fetches it
	JourneySteps
)
