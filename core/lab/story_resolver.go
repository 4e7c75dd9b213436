package lab

import (
	"strings"

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
	case dns.EventTrust:
		return "dns.trust." + securityKey(b.Security, b.Above == ""), args{"host": e.Host, "zone": zoneName(b.Zone),
			"above": zoneName(b.Above), "keys": strings.Join(b.Keys, ", "), "reason": b.Reason}
	case dns.EventValidated:
		return "dns.validated." + b.Security, args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "what": b.What,
			"reason": b.Reason, "code": decimal(int64(b.Code))}
	case dns.EventStale:
		return "dns.stale", args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "age": decimal(int64(b.Age))}
	case dns.EventTailored:
		return "dns.tailored", args{"host": e.Host, "client": w.hostAt(b.Client), "site": b.Site, "name": zoneName(b.Name), "type": b.Type}
	case dns.EventHelped:
		return "dns.helped." + b.How, args{"host": e.Host, "client": w.hostAt(b.Client), "name": zoneName(b.Name), "type": b.Type,
			"category": b.Category, "other": zoneName(b.Other)}
	}
	return "", nil
}

// securityKey tells the beginning of a chain of trust from its other links.
func securityKey(security string, anchor bool) string {
	if anchor && security == dns.Secure.String() {
		return "anchor"
	}
	return security
}

// stateSignature tells of the small steps of a validator, which only "Why?" goes into.
func (w *World) stateSignature(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case dns.EventRRSIG:
		key = "dns.rrsig.good"
		if b.Problem != "" {
			key = "dns.rrsig.bad"
		}
		return key, args{"host": e.Host, "name": zoneName(b.Name), "type": b.Type, "zone": zoneName(b.Signer),
			"key": decimal(int64(b.KeyTag)), "algorithm": b.Algorithm, "reason": b.Problem}
	case dns.EventDenied:
		if b.OptOut {
			return "dns.denied.optout", args{"host": e.Host, "by": strings.Join(b.By, ", ")}
		}
		return "dns.denied", args{"host": e.Host, "by": strings.Join(b.By, ", ")}
	}
	return "", nil
}
