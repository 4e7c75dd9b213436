package lab

import (
	"sort"

	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// index knows of each frame which event ended it, and how events are spread over time.
// It listens while the world runs, so that whoever asks for a window of the transfers
// pays for that window alone, however long the run is. It keeps 16 bytes a frame; what
// a [view.Transfer] says beyond them is decoded when somebody looks (see described).
//
// Like the trace's record, of which it is made, it knows the future where the world
// was taken back (see trace.Trace.Inherit), and shows what has happened.
type index struct {
	frames      frameTable
	roots       map[trace.ID]trace.ID // operation → the one at the top of its chain; see root
	numbers     map[trace.ID]uint32   // root → messages numbered so far
	exchanges   []Exchange
	connections connections
	journeys    journeys
	density     histogram
	described   described
	marks       marks
	notable     notable
	known       trace.ID // the last event that it has taken in

	sent        int      // frames that have been sent: the others are future
	lastMessage trace.ID // the last frame sent that has a number
}

// rootsKept bounds the memory of roots: an operation that is not in there is walked
// up again.
const rootsKept = 4096

func newIndex() *index {
	return &index{roots: map[trace.ID]trace.ID{}, numbers: map[trace.ID]uint32{}}
}

// take takes in an event as it happens.
func (x *index) take(t *trace.Trace, e trace.Event, f *flow) {
	news := e.ID > x.known
	if news {
		x.known = e.ID
		x.density.add(e.At)
		if !passing(e.Body) {
			x.marks.take(e)
			x.notable.take(e)
			x.journeys.take(e)
		}
	}
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		if news {
			v := transfer{frame: uint32(e.ID), sent: uint32(e.ID)}
			if numbered(b, b.Data) {
				v.number = x.number(t, e)
			}
			x.frames.add(v)
			x.connections.take(b, e.ID, f)
		}
		x.pass()
	case *vnet.FrameDuplicated:
		if at, ok := x.frames.find(b.Frame); ok {
			if news {
				original := x.frames.at(at)
				x.frames.add(transfer{frame: uint32(e.ID), sent: original.sent, number: original.number})
			}
			x.pass()
		}
	case *vnet.FrameDelivered:
		x.finish(b.Frame, b.Nth, e.ID)
	case *vnet.FrameLost:
		x.finish(b.Frame, b.Nth, e.ID)
	}
}

// passing reports whether an event is one of a frame that comes or goes and says nothing by itself:
// most of a run's are.
func passing(body trace.Body) bool {
	switch b := body.(type) {
	case *vnet.FrameSent:
		return b.Proto != vnet.ICMP
	case *vnet.FrameDelivered:
		return true
	}
	return false
}

// number numbers a message among those of its operation.
func (x *index) number(t *trace.Trace, e trace.Event) uint32 {
	root := x.root(t, e.For)
	x.numbers[root]++
	n := x.numbers[root]
	if n == 1 {
		x.exchanges = append(x.exchanges, Exchange{First: e.ID})
	}
	last := &x.exchanges[len(x.exchanges)-1]
	last.Messages = max(last.Messages, int(n))
	return n
}

// pass notes that the next frame of the table has been sent.
func (x *index) pass() {
	if v := x.frames.at(x.sent); v.number > 0 {
		x.lastMessage = trace.ID(v.frame)
	}
	x.sent++
}

// stand takes the index to where so many events have happened: back, as a rule.
func (x *index) stand(now trace.ID) {
	x.sent, x.lastMessage = x.frames.before(now+1), 0
	for i := x.sent - 1; i >= 0 && x.lastMessage == 0; i-- {
		if v := x.frames.at(i); v.number > 0 {
			x.lastMessage = trace.ID(v.frame)
		}
	}
}

// cut forgets what is known beyond an event, which the trace still has on record.
func (x *index) cut(t *trace.Trace, now trace.ID) {
	if now >= x.known {
		return
	}
	t.SkimKnown(now+1, func(h trace.Head) bool {
		x.density.remove(h.At)
		if i, ok := x.frames.find(h.ID); ok {
			if v := x.frames.at(i); v.number > 0 && v.sent == v.frame {
				root := x.root(t, h.For)
				x.numbers[root] = min(x.numbers[root], v.number-1)
			}
		}
		return true
	})
	x.frames.cut(now)
	x.connections.cut(now)
	x.journeys.cut(now)
	x.exchanges = x.exchanges[:sort.Search(len(x.exchanges), func(i int) bool { return x.exchanges[i].First > now })]
	x.described.cut(now)
	x.marks, x.notable = x.marks.upTo(now), x.notable.upTo(now)
	clear(x.roots)
	x.known = now
}

// root returns the operation at the top of the chain in which op stands: the
// user's action, as a rule. Messages are numbered afresh for each.
func (x *index) root(t *trace.Trace, op trace.ID) trace.ID {
	chain := []trace.ID{}
	for {
		if r, ok := x.roots[op]; ok {
			op = r
			break
		}
		chain = append(chain, op)
		e, ok := t.KnownHead(op)
		if !ok || e.For == 0 {
			break
		}
		op = e.For
	}
	if len(x.roots) > rootsKept {
		clear(x.roots)
	}
	for _, id := range chain {
		x.roots[id] = op
	}
	return op
}

// finish notes which event ended a frame, the nth of all. The table has it there: it is a list of
// all frames.
func (x *index) finish(frame trace.ID, nth uint32, end trace.ID) {
	x.frames.at(int(nth)).end = uint32(end)
}

// talks counts the frames between each two hosts.
type talks struct {
	list []view.Talk // in the order in which they began
	at   map[[2]string]int
}

// take counts a frame. Its flow notes where, as a rule: an address that several hosts share may
// lead to another one the next time.
func (x *talks) take(e trace.Event, sent *vnet.FrameSent, f *flow) {
	if sent.To == "" || sent.To == e.Host {
		return
	}
	if f.to != sent.To {
		f.to, f.talk = sent.To, x.find(min(e.Host, sent.To), max(e.Host, sent.To))
	}
	x.list[f.talk].Frames++
}

// find returns the place of the talk between two hosts, a new one if they have not talked yet.
func (x *talks) find(a, b string) int {
	at, ok := x.at[[2]string{a, b}]
	if !ok {
		if x.at == nil {
			x.at = map[[2]string]int{}
		}
		at = len(x.list)
		x.at[[2]string{a, b}] = at
		x.list = append(x.list, view.Talk{A: a, B: b})
	}
	return at
}

// TransferCount returns how many frames have been sent so far, those that a link
// made of others included.
func (w *World) TransferCount() int { return w.run.index.sent }

// TransferIndex returns the place of a frame in the list of transfers, which is in
// the order of their sending and of their IDs.
func (w *World) TransferIndex(frame trace.ID) (int, bool) {
	i, ok := w.run.index.frames.find(frame)
	return i, ok && i < w.run.index.sent
}

// Transfers tells the ways of up to limit frames, from the from-th on (counted
// from zero, in the order of their sending), and how many there are in all. It
// costs as much as the window is large. The list is the caller's.
func (w *World) Transfers(from, limit int) (list []view.Transfer, total int) {
	total = w.TransferCount()
	from = min(max(from, 0), total)
	to := from + min(max(limit, 0), total-from)
	list = make([]view.Transfer, 0, to-from)
	for i := from; i < to; i++ {
		list = append(list, *w.transferAt(i))
	}
	return list, total
}

// Transfer tells the way of one frame, if there is one of that id.
func (w *World) Transfer(frame trace.ID) (view.Transfer, bool) {
	at, ok := w.TransferIndex(frame)
	if !ok {
		return view.Transfer{}, false
	}
	return *w.transferAt(at), true
}

// Talks lists the pairs of hosts between which frames were sent, in the order in
// which they began. The list is the world's own: it must not be changed.
func (w *World) Talks() []view.Talk { return w.run.talks.list }

// Density counts the events that are known between two instants in buckets of equal
// width: where the world was taken back, the future's, too.
func (w *World) Density(from, to sim.Instant, buckets int) []int {
	return w.run.index.density.spread(from, to, buckets)
}

// Exchange is a stretch of the run in which messages were numbered on: an operation
// from its first message to the next one's.
type Exchange struct {
	First    trace.ID // the frame of its first message
	Messages int      // the highest number in it
}

// Exchanges lists the exchanges that are known. The list is the world's own: it must
// not be changed.
func (w *World) Exchanges() []Exchange { return w.run.index.exchanges }

// LastMessage returns the frame that was sent last and carries a message, where any
// does; else the one that was sent last; 0 before the first.
func (w *World) LastMessage() trace.ID {
	x := w.run.index
	if x.lastMessage == 0 && x.sent > 0 {
		return trace.ID(x.frames.at(x.sent - 1).frame)
	}
	return x.lastMessage
}
