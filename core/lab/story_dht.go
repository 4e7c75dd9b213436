package lab

import (
	"strconv"
	"strings"

	"playnet/core/torrent/dht"
	"playnet/core/trace"
)

// tellDHT tells what a learner should hear of a distributed hash table.
func (w *World) tellDHT(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case dht.EventJoined:
		return "dht.joined", args{"host": e.Host, "nodes": strconv.Itoa(b.Nodes), "buckets": strconv.Itoa(b.Buckets)}
	case dht.EventLookup:
		return "dht.lookup." + dhtMethod(b.Method), args{"host": e.Host, "target": shortID(b.Target), "known": strconv.Itoa(b.Known), "shared": strconv.Itoa(b.Shared)}
	case dht.EventHop:
		return "dht.hop", args{"host": e.Host, "target": shortID(b.Target), "node": w.hostAt(b.Addr), "shared": strconv.Itoa(b.Shared), "hop": strconv.Itoa(b.Hop)}
	case dht.EventFound:
		a = args{"host": e.Host, "target": shortID(b.Target), "node": w.hostAt(b.Addr), "hops": strconv.Itoa(b.Hops),
			"asked": strconv.Itoa(b.Asked), "peers": strconv.Itoa(b.Peers), "took": b.Took.String()}
		if b.Hops == 0 {
			return "dht.found.nobody", a
		}
		return "dht.found." + dhtMethod(b.Method), a
	case dht.EventAnnounced:
		return "dht.announced", args{"host": e.Host, "hash": shortID(b.InfoHash), "port": strconv.Itoa(int(b.Port)), "nodes": strconv.Itoa(b.Nodes)}
	case dht.EventStored:
		return "dht.stored", args{"host": e.Host, "hash": shortID(b.InfoHash), "peer": w.hostAt(b.Peer), "peers": strconv.Itoa(b.Peers), "shared": strconv.Itoa(b.Shared)}
	case dht.EventSilent:
		return "dht.silent", args{"host": e.Host, "node": w.hostAt(b.Addr), "method": b.Method}
	case dht.EventRefused:
		return "dht.refused", args{"host": e.Host, "node": w.hostAt(b.Addr), "method": given(b.Method), "code": strconv.Itoa(b.Code), "reason": given(b.Reason)}
	}
	return "", nil
}

// stateDHT tells of the small steps, which only "Why?" goes into.
func (w *World) stateDHT(e trace.Event) (key string, a args) {
	switch b := e.Body.(type) {
	case dht.EventBegan:
		return "dht.began", args{"host": e.Host, "id": shortID(b.ID), "port": strconv.Itoa(int(b.Port))}
	case dht.EventAdded:
		a = args{"host": e.Host, "node": w.hostAt(b.Addr), "bucket": strconv.Itoa(b.Bucket), "gone": shortID(b.Gone)}
		if b.Gone != (dht.ID{}) {
			return "dht.replaced", a
		}
		return "dht.added", a
	case dht.EventSplit:
		return "dht.split", args{"host": e.Host, "buckets": strconv.Itoa(b.Buckets)}
	case dht.EventAsked:
		a = args{"host": e.Host, "target": shortID(b.Target), "node": w.hostAt(b.To), "shared": strconv.Itoa(b.Shared), "hop": strconv.Itoa(b.Hop)}
		if b.Node == (dht.ID{}) {
			return "dht.asked.stranger", a
		}
		return "dht.asked", a
	case dht.EventFailed:
		return "dht.failed", args{"host": e.Host, "node": w.hostAt(b.Addr), "method": b.Method, "code": strconv.Itoa(b.Code), "reason": given(b.Reason)}
	case dht.EventExpired:
		return "dht.expired", args{"host": e.Host, "hash": shortID(b.InfoHash), "peer": w.hostAt(b.Peer)}
	}
	return "", nil
}

// dhtMethod writes a method as it stands in a message's id.
func dhtMethod(method string) string { return strings.ReplaceAll(method, "_", "-") }

// shortID returns the first digits of an identifier: enough to tell it from others.
func shortID(id dht.ID) string { return id.String()[:8] + "…" }
