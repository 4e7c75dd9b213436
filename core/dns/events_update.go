package dns

import (
	"net/netip"
	"time"

	"playnet/core/trace"
)

// The kinds of events about who sends updates.
const (
	KindRegistration   trace.Kind = 0x1037
	KindUpdateSent     trace.Kind = 0x1038
	KindUpdateAnswered trace.Kind = 0x1039
)

// EventRegistration: a registrar takes a form in.
type EventRegistration struct {
	Domain  string   `json:"domain"`
	Servers []string `json:"servers"` // names, with the address behind a blank where one is given
	DS      []string `json:"ds"`
}

// EventUpdateSent: a program sends a dynamic update.
type EventUpdateSent struct {
	Server  netip.AddrPort `json:"server"`
	Zone    string         `json:"zone"`
	Key     string         `json:"key"` // that it is signed with; "": none
	Removed []string       `json:"removed"`
	Added   []string       `json:"added"`
}

// EventUpdateAnswered: the answer to an update has come, or will not come any more.
type EventUpdateAnswered struct {
	Server netip.AddrPort `json:"server"`
	Zone   string         `json:"zone"`
	Result string         `json:"result"` // a response code, or why there is none
	Took   time.Duration  `json:"took"`
}

func eventRegistration(form Registration) EventRegistration {
	e := EventRegistration{Domain: canonical(form.Domain)}
	for _, s := range form.Servers {
		name := canonical(s.Name)
		if s.Addr.IsValid() {
			name += " " + s.Addr.String()
		}
		e.Servers = append(e.Servers, name)
	}
	for _, rr := range form.DS {
		e.DS = append(e.DS, value(rr))
	}
	return e
}

func init() {
	register(KindRegistration, "registrar.registration", func(d *trace.Decoder) trace.Body {
		return EventRegistration{Domain: d.String(), Servers: decodeList(d), DS: decodeList(d)}
	})
	register(KindUpdateSent, "dns.update.sent", func(d *trace.Decoder) trace.Body {
		return EventUpdateSent{Server: d.AddrPort(), Zone: d.String(), Key: d.String(), Removed: decodeList(d), Added: decodeList(d)}
	})
	register(KindUpdateAnswered, "dns.update.answered", func(d *trace.Decoder) trace.Body {
		return EventUpdateAnswered{Server: d.AddrPort(), Zone: d.String(), Result: d.String(), Took: time.Duration(d.Int())}
	})
}

// Kind returns [KindRegistration].
func (EventRegistration) Kind() trace.Kind { return KindRegistration }

// Kind returns [KindUpdateSent].
func (EventUpdateSent) Kind() trace.Kind { return KindUpdateSent }

// Kind returns [KindUpdateAnswered].
func (EventUpdateAnswered) Kind() trace.Kind { return KindUpdateAnswered }

// Text returns the event in one line.
func (e EventRegistration) Text() string {
	s := "register " + e.Domain
	for _, server := range e.Servers {
		s += "; server " + server
	}
	for _, ds := range e.DS {
		s += "; DS " + ds
	}
	return s
}

// Text returns the event in one line.
func (e EventUpdateSent) Text() string {
	return "update zone " + e.Zone + " at " + e.Server.Addr().String() + ": " + e.changes()
}

// changes lists what an update asks for.
func (e EventUpdateSent) changes() (s string) {
	for _, r := range e.Removed {
		s = listed(s, "-"+oneLine(r))
	}
	for _, r := range e.Added {
		s = listed(s, "+"+oneLine(r))
	}
	return s
}

// Text returns the event in one line.
func (e EventUpdateAnswered) Text() string {
	return e.Result + " to the update of zone " + e.Zone + " by " + e.Server.Addr().String()
}

// Encode writes the fields.
func (e EventRegistration) Encode(to *trace.Encoder) {
	to.String(e.Domain)
	encodeList(to, e.Servers)
	encodeList(to, e.DS)
}

// Encode writes the fields.
func (e EventUpdateSent) Encode(to *trace.Encoder) {
	to.AddrPort(e.Server)
	encodeStrings(to, e.Zone, e.Key)
	encodeList(to, e.Removed)
	encodeList(to, e.Added)
}

// Encode writes the fields.
func (e EventUpdateAnswered) Encode(to *trace.Encoder) {
	to.AddrPort(e.Server)
	encodeStrings(to, e.Zone, e.Result)
	to.Int(int64(e.Took))
}
