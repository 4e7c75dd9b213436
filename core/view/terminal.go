package view

// Terminal is what a host's terminal shows.
type Terminal struct {
	Prompt string `json:"prompt"` // "engineering$ "
	// Running is the program in the foreground; "" while the shell waits for a
	// command.
	Running string `json:"running,omitempty"`
	// Waiting says that lines were typed which nobody has read yet: the world has to
	// go on for that.
	Waiting bool `json:"waiting,omitempty"`
	Status  int  `json:"status"` // exit status of the last command
	// Lines are the last lines; Total counts all there ever were.
	Lines []TerminalLine `json:"lines"`
	Total int            `json:"total"`
}

// TerminalLine is a line of a terminal.
type TerminalLine struct {
	Kind TerminalKind `json:"kind"`
	Text string       `json:"text"` // without the prompt
}

// TerminalKind says where a line of a terminal comes from.
type TerminalKind string

// The kinds of a terminal's lines.
const (
	TypedCommand TerminalKind = "command" // typed at the prompt
	TypedInput   TerminalKind = "input"   // typed for the program in the foreground
	Printed      TerminalKind = "output"
	SwitchedOff  TerminalKind = "off" // the host stopped here; no text
)

// Completion is what a terminal's Tab key finds.
type Completion struct {
	// Replace is how many bytes before the cursor Insert stands in for.
	Replace int    `json:"replace"`
	Insert  string `json:"insert"`
	// Options are the possibilities, if there are several.
	Options []string `json:"options,omitempty"`
	// More counts the possibilities that Options leaves out.
	More int `json:"more,omitempty"`
}

// Suggestion is a line that could be typed next in a conversation by hand.
type Suggestion struct {
	Line string `json:"line"` // as it could be typed; "": an empty line
	// Note says what it is for, as an id of the message catalogue behind "suggest.":
	// "smtp.mail".
	Note string `json:"note"`
}
