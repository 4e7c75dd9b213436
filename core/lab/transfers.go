package lab

import (
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// index knows of each frame which event ended it, how events are spread over time,
// and who has talked with whom. It listens while the world runs, so that whoever
// asks for a window of the transfers pays for that window alone, however long the
// run is. It keeps 16 bytes a frame; what a [view.Transfer] says beyond them is
// decoded when somebody looks (see described).
type index struct {
	frames    frameTable
	place     map[trace.ID]int      // frame in flight → place in frames
	roots     map[trace.ID]trace.ID // operation → the one at the top of its chain; see root
	numbers   map[trace.ID]uint32   // root → messages numbered so far
	talks     []view.Talk           // in the order in which they began
	talkAt    map[[2]string]int
	exchanges []Exchange
	density   histogram
	described described

	lastMessage trace.ID
}

// rootsKept bounds the memory of roots: an operation that is not in there is walked
// up again.
const rootsKept = 4096

func newIndex() index {
	return index{place: map[trace.ID]int{}, roots: map[trace.ID]trace.ID{}, numbers: map[trace.ID]uint32{},
		talkAt: map[[2]string]int{}}
}

// listen has the index take in all that the trace records from now on.
func (x *index) listen(t *trace.Trace) {
	t.Subscribe(func(e trace.Event) {
		x.density.add(e.At)
		x.take(t, e)
	})
}

func (x *index) take(t *trace.Trace, e trace.Event) {
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		number := uint32(0)
		if numbered(b, b.Data) {
			root := x.root(t, e.For)
			x.numbers[root]++
			number = x.numbers[root]
			x.exchange(e.ID, int(number))
		}
		x.begin(transfer{frame: uint32(e.ID), sent: uint32(e.ID), number: number})
		x.talk(e.Host, b.To)
	case *vnet.FrameDuplicated:
		if at, ok := x.place[b.Frame]; ok {
			original := x.frames.at(at)
			x.begin(transfer{frame: uint32(e.ID), sent: original.sent, number: original.number})
			if original.number > 0 {
				x.lastMessage = e.ID
			}
		}
	case *vnet.FrameDelivered:
		x.finish(b.Frame, e.ID)
	case *vnet.FrameLost:
		x.finish(b.Frame, e.ID)
	}
}

// exchange notes a numbered message.
func (x *index) exchange(frame trace.ID, number int) {
	x.lastMessage = frame
	if number == 1 {
		x.exchanges = append(x.exchanges, Exchange{First: frame})
	}
	last := &x.exchanges[len(x.exchanges)-1]
	last.Messages = max(last.Messages, number)
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
		e, ok := t.Event(op)
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

func (x *index) begin(t transfer) {
	x.place[trace.ID(t.frame)] = x.frames.len()
	x.frames.add(t)
}

func (x *index) finish(frame, end trace.ID) {
	if at, ok := x.place[frame]; ok {
		x.frames.at(at).end = uint32(end)
		delete(x.place, frame)
	}
}

// talk counts a frame between two hosts, whichever of them sent it.
func (x *index) talk(a, b string) {
	if b == "" || a == b {
		return
	}
	if b < a {
		a, b = b, a
	}
	at, ok := x.talkAt[[2]string{a, b}]
	if !ok {
		at = len(x.talks)
		x.talkAt[[2]string{a, b}] = at
		x.talks = append(x.talks, view.Talk{A: a, B: b})
	}
	x.talks[at].Frames++
}

// TransferCount returns how many frames have been sent so far, those that a link
// made of others included.
func (w *World) TransferCount() int { return w.run.index.frames.len() }

// TransferIndex returns the place of a frame in the list of transfers, which is in
// the order of their sending and of their IDs.
func (w *World) TransferIndex(frame trace.ID) (int, bool) { return w.run.index.frames.find(frame) }

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
func (w *World) Talks() []view.Talk { return w.run.index.talks }

// Density counts the trace's events between two instants in buckets of equal
// width.
func (w *World) Density(from, to sim.Instant, buckets int) []int {
	return w.run.index.density.spread(from, to, buckets)
}

// Exchange is a stretch of the run in which messages were numbered on: an operation
// from its first message to the next one's.
type Exchange struct {
	First    trace.ID // the frame of its first message
	Messages int      // the highest number in it
}

// Exchanges lists the exchanges so far. The list is the world's own: it must not be
// changed.
func (w *World) Exchanges() []Exchange { return w.run.index.exchanges }

// LastMessage returns the frame that was sent last and carries a message, where any
// does; else the one that was sent last; 0 before the first.
func (w *World) LastMessage() trace.ID {
	x := &w.run.index
	if x.lastMessage == 0 && x.frames.len() > 0 {
		return trace.ID(x.frames.at(x.frames.len() - 1).frame)
	}
	return x.lastMessage
}
