package dns

import (
	"playnet/core/trace"
)

// The kinds of events about what a resolver decides beside the ordinary.
const (
	KindRetreat trace.Kind = 0x1040 + iota
	KindScrubbed
	KindStale
)

// EventRetreat: the servers that a zone names for itself were of no use; those of its
// parent are asked for them anew.
type EventRetreat struct {
	Zone   string `json:"zone"`
	To     string `json:"to"` // the zone above
	Reason string `json:"reason"`
}

// EventScrubbed: records were left out of a message before it was used.
type EventScrubbed struct {
	Name   string `json:"name"` // their owner
	Type   string `json:"type"`
	Reason string `json:"reason"`
}

// EventStale: an entry of the cache is used although its time is over.
type EventStale struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Age  uint32 `json:"age"` // seconds since it expired
}

func init() {
	register(KindRetreat, "dns.retreat", func(d *trace.Decoder) trace.Body {
		return EventRetreat{Zone: d.String(), To: d.String(), Reason: d.String()}
	})
	register(KindScrubbed, "dns.scrubbed", func(d *trace.Decoder) trace.Body {
		return EventScrubbed{Name: d.String(), Type: d.String(), Reason: d.String()}
	})
	register(KindStale, "dns.stale", func(d *trace.Decoder) trace.Body {
		return EventStale{Name: d.String(), Type: d.String(), Age: uint32(d.Uint())}
	})
}

// Kind returns [KindRetreat].
func (EventRetreat) Kind() trace.Kind { return KindRetreat }

// Kind returns [KindScrubbed].
func (EventScrubbed) Kind() trace.Kind { return KindScrubbed }

// Kind returns [KindStale].
func (EventStale) Kind() trace.Kind { return KindStale }

// Text returns the event in one line.
func (e EventRetreat) Text() string {
	return "the servers of " + e.Zone + " are of no use (" + e.Reason + "): ask those of " + e.To + " for them"
}

// Text returns the event in one line.
func (e EventScrubbed) Text() string {
	return "left out " + e.Type + " " + shown(e.Name) + ": " + e.Reason
}

// Text returns the event in one line.
func (e EventStale) Text() string {
	return "cache: use " + e.Type + " " + shown(e.Name) + ", which expired " + seconds(e.Age) + " ago"
}

// Encode writes the fields.
func (e EventRetreat) Encode(to *trace.Encoder) { encodeStrings(to, e.Zone, e.To, e.Reason) }

// Encode writes the fields.
func (e EventScrubbed) Encode(to *trace.Encoder) { encodeStrings(to, e.Name, e.Type, e.Reason) }

// Encode writes the fields.
func (e EventStale) Encode(to *trace.Encoder) {
	encodeStrings(to, e.Name, e.Type)
	to.Uint(uint64(e.Age))
}
