package dns

import (
	"net/netip"

	"playnet/core/trace"
)

// KindTruncated is the kind of [EventTruncated].
const KindTruncated = KindForward + 1

// EventTruncated: an answer did not fit into its datagram; it is fetched by TCP.
type EventTruncated struct {
	Server netip.AddrPort `json:"server"`
	Name   string         `json:"name"`
	Type   string         `json:"type"`
}

func init() {
	register(KindTruncated, "dns.truncated", func(d *trace.Decoder) trace.Body {
		return EventTruncated{Server: d.AddrPort(), Name: d.String(), Type: d.String()}
	})
}

// Kind returns [KindTruncated].
func (EventTruncated) Kind() trace.Kind { return KindTruncated }

// Text returns the event in one line.
func (e EventTruncated) Text() string {
	return "the answer of " + e.Server.String() + " is truncated: fetch " + e.Type + " " + shown(e.Name) + " by TCP"
}

// Encode writes the fields.
func (e EventTruncated) Encode(to *trace.Encoder) {
	to.AddrPort(e.Server)
	encodeStrings(to, e.Name, e.Type)
}
