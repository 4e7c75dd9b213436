package lab

import (
	"strconv"

	"playnet/core/dns"
	"playnet/core/trace"
)

// tellZone tells of copies of zones and of dynamic updates.
func (w *World) tellZone(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case dns.EventTransferred:
		a = args{"host": e.Host, "peer": w.hostAt(b.Peer), "zone": zoneName(b.Zone), "records": strconv.Itoa(b.Records),
			"serial": strconv.FormatUint(uint64(b.Serial), 10)}
		if b.Sent {
			return "dns.zone.sent", a
		}
		return "dns.zone.received", a
	case dns.EventNotified:
		return "dns.zone.notified", args{"host": e.Host, "primary": w.hostAt(b.Primary), "zone": zoneName(b.Zone)}
	case dns.EventZoneExpired:
		return "dns.zone.expired", args{"host": e.Host, "zone": zoneName(b.Zone), "serial": strconv.FormatUint(uint64(b.Serial), 10)}
	case dns.EventSignature:
		a = args{"host": e.Host, "peer": w.hostAt(b.Peer), "key": zoneName(b.Key), "error": b.Error, "reason": b.Reason}
		if b.Error != "" {
			return "dns.signature.refused", a
		}
		return "dns.signature", a
	case dns.EventRegistration:
		a = args{"host": e.Host, "domain": bare(b.Domain), "servers": inOneLine(b.Servers)}
		return "registrar.registration", a
	case dns.EventUpdateSent:
		a = args{"host": e.Host, "server": w.hostAt(b.Server), "zone": zoneName(b.Zone), "added": inOneLine(b.Added),
			"removed": inOneLine(b.Removed), "key": zoneName(b.Key)}
		if b.Key != "" {
			return "dns.update.sent.signed", a
		}
		return "dns.update.sent", a
	case dns.EventUpdateAnswered:
		return "dns.update.answered", args{"host": e.Host, "server": w.hostAt(b.Server), "zone": zoneName(b.Zone), "result": b.Result, "took": b.Took.String()}
	case dns.EventUpdate:
		a = args{"host": e.Host, "client": w.hostAt(b.Client), "zone": zoneName(b.Zone), "rcode": b.Rcode, "reason": b.Reason,
			"removed": inOneLine(b.Removed), "added": inOneLine(b.Added), "serial": strconv.FormatUint(uint64(b.Serial), 10)}
		switch {
		case b.Reason != "":
			return "dns.update.refused", a
		case len(b.Removed) == 0 && len(b.Added) == 0:
			return "dns.update.same", a
		case len(b.Removed) == 0:
			return "dns.update.added", a
		case len(b.Added) == 0:
			return "dns.update.removed", a
		}
		return "dns.update.changed", a
	}
	return "", nil
}
