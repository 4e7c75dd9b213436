package dns

import (
	"strconv"
	"strings"

	"playnet/core/trace"
)

// The kinds of events about what an operator does to a server.
const (
	KindZoneChanged  trace.Kind = 0x1030
	KindCacheFlushed trace.Kind = 0x1031
)

// EventZoneChanged: a server has loaded a zone anew that its operator has changed.
// Records stand as in a zone file; of the SOA record only more than a raised serial
// number is told.
type EventZoneChanged struct {
	Zone    string   `json:"zone"`
	Serial  uint32   `json:"serial"` // from now on
	Removed []string `json:"removed"`
	Added   []string `json:"added"`
}

// EventCacheFlushed: a cache was made to forget everything.
type EventCacheFlushed struct {
	Entries int `json:"entries"` // that it held
}

func init() {
	register(KindZoneChanged, "dns.zone.changed", func(d *trace.Decoder) trace.Body {
		return EventZoneChanged{Zone: d.String(), Serial: uint32(d.Uint()), Removed: decodeList(d), Added: decodeList(d)}
	})
	register(KindCacheFlushed, "dns.cache.flushed", func(d *trace.Decoder) trace.Body {
		return EventCacheFlushed{Entries: int(d.Uint())}
	})
}

// Kind returns [KindZoneChanged].
func (EventZoneChanged) Kind() trace.Kind { return KindZoneChanged }

// Kind returns [KindCacheFlushed].
func (EventCacheFlushed) Kind() trace.Kind { return KindCacheFlushed }

// Text returns the event in one line.
func (e EventZoneChanged) Text() string {
	s := "zone " + e.Zone + " has serial " + strconv.FormatUint(uint64(e.Serial), 10)
	for _, r := range e.Removed {
		s += "; without " + oneLine(r)
	}
	for _, r := range e.Added {
		s += "; with " + oneLine(r)
	}
	return s
}

// oneLine writes a record with blanks between its parts.
func oneLine(record string) string { return strings.Join(strings.Fields(record), " ") }

// Text returns the event in one line.
func (e EventCacheFlushed) Text() string {
	return "the cache forgets its " + strconv.Itoa(e.Entries) + " entries"
}

// Encode writes the fields.
func (e EventZoneChanged) Encode(to *trace.Encoder) {
	to.String(e.Zone)
	to.Uint(uint64(e.Serial))
	encodeList(to, e.Removed)
	encodeList(to, e.Added)
}

// Encode writes the fields.
func (e EventCacheFlushed) Encode(to *trace.Encoder) { to.Uint(uint64(e.Entries)) }
