package vnet

import (
	"encoding/hex"
	"fmt"
	"math"
	"time"

	"playnet/core/trace"
)

// The kinds of events that tell what was done by hand.
const (
	KindFrameDelayed trace.Kind = 0x0105
	KindFrameChanged trace.Kind = 0x0106
	KindLinkSet      trace.Kind = 0x0114
)

func init() {
	trace.Register(trace.Spec{Kind: KindFrameDelayed, Name: "frame.delayed", Decode: decodeFrameDelayed})
	trace.Register(trace.Spec{Kind: KindFrameChanged, Name: "frame.changed", Decode: decodeFrameChanged})
	trace.Register(trace.Spec{Kind: KindLinkSet, Name: "link.set", Decode: decodeLinkSet})
}

// FrameDelayed says that a frame was held up by hand.
type FrameDelayed struct {
	Frame trace.ID      `json:"frame"`
	Where string        `json:"where"`
	By    time.Duration `json:"byNS"`
}

// Kind returns [KindFrameDelayed].
func (*FrameDelayed) Kind() trace.Kind { return KindFrameDelayed }

// Text returns the event in one line.
func (b *FrameDelayed) Text() string {
	return fmt.Sprintf("frame %d held up at %s for %v", b.Frame, b.Where, b.By)
}

// Encode writes the fields.
func (b *FrameDelayed) Encode(e *trace.Encoder) {
	e.Uint(uint64(b.Frame))
	e.String(b.Where)
	e.Int(int64(b.By))
}

func decodeFrameDelayed(d *trace.Decoder) trace.Body {
	return &FrameDelayed{Frame: trace.ID(d.Uint()), Where: d.String(), By: time.Duration(d.Int())}
}

// hexBytes are a few bytes that JSON and texts show in hexadecimal.
type hexBytes []byte

// MarshalText writes two digits for each byte.
func (b hexBytes) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, b), nil }

// FrameChanged says that the bytes of a frame were changed on its way. What was sent
// stays as the event that sent it has it; what arrives is what the last event of
// this kind has. A duplicate of a changed frame has such an event, too, with
// nothing in Old and New.
type FrameChanged struct {
	Frame  trace.ID `json:"frame"`
	Where  string   `json:"where"`
	Offset int      `json:"offset"` // in the frame, from the Ethernet header on
	Old    hexBytes `json:"old"`    // what stood there
	New    hexBytes `json:"new"`
	Fixed  bool     `json:"fixed"` // the checksums were computed anew

	// Data is the whole frame as it is now, set and read as FrameSent's.
	Data    []byte           `json:"-"`
	Payload trace.PayloadRef `json:"-"`
}

// Kind returns [KindFrameChanged].
func (*FrameChanged) Kind() trace.Kind { return KindFrameChanged }

// PayloadRef refers to the whole frame's bytes.
func (b *FrameChanged) PayloadRef() trace.PayloadRef { return b.Payload }

// Text returns the event in one line.
func (b *FrameChanged) Text() string {
	if len(b.New) == 0 {
		return fmt.Sprintf("frame %d is a copy of one that was changed", b.Frame)
	}
	how := "checksums kept"
	if b.Fixed {
		how = "checksums made right"
	}
	return fmt.Sprintf("frame %d changed at %s, byte %d: %x for %x, %s", b.Frame, b.Where, b.Offset, []byte(b.New), []byte(b.Old), how)
}

// Encode writes the fields.
func (b *FrameChanged) Encode(e *trace.Encoder) {
	e.Uint(uint64(b.Frame))
	e.String(b.Where)
	e.Uint(uint64(b.Offset))
	e.Bytes(b.Old)
	e.Bytes(b.New)
	e.Bool(b.Fixed)
	e.Payload(b.Data)
}

func decodeFrameChanged(d *trace.Decoder) trace.Body {
	return &FrameChanged{Frame: trace.ID(d.Uint()), Where: d.String(), Offset: int(d.Uint()),
		Old: d.Bytes(), New: d.Bytes(), Fixed: d.Bool(), Payload: d.Payload()}
}

// LinkIsSet says that a link was made another one, by hand.
type LinkIsSet struct {
	Link  string `json:"link"`            // the host's or the site's name
	Other string `json:"other,omitempty"` // the second place, where it is what holds between two
	LinkChange
}

// Kind returns [KindLinkSet].
func (*LinkIsSet) Kind() trace.Kind { return KindLinkSet }

// Text returns the event in one line.
func (b *LinkIsSet) Text() string {
	s := "the link of " + b.Link
	if b.Other != "" {
		s = "the link between " + b.Link + " and " + b.Other
	}
	return s + " is set: " + b.LinkChange.String()
}

// Encode writes the fields.
func (b *LinkIsSet) Encode(e *trace.Encoder) {
	e.String(b.Link)
	e.String(b.Other)
	for _, v := range [...]*int64{b.Up, b.Down, (*int64)(b.Delay), (*int64)(b.ReorderDelay), b.Queue} {
		e.Bool(v != nil)
		if v != nil {
			e.Int(*v)
		}
	}
	for _, v := range [...]*float64{b.Loss, b.Duplicate, b.Reorder} {
		e.Bool(v != nil)
		if v != nil {
			e.Uint(math.Float64bits(*v))
		}
	}
}

func decodeLinkSet(d *trace.Decoder) trace.Body {
	whole := func() *int64 {
		if !d.Bool() {
			return nil
		}
		v := d.Int()
		return &v
	}
	chance := func() *float64 {
		if !d.Bool() {
			return nil
		}
		v := math.Float64frombits(d.Uint())
		return &v
	}
	b := &LinkIsSet{Link: d.String(), Other: d.String()}
	b.Up, b.Down, b.Delay = whole(), whole(), (*time.Duration)(whole())
	b.ReorderDelay, b.Queue = (*time.Duration)(whole()), whole()
	b.Loss, b.Duplicate, b.Reorder = chance(), chance(), chance()
	return b
}
