package lab

import (
	"playnet/core/dns"
	"playnet/core/trace"
)

// tellResolver tells what a resolver decides beside the ordinary.
func (w *World) tellResolver(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case dns.EventRetreat:
		return "dns.retreat", args{"host": e.Host, "zone": zoneName(b.Zone), "to": zoneName(b.To)}
	case dns.EventScrubbed:
		return "dns.scrubbed", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "reason": b.Reason}
	case dns.EventStale:
		return "dns.stale", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "age": decimal(int64(b.Age))}
	}
	return "", nil
}
