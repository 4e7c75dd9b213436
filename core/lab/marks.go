package lab

import (
	"slices"
	"sort"

	"playnet/core/dns"
	"playnet/core/dns/attack"
	"playnet/core/pop3"
	"playnet/core/sim"
	"playnet/core/smtp"
	"playnet/core/torrent/peer"
	"playnet/core/torrent/tracker"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// marks lists the notable instants of a run, as they are recorded: what a time bar marks,
// and what one jumps to. It costs two words each. It belongs to the record: where the world
// was taken back it holds the future, too.
type marks []mark

type mark struct {
	event uint32
	kind  uint8 // place in markKinds
	at    sim.Instant
}

// markKinds are the kinds of marks, the most telling ones first: where there is no room for
// all, these stay. (Of a swarm, its rounds and chunks tell more than what happens to one of its
// hundreds of connections.)
var markKinds = [...]view.MarkKind{
	view.MarkAction, view.MarkTrouble, view.MarkAnswer, view.MarkQuery, view.MarkRound, view.MarkPiece,
	view.MarkConnection, view.MarkTimeout, view.MarkLoss,
}

func kindPlace(kind view.MarkKind) uint8 { return uint8(slices.Index(markKinds[:], kind)) }

// take notes an event that has not been recorded before.
func (m *marks) take(e trace.Event) {
	if kind := markKind(e.Body); kind != "" {
		*m = append(*m, mark{event: uint32(e.ID), kind: kindPlace(kind), at: e.At})
	}
}

// upTo returns the marks of the events up to one.
func (m marks) upTo(id trace.ID) marks {
	return m[:sort.Search(len(m), func(i int) bool { return trace.ID(m[i].event) > id })]
}

// passed returns the marks of what has happened.
func (w *World) passed() marks { return w.run.index.marks.upTo(trace.ID(w.run.trace.Len())) }

// markKind tells which kind of mark an event is; "" if it is none.
func markKind(body trace.Body) view.MarkKind {
	switch b := body.(type) {
	case *Action:
		return view.MarkAction
	case *Refused, *vnet.ProgramCrashed, *vnet.HostIsDown, *vnet.LinkIsCut, *vnet.HostUp, *vnet.LinkRestored, dns.EventFailed, attack.Won, attack.Begun, attack.Ended:
		return view.MarkTrouble
	case dns.EventLookup, tracker.EventAnnounce:
		return view.MarkQuery
	case *peer.EventComplete:
		return view.MarkAnswer
	case *peer.EventPiece:
		return view.MarkPiece
	case *peer.EventRound:
		if b.Fill {
			return ""
		}
		return view.MarkRound
	case *peer.EventBad, *peer.EventBanned, tracker.EventFailed, tracker.EventRefused:
		return view.MarkTrouble
	case dns.EventAnswer, dns.EventReferral, dns.EventCacheHit, *vnet.PingReply:
		return view.MarkAnswer
	case smtp.EventAccepted, smtp.EventDelivered, pop3.EventUpdate:
		return view.MarkAnswer
	case smtp.EventBounced, smtp.EventWarned, smtp.EventDropped, smtp.EventRefused, pop3.EventAbandoned:
		return view.MarkTrouble
	case smtp.EventDeferred, smtp.EventUnreachable:
		return view.MarkTimeout
	case dns.EventTimeout, *vnet.TCPRetransmit, *vnet.PingTimeout:
		return view.MarkTimeout
	case *vnet.FrameLost:
		return view.MarkLoss
	case *vnet.TCPStateChanged:
		if b.To == vnet.StateSynSent || b.To == vnet.StateEstablished || b.To == vnet.StateTimeWait ||
			b.To == vnet.StateClosed && b.From != vnet.StateTimeWait {
			return view.MarkConnection
		}
	}
	return ""
}

// matches reports whether a mark is of one of the kinds; of any, where none is named.
func (m mark) matches(kinds []view.MarkKind) bool {
	return len(kinds) == 0 || slices.Contains(kinds, markKinds[m.kind])
}

// MarkCount returns how many marks there are so far.
func (w *World) MarkCount() int { return len(w.passed()) }

// Marks returns at most limit of the marks so far, in the order of time: where there are
// more, the most telling ones of each stretch of the run up to an instant.
func (w *World) Marks(to sim.Instant, limit int) []view.Mark {
	list := w.passed()
	chosen := make([]int, 0, limit) // by stretch: the best one's place in the list, plus 1
	if len(list) <= limit {
		for i := range list {
			chosen = append(chosen, i+1)
		}
	} else if limit > 0 {
		chosen = chosen[:limit]
		width := to/sim.Instant(limit) + 1
		for i := range list {
			at := &chosen[min(int(list[i].at/width), limit-1)]
			if *at == 0 || list[i].kind < list[*at-1].kind {
				*at = i + 1
			}
		}
	}
	var out []view.Mark
	for _, i := range chosen {
		if i > 0 {
			out = append(out, w.mark(list[i-1]))
		}
	}
	return out
}

func (w *World) mark(m mark) view.Mark {
	v := view.Mark{Event: uint64(m.event), At: int64(m.at), Kind: markKinds[m.kind]}
	if e, ok := w.run.trace.Event(trace.ID(m.event)); ok {
		v.Key, v.Args = w.tell(e)
		if a, ok := e.Body.(*Action); ok {
			v.Key = "action." + a.op()
		}
	}
	return v
}

// MarkBefore returns the instant of the last mark before another instant, of one of some
// kinds (none: any).
func (w *World) MarkBefore(t sim.Instant, kinds ...view.MarkKind) (sim.Instant, bool) {
	list := w.passed()
	for i := sort.Search(len(list), func(i int) bool { return list[i].at >= t }) - 1; i >= 0; i-- {
		if list[i].matches(kinds) {
			return list[i].at, true
		}
	}
	return 0, false
}

// RunToMark runs on until there is a mark later than an instant, of one of some kinds (none:
// any), and then to the end of its instant. done is false if more, which may be nil,
// interrupted it: call it again, with the same instant, to go on. found is false if nothing
// is left to happen.
func (w *World) RunToMark(after sim.Instant, more func() bool, kinds ...view.MarkKind) (found, done bool) {
	seen := 0 // marks that have been looked at
	reached := func() bool {
		list := w.passed()
		for ; seen < len(list); seen++ {
			if list[seen].at > after && list[seen].matches(kinds) {
				return true
			}
		}
		return false
	}
	list := w.passed()
	seen = sort.Search(len(list), func(i int) bool { return list[i].at > after })
	if !w.advance(target{position: anyPosition, instant: w.end(), idle: true, reached: reached}, more) {
		return false, false
	}
	if !reached() {
		return false, true
	}
	w.RunUntil(w.Now(), nil)
	return true, true
}
