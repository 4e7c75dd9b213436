package lab

import (
	"sort"

	"playnet/core/trace"
	"playnet/core/vnet"
)

// notable are the events of which a story may tell, in their order: all but those of frames that
// come and go, which are most of a run's. Where a hundred peers exchange a file, thousands of
// frames may pass between two things that are worth a sentence.
type notable []notableEvent

type notableEvent struct {
	event uint32
	kind  trace.Kind
}

// take notes an event that has not been recorded before, and isn't passing.
func (x *notable) take(e trace.Event) {
	kind := e.Body.Kind()
	switch kind {
	case vnet.KindFrameDuplicated, vnet.KindSocketOpen, vnet.KindSocketClosed, vnet.KindTCPPhase:
		return
	}
	*x = append(*x, notableEvent{uint32(e.ID), kind})
}

// upTo returns those up to an event.
func (x notable) upTo(id trace.ID) notable {
	return x[:sort.Search(len(x), func(i int) bool { return trace.ID(x[i].event) > id })]
}

// ofConnections reports whether it is a matter of a single TCP connection.
func (x notableEvent) ofConnections() bool {
	return x.kind == vnet.KindTCPState || x.kind == vnet.KindTCPRetransmit
}
