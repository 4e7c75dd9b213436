package lab

import (
	"strings"

	"playnet/core/dns"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// explainFrame tells why a frame was sent.
func (s *story) explainFrame(e trace.Event, b *vnet.FrameSent) trace.ID {
	payload, _ := s.t.Payload(b.Payload)
	_, _, isDNS := dnsIn(b, payload)
	switch {
	case isDNS && (b.TCP == nil || !b.TCP.Retransmission):
		return s.explainDNS(e, b)
	case b.TCP != nil:
		if next, ok := s.explainChoking(e, b); ok {
			return next
		}
		return s.explainSegment(e, b)
	}
	s.add(e, "", nil) // a ping, its answer, an error: their plain sentences say of what they speak
	return e.Cause
}

// explainDNS tells why a DNS message was sent. What the resolver or the server noted
// between an arrival and this message goes into the sentence.
func (s *story) explainDNS(e trace.Event, b *vnet.FrameSent) trace.ID {
	key, _ := s.w.state(e)
	cause := s.event(e.Cause)
	arrived := s.frameBehind(cause.ID)
	add := func(variant string, more args) { s.add(e, key+variant, more) }
	next := cause.Cause
	switch c := cause.Body.(type) {
	case dns.EventLookup:
		if s.first() {
			add("", nil)
		}
		next = cause.ID
	case dns.EventCacheMiss:
		variant := ".miss"
		if c.Zone == "." {
			variant = ".miss.root"
		}
		add(variant, args{"zone": zoneName(c.Zone), "name": zoneName(c.Name)})
	case dns.EventReferral:
		referral := s.frameBehind(cause.Cause)
		add(".referred", args{"because": s.w.number(referral), "from": s.w.speaker(cause, c.From), "zone": zoneName(c.Zone)})
		return s.questionOf(referral)
	case dns.EventForward:
		add(".forward", nil)
	case dns.EventTimeout:
		if c.Server == b.Dst {
			add(".again", args{"waited": c.Waited.String()})
		} else {
			add(".instead", args{"other": s.w.hostAt(c.Server)})
		}
		next = cause.ID
	case dns.EventUnreachable:
		add(".instead", args{"other": s.w.hostAt(c.Server)})
		next = cause.ID
	case dns.EventCacheHit:
		add(".cached", args{"ttl": decimal(int64(c.TTL)), "name": zoneName(c.Name)})
	case dns.EventServed:
		add("."+strings.ToLower(strings.ReplaceAll(c.Result, " ", ".")), args{"zone": zoneName(c.Zone), "name": zoneName(c.Name), "type": c.Type})
	case *vnet.FrameDelivered:
		if s.onConnection(arrived, b) { // it waited for no more than the handshake
			add("", nil)
			return s.before(arrived, b.Src, b.Dst, e.For)
		}
		add(".then", args{"because": s.w.number(arrived), "what": s.w.summary(arrived)})
		next = arrived
	default:
		add("", nil)
		next = cause.ID
	}
	return next
}

// questionOf returns the arrival of the question that a server answered with a frame: the
// answer itself was told of with what it led to. Where the server did more than to answer,
// it returns the frame.
func (s *story) questionOf(answer trace.ID) trace.ID {
	served := s.event(s.event(answer).Cause)
	if _, ok := served.Body.(dns.EventServed); ok {
		return served.Cause
	}
	return answer
}
