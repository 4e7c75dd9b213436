package lab

import (
	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/view"
)

// trustReach is how many events back judgements and their reasons are looked for: what a
// resolver knows of zones it may know for a day.
const trustReach = 200_000

// Judgements returns the last judgements of a host's validating resolver, the latest first.
func (w *World) Judgements(host string, limit int) []view.Judgement {
	var list []view.Judgement
	n := 0
	w.run.trace.SkimBack(w.run.trace.At(), func(h trace.Head) bool {
		n++
		if h.Kind == dns.KindValidated && h.Host == host {
			if j, ok := w.judgement(h.ID); ok {
				list = append(list, j)
			}
		}
		return len(list) < limit && n < trustReach
	})
	return list
}

func (w *World) judgement(id trace.ID) (view.Judgement, bool) {
	e, _ := w.run.trace.Event(id)
	b, ok := e.Body.(dns.EventValidated)
	return view.Judgement{Event: uint64(id), At: int64(e.At), Host: e.Host, Name: b.Name, Type: b.Type, What: b.What,
		Security: b.Security, Reason: b.Reason}, ok
}

// Chain returns the chain of trust behind a judgement. It is read from the trace: the steps
// that led to the judgement, and for each zone the last time before it that its keys were
// checked.
func (w *World) Chain(judgement trace.ID) (view.Chain, bool) {
	j, ok := w.judgement(judgement)
	if !ok {
		return view.Chain{}, false
	}
	c := view.Chain{Judgement: j}
	zone, link := w.steps(&c, judgement)
	if link == 0 && zone != "" {
		link = w.lastTrust(j.Host, zone, judgement)
	}
	for link != 0 && len(c.Links) < 20 {
		l := w.chainLink(link, j.Host)
		c.Links = append([]view.ChainLink{l}, c.Links...)
		if l.Above == "" {
			break
		}
		link = w.lastTrust(j.Host, l.Above, link)
	}
	return c, true
}

// steps reads what a judgement rests on, back along its causes: signatures over the answer
// or over what denies it, and the zone that made them; or the end of the chain.
func (w *World) steps(c *view.Chain, judgement trace.ID) (zone string, link trace.ID) {
	e, _ := w.run.trace.Event(judgement)
	for range 50 {
		id := e.Cause
		if e, _ = w.run.trace.Event(id); id == 0 {
			break
		}
		switch b := e.Body.(type) {
		case dns.EventRRSIG:
			c.Signatures = append([]view.Signature{signature(id, b)}, c.Signatures...)
			zone = b.Signer
			continue
		case dns.EventDenied:
			c.Denial = b.By
			continue
		case dns.EventTrust:
			if zone == "" || b.Zone == zone {
				return zone, id
			}
		}
		break
	}
	return zone, 0
}

// lastTrust finds the last time before an event that a zone's keys were checked.
func (w *World) lastTrust(host, zone string, before trace.ID) (id trace.ID) {
	w.back(host, before, dns.KindTrust, func(e trace.Event) bool {
		if b, ok := e.Body.(dns.EventTrust); ok && b.Zone == zone {
			id = e.ID
		}
		return id == 0
	})
	return id
}

// back reads a host's events of one kind before an event, backwards, until f returns false.
func (w *World) back(host string, before trace.ID, kind trace.Kind, f func(trace.Event) bool) {
	n := 0
	w.run.trace.SkimBack(before-1, func(h trace.Head) bool {
		n++
		if h.Kind == kind && h.Host == host {
			e, _ := w.run.trace.Event(h.ID)
			return f(e) && n < trustReach
		}
		return n < trustReach
	})
}

// chainLink describes a zone of the chain, with the signatures that were tried for it.
func (w *World) chainLink(id trace.ID, host string) view.ChainLink {
	e, _ := w.run.trace.Event(id)
	b := e.Body.(dns.EventTrust)
	l := view.ChainLink{Event: uint64(id), Zone: b.Zone, Above: b.Above, Security: b.Security, Reason: b.Reason, Keys: b.Keys}
	w.back(host, id, dns.KindRRSIG, func(e trace.Event) bool {
		s, ok := e.Body.(dns.EventRRSIG)
		if !ok || s.Name != b.Zone {
			return true
		}
		if s.Type == "DNSKEY" && l.DNSKEY == nil && l.DS == nil {
			v := signature(e.ID, s)
			l.DNSKEY = &v
		}
		if s.Type == "DS" && l.DS == nil {
			v := signature(e.ID, s)
			l.DS = &v
		}
		return l.DS == nil && b.Above != "" || l.DNSKEY == nil
	})
	return l
}

func signature(id trace.ID, b dns.EventRRSIG) view.Signature {
	return view.Signature{Event: uint64(id), Name: b.Name, Type: b.Type, Signer: b.Signer, KeyTag: int(b.KeyTag),
		Algorithm: b.Algorithm, Inception: b.Inception, Expiration: b.Expiration, Problem: b.Problem}
}
