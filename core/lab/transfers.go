package lab

import (
	"cmp"
	"slices"

	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// index knows of each frame which event ended it, and how events are spread over
// time, so that neither the way of a frame nor the density of a run costs a walk
// over the trace. It keeps a few words a frame; what a [view.Transfer] says
// beyond them is decoded when somebody asks, once: the screen asks in each of
// its frames.
type index struct {
	transfers []transfer
	described []view.Transfer       // of the first of these
	open      []int                 // places of those that were described in flight
	place     map[trace.ID]int      // frame in flight → place in transfers
	roots     map[trace.ID]trace.ID // operation → the one at the top of its chain
	numbers   map[trace.ID]int32    // root → messages numbered so far
	density   histogram
	scanned   trace.ID
}

type transfer struct {
	frame  trace.ID // the frame's id
	sent   trace.ID // frame.sent that describes it: another's for a duplicate
	end    trace.ID // frame.delivered or frame.lost; 0: in flight
	number int32    // see view.Transfer.Number
}

func newIndex() index {
	return index{place: map[trace.ID]int{}, roots: map[trace.ID]trace.ID{}, numbers: map[trace.ID]int32{}}
}

// catchUp takes in what was recorded since the last time.
func (x *index) catchUp(t *trace.Trace) {
	t.Scan(x.scanned+1, func(e trace.Event) bool {
		x.scanned = e.ID
		x.density.add(e.At)
		x.take(t, e)
		return true
	})
}

func (x *index) take(t *trace.Trace, e trace.Event) {
	switch b := e.Body.(type) {
	case *vnet.FrameSent:
		number := int32(0)
		if numbered(t, b) {
			root := x.root(t, e.For)
			x.numbers[root]++
			number = x.numbers[root]
		}
		x.begin(transfer{frame: e.ID, sent: e.ID, number: number})
	case *vnet.FrameDuplicated:
		if at, ok := x.place[b.Frame]; ok {
			original := x.transfers[at]
			x.begin(transfer{frame: e.ID, sent: original.sent, number: original.number})
		}
	case *vnet.FrameDelivered:
		x.finish(b.Frame, e.ID)
	case *vnet.FrameLost:
		x.finish(b.Frame, e.ID)
	}
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
	for _, id := range chain {
		x.roots[id] = op
	}
	return op
}

func (x *index) begin(t transfer) {
	x.place[t.frame] = len(x.transfers)
	x.transfers = append(x.transfers, t)
}

func (x *index) finish(frame, end trace.ID) {
	if at, ok := x.place[frame]; ok {
		x.transfers[at].end = end
		delete(x.place, frame)
	}
}

// find returns the place of a frame in the list, which is in the order of ids.
func (x *index) find(frame trace.ID) (int, bool) {
	return slices.BinarySearchFunc(x.transfers, frame, func(t transfer, id trace.ID) int {
		return cmp.Compare(t.frame, id)
	})
}

// Transfers tells the ways of up to limit frames, from the from-th on (counted
// from zero, in the order of their sending), and how many there are in all. The
// list is the world's own: it must not be changed, and those in flight are brought
// up to date in it by the next call.
func (w *World) Transfers(from, limit int) (list []view.Transfer, total int) {
	x := &w.run.index
	x.catchUp(w.run.trace)
	total = len(x.transfers)
	from = min(max(from, 0), total)
	to := from + min(max(limit, 0), total-from)
	w.describeUpTo(to)
	return x.described[from:to:to], total
}

// describeUpTo brings the descriptions of the first n transfers up to date.
func (w *World) describeUpTo(n int) {
	x := &w.run.index
	x.open = slices.DeleteFunc(x.open, func(i int) bool {
		over := x.transfers[i].end != 0
		if over {
			x.described[i] = w.describe(&x.transfers[i])
		}
		return over
	})
	for i := len(x.described); i < n; i++ {
		x.described = append(x.described, w.describe(&x.transfers[i]))
		if x.transfers[i].end == 0 {
			x.open = append(x.open, i)
		}
	}
}

// Transfer tells the way of one frame, if there is one of that id.
func (w *World) Transfer(frame trace.ID) (view.Transfer, bool) {
	x := &w.run.index
	x.catchUp(w.run.trace)
	at, ok := x.find(frame)
	if !ok {
		return view.Transfer{}, false
	}
	return w.describe(&x.transfers[at]), true
}

func (w *World) describe(t *transfer) view.Transfer {
	v := view.Transfer{Frame: uint64(t.frame), Number: int(t.number), Fate: view.InFlight}
	began, _ := w.run.trace.Event(t.frame)
	e, _ := w.run.trace.Event(t.sent)
	sent := e.Body.(*vnet.FrameSent)
	v.From, v.To, v.SentAt, v.Size = e.Host, sent.To, int64(began.At), sent.Size
	payload, _ := w.run.trace.Payload(sent.Payload)
	summarise(&v, sent, payload)
	if t.end == 0 {
		return v
	}
	end, _ := w.run.trace.Event(t.end)
	v.EndAt, v.Fate = int64(end.At), view.Delivered
	if lost, ok := end.Body.(*vnet.FrameLost); ok {
		v.Fate, v.Reason, v.Where = view.Lost, lost.Reason.String(), lost.Where
	}
	return v
}

// Density counts the trace's events between two instants in buckets of equal
// width.
func (w *World) Density(from, to sim.Instant, buckets int) []int {
	w.run.index.catchUp(w.run.trace)
	return w.run.index.density.spread(from, to, buckets)
}
