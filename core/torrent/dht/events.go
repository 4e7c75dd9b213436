package dht

import (
	"fmt"
	"net/netip"
	"time"

	"playnet/core/trace"
)

// The kinds of this package's events.
const (
	KindBegan trace.Kind = 0x2201 + iota
	KindJoined
	KindAdded
	KindSplit
	KindLookup
	KindAsked
	KindHop
	KindSilent
	KindFailed
	KindFound
	KindAnnounced
	KindStored
	KindExpired
	KindRefused
)

// EventBegan: a node listens.
type EventBegan struct {
	ID   ID     `json:"node"`
	Port uint16 `json:"port"`
}

// EventJoined: a node has found its neighbours and filled its table.
type EventJoined struct {
	Nodes   int `json:"nodes"`
	Buckets int `json:"buckets"`
}

// EventAdded: a node has got a place in the routing table, maybe that of a bad one.
type EventAdded struct {
	Node   ID             `json:"node"`
	Addr   netip.AddrPort `json:"addr"`
	Bucket int            `json:"bucket"` // bits that it shares with the own identifier; at least as many in the last one
	Gone   ID             `json:"gone"`   // the one that lost the place; zero: it was free
	Nodes  int            `json:"nodes"`  // in the table now
}

// EventSplit: the bucket of the own identifier was full and is two buckets now.
type EventSplit struct {
	Buckets int `json:"buckets"`
}

// EventLookup: a look-up begins.
type EventLookup struct {
	Target ID     `json:"target"`
	Method string `json:"method"`
	Known  int    `json:"known"`  // nodes in the own table
	Shared int    `json:"shared"` // leading bits that the nearest of them shares with the target
}

// EventAsked: a look-up asks a node: of those that it knows and has not asked, the nearest.
type EventAsked struct {
	Target ID             `json:"target"`
	Method string         `json:"method"`
	Node   ID             `json:"node"` // zero: not known yet
	To     netip.AddrPort `json:"to"`
	Hop    int            `json:"hop"`    // the step: 1 for nodes of the own table
	Shared int            `json:"shared"` // leading bits that it shares with the target
	Number int            `json:"number"` // among the queries of the look-up
}

// EventHop: a look-up has learnt of a node nearer than all before.
type EventHop struct {
	Target ID             `json:"target"`
	Hop    int            `json:"hop"` // the step in which it was learnt of
	Node   ID             `json:"node"`
	Addr   netip.AddrPort `json:"addr"`
	Shared int            `json:"shared"`
	By     ID             `json:"by"` // who has told of it
}

// EventSilent: a node has not answered in time.
type EventSilent struct {
	Node   ID             `json:"node"`
	Addr   netip.AddrPort `json:"addr"`
	Method string         `json:"method"`
}

// EventFailed: a node has answered with an error.
type EventFailed struct {
	Node   ID             `json:"node"`
	Addr   netip.AddrPort `json:"addr"`
	Method string         `json:"method"`
	Code   int            `json:"code"`
	Reason string         `json:"reason"`
}

// EventFound: a look-up has come to its end: the nearest nodes have all answered.
type EventFound struct {
	Target ID             `json:"target"`
	Method string         `json:"method"`
	Hops   int            `json:"hops"` // steps to the nearest node
	Asked  int            `json:"asked"`
	Silent int            `json:"silent"` // of those asked
	Peers  int            `json:"peers"`
	Node   ID             `json:"node"` // the nearest
	Addr   netip.AddrPort `json:"addr"`
	Shared int            `json:"shared"`
	Took   time.Duration  `json:"tookNS"`
}

// EventAnnounced: the nearest nodes have been told of a peer.
type EventAnnounced struct {
	InfoHash ID     `json:"infoHash"`
	Port     uint16 `json:"port"`
	Nodes    int    `json:"nodes"` // that have stored it
}

// EventStored: a node has stored a peer of a torrent.
type EventStored struct {
	InfoHash ID             `json:"infoHash"`
	Peer     netip.AddrPort `json:"peer"`
	Peers    int            `json:"peers"`  // of the torrent that it knows now
	Shared   int            `json:"shared"` // leading bits that the info-hash shares with the own identifier
}

// EventExpired: a peer was not announced again and is forgotten.
type EventExpired struct {
	InfoHash ID             `json:"infoHash"`
	Peer     netip.AddrPort `json:"peer"`
}

// EventRefused: a query is answered with an error.
type EventRefused struct {
	Addr   netip.AddrPort `json:"addr"`
	Method string         `json:"method"`
	Code   int            `json:"code"`
	Reason string         `json:"reason"`
}

// Kind returns [KindBegan].
func (EventBegan) Kind() trace.Kind { return KindBegan }

// Kind returns [KindJoined].
func (EventJoined) Kind() trace.Kind { return KindJoined }

// Kind returns [KindAdded].
func (EventAdded) Kind() trace.Kind { return KindAdded }

// Kind returns [KindSplit].
func (EventSplit) Kind() trace.Kind { return KindSplit }

// Kind returns [KindLookup].
func (EventLookup) Kind() trace.Kind { return KindLookup }

// Kind returns [KindAsked].
func (EventAsked) Kind() trace.Kind { return KindAsked }

// Kind returns [KindHop].
func (EventHop) Kind() trace.Kind { return KindHop }

// Kind returns [KindSilent].
func (EventSilent) Kind() trace.Kind { return KindSilent }

// Kind returns [KindFailed].
func (EventFailed) Kind() trace.Kind { return KindFailed }

// Kind returns [KindFound].
func (EventFound) Kind() trace.Kind { return KindFound }

// Kind returns [KindAnnounced].
func (EventAnnounced) Kind() trace.Kind { return KindAnnounced }

// Kind returns [KindStored].
func (EventStored) Kind() trace.Kind { return KindStored }

// Kind returns [KindExpired].
func (EventExpired) Kind() trace.Kind { return KindExpired }

// Kind returns [KindRefused].
func (EventRefused) Kind() trace.Kind { return KindRefused }

// Text returns the event in one line.
func (e EventBegan) Text() string { return fmt.Sprintf("node %s listens on port %d", e.ID, e.Port) }

// Text returns the event in one line.
func (e EventJoined) Text() string {
	return fmt.Sprintf("joined: %d nodes in %d buckets", e.Nodes, e.Buckets)
}

// Text returns the event in one line.
func (e EventAdded) Text() string {
	if e.Gone != (ID{}) {
		return fmt.Sprintf("%s (%s) takes the place of %s in bucket %d", e.Node, e.Addr, e.Gone, e.Bucket)
	}
	return fmt.Sprintf("%s (%s) has a place in bucket %d, %d nodes now", e.Node, e.Addr, e.Bucket, e.Nodes)
}

// Text returns the event in one line.
func (e EventSplit) Text() string {
	return fmt.Sprintf("the own bucket splits: %d buckets now", e.Buckets)
}

// Text returns the event in one line.
func (e EventLookup) Text() string {
	return fmt.Sprintf("%s %s begins, %d nodes known, the nearest shares %d bits", e.Method, e.Target, e.Known, e.Shared)
}

// Text returns the event in one line.
func (e EventAsked) Text() string {
	if e.Node == (ID{}) {
		return fmt.Sprintf("%s %s: query %d, in step %d, to %s, whose identifier isn't known yet", e.Method, e.Target, e.Number, e.Hop, e.To)
	}
	return fmt.Sprintf("%s %s: query %d, in step %d, to %s (%s), which shares %d bits", e.Method, e.Target, e.Number, e.Hop, e.Node, e.To, e.Shared)
}

// Text returns the event in one line.
func (e EventHop) Text() string {
	return fmt.Sprintf("%s: nearest now, after step %d, %s (%s), which shares %d bits; told by %s", e.Target, e.Hop, e.Node, e.Addr, e.Shared, e.By)
}

// Text returns the event in one line.
func (e EventSilent) Text() string {
	return fmt.Sprintf("%s has not answered %s", nameOf(e.Node, e.Addr), e.Method)
}

// Text returns the event in one line.
func (e EventFailed) Text() string {
	return fmt.Sprintf("%s refuses %s: %d %s", nameOf(e.Node, e.Addr), e.Method, e.Code, e.Reason)
}

// nameOf is what a node is called: its identifier and its address, or this alone.
func nameOf(id ID, addr netip.AddrPort) string {
	if id == (ID{}) {
		return addr.String()
	}
	return fmt.Sprintf("%s (%s)", id, addr)
}

// Text returns the event in one line.
func (e EventFound) Text() string {
	text := fmt.Sprintf("%s %s ends after %d steps and %s: %d asked, %d silent, %d peers", e.Method, e.Target, e.Hops, e.Took, e.Asked, e.Silent, e.Peers)
	if e.Hops == 0 {
		return text // nobody has answered
	}
	return text + fmt.Sprintf("; nearest %s (%s), which shares %d bits", e.Node, e.Addr, e.Shared)
}

// Text returns the event in one line.
func (e EventAnnounced) Text() string {
	return fmt.Sprintf("port %d announced for %s to %d nodes", e.Port, e.InfoHash, e.Nodes)
}

// Text returns the event in one line.
func (e EventStored) Text() string {
	return fmt.Sprintf("stored for %s, which shares %d bits: %s, %d peers now", e.InfoHash, e.Shared, e.Peer, e.Peers)
}

// Text returns the event in one line.
func (e EventExpired) Text() string { return fmt.Sprintf("forgotten for %s: %s", e.InfoHash, e.Peer) }

// Text returns the event in one line.
func (e EventRefused) Text() string {
	return fmt.Sprintf("refused %s's %s: %d %s", e.Addr, e.Method, e.Code, e.Reason)
}
