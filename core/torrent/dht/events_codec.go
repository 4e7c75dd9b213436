package dht

import (
	"time"

	"playnet/core/trace"
)

func register(k trace.Kind, name string, decode func(*trace.Decoder) trace.Body) {
	trace.Register(trace.Spec{Kind: k, Name: name, Decode: decode})
}

func init() {
	register(KindBegan, "dht.began", func(d *trace.Decoder) trace.Body {
		return EventBegan{ID: decodeID(d), Port: uint16(d.Uint())}
	})
	register(KindJoined, "dht.joined", func(d *trace.Decoder) trace.Body {
		return EventJoined{Nodes: int(d.Int()), Buckets: int(d.Int())}
	})
	register(KindAdded, "dht.added", func(d *trace.Decoder) trace.Body {
		return EventAdded{Node: decodeID(d), Addr: d.AddrPort(), Bucket: int(d.Int()), Gone: decodeID(d), Nodes: int(d.Int())}
	})
	register(KindSplit, "dht.split", func(d *trace.Decoder) trace.Body {
		return EventSplit{Buckets: int(d.Int())}
	})
	register(KindLookup, "dht.lookup", func(d *trace.Decoder) trace.Body {
		return EventLookup{Target: decodeID(d), Method: d.String(), Known: int(d.Int()), Shared: int(d.Int())}
	})
	register(KindAsked, "dht.asked", func(d *trace.Decoder) trace.Body {
		return EventAsked{Target: decodeID(d), Method: d.String(), Node: decodeID(d), To: d.AddrPort(), Hop: int(d.Int()), Shared: int(d.Int()), Number: int(d.Int())}
	})
	register(KindHop, "dht.hop", func(d *trace.Decoder) trace.Body {
		return EventHop{Target: decodeID(d), Hop: int(d.Int()), Node: decodeID(d), Addr: d.AddrPort(), Shared: int(d.Int()), By: decodeID(d)}
	})
	register(KindSilent, "dht.silent", func(d *trace.Decoder) trace.Body {
		return EventSilent{Node: decodeID(d), Addr: d.AddrPort(), Method: d.String()}
	})
	register(KindFailed, "dht.failed", func(d *trace.Decoder) trace.Body {
		return EventFailed{Node: decodeID(d), Addr: d.AddrPort(), Method: d.String(), Code: int(d.Int()), Reason: d.String()}
	})
	register(KindFound, "dht.found", func(d *trace.Decoder) trace.Body {
		return EventFound{Target: decodeID(d), Method: d.String(), Hops: int(d.Int()), Asked: int(d.Int()), Silent: int(d.Int()), Peers: int(d.Int()),
			Node: decodeID(d), Addr: d.AddrPort(), Shared: int(d.Int()), Took: time.Duration(d.Int())}
	})
	register(KindAnnounced, "dht.announced", func(d *trace.Decoder) trace.Body {
		return EventAnnounced{InfoHash: decodeID(d), Port: uint16(d.Uint()), Nodes: int(d.Int())}
	})
	register(KindStored, "dht.stored", func(d *trace.Decoder) trace.Body {
		return EventStored{InfoHash: decodeID(d), Peer: d.AddrPort(), Peers: int(d.Int()), Shared: int(d.Int())}
	})
	register(KindExpired, "dht.expired", func(d *trace.Decoder) trace.Body {
		return EventExpired{InfoHash: decodeID(d), Peer: d.AddrPort()}
	})
	register(KindRefused, "dht.refused", func(d *trace.Decoder) trace.Body {
		return EventRefused{Addr: d.AddrPort(), Method: d.String(), Code: int(d.Int()), Reason: d.String()}
	})
}

// Encode writes the fields.
func (e EventBegan) Encode(to *trace.Encoder) {
	to.Bytes(e.ID[:])
	to.Uint(uint64(e.Port))
}

// Encode writes the fields.
func (e EventJoined) Encode(to *trace.Encoder) { encodeInts(to, e.Nodes, e.Buckets) }

// Encode writes the fields.
func (e EventAdded) Encode(to *trace.Encoder) {
	to.Bytes(e.Node[:])
	to.AddrPort(e.Addr)
	encodeInts(to, e.Bucket)
	to.Bytes(e.Gone[:])
	encodeInts(to, e.Nodes)
}

// Encode writes the fields.
func (e EventSplit) Encode(to *trace.Encoder) { encodeInts(to, e.Buckets) }

// Encode writes the fields.
func (e EventLookup) Encode(to *trace.Encoder) {
	to.Bytes(e.Target[:])
	to.String(e.Method)
	encodeInts(to, e.Known, e.Shared)
}

// Encode writes the fields.
func (e EventAsked) Encode(to *trace.Encoder) {
	to.Bytes(e.Target[:])
	to.String(e.Method)
	to.Bytes(e.Node[:])
	to.AddrPort(e.To)
	encodeInts(to, e.Hop, e.Shared, e.Number)
}

// Encode writes the fields.
func (e EventHop) Encode(to *trace.Encoder) {
	to.Bytes(e.Target[:])
	encodeInts(to, e.Hop)
	to.Bytes(e.Node[:])
	to.AddrPort(e.Addr)
	encodeInts(to, e.Shared)
	to.Bytes(e.By[:])
}

// Encode writes the fields.
func (e EventSilent) Encode(to *trace.Encoder) {
	to.Bytes(e.Node[:])
	to.AddrPort(e.Addr)
	to.String(e.Method)
}

// Encode writes the fields.
func (e EventFailed) Encode(to *trace.Encoder) {
	to.Bytes(e.Node[:])
	to.AddrPort(e.Addr)
	to.String(e.Method)
	encodeInts(to, e.Code)
	to.String(e.Reason)
}

// Encode writes the fields.
func (e EventFound) Encode(to *trace.Encoder) {
	to.Bytes(e.Target[:])
	to.String(e.Method)
	encodeInts(to, e.Hops, e.Asked, e.Silent, e.Peers)
	to.Bytes(e.Node[:])
	to.AddrPort(e.Addr)
	encodeInts(to, e.Shared, int(e.Took))
}

// Encode writes the fields.
func (e EventAnnounced) Encode(to *trace.Encoder) {
	to.Bytes(e.InfoHash[:])
	to.Uint(uint64(e.Port))
	encodeInts(to, e.Nodes)
}

// Encode writes the fields.
func (e EventStored) Encode(to *trace.Encoder) {
	to.Bytes(e.InfoHash[:])
	to.AddrPort(e.Peer)
	encodeInts(to, e.Peers, e.Shared)
}

// Encode writes the fields.
func (e EventExpired) Encode(to *trace.Encoder) {
	to.Bytes(e.InfoHash[:])
	to.AddrPort(e.Peer)
}

// Encode writes the fields.
func (e EventRefused) Encode(to *trace.Encoder) {
	to.AddrPort(e.Addr)
	to.String(e.Method)
	encodeInts(to, e.Code)
	to.String(e.Reason)
}

func encodeInts(to *trace.Encoder, list ...int) {
	for _, n := range list {
		to.Int(int64(n))
	}
}

func decodeID(d *trace.Decoder) (id ID) {
	copy(id[:], d.Bytes())
	return id
}
