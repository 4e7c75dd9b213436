package dns

import (
	"time"

	"playnet/core/trace"
)

func init() {
	register(KindLookup, "dns.lookup", func(d *trace.Decoder) trace.Body {
		return EventLookup{Name: d.String(), Type: d.String(), Server: d.AddrPort()}
	})
	register(KindAnswer, "dns.answer", func(d *trace.Decoder) trace.Body {
		return EventAnswer{Name: d.String(), Type: d.String(), Rcode: d.String(), Answers: decodeList(d),
			Server: d.AddrPort(), Took: time.Duration(d.Int())}
	})
	register(KindTimeout, "dns.timeout", func(d *trace.Decoder) trace.Body {
		return EventTimeout{Server: d.AddrPort(), Name: d.String(), Type: d.String(),
			Attempt: int(d.Uint()), Waited: time.Duration(d.Int())}
	})
	register(KindResolve, "dns.resolve", func(d *trace.Decoder) trace.Body {
		return EventResolve{Client: d.AddrPort(), Name: d.String(), Type: d.String()}
	})
	register(KindCacheHit, "dns.cache.hit", func(d *trace.Decoder) trace.Body {
		return EventCacheHit{Name: d.String(), Type: d.String(), What: d.String(), TTL: uint32(d.Uint())}
	})
	register(KindCacheMiss, "dns.cache.miss", func(d *trace.Decoder) trace.Body {
		return EventCacheMiss{Name: d.String(), Type: d.String(), Zone: d.String()}
	})
	register(KindCacheStore, "dns.cache.store", func(d *trace.Decoder) trace.Body {
		return EventCacheStore{Name: d.String(), Type: d.String(), What: d.String(), Rank: d.String(), TTL: uint32(d.Uint())}
	})
	register(KindCacheExpire, "dns.cache.expire", func(d *trace.Decoder) trace.Body {
		return EventCacheExpire{Name: d.String(), Type: d.String()}
	})
	register(KindReferral, "dns.referral", func(d *trace.Decoder) trace.Body {
		return EventReferral{Zone: d.String(), Servers: decodeList(d), From: d.AddrPort()}
	})
	register(KindServed, "dns.served", func(d *trace.Decoder) trace.Body {
		return EventServed{Client: d.AddrPort(), Name: d.String(), Type: d.String(), Result: d.String(), Zone: d.String()}
	})
	register(KindRefused, "dns.refused", func(d *trace.Decoder) trace.Body {
		return EventRefused{Client: d.AddrPort(), Name: d.String(), Type: d.String(), Rcode: d.String()}
	})
	register(KindMalformed, "dns.malformed", func(d *trace.Decoder) trace.Body {
		return EventMalformed{Client: d.AddrPort(), Reason: d.String(), Rcode: d.String()}
	})
	register(KindIgnored, "dns.ignored", func(d *trace.Decoder) trace.Body {
		return EventIgnored{Server: d.AddrPort(), Name: d.String(), Type: d.String(), Reason: d.String()}
	})
	register(KindUnreachable, "dns.unreachable", func(d *trace.Decoder) trace.Body {
		return EventUnreachable{Server: d.AddrPort(), Name: d.String(), Type: d.String(), Reason: d.String()}
	})
	register(KindFailed, "dns.failed", func(d *trace.Decoder) trace.Body {
		return EventFailed{Name: d.String(), Type: d.String(), Reason: d.String()}
	})
	register(KindForward, "dns.forward", func(d *trace.Decoder) trace.Body {
		return EventForward{Server: d.AddrPort(), Name: d.String(), Type: d.String()}
	})
}

func register(k trace.Kind, name string, decode func(*trace.Decoder) trace.Body) {
	trace.Register(trace.Spec{Kind: k, Name: name, Decode: decode})
}

// maxListed bounds a decoded list: a count in front of nothing must not reserve
// memory.
const maxListed = 4096

func encodeList(e *trace.Encoder, list []string) {
	if len(list) > maxListed {
		list = list[:maxListed]
	}
	e.Uint(uint64(len(list)))
	for _, s := range list {
		e.String(s)
	}
}

func decodeList(d *trace.Decoder) []string {
	n := min(d.Uint(), maxListed)
	list := make([]string, 0, n)
	for range n {
		list = append(list, d.String())
	}
	return list
}

func encodeStrings(e *trace.Encoder, fields ...string) {
	for _, s := range fields {
		e.String(s)
	}
}

func (b EventLookup) Encode(e *trace.Encoder) {
	encodeStrings(e, b.Name, b.Type)
	e.AddrPort(b.Server)
}

func (b EventAnswer) Encode(e *trace.Encoder) {
	encodeStrings(e, b.Name, b.Type, b.Rcode)
	encodeList(e, b.Answers)
	e.AddrPort(b.Server)
	e.Int(int64(b.Took))
}

func (b EventTimeout) Encode(e *trace.Encoder) {
	e.AddrPort(b.Server)
	encodeStrings(e, b.Name, b.Type)
	e.Uint(uint64(b.Attempt))
	e.Int(int64(b.Waited))
}

func (b EventResolve) Encode(e *trace.Encoder) {
	e.AddrPort(b.Client)
	encodeStrings(e, b.Name, b.Type)
}

func (b EventCacheHit) Encode(e *trace.Encoder) {
	encodeStrings(e, b.Name, b.Type, b.What)
	e.Uint(uint64(b.TTL))
}

func (b EventCacheMiss) Encode(e *trace.Encoder) { encodeStrings(e, b.Name, b.Type, b.Zone) }

func (b EventCacheStore) Encode(e *trace.Encoder) {
	encodeStrings(e, b.Name, b.Type, b.What, b.Rank)
	e.Uint(uint64(b.TTL))
}

func (b EventCacheExpire) Encode(e *trace.Encoder) { encodeStrings(e, b.Name, b.Type) }

func (b EventReferral) Encode(e *trace.Encoder) {
	e.String(b.Zone)
	encodeList(e, b.Servers)
	e.AddrPort(b.From)
}

func (b EventServed) Encode(e *trace.Encoder) {
	e.AddrPort(b.Client)
	encodeStrings(e, b.Name, b.Type, b.Result, b.Zone)
}

func (b EventRefused) Encode(e *trace.Encoder) {
	e.AddrPort(b.Client)
	encodeStrings(e, b.Name, b.Type, b.Rcode)
}

func (b EventMalformed) Encode(e *trace.Encoder) {
	e.AddrPort(b.Client)
	encodeStrings(e, b.Reason, b.Rcode)
}

func (b EventIgnored) Encode(e *trace.Encoder) {
	e.AddrPort(b.Server)
	encodeStrings(e, b.Name, b.Type, b.Reason)
}

func (b EventUnreachable) Encode(e *trace.Encoder) {
	e.AddrPort(b.Server)
	encodeStrings(e, b.Name, b.Type, b.Reason)
}

func (b EventFailed) Encode(e *trace.Encoder) { encodeStrings(e, b.Name, b.Type, b.Reason) }

func (b EventForward) Encode(e *trace.Encoder) {
	e.AddrPort(b.Server)
	encodeStrings(e, b.Name, b.Type)
}
