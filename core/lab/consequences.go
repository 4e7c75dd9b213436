package lab

import (
	"slices"

	"playnet/core/dns"
	"playnet/core/program"
	"playnet/core/terminal"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// foresight is how many events after the one asked about are looked through for what
// came of it.
const foresight = 300_000

// weight says how much an event tells of what came of another: 0 is not told at all.
type weight uint8

const (
	detail  weight = 1 + iota
	moment         // a message, a connection, what an arrival led to at once
	setback        // a loss, a wait in vain, a stop
	outcome        // an operation has come to its end
	weights
)

// tellingKinds are the weights of the kinds that are told wherever they follow. Frames
// weigh by what they carry.
var tellingKinds = map[trace.Kind]weight{
	dns.KindCacheStore: detail, dns.KindCacheHit: detail, dns.KindLookup: moment, dns.KindTruncated: moment, dns.KindUnreachable: setback,
	dns.KindTimeout: setback, dns.KindRefused: setback, dns.KindMalformed: setback, dns.KindAnswer: outcome, dns.KindFailed: outcome,
	vnet.KindFrameLost: setback, vnet.KindTCPRetransmit: setback, vnet.KindPingTimeout: setback, vnet.KindPingReply: moment, vnet.KindPingDone: outcome,
	vnet.KindHostDown: setback, vnet.KindHostUp: moment, vnet.KindLinkCut: setback, vnet.KindLinkRestored: moment, vnet.KindProgramCrashed: outcome,
	vnet.KindProgramStarted: detail, vnet.KindProgramEnded: detail,
	program.KindSendBegun: moment, program.KindSendEnded: outcome, terminal.KindOutput: moment, terminal.KindExit: outcome,
}

// Consequences tells what came of an event: of all that it caused, directly or not, and
// of all that serves it, the most telling things, at most 8 of them. A loss also causes
// the wait for what was lost, and what was then sent again. The work is bounded: at most
// 300,000 events are looked through, of which only those that matter are decoded.
func (w *World) Consequences(id trace.ID) view.Aftermath {
	f := Follow(id)
	f.CatchUp(w, foresight)
	return f.Told()
}

// Follower follows what an event led to, while the world goes on.
type Follower struct {
	id      trace.ID
	w       *World
	t       *trace.Trace
	root    trace.Event
	next    trace.ID // the first that was not looked at
	arrival trace.ID // of the root, if it is a frame
	reached []uint64 // a bit for each event from the root on
	lost    []loss
	cuts    []trace.Event // links that were cut, hosts that went down
	found   [weights]findings
	partial bool
}

// Follow begins to follow an event.
func Follow(id trace.ID) *Follower { return &Follower{id: id} }

// Event returns the event that is followed.
func (f *Follower) Event() trace.ID { return f.id }

// CatchUp looks through up to limit events of what the world has recorded since the last
// time, and reports whether that was all. In a world that has gone back, or another one,
// it begins anew.
func (f *Follower) CatchUp(w *World, limit int) (done bool) {
	if f.t != w.run.trace {
		*f = Follower{id: f.id, w: w, t: w.run.trace}
	}
	if f.root.ID == 0 && !f.begin() {
		return true // it has not happened
	}
	f.partial = false
	f.t.Skim(f.next, func(h trace.Head) bool {
		if limit--; limit < 0 {
			f.partial = true
			return false
		}
		f.next = h.ID + 1
		f.visit(h)
		return true
	})
	return !f.partial
}

func (f *Follower) begin() bool {
	var ok bool
	if f.root, ok = f.t.Event(f.id); !ok {
		return false
	}
	f.next = f.id + 1
	f.mark(f.id)
	if b, ok := f.root.Body.(*vnet.FrameLost); ok {
		f.missed(b)
	}
	return true
}

// loss is a frame that did not arrive.
type loss struct {
	operation trace.ID
	sent      *vnet.FrameSent
}

// findings are the events of one weight: the first ones, the last one, and how many.
type findings struct {
	first []trace.ID
	last  trace.ID
	n     int
}

func (f *Follower) mark(id trace.ID) {
	at := int(id - f.root.ID)
	for at/64 >= len(f.reached) {
		f.reached = append(f.reached, 0)
	}
	f.reached[at/64] |= 1 << (at % 64)
}

func (f *Follower) has(id trace.ID) bool {
	if id < f.root.ID {
		return false
	}
	at := int(id - f.root.ID)
	return at/64 < len(f.reached) && f.reached[at/64]&(1<<(at%64)) != 0
}

// visit takes an event in, if it follows from the root.
func (f *Follower) visit(h trace.Head) {
	follows := f.has(h.Cause) || f.has(h.For)
	switch h.Kind {
	case vnet.KindFrameLost:
		e, _ := f.t.Event(h.ID)
		b := e.Body.(*vnet.FrameLost)
		if follows = follows || f.has(b.Frame) || f.inTheWay(b); follows {
			f.missed(b)
		}
	case dns.KindTimeout, vnet.KindTCPRetransmit, vnet.KindPingTimeout:
		follows = follows || f.inVain(h)
	case vnet.KindLinkCut, vnet.KindLinkRestored, vnet.KindHostDown, vnet.KindHostUp:
		f.turn(h, follows)
	}
	if !follows {
		return
	}
	f.mark(h.ID)
	if h.Kind == vnet.KindFrameDelivered && h.Cause == f.root.ID {
		f.arrival = h.ID
	}
	if heavy := f.weigh(h); heavy > 0 {
		f.found[heavy].add(h.ID)
	}
}

func (x *findings) add(id trace.ID) {
	x.n++
	x.last = id
	if len(x.first) < longestStory {
		x.first = append(x.first, id)
	}
}

// weigh tells how much an event says.
func (f *Follower) weigh(h trace.Head) weight {
	near := h.Cause == f.root.ID || f.arrival != 0 && h.Cause == f.arrival
	switch h.Kind {
	case vnet.KindFrameSent:
		if at, ok := f.w.TransferIndex(h.ID); ok && f.w.run.index.frames.at(at).number > 0 || near {
			return moment
		}
	case vnet.KindFrameDelivered:
		if near {
			return moment
		}
	case vnet.KindTCPState:
		if key, _ := f.w.tell(f.event(h.ID)); key != "" {
			return moment
		}
	}
	return tellingKinds[h.Kind]
}

func (f *Follower) event(id trace.ID) trace.Event {
	e, _ := f.t.Event(id)
	return e
}

// missed notes a frame that will be waited for.
func (f *Follower) missed(b *vnet.FrameLost) {
	e := f.event(b.Frame)
	if d, ok := e.Body.(*vnet.FrameDuplicated); ok {
		e = f.event(d.Frame)
	}
	if sent, ok := e.Body.(*vnet.FrameSent); ok && len(f.lost) < patience {
		f.lost = append(f.lost, loss{e.For, sent})
	}
}

// inVain reports whether an event says that one of the lost frames was waited for.
func (f *Follower) inVain(h trace.Head) bool {
	if len(f.lost) == 0 {
		return false
	}
	e := f.event(h.ID)
	return slices.ContainsFunc(f.lost, func(x loss) bool {
		switch b := e.Body.(type) {
		case dns.EventTimeout:
			return x.operation == e.For && (x.sent.Dst == b.Server || x.sent.Src == b.Server)
		case *vnet.TCPRetransmit:
			return x.sent.TCP != nil && x.sent.Src == b.Local && x.sent.Dst == b.Remote && carries(x.sent, b)
		case *vnet.PingTimeout:
			return x.operation == e.For && x.sent.Proto == vnet.ICMP && (x.sent.Dst.Addr() == b.To || x.sent.Src.Addr() == b.To)
		}
		return false
	})
}

// turn notes that a link was cut or a host went down, on the root's account, or that it is
// so no longer.
func (f *Follower) turn(h trace.Head, follows bool) {
	e := f.event(h.ID)
	switch e.Body.(type) {
	case *vnet.LinkIsCut, *vnet.HostIsDown:
		if follows {
			f.cuts = append(f.cuts, e)
		}
	case *vnet.LinkRestored, *vnet.HostUp:
		f.cuts = slices.DeleteFunc(f.cuts, func(cut trace.Event) bool { return placeOfTurn(cut) == placeOfTurn(e) })
	}
}

// inTheWay reports whether a frame was lost because of a cut or a stop that follows from
// the root.
func (f *Follower) inTheWay(b *vnet.FrameLost) bool {
	if b.Reason != vnet.LinkCut && b.Reason != vnet.HostDown {
		return false
	}
	cuts := f.cuts
	switch f.root.Body.(type) {
	case *vnet.LinkIsCut, *vnet.HostIsDown:
		cuts = append(cuts[:len(cuts):len(cuts)], f.root)
	}
	return slices.ContainsFunc(cuts, func(e trace.Event) bool { return placeOfTurn(e) == placeOf(b.Where) })
}

// placeOfTurn names the link or the host that an event turned off or on.
func placeOfTurn(e trace.Event) string {
	switch b := e.Body.(type) {
	case *vnet.LinkIsCut:
		return b.Link
	case *vnet.LinkRestored:
		return b.Link
	}
	return e.Host
}

// Told chooses what is told: outcomes before setbacks, those before the rest, the earlier
// before the later, and the last outcome in any case.
func (f *Follower) Told() view.Aftermath {
	var chosen []trace.ID
	total := 0
	for heavy := outcome; heavy >= detail; heavy-- {
		x := f.found[heavy]
		total += x.n
		list := x.first
		if heavy == outcome && x.n > len(list) {
			list = append(list[:len(list)-1:len(list)-1], x.last)
		}
		chosen = append(chosen, list[:min(len(list), longestStory-len(chosen))]...)
	}
	slices.Sort(chosen)
	a := view.Aftermath{Steps: []view.Step{}, More: total - len(chosen), Partial: f.partial}
	for _, id := range chosen {
		s := story{w: f.w, t: f.t}
		s.explain(f.event(id))
		a.Steps = append(a.Steps, s.steps[0])
	}
	return a
}
