package dns

import (
	"net/netip"
	"strconv"

	"playnet/core/trace"
)

// The kinds of events about copies of zones and dynamic updates.
const (
	KindTransferred trace.Kind = 0x1032
	KindNotified    trace.Kind = 0x1033
	KindZoneExpired trace.Kind = 0x1034
	KindUpdate      trace.Kind = 0x1035
)

// EventTransferred: a zone goes over whole, from or to a server.
type EventTransferred struct {
	Peer    netip.AddrPort `json:"peer"`
	Zone    string         `json:"zone"`
	Serial  uint32         `json:"serial"`
	Records int            `json:"records"`
	Sent    bool           `json:"sent"` // false: it was received
}

// EventNotified: a secondary server hears that a zone has changed.
type EventNotified struct {
	Primary netip.AddrPort `json:"primary"`
	Zone    string         `json:"zone"`
}

// EventZoneExpired: a secondary server's copy is too old to answer from.
type EventZoneExpired struct {
	Zone   string `json:"zone"`
	Serial uint32 `json:"serial"`
}

// EventUpdate: a server has dealt with a dynamic update.
type EventUpdate struct {
	Client netip.AddrPort `json:"client"`
	Zone   string         `json:"zone"`
	Rcode  string         `json:"rcode"`
	Reason string         `json:"reason"` // why it is refused; "" if it is not
	// What it has changed: the serial number from now on, and the records as in a zone
	// file, without the SOA record. Nothing where the zone was so already.
	Serial  uint32   `json:"serial"`
	Removed []string `json:"removed"`
	Added   []string `json:"added"`
}

func init() {
	register(KindUpdate, "dns.update", func(d *trace.Decoder) trace.Body {
		return EventUpdate{Client: d.AddrPort(), Zone: d.String(), Rcode: d.String(), Reason: d.String(),
			Serial: uint32(d.Uint()), Removed: decodeList(d), Added: decodeList(d)}
	})
	register(KindTransferred, "dns.zone.transferred", func(d *trace.Decoder) trace.Body {
		return EventTransferred{Peer: d.AddrPort(), Zone: d.String(), Serial: uint32(d.Uint()), Records: int(d.Uint()), Sent: d.Uint() != 0}
	})
	register(KindNotified, "dns.zone.notified", func(d *trace.Decoder) trace.Body {
		return EventNotified{Primary: d.AddrPort(), Zone: d.String()}
	})
	register(KindZoneExpired, "dns.zone.expired", func(d *trace.Decoder) trace.Body {
		return EventZoneExpired{Zone: d.String(), Serial: uint32(d.Uint())}
	})
}

// Kind returns [KindTransferred].
func (EventTransferred) Kind() trace.Kind { return KindTransferred }

// Kind returns [KindNotified].
func (EventNotified) Kind() trace.Kind { return KindNotified }

// Kind returns [KindZoneExpired].
func (EventZoneExpired) Kind() trace.Kind { return KindZoneExpired }

// Kind returns [KindUpdate].
func (EventUpdate) Kind() trace.Kind { return KindUpdate }

// Text returns the event in one line.
func (e EventUpdate) Text() string {
	s := e.Rcode + " to the update of zone " + e.Zone + " by " + e.Client.Addr().String()
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	for _, r := range e.Removed {
		s += "; without " + oneLine(r)
	}
	for _, r := range e.Added {
		s += "; with " + oneLine(r)
	}
	return s
}

// Encode writes the fields.
func (e EventUpdate) Encode(to *trace.Encoder) {
	to.AddrPort(e.Client)
	encodeStrings(to, e.Zone, e.Rcode, e.Reason)
	to.Uint(uint64(e.Serial))
	encodeList(to, e.Removed)
	encodeList(to, e.Added)
}

// Text returns the event in one line.
func (e EventTransferred) Text() string {
	way := " comes from "
	if e.Sent {
		way = " goes to "
	}
	return "zone " + e.Zone + way + e.Peer.Addr().String() + ": serial " + strconv.FormatUint(uint64(e.Serial), 10) +
		", " + decimal(e.Records) + " records"
}

// Text returns the event in one line.
func (e EventNotified) Text() string {
	return e.Primary.Addr().String() + " says that zone " + e.Zone + " has changed"
}

// Text returns the event in one line.
func (e EventZoneExpired) Text() string {
	return "the copy of zone " + e.Zone + " with serial " + strconv.FormatUint(uint64(e.Serial), 10) + " is too old"
}

// Encode writes the fields.
func (e EventTransferred) Encode(to *trace.Encoder) {
	to.AddrPort(e.Peer)
	to.String(e.Zone)
	to.Uint(uint64(e.Serial))
	to.Uint(uint64(e.Records))
	to.Uint(uint64(boolInt(e.Sent)))
}

// Encode writes the fields.
func (e EventNotified) Encode(to *trace.Encoder) {
	to.AddrPort(e.Primary)
	to.String(e.Zone)
}

// Encode writes the fields.
func (e EventZoneExpired) Encode(to *trace.Encoder) {
	to.String(e.Zone)
	to.Uint(uint64(e.Serial))
}
