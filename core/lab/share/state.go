package share

import (
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

// State is what a link holds.
type State struct {
	// LabID is the id of a lab that is shipped; "" where LabText holds a lab of one's own.
	LabID string
	// LabDigest is the digest (see labfile.File) of the shipped lab that the run was made
	// in; zero where it is not stated. A text needs none.
	LabDigest [32]byte
	// LabText is the lab's own text.
	LabText []byte
	Seed    uint64
	// Log is what was done in the run, also what lies ahead of Position.
	Log []lab.Entry
	// Position and At say where the run stands: the number of queue events popped, and the
	// instant that the clock has reached since.
	Position uint64
	At       sim.Instant
	View     View
	// Hash is the trace's digest there; zero where it is not stated.
	Hash [32]byte
}

// View is what the screen shows of the run. Nothing of it concerns the world, so whoever
// opens the link may leave out what he doesn't know.
type View struct {
	// Host, Frame or Event is what is selected; at most one is set.
	Host  string              `json:"host,omitempty" strict:"max=63"`
	Frame labfile.FrameNumber `json:"frame,omitempty"`
	Event labfile.FrameNumber `json:"event,omitempty"`
	// Pane and Tab are the panels that are open, by their names.
	Pane string `json:"pane,omitempty" strict:"max=32"`
	Tab  string `json:"tab,omitempty" strict:"max=32"`
	// Filter is what stands in the filter box.
	Filter string `json:"filter,omitempty" strict:"max=4000"`
	// Embed says that only story, stage and time bar are shown.
	Embed bool `json:"embed,omitempty"`
}

// The limits of a link: it comes from anybody.
const (
	// MaxLog is how many actions a link may hold.
	MaxLog = 10_000
	// MaxText is how many bytes the JSON object may have, decompressed.
	MaxText = 1 << 20
)

// content is the JSON object.
type content struct {
	Lab  labfile.ID         `json:"lab,omitempty"`
	Text string             `json:"text,omitempty"`
	Seed labfile.Seed       `json:"seed,omitempty"`
	Pos  labfile.Position   `json:"pos,omitempty"`
	At   labfile.Duration   `json:"at,omitempty"`
	View *View              `json:"view,omitempty"`
	Log  []labfile.LogEntry `json:"log,omitempty" strict:"max=10000"`
}

func (s *State) content() content {
	c := content{
		Lab: labfile.ID(s.LabID), Text: string(s.LabText), Seed: labfile.Seed(s.Seed),
		Pos: labfile.Position(s.Position), At: labfile.Duration(s.At), Log: lab.LogOf(s.Log),
	}
	if s.View != (View{}) {
		c.View = &s.View
	}
	return c
}

func (c *content) state() State {
	s := State{
		LabID: string(c.Lab), Seed: uint64(c.Seed), Position: uint64(c.Pos), At: sim.Instant(c.At),
		Log: lab.Entries(c.Log),
	}
	if c.Text != "" {
		s.LabText = []byte(c.Text)
	}
	if c.View != nil {
		s.View = *c.View
	}
	return s
}
