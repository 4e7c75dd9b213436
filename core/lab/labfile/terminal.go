package labfile

import (
	"strconv"

	"playnet/core/lab/strict"
)

// TerminalLine types a line in a host's terminal: a command while nothing runs in the
// foreground, else input for the program that does.
type TerminalLine struct {
	// The host.
	Host Name `json:"host" strict:"required"`
	// What is typed, without the line's end.
	Line TypedLine `json:"line" strict:"required"`
}

// TerminalInterrupt presses Ctrl-C in a host's terminal: the program in the
// foreground is ended.
type TerminalInterrupt struct {
	// The host.
	Host Name `json:"host" strict:"required"`
}

// Op returns "terminal.line".
func (TerminalLine) Op() string { return "terminal.line" }

// Op returns "terminal.interrupt".
func (TerminalInterrupt) Op() string { return "terminal.interrupt" }

func (a TerminalLine) check(c *checker, at *strict.Node)      { c.hostName(a.Host, at.Get("host")) }
func (a TerminalInterrupt) check(c *checker, at *strict.Node) { c.hostName(a.Host, at.Get("host")) }

// TypedLine is a line typed in a terminal: at most 1,000 bytes, without control
// characters.
type TypedLine string

// maxTyped is how long a TypedLine may be, in bytes.
const maxTyped = 1000

// Validate implements strict.Validator.
func (l TypedLine) Validate() error {
	if len(l) > maxTyped {
		return longLine.With("most", strconv.Itoa(maxTyped))
	}
	for _, r := range string(l) {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return controlInLine.With()
		}
	}
	return nil
}

var (
	longLine      = strict.Define("long-line", `a typed line has at most {most} bytes`)
	controlInLine = strict.Define("control-in-line", `a typed line has no control characters`)
)
