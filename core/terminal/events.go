package terminal

import (
	"strconv"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindCommand trace.Kind = 0x0401 + iota
	KindInput
	KindOutput
	KindInterrupt
	KindExit
	KindCleared
)

// EventCommand: a shell takes a line up.
type EventCommand struct {
	Line string `json:"line"`
}

// EventInput: a program reads a line that was typed.
type EventInput struct {
	Program string `json:"program"`
	Line    string `json:"line"`
}

// EventOutput: a program, or the shell, prints a text. It may hold several lines,
// and end inside one.
type EventOutput struct {
	Program string `json:"program"` // "sh": the shell
	Printed string `json:"printed"`
}

// EventInterrupt: Ctrl-C was pressed.
type EventInterrupt struct {
	Program string `json:"program"` // in the foreground; "sh": the shell
}

// EventExit: a command has ended.
type EventExit struct {
	Program string `json:"program"`
	Status  int    `json:"status"`
}

// EventCleared: the lines were taken off the screen.
type EventCleared struct{}

// Kind implements trace.Body.
func (EventCommand) Kind() trace.Kind { return KindCommand }

// Kind implements trace.Body.
func (EventInput) Kind() trace.Kind { return KindInput }

// Kind implements trace.Body.
func (EventOutput) Kind() trace.Kind { return KindOutput }

// Kind implements trace.Body.
func (EventInterrupt) Kind() trace.Kind { return KindInterrupt }

// Kind implements trace.Body.
func (EventExit) Kind() trace.Kind { return KindExit }

// Kind implements trace.Body.
func (EventCleared) Kind() trace.Kind { return KindCleared }

// Text implements trace.Body.
func (e EventCommand) Text() string { return "$ " + e.Line }

// Text implements trace.Body.
func (e EventInput) Text() string { return e.Program + " reads " + strconv.Quote(e.Line) }

// Text implements trace.Body.
func (e EventOutput) Text() string { return e.Program + " prints " + strconv.Quote(e.Printed) }

// Text implements trace.Body.
func (e EventInterrupt) Text() string { return e.Program + " interrupted" }

// Text implements trace.Body.
func (e EventExit) Text() string { return e.Program + " exits with " + strconv.Itoa(e.Status) }

// Text implements trace.Body.
func (EventCleared) Text() string { return "screen cleared" }

// Encode implements trace.Body.
func (e EventCommand) Encode(to *trace.Encoder) { to.String(e.Line) }

// Encode implements trace.Body.
func (e EventInput) Encode(to *trace.Encoder) {
	to.String(e.Program)
	to.String(e.Line)
}

// Encode implements trace.Body.
func (e EventOutput) Encode(to *trace.Encoder) {
	to.String(e.Program)
	to.String(e.Printed)
}

// Encode implements trace.Body.
func (e EventInterrupt) Encode(to *trace.Encoder) { to.String(e.Program) }

// Encode implements trace.Body.
func (e EventExit) Encode(to *trace.Encoder) {
	to.String(e.Program)
	to.Int(int64(e.Status))
}

// Encode implements trace.Body.
func (EventCleared) Encode(*trace.Encoder) {}

func init() {
	for _, s := range []trace.Spec{
		{Kind: KindCommand, Name: "terminal.command", Decode: func(d *trace.Decoder) trace.Body { return EventCommand{d.String()} }},
		{Kind: KindInput, Name: "terminal.input", Decode: func(d *trace.Decoder) trace.Body { return EventInput{d.String(), d.String()} }},
		{Kind: KindOutput, Name: "terminal.output", Decode: func(d *trace.Decoder) trace.Body { return EventOutput{d.String(), d.String()} }},
		{Kind: KindInterrupt, Name: "terminal.interrupt", Decode: func(d *trace.Decoder) trace.Body { return EventInterrupt{d.String()} }},
		{Kind: KindExit, Name: "terminal.exit", Decode: func(d *trace.Decoder) trace.Body { return EventExit{d.String(), int(d.Int())} }},
		{Kind: KindCleared, Name: "terminal.cleared", Decode: func(*trace.Decoder) trace.Body { return EventCleared{} }},
	} {
		trace.Register(s)
	}
}
