package labfile

import (
	"encoding/hex"
	"strings"

	"playnet/core/lab/strict"
)

var (
	badHex       = strict.Define("bad-hex", `"{value}" is no bytes in hexadecimal, such as "c0 a8 00 01": two digits for each of 1 to 64 bytes`)
	linkNothing  = strict.Define("link-nothing", `no value of the link is given: up, down, delay, loss, duplicate, reorder, reorderDelay or queue`)
	noOverride   = strict.Define("no-override", `nothing in "links" says what holds between "{a}" and "{b}"`)
	overrideRate = strict.Define("override-rate", `between two places there are no rates and no queue: they are those of the places' own links`)
)

// FrameDelay holds one packet up that is under way; others may overtake it.
type FrameDelay struct {
	// The packet's number: packets are counted from 1 in the order in which they are sent.
	Frame FrameNumber `json:"frame" strict:"required"`
	// For how long.
	By Duration `json:"by" strict:"required"`
}

// FrameDuplicate makes a second packet of one that is under way, at the same place.
type FrameDuplicate struct {
	// The packet's number.
	Frame FrameNumber `json:"frame" strict:"required"`
}

// FrameChange changes bytes of one packet that is under way.
type FrameChange struct {
	// The packet's number.
	Frame FrameNumber `json:"frame" strict:"required"`
	// Where the new bytes begin, counted from 0 at the first byte of the Ethernet header.
	Offset FrameOffset `json:"offset" strict:"required"`
	// The new bytes in hexadecimal, as "c0 a8 00 01"; the packet's length stays.
	Bytes HexBytes `json:"bytes" strict:"required"`
	// What becomes of the checksums: "keep" leaves them as they are, so that the receiver notices and discards the packet; "fix" makes them right. "keep" if absent.
	Checksums Checksums `json:"checksums,omitempty"`
}

// LinkSet gives a link other values from now on; those that are absent stay.
// Packets that are on the link keep their times.
type LinkSet struct {
	// The name of a host or a site.
	Place Name `json:"place" strict:"required"`
	// A second place: then the values are set of what the lab's "links" say of the two.
	To Name `json:"to,omitempty"`
	// Data rate towards the cloud.
	Up *Rate `json:"up,omitempty"`
	// Data rate away from the cloud.
	Down *Rate `json:"down,omitempty"`
	// Propagation delay, one way.
	Delay *Duration `json:"delay,omitempty"`
	// Chance that a packet is lost, each way.
	Loss *Probability `json:"loss,omitempty"`
	// Chance that a packet arrives twice.
	Duplicate *Probability `json:"duplicate,omitempty"`
	// Chance that a packet is held back by reorderDelay.
	Reorder *Probability `json:"reorder,omitempty"`
	// How long a packet is held back when it is.
	ReorderDelay *Duration `json:"reorderDelay,omitempty"`
	// Bytes that may wait to be sent in each direction.
	Queue *Size `json:"queue,omitempty"`
}

func (FrameDelay) Op() string     { return "frame.delay" }
func (FrameDuplicate) Op() string { return "frame.duplicate" }
func (FrameChange) Op() string    { return "frame.change" }
func (LinkSet) Op() string        { return "link.set" }

// Whether a frame of that number is under way, and how long it is, only the run
// can tell.

func (a FrameDelay) check(c *checker, at *strict.Node) { c.positive(&a.By, at.Get("by")) }
func (FrameDuplicate) check(*checker, *strict.Node)    {}
func (FrameChange) check(*checker, *strict.Node)       {}

func (a LinkSet) check(c *checker, at *strict.Node) {
	c.positive(a.ReorderDelay, at.Get("reorderDelay"))
	if a == (LinkSet{Place: a.Place, To: a.To}) {
		c.fail(at, linkNothing.With())
	}
	known := c.place(a.Place, at.Get("place"))
	if a.To == "" || !c.place(a.To, at.Get("to")) || !known {
		return
	}
	if !c.overridden(a.Place, a.To) {
		c.fail(at.Get("to"), noOverride.With("a", string(a.Place), "b", string(a.To)))
	}
	if a.Up != nil || a.Down != nil || a.Queue != nil {
		c.fail(at, overrideRate.With())
	}
}

// overridden reports whether the lab says what holds between two places.
func (c *checker) overridden(a, b Name) bool {
	for _, o := range c.file.Lab.Links {
		if o.Between == [2]Name{a, b} || o.Between == [2]Name{b, a} {
			return true
		}
	}
	return false
}

// Checksums says what becomes of a packet's checksums when its bytes are changed.
type Checksums string

// The ways.
const (
	ChecksumsKept  Checksums = "keep" // also if nothing is said
	ChecksumsFixed Checksums = "fix"
)

// Enum lists the ways.
func (Checksums) Enum() []string { return []string{string(ChecksumsKept), string(ChecksumsFixed)} }

// FrameOffset is a place in a packet, in bytes from its first.
type FrameOffset int

// Validate implements strict.Validator.
func (o FrameOffset) Validate() error { return between(int64(o), 0, 65_600) }

// HexBytes are 1 to 64 bytes in hexadecimal: two digits a byte, in lower case.
type HexBytes string

// maxHex is how many bytes one action may write.
const maxHex = 64

// UnmarshalText implements encoding.TextUnmarshaler. Blanks between bytes are left
// out.
func (h *HexBytes) UnmarshalText(text []byte) error {
	var b []byte
	for _, digits := range strings.Fields(string(text)) {
		more, err := hex.DecodeString(digits)
		if err != nil {
			return badHex.With("value", string(text))
		}
		b = append(b, more...)
	}
	if len(b) == 0 || len(b) > maxHex {
		return badHex.With("value", string(text))
	}
	*h = HexBytes(hex.EncodeToString(b))
	return nil
}

// Std returns the bytes.
func (h HexBytes) Std() []byte {
	b, _ := hex.DecodeString(string(h)) // checked with the action
	return b
}

// Example is a right value, for reasons and for the schema.
func (HexBytes) Example() string { return "c0 a8 00 01" }
